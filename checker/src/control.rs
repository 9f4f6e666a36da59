//! What may stop an exploration early: a bound, the memory, the user. Nothing else does, and the first cause is kept.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::memory;

/// What the caller allows.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Threads; at least 1.
    pub workers: usize,
    /// Distinct states that may be examined.
    pub max_states: Option<u64>,
    /// Bytes that the process may hold.
    pub max_memory: Option<u64>,
    /// Steps from the initial state to the farthest states that are examined.
    pub max_depth: Option<u32>,
    /// How long it may take.
    pub max_time: Option<Duration>,
}

impl Default for Limits {
    /// One worker, nine tenths of the memory that there is, and no other bound.
    fn default() -> Self {
        Self { workers: 1, max_states: None, max_memory: memory::default_limit(), max_depth: None, max_time: None }
    }
}

/// Why an exploration ended before every state was examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The bound on states.
    MaxStates(u64),
    /// The bound on bytes.
    Memory(u64),
    /// The bound on steps.
    Depth(u32),
    /// The bound on time.
    Time(Duration),
    /// A violation, where the first one was to end the run.
    Violation,
    /// The user.
    Interrupt,
    /// A worker panicked, or states went missing: a defect of this program.
    Internal,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MaxStates(number) => write!(f, "stopped at the bound of {} states", crate::words::number(*number)),
            Self::Memory(bytes) => write!(f, "stopped at the memory limit of {}", crate::words::bytes(*bytes)),
            Self::Depth(steps) => {
                write!(f, "stopped at the bound of {} steps", crate::words::number(u64::from(*steps)))
            }
            Self::Time(time) => write!(f, "stopped at the time limit of {} s", time.as_secs_f64()),
            Self::Violation => f.write_str("stopped at the first violation"),
            Self::Interrupt => f.write_str("interrupted"),
            Self::Internal => f.write_str("a defect of the checker itself: not every state was examined"),
        }
    }
}

/// Hears how far an exploration is.
pub trait Progress: Sync {
    /// What begins now: `exploring`, `tracing wrong_page`.
    fn phase(&self, what: &str);

    /// So many states have been examined in this phase. Called some twenty times a second.
    fn examined(&self, states: u64);
}

impl Progress for () {
    fn phase(&self, _: &str) {}

    fn examined(&self, _: u64) {}
}

/// Shared by the workers of one exploration and whoever watches them.
#[derive(Debug)]
pub(crate) struct Control {
    limits: Limits,
    examined: AtomicU64,
    stopped: AtomicBool,
    cause: OnceLock<Cause>,
}

impl Control {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, examined: AtomicU64::new(0), stopped: AtomicBool::new(false), cause: OnceLock::new() }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether one more state may be examined. Exactly `max_states` of them may, so a space of that size is complete.
    pub(crate) fn admit(&self) -> bool {
        let before = self.examined.fetch_add(1, Ordering::Relaxed);
        if let Some(most) = self.limits.max_states.filter(|most| before >= *most) {
            self.stop(Cause::MaxStates(most));
            return false;
        }
        true
    }

    /// So many more states have been examined.
    pub(crate) fn examined(&self, states: u64) {
        self.examined.fetch_add(states, Ordering::Relaxed);
    }

    pub(crate) fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Why it was stopped.
    pub(crate) fn cause(&self) -> Option<Cause> {
        self.cause.get().copied()
    }

    /// The first cause is kept.
    pub(crate) fn stop(&self, cause: Cause) {
        let _ = self.cause.set(cause);
        self.stopped.store(true, Ordering::SeqCst);
    }

    /// Waits for the workers, watching memory, the interrupt flag, the time and the clock of the progress display.
    ///
    /// Stateright's own `join` panics when a worker did; here that is one more cause.
    pub(crate) fn watch<T>(&self, workers: Vec<JoinHandle<T>>, interrupt: &AtomicBool, progress: &dyn Progress) {
        self.watch_until(|| workers.iter().all(JoinHandle::is_finished), interrupt, progress);
        for worker in workers {
            if worker.join().is_err() {
                self.stop(Cause::Internal);
            }
        }
    }

    /// Watches until `finished`.
    pub(crate) fn watch_until(&self, finished: impl Fn() -> bool, interrupt: &AtomicBool, progress: &dyn Progress) {
        let began = Instant::now();
        let mut pause = Duration::from_micros(50);
        let mut reported = began;
        while !finished() {
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
            if interrupt.load(Ordering::Relaxed) {
                self.stop(Cause::Interrupt);
            }
            if let Some(most) = self.limits.max_time.filter(|most| began.elapsed() >= *most) {
                self.stop(Cause::Time(most));
            }
            if let Some(most) = self.limits.max_memory
                && memory::resident().is_some_and(|held| held > most)
            {
                self.stop(Cause::Memory(most));
            }
            if reported.elapsed() >= Duration::from_millis(50) {
                reported = Instant::now();
                progress.examined(self.examined.load(Ordering::Relaxed));
            }
        }
    }
}
