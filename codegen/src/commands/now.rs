//! What is in a place in the midst of a body.

use super::program::{Expr, Kind, Place, Shape, Step};

/// What is in a place, in terms of the state before.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Now {
    /// What it was.
    Same,
    /// A value of one cell.
    Is(Expr),
    /// Nothing.
    Cleared,
    /// What another place held.
    From(Place),
    /// By a condition.
    Either(Box<Expr>, Box<Now>, Box<Now>),
    /// That is not known.
    Unknown,
}

/// What is longer than this is no longer followed: it would be no help to those who read, and may grow without bound.
const LONGEST: usize = 24;

impl Now {
    pub(super) fn either(condition: &Expr, one: Self, other: Self) -> Self {
        match (one, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (one, other) if one == other => one,
            (one, other) => Self::Either(Box::new(condition.clone()), Box::new(one), Box::new(other)),
        }
    }

    /// How long it is to read.
    fn length(&self) -> usize {
        let of = |expr: &Expr| {
            let mut length = 0;
            expr.visit(&mut |_| length += 1);
            length
        };
        match self {
            Self::Is(value) => of(value),
            Self::Either(condition, one, other) => of(condition) + one.length() + other.length(),
            _ => 1,
        }
    }

    pub(super) fn or_unknown(self) -> Self {
        if self.length() > LONGEST { Self::Unknown } else { self }
    }

    /// What is in a part of it.
    pub(super) fn part(self, rest: &[Step]) -> Self {
        match self {
            Self::From(other) => Self::From(rest.iter().fold(other, |place, step| place.step(step.clone()))),
            Self::Is(_) if !rest.is_empty() => Self::Unknown,
            Self::Either(condition, one, other) => Self::either(&condition, one.part(rest), other.part(rest)),
            now => now,
        }
    }

    /// The value in a place, which is asked for only where there is something.
    pub(super) fn value(self, shapes: &dyn Fn(&Place) -> Shape, place: &Place) -> Option<Expr> {
        match self {
            Self::Same => Some(Expr::Read(place.clone())),
            Self::Is(value) => Some(value),
            Self::From(other) => Some(Expr::Read(other)),
            Self::Cleared => clear(&shapes(place)),
            Self::Either(condition, one, other) => match (one.value(shapes, place), other.value(shapes, place)) {
                (Some(one), Some(other)) => Some(Expr::choose(*condition, one, other)),
                // One way there is nothing, so it went the other way.
                (one, other) => one.or(other),
            },
            Self::Unknown => None,
        }
    }

    /// Whether there is nothing in a place.
    pub(super) fn nothing(self, place: &Place) -> Option<Expr> {
        match self {
            Self::Same => Some(Expr::IsNothing(place.clone())),
            Self::Is(_) => Some(Expr::Bool(false)),
            Self::From(other) => Some(Expr::IsNothing(other)),
            Self::Cleared => Some(Expr::Bool(true)),
            Self::Either(condition, one, other) => {
                Some(Expr::choose(*condition, one.nothing(place)?, other.nothing(place)?))
            }
            Self::Unknown => None,
        }
    }
}

/// What a clear cell holds; `None` where that is nothing.
pub(super) fn clear(shape: &Shape) -> Option<Expr> {
    match shape {
        Shape::Cell { kind, optional: false } => match kind {
            Kind::Bool => Some(Expr::Bool(false)),
            Kind::Number(_) => Some(Expr::Number(0)),
            Kind::Tag(tags) => Some(Expr::Tag(*tags, 0)),
            Kind::Id(_) => None,
        },
        _ => None,
    }
}
