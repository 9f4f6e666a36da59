//! The states that were met, in the order in which they were: a list, and open addressing over it.

/// Distinct states.
pub(super) struct Met<const W: usize> {
    states: Vec<[u64; W]>,
    /// A state's number plus one; 0 is a free slot. Always at least half of them are free.
    slots: Vec<u32>,
}

impl<const W: usize> Met<W> {
    pub(super) fn new() -> Self {
        Self { states: Vec::new(), slots: vec![0; 1024] }
    }

    pub(super) fn states(&self) -> &[[u64; W]] {
        &self.states
    }

    /// Adds a state, if it is a new one.
    pub(super) fn insert(&mut self, state: &[u64; W]) -> bool {
        if 2 * self.states.len() >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(state);
        if self.slots[slot] != 0 {
            return false;
        }
        self.states.push(*state);
        self.slots[slot] = u32::try_from(self.states.len()).unwrap_or(u32::MAX);
        true
    }

    fn grow(&mut self) {
        self.slots = vec![0; self.slots.len() * 2];
        for number in 0..self.states.len() {
            let slot = self.slot(&self.states[number]);
            self.slots[slot] = u32::try_from(number + 1).unwrap_or(u32::MAX);
        }
    }

    /// Where a state is, or the free slot where it would be.
    #[expect(clippy::cast_possible_truncation, reason = "the high bits of a product are the mixed ones")]
    fn slot(&self, state: &[u64; W]) -> usize {
        let mix = |hash: u64, word: &u64| (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31);
        let mut slot = state.iter().fold(0, mix) as usize & (self.slots.len() - 1);
        while self.slots[slot] != 0 && self.states[self.slots[slot] as usize - 1] != *state {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }
}
