//! Bodies: what an action does, in expressions and statements without patterns, methods or calls.

use super::{EffectId, MessageId, ParameterId, SortId, Span, StructId, Type, VariableId};

/// A local of a body: a parameter, a field of the received message, a `let`, a loop or quantifier variable.
#[derive(Clone, Debug)]
pub struct Local {
    /// As in the source; invented ones start with `__`.
    pub name: String,
    /// Always scalar.
    pub ty: Type,
}

/// The number of a local in its body. Every binder has a number of its own: nothing is ever shadowed.
pub type LocalId = usize;

/// A body: its locals and its statements.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// All locals. The first ones are the owner's arguments, in the order that the owner documents.
    pub locals: Vec<Local>,
    /// What is done, in order.
    pub statements: Vec<Statement>,
}

/// A statement and where it stands.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it does.
    pub kind: StatementKind,
    /// Where.
    pub span: Span,
}

/// What a statement does.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// Binds a local.
    Let(LocalId, Expr),
    /// `require!`: the action is not enabled unless this holds. `refuse!()` is one on `false`.
    Require(Expr),
    /// `fresh!`: binds any free id, other than those this run of the body has already taken.
    Fresh(LocalId, SortId),
    /// Writes a scalar. A count beyond the bound of the place is a defect.
    Assign(Place, Expr),
    /// Sets a place of any type to its default.
    Reset(Place),
    /// Adds an id to a set.
    Insert(Place, Expr),
    /// Takes an id out of a set, or each occurrence of a value out of a queue.
    Remove(Place, Expr),
    /// Appends to a queue. Beyond its bound is a defect.
    PushBack(Place, Expr),
    /// Takes the head of a queue away; nothing when it is empty.
    PopFront(Place),
    /// Sends a message.
    Send(MessageId, Vec<Expr>),
    /// Lets an effect out.
    Emit(EffectId, Vec<Expr>),
    /// Branches.
    If(Expr, Vec<Statement>, Vec<Statement>),
    /// Runs its body for every id of a sort: in the order of the ids when it commutes (`ordered == false`), and in every
    /// order, as a choice, for `any_order(..)` (`ordered == true`).
    ForEach {
        /// The loop variable.
        local: LocalId,
        /// Over all ids of this sort.
        sort: SortId,
        /// Every order is explored.
        ordered: bool,
        /// What is done for each.
        body: Vec<Statement>,
    },
    /// `ignore!()`: nothing, deliberately.
    Ignore,
}

/// A place in the state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which variable.
    pub variable: VariableId,
    /// In an action property: the value after the step. `false` everywhere else.
    pub after: bool,
    /// The way into it. For a component that is one per id it starts with the instance's index.
    pub path: Vec<Projection>,
}

/// One step into a value in place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Projection {
    /// The entry of a map.
    Index(Box<Expr>),
    /// A field of a struct.
    Field(StructId, usize),
}

/// An expression. Pure, total but for arithmetic, and always scalar.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Expr {
    /// A truth value.
    Bool(bool),
    /// A number.
    Count(u32),
    /// A bound: `is_full` and friends.
    Bound(super::Bound),
    /// The number of ids of a sort in the scope (`Session::all().count()`).
    Parameter(ParameterId),
    /// A local.
    Local(LocalId),
    /// The scalar in a place.
    Read(Place),
    /// `Some(x)`, `None`, `Progress::Queued { .. }`.
    Variant {
        /// An `Option` or an `Enum`.
        ty: Type,
        /// Which variant.
        variant: usize,
        /// Its payload, in declaration order.
        fields: Vec<Expr>,
    },
    /// `Image { .. }`.
    Struct {
        /// Which struct.
        id: StructId,
        /// Its fields, in declaration order.
        fields: Vec<Expr>,
    },
    /// A field of a struct value.
    Field {
        /// The struct value.
        of: Box<Expr>,
        /// Its type.
        id: StructId,
        /// Which field.
        field: usize,
    },
    /// Whether a value is of a variant.
    Is {
        /// The value.
        of: Box<Expr>,
        /// Its type: an `Option` or an `Enum`.
        ty: Type,
        /// Which variant.
        variant: usize,
    },
    /// A field of a variant's payload. Only evaluated where `Is` holds.
    Payload {
        /// The value.
        of: Box<Expr>,
        /// Its type: an `Option` or an `Enum`.
        ty: Type,
        /// Which variant.
        variant: usize,
        /// Which field of it.
        field: usize,
    },
    /// The empty set.
    EmptySet(SortId),
    /// Whether an id is in a set.
    Contains(Box<Expr>, Box<Expr>),
    /// How many ids are in a set.
    Cardinality(Box<Expr>),
    /// How long a queue is.
    Length(Place),
    /// The head of a queue: an `Option`.
    Front(Place),
    /// Whether a value is in a queue.
    Queued(Place, Box<Expr>),
    /// Both scalars of one type.
    Equal(Box<Expr>, Box<Expr>),
    /// Counts only.
    Less(Box<Expr>, Box<Expr>),
    /// Counts only; beyond 2^32 - 1 is a defect.
    Add(Box<Expr>, Box<Expr>),
    /// Counts only; below zero is a defect.
    Subtract(Box<Expr>, Box<Expr>),
    /// Negation.
    Not(Box<Expr>),
    /// Conjunction, left to right, stopping at the first `false`. Empty: `true`.
    And(Vec<Expr>),
    /// Disjunction, left to right, stopping at the first `true`. Empty: `false`.
    Or(Vec<Expr>),
    /// A conditional expression; only the taken branch is evaluated.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Binds a local in an expression.
    Let(LocalId, Box<Expr>, Box<Expr>),
    /// Over all ids of a sort.
    Quantified {
        /// Which quantifier.
        quantifier: Quantifier,
        /// The bound variable.
        local: LocalId,
        /// Its sort.
        sort: SortId,
        /// What is said of it.
        body: Box<Expr>,
    },
}

/// A quantifier over the ids of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// For some id.
    Any,
    /// For every id.
    All,
    /// For how many ids: a count.
    Count,
}
