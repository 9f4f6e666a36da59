//! What is to be played, and how it went: the same words for every protocol.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::clock::Clock;
use super::database::Moment;
use super::scene::Scene;

/// What is rehearsed, in one thread and in a time of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Script {
    pub(crate) seed: u64,
    pub(crate) kiosks: u32,
    /// How many people come in all.
    pub(crate) people: u64,
    /// How many come in a minute; `None`: each when the one before has gone.
    pub(crate) rate: Option<f64>,
    /// How many lines in 100 are lost, and how many come twice.
    pub(crate) lost: u64,
    /// How many pages in 100 are about somebody else.
    pub(crate) misprints: u64,
    /// In how many visits of 100 the person's registration changes.
    pub(crate) amendments: u64,
    pub(crate) kills: Kills,
}

/// When somebody pulls the plug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kills {
    /// In so many of 100 events, at any moment.
    Percent(u64),
    /// Once, at this event.
    Once(u64, Moment),
}

/// How a rehearsal went.
#[derive(Debug)]
pub(crate) struct Review {
    pub(crate) scene: Scene,
    pub(crate) events: u64,
    pub(crate) kills: u64,
    /// How long it took, in the protocol's time.
    pub(crate) time: Duration,
    /// Everything that must not be.
    pub(crate) complaints: Vec<String>,
}

/// What happens in a town of real processes.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) kiosks: u32,
    pub(crate) renderers: u32,
    /// How many people come in a minute; `None`: each when the one before has gone.
    pub(crate) rate: Option<f64>,
    /// How many people come.
    pub(crate) people: u64,
    pub(crate) clock: Clock,
    pub(crate) lease: Duration,
    /// Whether processes are killed and the power goes while people are served.
    pub(crate) chaos: bool,
    /// Where the database is kept.
    pub(crate) folder: PathBuf,
    /// How a server is started; its arguments come after these.
    pub(crate) command: Vec<String>,
}

/// How it went in a town.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) scene: Scene,
    /// How long it took, in the protocol's time.
    pub(crate) time: Duration,
    pub(crate) commits: usize,
    /// How many servers were killed, and how many slept.
    pub(crate) kills: u64,
    pub(crate) sleeps: u64,
    pub(crate) power_losses: u64,
    /// How many times a server took the lease.
    pub(crate) takeovers: u64,
    /// Everything that must not be.
    pub(crate) complaints: Vec<String>,
}

/// Set by Ctrl-C.
pub(crate) static INTERRUPTED: AtomicBool = AtomicBool::new(false);
