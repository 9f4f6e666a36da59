//! How a turn of a loop touches a place.

use crate::ir::{Expr, Place, Span};

/// Which part of a variable belongs to the loop's id, so that two turns never meet in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// The entry under the id, at this depth of the path.
    Entry(usize),
    /// The id as an element of a set or queue.
    Element,
}

/// How a turn touches a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Its value is used.
    Read,
    /// It is asked only whether it holds the loop's id in this variant of its value.
    Claim(usize),
    /// It becomes this constant, the same in every turn; `None` is the default of something that is no scalar.
    Constant(Option<Expr>),
    /// An id is added.
    Insert,
    /// A value is taken out.
    Remove,
    /// `|=`.
    Or,
    /// `&=`.
    And,
    /// `+=`.
    Add,
    /// `-=`.
    Subtract,
    /// Any other change.
    Other,
}

/// One touch.
#[derive(Clone, Debug)]
pub(super) struct Touch<'a> {
    pub(super) place: &'a Place,
    pub(super) own: Option<Own>,
    pub(super) way: Way,
    pub(super) span: Span,
    /// Whether it happens only where the place holds the loop's id, so in one turn at most.
    pub(super) claimed: bool,
    /// Whether it stands in an observer: then its locals are not the loop's.
    pub(super) inlined: bool,
}

impl Way {
    pub(super) fn changes(&self) -> bool {
        !matches!(self, Self::Read | Self::Claim(_))
    }

    /// Whether two changes give the same in either order.
    pub(super) fn commutes_with(&self, other: &Self) -> bool {
        self == other && *self != Self::Other
    }

    /// Whether a look of one turn is not affected by another turn that clears the place which it had claimed itself:
    /// `place == Some(id)` is false before and after.
    pub(super) fn is_blind_to(&self, change: &Touch<'_>) -> bool {
        match (self, &change.way) {
            (Self::Claim(claimed), Self::Constant(Some(Expr::Variant { variant, .. }))) => {
                change.claimed && claimed != variant
            }
            _ => false,
        }
    }
}
