//! The elements of packed sets.

/// The ids in a packed set, or the free ones: the numbers of the bits that are set.
#[inline]
pub fn ids(mut set: u64) -> impl Iterator<Item = u64> {
    core::iter::from_fn(move || {
        let lowest = (set != 0).then(|| u64::from(set.trailing_zeros()))?;
        set &= set - 1;
        Some(lowest)
    })
}

/// What is on an `any` channel: the numbers of the bits that are set among the `count` bits from `base` on.
#[inline]
pub fn members<const W: usize>(state: &[u64; W], base: usize, count: usize) -> impl Iterator<Item = u64> {
    let end = base + count;
    (base / 64..end.div_ceil(64)).flat_map(move |word| {
        let start = word * 64;
        let below = base.saturating_sub(start);
        let above = (start + 64).saturating_sub(end);
        let bits = state[word] & (u64::MAX << below) & (u64::MAX >> above);
        ids(bits).map(move |bit| (start as u64 + bit) - base as u64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_may_straddle_words() {
        let state = [1 << 62 | 1 << 59, 0b101, 1];
        assert_eq!(members(&state, 60, 7).collect::<Vec<_>>(), [2, 4, 6]);
        assert_eq!(members(&state, 60, 6).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(members(&state, 128, 64).collect::<Vec<_>>(), [0]);
        assert_eq!(members(&state, 64, 0).count(), 0);
    }
}
