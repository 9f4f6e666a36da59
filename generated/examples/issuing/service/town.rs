//! A town for a while: two server processes on one database, a renderer, kiosks, and people who come at some rate.

mod kiosks;
mod renderers;
mod servers;

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::super::configuration;
use super::link::Directory;
use crate::program::chance::Chance;
use crate::program::city::Person;
use crate::program::database::Database;
use crate::program::plan::{INTERRUPTED, Plan, Report};
use crate::program::scene::Scene;
use crate::program::trouble::Trouble;
use kiosks::{Kiosks, Notice};
use servers::Servers;

/// The database.
const FILE: &str = "issuing.sqlite";

/// How long everybody may take to go, in real time, before it is said that something hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// Lets people come until all have gone.
pub(crate) fn live(plan: &Plan) -> Result<Report, Trouble> {
    configuration::held_against_the_record()?;
    let directory = Arc::new(Directory::default());
    let scene = Arc::new(Mutex::new(Scene::default()));
    let mut chance = Chance::new(plan.seed);
    let servers = Servers::start(plan, &directory, chance.fork())?;
    renderers::start(plan, &directory, &mut chance);
    let (notify, notices) = channel();
    let kiosks = Kiosks::start(plan, &directory, &scene, &notify, &mut chance)?;
    let mishap = plan.chaos.then(|| Instant::now() + plan.lease / 2);
    let mut town = Town { plan, servers, kiosks, notices, chance, power_losses: 0, mishap };
    let lived = town.people_come();
    let time = plan.clock.now();
    directory.close();
    // What a kiosk says of its end says more than that it has ended.
    let complaints = town.kiosks.stop()?;
    if INTERRUPTED.load(Ordering::Relaxed) {
        return Err(Trouble::Interrupted);
    }
    lived?;
    let mishaps = town.servers.stop()?;
    let database = Database::open(&plan.folder.join(FILE))?;
    let scene = std::mem::take(&mut *scene.lock().unwrap_or_else(PoisonError::into_inner));
    let mut report = Report {
        time,
        commits: database.journal()?.len(),
        kills: mishaps.kills,
        sleeps: mishaps.sleeps,
        power_losses: town.power_losses,
        takeovers: database.takeovers()?,
        complaints: [complaints, scene.complaints()].concat(),
        scene,
    };
    report.complaints.extend(left_behind(&database)?);
    Ok(report)
}

struct Town<'a> {
    plan: &'a Plan,
    servers: Servers,
    kiosks: Kiosks,
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
        }
        self.mishap = None;
        self.servers.all_run()?;
        self.waits_until(Kiosks::all_rest)?;
        self.servers_come_to_rest()
    }

    /// What is on its way between servers and others arrives. If it does not, the books will say so.
    fn servers_come_to_rest(&mut self) -> Result<(), Trouble> {
        let database = Database::open(&self.plan.folder.join(FILE))?;
        let impatient = Instant::now() + PATIENCE;
        while !left_behind(&database)?.is_empty() && Instant::now() < impatient {
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

/// What the server remembers of people who have gone.
fn left_behind(database: &Database) -> Result<Vec<String>, Trouble> {
    let counts =
        [("rows", database.rows()?.len()), ("timers", database.timers()?.len()), ("outputs", database.outbox()?.len())];
    let left = counts.into_iter().filter(|(_, count)| *count > 0);
    Ok(left.map(|(what, count)| format!("everybody has gone, and {count} {what} are left in the database")).collect())
}
