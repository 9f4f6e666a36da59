//! Scopes: how large, and how many faults.

use core::fmt;

use super::{Bound, Ir, ParameterId, ParameterKind, SortId, Span};

/// A named scope.
#[derive(Clone, Debug)]
pub struct Scope {
    /// `quick`.
    pub name: String,
    /// Where.
    pub span: Span,
    /// What it is for; all purposes when the source names none.
    pub purposes: Vec<Purpose>,
    /// The numbers.
    pub sizes: Sizes,
}

/// What a scope is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Safety properties and witnesses.
    Safety,
    /// Liveness properties.
    Liveness,
    /// The conformance walk.
    Walk,
}

/// A value for every parameter of an IR, by [`ParameterId`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sizes(pub Vec<Amount>);

/// A number, or no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Amount {
    /// At most so many.
    AtMost(u32),
    /// No limit: a budget only.
    Unlimited,
}

impl Sizes {
    /// The number for a parameter; `None` when unlimited.
    #[must_use]
    pub fn get(&self, parameter: ParameterId) -> Option<u32> {
        match self.0[parameter.0] {
            Amount::AtMost(number) => Some(number),
            Amount::Unlimited => None,
        }
    }

    /// How many ids of a sort there are.
    ///
    /// # Panics
    /// Never on sizes that resolution accepted: only a budget may be unlimited.
    #[must_use]
    pub fn ids(&self, ir: &Ir, sort: SortId) -> u32 {
        self.get(ir[sort].parameter).expect("a sort is never unlimited")
    }

    /// The number behind a bound.
    ///
    /// # Panics
    /// Never on sizes that resolution accepted: only a budget may be unlimited.
    #[must_use]
    pub fn bound(&self, bound: Bound) -> u32 {
        match bound {
            Bound::Literal(number) => number,
            Bound::Parameter(parameter) => self.get(parameter).expect("a capacity is never unlimited"),
        }
    }

    /// The budgets that are counted in the state: those with a limit, in order.
    pub fn counted_budgets<'a>(&'a self, ir: &'a Ir) -> impl Iterator<Item = (ParameterId, u32)> + 'a {
        ir.parameters.iter().enumerate().filter_map(|(index, parameter)| match (parameter.kind, self.0[index]) {
            (ParameterKind::Budget, Amount::AtMost(number)) => Some((ParameterId(index), number)),
            _ => None,
        })
    }
}

/// The scopes in which something is claimed; none are all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At(pub Vec<String>);

impl At {
    /// Whether it is claimed in this scope.
    #[must_use]
    pub fn covers(&self, scope: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|at| at == scope)
    }
}

/// ` at quick, full`; nothing where it is all of them.
impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, " at {}", self.0.join(", ")) }
    }
}
