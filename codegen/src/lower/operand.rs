//! What an expression denotes, and what a name in scope stands for.

use crate::ir::{ComponentId, Expr, Place, Projection, SortId, Type};

/// A pure expression and its type. `None`, wherever it is optional, is poison: an error that has been reported.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) expr: Expr,
    pub(super) ty: Type,
}

impl Value {
    pub(super) fn bool(expr: Expr) -> Self {
        Self { expr, ty: Type::Bool }
    }

    pub(super) fn count(expr: Expr) -> Self {
        Self { expr, ty: Type::Count(None) }
    }
}

/// A value, or poison.
pub(super) type Typed = Option<Value>;

/// One instance of a component, as `self` or a parameter names it.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) component: ComponentId,
    /// The instance's index, for a component that is one per id.
    pub(super) path: Vec<Projection>,
    /// In an action property: after the step.
    pub(super) after: bool,
    /// Reached through `&mut`.
    pub(super) writable: bool,
}

/// What an expression denotes before it is read.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    Value(Value),
    Place {
        place: Place,
        ty: Type,
        writable: bool,
    },
    Instance(Instance),
    /// `&Map<Session, Kiosk>`: all instances.
    Instances {
        component: ComponentId,
        sort: SortId,
        after: bool,
    },
}

/// What a name in scope stands for.
#[derive(Clone, Debug)]
pub(super) enum Binding {
    Operand(Operand),
    /// Bound by something that had an error.
    Poison,
}
