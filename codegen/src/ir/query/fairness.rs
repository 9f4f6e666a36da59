//! What liveness may assume of each event, and which of its arguments tell one fair instance from another.

use super::Event;
use crate::ir::{ActionKind, ChannelKind, Fairness, Ir, MessageId, Type};

impl Ir {
    /// How liveness treats an event.
    ///
    /// A drop is the delivery of a message that nobody awaits, so it is as fair as the fairest handler of that message.
    /// What a channel does by itself (loss, repetition, forgetting an id) is never fair. An occurrence that a crash
    /// interrupts is an occurrence of the crash, so never fair either, whatever this says of the event.
    #[must_use]
    pub fn fairness_of(&self, event: Event) -> Fairness {
        match event {
            Event::Action(action) => self[action].fairness,
            Event::Drop(message) => {
                let handlers = self.handlers_of(message).map(|handler| self[handler].fairness);
                handlers.max_by_key(|fairness| *fairness as u8).unwrap_or_else(|| self.default_delivery(message))
            }
            Event::Lose(_) | Event::Repeat(_) | Event::Drain(_) => Fairness::Unfair,
        }
    }

    /// The positions, among the arguments of an event, of those by which fairness tells its instances apart: those whose
    /// type is an id sort (`me`, an id field of the message, a parameter). An id inside a struct, enum or set, a count and
    /// a choice drawn in the body are not among them.
    #[must_use]
    pub fn instance_arguments(&self, event: Event) -> Vec<usize> {
        let arguments = self.arguments_of(event);
        (0..arguments.len()).filter(|&position| matches!(arguments[position].ty, Type::Id(_))).collect()
    }

    /// Whether an event is a fault: something goes wrong, in a component or on a channel.
    #[must_use]
    pub fn is_fault(&self, event: Event) -> bool {
        match event {
            Event::Action(action) => matches!(self[action].kind, ActionKind::Fault { .. } | ActionKind::Crash { .. }),
            Event::Lose(_) | Event::Repeat(_) => true,
            Event::Drop(_) | Event::Drain(_) => false,
        }
    }

    /// The fairness of a delivery that says nothing of it: strong where the message can be lost, else weak.
    #[must_use]
    pub fn default_delivery(&self, message: MessageId) -> Fairness {
        match self[self[message].channel].kind {
            ChannelKind::Any | ChannelKind::Bag { loss: Some(_), .. } => Fairness::Strong,
            ChannelKind::Bag { loss: None, .. } | ChannelKind::Fifo { .. } => Fairness::Weak,
        }
    }
}
