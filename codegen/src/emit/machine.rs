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
//! let mut transaction = Transaction::begin(self, fresh, step);      // takes over the step's buffers, emptied
//! match transaction.collect(message) {                              // Result<(), Stop>
//!     Ok(()) => { transaction.settle(); transaction.finish(step); .. }
//!     Err(stop) => { transaction.finish(step); .. }                 // gives the buffers back; the step is not to be used
//! }
//! ```
//!
//! A `Step` has the private fields `changes: Changes<T>`, `reads: Vec<RowKey<T>>`, `outputs: Vec<Output<T>>`,
//! `timers: Vec<TimerChange<Timer<T>>>`, `ready: Vec<(Turn<T>, Ready)>`. `settle` fills the last two and the edits of the
//! derived table of live instances. For a method that takes arguments and a message, the arguments come first. A sort's
//! `Machine::is_used_job(&self, job: T::Job) -> bool` says whether an id is used in the rows that the machine holds.

mod names;
mod role;
mod support;
