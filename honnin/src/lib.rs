//! Write a protocol once, verify it exhaustively, run what was verified.
//!
//! A protocol is a module under [`workflow`](prelude::workflow), in plain Rust with the [`prelude`]'s words: see there.
//! This crate is `no_std` and depends on nothing but its macros. What it holds is the *typed shadow* of a protocol: the
//! collections, ids and statements with which rustc itself reads the protocol's bodies, so that its errors, hover and
//! go-to-definition work on the protocol's own lines. With the feature `native` the same bodies also run.

#![no_std]

extern crate alloc;
#[cfg(feature = "native")]
extern crate std;

mod collections;
mod conformance;
mod ids;
mod machine;
mod model;
mod outputs;
mod statements;

#[cfg(feature = "native")]
pub mod native;
pub mod prelude;
pub mod run;

pub use collections::{Map, Queue, Set};
pub use ids::{All, Count, Filtered, Id, Members, any_order};
pub use outputs::{Effect, LeadsTo, Message};

#[cfg(not(rust_analyzer))]
#[doc(hidden)]
pub use honnin_macros::__look;
#[doc(hidden)]
pub use honnin_macros::{__conformance, __machine, __model, __native, __sabotaged, __unverified_machine};
