//! Values, structured states and labels: what the reference evaluator computes with, and what every output shows.

mod domain;
mod label;
mod places;
mod rename;
mod show;
mod state;

use std::collections::BTreeSet;

pub use domain::Domain;
pub use label::{Event, Interruption, Label, Occurrence, Output, Packet};
pub use places::Change;
pub use rename::Renaming;
pub use show::Shown;
pub use state::{Contents, State};

/// A value of any type. What type it is, the context knows; [`Domain`] has the operations that need it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A truth value.
    Bool(bool),
    /// A natural number.
    Count(u32),
    /// An id, numbered from 0.
    Id(usize),
    /// A variant of an enum or `Option`, with its payload.
    Variant(usize, Vec<Value>),
    /// A struct's fields.
    Struct(Vec<Value>),
    /// A set of ids.
    Set(BTreeSet<usize>),
    /// A total map: one entry for each id.
    Map(Vec<Value>),
    /// A queue, head first.
    Queue(Vec<Value>),
}

impl Value {
    /// `None`.
    #[must_use]
    pub fn none() -> Self {
        Self::Variant(0, Vec::new())
    }

    /// `Some(value)`.
    #[must_use]
    pub fn some(value: Self) -> Self {
        Self::Variant(1, vec![value])
    }

    /// Whether it is `true`.
    ///
    /// # Panics
    /// When it is no truth value, which the type check excludes; so for all accessors here.
    #[must_use]
    pub fn as_bool(&self) -> bool {
        match self {
            Self::Bool(value) => *value,
            other => mistyped("a truth value", other),
        }
    }

    /// The number.
    ///
    /// # Panics
    /// When it is no count.
    #[must_use]
    pub fn as_count(&self) -> u32 {
        match self {
            Self::Count(value) => *value,
            other => mistyped("a count", other),
        }
    }

    /// The id's number.
    ///
    /// # Panics
    /// When it is no id.
    #[must_use]
    pub fn as_id(&self) -> usize {
        match self {
            Self::Id(value) => *value,
            other => mistyped("an id", other),
        }
    }

    /// The ids in a set.
    ///
    /// # Panics
    /// When it is no set.
    #[must_use]
    pub fn as_set(&self) -> &BTreeSet<usize> {
        match self {
            Self::Set(ids) => ids,
            other => mistyped("a set", other),
        }
    }

    /// The items of a queue, the entries of a map, the fields of a struct or of a variant.
    ///
    /// # Panics
    /// When it has no parts.
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::Variant(_, parts) | Self::Struct(parts) | Self::Map(parts) | Self::Queue(parts) => parts,
            other => mistyped("a value with parts", other),
        }
    }

    /// The same, to be changed.
    ///
    /// # Panics
    /// When it has no parts.
    #[must_use]
    pub fn parts_mut(&mut self) -> &mut Vec<Self> {
        match self {
            Self::Variant(_, parts) | Self::Struct(parts) | Self::Map(parts) | Self::Queue(parts) => parts,
            other => mistyped("a value with parts", other),
        }
    }
}

/// The type check has failed its duty: nothing sensible can be computed.
fn mistyped(wanted: &str, got: &Value) -> ! {
    panic!("{wanted} was expected, not {got:?}: the intermediate representation is not well typed")
}
