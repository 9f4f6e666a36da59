//! The shortest way to something that a survey has seen.
//!
//! Stateright's breadth-first search with a single worker takes states in the order in which they were found, and with a
//! single property it stops at the first discovery; so the path is a shortest one and the same in every run.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_codegen::interpret::GhostWatch;
use honnin_codegen::ir::Ir;
use stateright::{Checker as _, Model, Property};

use crate::control::{Cause, Control, Limits, Progress};
use crate::gauge::is_held_by_ghosts_alone;
use crate::stateright::{Action, Explored, Target};
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

/// A path, with what left at each step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path<const W: usize> {
    /// The initial state.
    pub start: [u64; W],
    /// The steps.
    pub steps: Vec<Step<W>>,
    /// For a hunted defect: what cannot be taken from the last state, and why.
    pub defect: Option<(EventCode, Defect)>,
}

/// A transition with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<const W: usize> {
    /// What happens.
    pub event: EventCode,
    /// What leaves.
    pub outputs: Vec<OutputCode>,
    /// The state after it.
    pub state: [u64; W],
}

/// Looks for `target`, or for what a watch tells; `Ok(None)` when every state was examined and none shows it.
///
/// # Errors
/// Why the search had to stop. The bound on states does not apply: what is hunted has been seen.
pub fn hunt<const W: usize, S: System<W> + 'static>(
    system: &Arc<S>,
    ir: &Ir,
    target: Target,
    watch: Option<GhostWatch<W>>,
    limits: Limits,
    interrupt: &AtomicBool,
    progress: &dyn Progress,
) -> Result<Option<Path<W>>, Cause> {
    let limits = Limits { workers: 1, max_states: None, ..limits };
    let control = Arc::new(Control::new(limits));
    let model = Explored::hunting(Arc::clone(system), ir, target);
    let model = Hunt { model, control: Arc::clone(&control), target, watch };
    let mut checker = model.checker().threads(1).spawn_bfs();
    control.watch(checker.handles(), interrupt, progress);
    if let Some(cause) = control.cause() {
        return Err(cause);
    }
    let found = checker.discovery(SOUGHT).map(stateright::Path::into_vec);
    Ok(found.map(|visited| label(&**system, target, visited)))
}

const SOUGHT: &str = "sought";

/// [`Explored`] with one property, which can be told to stop.
struct Hunt<const W: usize, S> {
    model: Explored<W, S>,
    control: Arc<Control>,
    target: Target,
    watch: Option<GhostWatch<W>>,
}

impl<const W: usize, S: System<W>> Hunt<W, S> {
    fn sees(&self, state: &[u64; W]) -> bool {
        self.control.stopped()
            || match &self.watch {
                Some(watch) => is_held_by_ghosts_alone(watch, state),
                None => self.model.sees(self.target, state),
            }
    }
}

impl<const W: usize, S: System<W>> Model for Hunt<W, S> {
    type State = [u64; W];
    type Action = Action<W>;

    fn init_states(&self) -> Vec<Self::State> {
        self.model.init_states()
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        self.control.admit();
        self.model.actions(state, actions);
    }

    fn next_state(&self, _: &Self::State, action: Self::Action) -> Option<Self::State> {
        Some(action.next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::sometimes(SOUGHT, Self::sees)]
    }
}

/// Takes the path again with labels, and appends what the target is about beyond its last state.
fn label<const W: usize, S: System<W>>(
    system: &S,
    target: Target,
    visited: Vec<([u64; W], Option<Action<W>>)>,
) -> Path<W> {
    let mut path = Path { start: system.initial(), steps: Vec::new(), defect: None };
    let mut last = path.start;
    for (state, action) in visited {
        last = state;
        let Some(action) = action else { break };
        let labels = Labels::of(system, &state);
        let found = labels.steps.into_iter().find(|step| step.event == action.event && step.state == action.next);
        // A system whose labelled transitions differ from the bare ones still gives a path, without outputs.
        path.steps.push(found.unwrap_or(Step { event: action.event, outputs: Vec::new(), state: action.next }));
        last = action.next;
    }
    match target {
        Target::Step(property) => {
            let broken = |step: &Step<W>| !system.step_holds(property, &last, &step.state);
            path.steps.extend(Labels::of(system, &last).steps.into_iter().find(broken));
        }
        Target::Defect => path.defect = Labels::of(system, &last).defects.first().copied(),
        Target::Violated(_) | Target::Witnessed(_) | Target::Deadlock | Target::GhostHolds => {}
    }
    path
}

/// What leaves a state, with labels.
pub(crate) struct Labels<const W: usize> {
    pub(crate) steps: Vec<Step<W>>,
    pub(crate) defects: Vec<(EventCode, Defect)>,
}

impl<const W: usize> Labels<W> {
    pub(crate) fn of<S: System<W>>(system: &S, state: &[u64; W]) -> Self {
        let mut labels = Self { steps: Vec::new(), defects: Vec::new() };
        system.expand(state, &mut labels);
        labels
    }
}

impl<const W: usize> Sink<W> for Labels<W> {
    const LABELLED: bool = true;

    fn step(&mut self, event: EventCode, outputs: &[OutputCode], next: &[u64; W]) {
        self.steps.push(Step { event, outputs: outputs.to_vec(), state: *next });
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, event: EventCode, defect: Defect) {
        self.defects.push((event, defect));
    }
}
