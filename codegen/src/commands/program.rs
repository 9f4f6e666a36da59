//! What a program of guarded commands is made of.

use crate::ir::query::Event;
use crate::ir::{Fairness, SortId};

pub use super::statement::{Expr, Local, LocalId, Place, Quantifier, Root, Statement, Step};

/// A program: a protocol at a scope. Everything is in the order in which it may be read: what is named is defined before.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The protocol's name, in snake case.
    pub name: String,
    /// Its doc comment.
    pub doc: String,
    /// The id sorts, by [`SortId`].
    pub sorts: Vec<Sort>,
    /// Enumerations without payload.
    pub enumerations: Vec<Enumeration>,
    /// Records; each uses only earlier ones.
    pub records: Vec<Record>,
    /// The state: it is these values and nothing else.
    pub variables: Vec<Variable>,
    /// Done once, when every cell is clear: constants assigned to variables of one cell.
    pub start: Vec<Statement>,
    /// Named conditions over the state; each calls only earlier ones.
    pub predicates: Vec<Predicate>,
    /// Named changes of the state; each calls only earlier ones.
    pub procedures: Vec<Procedure>,
    /// The commands.
    pub commands: Vec<Command>,
    /// What may be asked.
    pub claims: Vec<Claim>,
}

/// Defines an index type into one of the tables of a [`Program`].
macro_rules! index {
    ($($(#[$doc:meta])* $name:ident => $table:ident: $row:ty),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub usize);

        impl core::ops::Index<$name> for Program {
            type Output = $row;
            fn index(&self, index: $name) -> &$row {
                &self.$table[index.0]
            }
        }
    )*};
}

index! {
    /// An enumeration.
    EnumerationId => enumerations: Enumeration,
    /// A record type.
    RecordId => records: Record,
    /// A variable of the state.
    VariableId => variables: Variable,
    /// A named condition.
    PredicateId => predicates: Predicate,
    /// A named change.
    ProcedureId => procedures: Procedure,
}

impl core::ops::Index<SortId> for Program {
    type Output = Sort;
    fn index(&self, index: SortId) -> &Sort {
        &self.sorts[index.0]
    }
}

/// An id sort.
#[derive(Clone, Debug)]
pub struct Sort {
    /// `Session`.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// How many ids there are.
    pub size: usize,
    /// The program names single ids of it ([`Expr::Id`]), so that they are numbers from 0; otherwise nothing tells one
    /// from another (a scalarset).
    pub numbered: bool,
}

/// An enumeration.
#[derive(Clone, Debug)]
pub struct Enumeration {
    /// `Progress`. No two enumerations, records or sorts have the same name.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// The tags, at least one; the first is that of a clear cell.
    pub tags: Vec<Tag>,
}

/// A tag of an enumeration.
#[derive(Clone, Debug)]
pub struct Tag {
    /// `Queued`. Other enumerations may have a tag of this name.
    pub name: String,
    /// The doc comment.
    pub doc: String,
}

/// A record type.
#[derive(Clone, Debug)]
pub struct Record {
    /// `Image`.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// At least one.
    pub fields: Vec<Field>,
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// In snake case.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// What it holds.
    pub shape: Shape,
}

/// What a place holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One value; `optional`: or nothing.
    ///
    /// An id in a place is always optional, since a dead slot holds nothing; so is what an `Option` holds.
    Cell {
        /// Of what.
        kind: Kind,
        /// There may be nothing; a clear cell then holds nothing.
        optional: bool,
    },
    /// Named fields.
    Record(RecordId),
    /// One for each value of the index. A set of ids is an array of truth values.
    Array(Index, Box<Shape>),
}

/// What a cell holds. A clear cell that is not optional holds `false`, 0 or the first tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A truth value.
    Bool,
    /// A number from 0 to this, inclusive.
    Number(u32),
    /// An id.
    Id(SortId),
    /// A tag.
    Tag(EnumerationId),
}

/// What an array, a quantifier, a loop or a parameter ranges over: every value of a kind, and never nothing.
pub type Index = Kind;

/// A variable of the state.
#[derive(Clone, Debug)]
pub struct Variable {
    /// In snake case.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// What it holds.
    pub shape: Shape,
}

/// A named condition.
#[derive(Clone, Debug)]
pub struct Predicate {
    /// In camel case. No two predicates, procedures, commands or claims have the same name.
    pub name: String,
    /// What it means.
    pub doc: String,
    /// The parameters first.
    pub locals: Vec<Local>,
    /// How many parameters.
    pub parameters: usize,
    /// The condition.
    pub body: Expr,
}

/// A named change.
#[derive(Clone, Debug)]
pub struct Procedure {
    /// In camel case.
    pub name: String,
    /// What it does.
    pub doc: String,
    /// The parameters first. All other locals start clear.
    pub locals: Vec<Local>,
    /// How many parameters; they are never written.
    pub parameters: usize,
    /// What is done.
    pub body: Vec<Statement>,
}

/// A command: for all values of its parameters, where the guard holds, the body is one transition.
///
/// The guard says all that can be said of the state before. A body that finds out later that it cannot be carried out says
/// why ([`Statement::Leaves`], [`Statement::Broken`]) and leaves the state as it was.
#[derive(Clone, Debug)]
pub struct Command {
    /// In camel case: the protocol's own name, with what tells it from others where one action is several commands.
    pub name: String,
    /// The doc comment.
    pub doc: String,
    /// Which of the protocol's events this is.
    pub event: Event,
    /// A crash strikes after the event's commit.
    pub interrupted: bool,
    /// The parameters first. All other locals start clear.
    pub locals: Vec<Local>,
    /// What each parameter ranges over.
    pub parameters: Vec<Index>,
    /// Whether it is enabled and can be carried out.
    pub guard: Expr,
    /// Where it is enabled and cannot be carried out, and why: never where the guard holds.
    pub stops: Vec<Stop>,
    /// What it does.
    pub body: Vec<Statement>,
    /// Whether it changes anything where the guard holds, asked of the state before, where liveness assumes something of
    /// it; `None` where that shows only when it is done.
    pub changes: Option<Expr>,
    /// What liveness may assume of the event; never anything of an interrupted one.
    pub fairness: Fairness,
    /// The parameters (by number) that tell one fair instance of the event from another. Commands of one event have as many,
    /// in the same order, and those that agree in them are one fair instance together.
    pub instance: Vec<usize>,
    /// Whether the protocol takes it by itself: where it changes something there is no deadlock.
    pub progress: bool,
}

/// An enabled command that cannot be carried out.
#[derive(Clone, Debug)]
pub struct Stop {
    /// When, whatever the guard says.
    pub when: Expr,
    /// Why.
    pub cause: Cause,
}

/// Why a command cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The run leaves the scope here, and is cut: why.
    Edge(String),
    /// A rule of the semantics is broken: which.
    Defect(String),
}

/// Something that may be asked.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What it is about.
    pub subject: crate::export::Subject,
    /// In camel case; the negation of what is never to be is `Never..`.
    pub name: String,
    /// What it says.
    pub doc: String,
    /// The locals of the expressions in it; the parameters of a `LeadsTo` or `Possible` first.
    pub locals: Vec<Local>,
    /// How to ask.
    pub question: Question,
}

/// How something is asked.
#[derive(Clone, Debug)]
pub enum Question {
    /// It holds in every state.
    Invariant(Expr),
    /// It holds in some state.
    Witness(Expr),
    /// It holds of every transition, one that changes nothing included: over the variables before (these need to be kept)
    /// and after.
    Transition(Vec<VariableId>, Expr),
    /// For all values of the parameters (the first locals): whenever the first holds, sooner or later the second.
    LeadsTo(Vec<Index>, Expr, Expr),
    /// For all values of the parameters (the first locals): from every state, a state can be reached in which the first holds,
    /// or one in which a command would leave the scope (the second): what lies beyond that nobody knows.
    Possible(Vec<Index>, Expr, Expr),
    /// No state breaks a rule: this is so in every state, and no body comes by a [`Statement::Broken`].
    NoDefect(Expr),
    /// It cannot be asked: why.
    Inexpressible(String),
}
