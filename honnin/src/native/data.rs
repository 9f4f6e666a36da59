//! Values between the typed bodies and those who compare them.

use alloc::vec;
use alloc::vec::Vec;

use super::context;
use crate::collections::{Map, Queue, Set};
use crate::ids::Id;
use crate::run;

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
    /// A set: whether each id is in it.
    Set(Vec<bool>),
    /// A map: the entry of each id.
    Map(Vec<Datum>),
    /// A queue: its values, head first.
    Queue(Vec<Datum>),
}

/// A type of the language. `bound` is the field's `#[max(..)]`: that of the count or queue inside it.
pub trait Data: Sized {
    /// The value without its type. A count or a queue beyond its bound stops the run.
    fn datum(&self, bound: Option<u32>) -> Datum;

    /// The value with its type.
    ///
    /// # Panics
    /// On a value of another type.
    fn from_datum(datum: &Datum, bound: Option<u32>) -> Self;
}

/// What `from_datum` says of a value of another type.
#[doc(hidden)]
pub fn foreign(datum: &Datum) -> ! {
    panic!("a value of another type: {datum:?}")
}

impl Data for bool {
    fn datum(&self, _: Option<u32>) -> Datum {
        Datum::Bool(*self)
    }

    fn from_datum(datum: &Datum, _: Option<u32>) -> Self {
        match datum {
            Datum::Bool(value) => *value,
            other => foreign(other),
        }
    }
}

impl Data for u32 {
    fn datum(&self, bound: Option<u32>) -> Datum {
        if bound.is_some_and(|bound| *self > bound) {
            run::bound_exceeded();
        }
        Datum::Count(*self)
    }

    fn from_datum(datum: &Datum, _: Option<u32>) -> Self {
        match datum {
            Datum::Count(value) => *value,
            other => foreign(other),
        }
    }
}

impl<T: Data> Data for Option<T> {
    fn datum(&self, bound: Option<u32>) -> Datum {
        match self {
            None => Datum::Variant(0, vec![]),
            Some(value) => Datum::Variant(1, vec![value.datum(bound)]),
        }
    }

    fn from_datum(datum: &Datum, bound: Option<u32>) -> Self {
        match datum {
            Datum::Variant(0, _) => None,
            Datum::Variant(1, fields) => Some(T::from_datum(&fields[0], bound)),
            other => foreign(other),
        }
    }
}

impl<K: Id> Data for Set<K> {
    fn datum(&self, _: Option<u32>) -> Datum {
        Datum::Set(every::<K>().map(|id| self.contains(id)).collect())
    }

    fn from_datum(datum: &Datum, _: Option<u32>) -> Self {
        let Datum::Set(members) = datum else { foreign(datum) };
        let mut set = Self::new();
        every::<K>().zip(members).filter(|(_, member)| **member).for_each(|(id, _)| set.insert(id));
        set
    }
}

impl<K: Id, T: Data + Clone + Default> Data for Map<K, T> {
    fn datum(&self, bound: Option<u32>) -> Datum {
        Datum::Map(every::<K>().map(|id| self[id].datum(bound)).collect())
    }

    fn from_datum(datum: &Datum, bound: Option<u32>) -> Self {
        let Datum::Map(entries) = datum else { foreign(datum) };
        let mut map = Self::new();
        every::<K>().zip(entries).for_each(|(id, entry)| map[id] = T::from_datum(entry, bound));
        map
    }
}

impl<T: Data + Copy + PartialEq> Data for Queue<T> {
    fn datum(&self, bound: Option<u32>) -> Datum {
        if bound.is_some_and(|bound| self.len() > bound) {
            run::bound_exceeded();
        }
        Datum::Queue(self.items().map(|value| value.datum(None)).collect())
    }

    fn from_datum(datum: &Datum, bound: Option<u32>) -> Self {
        let Datum::Queue(items) = datum else { foreign(datum) };
        let bound = bound.expect("every queue has a bound");
        Self::bounded(items.iter().map(|item| T::from_datum(item, None)).collect(), bound)
    }
}

/// Every id of a sort.
fn every<K: Id>() -> impl Iterator<Item = K> {
    (0..context::with(|run| run.ids(K::SORT))).map(K::from_number)
}
