//! What can go wrong, in words for whoever runs the service.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;

use crate::program::database::Epoch;

/// Why the service cannot go on as it was asked to.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// `SQLite` says no: the disk is full, the file is no database, ..
    Storage { doing: String, source: rusqlite::Error },
    /// Another server has taken over; nothing was changed.
    Superseded { ours: Epoch, newest: Epoch },
    /// What is stored or was received is not what this version writes.
    Foreign(String),
    /// A file, a process or the network.
    Environment { doing: String, source: io::Error },
    /// What the machine was asked to do cannot be meant.
    Refused(String),
    /// Ctrl-C.
    Interrupted,
    /// For rehearsals: the process was killed here.
    Killed { committed: bool },
}

impl Trouble {
    pub(crate) fn storage(doing: String, source: rusqlite::Error) -> Self {
        Self::Storage { doing, source }
    }

    pub(crate) fn environment(doing: impl Into<String>, source: io::Error) -> Self {
        Self::Environment { doing: doing.into(), source }
    }
}

impl Display for Trouble {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Storage { doing, source } => write!(f, "{doing}: {source}"),
            Self::Superseded { ours, newest } => write!(
                f,
                "superseded: another server holds the lease with token {newest}, ours is {ours}; nothing was changed"
            ),
            Self::Foreign(what) | Self::Refused(what) => f.write_str(what),
            Self::Environment { doing, source } => write!(f, "{doing}: {source}"),
            Self::Interrupted => f.write_str("interrupted"),
            Self::Killed { .. } => f.write_str("killed"),
        }
    }
}

impl Error for Trouble {}

impl From<serde_json::Error> for Trouble {
    fn from(source: serde_json::Error) -> Self {
        Self::Foreign(format!("what is stored or was received cannot be read: {source}"))
    }
}
