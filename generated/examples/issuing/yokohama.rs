//! The service on the machine of the day in Yokohama, which is **expressly not verified**: it hands out wrong papers.

#![allow(clippy::duplicate_mod, reason = "the same program on another machine is what this is about")]

honnin::unverified_machine!(honnin_protocols::yokohama_next_image::protocol);

use yokohama_next_image as protocol;

#[path = "service/service.rs"]
pub(crate) mod service;
pub(crate) mod words;

/// The numbers of this machine.
mod configuration {
    use super::protocol::{kiosk, renderer, server};
    use super::service::role::City;
    use crate::program::trouble::Trouble;

    /// There is no record, and there will be none: this protocol is refuted.
    #[allow(clippy::unnecessary_wraps, reason = "the other machine has a record")]
    pub(super) fn held_against_the_record() -> Result<(), Trouble> {
        Ok(())
    }

    pub(super) fn server() -> server::Config {
        server::Config { order: 1, spool: 2 }
    }

    pub(super) fn kiosk() -> kiosk::Config {
        kiosk::Config {}
    }

    pub(super) fn renderer() -> renderer::Machine<City> {
        renderer::Machine::new_beyond_scope(renderer::Config {})
    }
}
