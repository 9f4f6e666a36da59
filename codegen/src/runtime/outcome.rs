//! How a run of a body ends: with a transition, or cut for one of the reasons that the semantics knows.

use crate::ir::Span;
use crate::system::{Defect, Edge, EventCode, Sink};

/// How a body ends.
pub type Outcome<T = ()> = Result<T, Stop>;

/// Why a run is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The action is not enabled.
    Refused,
    /// It leaves the scope.
    Edge(Edge),
    /// It breaks a rule of the semantics.
    Defect(Defect),
}

/// `require!`.
///
/// # Errors
/// [`Stop::Refused`] unless `holds`.
#[inline]
pub const fn require(holds: bool) -> Outcome {
    if holds { Ok(()) } else { Err(Stop::Refused) }
}

/// A count that must not go beyond `bound`.
///
/// # Errors
/// The defect if it does.
#[inline]
pub const fn at_most(count: u64, bound: u64, beyond: Defect) -> Outcome<u64> {
    if count <= bound { Ok(count) } else { Err(Stop::Defect(beyond)) }
}

/// The sum of two counts.
///
/// # Errors
/// A defect beyond 2^32 - 1.
#[inline]
pub const fn add(left: u64, right: u64, span: Span) -> Outcome<u64> {
    at_most(left + right, u32::MAX as u64, Defect::Arithmetic(span))
}

/// The difference of two counts.
///
/// # Errors
/// A defect below zero.
#[inline]
pub const fn subtract(left: u64, right: u64, span: Span) -> Outcome<u64> {
    if left >= right { Ok(left - right) } else { Err(Stop::Defect(Defect::Arithmetic(span))) }
}

impl Stop {
    /// Reports a run that was cut; nothing for one that was not enabled. Says whether it was.
    #[inline]
    pub fn report<const W: usize, K: Sink<W>>(self, sink: &mut K, event: EventCode) -> bool {
        match self {
            Self::Refused => return false,
            Self::Edge(cause) => sink.edge(event, cause),
            Self::Defect(defect) => sink.defect(event, defect),
        }
        true
    }
}
