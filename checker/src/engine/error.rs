//! Why an exploration has come to nothing.

use std::fmt;

use super::checkpoint::CheckpointError;
use super::hosts::HostsError;

/// Why there is nothing to tell of an exploration.
#[derive(Debug)]
pub enum EngineError {
    /// There is a checkpoint to go on from that cannot be.
    Checkpoint(CheckpointError),
    /// Another process is not there, checks something else, or is lost.
    Hosts(HostsError),
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Checkpoint(error) => error.fmt(f),
            Self::Hosts(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EngineError {}

impl From<CheckpointError> for EngineError {
    fn from(error: CheckpointError) -> Self {
        Self::Checkpoint(error)
    }
}

impl From<HostsError> for EngineError {
    fn from(error: HostsError) -> Self {
        Self::Hosts(error)
    }
}
