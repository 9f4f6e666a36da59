//! Channels: how what is on its way lies in cells, and what sending and taking do to it.
//!
//! A set of messages is a truth value for each message that there can be, a bag a number for each, and how many it holds
//! together. A FIFO is a list for each pair of sender and receiver. What has one value at the scope is no dimension of the
//! slots: the C that Rumur prints for an array triples with each.

use super::context::Context;
use super::layout::{Case, Union};
use super::owner::Owner;
use super::pattern::Pattern;
use super::program::{Expr, Field, Index, Kind, LocalId, Place, RecordId, Shape, Statement, VariableId};
use super::value::Value;
use crate::casing::{camel, snake};
use crate::ir::{ChannelId, ChannelKind, MessageId, Type};

/// How a channel lies in cells.
pub(super) enum Wire {
    /// A slot for each message that there can be.
    Slots {
        /// By message of the channel.
        slots: Vec<Slots>,
        /// A bag: how many it holds, and how many it can hold.
        size: Option<(VariableId, u32)>,
    },
    /// A list for each pair.
    Lanes {
        variable: VariableId,
        /// How an item lies in cells; by message of the channel.
        union: Union,
        list: RecordId,
        capacity: u32,
    },
}

/// The slots of a message.
pub(super) struct Slots {
    variable: VariableId,
    pub(super) patterns: Vec<Pattern>,
    /// Where there are several patterns, a record with a field for each.
    record: Option<RecordId>,
}

impl Context<'_> {
    /// Gives every channel its variables.
    pub(super) fn lay_wires(&mut self) {
        for id in (0..self.ir.channels.len()).map(ChannelId) {
            let wire = match self.ir[id].kind {
                ChannelKind::Any => self.slots(id, "sent", &Shape::cell(Kind::Bool), None),
                ChannelKind::Bag { capacity, .. } => {
                    let capacity = self.sizes.bound(capacity);
                    let shape = Shape::cell(Kind::Number(capacity));
                    self.slots(id, &self.ir[id].name.clone(), &shape, Some(capacity))
                }
                ChannelKind::Fifo { capacity } => self.lanes(id, self.sizes.bound(capacity)),
            };
            self.wires.push(wire);
        }
    }

    fn slots(&mut self, id: ChannelId, prefix: &str, slot: &Shape, capacity: Option<u32>) -> Wire {
        let ir = self.ir;
        let mut slots = Vec::new();
        for &message in &ir[id].messages {
            let patterns = self.field_patterns(&ir[message].fields);
            let shape = |pattern: &Pattern| {
                let leaves = pattern.leaves.iter().rev().filter(|leaf| !leaf.single);
                leaves.fold(slot.clone(), |shape, leaf| Shape::Array(leaf.over, Box::new(shape)))
            };
            let (shape, record) = match &patterns[..] {
                [only] => (shape(only), None),
                several => {
                    let field = |pattern: &Pattern| Field {
                        name: snake(&pattern.name()),
                        doc: String::new(),
                        shape: shape(pattern),
                    };
                    let fields = several.iter().map(field).collect();
                    let name = self.layout.names.give(&format!("{}Slots", camel(&ir[message].name)));
                    let record = self.layout.push(name, "", fields);
                    (Shape::Record(record), Some(record))
                }
            };
            let name = format!("{prefix}_{}", snake(&ir[message].name));
            let variable = self.variable(&name, &ir[message].doc, shape);
            slots.push(Slots { variable, patterns, record });
        }
        let size = capacity.map(|capacity| {
            let name = &ir[id].name;
            let doc = format!("How many messages are on `{name}`.");
            (self.variable(&format!("{name}_size"), &doc, Shape::cell(Kind::Number(capacity))), capacity)
        });
        Wire::Slots { slots, size }
    }

    fn lanes(&mut self, id: ChannelId, capacity: u32) -> Wire {
        let ir = self.ir;
        let channel = &ir[id];
        let case = |message: &MessageId| {
            let message = &ir[*message];
            Case { name: &message.name, doc: &message.doc, fields: &message.fields }
        };
        let cases: Vec<Case<'_>> = channel.messages.iter().map(case).collect();
        let name = camel(&channel.name);
        let union = self.layout.united(&format!("{name}Message"), "", &cases);
        let item = union.record.map_or(Shape::cell(Kind::Tag(union.tags)), Shape::Record);
        let list = self.layout.list(&format!("{name}Lane"), capacity, item);
        let ends = channel.messages.first().map(|&message| [ir[message].to, ir[message].from]);
        let shape = ends.into_iter().flatten().fold(Shape::Record(list), |shape, end| match ir[end.component].per {
            Some(sort) => Shape::Array(Kind::Id(sort), Box::new(shape)),
            None => shape,
        });
        let doc = format!("What is on its way on `{}`, for each pair.", channel.name);
        let variable = self.variable(&channel.name, &doc, shape);
        Wire::Lanes { variable, union, list, capacity }
    }

    /// Where a message stands among those of its channel.
    pub(super) fn rank(&self, message: MessageId) -> usize {
        self.ir[self.ir[message].channel].messages.iter().position(|other| *other == message).unwrap_or_default()
    }

    /// The slots of a message on a channel that is no FIFO.
    pub(super) fn slots_of(&self, message: MessageId) -> Option<&Slots> {
        match &self.wires[self.ir[message].channel.0] {
            Wire::Slots { slots, .. } => slots.get(self.rank(message)),
            Wire::Lanes { .. } => None,
        }
    }

    /// Whether messages are taken off the channel of this one.
    pub(super) fn is_taken(&self, message: MessageId) -> bool {
        self.ir[self.ir[message].channel].kind != ChannelKind::Any
    }

    /// The list that a message travels in, by the values of its fields.
    pub(super) fn lane(&mut self, message: MessageId, values: &[Value]) -> Option<Lane> {
        let ir = self.ir;
        let declared = &ir[message];
        let (variable, union, list, capacity) = match &self.wires[declared.channel.0] {
            Wire::Lanes { variable, union, list, capacity } => (*variable, union.clone(), *list, *capacity),
            Wire::Slots { .. } => return None,
        };
        let mut place = Place::variable(variable);
        for end in [declared.from, declared.to] {
            if let (Some(sort), Some(field)) = (ir[end.component].per, end.instance) {
                let index = self.plain(&values[field], &Type::Id(sort));
                place = place.at(index);
            }
        }
        Some(Lane { place, union, list, capacity, rank: self.rank(message) })
    }
}

impl Slots {
    /// The slot for some leaves of a pattern.
    pub(super) fn slot(&self, pattern: usize, leaves: &[Expr]) -> Place {
        let place = Place::variable(self.variable);
        let place = self.record.map_or(place.clone(), |record| place.field(record, pattern));
        let open = self.patterns[pattern].leaves.iter().zip(leaves).filter(|(leaf, _)| !leaf.single);
        open.fold(place, |place, (_, value)| place.at(value.clone()))
    }
}

/// A FIFO's list, as one message sees it.
pub(super) struct Lane {
    place: Place,
    union: Union,
    list: RecordId,
    capacity: u32,
    rank: usize,
}

impl Lane {
    pub(super) fn length(&self) -> Place {
        self.place.field(self.list, 0)
    }

    pub(super) fn capacity(&self) -> u32 {
        self.capacity
    }

    pub(super) fn items(&self) -> Place {
        self.place.field(self.list, 1)
    }

    /// Whether the item in a place is of this message.
    pub(super) fn is_of(&self, item: &Place, messages: usize) -> Expr {
        if messages == 1 {
            return Expr::Bool(true);
        }
        let tag = self.tag(item);
        Expr::equal(Expr::Read(tag), Expr::Tag(self.union.tags, self.rank))
    }

    fn tag(&self, item: &Place) -> Place {
        self.union.record.map_or(item.clone(), |record| item.field(record, 0))
    }

    /// The fields of the item in a place.
    pub(super) fn fields(&self, item: &Place) -> Vec<Place> {
        let Some(record) = self.union.record else { return Vec::new() };
        self.union.fields[self.rank].iter().map(|field| item.field(record, *field)).collect()
    }

    /// Writes the tag of an item.
    pub(super) fn mark(&self, item: &Place) -> Statement {
        Statement::Assign(self.tag(item), Expr::Tag(self.union.tags, self.rank))
    }
}

/// Takes the head of a list away.
pub(super) fn pop(length: &Place, items: &Place, capacity: u32, owner: &mut Owner) -> Vec<Statement> {
    let mut statements = Vec::new();
    if capacity > 1 {
        let over: Index = Kind::Number(capacity - 2);
        let local: LocalId = owner.binder("at", over);
        let at = super::owner::read(local);
        let from = items.at(Expr::plus(at.clone(), Expr::Number(1)));
        statements.push(Statement::For { local, over, body: vec![Statement::Copy { to: items.at(at), from }] });
    }
    statements.push(Statement::Clear(items.at(Expr::Number(capacity.max(1) - 1))));
    let less = Expr::minus(Expr::Read(length.clone()), Expr::Number(1));
    statements.push(Statement::Assign(length.clone(), less));
    statements
}
