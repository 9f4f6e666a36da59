//! The books: what is stored beside what is in memory, for whoever compares them.

use super::super::super::protocol::PROTOCOL;
use super::super::super::protocol::support::{Arming, Stored};
use super::super::role::Registered;
use super::Host;
use crate::program::database::Database;
use crate::program::trouble::Trouble;

impl<R: Registered> Host<R> {
    /// The rows as they are stored.
    pub(crate) fn stored_rows(&self) -> Result<Vec<String>, Trouble> {
        Ok(self.database.rows()?.into_iter().map(|(key, row)| format!("{key}: {row}")).collect())
    }

    /// The rows as the machine holds them.
    pub(crate) fn held_rows(&self) -> Result<Vec<String>, Trouble> {
        held::<R>(&self.machine)
    }

    /// The timers that run.
    pub(crate) fn running(&self) -> Vec<(R::Timer, Arming)> {
        self.alarms.iter().collect()
    }

    /// The timers that the machine has armed.
    pub(crate) fn armed(&self) -> Vec<(R::Timer, Arming)> {
        R::armed(&self.machine)
    }
}

/// The rows that the journal leads to, replayed from the first start, recoveries included.
pub(crate) fn replayed<R: Registered>(database: &Database, config: &R::Config) -> Result<Vec<String>, Trouble> {
    let mut machine: Option<(u64, R::Machine)> = None;
    for (epoch, step) in database.journal()? {
        let step: Stored<R::Step> = serde_json::from_str(&step)?;
        let mut next = match machine.take() {
            Some((before, machine)) if before == epoch => machine,
            stopped => {
                let rows = stopped.map_or_else(Vec::new, |(_, machine)| R::rows(&machine));
                let rows = rows.into_iter().filter(|row| !R::is_of_registry(row));
                let rows = rows.map(|row| Stored { layout: PROTOCOL.durable_layout, row }).collect();
                let recovered = R::recover(config.clone(), rows, epoch);
                recovered.map_err(|foreign| Trouble::Foreign(foreign.to_string()))?.0
            }
        };
        R::replay(&mut next, step)?;
        machine = Some((epoch, next));
    }
    machine.map_or_else(|| Ok(Vec::new()), |(_, machine)| held::<R>(&machine))
}

/// Every row that is stored here with its key, in order.
fn held<R: Registered>(machine: &R::Machine) -> Result<Vec<String>, Trouble> {
    let hold = |row| {
        let key = serde_json::to_string(&R::key(&row))?;
        let row = serde_json::to_string(&Stored { layout: PROTOCOL.durable_layout, row })?;
        Ok(format!("{key}: {row}"))
    };
    let mut rows = R::rows(machine)
        .into_iter()
        .filter(|row| !R::is_of_registry(row))
        .map(hold)
        .collect::<Result<Vec<_>, Trouble>>()?;
    rows.sort();
    Ok(rows)
}
