//! A bounded queue in a packed state: a length, then slots, the free ones zero.

use super::Field;
use super::run::{Outcome, Stop};
use crate::system::Defect;

/// Where a queue lies.
#[derive(Clone, Copy, Debug)]
pub struct Queue<const N: usize> {
    /// How many slots are taken.
    pub length: Field,
    /// The slots, the head first.
    pub slots: [Field; N],
}

impl<const N: usize> Queue<N> {
    /// How long it is.
    #[inline]
    #[must_use]
    pub fn len<const W: usize>(&self, state: &[u64; W]) -> u64 {
        self.length.get(state)
    }

    /// Whether nothing is in it.
    #[inline]
    #[must_use]
    pub fn is_empty<const W: usize>(&self, state: &[u64; W]) -> bool {
        self.len(state) == 0
    }

    /// What is in it, from the head on.
    #[inline]
    pub fn iter<const W: usize>(&self, state: &[u64; W]) -> impl Iterator<Item = u64> {
        let length = usize::try_from(self.len(state)).unwrap_or(N);
        self.slots.iter().take(length).map(|slot| slot.get(state))
    }

    /// The head, as a packed `Option`.
    #[inline]
    #[must_use]
    pub fn front<const W: usize>(&self, state: &[u64; W]) -> u64 {
        self.iter(state).next().map_or(0, |head| 1 | head << 1)
    }

    /// Whether a value is in it.
    #[inline]
    #[must_use]
    pub fn contains<const W: usize>(&self, state: &[u64; W], value: u64) -> bool {
        self.iter(state).any(|item| item == value)
    }

    /// Appends.
    ///
    /// # Errors
    /// `full` when there is no room.
    #[inline]
    pub fn push_back<const W: usize>(&self, state: &mut [u64; W], value: u64, full: Defect) -> Outcome {
        let length = self.len(state);
        let slot = usize::try_from(length).ok().and_then(|index| self.slots.get(index)).ok_or(Stop::Defect(full))?;
        slot.set(state, value);
        self.length.set(state, length + 1);
        Ok(())
    }

    /// Takes the head away; nothing when it is empty.
    #[inline]
    pub fn pop_front<const W: usize>(&self, state: &mut [u64; W]) {
        let mut first = true;
        self.retain(state, |_| !core::mem::take(&mut first));
    }

    /// Takes each occurrence of a value away.
    #[inline]
    pub fn remove<const W: usize>(&self, state: &mut [u64; W], value: u64) {
        self.retain(state, |item| item != value);
    }

    /// Empties it.
    #[inline]
    pub fn clear<const W: usize>(&self, state: &mut [u64; W]) {
        self.retain(state, |_| false);
    }

    fn retain<const W: usize>(&self, state: &mut [u64; W], mut keep: impl FnMut(u64) -> bool) {
        let length = usize::try_from(self.len(state)).unwrap_or(N);
        let mut kept = 0;
        for index in 0..length.min(N) {
            let item = self.slots[index].get(state);
            self.slots[index].set(state, 0);
            if keep(item) {
                self.slots[kept].set(state, item);
                kept += 1;
            }
        }
        self.length.set(state, kept as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Span, VariableId};

    const ORDER: Queue<3> =
        Queue { length: Field::new(0, 0, 2), slots: [Field::new(0, 2, 2), Field::new(0, 4, 2), Field::new(1, 0, 2)] };
    const FULL: Defect = Defect::BoundExceeded(VariableId(0), Span(0));

    #[test]
    fn a_queue_shifts_up_and_leaves_free_slots_zero() {
        let mut state = [0, 0];
        for value in [2, 1, 2] {
            ORDER.push_back(&mut state, value, FULL).expect("there is room");
        }
        assert_eq!(ORDER.push_back(&mut state, 3, FULL), Err(Stop::Defect(FULL)));
        assert_eq!(ORDER.front(&state), 1 | 2 << 1);
        ORDER.pop_front(&mut state);
        assert_eq!(ORDER.iter(&state).collect::<Vec<_>>(), [1, 2]);
        ORDER.remove(&mut state, 1);
        assert_eq!(state, [1 | 2 << 2, 0]);
        ORDER.clear(&mut state);
        assert_eq!(state, [0, 0]);
    }
}
