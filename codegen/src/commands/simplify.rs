//! Expressions that are no longer than they need to be.

use super::program::{Expr, Index, LocalId, Quantifier};

impl Expr {
    /// Conjunction.
    pub(super) fn and(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all: Vec<Self> = Vec::new();
        for part in parts {
            match part {
                Self::Bool(true) => {}
                Self::Bool(false) => return Self::Bool(false),
                Self::And(inner) => inner.into_iter().for_each(|part| push(&mut all, part)),
                part => push(&mut all, part),
            }
        }
        if all.iter().any(|part| all.contains(&part.clone().not())) {
            return Self::Bool(false);
        }
        one_or(all, Self::Bool(true), Self::And)
    }

    /// Disjunction.
    pub(super) fn or(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut any: Vec<Self> = Vec::new();
        for part in parts {
            match part {
                Self::Bool(false) => {}
                Self::Bool(true) => return Self::Bool(true),
                Self::Or(inner) => inner.into_iter().for_each(|part| push(&mut any, part)),
                part => push(&mut any, part),
            }
        }
        if any.iter().any(|part| any.contains(&part.clone().not())) {
            return Self::Bool(true);
        }
        one_or(any, Self::Bool(false), Self::Or)
    }

    /// Negation.
    #[allow(clippy::should_implement_trait)]
    pub(super) fn not(self) -> Self {
        match self {
            Self::Bool(value) => Self::Bool(!value),
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// Where the first holds, the second does.
    pub(super) fn implies(self, conclusion: Self) -> Self {
        Self::or([self.not(), conclusion])
    }

    /// A truth value or number, by a condition.
    pub(super) fn choose(condition: Self, yes: Self, no: Self) -> Self {
        match (condition, yes, no) {
            (Self::Bool(true), yes, _) => yes,
            (Self::Bool(false), _, no) => no,
            (_, yes, no) if yes == no => yes,
            (condition, Self::Bool(true), no) => Self::or([condition, no]),
            (condition, Self::Bool(false), no) => Self::and([condition.not(), no]),
            (condition, yes, Self::Bool(true)) => Self::or([condition.not(), yes]),
            (condition, yes, Self::Bool(false)) => Self::and([condition, yes]),
            (condition, yes, no) => Self::If(Box::new(condition), Box::new(yes), Box::new(no)),
        }
    }

    /// Equality of two values of one kind.
    pub(super) fn equal(left: Self, right: Self) -> Self {
        match (left, right) {
            (left, right) if left == right => Self::Bool(true),
            (Self::Bool(true), other) | (other, Self::Bool(true)) => other,
            (Self::Bool(false), other) | (other, Self::Bool(false)) => other.not(),
            (left, right) if left.is_constant() && right.is_constant() => Self::Bool(false),
            // What becomes more or less is another number.
            (left, Self::Add(base, more) | Self::Subtract(base, more))
                if *base == left && matches!(*more, Self::Number(1..)) =>
            {
                Self::Bool(false)
            }
            (left, right) => Self::Equal(Box::new(left), Box::new(right)),
        }
    }

    /// The order of two numbers.
    pub(super) fn less(left: Self, right: Self) -> Self {
        match (left, right) {
            (Self::Number(left), Self::Number(right)) => Self::Bool(left < right),
            (_, Self::Number(0)) => Self::Bool(false),
            (left, right) => Self::Less(Box::new(left), Box::new(right)),
        }
    }

    /// The sum of two numbers.
    pub(super) fn plus(left: Self, right: Self) -> Self {
        match (left, right) {
            (Self::Number(0), other) | (other, Self::Number(0)) => other,
            (Self::Number(left), Self::Number(right)) if left.checked_add(right).is_some() => {
                Self::Number(left + right)
            }
            (left, right) => Self::Add(Box::new(left), Box::new(right)),
        }
    }

    /// The difference of two numbers, the first of which is not less.
    pub(super) fn minus(left: Self, right: Self) -> Self {
        match (left, right) {
            (other, Self::Number(0)) => other,
            (Self::Number(left), Self::Number(right)) if left >= right => Self::Number(left - right),
            (Self::Add(left, added), right) if *added == right => *left,
            (left, right) => Self::Subtract(Box::new(left), Box::new(right)),
        }
    }

    /// Over all values of an index.
    pub(super) fn quantified(quantifier: Quantifier, local: LocalId, over: Index, body: Self) -> Self {
        match (quantifier, &body) {
            (Quantifier::Exists | Quantifier::All, Self::Bool(_)) => body,
            _ => Self::Quantified { quantifier, local, over, body: Box::new(body) },
        }
    }

    /// For all values of some indexes, the first outermost.
    pub(super) fn all(binders: &[(LocalId, Index)], body: Self) -> Self {
        bind(Quantifier::All, binders, body)
    }

    /// For some values of some indexes, the first outermost.
    pub(super) fn some(binders: &[(LocalId, Index)], body: Self) -> Self {
        bind(Quantifier::Exists, binders, body)
    }

    fn is_constant(&self) -> bool {
        matches!(self, Self::Bool(_) | Self::Number(_) | Self::Tag(..) | Self::Id(..))
    }
}

/// Binders that are not mentioned are left out: no index is empty.
fn bind(quantifier: Quantifier, binders: &[(LocalId, Index)], body: Expr) -> Expr {
    binders.iter().rev().fold(body, |body, &(local, over)| {
        if body.mentions(local) { Expr::quantified(quantifier, local, over, body) } else { body }
    })
}

fn push(parts: &mut Vec<Expr>, part: Expr) {
    if !parts.contains(&part) {
        parts.push(part);
    }
}

fn one_or(mut parts: Vec<Expr>, none: Expr, many: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.len() {
        0 => none,
        1 => parts.swap_remove(0),
        _ => many(parts),
    }
}
