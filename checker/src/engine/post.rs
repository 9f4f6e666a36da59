//! What processes send to each other, as words; and the courier that carries states to the process that keeps them.

use super::rounds::{Packet, Seat};
use super::shard::hash;
use super::summary;
use crate::control::Cause;

/// A packet's content.
pub(super) enum Mail<const W: usize> {
    /// States that the receiver's process keeps.
    States(Vec<[u64; W]>),
    /// How the sender's process stands at the end of a level.
    Summary(Vec<u64>),
    /// What the sender has counted.
    Counted(Vec<u64>),
    /// States from which a target is reached in time, with the faults on the way; and the round in which that was found.
    Kept(u32, Vec<([u64; W], u32)>),
    /// The sender's process was told to stop.
    Stopped(Cause),
}

const STATES: u32 = 0;
const SUMMARY: u32 = 1;
const COUNTED: u32 = 2;
const KEPT: u32 = 3;
const STOPPED: u32 = 4;

impl<const W: usize> Mail<W> {
    pub(super) fn packet(self, seat: Seat, to: usize) -> Packet {
        let (kind, words) = match self {
            Self::States(states) => (STATES, states.into_iter().flatten().collect()),
            Self::Summary(words) => (SUMMARY, words),
            Self::Counted(words) => (COUNTED, words),
            Self::Stopped(cause) => (STOPPED, summary::cause_words(cause).into()),
            Self::Kept(round, kept) => {
                let kept = kept.iter().flat_map(|(state, faults)| state.iter().copied().chain([u64::from(*faults)]));
                (KEPT, [u64::from(round)].into_iter().chain(kept).collect())
            }
        };
        Packet { to, from: seat.process, kind, words }
    }

    pub(super) fn open(packet: Packet) -> Self {
        match packet.kind {
            STATES => Self::States(packet.words.as_chunks().0.to_vec()),
            SUMMARY => Self::Summary(packet.words),
            COUNTED => Self::Counted(packet.words),
            STOPPED => Self::Stopped(stopped(&packet.words)),
            _ => {
                let (round, found) = packet.words.split_first().unwrap_or((&0, &[]));
                let found = found.chunks_exact(W + 1).filter_map(kept).collect();
                Self::Kept(u32::try_from(*round).unwrap_or(u32::MAX), found)
            }
        }
    }
}

fn kept<const W: usize>(words: &[u64]) -> Option<([u64; W], u32)> {
    let (state, faults) = words.split_first_chunk()?;
    Some((*state, u32::try_from(*faults.first()?).ok()?))
}

fn stopped(words: &[u64]) -> Cause {
    let known = words.first().zip(words.get(1)).and_then(|(code, value)| summary::cause(*code, *value));
    known.unwrap_or(Cause::Internal)
}

/// Which process keeps a state.
#[inline]
pub(super) fn owner<const W: usize>(state: &[u64; W], processes: usize) -> usize {
    if processes == 1 { 0 } else { owner_of(hash(state), processes) }
}

/// By other bits of the hash than those by which a process sorts its own states.
fn owner_of(hash: u64, processes: usize) -> usize {
    (((hash & 0xffff_ffff) * processes as u64) >> 32) as usize
}

/// States in a packet.
const PACKET: usize = 1024;

/// States that were sent lately are remembered: many are generated again soon.
const FILTER: usize = 1 << 14;

/// Collects states for other processes.
pub(super) struct Courier<const W: usize> {
    waiting: Vec<Vec<[u64; W]>>,
    sent: Vec<Option<[u64; W]>>,
    /// Packets go to the workers of a process in turn.
    turn: usize,
}

impl<const W: usize> Courier<W> {
    pub(super) fn new(seat: Seat) -> Self {
        let others = if seat.processes == 1 { 0 } else { seat.processes };
        let filter = if seat.processes == 1 { 0 } else { FILTER };
        Self { waiting: vec![Vec::new(); others], sent: vec![None; filter], turn: seat.worker }
    }

    /// The process that keeps a state, if it is another one.
    #[inline]
    pub(super) fn destination(state: &[u64; W], seat: Seat) -> Option<usize> {
        Some(owner(state, seat.processes)).filter(|process| *process != seat.process)
    }

    /// Sends a state, unless it was sent lately.
    pub(super) fn send(&mut self, process: usize, state: &[u64; W], seat: Seat, send: &mut dyn FnMut(Packet)) {
        // The bits in the middle choose neither a process nor a shard.
        let place = (hash(state) >> 32) as usize % FILTER;
        if self.sent[place].replace(*state) == Some(*state) {
            return;
        }
        self.waiting[process].push(*state);
        if self.waiting[process].len() == PACKET {
            self.dispatch(process, seat, send);
        }
    }

    /// Sends whatever waits.
    pub(super) fn flush(&mut self, seat: Seat, send: &mut dyn FnMut(Packet)) {
        for process in 0..self.waiting.len() {
            if !self.waiting[process].is_empty() {
                self.dispatch(process, seat, send);
            }
        }
    }

    fn dispatch(&mut self, process: usize, seat: Seat, send: &mut dyn FnMut(Packet)) {
        self.turn = (self.turn + 1) % seat.workers;
        let states = std::mem::take(&mut self.waiting[process]);
        send(Mail::States(states).packet(seat, seat.first_of(process) + self.turn));
    }
}
