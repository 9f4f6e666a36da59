//! What a protocol declares: sorts, data, messages, effects, components and their variables.

use super::{Bound, ChannelId, ComponentId, MessageId, ParameterId, SortId, Span, Type};

/// An id sort.
#[derive(Clone, Debug)]
pub struct Sort {
    /// `Session`.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// Where.
    pub span: Span,
    /// How many are live at once: the parameter named like the sort in snake case (`session`).
    pub parameter: ParameterId,
    /// `#[node]`: there from the start and for ever (a server, a resource manager), never free, never fresh.
    pub fixed: bool,
    /// Some action takes a fresh id of it (`fresh!`, `#[opens]`); such ids come back and may be drained.
    pub recycled: bool,
}

/// A named, typed field of a struct, variant, message or effect. Always scalar.
#[derive(Clone, Debug)]
pub struct Field {
    /// The field's name; `0`, `1`, … in a tuple variant.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// Its type.
    pub ty: Type,
}

/// A struct of plain data.
#[derive(Clone, Debug)]
pub struct Struct {
    /// `Image`.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// Where.
    pub span: Span,
    /// `#[document]`: in production a type of the caller's own, of which a Machine knows no more than these fields.
    pub document: bool,
    /// The fields, in order.
    pub fields: Vec<Field>,
}

/// An enum of plain data.
#[derive(Clone, Debug)]
pub struct Enum {
    /// `Progress`.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// Where.
    pub span: Span,
    /// The variants, in order, the initial one first: the default of every enum is variant 0.
    pub variants: Vec<Variant>,
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// `Queued`.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// Where.
    pub span: Span,
    /// Its payload.
    pub fields: Vec<Field>,
}

/// A number that every scope gives.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// As written in `#[scope]`.
    pub name: String,
    /// What it counts.
    pub kind: ParameterKind,
}

/// What a parameter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// Ids of the sort that are live at once; at least 1.
    Ids(SortId),
    /// A capacity or an upper bound of a count.
    Capacity,
    /// How often a fault may strike; may be `unlimited`.
    Budget,
}

/// A role, a store or a ghost: something that owns variables.
#[derive(Clone, Debug)]
pub struct Component {
    /// `Kiosk`.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// Where.
    pub span: Span,
    /// Which of the three.
    pub kind: ComponentKind,
    /// `per = Session`: one instance for each id; every variable of it is then a `Map` from the sort.
    pub per: Option<SortId>,
}

/// Which kind of component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComponentKind {
    /// Acts; owns its state.
    Role,
    /// State that several roles reach in declared transactions.
    Store,
    /// Observes inputs, messages and effects; decides nothing.
    Ghost,
}

/// A declared value of the state, or one that the semantics adds.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The field's name.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// Where.
    pub span: Span,
    /// Whose it is.
    pub component: ComponentId,
    /// Its type; for a component that is one per id, a `Map` from that sort to the declared type.
    pub ty: Type,
    /// Survives a crash.
    pub durable: bool,
    /// Declared, or added.
    pub role: VariableRole,
}

/// Why a variable is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableRole {
    /// A field in the source.
    Declared,
    /// Added for each component with a `#[crash]`: it is down until it recovers. A `bool` (per instance).
    Down,
    /// Added for each component with a `#[crash]` whose actions have outputs that an outbox keeps (effects of every
    /// kind, messages on a bag or FIFO): a `Queue` of a synthesised struct `{ delivered: bool, output: <enum> }` whose
    /// enum has one variant for each such output, named like it, in the order effects then messages, with its fields.
    Outbox,
}

/// A channel.
#[derive(Clone, Debug)]
pub struct Channel {
    /// The message's name (`any`), or the name given in the source.
    pub name: String,
    /// The discipline.
    pub kind: ChannelKind,
    /// What travels on it: one message on an `any` channel.
    pub messages: Vec<MessageId>,
}

/// How a channel delivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    /// A set that is read and not taken: any loss, repetition and reordering.
    Any,
    /// A multiset: each message once, in any order; loss and repetition on budgets.
    Bag {
        /// How many messages it holds.
        capacity: Bound,
        /// The budget for losing one.
        loss: Option<ParameterId>,
        /// The budget for doubling one.
        repeat: Option<ParameterId>,
    },
    /// A queue for each pair of sender and receiver instances.
    Fifo {
        /// How many messages each queue holds.
        capacity: Bound,
    },
}

/// One end of a message's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The role.
    pub component: ComponentId,
    /// `to = Kiosk[session]`: the field of the message that names the instance. `None` for a role that is one, and for a
    /// message on an `any` or bag channel that any instance may receive.
    pub instance: Option<usize>,
}

/// A message.
#[derive(Clone, Debug)]
pub struct Message {
    /// `Certificate`.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// Where.
    pub span: Span,
    /// The payload.
    pub fields: Vec<Field>,
    /// On which channel.
    pub channel: ChannelId,
    /// Who sends it.
    pub from: Endpoint,
    /// Who receives it.
    pub to: Endpoint,
    /// What happens to one that no handler is enabled for.
    pub otherwise: Otherwise,
}

/// What happens to a deliverable message for which no handler is enabled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Otherwise {
    /// It is taken and forgotten. On an `any` channel nothing changes and it is no transition.
    Drop,
    /// It waits.
    Keep,
    /// That is a violation.
    #[default]
    Defect,
}

/// An effect: something that leaves for the world.
#[derive(Clone, Debug)]
pub struct Effect {
    /// `Print`.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// Where.
    pub span: Span,
    /// The payload.
    pub fields: Vec<Field>,
    /// What a crash may do to it.
    pub delivery: Delivery,
}

/// What a crash between commit and delivery may do to an effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Delivered again after a crash if it may not have been.
    AtLeastOnce {
        /// The fields by which the receiver recognises a repeat; empty when it does not.
        key: Vec<usize>,
    },
    /// Marked as released before it leaves, never repeated: a crash may lose it.
    AtMostOnce,
}

impl Type {
    /// The type of one entry, for a `Map`; the type itself otherwise.
    #[must_use]
    pub fn entry(&self) -> &Self {
        match self {
            Self::Map(_, entry) => entry,
            other => other,
        }
    }
}
