//! Renaming two ids, and what one id sees.

use honnin_codegen::ir::SortId;
use honnin_codegen::layout::Slot;

/// Two ids of a sort that change places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) sort: SortId,
    pub(super) ids: (u64, u64),
}

impl Pair {
    /// The new name of an id.
    pub(super) fn id(self, sort: SortId, id: u64) -> u64 {
        match self.ids {
            _ if sort != self.sort => id,
            (a, b) if id == a => b,
            (a, b) if id == b => a,
            _ => id,
        }
    }

    /// The new names of a set of ids.
    pub(super) fn set(self, ids: u64) -> u64 {
        let (a, b) = self.ids;
        let differ = (ids >> a ^ ids >> b) & 1;
        ids ^ (differ << a | differ << b)
    }
}

/// How one id sees the state: itself, others of its sort all alike, and of the other sorts those that already have their
/// place, by name, and the rest all alike.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) sort: SortId,
    pub(super) me: u64,
    /// By sort: its ids are told apart by name.
    pub(super) settled: &'a [bool],
}

impl View<'_> {
    pub(super) fn id(self, sort: SortId, id: u64) -> u64 {
        match sort {
            own if own == self.sort => 1 + u64::from(id == self.me),
            SortId(other) if self.settled[other] => 3 + id,
            _ => 0,
        }
    }

    pub(super) fn set(self, sort: SortId, ids: u64) -> u64 {
        let size = u64::from(ids.count_ones());
        match sort {
            own if own == self.sort => 2 * size + (ids >> self.me & 1),
            SortId(other) if self.settled[other] => ids,
            _ => size,
        }
    }
}

/// Some bits of a state.
#[derive(Clone, Debug)]
pub(super) struct Bits<const W: usize> {
    masks: [u64; W],
    /// Whether every state is taken to have some of them.
    any: bool,
}

impl<const W: usize> Bits<W> {
    pub(super) fn of(slots: impl IntoIterator<Item = Slot>) -> Self {
        let mut masks = [0; W];
        for slot in slots.into_iter().filter(|slot| slot.width > 0) {
            masks[slot.word] |= slot.mask() << slot.shift;
        }
        Self { masks, any: false }
    }

    pub(super) fn any() -> Self {
        Self { masks: [0; W], any: true }
    }

    /// Whether a state has any of them.
    #[inline]
    pub(super) fn meet(&self, state: &[u64; W]) -> bool {
        self.any || self.masks.iter().zip(state).fold(0, |met, (mask, word)| met | mask & word) != 0
    }
}

/// Stirs a number into a digest. The finaliser of `SplitMix64` (Steele, Lea, Flood: *Fast splittable pseudorandom number
/// generators*, 2014).
pub(super) fn stir(digest: u64, number: u64) -> u64 {
    let mut x = (digest ^ number.wrapping_mul(0xD6E8_FEB8_6659_FD93)).wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ x >> 31
}
