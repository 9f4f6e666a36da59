//! What is counted and judged in each state, once, whichever engine walks.
//!
//! Properties of states are asked of the state as it is stored; everything about a transition, action properties
//! included, is asked of the raw successor, before an engine makes anything else of it.

mod tally;

use std::sync::Arc;

use honnin_codegen::interpret::GhostWatch;
use honnin_codegen::ir::{Ir, PropertyId};

use crate::gauge::is_held_by_ghosts_alone;
use crate::hunt::Labels;
use crate::stateright::{Target, progress_events, progresses, targets};
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

pub use tally::Tally;

/// Something to measure in every state: how much of a part of the scope it uses.
pub trait Gauge<const W: usize>: Send + Sync {
    /// As much as there is; once a state uses that, the gauge is not asked again.
    fn most(&self) -> u32;

    /// How much this state uses.
    fn used(&self, state: &[u64; W]) -> u32;
}

/// Gauges, one for each part of the scope.
pub type Gauges<const W: usize> = Vec<Box<dyn Gauge<W>>>;

/// What to measure beside the properties.
#[derive(Default)]
pub struct Measures<const W: usize> {
    /// How much of the scope is used.
    pub gauges: Gauges<W>,
    /// Whether ghosts only observe; nothing where none could do more.
    pub watch: Option<GhostWatch<W>>,
}

/// Judges states.
pub(crate) struct Judge<const W: usize, S> {
    pub(crate) system: Arc<S>,
    /// All that can be seen, by the number under which a tally keeps it.
    pub(crate) targets: Vec<Target>,
    /// What is sought in each state: its number, and what [`System::holds`] says where it is.
    states: Vec<(usize, PropertyId, bool)>,
    steps: Vec<(usize, PropertyId)>,
    deadlock: Option<usize>,
    defect: usize,
    progress: Arc<[bool]>,
    /// By kind of event: whether it is a fault.
    faults: Vec<bool>,
    /// How many sorts and channels there are.
    edges: (usize, usize),
    measures: Measures<W>,
}

impl<const W: usize, S: System<W>> Judge<W, S> {
    pub(crate) fn new(system: Arc<S>, ir: &Ir, measures: Measures<W>) -> Self {
        let mut targets = targets(ir);
        targets.push(Target::GhostHolds);
        let mut judge = Self {
            system,
            states: Vec::new(),
            steps: Vec::new(),
            deadlock: None,
            defect: 0,
            progress: progress_events(ir),
            faults: ir.events().map(|event| ir.is_fault(event)).collect(),
            edges: (ir.sorts.len(), ir.channels.len()),
            measures,
            targets: Vec::new(),
        };
        for (number, target) in targets.iter().enumerate() {
            match *target {
                Target::Violated(property) => judge.states.push((number, property, false)),
                Target::Witnessed(property) => judge.states.push((number, property, true)),
                Target::Step(property) => judge.steps.push((number, property)),
                Target::Deadlock => judge.deadlock = Some(number),
                Target::Defect => judge.defect = number,
                Target::GhostHolds => {}
            }
        }
        judge.targets = targets;
        judge
    }

    /// A tally in which nothing has been counted.
    pub(crate) fn blank(&self) -> Tally {
        Tally::new(self.targets.len(), self.progress.len(), self.measures.gauges.len(), self.edges)
    }

    /// Whether ghosts are watched.
    pub(crate) fn watches(&self) -> bool {
        self.measures.watch.is_some()
    }

    /// Judges one state that is `depth` steps from the initial one, and gives every successor that is another state.
    #[inline]
    pub(crate) fn examine(&self, state: &[u64; W], depth: u32, tally: &mut Tally, next: &mut impl FnMut(&[u64; W])) {
        tally.depth = tally.depth.max(depth);
        self.judge_state(state, depth, tally);
        let mut look = Look { judge: self, state, depth, tally, next, moves: false, defects: Vec::new() };
        self.system.expand(state, &mut look);
        let resting = !look.moves;
        if let Some(deadlock) = self.deadlock.filter(|_| resting)
            && !self.system.is_final(state)
        {
            tally.see(deadlock, depth);
        }
        tally.states += 1;
    }

    /// How many faults an event is: a crash that interrupts an action is one.
    pub(crate) fn price(&self, event: EventCode) -> u32 {
        let fault = self.faults.get(usize::from(event.kind)).is_some_and(|fault| *fault);
        u32::from(fault || event.interruption != 0)
    }

    /// Whether a target can be seen in a state, and what leaves it: with the fewest faults of the step that shows it.
    pub(crate) fn cost(&self, target: Target, state: &[u64; W]) -> Option<u32> {
        let system = &*self.system;
        let leaving = || Labels::of(system, state);
        match target {
            Target::Violated(property) => (!system.holds(property, state)).then_some(0),
            Target::Witnessed(property) => system.holds(property, state).then_some(0),
            Target::Step(property) => {
                let steps = leaving().steps.into_iter();
                let broken = steps.filter(|step| !system.step_holds(property, state, &step.state));
                broken.map(|step| self.price(step.event)).min()
            }
            Target::Deadlock => {
                let mut tally = self.blank();
                self.examine(state, 0, &mut tally, &mut |_| {});
                self.deadlock.filter(|deadlock| tally.has_seen(*deadlock)).map(|_| 0)
            }
            Target::Defect => leaving().defects.iter().map(|(event, _)| self.price(*event)).min(),
            Target::GhostHolds => {
                let watch = self.measures.watch.as_ref()?;
                is_held_by_ghosts_alone(watch, state).then_some(0)
            }
        }
    }

    /// What was seen once by this worker is not asked again: by levels, it is seen first where it is nearest.
    fn judge_state(&self, state: &[u64; W], depth: u32, tally: &mut Tally) {
        let violated = self.system.may_violate(state);
        for &(number, property, sought) in &self.states {
            if (sought || violated) && !tally.has_seen(number) && self.system.holds(property, state) == sought {
                tally.see(number, depth);
            }
        }
        for (gauge, used) in self.measures.gauges.iter().zip(&mut tally.used) {
            if *used < gauge.most() {
                *used = (*used).max(gauge.used(state));
            }
        }
        let ghosts = self.targets.len() - 1;
        if let Some(watch) = self.measures.watch.as_ref().filter(|_| !tally.has_seen(ghosts))
            && is_held_by_ghosts_alone(watch, state)
        {
            tally.see(ghosts, depth);
        }
    }
}

/// Counts what leaves one state.
struct Look<'a, const W: usize, S, N> {
    judge: &'a Judge<W, S>,
    state: &'a [u64; W],
    depth: u32,
    tally: &'a mut Tally,
    next: &'a mut N,
    moves: bool,
    defects: Vec<Defect>,
}

impl<const W: usize, S: System<W>, N: FnMut(&[u64; W])> Sink<W> for Look<'_, W, S, N> {
    const LABELLED: bool = false;

    #[inline]
    fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
        self.tally.transitions += 1;
        if let Some(taken) = self.tally.taken.get_mut(usize::from(event.kind)) {
            *taken += 1;
        }
        for &(number, property) in &self.judge.steps {
            if !self.tally.has_seen(number) && !self.judge.system.step_holds(property, self.state, next) {
                self.tally.see(number, self.depth + 1);
            }
        }
        if next != self.state {
            self.moves = self.moves || progresses(&self.judge.progress, event);
            (self.next)(next);
        }
    }

    fn edge(&mut self, event: EventCode, cause: Edge) {
        self.moves = self.moves || progresses(&self.judge.progress, event);
        self.tally.touch(cause);
    }

    fn defect(&mut self, event: EventCode, defect: Defect) {
        self.moves = self.moves || progresses(&self.judge.progress, event);
        if !self.defects.contains(&defect) {
            self.defects.push(defect);
            *self.tally.defects.entry(defect).or_default() += 1;
            self.tally.see(self.judge.defect, self.depth + 1);
        }
    }
}
