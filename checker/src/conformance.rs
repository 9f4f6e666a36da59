//! Conformance: whatever runs a role is compared with what the protocol says of that role, in every local state of it.
//!
//! A *local state* is what a role and the stores that it reaches hold, and nothing of anybody else. In each of those that
//! the protocol can reach, everything that could ever be put to the role is put to it: each input, message, timer and fault
//! of the scope with each of its arguments, in flight or not, each choice of fresh ids, and a crash before and after each
//! commit. What is done, put out, armed and kept must be what the reference semantics says, the refusals too.
//!
//! What is compared is a [`Driver`]: a generated Machine in a [`Host`], or a service of one's own.

mod driver;
mod host;
mod machine;
mod reach;
mod relation;
mod report;
mod restart;
mod role;
mod run;
mod seen;
mod show;
mod turns;
mod twin;
mod walk;

pub use driver::{Answer, Crash, Done, Driver, Offer, Refusal, Stimulus, TimerKey, View};
pub use host::Host;
pub use machine::{Armed, Machine, Renaming, Setting, Visitor, Write};
pub use reach::{Reach, reach};
pub use report::{Difference, Report};
pub use role::Role;
pub use run::{Run, run};
pub use turns::turns;
pub use twin::Twin;
pub use walk::{walk, walk_machine};

/// The model's values and numbers, for those who translate.
pub mod value {
    pub use honnin_codegen::ir::{ActionId, EffectId, MessageId, SortId, VariableId};
    pub use honnin_codegen::value::{Output, Packet, Value};
}
