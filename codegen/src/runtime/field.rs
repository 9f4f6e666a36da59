//! A bit field of a packed state, and masks over whole states.

/// Some bits of one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    word: usize,
    shift: u32,
    mask: u64,
}

impl Field {
    /// The field of `width` bits (at most 64) from bit `shift` of word `word`.
    #[must_use]
    pub const fn new(word: usize, shift: u32, width: u32) -> Self {
        match width {
            0 => Self { word: 0, shift: 0, mask: 0 },
            _ => Self { word, shift, mask: u64::MAX >> (64 - width) },
        }
    }

    /// What it holds.
    #[inline]
    #[must_use]
    pub const fn get<const W: usize>(&self, state: &[u64; W]) -> u64 {
        state[self.word] >> self.shift & self.mask
    }

    /// Writes it. Bits of `value` beyond the width are cut off.
    #[inline]
    pub const fn set<const W: usize>(&self, state: &mut [u64; W], value: u64) {
        state[self.word] = state[self.word] & !(self.mask << self.shift) | (value & self.mask) << self.shift;
    }
}

/// Whether any of the bits of `mask` is set.
#[inline]
#[must_use]
pub fn overlaps<const W: usize>(state: &[u64; W], mask: &[u64; W]) -> bool {
    state.iter().zip(mask).any(|(word, mask)| word & mask != 0)
}

/// Sets all bits of `mask` to zero: the default of whatever lies there.
#[inline]
pub fn clear<const W: usize>(state: &mut [u64; W], mask: &[u64; W]) {
    for (word, mask) in state.iter_mut().zip(mask) {
        *word &= !mask;
    }
}
