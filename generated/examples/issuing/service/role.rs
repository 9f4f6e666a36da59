//! What the host needs of a machine: the generated API, said once for every role that keeps something.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::protocol::support::{Answer, Arming, Delivery, Foreign, Stale, Stored, TimerChange};
use super::super::protocol::{kiosk, server};
use super::super::words::{KioskConfig, ServerConfig};
use crate::program::city::{Job, Person};
use crate::program::trouble::Trouble;

/// The types of this city: `words` says which they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct City;

/// What a role reads of the registry, which others change.
pub(crate) trait Registered: Role {
    /// Whose registration a decision rests on.
    fn looks_up(_: &Self::Step) -> Vec<Person> {
        Vec::new()
    }

    /// Puts what the registry says now. Whether that is news.
    fn load(_: &mut Self::Machine, _: Person, _: u32) -> bool {
        false
    }

    /// Whether a row is the registry's, and so not stored here.
    fn is_of_registry(_: &Self::Row) -> bool {
        false
    }
}

/// A machine, and all that it reads and says.
pub(crate) trait Role: Sized + 'static {
    type Machine: Clone + Debug;
    type Config: Clone;
    type Event: Clone + Debug + Serialize + DeserializeOwned;
    type Timer: Copy + Ord + Debug + Serialize + DeserializeOwned;
    type Row: Serialize + DeserializeOwned;
    type RowKey: Serialize;
    type Output: Clone + Debug + Serialize + DeserializeOwned;
    type Step: Serialize + DeserializeOwned;

    fn recover(
        config: Self::Config,
        rows: Vec<Stored<Self::Row>>,
        incarnation: u64,
    ) -> Result<(Self::Machine, Self::Step), Foreign>;
    fn decide(machine: &Self::Machine, event: &Self::Event, fresh: &[Job]) -> Answer<Self::Step>;
    fn poll(machine: &Self::Machine) -> Option<Answer<Self::Step>>;
    fn apply(machine: &mut Self::Machine, step: &Self::Step) -> Result<(), Stale>;
    fn replay(machine: &mut Self::Machine, step: Stored<Self::Step>) -> Result<(), Trouble>;
    fn armed(machine: &Self::Machine) -> Vec<(Self::Timer, Arming)>;
    fn rows(machine: &Self::Machine) -> Vec<Self::Row>;
    fn key(row: &Self::Row) -> Self::RowKey;
    fn timeout(timer: Self::Timer, arming: Arming) -> Self::Event;
    fn writes(step: &Self::Step) -> Vec<(Self::RowKey, Option<Self::Row>)>;
    fn outputs(step: &Self::Step) -> &[Self::Output];
    fn timers(step: &Self::Step) -> &[TimerChange<Self::Timer>];
    fn delivery(output: &Self::Output) -> Delivery;
}

/// The issuing server.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerRole;

/// The kiosk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KioskRole;

macro_rules! role {
    ($role:ident, $module:ident, $config:ty, |$fresh:ident| $ids:expr) => {
        impl Role for $role {
            type Machine = $module::Machine<City>;
            type Config = $config;
            type Event = $module::Event<City>;
            type Timer = $module::Timer<City>;
            type Row = $module::Row<City>;
            type RowKey = $module::RowKey<City>;
            type Output = $module::Output<City>;
            type Step = $module::Step<City>;

            fn recover(
                config: Self::Config,
                rows: Vec<Stored<Self::Row>>,
                incarnation: u64,
            ) -> Result<(Self::Machine, Self::Step), Foreign> {
                $module::Machine::recover(config, rows, incarnation, &$module::Fresh::default())
            }

            fn decide(machine: &Self::Machine, event: &Self::Event, $fresh: &[Job]) -> Answer<Self::Step> {
                machine.decide(event.clone(), &$ids)
            }

            fn poll(machine: &Self::Machine) -> Option<Answer<Self::Step>> {
                machine.poll(&$module::Fresh::default())
            }

            fn apply(machine: &mut Self::Machine, step: &Self::Step) -> Result<(), Stale> {
                machine.apply(step)
            }

            fn replay(machine: &mut Self::Machine, step: Stored<Self::Step>) -> Result<(), Trouble> {
                machine.replay([step]).map_err(|error| Trouble::Foreign(format!("the journal: {error}")))
            }

            fn armed(machine: &Self::Machine) -> Vec<(Self::Timer, Arming)> {
                machine.armed().collect()
            }

            fn rows(machine: &Self::Machine) -> Vec<Self::Row> {
                machine.rows().collect()
            }

            fn key(row: &Self::Row) -> Self::RowKey {
                row.key()
            }

            fn timeout(timer: Self::Timer, arming: Arming) -> Self::Event {
                $module::Event::Timeout(timer, arming)
            }

            fn writes(step: &Self::Step) -> Vec<(Self::RowKey, Option<Self::Row>)> {
                let split = |write| match write {
                    $module::Write::Put(row) => (Self::key(&row), Some(row)),
                    $module::Write::Delete(key) => (key, None),
                };
                step.writes().map(split).collect()
            }

            fn outputs(step: &Self::Step) -> &[Self::Output] {
                step.outputs()
            }

            fn timers(step: &Self::Step) -> &[TimerChange<Self::Timer>] {
                step.timers()
            }

            fn delivery(output: &Self::Output) -> Delivery {
                output.delivery()
            }
        }
    };
}

role!(ServerRole, server, ServerConfig, |fresh| server::Fresh { job: fresh });
role!(KioskRole, kiosk, KioskConfig, |_fresh| kiosk::Fresh::default());
