//! Counts and causes as words, for the way from one process to another and into a checkpoint.

use std::time::Duration;

use crate::control::Cause;

/// What one process says of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

impl Summary {
    pub(super) fn words(self) -> Vec<u64> {
        let [code, value] = self.stopped.map_or([0, 0], cause_words);
        let flags = u64::from(self.full) | u64::from(self.alarmed) << 1 | u64::from(self.due) << 2;
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
        }
    }
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
                let summary = Summary { level: 5, new: 6, count: 1 << 33, full, alarmed, stopped };
                assert_eq!(Summary::read(&summary.words()), summary);
            }
        }
    }
}
