//! What the tests share.

pub mod agreement;
pub mod fixtures;
pub mod native;
pub mod symmetry;
pub mod verdicts;
pub mod walks;
