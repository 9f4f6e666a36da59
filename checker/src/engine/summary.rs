//! How a process stands and how a run ends; as words, for the way from one process to another.

use std::ops::ControlFlow;
use std::time::Duration;

use crate::control::{Cause, Limits};
use crate::judge::Tally;

/// What one process says of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own to tell")]
pub(super) struct Summary {
    /// Which level.
    pub(super) level: u32,
    /// How many of its states this process keeps.
    pub(super) new: u64,
    /// How many states it keeps in all.
    pub(super) count: u64,
    /// It has no room for all of the level.
    pub(super) full: bool,
    /// How many bytes it may hold, where that is bounded.
    pub(super) memory: Option<u64>,
    /// It has seen what ends the run.
    pub(super) alarmed: bool,
    /// It was told to stop.
    pub(super) stopped: Option<Cause>,
    /// It is time for a checkpoint.
    pub(super) due: bool,
    /// The last checkpoint could not be written.
    pub(super) unsaved: bool,
}

/// How it ended: alike in all processes, but for what is said to be this one's.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// Why not every state was examined. Until the end: that something went wrong.
    pub(super) incomplete: Option<Cause>,
    /// What was counted, by all processes.
    pub(super) tally: Tally,
    /// What this process had counted before it examined the last level that is in the store.
    pub(super) resumable: Tally,
    /// How many levels are in the store.
    pub(super) levels: u32,
}

impl Summary {
    pub(super) fn words(self) -> Vec<u64> {
        let [code, value] = self.stopped.map_or([0, 0], cause_words);
        let flags = u64::from(self.full)
            | u64::from(self.alarmed) << 1
            | u64::from(self.due) << 2
            | u64::from(self.unsaved) << 3;
        let memory = self.memory.unwrap_or(0);
        vec![u64::from(self.level), self.new, self.count, flags, code, value, memory]
    }

    /// Words that are missing are zero.
    pub(super) fn read(words: &[u64]) -> Self {
        let word = |place: usize| words.get(place).copied().unwrap_or(0);
        Self {
            level: u32::try_from(word(0)).unwrap_or(u32::MAX),
            new: word(1),
            count: word(2),
            full: word(3) & 1 != 0,
            alarmed: word(3) & 2 != 0,
            stopped: cause(word(4), word(5)),
            memory: Some(word(6)).filter(|bytes| *bytes > 0),
            due: word(3) & 4 != 0,
            unsaved: word(3) & 8 != 0,
        }
    }
}

/// What all come to that have heard the same of a level: to go on, or to end, and why before the end.
pub(super) fn decide(level: u32, told: &[Summary], limits: &Limits) -> ControlFlow<Option<Cause>> {
    let new: u64 = told.iter().map(|summary| summary.new).sum();
    let count: u64 = told.iter().map(|summary| summary.count).sum();
    let stopped = told.iter().find_map(|summary| summary.stopped);
    let too_many = limits.max_states.filter(|most| count > *most).map(Cause::MaxStates);
    let full = told.iter().find(|summary| summary.full);
    let too_much = full.map(|summary| summary.memory.map_or(Cause::MaxStates(count), Cause::Memory));
    let too_deep = limits.max_depth.filter(|most| level > *most && new > 0).map(Cause::Depth);
    let violated = (new > 0 && told.iter().any(|summary| summary.alarmed)).then_some(Cause::Violation);
    let cause = stopped.or(too_many).or(too_much).or(too_deep).or(violated);
    if cause.is_some() || new == 0 { ControlFlow::Break(cause) } else { ControlFlow::Continue(()) }
}

pub(super) fn cause_words(cause: Cause) -> [u64; 2] {
    match cause {
        Cause::MaxStates(states) => [1, states],
        Cause::Memory(bytes) => [2, bytes],
        Cause::Depth(steps) => [3, u64::from(steps)],
        Cause::Time(time) => [4, u64::try_from(time.as_millis()).unwrap_or(u64::MAX)],
        Cause::Violation => [5, 0],
        Cause::Interrupt => [6, 0],
        Cause::Internal => [7, 0],
    }
}

pub(super) fn cause(code: u64, value: u64) -> Option<Cause> {
    Some(match code {
        0 => return None,
        1 => Cause::MaxStates(value),
        2 => Cause::Memory(value),
        3 => Cause::Depth(u32::try_from(value).unwrap_or(u32::MAX)),
        4 => Cause::Time(Duration::from_millis(value)),
        5 => Cause::Violation,
        6 => Cause::Interrupt,
        _ => Cause::Internal,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_survives_the_way() {
        let causes = [
            Cause::MaxStates(7),
            Cause::Memory(1 << 40),
            Cause::Depth(3),
            Cause::Time(Duration::from_millis(1500)),
            Cause::Violation,
            Cause::Interrupt,
            Cause::Internal,
        ];
        for stopped in causes.into_iter().map(Some).chain([None]) {
            for (full, alarmed) in [(false, false), (true, false), (false, true)] {
                let (memory, due, unsaved) = (full.then_some(1 << 40), alarmed, full);
                let (new, count) = (6, 1 << 33);
                let summary = Summary { level: 5, new, count, full, memory, alarmed, stopped, due, unsaved };
                assert_eq!(Summary::read(&summary.words()), summary);
            }
        }
    }
}
