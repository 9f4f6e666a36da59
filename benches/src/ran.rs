//! What a run comes to, also as a line from one process to another.

use std::time::Duration;

/// What a run counted, and how long it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    /// Distinct states.
    pub(crate) states: u64,
    /// Transitions, or what the tool counts as such.
    pub(crate) transitions: Option<u64>,
    /// How long the exploration itself took.
    pub(crate) took: Duration,
}

impl Ran {
    /// As a line.
    pub(crate) fn line(self) -> String {
        format!("ran {} {} {}", self.states, self.transitions.unwrap_or(0), self.took.as_nanos())
    }

    /// Reads such a line.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix("ran ")?.split(' ').map(str::parse::<u64>);
        let mut next = || words.next()?.ok();
        let (states, transitions, nanoseconds) = (next()?, next()?, next()?);
        let transitions = Some(transitions).filter(|transitions| *transitions > 0);
        Some(Self { states, transitions, took: Duration::from_nanos(nanoseconds) })
    }
}

/// The one in the middle; the upper of two.
pub(crate) fn median(times: impl IntoIterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.into_iter().collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_all_of_it() {
        for transitions in [None, Some(4_399_048)] {
            let ran = Ran { states: 502_008, transitions, took: Duration::from_nanos(172_034_511) };
            assert_eq!(Ran::read(&ran.line()), Some(ran));
        }
        assert_eq!(Ran::read("ran 1 2"), None);
        assert_eq!(Ran::read("compiled 1 2 3"), None);
    }

    #[test]
    fn a_median_is_one_of_them() {
        let seconds = |all: &[u64]| median(all.iter().copied().map(Duration::from_secs));
        assert_eq!((seconds(&[9, 1, 2]), seconds(&[4, 2])), (Duration::from_secs(2), Duration::from_secs(4)));
    }
}
