//! Functions of a state that are sums over its parts, as tables over windows of a few bits.

use std::collections::BTreeMap;

use honnin_codegen::layout::Slot;
use honnin_codegen::layout::words::mask;

/// How many bits a window over several slots has at most.
const WINDOW: u32 = 8;
/// How many bits a window over a single slot has at most.
pub(super) const WIDEST: u32 = 12;

/// A slot and a number for each of its values.
pub(super) struct Piece<'a> {
    pub(super) slot: Slot,
    pub(super) value: Box<dyn Fn(u64) -> u64 + 'a>,
}

/// The sum of some pieces of one word.
#[derive(Clone, Debug)]
pub(super) struct Lookup {
    word: usize,
    shift: u32,
    mask: u64,
    table: Box<[u64]>,
}

impl Lookup {
    #[inline]
    pub(super) fn of<const W: usize>(&self, state: &[u64; W]) -> u64 {
        let window = state[self.word] >> self.shift & self.mask;
        usize::try_from(window).ok().and_then(|window| self.table.get(window)).copied().unwrap_or(0)
    }

    fn new(pieces: &[Piece<'_>]) -> Option<Self> {
        let first = pieces.first()?.slot;
        let end = pieces.iter().map(|piece| piece.slot.shift + piece.slot.width).max()?;
        let (shift, width) = (first.shift, end - first.shift);
        let sum = |window: u64| {
            let values = pieces.iter().map(|piece| {
                let slot = piece.slot;
                (piece.value)(window >> (slot.shift - shift) & slot.mask())
            });
            values.fold(0, u64::wrapping_add)
        };
        let table: Box<[u64]> = (0..=mask(width)).map(sum).collect();
        let matters = table.iter().any(|value| *value != 0);
        matters.then_some(Self { word: first.word, shift, mask: mask(width), table })
    }
}

/// As few windows as cover the pieces, each of which has [`WIDEST`] bits at most. Windows that add nothing are left out.
pub(super) fn windows(pieces: Vec<Piece<'_>>) -> Vec<Lookup> {
    let mut words: BTreeMap<usize, Vec<Piece<'_>>> = BTreeMap::new();
    for piece in pieces.into_iter().filter(|piece| piece.slot.width > 0) {
        words.entry(piece.slot.word).or_default().push(piece);
    }
    let mut found = Vec::new();
    for mut pieces in words.into_values() {
        pieces.sort_by_key(|piece| piece.slot.shift);
        let mut rest = pieces.as_slice();
        while let Some(first) = rest.first() {
            let end = first.slot.shift + WINDOW;
            let more = rest[1..].iter().take_while(|piece| piece.slot.shift + piece.slot.width <= end).count();
            let (window, after) = rest.split_at(1 + more);
            found.extend(Lookup::new(window));
            rest = after;
        }
    }
    found
}
