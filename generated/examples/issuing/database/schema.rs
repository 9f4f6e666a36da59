//! The tables, and how safely `SQLite` keeps them.

use rusqlite::Connection;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS row (key TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS timer (key TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, content TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS journal (
        number INTEGER PRIMARY KEY AUTOINCREMENT, epoch INTEGER NOT NULL, content TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS lease (
        one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, holder TEXT NOT NULL, until INTEGER NOT NULL
    );
    INSERT OR IGNORE INTO lease (one, epoch, holder, until) VALUES (1, 0, '', 0);
";

/// A write-ahead log that is synced at each commit, and the tables where there are none. Where there are, nothing is
/// written: a server that sleeps in the middle of a commit must not keep another from opening the file.
pub(super) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let made = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'lease')";
    let made = connection.query_row(made, [], |row| row.get::<_, bool>(0))? && {
        let leases: u64 = connection.query_row("SELECT count(*) FROM lease", [], |row| row.get(0))?;
        leases == 1
    };
    if made { Ok(()) } else { connection.execute_batch(TABLES) }
}
