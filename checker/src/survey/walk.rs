//! The model that Stateright walks for a survey.

use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use stateright::{Model, Property};

use crate::control::Control;
use crate::judge::{Judge, Tally};
use crate::system::System;

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
    pub(super) judge: Judge<W, S>,
    control: Arc<Control>,
    shards: Vec<Mutex<Tally>>,
}

impl<const W: usize, S: System<W>> Walk<W, S> {
    pub(super) fn new(judge: Judge<W, S>, control: Arc<Control>, workers: usize) -> Self {
        let shards = (0..workers).map(|_| Mutex::new(judge.blank())).collect();
        Self { judge, control, shards }
    }

    pub(super) fn total(&self) -> Tally {
        let mut total = self.judge.blank();
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
}

/// The model itself.
pub(super) struct Walker<const W: usize, S>(pub(super) Arc<Walk<W, S>>);

impl<const W: usize, S: System<W>> Model for Walker<W, S> {
    type State = Visited<W>;
    type Action = Visited<W>;

    fn init_states(&self) -> Vec<Self::State> {
        vec![Visited { words: self.0.judge.system.initial(), depth: 0 }]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        if self.0.control.admit() {
            let depth = state.depth + 1;
            let mut next = |words: &[u64; W]| actions.push(Visited { words: *words, depth });
            self.0.judge.examine(&state.words, state.depth, &mut self.0.tally(), &mut next);
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
