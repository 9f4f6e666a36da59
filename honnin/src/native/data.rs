//! Values between the typed bodies and those who compare them.

use alloc::vec;
use alloc::vec::Vec;

use super::context;
use crate::collections::{Map, Queue, Set};
use crate::ids::Id;
use crate::run::Stop;

/// A value without its type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Datum {
    /// A truth value.
    Bool(bool),
    /// A number.
    Count(u32),
    /// An id, by its number.
    Id(u32),
    /// A struct: its fields.
    Struct(Vec<Datum>),
    /// An enum or an `Option`: which variant, and its fields.
    Variant(usize, Vec<Datum>),
    /// A set: its ids by their numbers, in order.
    Set(Vec<u32>),
    /// A map: the entry of each id.
    Map(Vec<Datum>),
    /// A queue: its values, head first.
    Queue(Vec<Datum>),
}

/// The bound of the count or queue inside a field: its `#[max(..)]`, and what it means to leave it.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    limit: u32,
    /// Why the run stops there; a ghost's count stays at its bound instead.
    beyond: Option<Stop>,
}

impl Bound {
    /// No bound.
    pub const NONE: Self = Self { limit: u32::MAX, beyond: None };

    /// The bound of a role's or a store's field.
    #[must_use]
    pub const fn of_place(limit: u32) -> Self {
        Self { limit, beyond: Some(Stop::BoundExceeded) }
    }

    /// The bound of a ghost's field. An observer is total: what it may write beyond is a `saturating_add`, and a count
    /// saturates at its own bound.
    #[must_use]
    pub const fn of_ghost(limit: u32) -> Self {
        Self { limit, beyond: None }
    }

    /// The bound of a value: in a message, an effect, a struct or an enum.
    #[must_use]
    pub const fn of_value(limit: u32) -> Self {
        Self { limit, beyond: Some(Stop::Arithmetic) }
    }

    /// The number as it may be there.
    fn fit(self, number: u32) -> u32 {
        match self.beyond {
            Some(stop) if number > self.limit => context::stop(stop),
            _ => number.min(self.limit),
        }
    }
}

/// A type of the language.
pub trait Data: Sized {
    /// The value without its type. A count or a queue beyond its bound stops the run.
    fn datum(&self, bound: Bound) -> Datum;

    /// The value with its type. A value of another type is a panic.
    fn from_datum(datum: &Datum, bound: Bound) -> Self;
}

/// What `from_datum` says of a value of another type.
#[doc(hidden)]
pub fn foreign(datum: &Datum) -> ! {
    panic!("a value of another type: {datum:?}")
}

impl Data for bool {
    fn datum(&self, _: Bound) -> Datum {
        Datum::Bool(*self)
    }

    fn from_datum(datum: &Datum, _: Bound) -> Self {
        match datum {
            Datum::Bool(value) => *value,
            other => foreign(other),
        }
    }
}

impl Data for u32 {
    fn datum(&self, bound: Bound) -> Datum {
        Datum::Count(bound.fit(*self))
    }

    fn from_datum(datum: &Datum, _: Bound) -> Self {
        match datum {
            Datum::Count(value) => *value,
            other => foreign(other),
        }
    }
}

impl<T: Data> Data for Option<T> {
    fn datum(&self, bound: Bound) -> Datum {
        match self {
            None => Datum::Variant(0, vec![]),
            Some(value) => Datum::Variant(1, vec![value.datum(bound)]),
        }
    }

    fn from_datum(datum: &Datum, bound: Bound) -> Self {
        match datum {
            Datum::Variant(0, _) => None,
            Datum::Variant(1, fields) => Some(T::from_datum(&fields[0], bound)),
            other => foreign(other),
        }
    }
}

impl<K: Id> Data for Set<K> {
    fn datum(&self, _: Bound) -> Datum {
        Datum::Set(every::<K>().filter(|id| self.contains(*id)).map(K::number).collect())
    }

    fn from_datum(datum: &Datum, _: Bound) -> Self {
        let Datum::Set(members) = datum else { foreign(datum) };
        let mut set = Self::new();
        for member in members {
            set.insert(K::from_number(*member));
        }
        set
    }
}

impl<K: Id, T: Data + Clone + Default> Data for Map<K, T> {
    fn datum(&self, bound: Bound) -> Datum {
        Datum::Map(every::<K>().map(|id| self[id].datum(bound)).collect())
    }

    fn from_datum(datum: &Datum, bound: Bound) -> Self {
        let Datum::Map(entries) = datum else { foreign(datum) };
        let mut map = Self::new();
        every::<K>().zip(entries).for_each(|(id, entry)| map[id] = T::from_datum(entry, bound));
        map
    }
}

impl<T: Data + Copy + PartialEq> Data for Queue<T> {
    fn datum(&self, bound: Bound) -> Datum {
        bound.fit(self.len());
        Datum::Queue(self.items().map(|value| value.datum(Bound::NONE)).collect())
    }

    fn from_datum(datum: &Datum, bound: Bound) -> Self {
        let Datum::Queue(items) = datum else { foreign(datum) };
        Self::bounded(items.iter().map(|item| T::from_datum(item, Bound::NONE)).collect(), bound.limit)
    }
}

/// Every id of a sort.
fn every<K: Id>() -> impl Iterator<Item = K> {
    (0..context::with(|run| run.ids(K::SORT))).map(K::from_number)
}
