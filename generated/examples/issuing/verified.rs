//! The service on the machine that is proved to hand nobody another person's paper.

use honnin_generated::issuance as protocol;

pub(crate) mod checks;
#[path = "service/service.rs"]
pub(crate) mod service;
pub(crate) mod walk;
pub(crate) mod words;

/// The numbers of this machine.
mod configuration {
    use super::protocol::{counter, kiosk, renderer, server};
    use super::service::role::City;
    use super::words::nodes;
    use crate::program::trouble::Trouble;

    /// Whether these numbers are what was verified. Nothing is started otherwise.
    pub(super) fn held_against_the_record() -> Result<(), Trouble> {
        let held = server().verified().and_then(|()| kiosk().verified());
        held.map_err(|unverified| Trouble::Refused(unverified.to_string()))
    }

    pub(super) fn server() -> server::Config<City> {
        server::Config { field: 1, sheet: 1, version: 1, order: 1, node: nodes() }
    }

    pub(super) fn kiosk() -> kiosk::Config<City> {
        kiosk::Config { field: 1, sheet: 1, version: 1, node: nodes() }
    }

    pub(super) fn renderer() -> renderer::Machine<City> {
        let config = renderer::Config { field: 1, sheet: 1, version: 1, node: nodes() };
        renderer::Machine::new_beyond_scope(config)
    }

    pub(super) fn counter() -> counter::Machine<City> {
        counter::Machine::new_beyond_scope(counter::Config { version: 1 })
    }
}
