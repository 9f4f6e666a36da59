//! Running a protocol's own bodies, as rustc compiled them.
//!
//! All other judges of a protocol eat the same lowered intermediate representation; this one does not. [`native!`] gives
//! a protocol's bodies an entry by number over plain [`Datum`]s, and a test compares them with the evaluator.
//!
//! [`native!`]: crate::native!

mod bodies;
pub(crate) mod context;
mod data;

pub use bodies::{Bodies, Left, Verdict, place, place_mut};
pub use context::{Choices, NoChoice, Run, outputs, parameter, run};
pub use data::{Bound, Data, Datum, foreign};

/// Emits, where it is called, a module with the bodies of a protocol and `pub struct Native`, its [`Bodies`].
///
/// `native!(honnin_protocols::issuance::protocol);`
#[macro_export]
macro_rules! native {
    ($source:path) => {
        $source! { {} $crate::__native }
    };
}
