//! What every emitted model shares: the parts of a packed state, and a run of an action through all its choices.
//!
//! Emitted code names these by `::honnin_checker::runtime`. Everything is small and inlined: with the literal constants of
//! a model, a field is a shift and a mask.

mod channel;
mod field;
mod members;
mod queue;
mod run;
mod tape;

pub use channel::{Bag, Fifo};
pub use field::{Field, clear, overlaps};
pub use members::{ids, members};
pub use queue::Queue;
pub use run::{Outcome, Run, Stop, add, at_most, event, output, require, subtract};
