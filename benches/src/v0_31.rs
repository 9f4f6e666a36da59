//! The models by hand, under Stateright 0.31.

use ::stateright;

#[path = "by_hand/models.rs"]
#[allow(clippy::duplicate_mod, reason = "the same text is compiled with each version")]
mod models;

pub(crate) use models::{explore, issuance, two_phase_commit};
