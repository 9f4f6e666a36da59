//! Who may write: a lease by the clock, and a fencing token that does not trust the clock.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use rusqlite::{OptionalExtension, Transaction, params};

use super::Database;
use crate::program::trouble::Trouble;

/// A fencing token: each holder of the lease has a larger one than all before. Every commit compares it with the
/// lease's, in the same transaction, so a holder who has slept through the end of the lease changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Epoch(pub(crate) u64);

impl Display for Epoch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)
    }
}

/// How long nobody else may take over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lease {
    /// The time now, since 1970.
    pub(crate) now: Duration,
    /// How long it is to hold from now on.
    pub(crate) lasts: Duration,
}

impl Lease {
    fn until(self) -> u64 {
        milliseconds(self.now + self.lasts)
    }
}

impl Database {
    /// Takes the lease over, where nobody holds it.
    pub(crate) fn acquire(&mut self, holder: &str, lease: Lease) -> Result<Option<Epoch>, Trouble> {
        let told = |source| Trouble::storage("taking the lease".to_owned(), source);
        let transaction = self.begin()?;
        let epoch: Option<u64> = transaction
            .query_row(
                "UPDATE lease SET epoch = epoch + 1, holder = ?1, until = ?2 WHERE until <= ?3 RETURNING epoch",
                params![holder, lease.until(), milliseconds(lease.now)],
                |row| row.get(0),
            )
            .optional()
            .map_err(told)?;
        transaction.commit().map_err(told)?;
        Ok(epoch.map(Epoch))
    }

    /// How many times the lease was taken.
    pub(crate) fn takeovers(&self) -> Result<u64, Trouble> {
        self.connection
            .query_row("SELECT epoch FROM lease", [], |row| row.get(0))
            .map_err(|source| Trouble::storage("reading the lease".to_owned(), source))
    }

    /// Holds the lease longer.
    pub(crate) fn renew(&mut self, epoch: Epoch, lease: Lease) -> Result<(), Trouble> {
        let told = |source| Trouble::storage("renewing the lease".to_owned(), source);
        let transaction = self.begin()?;
        check(&transaction, epoch)?;
        transaction.execute("UPDATE lease SET until = ?1", [lease.until()]).map_err(told)?;
        transaction.commit().map_err(told)
    }
}

/// Whether this is still the newest token.
pub(super) fn check(transaction: &Transaction<'_>, epoch: Epoch) -> Result<(), Trouble> {
    let newest: u64 = transaction
        .prepare_cached("SELECT epoch FROM lease")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
        .map_err(|source| Trouble::storage("reading the lease".to_owned(), source))?;
    if newest == epoch.0 { Ok(()) } else { Err(Trouble::Superseded { ours: epoch, newest: Epoch(newest) }) }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
