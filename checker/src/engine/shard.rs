//! A part of the set of visited states: the states themselves in the order of their arrival, and an index into them.
//!
//! Whole states are compared, so no hash stands for one. An entry of the index is 4 bytes: the number of a state in its
//! shard plus one, in as many bits as that takes, and in the others bits of the hash, which spare most comparisons with
//! other states. The index is open addressing with linear probing (Knuth, The Art of Computer Programming 3, 6.4,
//! algorithm L) over any capacity, not only powers of two, so that it can grow by two fifths at a time: it is between a
//! half and five sevenths full.

/// States of one segment: the arena grows without moving what it has.
const SEGMENT: usize = 1 << SEGMENT_BITS;
const SEGMENT_BITS: u32 = 12;

/// Bits of an index entry that number a state, at most.
const NUMBER_BITS: u32 = 26;

/// How many states a shard can number.
pub(super) const MOST: u32 = (1 << NUMBER_BITS) - 2;

/// A batch is looked up in passes, so that the memory answers to all of it at once.
pub(super) const BATCH: usize = 64;

/// A state and its hash.
pub(super) type Hashed<const W: usize> = (u64, [u64; W]);

/// One part of the set.
pub(super) struct Shard<const W: usize> {
    segments: Vec<Vec<[u64; W]>>,
    count: u32,
    index: Vec<u32>,
    /// Bits of its entries that number a state.
    number_bits: u32,
    /// Where each closed level ends.
    ends: Vec<u32>,
}

impl<const W: usize> Default for Shard<W> {
    fn default() -> Self {
        let index = vec![0; 16];
        Self { segments: Vec::new(), count: 0, number_bits: number_bits(index.len()), index, ends: Vec::new() }
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
        for ((word, head), (hash, _)) in words.iter_mut().zip(&mut heads).zip(batch) {
            if *head != 0 && !self.is_like(*head, *hash) {
                *head = self.index[self.next_like(*hash)];
            }
            if let Some(number) = self.number(*head) {
                *word = self.state(number)[0];
            }
        }
        let before = self.count;
        for ((head, word), (hash, state)) in heads.iter().zip(&words).zip(batch) {
            // Most states are met again, and where the first entry like theirs is.
            let likely = self.number(*head).filter(|_| *word == state[0]);
            if likely.is_some_and(|number| W == 1 || self.state(number) == state) {
                continue;
            }
            self.insert_one(*hash, state);
        }
        self.count - before
    }

    fn insert_one(&mut self, hash: u64, state: &[u64; W]) {
        if let Err(place) = self.find(hash, state) {
            self.index[place] = self.entry(hash, self.count);
            self.push(*state);
        }
    }

    /// The number of a state, or the place in the index where it belongs.
    pub(super) fn find(&self, hash: u64, state: &[u64; W]) -> Result<u32, usize> {
        let mut place = position(hash, self.index.len());
        loop {
            let entry = self.index[place];
            let Some(number) = self.number(entry) else { return Err(place) };
            if self.is_like(entry, hash) && self.state(number) == state {
                return Ok(number);
            }
            place = self.after(place);
        }
    }

    /// The first place, after that where the probing starts, that is empty or holds an entry like those of a hash.
    fn next_like(&self, hash: u64) -> usize {
        let mut place = self.after(position(hash, self.index.len()));
        while self.index[place] != 0 && !self.is_like(self.index[place], hash) {
            place = self.after(place);
        }
        place
    }

    #[inline]
    fn after(&self, place: usize) -> usize {
        if place + 1 == self.index.len() { 0 } else { place + 1 }
    }

    /// The lowest bits of the hash, above the number.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the lowest bits")]
    fn entry(&self, hash: u64, number: u32) -> u32 {
        (hash as u32) << self.number_bits | (number + 1)
    }

    /// Whether the bits of a hash are those in an entry.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the lowest bits")]
    fn is_like(&self, entry: u32, hash: u64) -> bool {
        (entry ^ (hash as u32) << self.number_bits) >> self.number_bits == 0
    }

    /// The number in an entry.
    #[inline]
    fn number(&self, entry: u32) -> Option<u32> {
        (entry & ((1 << self.number_bits) - 1)).checked_sub(1)
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
        if wanted * 7 > self.index.len() * 5 {
            let grown = self.index.len() * 7 / 5;
            self.index_anew(grown.max(wanted * 7 / 5).max(16));
        }
    }

    fn index_anew(&mut self, capacity: usize) {
        // The old index goes first: one of this shard's is all that is ever held.
        self.index = Vec::new();
        self.index = vec![0; capacity];
        self.number_bits = number_bits(capacity);
        for number in 0..self.count {
            let hash = hash(self.state(number));
            let mut place = position(hash, capacity);
            while self.index[place] != 0 {
                place = self.after(place);
            }
            self.index[place] = self.entry(hash, number);
        }
    }
}

/// How many bits it takes to number all that are in an index of some capacity: never more than there are places.
fn number_bits(capacity: usize) -> u32 {
    (usize::BITS - capacity.leading_zeros()).min(NUMBER_BITS)
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
mod tests;
