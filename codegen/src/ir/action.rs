//! Actions and observers.

use super::body::LocalId;
use super::{ActionId, At, Body, ComponentId, EffectId, MessageId, ParameterId, Span};

/// An action: with its arguments, one kind of transition.
#[derive(Clone, Debug)]
pub struct Action {
    /// The function's name.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// Where.
    pub span: Span,
    /// Whose it is.
    pub component: ComponentId,
    /// What starts it.
    pub kind: ActionKind,
    /// The message it receives: all of a `Receive`, and a fault that strikes at a delivery.
    pub receives: Option<MessageId>,
    /// How it is treated by liveness.
    pub fairness: Fairness,
    /// `#[dead]`: never taken, and must not be.
    pub dead: Option<Dead>,
    /// The instance: always local 0 where the component is one per id.
    pub me: Option<LocalId>,
    /// The fields of the received message, all of them, in order: the locals after `me`.
    pub payload: Vec<LocalId>,
    /// Further parameters, each a choice among all values of its type: the locals after the payload.
    pub choices: Vec<LocalId>,
    /// What it does. Its locals start with `me`, payload, choices.
    pub body: Body,
}

/// What starts an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// The world.
    Input {
        /// `#[opens]`: `me` is any free id.
        opens: bool,
    },
    /// A message.
    Receive,
    /// The role itself.
    Step,
    /// A deadline; armed while the guard holds.
    Timeout {
        /// `after = "30s"`. Not examined; part of the machine fingerprint only.
        after: Option<String>,
    },
    /// Something goes wrong. `None`: unlimited whatever the scope says.
    Fault {
        /// What is left of it.
        budget: Option<ParameterId>,
    },
    /// The instance goes down and loses what is not durable, after the body has run.
    Crash {
        /// What is left of it.
        budget: Option<ParameterId>,
    },
    /// The instance comes up, delivers its outbox, and runs the body.
    Recover,
}

impl ActionKind {
    /// The budget it draws on.
    #[must_use]
    pub fn budget(&self) -> Option<ParameterId> {
        match self {
            Self::Fault { budget } | Self::Crash { budget } => *budget,
            _ => None,
        }
    }

    /// Whether the protocol itself takes it: not an input, not a fault.
    #[must_use]
    pub fn is_progress(&self) -> bool {
        matches!(self, Self::Receive | Self::Step | Self::Timeout { .. } | Self::Recover)
    }
}

/// Where an action is dead: enabled in no reachable state, as the literature on Petri nets says of a transition (T. Murata,
/// *Petri nets: properties, analysis and applications*, 1989).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dead {
    /// Where.
    pub at: At,
}

impl Action {
    /// Whether it says that it is never taken in a scope.
    #[must_use]
    pub fn is_dead(&self, scope: &str) -> bool {
        self.dead.as_ref().is_some_and(|dead| dead.at.covers(scope))
    }
}

/// How liveness treats an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fairness {
    /// May be put off for ever.
    Unfair,
    /// Not put off for ever while it stays enabled.
    Weak,
    /// Not put off for ever while it keeps being enabled.
    Strong,
}

/// What a ghost writes when it sees something.
#[derive(Clone, Debug)]
pub struct Observer {
    /// The function's name.
    pub name: String,
    /// Where.
    pub span: Span,
    /// The ghost.
    pub component: ComponentId,
    /// What it sees.
    pub trigger: Trigger,
    /// What it writes. Its first locals are all that the trigger carries, in order: an action's `me`, payload and
    /// choices; a message's or effect's fields.
    pub body: Body,
}

/// What an observer sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// An action of the world: an input or a fault, when it is taken.
    Action(ActionId),
    /// A message, when it is sent.
    Send(MessageId),
    /// An effect, when it is delivered.
    Effect(EffectId),
}
