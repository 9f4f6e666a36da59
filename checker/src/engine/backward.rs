//! The canonical shortest way to something that was seen: fewest steps, then fewest faults, then the least events in order.
//!
//! What was seen lies at a known level. From there the levels are taken backwards: of each, those states are kept from
//! which it can be reached in time, with the fewest faults on the way. Then one path is walked forwards from the initial
//! state, taking each time the least event that leads to a kept state. The kept states do not depend on who found what
//! first, and with a [reduction](super::Reduction) they stand for classes, while the path is walked through states proper;
//! so it is the same for any number of workers, in every run, and with and without symmetry.
//!
//! It takes the time of the exploration once more, up to the level, and memory for the kept states in every process.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use super::lock;
use super::post::Mail;
use super::reduction::Reduction;
use super::rounds::{Packet, Program, Seat, Turn};
use super::store::{Frozen, Portion};
use crate::control::{Cause, Control};
use crate::judge::Judge;
use crate::stateright::Target;
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

/// States from which it can be reached in time, with the fewest faults on the way.
pub(super) type Kept<const W: usize> = HashMap<[u64; W], u32>;

/// States that a worker takes at once.
const PORTION: u32 = 256;

/// Takes the levels backwards; round r takes the r-th level from the end.
pub(super) struct Backward<const W: usize, S> {
    pub(super) judge: Arc<Judge<W, S>>,
    pub(super) reduction: Reduction<W>,
    pub(super) states: Arc<Frozen<W>>,
    pub(super) control: Arc<Control>,
    pub(super) target: Target,
    /// The last level: of the states that show the target, or that have a step that does.
    pub(super) last: u32,
    /// By round.
    kept: Vec<OnceLock<Kept<W>>>,
    /// By the round in which it was found: another process may be in the next one already.
    arriving: Mutex<BTreeMap<u32, Kept<W>>>,
    work: Vec<OnceLock<Vec<Portion>>>,
    taken: Vec<AtomicUsize>,
    /// Why a process was told to stop: the first of them.
    stopped: Mutex<BTreeMap<usize, Cause>>,
}

impl<const W: usize, S: System<W>> Backward<W, S> {
    pub(super) fn new(
        judge: Arc<Judge<W, S>>,
        reduction: Reduction<W>,
        states: Arc<Frozen<W>>,
        control: Arc<Control>,
        target: Target,
        steps: u32,
    ) -> Self {
        // A step and a defect are seen in the state that they leave.
        let beyond = matches!(target, Target::Step(_) | Target::Defect);
        let last = if beyond { steps.saturating_sub(1) } else { steps };
        let rounds = last as usize + 2;
        Self {
            judge,
            reduction,
            states,
            control,
            target,
            last,
            kept: (0..rounds).map(|_| OnceLock::new()).collect(),
            arriving: Mutex::default(),
            work: (0..rounds).map(|_| OnceLock::new()).collect(),
            taken: (0..rounds).map(|_| AtomicUsize::new(0)).collect(),
            stopped: Mutex::default(),
        }
    }

    /// By level, the first one first.
    ///
    /// # Errors
    /// Why it was stopped: alike in all processes.
    pub(super) fn into_kept(self) -> Result<Vec<Kept<W>>, Cause> {
        if let Some(cause) = lock(&self.stopped).values().next() {
            return Err(*cause);
        }
        let mut levels: Option<Vec<Kept<W>>> = self.kept.into_iter().skip(1).map(OnceLock::into_inner).collect();
        if let Some(levels) = &mut levels {
            levels.reverse();
        }
        levels.ok_or(Cause::Internal)
    }

    /// The fewest faults from a state to the target, if it is reached in time.
    fn cost(&self, state: &[u64; W], round: usize) -> Option<u32> {
        if round == 0 {
            return self.judge.cost(self.target, state);
        }
        let mut cheapest = Cheapest { backward: self, kept: self.kept[round].get()?, cost: None };
        self.judge.system.expand(state, &mut cheapest);
        cheapest.cost
    }

    fn tell(round: u32, found: &mut Vec<([u64; W], u32)>, seat: Seat, send: &mut dyn FnMut(Packet)) {
        for process in 0..seat.processes {
            send(Mail::Kept(round, found.clone()).packet(seat, seat.first_of(process)));
        }
        found.clear();
    }
}

impl<const W: usize, S: System<W> + 'static> Program for Backward<W, S> {
    /// What was found, and is to be told.
    type Local = Vec<([u64; W], u32)>;

    fn begin(&self, _: Seat) -> Self::Local {
        Vec::new()
    }

    fn work(&self, local: &mut Self::Local, seat: Seat, round: u32, send: &mut dyn FnMut(Packet)) -> Turn {
        // What was told in the round before has arrived in full.
        if round > 0 {
            self.kept[round as usize].get_or_init(|| lock(&self.arriving).remove(&(round - 1)).unwrap_or_default());
        }
        if round > self.last || !lock(&self.stopped).is_empty() {
            return Turn::Last;
        }
        let level = self.last - round;
        let work = self.work[round as usize].get_or_init(|| self.states.portions(level, PORTION));
        let next = self.taken[round as usize].fetch_add(1, Ordering::Relaxed);
        let Some(portion) = work.get(next).filter(|_| !self.control.stopped()) else {
            if !local.is_empty() {
                Self::tell(round, local, seat, send);
            }
            if let Some(cause) = self.control.cause() {
                (0..seat.processes).for_each(|process| {
                    send(Mail::<W>::Stopped(cause).packet(seat, seat.first_of(process)));
                });
            }
            return Turn::Done;
        };
        for state in self.states.of(portion) {
            local.extend(self.cost(state, round as usize).map(|cost| (*state, cost)));
        }
        self.control.examined(u64::from(portion.len()));
        if local.len() >= 4096 {
            Self::tell(round, local, seat, send);
        }
        Turn::More
    }

    fn receive(&self, _: &mut Self::Local, packet: Packet) {
        let from = packet.from;
        match Mail::open(packet) {
            Mail::Kept(round, found) => lock(&self.arriving).entry(round).or_default().extend(found),
            Mail::Stopped(cause) => drop(lock(&self.stopped).entry(from).or_insert(cause)),
            _ => {}
        }
    }

    fn end(&self, _: Self::Local, _: Seat) {}
}

/// The cheapest way on from a state.
struct Cheapest<'a, const W: usize, S> {
    backward: &'a Backward<W, S>,
    kept: &'a Kept<W>,
    cost: Option<u32>,
}

impl<const W: usize, S: System<W>> Sink<W> for Cheapest<'_, W, S> {
    const LABELLED: bool = false;

    fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
        let next = self.backward.reduction.representative(next);
        if let Some(rest) = self.kept.get(&next) {
            let cost = rest + self.backward.judge.price(event);
            self.cost = Some(self.cost.map_or(cost, |known| known.min(cost)));
        }
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}
