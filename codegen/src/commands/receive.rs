//! How a message is received: where it is, what it holds, and that it is gone.

use super::action::Given;
use super::lowering::Lowering;
use super::owner::read;
use super::program::{Expr, Kind, LocalId, Place, Statement};
use super::value::Value;
use super::wire::{Wire, pop};
use crate::ir::{Action, MessageId, Type};

impl Lowering<'_, '_> {
    /// What is received: the slot's own values, or what the head of a list holds.
    pub(super) fn receive(&mut self, action: &Action, message: MessageId, received: usize, given: &mut Given<'_>) {
        let ir = self.context.ir;
        let names: Vec<String> = action
            .payload
            .iter()
            .zip(&ir[message].fields)
            .map(|(local, field)| {
                let name = &action.body.locals[*local].name;
                if name.starts_with('_') { field.name.clone() } else { name.clone() }
            })
            .collect();
        let (values, slot, ids) = self.received(message, received, &names);
        given.ids.extend(ids.into_iter().map(|(field, parameter)| (action.payload[field], parameter)));
        given.slot = slot;
        for (&local, value) in action.payload.iter().zip(values) {
            given.bind(local, value);
        }
    }

    /// The fields of a message of one pattern, its slot, and the parameters that are fields of it: on a FIFO a parameter
    /// for each id, the rest being what the head of the list holds.
    pub(super) fn received(
        &mut self,
        message: MessageId,
        pattern: usize,
        names: &[String],
    ) -> (Vec<Value>, Option<Place>, Vec<(usize, LocalId)>) {
        let ir = self.context.ir;
        let mut ids = Vec::new();
        if let Some(shape) = self.context.slots_of(message).map(|slots| slots.patterns[pattern].clone()) {
            let mut leaves = Vec::new();
            for leaf in &shape.leaves {
                let name = leaf.whole.map_or(&leaf.name, |field| &names[field]);
                let parameter = self.parameter(name, leaf.over);
                ids.extend(leaf.whole.map(|field| (field, parameter)));
                leaves.push(read(parameter));
            }
            let slot = self.context.slots_of(message).map(|slots| slots.slot(pattern, &leaves));
            return (shape.values(&leaves), slot, ids);
        }
        let mut values = vec![Value::Dead; names.len()];
        for (field, declared) in ir[message].fields.iter().enumerate() {
            if let Type::Id(sort) = declared.ty {
                let parameter = self.parameter(&names[field], Kind::Id(sort));
                ids.push((field, parameter));
                values[field] = Value::Plain(read(parameter));
            }
        }
        if let Some(lane) = self.context.lane(message, &values) {
            let head = lane.items().at(Expr::Number(0));
            for (value, place) in values.iter_mut().zip(lane.fields(&head)) {
                if *value == Value::Dead {
                    *value = Value::Stored(place);
                }
            }
        }
        (values, None, ids)
    }

    /// Whether the message is there to be received.
    pub(super) fn is_deliverable(&mut self, message: MessageId, values: &[Value], slot: Option<&Place>) -> Expr {
        let ir = self.context.ir;
        if let Some(slot) = slot {
            return self.context.is_there(slot);
        }
        let Some(lane) = self.context.lane(message, values) else { return Expr::Bool(false) };
        let head = lane.items().at(Expr::Number(0));
        let some = Expr::less(Expr::Number(0), Expr::Read(lane.length()));
        let mut conditions = vec![some, lane.is_of(&head, ir[ir[message].channel].messages.len())];
        for ((value, place), field) in values.iter().zip(lane.fields(&head)).zip(&ir[message].fields) {
            if let (Value::Plain(id), Type::Id(_)) = (value, &field.ty) {
                conditions.push(Expr::equal(Expr::Read(place), id.clone()));
            }
        }
        Expr::and(conditions)
    }

    /// Takes a message off its channel, where messages are taken.
    pub(super) fn take(&mut self, message: MessageId, values: &[Value], slot: Option<&Place>) -> Vec<Statement> {
        let ir = self.context.ir;
        let mut done = Vec::new();
        if let (Some(slot), true) = (slot, self.context.is_taken(message)) {
            let less = |place: Place| Statement::Assign(place.clone(), Expr::minus(Expr::Read(place), Expr::Number(1)));
            done.push(less(slot.clone()));
            if let Wire::Slots { size: Some((size, _)), .. } = &self.context.wires[ir[message].channel.0] {
                done.push(less(Place::variable(*size)));
            }
        } else if slot.is_none()
            && let Some(lane) = self.context.lane(message, values)
        {
            done.extend(pop(&lane.length(), &lane.items(), lane.capacity(), &mut self.owner));
        }
        self.note(&done);
        done
    }
}
