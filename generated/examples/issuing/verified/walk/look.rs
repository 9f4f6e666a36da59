//! What a role's variables are, read from the machine in the service's own words.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::super::configuration;
use super::super::protocol::support::Answer;
use super::super::protocol::{kiosk, server};
use super::super::service::role::{City, KioskRole, Role, ServerRole};

/// A role whose variables can be read by name.
pub(super) trait Look: Role {
    /// What it does by itself.
    type Turn: DeserializeOwned;

    /// The variable of this name; where it is one for each id, the one of this id.
    fn look(machine: &Self::Machine, variable: &str, of: &Json) -> Option<Json>;

    /// The numbers of its machine.
    fn config() -> Self::Config;

    /// Decides one of those, whosever turn it is.
    fn turn(machine: &Self::Machine, turn: &Self::Turn) -> Answer<Self::Step>;
}

impl Look for ServerRole {
    type Turn = server::Turn;

    fn look(machine: &Self::Machine, variable: &str, of: &Json) -> Option<Json> {
        match variable {
            "jobs" => said(machine.jobs(id(of)?)),
            "visits" => said(machine.visits(id(of)?)),
            "order" => said(&machine.order().collect::<Vec<_>>()),
            "lane" => said(&machine.lane()),
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

    fn look(machine: &Self::Machine, variable: &str, of: &Json) -> Option<Json> {
        match variable {
            "visit" => said(machine.visit(id(of)?)),
            "paid" => said(&machine.paid(id(of)?)),
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

fn id<I: DeserializeOwned>(json: &Json) -> Option<I> {
    serde_json::from_value(json.clone()).ok()
}

fn said(value: &impl Serialize) -> Option<Json> {
    serde_json::to_value(value).ok()
}
