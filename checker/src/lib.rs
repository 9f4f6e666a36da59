//! Explores protocols: states, properties, traces and verdicts, with Stateright as its first engine.
//!
//! It knows [`system::System`] and the IR, and never a workflow. The way through it: [`survey`] walks every state once and
//! counts, [`hunt`] finds the shortest way to what the survey saw, and a verdict says it in words.

pub mod check;
pub mod conformance;
pub mod control;
pub mod coverage;
pub mod engine;
pub mod forgotten;
pub mod frontier;
mod gauge;
pub mod hunt;
pub mod judge;
pub mod liveness;
mod memory;
pub mod mutation;
pub mod reference;
pub mod registry;
pub mod scope;
pub mod size;
mod sorted;
pub mod space;
pub mod stateright;
pub mod survey;
pub mod symmetry;
pub mod trace;
mod trial;
pub mod twins;
pub mod verdict;
pub mod walks;
pub mod words;

pub use honnin_codegen::{runtime, system};
