//! Server processes: started, killed without warning, put to sleep, started again.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::super::words::NODES;
use super::super::link::Directory;
use crate::program::chance::Chance;
use crate::program::plan::Plan;
use crate::program::trouble::Trouble;

/// How many processes there are for each of the municipality's servers: one holds the lease, one stands by.
const STANDING_BY: usize = 2;

/// How many processes there are.
const SERVERS: usize = STANDING_BY * NODES as usize;

/// The processes. Their standard input is ours: if this process dies, theirs ends, and so do they.
pub(super) struct Servers {
    plan: Plan,
    /// Where the processes of each server listen.
    directories: Vec<Arc<Directory>>,
    running: Vec<Option<Child>>,
    /// When a server that was killed is started again, or one that sleeps wakes.
    back: Vec<Option<(Instant, Mishap)>>,
    chance: Chance,
    mishaps: Mishaps,
}

/// How often what happened to them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mishaps {
    pub(super) kills: u64,
    pub(super) sleeps: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mishap {
    Killed,
    Asleep,
}

impl Servers {
    pub(super) fn start(plan: &Plan, directories: &[Arc<Directory>], chance: Chance) -> Result<Self, Trouble> {
        let mut servers = Self {
            plan: plan.clone(),
            directories: directories.to_vec(),
            running: (0..SERVERS).map(|_| None).collect(),
            back: vec![None; SERVERS],
            chance,
            mishaps: Mishaps::default(),
        };
        (0..SERVERS).try_for_each(|server| servers.launch(server))?;
        Ok(servers)
    }

    /// Starts what is to be started again, and sees whether anything has ended by itself.
    pub(super) fn check(&mut self) -> Result<(), Trouble> {
        for server in 0..SERVERS {
            if let Some((when, mishap)) = self.back[server]
                && when <= Instant::now()
            {
                self.back[server] = None;
                match mishap {
                    Mishap::Killed => self.launch(server)?,
                    Mishap::Asleep => self.signal(server, "-CONT")?,
                }
            }
            let ended = self.running[server].as_mut().map(Child::try_wait).transpose();
            if let Some(status) = ended.map_err(|source| Trouble::environment("a server", source))?.flatten() {
                return Err(unexpected(server, status));
            }
        }
        Ok(())
    }

    /// One server is killed, or sleeps for longer than its lease.
    pub(super) fn suffer(&mut self) -> Result<(), Trouble> {
        let awake: Vec<usize> = (0..SERVERS).filter(|server| self.back[*server].is_none()).collect();
        let Some(server) = self.chance.one_of(&awake) else { return Ok(()) };
        let held = self.plan.lease;
        let sleeps = cfg!(unix) && self.chance.percent(33);
        let (what, least, most) = if sleeps {
            (Mishap::Asleep, held.mul_f64(1.2), held * 2)
        } else {
            (Mishap::Killed, Duration::ZERO, held * 2)
        };
        match what {
            Mishap::Asleep => {
                self.mishaps.sleeps += 1;
                self.signal(server, "-STOP")?;
            }
            Mishap::Killed => self.kill(server)?,
        }
        self.back[server] = Some((Instant::now() + self.chance.between(least, most), what));
        Ok(())
    }

    /// Everything that was killed or sleeps is back.
    pub(super) fn all_run(&mut self) -> Result<(), Trouble> {
        for (when, _) in self.back.iter_mut().flatten() {
            *when = Instant::now();
        }
        self.check()
    }

    /// Ends all servers in good order. What had happened to them.
    pub(super) fn stop(mut self) -> Result<Mishaps, Trouble> {
        for server in 0..SERVERS {
            self.directories[server / STANDING_BY].set(server % STANDING_BY, None);
            let Some(mut child) = self.running[server].take() else { continue };
            drop(child.stdin.take());
            let status = child.wait().map_err(|source| Trouble::environment("waiting for a server", source))?;
            if !status.success() {
                return Err(unexpected(server, status));
            }
        }
        Ok(self.mishaps)
    }

    fn launch(&mut self, server: usize) -> Result<(), Trouble> {
        let told = |source| Trouble::environment("starting a server", source);
        let (program, arguments) = self
            .plan
            .command
            .split_first()
            .ok_or_else(|| Trouble::Refused("it is not known how a server is started".to_owned()))?;
        let mut child = Command::new(program)
            .args(arguments)
            .args(["--node", &(server / STANDING_BY).to_string()])
            .arg("--database")
            .arg(self.plan.folder.join(super::file(server / STANDING_BY)))
            .arg("--registry")
            .arg(self.plan.folder.join(super::REGISTRY))
            .args(["--name", &format!("server {server}")])
            .args(["--time-scale", &self.plan.clock.scale.to_string()])
            .args(["--origin", &self.plan.clock.origin.as_millis().to_string()])
            .args(["--lease", &self.plan.lease.as_secs_f64().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(told)?;
        let mut address = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut address).map_err(told)?;
        }
        let Ok(address) = address.trim().parse() else {
            let status = child.wait().map_err(told)?;
            return Err(unexpected(server, status));
        };
        self.directories[server / STANDING_BY].set(server % STANDING_BY, Some(address));
        self.running[server] = Some(child);
        Ok(())
    }

    fn kill(&mut self, server: usize) -> Result<(), Trouble> {
        self.directories[server / STANDING_BY].set(server % STANDING_BY, None);
        if let Some(mut child) = self.running[server].take() {
            self.mishaps.kills += 1;
            child
                .kill()
                .and_then(|()| child.wait())
                .map_err(|source| Trouble::environment("killing a server", source))?;
        }
        Ok(())
    }

    fn signal(&self, server: usize, signal: &str) -> Result<(), Trouble> {
        let Some(child) = &self.running[server] else { return Ok(()) };
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
        match sent {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(unexpected(server, status)),
            Err(source) => Err(Trouble::environment("sending a signal", source)),
        }
    }
}

/// Whatever happens to this process's run, no server outlives it.
impl Drop for Servers {
    fn drop(&mut self) {
        for child in self.running.iter_mut().flatten() {
            // It may have ended already.
            let _ = child.kill().and_then(|()| child.wait());
        }
    }
}

fn unexpected(server: usize, status: ExitStatus) -> Trouble {
    Trouble::Refused(format!("server {server} has ended by itself ({status}); see above what it said"))
}
