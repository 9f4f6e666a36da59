//! What a role's variables are, read from the machine in the service's own words.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::super::configuration;
use super::super::protocol::support::Answer;
use super::super::protocol::{kiosk, server};
use super::super::service::role::{City, KioskRole, Registered, ServerRole};

/// A role whose variables can be read by name.
pub(super) trait Look: Registered {
    /// What it does by itself.
    type Turn: DeserializeOwned;

    /// The variable of this name; where there is one for each id, the one of these ids.
    fn look(machine: &Self::Machine, variable: &str, of: &[Json]) -> Option<Json>;

    /// The numbers of its machine.
    fn config() -> Self::Config;

    /// Decides one of those, whosever turn it is.
    fn turn(machine: &Self::Machine, turn: &Self::Turn) -> Answer<Self::Step>;
}

impl Look for ServerRole {
    type Turn = server::Turn<City>;

    fn look(machine: &Self::Machine, variable: &str, of: &[Json]) -> Option<Json> {
        match variable {
            "jobs" => said(machine.jobs(id(of, 0)?, id(of, 1)?)),
            "visits" => said(machine.visits(id(of, 0)?, id(of, 1)?)),
            "order" => said(&machine.order(id(of, 0)?).cloned().unwrap_or_default()),
            "lane" => said(&machine.lane(id(of, 0)?)),
            "versions" => said(&machine.registry_versions(id(of, 0)?)),
            _ => None,
        }
    }

    fn config() -> Self::Config {
        configuration::server()
    }

    fn turn(machine: &Self::Machine, turn: &Self::Turn) -> Answer<Self::Step> {
        machine.take(turn, &server::Fresh::default())
    }
}

impl Look for KioskRole {
    type Turn = kiosk::Turn<City>;

    fn look(machine: &Self::Machine, variable: &str, of: &[Json]) -> Option<Json> {
        match variable {
            "visit" => said(machine.visit(id(of, 0)?)),
            "paid" => said(&machine.paid(id(of, 0)?)),
            _ => None,
        }
    }

    fn config() -> Self::Config {
        configuration::kiosk()
    }

    fn turn(machine: &Self::Machine, turn: &Self::Turn) -> Answer<Self::Step> {
        machine.take(turn, &kiosk::Fresh::default())
    }
}

fn id<I: DeserializeOwned>(of: &[Json], which: usize) -> Option<I> {
    serde_json::from_value(of.get(which)?.clone()).ok()
}

fn said(value: &impl Serialize) -> Option<Json> {
    serde_json::to_value(value).ok()
}
