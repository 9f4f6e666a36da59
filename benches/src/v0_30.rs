//! The models by hand, under Stateright 0.30.

use ::stateright_0_30 as stateright;

#[path = "by_hand/models.rs"]
#[allow(clippy::duplicate_mod, reason = "the same text is compiled with each version")]
mod models;

pub(crate) use models::{explore, issuance, two_phase_commit};
