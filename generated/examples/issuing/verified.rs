//! The service on the machine that is proved to hand nobody another person's paper.

use honnin_generated::issuance as protocol;

pub(crate) mod checks;
#[path = "service/service.rs"]
pub(crate) mod service;
pub(crate) mod walk;

/// The numbers of this machine.
mod configuration {
    use super::protocol::{kiosk, renderer, server};
    use super::service::role::City;
    use crate::program::trouble::Trouble;

    /// Whether these numbers are what was verified. Nothing is started otherwise.
    pub(super) fn held_against_the_record() -> Result<(), Trouble> {
        let held = server().verified().and_then(|()| kiosk().verified());
        held.map_err(|unverified| Trouble::Refused(unverified.to_string()))
    }

    pub(super) fn server() -> server::Config {
        server::Config { order: 1 }
    }

    pub(super) fn kiosk() -> kiosk::Config {
        kiosk::Config {}
    }

    pub(super) fn renderer() -> renderer::Machine<City> {
        renderer::Machine::new_beyond_scope(renderer::Config {})
    }
}
