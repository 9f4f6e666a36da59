//! The collections of a protocol: plain ones, so that what the bodies do with them is plain to see.

use alloc::collections::{BTreeMap, VecDeque};
use core::marker::PhantomData;
use core::ops::{Index, IndexMut};

use crate::ids::{Count, Id};
use crate::run;

/// A total map from the ids of a sort: an entry that was never written is at its default.
#[derive(Clone, Debug)]
pub struct Map<K, T> {
    entries: BTreeMap<u32, T>,
    initial: T,
    sort: PhantomData<K>,
}

impl<K: Id, T: Clone + Default> Map<K, T> {
    /// A map whose entries are all at their default.
    #[must_use]
    pub fn new() -> Self {
        Self { entries: BTreeMap::new(), initial: T::default(), sort: PhantomData }
    }

    /// Sets every entry to its default.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}

impl<K: Id, T: Clone + Default> Default for Map<K, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Id, T> Index<K> for Map<K, T> {
    type Output = T;

    fn index(&self, id: K) -> &T {
        self.entries.get(&id.number()).unwrap_or(&self.initial)
    }
}

impl<K: Id, T: Clone> IndexMut<K> for Map<K, T> {
    fn index_mut(&mut self, id: K) -> &mut T {
        let initial = &self.initial;
        self.entries.entry(id.number()).or_insert_with(|| initial.clone())
    }
}

/// How many ids a [`Set`] can hold: as many as a machine word has bits.
const LARGEST_SET: usize = 64;

/// A set of ids. It is a value like a number: held by a local, a message, an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Set<K> {
    members: [bool; LARGEST_SET],
    sort: PhantomData<K>,
}

impl<K: Id> Set<K> {
    /// The empty set.
    #[must_use]
    pub fn new() -> Self {
        Self { members: [false; LARGEST_SET], sort: PhantomData }
    }

    /// Adds an id; nothing when it is there.
    pub fn insert(&mut self, id: K) {
        self.members[id.number() as usize] = true;
    }

    /// Takes an id out; nothing when it is not there.
    pub fn remove(&mut self, id: K) {
        self.members[id.number() as usize] = false;
    }

    /// Takes all out.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// Whether an id is in it.
    #[must_use]
    pub fn contains(&self, id: K) -> bool {
        self.members[id.number() as usize]
    }

    /// How many ids are in it.
    #[must_use]
    pub fn len(&self) -> Count {
        self.members.iter().map(|member| Count::from(*member)).sum()
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K: Id> Default for Set<K> {
    fn default() -> Self {
        Self::new()
    }
}

/// A first-in first-out list of values, at most as long as its bound: `#[max(..)]`, or the scope's parameter named like
/// the field. To push beyond it is reported as a defect.
#[derive(Clone, Debug)]
pub struct Queue<T> {
    items: VecDeque<T>,
    bound: Option<Count>,
}

impl<T: Copy + PartialEq> Queue<T> {
    /// The empty queue.
    #[must_use]
    pub fn new() -> Self {
        Self { items: VecDeque::new(), bound: None }
    }

    /// Appends a value.
    pub fn push_back(&mut self, value: T) {
        if self.is_full() {
            run::bound_exceeded();
        }
        self.items.push_back(value);
    }

    /// Takes the head away; nothing when it is empty.
    pub fn pop_front(&mut self) -> Option<T> {
        self.items.pop_front()
    }

    /// Takes each occurrence of a value out; the others keep their order.
    pub fn remove(&mut self, value: T) {
        self.items.retain(|item| *item != value);
    }

    /// Takes all out.
    pub fn clear(&mut self) {
        self.items.clear();
    }

    /// The head.
    #[must_use]
    pub fn front(&self) -> Option<T> {
        self.items.front().copied()
    }

    /// Whether a value is in it.
    #[must_use]
    pub fn contains(&self, value: T) -> bool {
        self.items.contains(&value)
    }

    /// How long it is.
    #[must_use]
    pub fn len(&self) -> Count {
        Count::try_from(self.items.len()).unwrap_or(Count::MAX)
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether it is as long as it may be.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.bound.is_some_and(|bound| self.len() >= bound)
    }
}

impl<T: Copy + PartialEq> Default for Queue<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(feature = "native")]
impl<T: Copy> Queue<T> {
    /// Its values, head first.
    pub(crate) fn items(&self) -> impl Iterator<Item = T> {
        self.items.iter().copied()
    }

    /// A queue that knows its bound.
    pub(crate) fn bounded(items: VecDeque<T>, bound: Count) -> Self {
        Self { items, bound: Some(bound) }
    }
}
