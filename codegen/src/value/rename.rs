//! Ids are opaque, so a trace may number them as it likes: by first use, which is what a reader expects.

use std::collections::BTreeSet;

use super::{Contents, Domain, Event, Label, Occurrence, Output, Packet, State, Value};
use crate::ir::{ChannelId, Field, Ir, SortId, Type};

/// For each sort, the new number of each id; numbers are given out as ids are met.
#[derive(Clone, Debug)]
pub struct Renaming<'a> {
    domain: Domain<'a>,
    numbers: Vec<Vec<Option<usize>>>,
}

impl<'a> Renaming<'a> {
    /// Nothing has been met.
    #[must_use]
    pub fn new(domain: Domain<'a>) -> Self {
        let numbers = (0..domain.ir.sorts.len()).map(|sort| vec![None; domain.ids(SortId(sort))]).collect();
        Self { domain, numbers }
    }

    /// Meets every id of a label, in the order in which it is read.
    pub fn meet(&mut self, label: &Label) {
        let _ = self.label(label);
    }

    /// The number of an id: the next one, where it has none yet.
    pub fn id(&mut self, sort: SortId, id: usize) -> usize {
        let numbers = &mut self.numbers[sort.0];
        if let Some(number) = numbers[id] {
            return number;
        }
        let next = numbers.iter().flatten().count();
        numbers[id] = Some(next);
        next
    }

    /// A label by these numbers.
    pub fn label(&mut self, label: &Label) -> Label {
        let occurrence = match &label.event.occurrence {
            Occurrence::Action(action, arguments) => {
                let locals = &self.ir()[*action].body.locals;
                let renamed = arguments.iter().zip(locals).map(|(value, local)| self.value(&local.ty, value)).collect();
                Occurrence::Action(*action, renamed)
            }
            Occurrence::Drop(packet) => Occurrence::Drop(self.packet(packet)),
            Occurrence::Lose(packet) => Occurrence::Lose(self.packet(packet)),
            Occurrence::Repeat(packet) => Occurrence::Repeat(self.packet(packet)),
            Occurrence::Drain(sort, id) => Occurrence::Drain(*sort, self.id(*sort, *id)),
        };
        let outputs = label.outputs.iter().map(|output| self.output(output)).collect();
        Label { event: Event { occurrence, interruption: label.event.interruption }, outputs }
    }

    /// A state by these numbers.
    pub fn state(&mut self, state: &State) -> State {
        let ir = self.ir();
        let variables = state.variables.iter().zip(&ir.variables);
        State {
            variables: variables.map(|(value, variable)| self.value(&variable.ty, value)).collect(),
            channels: state
                .channels
                .iter()
                .enumerate()
                .map(|(id, contents)| self.channel(ChannelId(id), contents))
                .collect(),
            budgets: state.budgets.clone(),
        }
    }

    /// A value of a type by these numbers.
    pub fn value(&mut self, ty: &Type, value: &Value) -> Value {
        match (ty, value) {
            (Type::Id(sort), Value::Id(id)) => Value::Id(self.id(*sort, *id)),
            (Type::Set(sort), Value::Set(ids)) => {
                Value::Set(ids.iter().map(|id| self.id(*sort, *id)).collect::<BTreeSet<_>>())
            }
            (Type::Option(some), Value::Variant(variant, fields)) => {
                Value::Variant(*variant, fields.iter().map(|field| self.value(some, field)).collect())
            }
            (Type::Enum(id), Value::Variant(variant, fields)) => {
                let declared = &self.ir()[*id].variants[*variant].fields;
                Value::Variant(*variant, self.fields(declared, fields))
            }
            (Type::Struct(id), Value::Struct(fields)) => Value::Struct(self.fields(&self.ir()[*id].fields, fields)),
            (Type::Queue(item, _), Value::Queue(items)) => {
                Value::Queue(items.iter().map(|value| self.value(item, value)).collect())
            }
            (Type::Map(sort, entry), Value::Map(entries)) => self.map(*sort, entry, entries),
            (_, other) => other.clone(),
        }
    }

    /// Entries at their default name nobody: they do not use up a number.
    fn map(&mut self, sort: SortId, entry: &Type, entries: &[Value]) -> Value {
        let default = self.domain.default(entry);
        for (id, value) in entries.iter().enumerate() {
            if *value != default {
                self.id(sort, id);
            }
        }
        let mut renamed = vec![default.clone(); entries.len()];
        for (id, value) in entries.iter().enumerate().filter(|(_, value)| **value != default) {
            let number = self.id(sort, id);
            renamed[number] = self.value(entry, value);
        }
        Value::Map(renamed)
    }

    fn channel(&mut self, channel: ChannelId, contents: &Contents) -> Contents {
        match contents {
            Contents::Any(packets) => Contents::Any(packets.iter().map(|packet| self.packet(packet)).collect()),
            Contents::Bag(packets) => {
                Contents::Bag(packets.iter().map(|(packet, number)| (self.packet(packet), *number)).collect())
            }
            // Which queue a message is in follows from its renamed fields.
            Contents::Fifo(lanes) => {
                let mut renamed = vec![Vec::new(); lanes.len()];
                for packet in lanes.iter().flatten() {
                    let packet = self.packet(packet);
                    renamed[self.domain.lane(&packet)].push(packet);
                }
                debug_assert!(matches!(self.domain.empty(channel), Contents::Fifo(_)));
                Contents::Fifo(renamed)
            }
        }
    }

    fn output(&mut self, output: &Output) -> Output {
        match output {
            Output::Effect(effect, fields) => Output::Effect(*effect, self.fields(&self.ir()[*effect].fields, fields)),
            Output::Message(packet) => Output::Message(self.packet(packet)),
        }
    }

    fn packet(&mut self, packet: &Packet) -> Packet {
        let fields = self.fields(&self.ir()[packet.message].fields, &packet.fields);
        Packet { message: packet.message, fields }
    }

    fn fields(&mut self, declared: &[Field], values: &[Value]) -> Vec<Value> {
        declared.iter().zip(values).map(|(field, value)| self.value(&field.ty, value)).collect()
    }

    fn ir(&self) -> &'a Ir {
        self.domain.ir
    }
}
