//! What may stop a judgement: the user and the memory. Memory is counted where it is taken.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::control::Cause;
use crate::memory;

/// Shared by all parts of a judgement.
pub(super) struct Watch<'a> {
    stop: &'a AtomicBool,
    /// Bytes that the process may hold, and what it held at the start.
    most: Option<u64>,
    before: u64,
    held: AtomicU64,
    peak: AtomicU64,
}

/// Memory that is counted until this is dropped.
pub(super) struct Held<'w, 'a> {
    watch: &'w Watch<'a>,
    bytes: u64,
}

impl<'a> Watch<'a> {
    pub(super) fn new(stop: &'a AtomicBool, most: Option<u64>) -> Self {
        // Without a limit nothing depends on what the process holds.
        let before = most.and_then(|_| memory::resident()).unwrap_or(0);
        Self { stop, most, before, held: AtomicU64::new(0), peak: AtomicU64::new(0) }
    }

    /// Whether to go on.
    pub(super) fn check(&self) -> Result<(), Cause> {
        if self.stop.load(Ordering::Relaxed) { Err(Cause::Interrupt) } else { Ok(()) }
    }

    /// Asks for memory before it is taken.
    pub(super) fn hold(&self, bytes: u64) -> Result<Held<'_, 'a>, Cause> {
        self.check()?;
        let held = self.held.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let taken = Held { watch: self, bytes };
        if let Some(most) = self.most.filter(|most| self.before + held > *most) {
            return Err(Cause::Memory(most));
        }
        self.peak.fetch_max(held, Ordering::Relaxed);
        Ok(taken)
    }

    /// The most bytes that were held at once.
    pub(super) fn peak(&self) -> u64 {
        self.peak.load(Ordering::Relaxed)
    }
}

impl Drop for Held<'_, '_> {
    fn drop(&mut self) {
        self.watch.held.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
