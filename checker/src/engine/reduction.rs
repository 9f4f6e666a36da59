//! Which state stands for a state.

use std::fmt;
use std::sync::Arc;

/// Chooses a representative.
type Choose<const W: usize> = dyn Fn(&[u64; W]) -> [u64; W] + Send + Sync;

/// States that need not be told apart: one of each class stands for all. Nothing stands for another by default.
#[derive(Clone, Default)]
pub struct Reduction<const W: usize>(Option<Arc<Choose<W>>>);

impl<const W: usize> Reduction<W> {
    /// By a function that gives the same member of a class for each of them; what is judged must not tell them apart, and
    /// whatever one of them can do the others can do, to the same classes.
    #[must_use]
    pub fn by(choose: impl Fn(&[u64; W]) -> [u64; W] + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(choose)))
    }

    /// Whether any state stands for another one.
    #[must_use]
    pub fn reduces(&self) -> bool {
        self.0.is_some()
    }

    /// The state that stands for a state.
    #[inline]
    #[must_use]
    pub fn representative(&self, state: &[u64; W]) -> [u64; W] {
        self.0.as_ref().map_or(*state, |choose| choose(state))
    }
}

impl<const W: usize> fmt::Debug for Reduction<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Reduction(..)" } else { "Reduction(none)" })
    }
}
