//! Numbers for messages, events and outputs.

use super::Layout;
use crate::ir::{ActionId, ChannelId, EffectId, Field, MessageId, SortId, Type};
use crate::system::{EventCode, OutputCode};
use crate::value::{Event, Interruption, Occurrence, Output, Packet, Value};

impl Layout {
    /// How many different messages there are on a channel.
    #[must_use]
    pub fn channel_codes(&self, channel: ChannelId) -> u64 {
        self.ir[channel].messages.iter().map(|&message| self.message_cardinality(message)).sum()
    }

    /// The code of a message's first value on its channel; the others follow by index.
    #[must_use]
    pub fn message_base(&self, message: MessageId) -> u32 {
        let channel = &self.ir[self.ir[message].channel];
        let before = channel.messages.iter().take_while(|&&other| other != message);
        narrow(before.map(|&other| self.message_cardinality(other)).sum())
    }

    /// A message's number on its channel.
    #[must_use]
    pub fn message_code(&self, packet: &Packet) -> u32 {
        self.message_base(packet.message) + self.packet_index(packet)
    }

    /// The message with a number on a channel.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn message_of_code(&self, channel: ChannelId, code: u32) -> Packet {
        let mut index = u64::from(code);
        for &message in &self.ir[channel].messages {
            let values = self.message_cardinality(message);
            if index < values {
                return Packet { message, fields: self.tuple_of(&self.ir[message].fields, index) };
            }
            index -= values;
        }
        panic!("no message has the code {code}")
    }

    /// The mixed-radix number of a message's fields.
    #[must_use]
    pub fn packet_index(&self, packet: &Packet) -> u32 {
        narrow(self.tuple_index(&self.ir[packet.message].fields, &packet.fields))
    }

    /// The locals that an action's event code numbers, in order: `me` unless the received message names it, payload,
    /// choices.
    #[must_use]
    pub fn coded_arguments(&self, action: ActionId) -> Vec<usize> {
        let action = &self.ir[action];
        let named = action.receives.is_some_and(|message| self.ir[message].to.instance.is_some());
        let me = action.me.filter(|_| !named);
        me.into_iter().chain(action.payload.iter().copied()).chain(action.choices.iter().copied()).collect()
    }

    /// The number of an event.
    ///
    /// # Panics
    /// When an argument is not of its type; so for outputs.
    #[must_use]
    pub fn encode_event(&self, event: &Event) -> EventCode {
        let (actions, messages) = (self.ir.actions.len(), self.ir.messages.len());
        let (kind, index) = match &event.occurrence {
            Occurrence::Action(action, arguments) => (action.0, self.arguments_index(*action, arguments)),
            Occurrence::Drop(packet) => (actions + packet.message.0, self.packet_index(packet)),
            Occurrence::Lose(packet) => (actions + messages + packet.message.0, self.packet_index(packet)),
            Occurrence::Repeat(packet) => (actions + 2 * messages + packet.message.0, self.packet_index(packet)),
            Occurrence::Drain(sort, id) => (actions + 3 * messages + sort.0, narrow(*id as u64)),
        };
        let interruption = event.interruption.map_or(0, |interruption| {
            u16::try_from(1 + 2 * interruption.delivered).expect("few outputs") + u16::from(interruption.lost)
        });
        EventCode { kind: u16::try_from(kind).expect("few kinds of events"), interruption, index }
    }

    /// The event with a number.
    #[must_use]
    pub fn decode_event(&self, code: EventCode) -> Event {
        let (actions, messages) = (self.ir.actions.len(), self.ir.messages.len());
        let kind = usize::from(code.kind);
        let packet = |message| {
            let message = MessageId(message);
            Packet { message, fields: self.tuple_of(&self.ir[message].fields, u64::from(code.index)) }
        };
        let occurrence = match kind.checked_sub(actions) {
            None => Occurrence::Action(ActionId(kind), self.arguments_of(ActionId(kind), code.index)),
            Some(kind) if kind < messages => Occurrence::Drop(packet(kind)),
            Some(kind) if kind < 2 * messages => Occurrence::Lose(packet(kind - messages)),
            Some(kind) if kind < 3 * messages => Occurrence::Repeat(packet(kind - 2 * messages)),
            Some(kind) => Occurrence::Drain(SortId(kind - 3 * messages), code.index as usize),
        };
        let interruption = code
            .interruption
            .checked_sub(1)
            .map(|interruption| Interruption { delivered: usize::from(interruption / 2), lost: interruption % 2 == 1 });
        Event { occurrence, interruption }
    }

    /// The number of something that left.
    ///
    /// # Panics
    /// See [`Self::encode_event`].
    #[must_use]
    pub fn encode_output(&self, output: &Output) -> OutputCode {
        let (kind, fields) = match output {
            Output::Effect(effect, _) => (effect.0, &self.ir[*effect].fields),
            Output::Message(packet) => (self.ir.effects.len() + packet.message.0, &self.ir[packet.message].fields),
        };
        let index = narrow(self.tuple_index(fields, output.fields()));
        OutputCode { kind: u16::try_from(kind).expect("few kinds of outputs"), index }
    }

    /// What left, from its number.
    #[must_use]
    pub fn decode_output(&self, code: OutputCode) -> Output {
        let kind = usize::from(code.kind);
        let values = |fields: &[Field]| self.tuple_of(fields, u64::from(code.index));
        match kind.checked_sub(self.ir.effects.len()) {
            None => Output::Effect(EffectId(kind), values(&self.ir.effects[kind].fields)),
            Some(message) => {
                let fields = values(&self.ir.messages[message].fields);
                Output::Message(Packet { message: MessageId(message), fields })
            }
        }
    }

    fn arguments_index(&self, action: ActionId, arguments: &[Value]) -> u32 {
        let locals = self.coded_arguments(action);
        let values: Vec<_> = locals.iter().map(|&local| arguments[local].clone()).collect();
        narrow(self.domain().tuple_index(&self.argument_types(action, &locals), &values))
    }

    /// All arguments, `me` from the field that names it where it is not numbered.
    fn arguments_of(&self, action: ActionId, index: u32) -> Vec<Value> {
        let locals = self.coded_arguments(action);
        let mut values = self.domain().tuple_of(&self.argument_types(action, &locals), u64::from(index));
        let item = &self.ir[action];
        if item.me.is_some() && locals.first() != item.me.as_ref() {
            let instance = item.receives.and_then(|message| self.ir[message].to.instance);
            values.insert(0, instance.map_or(Value::Id(0), |field| values[field].clone()));
        }
        values
    }

    fn argument_types(&self, action: ActionId, locals: &[usize]) -> Vec<&Type> {
        locals.iter().map(|&local| &self.ir[action].body.locals[local].ty).collect()
    }
}

/// An index that the width check has found to fit.
fn narrow(index: u64) -> u32 {
    u32::try_from(index).expect("the width check bounds every index")
}
