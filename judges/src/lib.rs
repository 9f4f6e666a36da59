//! Other judges: the tools that the field trusts, run on what is exported, and held against what we say ourselves.
//!
//! A [`Judge`] is found on this machine or says how to get it; it exports a protocol into its notation, and is asked claims
//! of it in a folder. It knows no workflow.

pub mod asking;
pub mod column;
mod judge;
pub mod ours;
pub mod panel;
mod process;
pub mod rumur;
pub mod sheet;
pub mod spin;
pub mod table;
pub mod tlc;

pub use judge::{Answer, Effort, Judge, Missing, Outcome};
pub use process::{Ended, Output, Patience, run};
