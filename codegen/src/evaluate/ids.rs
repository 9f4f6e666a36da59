//! Ids: which are free, and which may be drained.

use std::collections::BTreeSet;

use super::{Bodies, Evaluator, Outcome};
use crate::ir::{SortId, Type};
use crate::value::{Contents, Label, Occurrence, Packet, State, Value};

impl<B: Bodies> Evaluator<'_, B> {
    /// The free ids of a sort: they occur nowhere, and each map entry under them is at its default. The ids of a sort of
    /// which nothing is taken fresh are never free.
    pub(super) fn free(&self, state: &State, sort: SortId) -> BTreeSet<usize> {
        let all = if self.domain.ir[sort].recycled { self.domain.ids(sort) } else { 0 };
        (0..all).filter(|&id| !self.is_held(state, sort, id) && !self.is_named(state, sort, id)).collect()
    }

    /// How many ids of a sort are live: held or named, whether or not they can ever be free.
    #[must_use]
    pub fn live(&self, state: &State, sort: SortId) -> usize {
        let live = |id: &usize| self.is_held(state, sort, *id) || self.is_named(state, sort, *id);
        (0..self.domain.ids(sort)).filter(live).count()
    }

    /// One transition for each id that nothing but messages on `any` channels names: it is forgotten, with them.
    pub(super) fn drains(&self, state: &State, found: &mut BTreeSet<Outcome>) {
        for sort in (0..self.domain.ir.sorts.len()).map(SortId) {
            let all = if self.domain.ir[sort].recycled { self.domain.ids(sort) } else { 0 };
            for id in (0..all).filter(|&id| !self.is_held(state, sort, id) && self.is_named(state, sort, id)) {
                let mut next = state.clone();
                for contents in &mut next.channels {
                    if let Contents::Any(packets) = contents {
                        packets.retain(|packet| !self.names(packet, sort, id));
                    }
                }
                let event = Occurrence::Drain(sort, id).into();
                found.insert(Outcome::Step { label: Label { event, outputs: Vec::new() }, next });
            }
        }
    }

    /// Whether an id occurs in a variable, in a bag or in a FIFO.
    #[must_use]
    pub fn is_held(&self, state: &State, sort: SortId, id: usize) -> bool {
        let mut variables = self.domain.ir.variables.iter().zip(&state.variables);
        let in_variables = variables.any(|(variable, value)| self.mentions(&variable.ty, value, sort, id));
        let in_channel = |contents: &Contents| match contents {
            Contents::Any(_) => false,
            Contents::Bag(counts) => counts.keys().any(|packet| self.names(packet, sort, id)),
            Contents::Fifo(queues) => queues.iter().flatten().any(|packet| self.names(packet, sort, id)),
        };
        in_variables || state.channels.iter().any(in_channel)
    }

    /// Whether an id occurs in a message on an `any` channel.
    fn is_named(&self, state: &State, sort: SortId, id: usize) -> bool {
        let in_channel = |contents: &Contents| match contents {
            Contents::Any(packets) => packets.iter().any(|packet| self.names(packet, sort, id)),
            Contents::Bag(_) | Contents::Fifo(_) => false,
        };
        state.channels.iter().any(in_channel)
    }

    fn names(&self, packet: &Packet, sort: SortId, id: usize) -> bool {
        let fields = &self.domain.ir[packet.message].fields;
        fields.iter().zip(&packet.fields).any(|(field, value)| self.mentions(&field.ty, value, sort, id))
    }

    /// Whether a value contains an id, or is a map whose entry under it is not at its default.
    fn mentions(&self, ty: &Type, value: &Value, sort: SortId, id: usize) -> bool {
        let any = |fields: &[crate::ir::Field], values: &[Value]| {
            fields.iter().zip(values).any(|(field, value)| self.mentions(&field.ty, value, sort, id))
        };
        match (ty, value) {
            (Type::Id(of), Value::Id(value)) => *of == sort && *value == id,
            (Type::Set(of), Value::Set(ids)) => *of == sort && ids.contains(&id),
            (Type::Option(some), Value::Variant(1, fields)) => self.mentions(some, &fields[0], sort, id),
            (Type::Enum(of), Value::Variant(variant, fields)) => {
                any(&self.domain.ir[*of].variants[*variant].fields, fields)
            }
            (Type::Struct(of), Value::Struct(fields)) => any(&self.domain.ir[*of].fields, fields),
            (Type::Map(of, entry), Value::Map(entries)) => {
                *of == sort && entries[id] != self.domain.default(entry)
                    || entries.iter().any(|value| self.mentions(entry, value, sort, id))
            }
            (Type::Queue(item, _), Value::Queue(items)) => {
                items.iter().any(|value| self.mentions(item, value, sort, id))
            }
            _ => false,
        }
    }
}
