//! Structured states to words and back.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{any_insert, get, set};
use super::{ChannelRegion, Layout, Region, Slot};
use crate::ir::{ChannelId, Type};
use crate::value::{Contents, State, Value};

impl Layout {
    /// Packs a state.
    ///
    /// # Panics
    /// When `W` is not [`Layout::words`], or the state is not one of this protocol at this scope; so for decoding.
    #[must_use]
    pub fn encode<const W: usize>(&self, state: &State) -> [u64; W] {
        assert_eq!(W, self.words, "the layout has another number of words");
        let mut words = [0; W];
        for ((region, variable), value) in self.variables.iter().zip(&self.ir.variables).zip(&state.variables) {
            self.write(&mut words, region, &variable.ty, value);
        }
        for (region, contents) in self.channels.iter().zip(&state.channels) {
            self.write_channel(&mut words, region, contents);
        }
        for ((_, slot), left) in self.budgets.iter().zip(&state.budgets) {
            set(&mut words, *slot, u64::from(*left));
        }
        words
    }

    /// Unpacks a state.
    ///
    /// # Panics
    /// See [`Self::encode`].
    #[must_use]
    pub fn decode<const W: usize>(&self, words: &[u64; W]) -> State {
        assert_eq!(W, self.words, "the layout has another number of words");
        let variables = self.variables.iter().zip(&self.ir.variables);
        let channels = self.channels.iter().enumerate();
        let left = |slot: Slot| u32::try_from(get(words, slot)).expect("a budget is a u32");
        State {
            variables: variables.map(|(region, variable)| self.read(words, region, &variable.ty)).collect(),
            channels: channels.map(|(id, region)| self.read_channel(words, ChannelId(id), region)).collect(),
            budgets: self.budgets.iter().map(|(_, slot)| left(*slot)).collect(),
        }
    }

    fn write<const W: usize>(&self, words: &mut [u64; W], region: &Region, ty: &Type, value: &Value) {
        match (region, ty) {
            (Region::Array(entries), Type::Map(_, entry)) => {
                for (region, value) in entries.iter().zip(value.parts()) {
                    self.write(words, region, entry, value);
                }
            }
            (Region::Queue { length, slots }, Type::Queue(item, _)) => {
                let items = value.parts();
                assert!(items.len() <= slots.len(), "a queue holds more than its bound");
                set(words, *length, items.len() as u64);
                for (slot, value) in slots.iter().zip(items) {
                    set(words, *slot, self.pack(item, value));
                }
            }
            (Region::Scalar(slot), ty) => set(words, *slot, self.pack(ty, value)),
            (region, ty) => panic!("{region:?} is no region of {ty:?}"),
        }
    }

    fn read<const W: usize>(&self, words: &[u64; W], region: &Region, ty: &Type) -> Value {
        match (region, ty) {
            (Region::Array(entries), Type::Map(_, entry)) => {
                Value::Map(entries.iter().map(|region| self.read(words, region, entry)).collect())
            }
            (Region::Queue { length, slots }, Type::Queue(item, _)) => {
                let used = usize::try_from(get(words, *length)).expect("a length is small");
                Value::Queue(slots[..used].iter().map(|slot| self.unpack(item, get(words, *slot))).collect())
            }
            (Region::Scalar(slot), ty) => self.unpack(ty, get(words, *slot)),
            (region, ty) => panic!("{region:?} is no region of {ty:?}"),
        }
    }

    fn write_channel<const W: usize>(&self, words: &mut [u64; W], region: &ChannelRegion, contents: &Contents) {
        match (region, contents) {
            (ChannelRegion::Any(chunks), Contents::Any(packets)) => {
                for packet in packets {
                    any_insert(words, chunks, self.message_code(packet));
                }
            }
            (ChannelRegion::Bag(slots), Contents::Bag(counts)) => {
                let copies = |(packet, &count)| vec![self.message_code(packet); count];
                let mut codes: Vec<u32> = counts.iter().flat_map(copies).collect();
                codes.sort_unstable_by(|a, b| b.cmp(a));
                write_codes(words, slots, &codes);
            }
            (ChannelRegion::Fifo(lanes), Contents::Fifo(queues)) => {
                for (slots, queue) in lanes.iter().zip(queues) {
                    let codes: Vec<u32> = queue.iter().map(|packet| self.message_code(packet)).collect();
                    write_codes(words, slots, &codes);
                }
            }
            (region, contents) => panic!("{contents:?} does not fit {region:?}"),
        }
    }

    fn read_channel<const W: usize>(&self, words: &[u64; W], id: ChannelId, region: &ChannelRegion) -> Contents {
        let packets = |slots: &[Slot]| {
            let codes = slots.iter().map_while(|slot| u32::try_from(get(words, *slot)).ok()?.checked_sub(1));
            codes.map(|code| self.message_of_code(id, code)).collect::<Vec<_>>()
        };
        match region {
            ChannelRegion::Any(chunks) => {
                let sent = |code: &u32| get(words, chunks[*code as usize / 64]) >> (code % 64) & 1 == 1;
                let codes = 0..u32::try_from(self.channel_codes(id)).expect("few codes");
                let packets = codes.filter(sent).map(|code| self.message_of_code(id, code));
                Contents::Any(packets.collect::<BTreeSet<_>>())
            }
            ChannelRegion::Bag(slots) => {
                let mut counts = BTreeMap::new();
                for packet in packets(slots) {
                    *counts.entry(packet).or_default() += 1;
                }
                Contents::Bag(counts)
            }
            ChannelRegion::Fifo(lanes) => Contents::Fifo(lanes.iter().map(|slots| packets(slots)).collect()),
        }
    }
}

fn write_codes<const W: usize>(words: &mut [u64; W], slots: &[Slot], codes: &[u32]) {
    assert!(codes.len() <= slots.len(), "a channel holds more than its capacity");
    for (slot, code) in slots.iter().zip(codes) {
        set(words, *slot, u64::from(*code) + 1);
    }
}
