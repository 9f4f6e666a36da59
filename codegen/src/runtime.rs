//! What every emitted model shares: the parts of a packed state, and a run of an action through all its choices.
//!
//! Emitted code names these by `::honnin_checker::runtime`. Everything is small and inlined: with the literal constants of
//! a model, a slot is a shift and a mask.

mod channel;
mod crash;
mod list;
mod members;
mod outcome;
mod queue;
mod run;
mod tape;

pub use crate::layout::words::{get, set};
pub use channel::{Any, Bag, Fifo};
pub use crash::{Crashing, Keep};
pub use members::{drain, ids, overlapping};
pub use outcome::{Outcome, Stop, add, at_most, require, subtract};
pub use queue::Queue;
pub use run::{Run, event, output};

pub use crate::ir::{ChannelId, MessageId, PropertyId, SortId, Span, VariableId};
pub use crate::layout::Slot;

use crate::system::System;

/// Something to do with the model of a scope, however many words its states have.
pub trait Visitor {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<const W: usize, S: System<W> + 'static>(self, system: S) -> Self::Output;
}

/// Where something lies.
#[must_use]
pub const fn slot(word: usize, shift: u32, width: u32) -> Slot {
    Slot { word, shift, width }
}

/// Sets all bits of `mask` to zero: the default of whatever lies there.
#[inline]
pub fn clear<const W: usize>(state: &mut [u64; W], mask: &[u64; W]) {
    for (word, mask) in state.iter_mut().zip(mask) {
        *word &= !mask;
    }
}
