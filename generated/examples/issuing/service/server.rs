//! One server process: waits for the lease, recovers, serves; steps down when it is superseded.

mod lines;

use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::super::configuration;
use super::office::{Lines, Office};
use crate::program::city::Node;
use crate::program::clock::{Clock, since_1970};
use crate::program::database::{Database, Epoch, Lease};
use crate::program::registry::Registry;
use crate::program::trouble::Trouble;
use lines::{Heard, Peers};

/// How one server is run.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// Which of the municipality's servers it is a process of.
    pub(crate) node: Node,
    pub(crate) database: PathBuf,
    /// The registry, which all servers read.
    pub(crate) registry: PathBuf,
    pub(crate) name: String,
    pub(crate) clock: Clock,
    /// How long the lease holds.
    pub(crate) lease: Duration,
}

impl Server {
    /// Runs until standard input ends. Says on standard output where it listens.
    pub(crate) fn run(&self) -> Result<(), Trouble> {
        configuration::held_against_the_record()?;
        let mut database = Database::open(&self.database)?;
        let registry = Registry::open(&self.registry)?;
        let listener =
            TcpListener::bind(("127.0.0.1", 0)).map_err(|source| Trouble::environment("listening", source))?;
        let address = listener.local_addr().map_err(|source| Trouble::environment("listening", source))?;
        let (sender, heard) = channel();
        lines::accept(listener, sender.clone());
        lines::watch_parent(sender);
        writeln!(std::io::stdout(), "{address}")
            .map_err(|source| Trouble::environment("saying the address", source))?;
        loop {
            match database.acquire(&self.name, self.lease())? {
                Some(epoch) => match self.serve(&registry, database.again()?, epoch, &heard) {
                    Err(Trouble::Superseded { .. }) => {}
                    done => return done,
                },
                None => {
                    if self.stands_by(&heard) {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Hangs up on everybody until the lease may be free. Whether the parent has gone.
    fn stands_by(&self, heard: &Receiver<Heard>) -> bool {
        let until = Instant::now() + self.lease / 4;
        loop {
            match heard.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Heard::ParentGone) | Err(RecvTimeoutError::Disconnected) => return true,
                Ok(Heard::Line(connection, _)) => connection.close(),
                Err(RecvTimeoutError::Timeout) => return false,
            }
        }
    }

    /// Serves with a token, until the parent has gone, or somebody else has a newer one.
    fn serve(
        &self,
        registry: &Registry,
        database: Database,
        epoch: Epoch,
        heard: &Receiver<Heard>,
    ) -> Result<(), Trouble> {
        let mut office = Office::open(self.node, registry.clone(), database, epoch, self.clock.now())?;
        let mut peers = Peers::new(epoch);
        let mut renew = Instant::now() + self.lease / 3;
        loop {
            let mut out = Lines::new();
            let done = office.goes_on(self.clock.now(), &mut out);
            peers.send(out);
            done?;
            if renew <= Instant::now() {
                office.host.database.renew(epoch, self.lease())?;
                renew = Instant::now() + self.lease / 3;
            }
            let patience = renew.saturating_duration_since(Instant::now());
            let patience = office.due().map_or(patience, |due| patience.min(self.clock.until(due)));
            let mut out = Lines::new();
            match heard.recv_timeout(patience) {
                Ok(Heard::ParentGone) | Err(RecvTimeoutError::Disconnected) => return office.host.tidy(),
                Ok(Heard::Line(connection, line)) => {
                    let Some(peer) = peers.of(&connection, &line) else { continue };
                    let done = office.hears(peer, line, self.clock.now(), &mut out);
                    peers.send(out);
                    match done {
                        Err(Trouble::Foreign(why)) => peers.hang_up(peer, &why),
                        done => done?,
                    }
                }
                Err(RecvTimeoutError::Timeout) => office.host.tidy()?,
            }
        }
    }

    fn lease(&self) -> Lease {
        Lease { now: since_1970(), lasts: self.lease }
    }
}
