//! A town for a while: servers, each of two processes on one database, renderers, a registry and its clerk, kiosks, and people who come at some rate.

mod clerk;
mod kiosks;
mod renderers;
mod servers;

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::super::configuration;
use super::super::words::NODES;
use super::link::Directory;
use crate::program::chance::Chance;
use crate::program::city::Person;
use crate::program::database::Database;
use crate::program::plan::{INTERRUPTED, Plan, Report};
use crate::program::registry::Registry;
use crate::program::scene::Scene;
use crate::program::trouble::Trouble;
use clerk::Clerk;
use kiosks::{Kiosks, Notice};
use servers::Servers;

/// The registry.
const REGISTRY: &str = "registry.sqlite";

/// The database of a server.
fn file(server: usize) -> String {
    format!("issuing-{server}.sqlite")
}

/// How long everybody may take to go, in real time, before it is said that something hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// Lets people come until all have gone.
pub(crate) fn live(plan: &Plan) -> Result<Report, Trouble> {
    configuration::held_against_the_record()?;
    let directories: Vec<_> = (0..NODES).map(|_| Arc::new(Directory::default())).collect();
    let registry = Registry::open(&plan.folder.join(REGISTRY))?;
    let scene = Arc::new(Mutex::new(Scene::default()));
    let mut chance = Chance::new(plan.seed);
    let servers = Servers::start(plan, &directories, chance.fork())?;
    let renderers = renderers::start(plan, &directories, &registry, &mut chance);
    let (notify, notices) = channel();
    let kiosks = Kiosks::start(plan, &directories, &scene, &notify, &mut chance)?;
    let mishap = plan.chaos.then(|| Instant::now() + plan.lease / 2);
    let clerk = Clerk { registry, renderers, scene: Arc::clone(&scene), due: BTreeMap::new() };
    let mut town = Town { plan, servers, kiosks, clerk, notices, chance, power_losses: 0, mishap };
    let lived = town.people_come();
    let time = plan.clock.now();
    for directory in &directories {
        directory.close();
    }
    // What a kiosk says of its end says more than that it has ended.
    let complaints = town.kiosks.stop()?;
    if INTERRUPTED.load(Ordering::Relaxed) {
        return Err(Trouble::Interrupted);
    }
    lived?;
    let mishaps = town.servers.stop()?;
    let databases = databases(plan)?;
    let scene = std::mem::take(&mut *scene.lock().unwrap_or_else(PoisonError::into_inner));
    let mut report = Report {
        time,
        commits: journalled(&databases)?,
        kills: mishaps.kills,
        sleeps: mishaps.sleeps,
        power_losses: town.power_losses,
        takeovers: databases.iter().map(Database::takeovers).sum::<Result<_, _>>()?,
        complaints: [complaints, scene.complaints()].concat(),
        scene,
    };
    report.complaints.extend(left_behind(&databases)?);
    Ok(report)
}

struct Town<'a> {
    plan: &'a Plan,
    servers: Servers,
    kiosks: Kiosks,
    clerk: Clerk,
    notices: Receiver<Notice>,
    chance: Chance,
    power_losses: u64,
    /// When the next mishap is.
    mishap: Option<Instant>,
}

impl Town<'_> {
    fn people_come(&mut self) -> Result<(), Trouble> {
        let clock = self.plan.clock;
        let mut next = clock.now();
        for _ in 0..self.plan.people {
            if let Some(rate) = self.plan.rate {
                next += self.chance.until_next(rate);
            }
            while clock.now() < next {
                self.looks_on(clock.until(next))?;
            }
            let one_by_one = self.plan.rate.is_none();
            self.waits_until(|kiosks| kiosks.any_free().is_some() && (!one_by_one || kiosks.all_rest()))?;
            let person = Person(100_000_000_000 + self.chance.below(800_000_000_000));
            self.kiosks.comes(person, &mut self.chance);
            self.clerk.hears_of(person, clock.now(), &mut self.chance);
        }
        self.mishap = None;
        self.servers.all_run()?;
        self.waits_until(Kiosks::all_rest)?;
        self.servers_come_to_rest()
    }

    /// What is on its way between servers and others arrives. If it does not, the books will say so.
    fn servers_come_to_rest(&mut self) -> Result<(), Trouble> {
        let databases = databases(self.plan)?;
        let impatient = Instant::now() + PATIENCE;
        while !left_behind(&databases)?.is_empty() && Instant::now() < impatient {
            self.looks_on(Duration::from_millis(10))?;
        }
        Ok(())
    }

    fn waits_until(&mut self, holds: impl Fn(&Kiosks) -> bool) -> Result<(), Trouble> {
        let impatient = Instant::now() + PATIENCE;
        while !holds(&self.kiosks) {
            if impatient < Instant::now() {
                return Err(Trouble::Refused(format!("nothing has gone on for {PATIENCE:?}: {}", self.kiosks.why())));
            }
            self.looks_on(Duration::from_millis(50))?;
        }
        Ok(())
    }

    /// Hears from the kiosks for a while, and lets mishaps happen.
    fn looks_on(&mut self, mut patience: Duration) -> Result<(), Trouble> {
        if INTERRUPTED.load(Ordering::Relaxed) {
            return Err(Trouble::Interrupted);
        }
        if let Some(when) = self.mishap {
            if when <= Instant::now() {
                self.has_mishap()?;
            }
            patience = patience.min(when.saturating_duration_since(Instant::now()));
        }
        self.clerk.works(self.plan.clock.now())?;
        self.servers.check()?;
        match self.notices.recv_timeout(patience.min(Duration::from_millis(50))) {
            Ok(notice) => {
                self.kiosks.note(&notice);
                self.kiosks.check()
            }
            Err(RecvTimeoutError::Timeout) => self.kiosks.check(),
            Err(RecvTimeoutError::Disconnected) => Err(Trouble::Refused("every kiosk has stopped".to_owned())),
        }
    }

    /// A server is killed or sleeps through its lease, or the power goes at a kiosk.
    fn has_mishap(&mut self) -> Result<(), Trouble> {
        if self.chance.percent(60) {
            self.servers.suffer()?;
        } else {
            self.power_losses += 1;
            self.kiosks.power_goes(&mut self.chance);
        }
        let apart = self.plan.lease.mul_f64(0.2);
        self.mishap = Some(Instant::now() + self.chance.between(apart, apart * 6));
        Ok(())
    }
}

/// The databases of the servers.
fn databases(plan: &Plan) -> Result<Vec<Database>, Trouble> {
    (0..NODES as usize).map(|server| Database::open(&plan.folder.join(file(server)))).collect()
}

/// How many steps were committed.
fn journalled(databases: &[Database]) -> Result<usize, Trouble> {
    databases.iter().map(|database| database.journal().map(|journal| journal.len())).sum()
}

/// What the servers remember of people who have gone.
fn left_behind(databases: &[Database]) -> Result<Vec<String>, Trouble> {
    let mut left = Vec::new();
    for database in databases {
        let (rows, timers, outputs) = (database.rows()?.len(), database.timers()?.len(), database.outbox()?.len());
        let counts = [("rows", rows), ("timers", timers), ("outputs", outputs)];
        let more = counts.into_iter().filter(|(_, count)| *count > 0);
        left.extend(more.map(|(what, count)| format!("everybody has gone, and {count} {what} are left in a database")));
    }
    Ok(left)
}
