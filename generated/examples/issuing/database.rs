//! One `SQLite` file: rows, outbox, timers, journal and lease, and one transaction for each step.

mod lease;
mod schema;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use rusqlite::backup::Backup;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

pub(crate) use lease::{Epoch, Lease};

use crate::program::bugs::{self, Bug};
use crate::program::trouble::Trouble;

/// A connection to the file. Several servers may have one each; the [lease](Epoch) says who may write.
pub(crate) struct Database {
    connection: Connection,
    file: Option<PathBuf>,
    /// For rehearsals: the next commit is where the process is killed.
    pub(crate) doom: Option<Moment>,
}

/// How long one waits for another's transaction. One that sleeps in the middle of its own keeps all others waiting:
/// what the lease is for is what happens after.
const PATIENCE: Duration = Duration::from_mins(1);

/// When a process is killed, as seen from a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Moment {
    BeforeCommit,
    AfterCommit,
    /// After the first output of it has arrived.
    AfterDelivery,
}

/// What one step leaves on disk, all of it or nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// Rows by key; `None` deletes.
    pub(crate) rows: Vec<(String, Option<String>)>,
    /// Messages and effects, in order.
    pub(crate) outputs: Vec<String>,
    /// Timers by key, with what is kept of each; `None` cancels.
    pub(crate) timers: Vec<(String, Option<String>)>,
    /// What was decided, to be replayed.
    pub(crate) journal: String,
    /// What has arrived of earlier outputs.
    pub(crate) arrived: Vec<u64>,
}

impl Database {
    /// Opens a file, and makes it where there is none. Several processes may.
    pub(crate) fn open(file: &Path) -> Result<Self, Trouble> {
        let told = |source| Trouble::storage(format!("opening `{}`", file.display()), source);
        let connection = Connection::open(file).map_err(told)?;
        connection.busy_timeout(PATIENCE).map_err(told)?;
        schema::prepare(&connection).map_err(told)?;
        Ok(Self { connection, file: Some(file.to_owned()), doom: None })
    }

    /// A database that lives as long as its process: a kiosk's own memory.
    pub(crate) fn in_memory() -> Result<Self, Trouble> {
        let told = |source| Trouble::storage("opening a database in memory".to_owned(), source);
        let connection = Connection::open_in_memory().map_err(told)?;
        schema::prepare(&connection).map_err(told)?;
        Ok(Self { connection, file: None, doom: None })
    }

    /// Another connection to the same file.
    pub(crate) fn again(&self) -> Result<Self, Trouble> {
        self.file.as_deref().map_or_else(Self::in_memory, Self::open)
    }

    /// A copy in memory, which goes its own way.
    pub(crate) fn copy(&self) -> Result<Self, Trouble> {
        let told = |source| Trouble::storage("copying".to_owned(), source);
        let mut connection = Connection::open_in_memory().map_err(told)?;
        Backup::new(&self.connection, &mut connection)
            .and_then(|backup| backup.run_to_completion(1000, Duration::ZERO, None))
            .map_err(told)?;
        Ok(Self { connection, file: None, doom: None })
    }

    /// Commits a step, unless somebody else has taken over. The numbers of its outputs in the outbox.
    pub(crate) fn commit(&mut self, epoch: Epoch, entry: &Entry) -> Result<Vec<u64>, Trouble> {
        let doom = self.doom.take_if(|doom| *doom != Moment::AfterDelivery);
        let transaction = self.begin()?;
        if !bugs::sown(Bug::FencingNotChecked) {
            lease::check(&transaction, epoch)?;
        }
        let numbers = write(&transaction, epoch, entry)
            .map_err(|source| Trouble::storage("storing a step, of which nothing is stored now".to_owned(), source))?;
        if doom == Some(Moment::BeforeCommit) {
            return Err(Trouble::Killed { committed: false });
        }
        transaction.commit().map_err(|source| {
            Trouble::storage("committing a step, of which nothing is stored now".to_owned(), source)
        })?;
        if doom == Some(Moment::AfterCommit) { Err(Trouble::Killed { committed: true }) } else { Ok(numbers) }
    }

    /// Takes outputs out of the outbox: they have arrived, or they must never leave again.
    pub(crate) fn remove(&mut self, epoch: Epoch, outputs: &[u64]) -> Result<(), Trouble> {
        let transaction = self.begin()?;
        lease::check(&transaction, epoch)?;
        forget(&transaction, outputs)
            .and_then(|()| transaction.commit())
            .map_err(|source| Trouble::storage("noting what has arrived".to_owned(), source))
    }

    /// Every row: key and contents.
    pub(crate) fn rows(&self) -> Result<Vec<(String, String)>, Trouble> {
        self.pairs("SELECT key, content FROM row ORDER BY key")
    }

    /// Every timer that runs: key and what is kept of it.
    pub(crate) fn timers(&self) -> Result<Vec<(String, String)>, Trouble> {
        self.pairs("SELECT key, content FROM timer ORDER BY key")
    }

    /// Everything that is committed and not known to have arrived, in order.
    pub(crate) fn outbox(&self) -> Result<Vec<(u64, String)>, Trouble> {
        self.pairs("SELECT number, content FROM outbox ORDER BY number")
    }

    /// The journal: every step, in order.
    pub(crate) fn journal(&self) -> Result<Vec<(u64, String)>, Trouble> {
        self.pairs("SELECT epoch, content FROM journal ORDER BY number")
    }

    /// How many pages the file may grow to: for a rehearsal of a full disk.
    pub(crate) fn limit_pages(&self, pages: u32) -> Result<(), Trouble> {
        self.connection
            .pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
            .map_err(|source| Trouble::storage("limiting the file".to_owned(), source))
    }

    /// Writes past the service: for a rehearsal of what others may have stored.
    pub(crate) fn tamper(&self, statement: &str) -> Result<(), Trouble> {
        self.connection
            .execute_batch(statement)
            .map_err(|source| Trouble::storage("writing past the service".to_owned(), source))
    }

    /// How many pages the file has.
    pub(crate) fn pages(&self) -> Result<u32, Trouble> {
        self.connection
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .map_err(|source| Trouble::storage("measuring the file".to_owned(), source))
    }

    fn begin(&mut self) -> Result<Transaction<'_>, Trouble> {
        self.connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|source| Trouble::storage("beginning a transaction".to_owned(), source))
    }

    fn pairs<A: rusqlite::types::FromSql>(&self, query: &str) -> Result<Vec<(A, String)>, Trouble> {
        let read = || {
            let mut statement = self.connection.prepare_cached(query)?;
            let pairs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            pairs.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| Trouble::storage("reading".to_owned(), source))
    }
}

fn write(transaction: &Transaction<'_>, epoch: Epoch, entry: &Entry) -> rusqlite::Result<Vec<u64>> {
    let mut before: Option<&str> = None;
    for (key, content) in &entry.rows {
        let key = if bugs::sown(Bug::WrongRow) { before.unwrap_or(key) } else { key };
        before = Some(key);
        match content {
            Some(content) => {
                put(transaction, "INSERT OR REPLACE INTO row (key, content) VALUES (?1, ?2)", key, content)?;
            }
            None if bugs::sown(Bug::DeleteForgotten) => {}
            None => delete(transaction, "DELETE FROM row WHERE key = ?1", key)?,
        }
    }
    for (key, content) in &entry.timers {
        match content {
            Some(content) => {
                put(transaction, "INSERT OR REPLACE INTO timer (key, content) VALUES (?1, ?2)", key, content)?;
            }
            None => delete(transaction, "DELETE FROM timer WHERE key = ?1", key)?,
        }
    }
    forget(transaction, &entry.arrived)?;
    transaction
        .prepare_cached("INSERT INTO journal (epoch, content) VALUES (?1, ?2)")?
        .execute(params![epoch.0, entry.journal])?;
    let mut insert = transaction.prepare_cached("INSERT INTO outbox (content) VALUES (?1)")?;
    entry.outputs.iter().map(|output| insert.insert([output]).map(i64::cast_unsigned)).collect()
}

fn put(transaction: &Transaction<'_>, statement: &str, key: &str, content: &str) -> rusqlite::Result<()> {
    transaction.prepare_cached(statement)?.execute([key, content]).map(|_| ())
}

fn delete(transaction: &Transaction<'_>, statement: &str, key: &str) -> rusqlite::Result<()> {
    transaction.prepare_cached(statement)?.execute([key]).map(|_| ())
}

fn forget(transaction: &Transaction<'_>, outputs: &[u64]) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached("DELETE FROM outbox WHERE number = ?1")?;
    outputs.iter().try_for_each(|number| statement.execute([number]).map(|_| ()))
}
