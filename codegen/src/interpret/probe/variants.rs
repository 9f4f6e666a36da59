//! Which variants of enums there are: in a state, and in what leaves it.
//!
//! A message is in the state as soon as it is sent; effects and what the world chooses are in the labels only.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::query::{visit_statements, visit_type};
use crate::ir::{Action, ActionId, ChannelId, EffectId, EnumId, Field, Ir, StatementKind, Type};
use crate::layout::words::get;
use crate::layout::{ChannelRegion, Layout, Region, Slot};
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink};
use crate::value::{Occurrence, Value};

/// Where variants are looked for.
pub(super) struct Variants {
    /// By enum, the item of its first variant.
    items: BTreeMap<EnumId, usize>,
    tags: Vec<Tag>,
    /// By channel, by code of a message, the items of what it carries; empty for a channel on which nothing is looked for.
    carried: Vec<Vec<Vec<usize>>>,
    /// By action, the enums that the world chooses from.
    chosen: Vec<BTreeSet<EnumId>>,
    /// By effect, the enums that it carries.
    shown: Vec<BTreeSet<EnumId>>,
    /// By action, what it emits.
    emitted: Vec<BTreeSet<EffectId>>,
}

/// A part of the state that holds a variant, where it holds anything.
struct Tag {
    of: EnumId,
    /// The item of its first variant.
    first: usize,
    slot: Slot,
    under: Vec<Under>,
}

/// What must be so for a part of the state to hold something.
#[derive(Clone, Copy)]
enum Under {
    /// It is the payload of this variant.
    Is(Slot, u64),
    /// It is in a queue that is longer.
    Longer(Slot, u64),
}

impl Variants {
    /// Looks for the variants of these enums, each with the item of its first variant.
    pub(super) fn new(layout: &Layout, items: BTreeMap<EnumId, usize>) -> Self {
        let ir = layout.ir();
        let wanted = |types: &mut dyn Iterator<Item = &Type>| {
            let mut found = BTreeSet::new();
            types.for_each(|ty| visit_type(ir, ty, &mut |ty| found.extend(enum_of(ty))));
            found.retain(|id| items.contains_key(id));
            found
        };
        let choices = |action: &Action| wanted(&mut action.choices.iter().map(|local| &action.body.locals[*local].ty));
        let mut variants = Self {
            tags: Vec::new(),
            carried: vec![Vec::new(); ir.channels.len()],
            chosen: ir.actions.iter().map(choices).collect(),
            shown: ir.effects.iter().map(|effect| wanted(&mut effect.fields.iter().map(|field| &field.ty))).collect(),
            emitted: ir.actions.iter().map(emitted).collect(),
            items,
        };
        for (index, variable) in ir.variables.iter().enumerate() {
            variants.region(layout, &variable.ty, layout.variable(crate::ir::VariableId(index)), &[]);
        }
        for channel in (0..ir.channels.len()).map(ChannelId) {
            variants.carried[channel.0] = variants.messages(layout, channel);
        }
        variants
    }

    /// Leaves out what is not wanted any more, by item.
    pub(super) fn narrow(&mut self, ir: &Ir, wanted: &[bool]) {
        self.items.retain(|id, first| (*first..*first + ir[*id].variants.len()).any(|item| wanted[item]));
        let items = &self.items;
        self.tags.retain(|tag| items.contains_key(&tag.of));
        for enums in self.chosen.iter_mut().chain(&mut self.shown) {
            enums.retain(|id| items.contains_key(id));
        }
        for codes in &mut self.carried {
            for carried in &mut *codes {
                carried.retain(|item| wanted[*item]);
            }
            if codes.iter().all(Vec::is_empty) {
                codes.clear();
            }
        }
    }

    /// Whether nothing is looked for.
    pub(super) fn is_idle(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether an action has to be run to see what it carries.
    pub(super) fn needs(&self, action: ActionId) -> bool {
        !self.chosen[action.0].is_empty()
            || self.emitted[action.0].iter().any(|effect| !self.shown[effect.0].is_empty())
    }

    /// Marks the items of the variants that a state holds.
    pub(super) fn mark_state<const W: usize>(&self, layout: &Layout, state: &[u64; W], marks: &mut [bool]) {
        for tag in &self.tags {
            if tag.under.iter().all(|under| under.holds(state)) {
                marks[tag.first + narrow(get(state, tag.slot))] = true;
            }
        }
        for (channel, carried) in self.carried.iter().enumerate().filter(|(_, carried)| !carried.is_empty()) {
            let mut mark = |code: usize| carried[code].iter().for_each(|item| marks[*item] = true);
            match layout.channel(ChannelId(channel)) {
                ChannelRegion::Any(chunks) => {
                    for (chunk, slot) in chunks.iter().enumerate() {
                        let mut bits = get(state, *slot);
                        while bits != 0 {
                            mark(chunk * 64 + bits.trailing_zeros() as usize);
                            bits &= bits - 1;
                        }
                    }
                }
                ChannelRegion::Bag(slots) => codes(state, slots).for_each(mark),
                ChannelRegion::Fifo(lanes) => lanes.iter().flat_map(|slots| codes(state, slots)).for_each(mark),
            }
        }
    }

    /// Counts each enum once for each item, and what it was in this state.
    pub(super) fn count(&self, ir: &Ir, marks: &[bool], counts: &mut [[u64; 2]]) {
        for (id, first) in &self.items {
            for item in *first..first + ir[*id].variants.len() {
                counts[item][usize::from(marks[item])] += 1;
            }
        }
    }

    fn region(&mut self, layout: &Layout, ty: &Type, region: &Region, under: &[Under]) {
        match (ty, region) {
            (Type::Map(_, entry), Region::Array(entries)) => {
                for region in entries {
                    self.region(layout, entry, region, under);
                }
            }
            (Type::Queue(item, _), Region::Queue { length, slots }) => {
                for (index, slot) in (0..).zip(slots) {
                    self.scalar(layout, item, *slot, &also(under, Under::Longer(*length, index)));
                }
            }
            (scalar, Region::Scalar(slot)) => self.scalar(layout, scalar, *slot, under),
            (ty, region) => panic!("{region:?} is no region of {ty:?}"),
        }
    }

    fn scalar(&mut self, layout: &Layout, ty: &Type, slot: Slot, under: &[Under]) {
        match ty {
            Type::Struct(id) => {
                for (index, field) in layout.ir()[*id].fields.iter().enumerate() {
                    let part = slot.part(layout.field_offset(*id, index), layout.scalar_width(&field.ty));
                    self.scalar(layout, &field.ty, part, under);
                }
            }
            Type::Option(_) | Type::Enum(_) => {
                let tag = slot.part(0, layout.tag_width(ty));
                if let Some((of, first)) = enum_of(ty).and_then(|of| Some((of, *self.items.get(&of)?))) {
                    self.tags.push(Tag { of, first, slot: tag, under: under.to_vec() });
                }
                for (variant, fields) in layout.domain().variants(ty).iter().enumerate() {
                    let under = also(under, Under::Is(tag, variant as u64));
                    for (index, field) in fields.iter().enumerate() {
                        let offset = layout.payload_offset(ty, variant, index);
                        self.scalar(layout, field, slot.part(offset, layout.scalar_width(field)), &under);
                    }
                }
            }
            _ => {}
        }
    }

    /// What each message on a channel carries, by its code; nothing where none carries anything.
    fn messages(&self, layout: &Layout, channel: ChannelId) -> Vec<Vec<usize>> {
        let ir = layout.ir();
        let mut fields = ir[channel].messages.iter().flat_map(|message| &ir[*message].fields);
        let carries = |field: &Field| {
            let mut found = false;
            visit_type(ir, &field.ty, &mut |ty| found |= enum_of(ty).is_some_and(|id| self.items.contains_key(&id)));
            found
        };
        if !fields.any(carries) {
            return Vec::new();
        }
        let items = |code: u64| {
            let packet = layout.message_of_code(channel, u32::try_from(code).expect("few codes"));
            let mut found = BTreeSet::new();
            let types = ir[packet.message].fields.iter().map(|field| &field.ty);
            for (ty, value) in types.zip(&packet.fields) {
                self.visit(ir, ty, value, &mut |item| _ = found.insert(item));
            }
            found.into_iter().collect()
        };
        (0..layout.channel_codes(channel)).map(items).collect()
    }

    /// Visits the items of the variants in a scalar.
    fn visit(&self, ir: &Ir, ty: &Type, value: &Value, visit: &mut dyn FnMut(usize)) {
        let mut each = |fields: &[Field], values: &[Value]| {
            fields.iter().zip(values).for_each(|(field, value)| self.visit(ir, &field.ty, value, visit));
        };
        match (ty, value) {
            (Type::Struct(id), Value::Struct(values)) => each(&ir[*id].fields, values),
            (Type::Option(some), Value::Variant(_, values)) => {
                for value in values {
                    self.visit(ir, some, value, visit);
                }
            }
            (Type::Enum(id), Value::Variant(variant, values)) => {
                each(&ir[*id].variants[*variant].fields, values);
                if let Some(first) = self.items.get(id) {
                    visit(first + variant);
                }
            }
            _ => {}
        }
    }
}

impl Under {
    fn holds<const W: usize>(self, state: &[u64; W]) -> bool {
        match self {
            Self::Is(slot, variant) => get(state, slot) == variant,
            Self::Longer(slot, index) => get(state, slot) > index,
        }
    }
}

/// Marks what labels carry.
pub(super) struct Labels<'a> {
    pub(super) layout: &'a Layout,
    pub(super) variants: &'a Variants,
    pub(super) marks: &'a mut [bool],
}

impl<const W: usize> Sink<W> for Labels<'_> {
    const LABELLED: bool = true;

    fn step(&mut self, event: EventCode, outputs: &[OutputCode], _: &[u64; W]) {
        let (ir, kind) = (self.layout.ir(), usize::from(event.kind));
        let mut mark = |ty: &Type, value: &Value| {
            self.variants.visit(ir, ty, value, &mut |item| self.marks[item] = true);
        };
        if self.variants.chosen.get(kind).is_some_and(|enums| !enums.is_empty())
            && let Occurrence::Action(action, arguments) = self.layout.decode_event(event).occurrence
        {
            // Arguments come as `me`, payload and choices: the first locals, in this order.
            ir[action].body.locals.iter().zip(&arguments).for_each(|(local, value)| mark(&local.ty, value));
        }
        for output in outputs {
            let kind = usize::from(output.kind);
            if self.variants.shown.get(kind).is_some_and(|enums| !enums.is_empty()) {
                let shown = self.layout.decode_output(*output);
                let fields = ir.effects[kind].fields.iter();
                fields.zip(shown.fields()).for_each(|(field, value)| mark(&field.ty, value));
            }
        }
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}

fn enum_of(ty: &Type) -> Option<EnumId> {
    match ty {
        Type::Enum(id) => Some(*id),
        _ => None,
    }
}

fn emitted(action: &Action) -> BTreeSet<EffectId> {
    let mut found = BTreeSet::new();
    visit_statements(&action.body.statements, &mut |statement| {
        if let StatementKind::Emit(effect, _) = statement.kind {
            found.insert(effect);
        }
    });
    found
}

fn also(under: &[Under], more: Under) -> Vec<Under> {
    under.iter().copied().chain([more]).collect()
}

/// The codes in the slots of a bag or of one queue of a FIFO.
fn codes<const W: usize>(state: &[u64; W], slots: &[Slot]) -> impl Iterator<Item = usize> {
    slots.iter().map_while(|slot| narrow(get(state, *slot)).checked_sub(1))
}

fn narrow(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
