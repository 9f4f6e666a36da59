//! The set of visited states that all workers of a process share: whole states, level by level.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::shard::{self, BATCH, Hashed, Shard, hash};
use crate::space::Space;

/// The highest bits of a hash choose the shard.
pub(super) const SHARD_BITS: u32 = 6;
const SHARDS: usize = 1 << SHARD_BITS;

/// The set.
pub(super) struct Store<const W: usize> {
    shards: Vec<Mutex<Shard<W>>>,
    count: AtomicU64,
    most: u64,
}

/// Bytes that a state costs at most, the index included; and what everything else is allowed.
#[must_use]
pub fn bytes_per_state(words: usize) -> u64 {
    8 * words as u64 + 8
}

/// What a run takes beside its states: buffers, stacks, the program.
const OVERHEAD: u64 = 64 << 20;

/// How many states fit into so many bytes.
pub(super) fn states_within(bytes: u64, words: usize) -> u64 {
    bytes.saturating_sub(OVERHEAD) / bytes_per_state(words)
}

/// States to be inserted, by shard.
pub(super) struct Batches<const W: usize> {
    waiting: Vec<Vec<Hashed<W>>>,
}

impl<const W: usize> Default for Batches<W> {
    fn default() -> Self {
        Self { waiting: (0..SHARDS).map(|_| Vec::with_capacity(BATCH)).collect() }
    }
}

impl<const W: usize> Store<W> {
    /// For at most so many states.
    pub(super) fn new(most: u64) -> Self {
        let addressable = u64::from(u32::MAX).min(u64::from(shard::MOST) * SHARDS as u64);
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { shards, count: AtomicU64::new(0), most: most.min(addressable) }
    }

    fn shard(&self, number: usize) -> MutexGuard<'_, Shard<W>> {
        self.shards[number].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a state in line; says whether the set is now fuller than it may be.
    #[inline]
    pub(super) fn insert(&self, batches: &mut Batches<W>, state: &[u64; W]) -> bool {
        let hash = hash(state);
        let shard = shard_of(hash);
        batches.waiting[shard].push((hash, *state));
        batches.waiting[shard].len() == BATCH && self.insert_batch(batches, shard)
    }

    /// Puts a state in at once.
    pub(super) fn seed(&self, state: &[u64; W]) {
        let hash = hash(state);
        let new = self.shard(shard_of(hash)).insert(&[(hash, *state)]);
        self.count.fetch_add(u64::from(new), Ordering::Relaxed);
    }

    /// Inserts all that waits; says whether the set is now fuller than it may be.
    pub(super) fn flush(&self, batches: &mut Batches<W>) -> bool {
        let mut full = false;
        for shard in 0..SHARDS {
            full |= self.insert_batch(batches, shard);
        }
        full
    }

    fn insert_batch(&self, batches: &mut Batches<W>, shard: usize) -> bool {
        let batch = &mut batches.waiting[shard];
        if batch.is_empty() {
            return false;
        }
        let (new, held) = {
            let mut shard = self.shard(shard);
            (shard.insert(batch), shard.len())
        };
        batch.clear();
        if new == 0 {
            return false;
        }
        let count = self.count.fetch_add(u64::from(new), Ordering::Relaxed) + u64::from(new);
        // A shard numbers less than it could be asked to, whatever the hash does.
        count > self.most || u64::from(held) > u64::from(shard::MOST) - 2 * BATCH as u64
    }

    /// How many states there are, those of an unfinished level included.
    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Ends the level that has been arriving; says how many states are in it.
    pub(super) fn close_level(&self) -> u64 {
        (0..SHARDS).map(|shard| u64::from(self.shard(shard).close())).sum()
    }

    /// Forgets all but the first levels.
    pub(super) fn keep_levels(&self, levels: u32) {
        for shard in 0..SHARDS {
            self.shard(shard).keep_levels(levels);
        }
        let count = (0..SHARDS).map(|shard| u64::from(self.shard(shard).len())).sum();
        self.count.store(count, Ordering::Relaxed);
    }

    /// A level in portions of at most `size` states: first the first one of each shard. What arrived together is then
    /// examined together, and what comes of it is still near where it is met again.
    pub(super) fn portions(&self, level: u32, size: u32) -> Vec<Portion> {
        let parts = (0..SHARDS).flat_map(|shard| portions(shard, self.shard(shard).level(level), size).enumerate());
        let mut parts: Vec<(usize, Portion)> = parts.collect();
        parts.sort_by_key(|(turn, _)| *turn);
        parts.into_iter().map(|(_, portion)| portion).collect()
    }

    /// Copies a portion, so that its shard is free again.
    pub(super) fn copy(&self, portion: &Portion, into: &mut Vec<[u64; W]>) {
        into.clear();
        let shard = self.shard(portion.shard);
        into.extend((portion.from..portion.to).map(|number| *shard.state(number)));
    }

    /// The set as it is, with numbers.
    pub(super) fn freeze(self) -> Frozen<W> {
        let shards: Vec<Shard<W>> =
            self.shards.into_iter().map(|shard| shard.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
        let mut starts = vec![0];
        for shard in &shards {
            starts.push(starts[starts.len() - 1] + shard.len());
        }
        let first = shards.iter().position(|shard| shard.len() > 0 && shard.level(0) == (0, 1));
        let initial = first.map_or(0, |shard| starts[shard]);
        Frozen { shards, starts, initial }
    }
}

/// Some states of one level.
#[derive(Clone, Debug)]
pub(super) struct Portion {
    shard: usize,
    from: u32,
    to: u32,
}

fn portions(shard: usize, (from, end): (u32, u32), size: u32) -> impl Iterator<Item = Portion> {
    (from..end).step_by(size as usize).map(move |from| Portion { shard, from, to: end.min(from.saturating_add(size)) })
}

impl Portion {
    pub(super) fn len(&self) -> u32 {
        self.to - self.from
    }
}

/// A set of states that grows no more.
pub struct Frozen<const W: usize> {
    shards: Vec<Shard<W>>,
    /// The number of each shard's first state.
    starts: Vec<u32>,
    /// Where the initial state lies: it changes numbers with what would be number 0.
    initial: u32,
}

impl<const W: usize> Frozen<W> {
    fn swap(&self, number: u32) -> u32 {
        match number {
            0 => self.initial,
            _ if number == self.initial => 0,
            _ => number,
        }
    }

    /// A level in portions of at most `size` states.
    pub(super) fn portions(&self, level: u32, size: u32) -> Vec<Portion> {
        self.shards.iter().enumerate().flat_map(|(shard, part)| portions(shard, part.level(level), size)).collect()
    }

    /// The states of a portion.
    pub(super) fn of(&self, portion: &Portion) -> impl Iterator<Item = &[u64; W]> {
        (portion.from..portion.to).map(|number| self.shards[portion.shard].state(number))
    }
}

impl<const W: usize> Space<W> for Frozen<W> {
    fn len(&self) -> u32 {
        self.starts[SHARDS]
    }

    fn state(&self, number: u32) -> [u64; W] {
        let number = self.swap(number);
        let shard = self.starts.partition_point(|start| *start <= number) - 1;
        *self.shards[shard].state(number - self.starts[shard])
    }

    fn number(&self, state: &[u64; W]) -> Option<u32> {
        let hash = hash(state);
        let shard = shard_of(hash);
        self.shards[shard].find(hash, state).ok().map(|number| self.swap(self.starts[shard] + number))
    }
}

#[inline]
fn shard_of(hash: u64) -> usize {
    (hash >> (64 - SHARD_BITS)) as usize
}
