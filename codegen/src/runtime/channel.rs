//! Bags and FIFOs in a packed state: slots of `code + 1`, zero where nothing lies.

use super::Field;
use super::run::{Outcome, Stop};
use crate::ir::ChannelId;
use crate::system::Edge;

/// A multiset of message codes: its slots in descending order.
#[derive(Clone, Copy, Debug)]
pub struct Bag<const N: usize> {
    /// Which channel.
    pub channel: ChannelId,
    /// Where.
    pub slots: [Field; N],
}

impl<const N: usize> Bag<N> {
    /// Each distinct message in it, once.
    #[inline]
    pub fn distinct<const W: usize>(&self, state: &[u64; W]) -> impl Iterator<Item = u64> {
        let mut last = 0;
        self.slots.iter().filter_map(move |slot| {
            let taken = slot.get(state);
            (core::mem::replace(&mut last, taken) != taken && taken != 0).then(|| taken - 1)
        })
    }

    /// Puts a message in.
    ///
    /// # Errors
    /// The edge of the scope when there is no room.
    #[inline]
    pub fn insert<const W: usize>(&self, state: &mut [u64; W], code: u64) -> Outcome {
        let mut carried = code + 1;
        for slot in &self.slots {
            let there = slot.get(state);
            if carried > there {
                slot.set(state, carried);
                carried = there;
            }
        }
        if carried == 0 { Ok(()) } else { Err(Stop::Edge(Edge::ChannelFull(self.channel))) }
    }

    /// Takes one of a message's copies out.
    #[inline]
    pub fn remove<const W: usize>(&self, state: &mut [u64; W], code: u64) {
        take_out(&self.slots, state, code + 1);
    }
}

/// A first-in first-out queue of message codes between one sender and one receiver.
#[derive(Clone, Copy, Debug)]
pub struct Fifo<const N: usize> {
    /// Which channel.
    pub channel: ChannelId,
    /// Where, the head first.
    pub slots: [Field; N],
}

impl<const N: usize> Fifo<N> {
    /// The message at the head.
    #[inline]
    #[must_use]
    pub fn head<const W: usize>(&self, state: &[u64; W]) -> Option<u64> {
        self.slots.first().and_then(|slot| slot.get(state).checked_sub(1))
    }

    /// What is in it, from the head on.
    #[inline]
    pub fn iter<const W: usize>(&self, state: &[u64; W]) -> impl Iterator<Item = u64> {
        self.slots.iter().filter_map(|slot| slot.get(state).checked_sub(1))
    }

    /// Puts a message in.
    ///
    /// # Errors
    /// The edge of the scope when there is no room.
    #[inline]
    pub fn push<const W: usize>(&self, state: &mut [u64; W], code: u64) -> Outcome {
        let free = self.slots.iter().find(|slot| slot.get(state) == 0);
        let slot = free.ok_or(Stop::Edge(Edge::ChannelFull(self.channel)))?;
        slot.set(state, code + 1);
        Ok(())
    }

    /// Takes the head away.
    #[inline]
    pub fn pop<const W: usize>(&self, state: &mut [u64; W]) {
        if let Some(head) = self.slots.first() {
            take_out(&self.slots, state, head.get(state));
        }
    }
}

/// Takes the first slot that holds `content` out and closes the gap.
fn take_out<const W: usize>(slots: &[Field], state: &mut [u64; W], content: u64) {
    let Some(at) = slots.iter().position(|slot| slot.get(state) == content) else { return };
    for pair in slots[at..].windows(2) {
        pair[0].set(state, pair[1].get(state));
    }
    slots[slots.len() - 1].set(state, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOTS: [Field; 3] = [Field::new(0, 60, 4), Field::new(1, 0, 4), Field::new(1, 4, 4)];
    const BAG: Bag<3> = Bag { channel: ChannelId(7), slots: SLOTS };
    const FIFO: Fifo<3> = Fifo { channel: ChannelId(7), slots: SLOTS };
    const FULL: Outcome = Err(Stop::Edge(Edge::ChannelFull(ChannelId(7))));

    #[test]
    fn a_bag_is_the_same_whatever_the_order_of_sending() {
        let filled = |codes: [u64; 3]| {
            let mut state = [0, 0];
            for code in codes {
                BAG.insert(&mut state, code).expect("there is room");
            }
            state
        };
        let mut state = filled([4, 0, 4]);
        assert_eq!(state, filled([0, 4, 4]));
        assert_eq!(BAG.distinct(&state).collect::<Vec<_>>(), [4, 0]);
        assert_eq!(BAG.insert(&mut state.clone(), 1), FULL);
        BAG.remove(&mut state, 4);
        assert_eq!(SLOTS.map(|slot| slot.get(&state)), [5, 1, 0]);
    }

    #[test]
    fn a_fifo_keeps_the_order() {
        let mut state = [0, 0];
        assert_eq!(FIFO.head(&state), None);
        for code in [3, 1, 3] {
            FIFO.push(&mut state, code).expect("there is room");
        }
        assert_eq!(FIFO.push(&mut state, 0), FULL);
        FIFO.pop(&mut state);
        assert_eq!(FIFO.iter(&state).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(FIFO.head(&state), Some(1));
    }
}
