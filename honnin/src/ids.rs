//! Ids, and what may be said of all of them.

use alloc::vec::Vec;
use core::marker::PhantomData;

use crate::collections::Set;
use crate::run;

/// A natural number. A field of this type is bounded: `#[max(3)]`, or `#[max(retries)]` for a number that the scope
/// gives. To leave the bound, or to go below zero, is reported as a defect and never wraps.
pub type Count = u32;

/// An id sort: implemented by `#[workflow]` for every `#[id]` and `#[node]` struct.
///
/// Ids are opaque. A protocol copies them, stores them and compares them for equality, and nothing else; the number is
/// for those who run it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an id",
    label = "not an id",
    note = "an id sort is declared by `#[id] pub struct Name;` or `#[node] pub struct Name;`"
)]
pub trait Id: Copy + Eq {
    /// Which sort of its protocol, in the order of the source.
    const SORT: usize;

    /// The number behind the id.
    fn number(self) -> u32;

    /// The id behind a number.
    fn from_number(number: u32) -> Self;
}

/// Every id of a sort, in no order that means anything: `for job in Job::all() {..}`, `Job::all().any(|job| ..)`.
#[derive(Clone, Copy, Debug)]
#[must_use = "say `any`, `all`, `count`, or loop over it"]
pub struct All<K>(PhantomData<K>);

impl<K: Id> All<K> {
    /// What `Job::all()` calls.
    #[doc(hidden)]
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// Whether it holds for some id.
    pub fn any(self, holds: impl FnMut(K) -> bool) -> bool {
        self.into_iter().any(holds)
    }

    /// Whether it holds for every id.
    pub fn all(self, holds: impl FnMut(K) -> bool) -> bool {
        self.into_iter().all(holds)
    }

    /// Those for which it holds.
    pub fn filter<F: FnMut(K) -> bool>(self, holds: F) -> Filtered<Self, F> {
        Filtered { ids: self, holds }
    }

    /// How many ids there are in the scope.
    #[must_use]
    pub fn count(self) -> Count {
        run::ids(K::SORT)
    }
}

impl<K: Id> Default for All<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Id> IntoIterator for All<K> {
    type Item = K;
    type IntoIter = core::iter::Map<core::ops::Range<u32>, fn(u32) -> K>;

    fn into_iter(self) -> Self::IntoIter {
        (0..run::ids(K::SORT)).map(K::from_number)
    }
}

/// The ids in a set, in no order that means anything: `for job in self.open.iter() {..}`.
#[derive(Clone, Debug)]
#[must_use = "say `any`, `all`, `count`, or loop over it"]
pub struct Members<K> {
    set: Set<K>,
    next: u32,
}

impl<K: Id> Set<K> {
    /// The ids in it, to be looped over or asked about.
    pub fn iter(&self) -> Members<K> {
        Members { set: *self, next: 0 }
    }
}

// These are met before those of `Iterator`, whose closures would take references.
impl<K: Id> Members<K> {
    /// Whether it holds for some id in the set.
    pub fn any(mut self, holds: impl FnMut(K) -> bool) -> bool {
        Iterator::any(&mut self, holds)
    }

    /// Whether it holds for every id in the set.
    pub fn all(mut self, holds: impl FnMut(K) -> bool) -> bool {
        Iterator::all(&mut self, holds)
    }

    /// Those for which it holds.
    pub fn filter<F: FnMut(K) -> bool>(self, holds: F) -> Filtered<Self, F> {
        Filtered { ids: self, holds }
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> Count {
        self.set.len()
    }
}

impl<K: Id> Iterator for Members<K> {
    type Item = K;

    fn next(&mut self) -> Option<K> {
        while self.next < run::ids(K::SORT) {
            let id = K::from_number(self.next);
            self.next += 1;
            if self.set.contains(id) {
                return Some(id);
            }
        }
        None
    }
}

impl<K: Id> IntoIterator for &Set<K> {
    type Item = K;
    type IntoIter = Members<K>;

    fn into_iter(self) -> Members<K> {
        self.iter()
    }
}

/// The ids for which something holds: `Job::all().filter(|job| ..).count()`.
#[derive(Clone, Copy, Debug)]
#[must_use = "say `any`, `all`, `count`, or loop over it"]
pub struct Filtered<I, F> {
    ids: I,
    holds: F,
}

impl<K: Id, I: IntoIterator<Item = K>, F: FnMut(K) -> bool> Filtered<I, F> {
    /// Whether it holds for some of them.
    pub fn any(self, holds: impl FnMut(K) -> bool) -> bool {
        self.into_iter().any(holds)
    }

    /// Whether it holds for all of them.
    pub fn all(self, holds: impl FnMut(K) -> bool) -> bool {
        self.into_iter().all(holds)
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> Count {
        self.into_iter().fold(0, |count, _| count + 1)
    }
}

impl<K: Id, I: IntoIterator<Item = K>, F: FnMut(K) -> bool> IntoIterator for Filtered<I, F> {
    type Item = K;
    type IntoIter = alloc::vec::IntoIter<K>;

    fn into_iter(mut self) -> Self::IntoIter {
        let left: Vec<K> = self.ids.into_iter().filter(|id| (self.holds)(*id)).collect();
        left.into_iter()
    }
}

/// Ids in *some* order, and every order is explored: for a loop whose steps do not commute.
pub fn any_order<K: Id>(ids: impl IntoIterator<Item = K>) -> impl Iterator<Item = K> {
    let mut left: Vec<K> = ids.into_iter().collect();
    core::iter::from_fn(move || match u32::try_from(left.len()).unwrap_or(u32::MAX) {
        0 => None,
        count => Some(left.remove(run::choose(count) as usize)),
    })
}
