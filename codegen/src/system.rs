//! A protocol at a scope, as something to explore: packed states in, labelled successors out.
//!
//! The packed interpreter and every emitted model implement [`System`] over the same layout, so that their states can be
//! compared bit for bit. A state is `W` words.

use crate::ir::{ChannelId, MessageId, PropertyId, SortId, Span, VariableId};

/// Something to explore.
pub trait System<const W: usize>: Send + Sync {
    /// The one initial state.
    fn initial(&self) -> [u64; W];

    /// Reports every transition out of `state`, every edge of the scope that it touches, and every defect.
    ///
    /// A transition is reported once for each distinct label; the order is deterministic and otherwise unspecified.
    fn expand<K: Sink<W>>(&self, state: &[u64; W], sink: &mut K);

    /// Whether a state satisfies a state property: for `Always` and `Never` that it is not violated here, for
    /// `Reachable` that it is witnessed here, for `AlwaysPossible` that the goal holds here. Not asked for other kinds.
    fn holds(&self, property: PropertyId, state: &[u64; W]) -> bool;

    /// Whether a state may violate an `Always` or a `Never` property: where it may not, all of them hold. One answer for
    /// all of them costs far less than asking one by one.
    fn may_violate(&self, state: &[u64; W]) -> bool {
        let _ = state;
        true
    }

    /// Whether a transition satisfies an `Action` property.
    fn step_holds(&self, property: PropertyId, before: &[u64; W], after: &[u64; W]) -> bool;

    /// Whether a state is one of the declared final states, with nothing waiting but what that declaration allows.
    fn is_final(&self, state: &[u64; W]) -> bool;
}

/// Receives what [`System::expand`] finds.
pub trait Sink<const W: usize> {
    /// Whether `outputs` are wanted; without, they are empty.
    const LABELLED: bool;

    /// A transition. `next` may equal the state expanded.
    fn step(&mut self, event: EventCode, outputs: &[OutputCode], next: &[u64; W]);

    /// An enabled event whose run leaves the scope here.
    fn edge(&mut self, event: EventCode, cause: Edge);

    /// An enabled event that breaks a rule of the semantics.
    fn defect(&mut self, event: EventCode, defect: Defect);
}

/// What happened, as numbers; [`crate::layout`] decodes them.
///
/// With A actions, M messages and S sorts, `kind` is: an action's index; A + m when message m is dropped; A + M + m when
/// it is lost; A + 2M + m when it is repeated; A + 3M + s when an id of sort s is drained.
///
/// `index` is the mixed-radix number of the arguments, first argument most significant: an action's `me` (left out
/// where the received message names the instance), payload and choices; a message's fields; the id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventCode {
    /// Which event.
    pub kind: u16,
    /// 0: not interrupted. Otherwise a crash struck after the commit, with `(interruption - 1) / 2` outputs delivered; it
    /// is even when the next output, of an at-most-once effect, had been marked as released and is lost.
    pub interruption: u16,
    /// The arguments.
    pub index: u32,
}

/// Something that left, as numbers: `kind` is an effect's index, or the number of effects plus a message's index; `index`
/// is the mixed-radix number of its fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputCode {
    /// Which effect or message.
    pub kind: u16,
    /// Its fields.
    pub index: u32,
}

/// Why a run leaves the scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edge {
    /// A fresh id was wanted and none is free.
    NoFreeId(SortId),
    /// A bag or FIFO has no room.
    ChannelFull(ChannelId),
}

/// A rule of the semantics that a run breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Defect {
    /// A write goes beyond the bound of a count or a queue. For an outbox the span is the variable's own.
    BoundExceeded(VariableId, Span),
    /// A count in a message, effect, struct or variant goes beyond its bound, or arithmetic leaves the naturals.
    Arithmetic(Span),
    /// A message is deliverable, no handler is enabled, and the message does not say what then. The event is its drop. While
    /// an instance that may receive it is down, the message waits.
    Unhandled(MessageId),
    /// Two handlers of one delivery are enabled. The event is the message's drop; what the handlers do is reported too.
    Ambiguous(MessageId),
}
