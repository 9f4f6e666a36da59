//! Breadth-first search by levels, by any number of workers.
//!
//! A level takes two rounds. In the first one the level is complete, and every process tells the others how large its
//! part is; so in the second one all decide alike whether to go on, and if so examine the level's states and insert their
//! successors. The workers of a process share one set of states: nothing is exchanged between them. Processes share none:
//! a state belongs to one of them by its hash, and what another one generates is sent there.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::checkpoint::{Saver, Start};
use super::lock;
use super::post::{Courier, Mail};
use super::reduction::Reduction;
use super::rounds::{Packet, Program, Seat, Turn};
use super::store::{Batches, Portion, Store};
use super::summary::{self, Outcome, Summary};
use crate::control::{Cause, Control};
use crate::judge::{Judge, Tally};
use crate::system::System;

/// States that a worker takes at once.
const PORTION: u32 = 64;

/// What the workers of a process share.
pub(super) struct Explore<const W: usize, S> {
    pub(super) judge: Arc<Judge<W, S>>,
    pub(super) reduction: Reduction<W>,
    pub(super) store: Store<W>,
    control: Arc<Control>,
    /// Targets, by number, of which the first one seen ends the run.
    alarms: Vec<usize>,
    /// The level of the first round.
    first_level: u32,
    /// What was counted before it.
    before: Tally,
    work: Mutex<Arc<Work>>,
    full: AtomicBool,
    alarmed: AtomicBool,
    /// What each process has told of the level.
    told: Mutex<BTreeMap<usize, Summary>>,
    /// What each worker of this process had counted when it was done with the last level.
    deposits: Mutex<BTreeMap<usize, Tally>>,
    /// What all of them had counted when the level was complete.
    weighed: Mutex<Option<Tally>>,
    saver: Option<Saver>,
    outcome: Mutex<Outcome>,
}

/// A level's states, portion by portion.
#[derive(Default)]
struct Work {
    portions: Vec<Portion>,
    taken: AtomicUsize,
}

/// What a worker has for itself.
pub(super) struct Local<const W: usize> {
    tally: Tally,
    /// As it was before the level that is being examined.
    boundary: Tally,
    batches: Batches<W>,
    courier: Courier<W>,
    states: Vec<[u64; W]>,
    work: Option<Arc<Work>>,
    ending: Option<(Option<Cause>, u32)>,
    total: Tally,
}

impl<const W: usize, S: System<W>> Explore<W, S> {
    pub(super) fn new(
        judge: Arc<Judge<W, S>>,
        reduction: Reduction<W>,
        control: Arc<Control>,
        alarms: Vec<usize>,
        start: Start<W>,
        saver: Option<Saver>,
    ) -> Self {
        let Start { store, level: first_level, before } = start;
        let outcome =
            Outcome { incomplete: Some(Cause::Internal), tally: judge.blank(), resumable: judge.blank(), levels: 0 };
        Self {
            judge,
            reduction,
            store,
            control,
            alarms,
            first_level,
            before,
            work: Mutex::default(),
            full: AtomicBool::new(false),
            alarmed: AtomicBool::new(false),
            told: Mutex::default(),
            deposits: Mutex::default(),
            weighed: Mutex::default(),
            saver,
            outcome: Mutex::new(outcome),
        }
    }

    /// The states, how it ended, and who leaves checkpoints.
    pub(super) fn into_parts(self) -> (Store<W>, Outcome, Option<Saver>) {
        (self.store, self.outcome.into_inner().unwrap_or_else(PoisonError::into_inner), self.saver)
    }

    /// The level is complete: the first worker of each process says how it stands.
    fn weigh(&self, seat: Seat, level: u32, send: &mut dyn FnMut(Packet)) {
        if !seat.is_first() {
            return;
        }
        let new = self.store.close_level();
        let due = self.saver.as_ref().is_some_and(Saver::is_due);
        *lock(&self.weighed) = self.saver.as_ref().map(|_| self.deposited());
        *lock(&self.work) =
            Arc::new(Work { portions: self.store.portions(level, PORTION), taken: AtomicUsize::new(0) });
        let summary = Summary {
            level,
            new,
            count: self.store.count(),
            full: self.full.load(Ordering::SeqCst),
            memory: self.control.limits().max_memory,
            alarmed: self.alarmed.load(Ordering::SeqCst),
            stopped: self.control.cause(),
            due,
            unsaved: self.saver.as_ref().is_some_and(Saver::has_failed),
        };
        for process in 0..seat.processes {
            send(Mail::<W>::Summary(summary.words()).packet(seat, seat.first_of(process)));
        }
    }

    fn deposited(&self) -> Tally {
        let mut sum = self.judge.blank();
        lock(&self.deposits).values().for_each(|tally| sum.add(tally));
        sum
    }

    /// What all processes have told of a level, in the order of their numbers.
    fn told(&self, level: u32) -> Vec<Summary> {
        lock(&self.told).values().filter(|summary| summary.level == level).copied().collect()
    }

    /// All processes leave a checkpoint of the same level when it is time for one of them; it is kept when all have one.
    fn save(&self, seat: Seat, level: u32) {
        let (Some(saver), Some(tally), told) = (&self.saver, &*lock(&self.weighed), self.told(level)) else { return };
        if told.iter().any(|summary| summary.unsaved) {
            saver.discard();
        }
        saver.keep();
        if told.iter().any(|summary| summary.due) {
            saver.prepare(&self.store, level + 1, tally);
            if seat.processes == 1 {
                saver.keep();
            }
        }
    }

    /// The run ends: what is not a whole level goes, and every worker tells what it has counted.
    fn gather(&self, local: &mut Local<W>, seat: Seat, level: u32, cause: Option<Cause>, send: &mut dyn FnMut(Packet)) {
        let partial = matches!(
            cause,
            Some(Cause::MaxStates(_) | Cause::Memory(_) | Cause::Interrupt | Cause::Time(_) | Cause::Internal)
        );
        let levels = if partial { level } else { level + 1 };
        if !partial {
            local.boundary = local.tally.clone();
        } else if seat.is_first() {
            self.store.keep_levels(levels);
        }
        local.ending = Some((cause, levels));
        for process in 0..seat.processes {
            let to = seat.first_of(process);
            send(Mail::<W>::Counted(local.tally.words()).packet(seat, to));
        }
    }

    /// Examines one portion of the level; whether there was one.
    fn examine(&self, local: &mut Local<W>, seat: Seat, level: u32, send: &mut dyn FnMut(Packet)) -> bool {
        let Local { tally, batches, courier, states, work, .. } = local;
        let work = work.get_or_insert_with(|| Arc::clone(&lock(&self.work)));
        let next = work.taken.fetch_add(1, Ordering::Relaxed);
        let Some(portion) = work.portions.get(next).filter(|_| !self.control.stopped()) else {
            self.insert(|store| store.flush(batches));
            courier.flush(seat, send);
            return false;
        };
        self.store.copy(portion, states);
        // When there is no more room, the level is still judged to its end.
        let mut room = !self.full.load(Ordering::Relaxed);
        for state in &*states {
            self.judge.examine(state, level, tally, &mut |next| {
                let next = self.reduction.representative(next);
                if !room {
                    return;
                }
                match Courier::destination(&next, seat) {
                    None => room = !self.insert(|store| store.insert(batches, &next)),
                    Some(process) => courier.send(process, &next, seat, send),
                }
            });
        }
        self.control.examined(states.len() as u64);
        if self.alarms.iter().any(|target| tally.has_seen(*target)) {
            self.alarmed.store(true, Ordering::SeqCst);
        }
        true
    }

    fn insert(&self, into: impl FnOnce(&Store<W>) -> bool) -> bool {
        let full = into(&self.store);
        if full {
            self.full.store(true, Ordering::SeqCst);
        }
        full
    }
}

impl<const W: usize, S: System<W> + 'static> Program for Explore<W, S> {
    type Local = Local<W>;

    fn begin(&self, seat: Seat) -> Local<W> {
        let blank = self.judge.blank();
        // What was counted before the run was resumed counts once.
        let tally = if seat.is_first() { self.before.clone() } else { blank.clone() };
        lock(&self.deposits).insert(seat.worker, tally.clone());
        Local {
            boundary: tally.clone(),
            tally,
            batches: Batches::default(),
            courier: Courier::new(seat),
            states: Vec::new(),
            work: None,
            ending: None,
            total: blank,
        }
    }

    fn work(&self, local: &mut Local<W>, seat: Seat, round: u32, send: &mut dyn FnMut(Packet)) -> Turn {
        let level = self.first_level + round / 2;
        if local.ending.is_some() {
            return Turn::Last;
        }
        if round.is_multiple_of(2) {
            self.weigh(seat, level, send);
            return Turn::Done;
        }
        if local.work.is_none() {
            if let ControlFlow::Break(cause) = summary::decide(level, &self.told(level), self.control.limits()) {
                self.gather(local, seat, level, cause, send);
                return Turn::Done;
            }
            local.boundary = local.tally.clone();
            if seat.is_first() {
                self.save(seat, level);
            }
        }
        if self.examine(local, seat, level, send) {
            Turn::More
        } else {
            local.work = None;
            lock(&self.deposits).insert(seat.worker, local.tally.clone());
            Turn::Done
        }
    }

    fn receive(&self, local: &mut Local<W>, packet: Packet) {
        let from = packet.from;
        match Mail::<W>::open(packet) {
            // Inserted at once: who closes the level does not wait for another worker's batches.
            Mail::States(states) if !self.full.load(Ordering::Relaxed) => {
                let mut full = false;
                for state in &states {
                    full |= self.store.insert(&mut local.batches, state);
                }
                self.insert(|store| store.flush(&mut local.batches) || full);
            }
            Mail::States(_) | Mail::Kept(..) | Mail::Stopped(_) => {}
            Mail::Summary(words) => {
                let summary = Summary::read(&words);
                lock(&self.told).insert(from, summary);
            }
            Mail::Counted(words) => local.total.add_words(&words),
        }
    }

    fn end(&self, local: Local<W>, seat: Seat) {
        let mut outcome = lock(&self.outcome);
        outcome.resumable.add(&local.boundary);
        if let Some((incomplete, levels)) = local.ending.filter(|_| seat.is_first()) {
            outcome.incomplete = incomplete;
            outcome.levels = levels;
            outcome.tally = local.total;
        }
    }
}
