//! The emitters. Each takes what was checked, and cannot fail.

pub mod features;
pub mod gate;
pub mod look;
pub mod machine;
pub mod model;
pub mod native;
pub mod shadow;
pub mod workflow;
