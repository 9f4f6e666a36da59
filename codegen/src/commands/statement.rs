//! What programs are written in: places, expressions and statements.

use super::program::{EnumerationId, Index, PredicateId, ProcedureId, RecordId, Shape, VariableId};
use crate::ir::SortId;

/// A local: a parameter, the variable of a loop or quantifier, or a value that is kept. Every binder has a local of its own.
#[derive(Clone, Debug)]
pub struct Local {
    /// In snake case. No two locals of an owner have the same name, and none has that of a variable of the state.
    pub name: String,
    /// What it holds. A parameter or the variable of a loop or quantifier is a cell that is never nothing.
    pub shape: Shape,
}

/// The number of a local among those of its owner.
pub type LocalId = usize;

/// A place: a part of the state, of a local, or of the state before the command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where the way starts.
    pub root: Root,
    /// The way.
    pub path: Vec<Step>,
}

/// Where the way to a place starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// A variable of the state.
    Variable(VariableId),
    /// A variable as it was before the command: in an action property only.
    Before(VariableId),
    /// A local of the owner.
    Local(LocalId),
}

/// A step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A field of a record.
    Field(RecordId, usize),
    /// An entry of an array.
    Index(Box<Expr>),
}

/// An expression: a value that is never nothing. Conjunction, disjunction and `If` look at no more than they need, and what
/// they don't look at may have no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(u32),
    /// A tag.
    Tag(EnumerationId, usize),
    /// An id of a numbered sort, from 0.
    Id(SortId, usize),
    /// What a cell holds. It is read only where there is something.
    Read(Place),
    /// Whether an optional cell holds nothing.
    IsNothing(Place),
    /// Both of one kind.
    Equal(Box<Expr>, Box<Expr>),
    /// Numbers.
    Less(Box<Expr>, Box<Expr>),
    /// Numbers.
    Add(Box<Expr>, Box<Expr>),
    /// Numbers; never below 0.
    Subtract(Box<Expr>, Box<Expr>),
    /// Negation.
    Not(Box<Expr>),
    /// Conjunction; of none it is true.
    And(Vec<Expr>),
    /// Disjunction; of none it is false.
    Or(Vec<Expr>),
    /// A value by a condition.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Over all values of an index.
    Quantified {
        /// Which.
        quantifier: Quantifier,
        /// What it binds.
        local: LocalId,
        /// What it ranges over.
        over: Index,
        /// What is said.
        body: Box<Expr>,
    },
    /// A named condition.
    Call(PredicateId, Vec<Expr>),
}

/// A quantifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// For some value.
    Exists,
    /// For every value.
    All,
    /// For how many: a number.
    Count,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// Writes a cell, of the state or of a local.
    Assign(Place, Expr),
    /// Writes what another place of the same shape holds, nothing included. The two don't overlap.
    Copy {
        /// The place that is written.
        to: Place,
        /// The place that is read.
        from: Place,
    },
    /// Clears every cell in a place.
    Clear(Place),
    /// Branches.
    If(Expr, Vec<Statement>, Vec<Statement>),
    /// For every value of an index. Numbers come in ascending order; the order of others is of no consequence.
    For {
        /// What it binds.
        local: LocalId,
        /// What it ranges over.
        over: Index,
        /// What is done for each.
        body: Vec<Statement>,
    },
    /// A named change.
    Call(ProcedureId, Vec<Expr>),
    /// A rule of the semantics is broken here, for this reason: what `NoDefect` excludes. Where that is not asked this does
    /// nothing; what follows leaves the state as it was before the command.
    Broken(String),
    /// The run leaves the scope here, for this reason, and is cut; what follows leaves the state as it was.
    Leaves(String),
}
