//! Timers and turns: what runs against the clock, and whose turn it is.

extern crate alloc;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::cell::RefCell;
use core::time::Duration;

/// One run of a timer: which incarnation of the Machine started it, and its number there. A timer that fires with another
/// arming than the current one was cancelled or started again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
pub struct Arming {
    /// The incarnation: whatever the host gives at recovery, larger each time (an epoch, a fencing token).
    pub incarnation: u64,
    /// Counted from 0 in each incarnation.
    pub number: u64,
}

/// What a step asks of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
pub enum TimerChange<K> {
    /// Fire this once, after this long.
    Start {
        /// Which timer.
        timer: K,
        /// Hand this back when it fires.
        arming: Arming,
        /// How long it runs; `None` where the protocol does not say.
        after: Option<Duration>,
    },
    /// Do not fire this any more.
    Cancel {
        /// Which timer.
        timer: K,
        /// The run that ends.
        arming: Arming,
    },
}

impl<K> TimerChange<K> {
    /// Which timer.
    #[must_use]
    pub fn timer(&self) -> &K {
        match self {
            Self::Start { timer, .. } | Self::Cancel { timer, .. } => timer,
        }
    }
}

/// The timers that run.
#[derive(Clone, Debug)]
pub struct Timers<K> {
    running: BTreeMap<K, Arming>,
    incarnation: u64,
    next: u64,
}

impl<K: Ord + Copy> Timers<K> {
    /// None runs.
    #[must_use]
    pub fn new(incarnation: u64) -> Self {
        Self { running: BTreeMap::new(), incarnation, next: 0 }
    }

    /// The run of a timer, while it runs. O(log n).
    #[must_use]
    pub fn running(&self, timer: &K) -> Option<Arming> {
        self.running.get(timer).copied()
    }

    /// Every timer that runs, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (K, Arming)> {
        self.running.iter().map(|(timer, arming)| (*timer, *arming))
    }

    /// The arming of the timer that is started after `others` more changes.
    #[must_use]
    pub fn arming(&self, others: usize) -> Arming {
        Arming { incarnation: self.incarnation, number: self.next + others as u64 }
    }

    /// Notes that a timer runs or does not run from now on, when that is a change.
    pub fn note(&self, timer: K, runs: bool, after: Option<Duration>, changes: &mut Vec<TimerChange<K>>) {
        match (self.running(&timer), runs) {
            (None, true) => changes.push(TimerChange::Start { timer, arming: self.arming(changes.len()), after }),
            (Some(arming), false) => changes.push(TimerChange::Cancel { timer, arming }),
            _ => {}
        }
    }

    /// A timer that has fired and may fire again starts anew, unless the step says something else of it.
    pub fn restart(&self, timer: K, after: Option<Duration>, changes: &mut Vec<TimerChange<K>>) {
        if changes.iter().all(|change| *change.timer() != timer) {
            changes.push(TimerChange::Start { timer, arming: self.arming(changes.len()), after });
        }
    }

    /// Notes what a step asks of the clock.
    pub fn apply(&mut self, changes: &[TimerChange<K>]) {
        for change in changes {
            match *change {
                TimerChange::Start { timer, arming, .. } => {
                    self.running.insert(timer, arming);
                    self.next = self.next.max(arming.number + 1);
                }
                TimerChange::Cancel { timer, .. } => {
                    self.running.remove(&timer);
                }
            }
        }
    }
}

/// Whose turn it is among the steps that a role takes by itself: the least recently taken first.
///
/// A key is ranked from when it is first enabled until it is taken, and then anew; it keeps its rank while it is disabled.
/// So one that is enabled again and again is taken at last (strong fairness), and no newcomer overtakes for ever.
#[derive(Clone, Debug)]
pub struct Turns<K> {
    ranks: BTreeMap<K, u64>,
    enabled: BTreeSet<(u64, K)>,
    next: u64,
}

/// What a step says of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
pub enum Ready {
    /// It may be taken from now on.
    Enabled,
    /// It may not be taken for now.
    Disabled,
    /// Its id is forgotten.
    Forgotten,
}

impl<K> Default for Turns<K> {
    fn default() -> Self {
        Self { ranks: BTreeMap::new(), enabled: BTreeSet::new(), next: 0 }
    }
}

impl<K: Ord + Copy> Turns<K> {
    /// Every enabled key, the least recently taken first.
    pub fn in_turn(&self) -> impl Iterator<Item = K> {
        self.enabled.iter().map(|(_, key)| *key)
    }

    /// A key may be taken from now on. O(log n), as is everything here.
    pub fn enable(&mut self, key: K) {
        let next = &mut self.next;
        let rank = *self.ranks.entry(key).or_insert_with(|| {
            *next += 1;
            *next
        });
        self.enabled.insert((rank, key));
    }

    /// A key may not be taken for now.
    pub fn disable(&mut self, key: K) {
        if let Some(rank) = self.ranks.get(&key) {
            self.enabled.remove(&(*rank, key));
        }
    }

    /// A key's id is forgotten: should it come back, it is another one.
    pub fn forget(&mut self, key: K) {
        self.disable(key);
        self.ranks.remove(&key);
    }

    /// A key was taken: all others come before it now.
    pub fn take(&mut self, key: K) {
        self.next += 1;
        if let Some(rank) = self.ranks.insert(key, self.next)
            && self.enabled.contains(&(rank, key))
        {
            self.enabled.insert((self.next, key));
            self.enabled.remove(&(rank, key));
        }
    }

    /// Notes what a step says of the turns.
    pub fn apply(&mut self, ready: &[(K, Ready)]) {
        for (key, ready) in ready {
            match ready {
                Ready::Enabled => self.enable(*key),
                Ready::Disabled => self.disable(*key),
                Ready::Forgotten => self.forget(*key),
            }
        }
    }

    /// Notes that a key may or may not be taken from now on, when that is a change. One that is not `kept` is forgotten.
    pub fn note(&self, key: K, enabled: bool, kept: bool, changes: &mut Vec<(K, Ready)>) {
        if enabled {
            if !self.is_enabled(key) {
                changes.push((key, Ready::Enabled));
            }
        } else if self.ranks.contains_key(&key) {
            changes.push((key, if kept { Ready::Disabled } else { Ready::Forgotten }));
        }
    }

    /// Whether a key is enabled.
    #[must_use]
    pub fn is_enabled(&self, key: K) -> bool {
        self.ranks.get(&key).is_some_and(|rank| self.enabled.contains(&(*rank, key)))
    }
}

/// The keys of the rows that a step looks at, each once where they are few.
#[derive(Debug)]
pub struct Reads<'a, K> {
    keys: RefCell<&'a mut Vec<K>>,
}

impl<'a, K: PartialEq> Reads<'a, K> {
    /// Notes them here, where nothing is noted yet.
    pub fn into(keys: &'a mut Vec<K>) -> Self {
        keys.clear();
        Self { keys: RefCell::new(keys) }
    }

    /// Notes a key.
    pub fn note(&self, key: K) {
        let mut keys = self.keys.borrow_mut();
        if keys.len() > 16 || !keys.contains(&key) {
            keys.push(key);
        }
    }
}
