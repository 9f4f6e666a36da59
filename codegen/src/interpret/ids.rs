//! Which ids occur where: free ids and drains.

use super::operand::Bits;
use super::statement::all_slots;
use crate::ir::{ComponentKind, Field, Ir, SortId, Type};
use crate::layout::{ChannelRegion, Layout, Region, Slot};
use crate::value::{Packet, Value};

/// Finds the ids of the recycled sorts in a state.
pub(super) struct Census<const W: usize> {
    sorts: Vec<Recycled<W>>,
    probes: Vec<Probe>,
    /// Slots of bags and FIFOs, each with a row of masks by code + 1.
    carried: Vec<(Vec<Bits>, Vec<Vec<u64>>)>,
}

/// A recycled sort.
struct Recycled<const W: usize> {
    sort: SortId,
    all: u64,
    /// By id, the map entries under it.
    entries: Vec<[u64; W]>,
    /// By id, the messages on `any` channels that name it.
    messages: Vec<[u64; W]>,
}

/// A place that may hold an id or a set of ids.
struct Probe {
    bits: Bits,
    sort: SortId,
    set: bool,
    guards: Vec<Guard>,
}

/// What must hold for it to count.
#[derive(Clone, Copy)]
enum Guard {
    /// An enum or `Option` is of this variant.
    Is(Bits, u64),
    /// A queue is longer than this.
    Longer(Bits, u64),
}

impl<const W: usize> Census<W> {
    /// Over a whole state.
    pub(super) fn new(layout: &Layout) -> Self {
        let mut census = Self::over(layout, |_| true);
        census.channels(layout);
        census
    }

    /// Over the variables of some components.
    pub(super) fn over(layout: &Layout, wanted: impl Fn(ComponentKind) -> bool) -> Self {
        let mut census = Self { sorts: Vec::new(), probes: Vec::new(), carried: Vec::new() };
        for (index, sort) in layout.ir().sorts.iter().enumerate() {
            let ids = layout.domain().ids(SortId(index));
            if sort.recycled {
                let (entries, messages) = (vec![[0; W]; ids], vec![[0; W]; ids]);
                let all = crate::layout::words::mask(ids as u32);
                census.sorts.push(Recycled { sort: SortId(index), all, entries, messages });
            }
        }
        for variable in layout.ir().variable_ids() {
            if wanted(layout.ir()[layout.ir()[variable].component].kind) {
                census.region(layout, layout.variable(variable), &layout.ir()[variable].ty);
            }
        }
        census.probes.retain(|probe| layout.ir()[probe.sort].recycled);
        census
    }

    /// Whether there is no place where an id could be found.
    pub(super) fn is_blind(&self) -> bool {
        let empty = |masks: &[[u64; W]]| masks.iter().flatten().all(|word| *word == 0);
        self.probes.is_empty() && self.sorts.iter().all(|recycled| empty(&recycled.entries))
    }

    /// And what the channels carry.
    pub(super) fn channels(&mut self, layout: &Layout) {
        for channel in (0..layout.ir().channels.len()).map(crate::ir::ChannelId) {
            let codes = layout.channel_codes(channel) as u32;
            let packets = (0..codes).map(|code| layout.message_of_code(channel, code));
            match layout.channel(channel) {
                ChannelRegion::Any(chunks) => self.any_channel(layout.ir(), chunks, packets),
                ChannelRegion::Bag(slots) => self.carrier(layout.ir(), slots.iter(), packets),
                ChannelRegion::Fifo(lanes) => self.carrier(layout.ir(), lanes.iter().flatten(), packets),
            }
        }
    }

    /// Finds, by sort, the ids that are free in a state, and those that only messages on `any` channels name.
    pub(super) fn count(&self, state: &[u64; W], free: &mut [u64], drainable: &mut [u64]) {
        // `free` first collects what is held.
        self.hold(state, free);
        for recycled in &self.sorts {
            let held = free[recycled.sort.0];
            let named = overlapping(state, &recycled.messages);
            free[recycled.sort.0] = recycled.all & !held & !named;
            drainable[recycled.sort.0] = named & !held;
        }
    }

    /// Finds, by sort, the ids that occur in a variable, a bag or a FIFO, or have a map entry that is not at its default.
    pub(super) fn hold(&self, state: &[u64; W], held: &mut [u64]) {
        held.fill(0);
        for probe in &self.probes {
            if probe.guards.iter().all(|guard| guard.holds(state)) {
                let value = probe.bits.get(state);
                held[probe.sort.0] |= if probe.set { value } else { 1 << value };
            }
        }
        for (slots, masks) in &self.carried {
            for slot in slots {
                for (recycled, mask) in self.sorts.iter().zip(&masks[slot.get(state) as usize]) {
                    held[recycled.sort.0] |= mask;
                }
            }
        }
        for recycled in &self.sorts {
            held[recycled.sort.0] |= overlapping(state, &recycled.entries);
        }
    }

    /// The state without the messages that name an id.
    pub(super) fn drained(&self, state: &[u64; W], sort: SortId, id: u32) -> [u64; W] {
        let mut next = *state;
        for recycled in self.sorts.iter().filter(|recycled| recycled.sort == sort) {
            for (word, mask) in next.iter_mut().zip(&recycled.messages[id as usize]) {
                *word &= !mask;
            }
        }
        next
    }

    /// The recycled sorts.
    pub(super) fn sorts(&self) -> impl Iterator<Item = SortId> {
        self.sorts.iter().map(|recycled| recycled.sort)
    }

    fn region(&mut self, layout: &Layout, region: &Region, ty: &Type) {
        match (region, ty) {
            (Region::Array(entries), Type::Map(sort, entry)) => {
                for (id, region) in entries.iter().enumerate() {
                    if let Some(recycled) = self.sorts.iter_mut().find(|recycled| recycled.sort == *sort) {
                        for slot in all_slots(region) {
                            cover(&mut recycled.entries[id], slot, slot.mask());
                        }
                    }
                    self.region(layout, region, entry);
                }
            }
            (Region::Queue { length, slots }, Type::Queue(item, _)) => {
                for (position, slot) in slots.iter().enumerate() {
                    let guard = Guard::Longer((*length).into(), position as u64);
                    self.scalar(layout, *slot, item, &[guard]);
                }
            }
            (Region::Scalar(slot), ty) => self.scalar(layout, *slot, ty, &[]),
            _ => {}
        }
    }

    /// The ids in a scalar, variant by variant.
    fn scalar(&mut self, layout: &Layout, slot: Slot, ty: &Type, guards: &[Guard]) {
        match ty {
            Type::Id(sort) | Type::Set(sort) => {
                let set = matches!(ty, Type::Set(_));
                self.probes.push(Probe { bits: slot.into(), sort: *sort, set, guards: guards.to_vec() });
            }
            Type::Struct(id) => self.tuple(layout, slot, 0, &layout.ir()[*id].fields, guards),
            Type::Option(some) => {
                let guards = [guards, &[Guard::Is(slot.part(0, 1).into(), 1)]].concat();
                self.scalar(layout, slot.part(1, layout.scalar_width(some)), some, &guards);
            }
            Type::Enum(id) => {
                let width = layout.tag_width(ty);
                for (variant, declared) in layout.ir()[*id].variants.iter().enumerate() {
                    let guard = Guard::Is(slot.part(0, width).into(), variant as u64);
                    self.tuple(layout, slot, width, &declared.fields, &[guards, &[guard]].concat());
                }
            }
            Type::Bool | Type::Count(_) | Type::Map(..) | Type::Queue(..) => {}
        }
    }

    fn tuple(&mut self, layout: &Layout, slot: Slot, start: u32, fields: &[Field], guards: &[Guard]) {
        let mut offset = start;
        for field in fields {
            let width = layout.scalar_width(&field.ty);
            self.scalar(layout, slot.part(offset, width), &field.ty, guards);
            offset += width;
        }
    }

    fn any_channel(&mut self, ir: &Ir, chunks: &[Slot], packets: impl Iterator<Item = Packet>) {
        for (code, packet) in packets.enumerate() {
            for recycled in &mut self.sorts {
                for (id, mask) in recycled.messages.iter_mut().enumerate() {
                    if named(ir, &packet, recycled.sort) >> id & 1 == 1 {
                        cover(mask, chunks[code / 64], 1 << (code % 64));
                    }
                }
            }
        }
    }

    fn carrier<'s>(&mut self, ir: &Ir, slots: impl Iterator<Item = &'s Slot>, packets: impl Iterator<Item = Packet>) {
        let row = |packet: &Packet| self.sorts.iter().map(|recycled| named(ir, packet, recycled.sort)).collect();
        let rows = core::iter::once(vec![0; self.sorts.len()]).chain(packets.map(|packet| row(&packet))).collect();
        self.carried.push((slots.map(|slot| Bits::from(*slot)).collect(), rows));
    }
}

impl Guard {
    fn holds<const W: usize>(self, state: &[u64; W]) -> bool {
        match self {
            Self::Is(tag, variant) => tag.get(state) == variant,
            Self::Longer(length, position) => length.get(state) > position,
        }
    }
}

/// Adds some bits of a slot to a mask over whole states.
fn cover<const W: usize>(mask: &mut [u64; W], slot: Slot, bits: u64) {
    mask[slot.word] |= bits << slot.shift;
}

/// By id, whether any bit of its mask is set.
fn overlapping<const W: usize>(state: &[u64; W], masks: &[[u64; W]]) -> u64 {
    let overlaps = |mask: &[u64; W]| state.iter().zip(mask).any(|(word, mask)| word & mask != 0);
    masks.iter().enumerate().fold(0, |ids, (id, mask)| ids | u64::from(overlaps(mask)) << id)
}

/// The ids of a sort in a message.
fn named(ir: &Ir, packet: &Packet, sort: SortId) -> u64 {
    let fields = &ir[packet.message].fields;
    fields.iter().zip(&packet.fields).fold(0, |ids, (field, value)| ids | within(ir, &field.ty, value, sort))
}

fn within(ir: &Ir, ty: &Type, value: &Value, sort: SortId) -> u64 {
    let all = |fields: &[Field], values: &[Value]| {
        fields.iter().zip(values).fold(0, |ids, (field, value)| ids | within(ir, &field.ty, value, sort))
    };
    match (ty, value) {
        (Type::Id(of), Value::Id(id)) if *of == sort => 1 << id,
        (Type::Set(of), Value::Set(ids)) if *of == sort => ids.iter().fold(0, |mask, id| mask | 1 << id),
        (Type::Option(some), Value::Variant(1, fields)) => within(ir, some, &fields[0], sort),
        (Type::Enum(id), Value::Variant(variant, fields)) => all(&ir[*id].variants[*variant].fields, fields),
        (Type::Struct(id), Value::Struct(fields)) => all(&ir[*id].fields, fields),
        _ => 0,
    }
}
