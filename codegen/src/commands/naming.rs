//! Which messages name an id.

use super::context::Context;
use super::owner::{Owner, read};
use super::pattern::Pattern;
use super::program::{Expr, Index, Kind, LocalId, Place};
use super::value::Value;
use crate::ir::query::payload_type;
use crate::ir::{MessageId, SortId, Type};

/// Slots whose messages name an id: for all values of some binders, where a condition holds.
pub(super) struct Naming {
    pub(super) binders: Vec<(LocalId, Index)>,
    pub(super) condition: Expr,
    pub(super) slot: Place,
}

impl Context<'_> {
    /// The ways in which a message names an id: on channels where messages are taken, or on the others.
    pub(super) fn in_messages(&mut self, sort: SortId, id: &Expr, owner: &mut Owner, taken: bool) -> Vec<Expr> {
        let ir = self.ir;
        let mut ways = Vec::new();
        for message in ir.message_ids() {
            if self.is_taken(message) != taken {
                continue;
            }
            if self.slots_of(message).is_some() {
                for Naming { binders, condition, slot } in self.naming(message, sort, id, owner) {
                    let there = self.is_there(&slot);
                    ways.push(Expr::some(&binders, Expr::and([condition, there])));
                }
            } else {
                ways.push(self.in_lanes(message, sort, id, owner));
            }
        }
        ways
    }

    /// Whether there is a message in a slot.
    pub(super) fn is_there(&self, slot: &Place) -> Expr {
        match self.shape(&[], slot) {
            super::Shape::Cell { kind: Kind::Number(_), .. } => Expr::less(Expr::Number(0), Expr::Read(slot.clone())),
            _ => Expr::Read(slot.clone()),
        }
    }

    /// The slots whose messages name an id.
    pub(super) fn naming(&mut self, message: MessageId, sort: SortId, id: &Expr, owner: &mut Owner) -> Vec<Naming> {
        let ir = self.ir;
        let types: Vec<Type> = ir[message].fields.iter().map(|field| field.ty.clone()).collect();
        let patterns: Vec<Pattern> = self.slots_of(message).map(|slots| slots.patterns.clone()).unwrap_or_default();
        let mut found = Vec::new();
        for (index, pattern) in patterns.iter().enumerate() {
            let ways = (0..pattern.leaves.len()).filter(|leaf| pattern.leaves[*leaf].over == Kind::Id(sort));
            for fixed in ways.map(Some).chain([None]) {
                let mut binders = Vec::new();
                let mut leaves = Vec::new();
                for (number, leaf) in pattern.leaves.iter().enumerate() {
                    if fixed == Some(number) {
                        leaves.push(id.clone());
                    } else {
                        let local = owner.binder(&leaf.name, leaf.over);
                        binders.push((local, leaf.over));
                        leaves.push(read(local));
                    }
                }
                let condition = if fixed.is_some() {
                    Expr::Bool(true)
                } else {
                    // Sets are spread over truth values.
                    let values = pattern.values(&leaves);
                    let ways: Vec<Expr> =
                        values.iter().zip(&types).map(|(value, ty)| self.in_sets(value, ty, sort, id)).collect();
                    Expr::or(ways)
                };
                if condition != Expr::Bool(false)
                    && let Some(slots) = self.slots_of(message)
                {
                    found.push(Naming { binders, condition, slot: slots.slot(index, &leaves) });
                }
            }
        }
        found
    }

    /// Whether an id is in a set somewhere in a value.
    fn in_sets(&mut self, value: &Value, ty: &Type, sort: SortId, id: &Expr) -> Expr {
        let ir = self.ir;
        match (value, ty) {
            (Value::Members(_), Type::Set(of)) if *of == sort => self.contains(value, id, sort),
            (Value::Struct(fields), Type::Struct(of)) => {
                let inner = fields.iter().zip(&ir[*of].fields);
                Expr::or(inner.map(|(value, field)| self.in_sets(value, &field.ty, sort, id)).collect::<Vec<_>>())
            }
            (Value::Variant(variant, fields), _) => {
                let mut ways = Vec::new();
                for (field, value) in fields.iter().enumerate() {
                    let inner = payload_type(ir, ty, *variant, field);
                    ways.push(self.in_sets(value, &inner, sort, id));
                }
                Expr::or(ways)
            }
            _ => Expr::Bool(false),
        }
    }

    fn in_lanes(&mut self, message: MessageId, sort: SortId, id: &Expr, owner: &mut Owner) -> Expr {
        let Some(all) = self.all_lanes(message, owner) else { return Expr::Bool(false) };
        let (mut binders, lane) = all;
        let over = Kind::Number(lane.capacity().max(1) - 1);
        let local = owner.binder("at", over);
        binders.push((local, over));
        let item = lane.items().at(read(local));
        let mut ways = Vec::new();
        for (place, field) in lane.fields(&item).iter().zip(&self.ir[message].fields) {
            ways.push(self.mentions(&field.ty, place, sort, id, owner));
        }
        Expr::some(&binders, Expr::or(ways))
    }

    /// Every list that a message may travel in.
    pub(super) fn all_lanes(
        &mut self,
        message: MessageId,
        owner: &mut Owner,
    ) -> Option<(Vec<(LocalId, Index)>, super::wire::Lane)> {
        let ir = self.ir;
        let mut binders = Vec::new();
        let mut values = vec![Value::Dead; ir[message].fields.len()];
        for end in [ir[message].from, ir[message].to] {
            if let (Some(sort), Some(field)) = (ir[end.component].per, end.instance)
                && values[field] == Value::Dead
            {
                let local = owner.binder(&ir[message].fields[field].name, Kind::Id(sort));
                binders.push((local, Kind::Id(sort)));
                values[field] = Value::Plain(read(local));
            }
        }
        self.lane(message, &values).map(|lane| (binders, lane))
    }
}
