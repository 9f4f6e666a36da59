//! Labels: what happened in a transition, and what left.

use super::Value;
use crate::ir::{ActionId, EffectId, MessageId, SortId};

/// A message with its payload.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Packet {
    /// Which message.
    pub message: MessageId,
    /// Its fields.
    pub fields: Vec<Value>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Event {
    /// The action, or the channel's doing.
    pub occurrence: Occurrence,
    /// A crash struck between the action's commit and the delivery of its outputs.
    pub interruption: Option<Interruption>,
}

/// What occurred, but for a crash in the middle of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occurrence {
    /// An action with all of its arguments: `me`, payload, choices.
    Action(ActionId, Vec<Value>),
    /// A message for which no handler was enabled was taken and forgotten.
    Drop(Packet),
    /// A message was lost.
    Lose(Packet),
    /// A message was doubled.
    Repeat(Packet),
    /// An id that only old messages still named was forgotten, with them.
    Drain(SortId, usize),
}

/// How far the delivery had come when the crash struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interruption {
    /// How many outputs had been delivered (messages on `any` channels not counted).
    pub delivered: usize,
    /// The next one, an at-most-once effect, had been marked as released: it never comes.
    pub lost: bool,
}

/// Something that left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Output {
    /// For the world.
    Effect(EffectId, Vec<Value>),
    /// For another role.
    Message(Packet),
}

/// The label of a transition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// What happened.
    pub event: Event,
    /// What was delivered, in order.
    pub outputs: Vec<Output>,
}

impl From<Occurrence> for Event {
    fn from(occurrence: Occurrence) -> Self {
        Self { occurrence, interruption: None }
    }
}

impl Output {
    /// The fields.
    #[must_use]
    pub fn fields(&self) -> &[Value] {
        match self {
            Self::Effect(_, fields) => fields,
            Self::Message(packet) => &packet.fields,
        }
    }
}
