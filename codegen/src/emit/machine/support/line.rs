//! Lines: queues with a row for each item, and the edits that a step makes to them.
//!
//! An item keeps its position for as long as it waits, so that a step writes and deletes the rows of the items that come
//! and go, and no others.

extern crate alloc;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

/// A first-in first-out line. Positions ascend and are never moved.
#[derive(Clone, Debug)]
pub struct Line<V> {
    rows: BTreeMap<u64, V>,
    next: u64,
}

impl<V> Default for Line<V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), next: 0 }
    }
}

/// Two lines are equal when the same items wait in the same order, whatever their positions.
impl<V: PartialEq> PartialEq for Line<V> {
    fn eq(&self, other: &Self) -> bool {
        self.rows.values().eq(other.rows.values())
    }
}

impl<V: Eq> Eq for Line<V> {}

impl<V: Clone> Line<V> {
    /// Every item with its position, the head first.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &V)> {
        self.rows.iter().map(|(position, item)| (*position, item))
    }

    /// What waits at a position. O(log n).
    #[must_use]
    pub fn get(&self, position: u64) -> Option<&V> {
        self.rows.get(&position)
    }

    /// How many wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nobody waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The position that the next item gets.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Puts an item where it was stored.
    pub fn load(&mut self, position: u64, item: V) {
        self.rows.insert(position, item);
        self.next = self.next.max(position + 1);
    }

    /// Makes the changes of a step. O(log n) for each.
    pub fn apply(&mut self, edits: &LineEdits<V>) {
        for position in &edits.left {
            self.rows.remove(position);
        }
        for item in &edits.joined {
            self.rows.insert(self.next, item.clone());
            self.next += 1;
        }
    }
}

/// Where each value stands in a line: for lines that are asked about their items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Positions<V> {
    positions: BTreeSet<(V, u64)>,
}

impl<V> Default for Positions<V> {
    fn default() -> Self {
        Self { positions: BTreeSet::new() }
    }
}

impl<V: Ord + Clone> Positions<V> {
    /// Notes an item where it was stored.
    pub fn load(&mut self, position: u64, item: V) {
        self.positions.insert((item, position));
    }

    /// Makes the changes of a step, before the line itself does. O(log n) for each.
    pub fn apply(&mut self, line: &Line<V>, edits: &LineEdits<V>) {
        for (position, item) in edits.joining(line) {
            self.positions.insert((item.clone(), position));
        }
        for position in &edits.left {
            if let Some(item) = line.rows.get(position) {
                self.positions.remove(&(item.clone(), *position));
            }
        }
    }

    /// Where a value stands, the first place first.
    pub fn of(&self, item: &V) -> impl Iterator<Item = u64> {
        let places = (item.clone(), 0)..=(item.clone(), u64::MAX);
        self.positions.range(places).map(|(_, position)| *position)
    }

    /// Whether a value stands anywhere.
    #[must_use]
    pub fn contains(&self, item: &V) -> bool {
        self.of(item).next().is_some()
    }

    /// Whether these are the positions of a line's items, and no others.
    #[must_use]
    pub fn are_of(&self, line: &Line<V>) -> bool {
        let mut expected = Self::default();
        line.iter().for_each(|(position, item)| expected.load(position, item.clone()));
        *self == expected
    }
}

/// What a step changes in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
pub struct LineEdits<V> {
    /// Positions of items that leave.
    left: Vec<u64>,
    /// Items that join at the end.
    joined: Vec<V>,
}

impl<V> Default for LineEdits<V> {
    fn default() -> Self {
        Self { left: Vec::new(), joined: Vec::new() }
    }
}

impl<V: Clone> LineEdits<V> {
    /// How many wait after these edits.
    #[must_use]
    pub fn len(&self, line: &Line<V>) -> usize {
        line.len() - self.left.len() + self.joined.len()
    }

    /// The head after these edits. O(log n + the items that leave).
    #[must_use]
    pub fn front<'a>(&'a self, line: &'a Line<V>) -> Option<&'a V> {
        self.head(line).map(|(_, item)| item).or_else(|| self.joined.first())
    }

    /// The head leaves; nothing when nobody waits.
    pub fn pop_front(&mut self, line: &Line<V>) {
        if let Some((position, _)) = self.head(line) {
            self.left.push(position);
        } else if !self.joined.is_empty() {
            self.joined.remove(0);
        }
    }

    /// An item joins at the end.
    pub fn push_back(&mut self, item: V) {
        self.joined.push(item);
    }

    /// Every item after these edits, the head first.
    pub fn iter<'a>(&'a self, line: &'a Line<V>) -> impl Iterator<Item = &'a V> {
        line.iter().filter(|(position, _)| !self.left.contains(position)).map(|(_, item)| item).chain(&self.joined)
    }

    /// The positions of the items that leave.
    #[must_use]
    pub fn leaving(&self) -> &[u64] {
        &self.left
    }

    /// The items that join, in order.
    #[must_use]
    pub fn joined(&self) -> &[V] {
        &self.joined
    }

    /// The items that join, with the positions that they get.
    pub fn joining<'a>(&'a self, line: &Line<V>) -> impl Iterator<Item = (u64, &'a V)> + use<'a, V> {
        (line.next..).zip(&self.joined)
    }

    /// Whether nothing was changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.left.is_empty() && self.joined.is_empty()
    }

    /// Forgets the edits and keeps the room.
    pub fn clear(&mut self) {
        self.left.clear();
        self.joined.clear();
    }

    fn head<'a>(&self, line: &'a Line<V>) -> Option<(u64, &'a V)> {
        line.iter().find(|(position, _)| !self.left.contains(position))
    }
}

impl<V: Ord + Clone> LineEdits<V> {
    /// Whether a value waits after these edits. O(log n).
    #[must_use]
    pub fn contains(&self, positions: &Positions<V>, item: &V) -> bool {
        positions.of(item).any(|position| !self.left.contains(&position)) || self.joined.contains(item)
    }

    /// Every item of this value leaves. O(log n) for each.
    pub fn remove(&mut self, positions: &Positions<V>, item: &V) {
        for position in positions.of(item) {
            if !self.left.contains(&position) {
                self.left.push(position);
            }
        }
        self.joined.retain(|joined| joined != item);
    }
}
