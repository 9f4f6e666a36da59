//! A part of the set of visited states: the states themselves in the order of their arrival, and an index into them.
//!
//! Whole states are compared, so no hash stands for one. An entry of the index is 4 bytes: the number of a state in its
//! shard plus one, and six bits of the hash that spare most comparisons with other states. The index is open addressing
//! with linear probing (Knuth, The Art of Computer Programming 3, 6.4, algorithm L) over any capacity, not only powers of
//! two, so that it can grow by two fifths at a time: it is between four and six sevenths full.

/// States of one segment: the arena grows without moving what it has.
const SEGMENT: usize = 1 << SEGMENT_BITS;
const SEGMENT_BITS: u32 = 10;

/// Bits of an index entry that number a state.
const NUMBER_BITS: u32 = 26;
const NUMBER: u32 = (1 << NUMBER_BITS) - 1;

/// How many states a shard can number.
pub(super) const MOST: u32 = NUMBER - 1;

/// A batch is looked up in passes, so that the memory answers to all of it at once.
pub(super) const BATCH: usize = 64;

/// A state and its hash.
pub(super) type Hashed<const W: usize> = (u64, [u64; W]);

/// One part of the set.
pub(super) struct Shard<const W: usize> {
    segments: Vec<Vec<[u64; W]>>,
    count: u32,
    index: Vec<u32>,
    /// Where each closed level ends.
    ends: Vec<u32>,
}

impl<const W: usize> Default for Shard<W> {
    fn default() -> Self {
        Self { segments: Vec::new(), count: 0, index: vec![0; 16], ends: Vec::new() }
    }
}

impl<const W: usize> Shard<W> {
    pub(super) fn len(&self) -> u32 {
        self.count
    }

    #[inline]
    pub(super) fn state(&self, number: u32) -> &[u64; W] {
        let number = number as usize;
        &self.segments[number >> SEGMENT_BITS][number & (SEGMENT - 1)]
    }

    /// The states of one level: from, to.
    pub(super) fn level(&self, level: u32) -> (u32, u32) {
        let level = level as usize;
        let start = if level == 0 { 0 } else { self.ends[level - 1] };
        (start, self.ends[level])
    }

    /// Whatever has arrived since the last level was closed is the next one; says how many that are.
    pub(super) fn close(&mut self) -> u32 {
        let start = self.ends.last().copied().unwrap_or(0);
        self.ends.push(self.count);
        self.count - start
    }

    /// Forgets what has arrived since the last level was closed, and all levels from `level` on. Slow: the index is made
    /// again.
    pub(super) fn keep_levels(&mut self, levels: u32) {
        self.ends.truncate(levels as usize);
        self.count = self.ends.last().copied().unwrap_or(0);
        let (whole, rest) = ((self.count as usize) >> SEGMENT_BITS, (self.count as usize) & (SEGMENT - 1));
        self.segments.truncate(whole + usize::from(rest > 0));
        if let Some(last) = self.segments.get_mut(whole) {
            last.truncate(rest);
        }
        self.index_anew(self.index.len());
    }

    /// Adds those of a batch (at most [`BATCH`]) that are not there yet; says how many those were.
    pub(super) fn insert(&mut self, batch: &[Hashed<W>]) -> u32 {
        debug_assert!(batch.len() <= BATCH);
        self.make_room(batch.len());
        // The first pass touches the index, the second the states that the index points at.
        let mut heads = [0_u32; BATCH];
        for (head, (hash, _)) in heads.iter_mut().zip(batch) {
            *head = self.index[position(*hash, self.index.len())];
        }
        let mut words = [0_u64; BATCH];
        for ((word, head), (hash, _)) in words.iter_mut().zip(&heads).zip(batch) {
            if *head != 0 && head >> NUMBER_BITS == tag(*hash) {
                *word = self.state((head & NUMBER) - 1)[0];
            }
        }
        let before = self.count;
        for ((head, word), (hash, state)) in heads.iter().zip(&words).zip(batch) {
            // Most states are met again, and at their first place.
            let likely = *head != 0 && head >> NUMBER_BITS == tag(*hash) && *word == state[0];
            if likely && (W == 1 || self.state((head & NUMBER) - 1) == state) {
                continue;
            }
            self.insert_one(*hash, state);
        }
        self.count - before
    }

    fn insert_one(&mut self, hash: u64, state: &[u64; W]) {
        if let Err(place) = self.find(hash, state) {
            self.index[place] = tag(hash) << NUMBER_BITS | (self.count + 1);
            self.push(*state);
        }
    }

    /// The number of a state, or the place in the index where it belongs.
    pub(super) fn find(&self, hash: u64, state: &[u64; W]) -> Result<u32, usize> {
        let mut place = position(hash, self.index.len());
        loop {
            let entry = self.index[place];
            if entry == 0 {
                return Err(place);
            }
            let number = (entry & NUMBER).wrapping_sub(1);
            if entry >> NUMBER_BITS == tag(hash) && self.state(number) == state {
                return Ok(number);
            }
            place += 1;
            if place == self.index.len() {
                place = 0;
            }
        }
    }

    fn push(&mut self, state: [u64; W]) {
        match self.segments.last_mut() {
            Some(last) if last.len() < SEGMENT => last.push(state),
            _ => {
                // Short ones grow, so that a small space takes little.
                let mut segment = Vec::with_capacity(if self.segments.is_empty() { 16 } else { SEGMENT });
                segment.push(state);
                self.segments.push(segment);
            }
        }
        self.count += 1;
    }

    fn make_room(&mut self, more: usize) {
        let wanted = self.count as usize + more;
        if wanted * 7 > self.index.len() * 6 {
            let grown = self.index.len() * 7 / 5;
            self.index_anew(grown.max(wanted * 7 / 5).max(16));
        }
    }

    fn index_anew(&mut self, capacity: usize) {
        // The old index goes first: one of this shard's is all that is ever held.
        self.index = Vec::new();
        self.index = vec![0; capacity];
        let mut number = 0;
        for state in self.segments.iter().flatten() {
            number += 1;
            let hash = hash(state);
            let mut place = position(hash, capacity);
            while self.index[place] != 0 {
                place += 1;
                if place == capacity {
                    place = 0;
                }
            }
            self.index[place] = tag(hash) << NUMBER_BITS | number;
        }
    }
}

/// The six lowest bits.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "six bits")]
fn tag(hash: u64) -> u32 {
    hash as u32 & 63
}

/// Where the probing starts: the hash, without the bits that chose the shard, scaled to the capacity (Lemire, Fast random
/// integer generation in an interval, 2019).
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "less than the capacity")]
fn position(hash: u64, capacity: usize) -> usize {
    ((u128::from(hash << super::store::SHARD_BITS) * capacity as u128) >> 64) as usize
}

/// Folded multiplication of each word, as in wyhash. Whoever knows it can make it slow, and never wrong.
#[inline]
pub(super) fn hash<const W: usize>(state: &[u64; W]) -> u64 {
    let mut hash = 0x2545_f491_4f6c_dd1d;
    for word in state {
        hash = fold(word ^ 0x9e37_79b9_7f4a_7c15, hash ^ 0xe703_7ed1_a0b4_28db);
    }
    fold(hash ^ 0x8ebc_6af0_9c88_c6e3, 0xa076_1d64_78bd_642f)
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
fn fold(left: u64, right: u64) -> u64 {
    let product = u128::from(left) * u128::from(right);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// Numbers that look random and often come again.
    fn words(seed: u64) -> impl Iterator<Item = u64> {
        (0..).scan(seed, |state, _| {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Some(*state >> 33)
        })
    }

    fn agrees_with_a_map<const W: usize>(span: u64) {
        let (mut shard, mut twin) = (Shard::<W>::default(), HashMap::new());
        let mut words = words(span);
        for round in 0..600 {
            let batch: Vec<Hashed<W>> = (0..=(round % BATCH))
                .map(|_| {
                    let state = std::array::from_fn(|_| words.next().unwrap_or(0) % span);
                    (hash(&state), state)
                })
                .collect();
            let before = twin.len();
            for (_, state) in &batch {
                let number = u32::try_from(twin.len()).unwrap();
                twin.entry(*state).or_insert(number);
            }
            assert_eq!(shard.insert(&batch) as usize, twin.len() - before);
        }
        assert_eq!(shard.len() as usize, twin.len());
        for (state, number) in &twin {
            assert_eq!((shard.find(hash(state), state), shard.state(*number)), (Ok(*number), state));
        }
        let absent = [u64::MAX; W];
        assert!(shard.find(hash(&absent), &absent).is_err());
    }

    #[test]
    fn it_holds_what_was_put_in_once_and_nothing_else() {
        for span in [1, 7, 300, 1 << 20] {
            agrees_with_a_map::<1>(span);
            agrees_with_a_map::<3>(span);
        }
    }

    #[test]
    fn levels_that_are_not_kept_are_gone() {
        let mut shard = Shard::<1>::default();
        let insert = |shard: &mut Shard<1>, states: std::ops::Range<u64>| {
            for state in states {
                shard.insert(&[(hash(&[state]), [state])]);
            }
        };
        insert(&mut shard, 0..1500);
        shard.close();
        insert(&mut shard, 1500..4000);
        shard.close();
        insert(&mut shard, 4000..4100);
        shard.keep_levels(1);
        assert_eq!((shard.len(), shard.level(0)), (1500, (0, 1500)));
        assert!(shard.find(hash(&[1500]), &[1500]).is_err());
        insert(&mut shard, 1400..1600);
        assert_eq!((shard.close(), shard.level(1)), (100, (1500, 1600)));
        assert_eq!(shard.find(hash(&[1599]), &[1599]), Ok(1599));
    }

    #[test]
    fn a_state_costs_no_more_than_is_said() {
        let mut shard = Shard::<1>::default();
        for state in words(3).take(100_000) {
            shard.insert(&[(hash(&[state]), [state])]);
            let bytes =
                shard.segments.iter().map(|segment| segment.capacity() * 8).sum::<usize>() + shard.index.len() * 4;
            // A segment and the smallest index are there for the first state already.
            let most = super::super::bytes_per_state(1) * u64::from(shard.len()) + (SEGMENT * 8) as u64;
            assert!(bytes as u64 <= most, "{} states take {bytes} bytes", shard.len());
        }
    }
}
