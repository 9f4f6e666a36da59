//! The search for the representative: sort by signature, then try what is left.

use super::level::Level;

/// The least state found so far, and what is known of the way to it.
pub(super) struct Best<const W: usize> {
    pub(super) state: Option<[u64; W]>,
    /// How often it was found.
    found: u64,
    /// How many arrangements were open on the way to it, tried or not; those that change nothing count as one.
    ways: u64,
}

/// Which ids of a level are still to be told apart.
struct Ties<const N: usize> {
    /// Equal for ids that can change places without changing the state, where they have equal signatures.
    labels: [u8; N],
    /// By position: where the run of equal signatures that it is in ends.
    ends: [u8; N],
}

impl<const W: usize> Best<W> {
    /// Searches all permutations of the levels' ids.
    #[inline]
    pub(super) fn of(levels: &[Level<W>], state: &[u64; W]) -> Self {
        let mut best = Self { state: None, found: 0, ways: 1 };
        best.descend(levels, state, 1);
        best
    }

    /// The number of distinct images of the state. Every permutation that leads to the representative leads there on a
    /// path of the search, and as many lead to any other image: orbit and stabiliser.
    pub(super) fn orbit(&self) -> u64 {
        self.ways / self.found.max(1)
    }

    fn offer(&mut self, state: &[u64; W], ways: u64) {
        match &self.state {
            Some(best) if best < state => {}
            Some(best) if best == state => self.found += 1,
            _ => *self = Self { state: Some(*state), found: 1, ways },
        }
    }

    /// Arranges the ids of the first level in every way that its signatures leave open, and then those of the others.
    fn descend(&mut self, levels: &[Level<W>], state: &[u64; W], ways: u64) {
        match levels {
            [] => self.offer(state, ways),
            [level, ..] if level.ids() <= 2 => self.level::<2>(levels, state, ways),
            [level, ..] if level.ids() <= 4 => self.level::<4>(levels, state, ways),
            [level, ..] if level.ids() <= 8 => self.level::<8>(levels, state, ways),
            _ => self.level::<64>(levels, state, ways),
        }
    }

    fn level<const N: usize>(&mut self, levels: &[Level<W>], state: &[u64; W], ways: u64) {
        let Some((level, rest)) = levels.split_first() else { return };
        let mut signatures = [0; N];
        let signatures = &mut signatures[..level.ids()];
        let state = level.arrange(state, signatures);
        if signatures.windows(2).all(|pair| pair[0] != pair[1]) {
            return self.descend(rest, &state, ways.saturating_mul(level.order()));
        }
        let mut ties = Ties::<N>::of(level, &state, signatures);
        let ways = ways.saturating_mul(ties.arrangements(level.ids()));
        self.arrange(levels, &state, ways, &mut ties, 0);
    }

    /// Puts each different id of its run in a position, and goes on with the next.
    fn arrange<const N: usize>(
        &mut self,
        levels: &[Level<W>],
        state: &[u64; W],
        ways: u64,
        ties: &mut Ties<N>,
        mut position: usize,
    ) {
        let Some((level, rest)) = levels.split_first() else { return };
        while position < level.ids() && ties.is_settled(position) {
            position += 1;
        }
        if position == level.ids() {
            return self.descend(rest, state, ways);
        }
        for other in position..usize::from(ties.ends[position]) {
            if ties.labels[position..other].contains(&ties.labels[other]) {
                continue;
            }
            let arranged = if other == position { *state } else { level.swap(position, other).apply(state) };
            ties.labels.swap(position, other);
            self.arrange(levels, &arranged, ways, ties, position + 1);
            ties.labels.swap(position, other);
        }
    }
}

impl<const N: usize> Ties<N> {
    /// Compares each id of a run with one of each label so far. To be interchangeable in a state is an equivalence: the
    /// transpositions that fix it generate all permutations of a class.
    fn of<const W: usize>(level: &Level<W>, state: &[u64; W], signatures: &[u64]) -> Self {
        let mut ties = Self { labels: [0; N], ends: [0; N] };
        let ids = signatures.len();
        let mut start = 0;
        while start < ids {
            let end = start + signatures[start..].iter().take_while(|other| **other == signatures[start]).count();
            for id in start..end {
                let alike = |other: &usize| {
                    let first = !ties.labels[start..*other].contains(&ties.labels[*other]);
                    first && level.swap(*other, id).apply(state) == *state
                };
                let label = (start..id).find(alike).map_or(small(id), |other| ties.labels[other]);
                (ties.labels[id], ties.ends[id]) = (label, small(end));
            }
            start = end;
        }
        ties
    }

    /// Whether all that may come in a position is alike.
    fn is_settled(&self, position: usize) -> bool {
        let labels = &self.labels[position..usize::from(self.ends[position])];
        labels.iter().all(|label| *label == labels[0])
    }

    /// In how many ways the ids of the sort can be arranged, those with equal labels counted as one: a multinomial
    /// coefficient.
    fn arrangements(&self, ids: usize) -> u64 {
        let mut ways = 1u128;
        for (placed, label) in self.labels[..ids].iter().enumerate() {
            let alike: u128 = self.labels[..=placed].iter().map(|other| u128::from(other == label)).sum();
            // Each prefix has a coefficient of its own, so that nothing is left over by the division.
            ways = ways.saturating_mul(placed as u128 + 1) / alike;
        }
        u64::try_from(ways).unwrap_or(u64::MAX)
    }
}

/// A position: a sort has 64 ids at most.
fn small(position: usize) -> u8 {
    u8::try_from(position).unwrap_or(u8::MAX)
}
