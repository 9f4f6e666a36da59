//! Any [`System`] as a `stateright::Model`: for its checkers, its Explorer, and whoever knows Stateright already.
//!
//! Three things about Stateright 0.31 shape this. A condition is a function pointer, so a model can only show as many
//! properties as there are functions here. A discovery is overwritten by every later one, so only a model with a single
//! property gives a shortest path ([`crate::hunt`]). `eventually` misses cycles, so no liveness property is shown.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use honnin_codegen::ir::{Ir, PropertyId, PropertyKind};
use honnin_codegen::layout::Layout;
use stateright::{Model, Property};

use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};
use crate::words::first_sentence;

/// A system as Stateright sees it.
pub struct Explored<const W: usize, S> {
    system: Arc<S>,
    shown: Vec<(&'static str, Target)>,
    progress: Arc<[bool]>,
    describe: Option<Describe>,
}

/// Writes an event in words.
pub type Describe = Arc<dyn Fn(EventCode) -> String + Send + Sync>;

/// Events as calls: `print_deadline(job 1)`.
#[must_use]
pub fn calls(layout: Arc<Layout>) -> Describe {
    Arc::new(move |event| layout.domain().show_event(&layout.decode_event(event)).to_string())
}

/// A transition, complete: Stateright asks for the successor right after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action<const W: usize> {
    /// What happens.
    pub event: EventCode,
    /// The state after it.
    pub next: [u64; W],
}

/// Something that can be seen in a state and what leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An `Always` or `Never` that the state violates.
    Violated(PropertyId),
    /// A `Reachable` that the state witnesses.
    Witnessed(PropertyId),
    /// A transition out of the state that violates an action property.
    Step(PropertyId),
    /// Nothing moves, and the state is not declared final.
    Deadlock,
    /// Something that is enabled here breaks a rule of the semantics.
    Defect,
    /// Only a ghost holds an id, so that the ghost decides what may happen. Not the model's to see: a survey measures it,
    /// and [`crate::hunt`] is given a watch for it.
    GhostHolds,
}

impl<const W: usize, S: System<W>> Explored<W, S> {
    /// A model that shows every property of `ir` that Stateright can judge, deadlocks where final states are declared,
    /// and defects; at most 64 in all, in the order of the source.
    #[must_use]
    pub fn new(system: Arc<S>, ir: &Ir) -> Self {
        let mut shown: Vec<(&'static str, Target)> = Vec::new();
        for target in targets(ir).into_iter().take(CONDITIONS) {
            let name = title(ir, target);
            // Stateright tells properties apart by their names.
            let twin = shown.iter().any(|(known, _)| *known == name);
            let name = if twin { intern(format!("{name} ({})", shown.len())) } else { name };
            shown.push((name, target));
        }
        Self { system, shown, progress: progress_events(ir), describe: None }
    }

    /// A model that shows one thing only, for the shortest way to it.
    pub(crate) fn hunting(system: Arc<S>, ir: &Ir, target: Target) -> Self {
        Self { system, shown: vec![(title(ir, target), target)], progress: progress_events(ir), describe: None }
    }

    /// Prints actions with `describe` instead of by their numbers.
    #[must_use]
    pub fn describing(mut self, describe: Describe) -> Self {
        self.describe = Some(describe);
        self
    }

    fn rest<'a>(&'a self, state: &'a [u64; W]) -> Rest<'a, W> {
        let mut rest = Rest { progress: &self.progress, before: state, moves: false, defect: false };
        self.system.expand(state, &mut rest);
        rest
    }

    /// Whether `target` can be seen in `state`.
    pub(crate) fn sees(&self, target: Target, state: &[u64; W]) -> bool {
        match target {
            Target::Violated(property) => !self.system.holds(property, state),
            Target::Witnessed(property) => self.system.holds(property, state),
            Target::Step(property) => {
                let mut steps = Steps { system: &*self.system, property, before: state, broken: false };
                self.system.expand(state, &mut steps);
                steps.broken
            }
            Target::Deadlock => {
                let rest = self.rest(state);
                !rest.moves && !self.system.is_final(state)
            }
            Target::Defect => self.rest(state).defect,
            Target::GhostHolds => false,
        }
    }
}

impl<const W: usize, S: System<W>> Model for Explored<W, S> {
    type State = [u64; W];
    type Action = Action<W>;

    fn init_states(&self) -> Vec<Self::State> {
        vec![self.system.initial()]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        self.system.expand(state, &mut Collect(actions));
    }

    fn next_state(&self, _: &Self::State, action: Self::Action) -> Option<Self::State> {
        Some(action.next)
    }

    fn format_action(&self, action: &Self::Action) -> String {
        self.describe.as_ref().map_or_else(|| format!("{:?}", action.event), |describe| describe(action.event))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let shown = self.shown.iter().zip(conditions::<W, S>());
        shown
            .map(|((name, target), condition)| match target {
                Target::Witnessed(_) => Property::sometimes(name, condition),
                _ => Property::always(name, condition),
            })
            .collect()
    }
}

/// Everything about a protocol that a state and its transitions can show, in the order of the source.
#[must_use]
pub fn targets(ir: &Ir) -> Vec<Target> {
    let declared = ir.properties.iter().enumerate().filter_map(|(index, property)| match property.kind {
        PropertyKind::Always | PropertyKind::Never => Some(Target::Violated(PropertyId(index))),
        PropertyKind::Reachable => Some(Target::Witnessed(PropertyId(index))),
        PropertyKind::Action => Some(Target::Step(PropertyId(index))),
        PropertyKind::LeadsTo | PropertyKind::AlwaysPossible => None,
    });
    let deadlock = (!ir.final_states.is_empty()).then_some(Target::Deadlock);
    declared.chain(deadlock).chain([Target::Defect]).collect()
}

/// By [`EventCode::kind`]: whether the protocol itself takes the event, so that a state where one can happen is no deadlock.
#[must_use]
pub fn progress_events(ir: &Ir) -> Arc<[bool]> {
    ir.events().map(|event| ir.is_progress(event)).collect()
}

/// Whether an event is the protocol's own; one that a crash interrupts is not.
pub(crate) fn progresses(progress: &[bool], event: EventCode) -> bool {
    event.interruption == 0 && progress.get(usize::from(event.kind)).is_some_and(|own| *own)
}

/// What a target is called: the first sentence of its doc comment, or its name.
fn title(ir: &Ir, target: Target) -> &'static str {
    match target {
        Target::Violated(property) | Target::Witnessed(property) | Target::Step(property) => {
            let property = &ir[property];
            let sentence = first_sentence(&property.doc);
            intern(if sentence.is_empty() { property.name.clone() } else { sentence })
        }
        Target::Deadlock => "Until a final state is reached, something moves.",
        Target::Defect => "No rule of the semantics is broken.",
        Target::GhostHolds => "Ghosts only observe.",
    }
}

/// Stateright wants names that live for ever; each distinct one is kept once.
fn intern(name: String) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name.as_str()) {
        return known;
    }
    let name: &'static str = Box::leak(name.into_boxed_str());
    names.insert(name);
    name
}

/// How many properties a model can show.
const CONDITIONS: usize = 64;

fn condition<const W: usize, S: System<W>, const N: usize>(model: &Explored<W, S>, state: &[u64; W]) -> bool {
    let target = model.shown[N].1;
    let sometimes = matches!(target, Target::Witnessed(_));
    model.sees(target, state) == sometimes
}

type Condition<const W: usize, S> = fn(&Explored<W, S>, &[u64; W]) -> bool;

/// One function for each property a model may show.
fn conditions<const W: usize, S: System<W>>() -> [Condition<W, S>; CONDITIONS] {
    macro_rules! table {
        ($($ten:literal)*) => {[$(
            condition::<W, S, { $ten * 8 }>, condition::<W, S, { $ten * 8 + 1 }>, condition::<W, S, { $ten * 8 + 2 }>,
            condition::<W, S, { $ten * 8 + 3 }>, condition::<W, S, { $ten * 8 + 4 }>, condition::<W, S, { $ten * 8 + 5 }>,
            condition::<W, S, { $ten * 8 + 6 }>, condition::<W, S, { $ten * 8 + 7 }>,
        )*]};
    }
    table!(0 1 2 3 4 5 6 7)
}

struct Collect<'a, const W: usize>(&'a mut Vec<Action<W>>);

impl<const W: usize> Sink<W> for Collect<'_, W> {
    const LABELLED: bool = false;

    fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
        self.0.push(Action { event, next: *next });
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}

struct Steps<'a, const W: usize, S> {
    system: &'a S,
    property: PropertyId,
    before: &'a [u64; W],
    broken: bool,
}

impl<const W: usize, S: System<W>> Sink<W> for Steps<'_, W, S> {
    const LABELLED: bool = false;

    fn step(&mut self, _: EventCode, _: &[OutputCode], next: &[u64; W]) {
        self.broken = self.broken || !self.system.step_holds(self.property, self.before, next);
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}

/// Whether the protocol moves by itself. An edge or a defect of its own is no rest either: the run is cut there.
struct Rest<'a, const W: usize> {
    progress: &'a [bool],
    before: &'a [u64; W],
    moves: bool,
    defect: bool,
}

impl<const W: usize> Sink<W> for Rest<'_, W> {
    const LABELLED: bool = false;

    fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
        self.moves = self.moves || (next != self.before && progresses(self.progress, event));
    }

    fn edge(&mut self, event: EventCode, _: Edge) {
        self.moves = self.moves || progresses(self.progress, event);
    }

    fn defect(&mut self, event: EventCode, _: Defect) {
        self.defect = true;
        self.moves = self.moves || progresses(self.progress, event);
    }
}
