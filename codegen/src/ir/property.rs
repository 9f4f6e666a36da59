//! What must be true.

use super::body::{Expr, Local};
use super::{At, MessageId, Span};

/// A property.
#[derive(Clone, Debug)]
pub struct Property {
    /// The function's name.
    pub name: String,
    /// The doc comment: its first sentence is the property's name in words.
    pub doc: String,
    /// Where.
    pub span: Span,
    /// What is claimed of the predicate.
    pub kind: PropertyKind,
    /// The first `parameters` locals are ids that range over their sorts.
    pub parameters: usize,
    /// All locals of the predicates.
    pub locals: Vec<Local>,
    /// The predicate, as written; the trigger of a `LeadsTo`.
    pub predicate: Expr,
    /// The goal of a `LeadsTo`.
    pub goal: Option<Expr>,
    /// `#[refuted]`: known to break, and must.
    pub refuted: Option<Refuted>,
}

/// What is claimed of a predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyKind {
    /// In every reachable state, for all ids.
    Always,
    /// In no reachable state, for any ids.
    Never,
    /// Every transition, for all ids: the predicate reads places before and after.
    Action,
    /// In some reachable state, for some ids.
    Reachable,
    /// From the trigger on, the goal comes, for all ids.
    LeadsTo,
    /// From every reachable state a state that satisfies it can be reached.
    AlwaysPossible,
}

/// Where a property is known to break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refuted {
    /// Where.
    pub at: At,
}

/// A declared final state.
#[derive(Clone, Debug)]
pub struct FinalState {
    /// The function's name.
    pub name: String,
    /// Where.
    pub span: Span,
    /// All locals of the predicate.
    pub locals: Vec<Local>,
    /// The predicate.
    pub predicate: Expr,
    /// Messages that may still wait on a bag or FIFO.
    pub remaining: Vec<MessageId>,
}
