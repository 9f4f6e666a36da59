//! From the rows to a machine: the protocol's own recovery, committed before anything else is decided.

use std::collections::{BTreeMap, VecDeque};

use super::super::super::protocol::PROTOCOL;
use super::super::super::protocol::support::Stored;
use super::super::role::{Registered, Role};
use super::{Alarms, Host, Time, entry};
use crate::program::bugs::{self, Bug};
use crate::program::city::Node;
use crate::program::database::{Database, Entry, Epoch};
use crate::program::trouble::Trouble;

impl<R: Registered> Host<R> {
    /// Recovers what was committed, and stands ready. The outbox leaves again: whatever is not known to have arrived.
    pub(crate) fn start(mut database: Database, config: R::Config, epoch: Epoch, now: Time) -> Result<Self, Trouble> {
        let mut outbox = VecDeque::new();
        for (number, output) in database.outbox()? {
            outbox.push_back((number, serde_json::from_str(&output)?));
        }
        if bugs::sown(Bug::OutboxNotResent) {
            outbox.clear();
        }
        let before = Alarms::read(&database.timers()?)?;
        let (mut machine, step) = R::recover(config, stored_rows::<R>(&database)?, epoch.0)
            .map_err(|foreign| Trouble::Foreign(format!("the stored rows are of another version: {foreign}")))?;
        let mut alarms = Alarms::new();
        alarms.change(R::timers(&step), now);
        alarms.keep_earlier(&before);
        let entry = Entry { timers: alarms.instead_of(&before)?, ..entry::<R>(&step, now)? };
        if bugs::sown(Bug::RecoveryNotCommitted) {
            outbox.extend(R::outputs(&step).iter().map(|output| (0, output.clone())));
        } else {
            let numbers = database.commit(epoch, &entry)?;
            outbox.extend(numbers.into_iter().zip(R::outputs(&step).iter().cloned()));
        }
        R::apply(&mut machine, &step).map_err(|stale| Trouble::Refused(stale.to_string()))?;
        Ok(Self {
            database,
            machine,
            epoch,
            alarms,
            leaving: outbox,
            under_way: BTreeMap::new(),
            arrived: Vec::new(),
            node: Node(0),
            jobs: 0,
            registry: None,
            given: None,
            never_seen: Vec::new(),
        })
    }
}

/// The rows of a database, each with the layout that it was written in.
pub(crate) fn stored_rows<R: Role>(database: &Database) -> Result<Vec<Stored<R::Row>>, Trouble> {
    let mut rows = Vec::new();
    for (_, content) in database.rows()? {
        let mut row: Stored<R::Row> = serde_json::from_str(&content)?;
        if bugs::sown(Bug::ForeignLayoutRead) {
            row.layout = PROTOCOL.durable_layout;
        }
        rows.push(row);
    }
    Ok(rows)
}
