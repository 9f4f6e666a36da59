//! The registry: which version of each resident's registration is in force. Every server reads it, the clerks change it.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::program::city::Person;
use crate::program::trouble::Trouble;

/// A connection to it. Copies share it.
#[derive(Clone, Debug)]
pub(crate) struct Registry {
    connection: Arc<Mutex<Connection>>,
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS registration (person INTEGER PRIMARY KEY, version INTEGER NOT NULL)";

impl Registry {
    /// Opens a file, and makes it where there is none. Several processes may.
    pub(crate) fn open(file: &Path) -> Result<Self, Trouble> {
        Self::on(Connection::open(file)).map_err(|source| Trouble::storage("opening the registry".to_owned(), source))
    }

    /// One that ends with this process.
    pub(crate) fn in_memory() -> Result<Self, Trouble> {
        Self::on(Connection::open_in_memory())
            .map_err(|source| Trouble::storage("opening a registry in memory".to_owned(), source))
    }

    /// Which version of somebody's registration is in force: 0 where nothing has changed.
    pub(crate) fn version(&self, person: Person) -> Result<u32, Trouble> {
        let query = "SELECT version FROM registration WHERE person = ?1";
        let version = self.connection().query_row(query, [person.0], |row| row.get(0)).optional();
        let version = version.map_err(|source| Trouble::storage("reading the registry".to_owned(), source))?;
        Ok(version.unwrap_or_default())
    }

    /// Changes a registration, in one transaction: what `decide` makes of the version in force. Whether it does.
    pub(crate) fn amend(
        &self,
        person: Person,
        decide: impl FnOnce(u32) -> Result<Option<u32>, Trouble>,
    ) -> Result<bool, Trouble> {
        let told = |source| Trouble::storage("changing the registry".to_owned(), source);
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(told)?;
        let query = "SELECT version FROM registration WHERE person = ?1";
        let before = transaction.query_row(query, [person.0], |row| row.get(0)).optional().map_err(told)?;
        let Some(after) = decide(before.unwrap_or_default())? else { return Ok(false) };
        let put = "INSERT OR REPLACE INTO registration (person, version) VALUES (?1, ?2)";
        transaction.execute(put, params![person.0, after]).map_err(told)?;
        transaction.commit().map_err(told)?;
        Ok(true)
    }

    fn on(connection: rusqlite::Result<Connection>) -> rusqlite::Result<Self> {
        let connection = connection?;
        connection.busy_timeout(Duration::from_mins(1))?;
        connection.execute_batch(TABLE)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
