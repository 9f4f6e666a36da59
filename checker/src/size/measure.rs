//! How many values each of several parts of a state takes, and how many states there are for each that is left without it.
//!
//! One pass for all parts. A state hashes to a sum over its words, so that without a part only the words that the part lies
//! in are hashed again. Classes and values are told apart by 64 bits: that two of n are taken for one happens with a
//! probability below n²/2⁶⁵, and changes a ratio by less than is printed.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::space::Space;

/// After how many states it is looked whether to stop.
const BREATH: u32 = 1 << 12;

/// By part: how many values, where they are not more than `most`; and the ratio. `None` when interrupted.
#[expect(clippy::cast_precision_loss, reason = "a ratio to two digits")]
pub(super) fn measure<const W: usize>(
    masks: &[[u64; W]],
    space: &dyn Space<W>,
    most: usize,
    workers: usize,
    interrupt: &AtomicBool,
) -> Option<Vec<(Option<u64>, f64)>> {
    let workers = u32::try_from(workers.max(1)).unwrap_or(1);
    let share = space.len().div_ceil(workers).max(1);
    let pass = Pass { masks, space, most, drawn: threshold(space.len() as usize, most), interrupt };
    let tallies = std::thread::scope(|scope| {
        let starts = (0..workers).map(|worker| space.len().min(share.saturating_mul(worker)));
        let ranges = starts.map(|start| start..space.len().min(start.saturating_add(share)));
        let running: Vec<_> = ranges.map(|range| scope.spawn(|| pass.tally(range))).collect();
        let ended: Vec<_> = running.into_iter().map(|worker| worker.join().ok().flatten()).collect();
        ended.into_iter().collect::<Option<Vec<_>>>()
    })?;
    let mut total: Vec<Tally> = masks.iter().map(|_| Tally::default()).collect();
    for tally in tallies {
        total.iter_mut().zip(tally).for_each(|(sum, more)| sum.add(more, most));
    }
    let ratio = |tally: &Tally| match tally.classes.len() {
        0 => 1.0,
        classes => tally.drawn as f64 / classes as f64,
    };
    Some(total.iter().map(|tally| (tally.values.as_ref().map(|values| values.len() as u64), ratio(tally))).collect())
}

struct Pass<'a, const W: usize> {
    masks: &'a [[u64; W]],
    space: &'a dyn Space<W>,
    most: usize,
    /// The hashes up to which a class is drawn.
    drawn: u64,
    interrupt: &'a AtomicBool,
}

impl<const W: usize> Pass<'_, W> {
    fn tally(&self, range: Range<u32>) -> Option<Vec<Tally>> {
        let mut tallies: Vec<Tally> = self.masks.iter().map(|_| Tally::default()).collect();
        for number in range {
            if number % BREATH == 0 && self.interrupt.load(Ordering::Relaxed) {
                return None;
            }
            let state = self.space.state(number);
            let hashes: [u64; W] = std::array::from_fn(|word| hash(word, state[word]));
            let whole = hashes.iter().fold(0_u64, |sum, hash| sum.wrapping_add(*hash));
            for (mask, tally) in self.masks.iter().zip(&mut tallies) {
                let (mut rest, mut value) = (whole, 0_u64);
                for word in (0..W).filter(|&word| mask[word] != 0) {
                    rest = rest.wrapping_sub(hashes[word]).wrapping_add(hash(word, state[word] & !mask[word]));
                    value = value.wrapping_add(hash(word, state[word] & mask[word]));
                }
                tally.see(value, rest, self.drawn, self.most);
            }
        }
        Some(tallies)
    }
}

/// What is known of a part.
struct Tally {
    /// Its values; `None` once they are too many.
    values: Option<Set>,
    /// How many states are in classes that were drawn, and those classes.
    drawn: u64,
    classes: Set,
}

impl Default for Tally {
    fn default() -> Self {
        Self { values: Some(Set::default()), drawn: 0, classes: Set::default() }
    }
}

impl Tally {
    #[inline]
    fn see(&mut self, value: u64, rest: u64, drawn: u64, most: usize) {
        if let Some(values) = &mut self.values
            && values.insert(value)
            && values.len() > most
        {
            self.values = None;
        }
        if rest <= drawn {
            self.drawn += 1;
            self.classes.insert(rest);
        }
    }

    fn add(&mut self, more: Self, most: usize) {
        self.values = match (self.values.take(), more.values) {
            (Some(mut values), Some(more)) => {
                values.extend(more);
                Some(values).filter(|values| values.len() <= most)
            }
            _ => None,
        };
        self.drawn += more.drawn;
        self.classes.extend(more.classes);
    }
}

/// The hashes up to which a class is drawn, so that about `most` states are.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
fn threshold(states: usize, most: usize) -> u64 {
    if states <= most { u64::MAX } else { (u64::MAX as f64 * (most as f64 / states as f64)) as u64 }
}

/// The finaliser of splitmix64 (S. Vigna, 2015), from another start for each word: the same in every run.
#[inline]
fn hash(word: usize, bits: u64) -> u64 {
    let mixed = bits.wrapping_add((word as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Hashes, which need not be hashed again.
type Set = HashSet<u64, BuildHasherDefault<Itself>>;

#[derive(Default)]
struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        // A class is drawn by its highest bits, which tables look at, too.
        self.0 = value.rotate_left(32);
    }
}
