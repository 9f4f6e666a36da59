//! What may be wrong with a journal.

use core::fmt::{self, Display, Formatter};

use super::answer::Stale;
use super::fingerprint::Foreign;

/// A journal that does not lead on from where a Machine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreplayable {
    /// A step of another Machine.
    Foreign(Foreign),
    /// A step that does not follow the one before.
    Stale(Stale),
}

impl From<Foreign> for Unreplayable {
    fn from(foreign: Foreign) -> Self {
        Self::Foreign(foreign)
    }
}

impl From<Stale> for Unreplayable {
    fn from(stale: Stale) -> Self {
        Self::Stale(stale)
    }
}

impl Display for Unreplayable {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign(foreign) => foreign.fmt(f),
            Self::Stale(stale) => stale.fmt(f),
        }
    }
}

impl core::error::Error for Unreplayable {}
