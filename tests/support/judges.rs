//! Other judges: the tools that the field trusts, run on what is exported.

pub mod tlc;
