//! Which ids are in use: those that rows name.

extern crate alloc;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// How often each id is named by rows other than its own: an id that is named is not fresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uses<K> {
    counts: BTreeMap<K, u32>,
}

impl<K> Default for Uses<K> {
    fn default() -> Self {
        Self { counts: BTreeMap::new() }
    }
}

impl<K: Ord + Copy> Uses<K> {
    /// One more place names it.
    pub fn add(&mut self, id: K) {
        *self.counts.entry(id).or_default() += 1;
    }

    /// One place less names it.
    pub fn remove(&mut self, id: &K) {
        if let Some(count) = self.counts.get_mut(id) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(id);
            }
        }
    }

    /// A row is another one now, or none. O(log n) for each id where it names others than before.
    pub fn change(&mut self, before: &Named<K>, after: &Named<K>) {
        if before != after {
            after.iter().for_each(|id| self.add(id));
            before.iter().for_each(|id| self.remove(&id));
        }
    }

    /// Whether any place names it.
    #[must_use]
    pub fn contains(&self, id: &K) -> bool {
        self.counts.contains_key(id)
    }
}

/// The ids that a row names, in their order: few, as a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<K> {
    first: [Option<K>; 2],
    others: Vec<K>,
}

impl<K> Default for Named<K> {
    fn default() -> Self {
        Self { first: [None, None], others: Vec::new() }
    }
}

impl<K: Copy> Named<K> {
    /// One more.
    pub fn push(&mut self, id: K) {
        match self.first.iter_mut().find(|place| place.is_none()) {
            Some(place) => *place = Some(id),
            None => self.others.push(id),
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = K> {
        self.first.iter().flatten().chain(&self.others).copied()
    }
}
