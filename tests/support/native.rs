//! Native = evaluator: the protocol's own bodies, as rustc compiled them, in the place of the lowered ones.
//!
//! Everything around the bodies (delivery, ids, crashes) is the evaluator's in both; what differs in a labelled
//! successor is therefore a fault of the lowering, or of how it is evaluated.

mod bodies;
mod compare;
mod datum;

pub use bodies::Native;
pub use compare::{Agreement, assert_agreement};
