//! A bounded queue in a packed state: a length, then slots, the free ones zero.

use super::outcome::{Outcome, Stop};
use crate::layout::Slot;
use crate::layout::words::{get, queue_pop, queue_push, queue_remove, set};
use crate::system::Defect;

/// Where a queue lies.
#[derive(Clone, Copy, Debug)]
pub struct Queue<const N: usize> {
    /// How many slots are taken.
    pub length: Slot,
    /// The slots, the head first.
    pub slots: [Slot; N],
}

impl<const N: usize> Queue<N> {
    /// How long it is.
    #[inline]
    #[must_use]
    pub fn count<const W: usize>(&self, state: &[u64; W]) -> u64 {
        get(state, self.length)
    }

    /// What is in it, from the head on.
    #[inline]
    pub fn iter<const W: usize>(&self, state: &[u64; W]) -> impl Iterator<Item = u64> {
        let count = usize::try_from(self.count(state)).unwrap_or(N);
        self.slots.iter().take(count).map(|slot| get(state, *slot))
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
        if queue_push(state, self.length, &self.slots, value) { Ok(()) } else { Err(Stop::Defect(full)) }
    }

    /// Takes the head away; nothing when it is empty.
    #[inline]
    pub fn pop_front<const W: usize>(&self, state: &mut [u64; W]) {
        queue_pop(state, self.length, &self.slots);
    }

    /// Takes each occurrence of a value away.
    #[inline]
    pub fn remove<const W: usize>(&self, state: &mut [u64; W], value: u64) {
        queue_remove(state, self.length, &self.slots, value);
    }

    /// Empties it, and says what was in it.
    #[inline]
    pub fn take<'q, const W: usize>(&'q self, state: &mut [u64; W]) -> impl Iterator<Item = u64> + use<'q, W, N> {
        let (before, count) = (*state, usize::try_from(self.count(state)).unwrap_or(N));
        if count > 0 {
            self.clear(state);
        }
        self.slots.iter().take(count).map(move |slot| get(&before, *slot))
    }

    /// Empties it.
    #[inline]
    pub fn clear<const W: usize>(&self, state: &mut [u64; W]) {
        set(state, self.length, 0);
        self.slots.iter().for_each(|slot| set(state, *slot, 0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Span, VariableId};
    use crate::runtime::slot;

    const ORDER: Queue<3> = Queue { length: slot(0, 0, 2), slots: [slot(0, 2, 2), slot(0, 4, 2), slot(1, 0, 2)] };
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
