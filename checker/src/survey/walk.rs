//! The model that Stateright walks for a survey, and what is done in each state.

use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use honnin_codegen::ir::{Ir, PropertyId};
use stateright::{Model, Property};

use super::{Gauges, Tally};
use crate::control::Control;
use crate::stateright::{Target, progress_events, progresses, targets};
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

/// A state and the steps to it. Only the state itself makes it what it is.
#[derive(Clone, Debug)]
pub(super) struct Visited<const W: usize> {
    words: [u64; W],
    depth: u32,
}

impl<const W: usize> PartialEq for Visited<W> {
    fn eq(&self, other: &Self) -> bool {
        self.words == other.words
    }
}

impl<const W: usize> Hash for Visited<W> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.words.hash(state);
    }
}

/// What the workers share.
pub(super) struct Walk<const W: usize, S> {
    system: Arc<S>,
    /// What is sought in each state, and what [`System::holds`] says where it is.
    states: Vec<(Target, PropertyId, bool)>,
    steps: Vec<PropertyId>,
    deadlock: bool,
    progress: Arc<[bool]>,
    gauges: Gauges<W>,
    control: Arc<Control>,
    shards: Vec<Mutex<Tally>>,
}

impl<const W: usize, S: System<W>> Walk<W, S> {
    pub(super) fn new(system: Arc<S>, ir: &Ir, gauges: Gauges<W>, control: Arc<Control>, workers: usize) -> Self {
        let progress = progress_events(ir);
        let tally = Tally::new(progress.len(), gauges.len());
        let shards = (0..workers).map(|_| Mutex::new(tally.clone())).collect();
        let mut walk =
            Self { system, states: Vec::new(), steps: Vec::new(), deadlock: false, progress, gauges, control, shards };
        for target in targets(ir) {
            match target {
                Target::Violated(property) => walk.states.push((target, property, false)),
                Target::Witnessed(property) => walk.states.push((target, property, true)),
                Target::Step(property) => walk.steps.push(property),
                Target::Deadlock => walk.deadlock = true,
                Target::Defect | Target::GhostHolds => {}
            }
        }
        walk
    }

    pub(super) fn total(&self) -> Tally {
        let mut total = Tally::new(self.progress.len(), self.gauges.len());
        for shard in &self.shards {
            total.add(&shard.lock().unwrap_or_else(PoisonError::into_inner));
        }
        total
    }

    /// This thread's own tally: the lock is there for the compiler, and is never waited for while the threads of one walk
    /// have consecutive numbers.
    fn tally(&self) -> MutexGuard<'_, Tally> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        std::thread_local!(static NUMBER: usize = NEXT.fetch_add(1, Ordering::Relaxed));
        let number = NUMBER.with(|number| *number);
        self.shards[number % self.shards.len()].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn examine(&self, state: &Visited<W>, next: &mut Vec<Visited<W>>) {
        let mut tally = self.tally();
        let tally = &mut *tally;
        tally.depth = tally.depth.max(state.depth);
        self.judge_state(state, tally);
        let mut look = Look { walk: self, state, tally, next, moves: false, edges: Vec::new(), defects: Vec::new() };
        self.system.expand(&state.words, &mut look);
        let resting = !look.moves;
        if self.deadlock && resting && !self.system.is_final(&state.words) {
            tally.see(Target::Deadlock, state.depth);
        }
        tally.states += 1;
    }

    /// What was seen once by this worker is not asked again: a walk by one worker sees it first where it is nearest.
    fn judge_state(&self, state: &Visited<W>, tally: &mut Tally) {
        for &(target, property, sought) in &self.states {
            if !tally.seen.contains_key(&target) && self.system.holds(property, &state.words) == sought {
                tally.see(target, state.depth);
            }
        }
        for (gauge, used) in self.gauges.iter().zip(&mut tally.used) {
            if *used < gauge.most() {
                *used = (*used).max(gauge.used(&state.words));
            }
        }
    }
}

/// Counts what leaves one state.
struct Look<'a, const W: usize, S> {
    walk: &'a Walk<W, S>,
    state: &'a Visited<W>,
    tally: &'a mut Tally,
    next: &'a mut Vec<Visited<W>>,
    moves: bool,
    edges: Vec<Edge>,
    defects: Vec<Defect>,
}

impl<const W: usize, S: System<W>> Sink<W> for Look<'_, W, S> {
    const LABELLED: bool = false;

    fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
        self.tally.transitions += 1;
        if let Some(taken) = self.tally.taken.get_mut(usize::from(event.kind)) {
            *taken += 1;
        }
        for &property in &self.walk.steps {
            let target = Target::Step(property);
            if !self.tally.seen.contains_key(&target) && !self.walk.system.step_holds(property, &self.state.words, next)
            {
                self.tally.see(target, self.state.depth + 1);
            }
        }
        if *next != self.state.words {
            self.moves = self.moves || progresses(&self.walk.progress, event);
            self.next.push(Visited { words: *next, depth: self.state.depth + 1 });
        }
    }

    fn edge(&mut self, event: EventCode, cause: Edge) {
        self.moves = self.moves || progresses(&self.walk.progress, event);
        if !self.edges.contains(&cause) {
            self.edges.push(cause);
            *self.tally.edges.entry(cause).or_default() += 1;
        }
    }

    fn defect(&mut self, event: EventCode, defect: Defect) {
        self.moves = self.moves || progresses(&self.walk.progress, event);
        if !self.defects.contains(&defect) {
            self.defects.push(defect);
            *self.tally.defects.entry(defect).or_default() += 1;
            self.tally.see(Target::Defect, self.state.depth + 1);
        }
    }
}

/// The model itself.
pub(super) struct Walker<const W: usize, S>(pub(super) Arc<Walk<W, S>>);

impl<const W: usize, S: System<W>> Model for Walker<W, S> {
    type State = Visited<W>;
    type Action = Visited<W>;

    fn init_states(&self) -> Vec<Self::State> {
        vec![Visited { words: self.0.system.initial(), depth: 0 }]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        if self.0.control.admit() {
            self.0.examine(state, actions);
        }
    }

    fn next_state(&self, _: &Self::State, action: Self::Action) -> Option<Self::State> {
        Some(action)
    }

    /// Violated as soon as the run is to stop, which ends Stateright's loops at once; never otherwise.
    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("the walk goes on", |walker, _| !walker.0.control.stopped())]
    }
}
