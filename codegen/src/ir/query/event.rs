//! Events: what may happen next, their numbers and their arguments.

use crate::ir::{ActionId, ChannelKind, Field, Ir, LocalId, MessageId, SortId, Type};

/// A kind of transition. Its number is the `kind` of an [`EventCode`](crate::system::EventCode).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// An action.
    Action(ActionId),
    /// A message for which no handler is enabled is dropped.
    Drop(MessageId),
    /// A message is lost on its bag.
    Lose(MessageId),
    /// A message is doubled on its bag.
    Repeat(MessageId),
    /// The messages of an id that nothing else names leave the `any` channels.
    Drain(SortId),
}

/// An argument of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// The parameter's or field's name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// The local of the action's body that holds it.
    pub local: Option<LocalId>,
}

/// Which instance of its component an action belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instance {
    /// There is only one.
    Single,
    /// The local `me`, an argument of the event.
    Argument(LocalId),
    /// The local `me`, which is the same as the field of the received message that is in the local `by`.
    Routed {
        /// The local `me`.
        me: LocalId,
        /// The local that holds the field.
        by: LocalId,
    },
}

impl Ir {
    /// How many kinds of events there are: the least number that is none.
    #[must_use]
    pub fn event_kinds(&self) -> usize {
        self.actions.len() + 3 * self.messages.len() + self.sorts.len()
    }

    /// Every kind of event, in the order of their numbers.
    pub fn events(&self) -> impl Iterator<Item = Event> + '_ {
        (0..=u16::MAX).take(self.event_kinds()).filter_map(|kind| self.event(kind))
    }

    /// The number of a kind of event.
    #[must_use]
    pub fn event_kind(&self, event: Event) -> u16 {
        let (actions, messages) = (self.actions.len(), self.messages.len());
        let kind = match event {
            Event::Action(action) => action.0,
            Event::Drop(message) => actions + message.0,
            Event::Lose(message) => actions + messages + message.0,
            Event::Repeat(message) => actions + 2 * messages + message.0,
            Event::Drain(sort) => actions + 3 * messages + sort.0,
        };
        u16::try_from(kind).unwrap_or(u16::MAX)
    }

    /// The kind of event behind a number.
    #[must_use]
    pub fn event(&self, kind: u16) -> Option<Event> {
        let (kind, messages) = (usize::from(kind), self.messages.len());
        let Some(beyond) = kind.checked_sub(self.actions.len()) else { return Some(Event::Action(ActionId(kind))) };
        let Some(sort) = beyond.checked_sub(3 * messages) else {
            let message = MessageId(beyond % messages);
            return Some([Event::Drop, Event::Lose, Event::Repeat][beyond / messages](message));
        };
        (sort < self.sorts.len()).then_some(Event::Drain(SortId(sort)))
    }

    /// Whether the protocol itself takes an event, so that a state in which it can happen is no deadlock.
    #[must_use]
    pub fn is_progress(&self, event: Event) -> bool {
        match event {
            Event::Action(action) => self[action].kind.is_progress(),
            // A drop from an `any` channel is no transition at all.
            Event::Drop(message) => self[self[message].channel].kind != ChannelKind::Any,
            Event::Lose(_) | Event::Repeat(_) | Event::Drain(_) => false,
        }
    }

    /// Which instance an action belongs to.
    #[must_use]
    pub fn instance_of(&self, action: ActionId) -> Instance {
        let action = &self[action];
        let Some(me) = action.me else { return Instance::Single };
        let routed = action.receives.and_then(|message| self[message].to.instance);
        match routed {
            Some(field) => Instance::Routed { me, by: action.payload[field] },
            None => Instance::Argument(me),
        }
    }

    /// The arguments of an event, in the order of its index: an action's `me` unless the received message names it, the
    /// payload, the choices; a message's fields; the drained id.
    #[must_use]
    pub fn arguments_of(&self, event: Event) -> Vec<Argument> {
        match event {
            Event::Action(action) => self.action_arguments(action),
            Event::Drop(message) | Event::Lose(message) | Event::Repeat(message) => {
                self[message].fields.iter().map(Argument::field).collect()
            }
            Event::Drain(sort) => {
                let name = self[self[sort].parameter].name.clone();
                vec![Argument { name, ty: Type::Id(sort), local: None }]
            }
        }
    }

    fn action_arguments(&self, id: ActionId) -> Vec<Argument> {
        let action = &self[id];
        let me = match self.instance_of(id) {
            Instance::Argument(me) => Some(me),
            Instance::Single | Instance::Routed { .. } => None,
        };
        let local = |local: LocalId, name: &str| {
            let ty = action.body.locals[local].ty.clone();
            Argument { name: name.to_owned(), ty, local: Some(local) }
        };
        let named = |index: LocalId| local(index, &action.body.locals[index].name);
        let fields = action.receives.map(|message| &*self[message].fields).unwrap_or_default();
        let payload = action.payload.iter().zip(fields).map(|(&index, field)| local(index, &field.name));
        me.into_iter().map(named).chain(payload).chain(action.choices.iter().map(|&index| named(index))).collect()
    }
}

impl Argument {
    fn field(field: &Field) -> Self {
        Self { name: field.name.clone(), ty: field.ty.clone(), local: None }
    }
}
