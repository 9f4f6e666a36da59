//! Channels in a packed state. An `any` channel is a bit for each message; a bag or FIFO is slots of `code + 1`, zero
//! where nothing lies.

use super::members::ids;
use super::outcome::{Outcome, Stop};
use crate::ir::ChannelId;
use crate::layout::Slot;
use crate::layout::words::{bag_insert, close_gap, fifo_push, get};
use crate::system::Edge;

/// A set of message codes: code `c` is bit `c % 64` of chunk `c / 64`.
#[derive(Clone, Copy, Debug)]
pub struct Any<const N: usize> {
    /// Where.
    pub chunks: [Slot; N],
}

impl<const N: usize> Any<N> {
    /// Does something for each message that has been sent, in order.
    #[inline]
    pub fn each<const W: usize>(&self, state: &[u64; W], mut of: impl FnMut(u64)) {
        for (index, chunk) in (0u64..).zip(&self.chunks) {
            for bit in ids(get(state, *chunk)) {
                of(index * 64 + bit);
            }
        }
    }

    /// Puts a message in.
    #[inline]
    pub const fn insert<const W: usize>(&self, state: &mut [u64; W], code: u64) {
        let chunk = self.chunks[(code / 64) as usize];
        state[chunk.word] |= 1 << (chunk.shift as u64 + code % 64);
    }
}

/// A multiset of message codes: its slots in descending order.
#[derive(Clone, Copy, Debug)]
pub struct Bag<const N: usize> {
    /// Which channel.
    pub channel: ChannelId,
    /// Where.
    pub slots: [Slot; N],
}

impl<const N: usize> Bag<N> {
    /// What is in it, in descending order.
    #[inline]
    pub fn iter<const W: usize>(&self, state: &[u64; W]) -> impl Iterator<Item = u64> {
        self.slots.iter().map_while(|slot| get(state, *slot).checked_sub(1))
    }

    /// Each distinct message in it, once.
    #[inline]
    pub fn distinct<const W: usize>(&self, state: &[u64; W]) -> impl Iterator<Item = u64> {
        let mut last = None;
        self.iter(state).filter(move |code| last.replace(*code) != Some(*code))
    }

    /// Puts a message in.
    ///
    /// # Errors
    /// The edge of the scope when there is no room.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the layout has refused more than 2^20 codes")]
    pub fn insert<const W: usize>(&self, state: &mut [u64; W], code: u64) -> Outcome {
        room(bag_insert(state, &self.slots, code as u32), self.channel)
    }

    /// Takes one of a message's copies out.
    #[inline]
    pub fn remove<const W: usize>(&self, state: &mut [u64; W], code: u64) {
        let position = self.iter(state).position(|other| other == code);
        if let Some(position) = position {
            close_gap(state, &self.slots, position);
        }
    }
}

/// A first-in first-out queue of message codes between one sender and one receiver.
#[derive(Clone, Copy, Debug)]
pub struct Fifo<const N: usize> {
    /// Which channel.
    pub channel: ChannelId,
    /// Where, the head first.
    pub slots: [Slot; N],
}

impl<const N: usize> Fifo<N> {
    /// What is in it, from the head on.
    #[inline]
    pub fn iter<const W: usize>(&self, state: &[u64; W]) -> impl Iterator<Item = u64> {
        self.slots.iter().map_while(|slot| get(state, *slot).checked_sub(1))
    }

    /// Puts a message in.
    ///
    /// # Errors
    /// The edge of the scope when there is no room.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the layout has refused more than 2^20 codes")]
    pub fn insert<const W: usize>(&self, state: &mut [u64; W], code: u64) -> Outcome {
        room(fifo_push(state, &self.slots, code as u32), self.channel)
    }

    /// Takes the head away.
    #[inline]
    pub fn pop<const W: usize>(&self, state: &mut [u64; W]) {
        close_gap(state, &self.slots, 0);
    }
}

const fn room(there_was: bool, channel: ChannelId) -> Outcome {
    if there_was { Ok(()) } else { Err(Stop::Edge(Edge::ChannelFull(channel))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::slot;

    const SLOTS: [Slot; 3] = [slot(0, 60, 4), slot(1, 0, 4), slot(1, 4, 4)];
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
        assert_eq!(SLOTS.map(|slot| get(&state, slot)), [5, 1, 0]);
    }

    #[test]
    fn a_fifo_keeps_the_order() {
        let mut state = [0, 0];
        assert_eq!(FIFO.iter(&state).next(), None);
        for code in [3, 1, 3] {
            FIFO.insert(&mut state, code).expect("there is room");
        }
        assert_eq!(FIFO.insert(&mut state, 0), FULL);
        FIFO.pop(&mut state);
        assert_eq!(FIFO.iter(&state).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(FIFO.iter(&state).next(), Some(1));
    }

    #[test]
    fn a_channel_may_have_more_codes_than_a_word_has_bits() {
        let any = Any { chunks: [slot(0, 0, 64), slot(1, 60, 2)] };
        let mut state = [0, 0];
        for code in [65, 3, 64, 3] {
            any.insert(&mut state, code);
        }
        assert_eq!(state, [1 << 3, 3 << 60]);
        let mut sent = Vec::new();
        any.each(&state, |code| sent.push(code));
        assert_eq!(sent, [3, 64, 65]);
    }
}
