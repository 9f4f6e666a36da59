//! Types. Every domain is finite once a scope is given.

use super::{EnumId, ParameterId, SortId, StructId};

/// A bound written in the source: a literal, or a number that the scope gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bound {
    /// `#[max(3)]`.
    Literal(u32),
    /// `#[max(retries)]`; for a `Queue` without `#[max]`, the parameter named like its field.
    Parameter(ParameterId),
}

/// The type of a value or of a place.
///
/// `Bool` to `Set` are *scalar*: they may be held by a local, a message, an effect or an enum, and their packed width is
/// at most 64 bits in every scope. `Map` and `Queue` exist in places only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// `bool`.
    Bool,
    /// A natural number from 0 to the bound, inclusive. `None` in expressions, where no bound applies (u32).
    Count(Option<Bound>),
    /// An opaque id.
    Id(SortId),
    /// A declared enum.
    Enum(EnumId),
    /// A declared struct.
    Struct(StructId),
    /// `Option<T>`: variant 0 is `None`, variant 1 is `Some` with one field.
    Option(Box<Type>),
    /// `Set<Id>`.
    Set(SortId),
    /// `Map<Id, T>`: total; an entry that was never written is at its default.
    Map(SortId, Box<Type>),
    /// `Queue<T>`: a first-in first-out list of scalars, at most as long as the bound.
    Queue(Box<Type>, Bound),
}

impl Type {
    /// Whether a local, a message or an enum may hold it.
    #[must_use]
    pub fn is_scalar(&self) -> bool {
        !matches!(self, Self::Map(..) | Self::Queue(..))
    }

    /// Equality but for the bounds of counts, which are the concern of places, not of values.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Count(_), Self::Count(_)) => true,
            (Self::Option(a), Self::Option(b)) | (Self::Queue(a, _), Self::Queue(b, _)) => a.matches(b),
            (Self::Map(s, a), Self::Map(t, b)) => s == t && a.matches(b),
            _ => self == other,
        }
    }
}
