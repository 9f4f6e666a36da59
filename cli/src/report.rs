//! What is printed and written.

pub(crate) mod catalogue;
mod exercised;
pub(crate) mod frontier;
pub(crate) mod itf;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod mutation;
pub(crate) mod text;
pub(crate) mod trace;
pub(crate) mod wrap;
