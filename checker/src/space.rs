//! A set of states with numbers: what an exploration leaves behind for whoever looks at the whole of it.

/// Distinct states, numbered from 0 without a gap; 0 is the initial one. The numbers mean nothing else and differ from
/// run to run.
pub trait Space<const W: usize>: Sync {
    /// How many states there are.
    fn len(&self) -> u32;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The state of a number.
    ///
    /// # Panics
    /// When there are not so many.
    fn state(&self, number: u32) -> [u64; W];

    /// The number of a state, if it is one of them.
    fn number(&self, state: &[u64; W]) -> Option<u32>;
}
