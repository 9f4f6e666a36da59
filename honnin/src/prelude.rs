//! All that a protocol is written with: `use honnin::prelude::*;`.
//!
//! One macro, [`macro@workflow`], reads the module. The other attributes are its words: they mean something inside a
//! `#[workflow]` and are an error anywhere else.

pub use crate::collections::{Map, Queue, Set};
pub use crate::ids::{Count, any_order};
pub use crate::outputs::LeadsTo;
pub use crate::{emit, fresh, ignore, leads_to, refuse, require, send};

#[doc(inline)]
pub use honnin_macros::workflow;

#[doc(inline)]
pub use honnin_macros::{defect, guard, mended, scope, twin};

#[doc(inline)]
pub use honnin_macros::{document, effect, ghost, id, initial, max, message, node, role, store};

#[doc(inline)]
pub use honnin_macros::{
    crash, dead, fair, fault, input, on, opens, receive, recover, step, strongly_fair, timeout, unfair,
};

#[doc(inline)]
pub use honnin_macros::{action_property, always, always_possible, final_state, never, reachable, refuted};
