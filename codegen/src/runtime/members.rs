//! The elements of packed sets, and the ids that a state names.

use super::clear;
use super::run::event;
use crate::system::Sink;

/// The ids in a packed set: the numbers of the bits that are set.
#[inline]
pub fn ids(mut set: u64) -> impl Iterator<Item = u64> {
    core::iter::from_fn(move || {
        let lowest = (set != 0).then(|| u64::from(set.trailing_zeros()))?;
        set &= set - 1;
        Some(lowest)
    })
}

/// The ids whose mask overlaps the state: those with a map entry that is not at its default, or with a message.
#[inline]
#[must_use]
pub fn overlapping<const W: usize, const N: usize>(state: &[u64; W], masks: &[[u64; W]; N]) -> u64 {
    let overlaps = |mask: &[u64; W]| state.iter().zip(mask).any(|(word, mask)| word & mask != 0);
    (0..).zip(masks).fold(0, |ids, (id, mask): (u32, _)| ids | u64::from(overlaps(mask)) << id)
}

/// Drains each id that nothing but messages on `any` channels names, with those messages, in a transition of its own.
#[inline]
pub fn drain<const W: usize, const N: usize, K: Sink<W>>(
    state: &[u64; W],
    sink: &mut K,
    kind: u16,
    forgotten: u64,
    named: &[[u64; W]; N],
) {
    for id in ids(forgotten) {
        let mut next = *state;
        clear(&mut next, &named[usize::try_from(id).unwrap_or_default()]);
        sink.step(event(kind, id), &[], &next);
    }
}
