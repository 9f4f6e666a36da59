//! What may stop an exploration early: a bound, the memory, the user. Nothing else does, and the first cause is kept.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
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
}

impl Default for Limits {
    /// One worker, no bound on states, nine tenths of the memory that there is.
    fn default() -> Self {
        Self { workers: 1, max_states: None, max_memory: memory::default_limit() }
    }
}

/// Why an exploration ended before every state was examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The bound on states.
    MaxStates(u64),
    /// The bound on bytes.
    Memory(u64),
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
    admitted: AtomicU64,
    cause: AtomicU8,
}

const RUNNING: u8 = 0;
const MAX_STATES: u8 = 1;
const MEMORY: u8 = 2;
const INTERRUPT: u8 = 3;
const INTERNAL: u8 = 4;

impl Control {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, admitted: AtomicU64::new(0), cause: AtomicU8::new(RUNNING) }
    }

    /// Whether one more state may be examined. Exactly `max_states` of them may, so a space of that size is complete.
    pub(crate) fn admit(&self) -> bool {
        let before = self.admitted.fetch_add(1, Ordering::Relaxed);
        if self.limits.max_states.is_some_and(|most| before >= most) {
            self.stop(MAX_STATES);
            return false;
        }
        true
    }

    pub(crate) fn stopped(&self) -> bool {
        self.cause.load(Ordering::Relaxed) != RUNNING
    }

    pub(crate) fn cause(&self) -> Option<Cause> {
        match self.cause.load(Ordering::SeqCst) {
            RUNNING => None,
            MAX_STATES => Some(Cause::MaxStates(self.limits.max_states.unwrap_or_default())),
            MEMORY => Some(Cause::Memory(self.limits.max_memory.unwrap_or_default())),
            INTERRUPT => Some(Cause::Interrupt),
            _ => Some(Cause::Internal),
        }
    }

    fn stop(&self, cause: u8) {
        let _ = self.cause.compare_exchange(RUNNING, cause, Ordering::SeqCst, Ordering::SeqCst);
    }

    /// Waits for the workers, watching memory, the interrupt flag and the clock of the progress display.
    ///
    /// Stateright's own `join` panics when a worker did; here that is one more cause.
    pub(crate) fn watch(&self, workers: Vec<JoinHandle<()>>, interrupt: &AtomicBool, progress: &dyn Progress) {
        let mut pause = Duration::from_micros(200);
        let mut reported = Instant::now();
        while !workers.iter().all(JoinHandle::is_finished) {
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
            if interrupt.load(Ordering::Relaxed) {
                self.stop(INTERRUPT);
            }
            if self.limits.max_memory.is_some_and(|most| memory::resident().is_some_and(|held| held > most)) {
                self.stop(MEMORY);
            }
            if reported.elapsed() >= Duration::from_millis(50) {
                reported = Instant::now();
                progress.examined(self.admitted.load(Ordering::Relaxed));
            }
        }
        for worker in workers {
            if worker.join().is_err() {
                self.stop(INTERNAL);
            }
        }
    }
}
