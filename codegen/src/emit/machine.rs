//! The Machine: a protocol's roles as production state machines over the caller's own types, in `core` and `alloc`.
//!
//! ```text
//! pub mod issuance {
//!     pub mod support { .. }                                                    support
//!     pub const PROTOCOL: support::Protocol = ..;
//!     pub trait Types { .. }  pub trait Image<T> { .. }  pub enum Progress<T> { .. }  ..
//!     pub mod server {
//!         pub struct Machine<T> { .. }  pub struct Config<T> { .. }  pub enum Event<T> { .. }  ..
//!         impl Machine { decide, apply, poll, needs, load, rows, snapshot, recover, armed }
//!         struct Changes<T> { .. }  struct Transaction<'a, T> { .. }             transaction
//!     }
//! }
//! ```
//!
//! What an action does is written as a method of `Transaction`; around it, `decide` is always this:
//!
//! ```text
//! let mut transaction = Transaction::begin(self, fresh, step);      // writes into the step, emptied
//! match transaction.collect(message) {                              // Result<(), Stop>
//!     Ok(()) => { transaction.settle(); .. }
//!     Err(stop) => { .. }                                           // of the step only the reads are used
//! }
//! ```
//!
//! A `Step` has the private fields `changes: Changes<T>`, `reads: Vec<Need<T>>`, `outputs: Vec<Output<T>>`,
//! `timers: Vec<support::TimerChange<Timer<T>>>` and `ready: Vec<(Turn<T>, support::Ready)>`, and is `Default`. `settle`
//! fills the last two, and the edits of the derived table of live instances; `settle_all` does so for every key there is,
//! for a machine that was just made or recovered. A turn is in the ready set whenever it may be enabled; `poll` tries
//! those of the set. Every accessor notes in `reads: support::Reads<Need<T>>` what it looked at of durable variables:
//! `Need::Row(RowKey::Jobs(job))`, `Need::All(Table::Jobs)` before the keys of a table are gone through or a line's length
//! is asked, `Need::OrderFront`, `Need::OrderBack` (before `push_back`), `Need::OrderHolding(job)`. For a method that
//! takes arguments and a message, the arguments come first. The text of `Stop::Bound` is the refusal's guard, as in
//! "`order` stays within its bound". `Machine::is_used_job(&self, job: T::Job) -> bool` says whether an id is used in the
//! rows that the machine holds. `Machine`, `Step`, `Changes` and `Transaction` always take `T`; for all others ask
//! `Role::own`.

mod api;
pub mod conformance;
mod data;
mod decide;
mod docs;
pub(crate) mod fits;
mod machine_struct;
mod module;
mod names;
mod own;
mod recover;
mod role;
mod rows;
mod step;
mod support;
mod transaction;

use proc_macro2::TokenStream;

pub use self::fits::check;
use crate::ir::Ir;
use crate::record::Record;

/// Emits the machines of a workflow, with what a record says of them; without one, expressly unverified.
///
/// The hash of what comes without one is in the record: see [`machine_hash`](crate::record::machine_hash).
#[must_use]
pub fn workflow(ir: &Ir, record: Option<&Record>) -> TokenStream {
    module::emit(ir, record, None)
}

/// Emits the machine of one role, by its name in the protocol, and the data that it shares with the others.
#[must_use]
pub fn role(ir: &Ir, name: &str, record: Option<&Record>) -> TokenStream {
    module::emit(ir, record, Some(name))
}
