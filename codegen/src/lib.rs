//! The protocol language, its intermediate representation and every emitter.
//!
//! The pipeline reads in one line: [parse](syntax) → [resolve] → [lower] → [check](rules) → [`ir::Ir`], with a barrier
//! and an error bag after each.

pub mod codes;
pub mod diagnostic;
pub mod emit;
pub mod evaluate;
pub mod ir;
pub mod layout;
pub mod resolve;
pub mod source;
pub mod runtime;
pub mod syntax;
pub mod system;
pub mod value;
