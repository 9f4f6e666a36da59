//! The workers of this process, and what connects them to those of others, for as long as a check goes on.
//!
//! A program is run by threads that wait for one after another. All processes run the same programs in the same order:
//! what they decide is decided alike.

use std::cell::Cell;
use std::net::TcpStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex};

use timely::WorkerConfig;
use timely::communication::allocator::zero_copy::initialize::{CommsGuard, initialize_networking_from_sockets};
use timely::communication::allocator::{AllocatorBuilder, ProcessBuilder};
use timely::communication::{Hooks, WorkerGuards};
use timely::worker::Worker;

use super::hosts::{Hello, Hosts, HostsError, Kind, Line, Link, connect};
use super::lock;
use super::rounds::{self, Abort, Program};
use crate::control::{Cause, Control, Progress};

/// What a worker does, once.
type Job = Box<dyn FnOnce(&mut Worker) + Send>;

/// The threads of a process.
pub(super) struct Crew {
    workers: usize,
    abort: Abort,
    line: Option<Arc<Line>>,
    /// A process by itself has none until there is work, nor after a failure.
    threads: Mutex<Option<Threads>>,
}

/// Threads that wait for work.
struct Threads {
    jobs: Vec<Sender<Job>>,
    guards: WorkerGuards<()>,
    links: Option<CommsGuard>,
}

impl Crew {
    /// So many workers, of this process alone.
    pub(super) fn alone(workers: usize) -> Self {
        Self { workers, abort: Abort::default(), line: None, threads: Mutex::default() }
    }

    /// So many workers in each of several processes that do `what`.
    ///
    /// # Errors
    /// When they do not find each other, or one of them does something else.
    pub(super) fn join(hosts: Hosts, workers: usize, what: String, interrupt: &AtomicBool) -> Result<Self, HostsError> {
        let hello = Hello {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            kind: Kind::Control,
            process: hosts.process(),
            processes: hosts.processes(),
            workers,
            identity: what,
        };
        let lost = |error: std::io::Error| HostsError::Lost(format!("a connection broke at once: {error}"));
        let pairs = connect(&hosts, &hello, interrupt)?;
        let (mut data, mut cut, mut control) = (Vec::new(), Vec::new(), Vec::new());
        for pair in pairs {
            let (one, other) = pair.map(|pair| (pair.data, pair.control)).unzip();
            cut.push(one.as_ref().map(TcpStream::try_clone).transpose().map_err(lost)?);
            data.push(one);
            control.push(other);
        }
        let (process, abort) = (hosts.process(), Abort::default());
        let line = Line::start(hosts, abort.clone(), control, cut).map_err(lost)?;
        let links = (0..).zip(data);
        let links = links.map(|(other, socket)| Some(Link::new(socket?, Arc::clone(&line), other))).collect();
        let crew = Self { workers, abort, line: Some(line), threads: Mutex::default() };
        let threads = Threads::connected(workers, process, links).inspect_err(|why| crew.give_up(why));
        *lock(&crew.threads) = Some(threads.map_err(HostsError::Lost)?);
        Ok(crew)
    }

    /// Runs a program to its end, and gives it back. `what` it is must be the same in all processes.
    ///
    /// # Errors
    /// When a process is lost: nothing that the program came to means anything then. In a process by itself, `control`
    /// says what went wrong.
    pub(super) fn run<P: Program>(
        &self,
        what: &str,
        program: P,
        control: &Control,
        interrupt: &AtomicBool,
        progress: &dyn Progress,
    ) -> Result<P, HostsError> {
        if let Some(line) = &self.line {
            line.step(what);
        }
        let mut program = Arc::new(program);
        let done = self.start(&program);
        let ended = Cell::new(0);
        let finished = || {
            loop {
                match done.try_recv() {
                    Ok(()) => ended.set(ended.get() + 1),
                    Err(TryRecvError::Empty) => return false,
                    Err(TryRecvError::Disconnected) => return true,
                }
            }
        };
        control.watch_until(finished, interrupt, progress);
        if ended.get() < self.workers {
            self.failed(control)?;
        }
        // All workers are done with it, and let go of it with that.
        loop {
            match Arc::try_unwrap(program) {
                Ok(program) => return Ok(program),
                Err(shared) => program = shared,
            }
            std::thread::yield_now();
        }
    }

    /// Hands a program to all workers; each says when it has come to the end of it, and hangs up in any case.
    fn start<P: Program>(&self, program: &Arc<P>) -> Receiver<()> {
        let (done, waiting) = channel();
        let mut threads = lock(&self.threads);
        if threads.is_none() && self.line.is_none() {
            self.abort.clear();
            *threads = Threads::alone(self.workers).ok();
        }
        for jobs in threads.iter().flat_map(|threads| &threads.jobs) {
            let (program, workers, abort, done) = (Arc::clone(program), self.workers, self.abort.clone(), done.clone());
            let job = move |worker: &mut Worker| {
                let ended = rounds::run(worker, &program, workers, &abort);
                drop(program);
                if ended {
                    // Nobody waits for it when the check was given up.
                    let _ = done.send(());
                }
            };
            // A thread that is gone hangs up, and that is noticed.
            let _ = jobs.send(Box::new(job));
        }
        waiting
    }

    /// Not every worker has come to the end.
    fn failed(&self, control: &Control) -> Result<(), HostsError> {
        control.stop(Cause::Internal);
        if let Some(line) = &self.line {
            let why = self.abort.panic().map(|why| format!("a worker panicked: {why}"));
            line.fail(&why.unwrap_or_else(|| "a worker has left".to_owned()));
            return Err(line.failure().unwrap_or(HostsError::Lost("a worker has left".to_owned())));
        }
        *lock(&self.threads) = None;
        Ok(())
    }

    /// Gives up, and tells the other processes why.
    pub(super) fn give_up(&self, why: &str) {
        if let Some(line) = &self.line {
            line.fail(why);
        }
    }

    /// Ends the check in this process when all have come to its end.
    ///
    /// # Errors
    /// When one of them has not.
    pub(super) fn end(&self) -> Result<(), HostsError> {
        let Some(line) = &self.line else { return Ok(()) };
        let ended = line.end();
        *lock(&self.threads) = None;
        line.close();
        ended
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        if let Some(line) = &self.line {
            // Says nothing after an orderly end.
            line.fail("it has left before the end");
        }
        *lock(&self.threads) = None;
        if let Some(line) = &self.line {
            line.close();
        }
    }
}

impl Threads {
    fn alone(workers: usize) -> Result<Self, String> {
        let config = if workers == 1 { timely::Config::thread() } else { timely::Config::process(workers) };
        let (builders, others) = config.communication.try_build()?;
        Self::start(builders, others, None)
    }

    fn connected(workers: usize, process: usize, links: Vec<Option<Link>>) -> Result<Self, String> {
        let hooks = Hooks::default();
        let within = ProcessBuilder::new_typed_vector(workers, hooks.refill.clone(), None);
        let built = initialize_networking_from_sockets(within, links, process, workers, hooks);
        let (builders, links) = built.map_err(|error| format!("no thread for a connection: {error}"))?;
        Self::start(builders.into_iter().map(AllocatorBuilder::Tcp).collect(), Box::new(()), Some(links))
    }

    fn start(
        builders: Vec<AllocatorBuilder>,
        others: Box<dyn std::any::Any + Send>,
        links: Option<CommsGuard>,
    ) -> Result<Self, String> {
        let (jobs, waiting): (Vec<_>, Vec<_>) = builders.iter().map(|_| channel::<Job>()).unzip();
        let waiting: Vec<_> = waiting.into_iter().map(|jobs| Mutex::new(Some(jobs))).collect();
        let work = move |worker: &mut Worker| {
            let jobs = lock(&waiting[worker.index() % waiting.len()]).take();
            jobs.into_iter().flatten().for_each(|job| job(worker));
        };
        let guards = timely::execute::execute_from(builders, others, WorkerConfig::default(), work)?;
        Ok(Self { jobs, guards, links })
    }
}

impl Drop for Threads {
    /// Ends the workers first: the threads of the connections end when nobody has anything to send.
    fn drop(&mut self) {
        self.jobs.clear();
        while !self.guards.guards().iter().all(std::thread::JoinHandle::is_finished) {
            std::thread::sleep(std::time::Duration::from_micros(100));
        }
        if let Some(links) = self.links.take() {
            // It panics when one of its threads has, which has been said by then.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(links)));
        }
    }
}
