//! Tables: rows by key, and the edits that a step makes to them.

extern crate alloc;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

/// Rows by key. A row that is at its default is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<K, V> {
    rows: BTreeMap<K, V>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new() }
    }
}

impl<K: Ord + Copy, V> Table<K, V> {
    /// The row under a key. O(log n).
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        self.rows.get(key)
    }

    /// Puts a row, or takes one away. Says what was there. O(log n).
    pub fn set(&mut self, key: K, row: Option<V>) -> Option<V> {
        match row {
            Some(row) => self.rows.insert(key, row),
            None => self.rows.remove(&key),
        }
    }

    /// Every row, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.rows.iter()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Beyond so many edits they are found by key rather than by looking at each.
const FEW: usize = 16;

/// What a step changes in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(
        bound(
            serialize = "K: ::serde::Serialize + Ord + Copy, V: ::serde::Serialize + Clone",
            deserialize = "K: ::serde::Deserialize<'de> + Ord + Copy, V: ::serde::Deserialize<'de> + Clone"
        ),
        from = "Vec<(K, Option<V>)>",
        into = "Vec<(K, Option<V>)>"
    )
)]
pub struct Edits<K, V> {
    rows: Vec<(K, Option<V>)>,
    /// Where each key is, once there are many.
    places: BTreeMap<K, usize>,
}

impl<K, V> Default for Edits<K, V> {
    fn default() -> Self {
        Self { rows: Vec::new(), places: BTreeMap::new() }
    }
}

impl<K: Ord + Copy, V> From<Vec<(K, Option<V>)>> for Edits<K, V> {
    fn from(rows: Vec<(K, Option<V>)>) -> Self {
        let mut edits = Self::default();
        rows.into_iter().for_each(|(key, row)| edits.set(key, row));
        edits
    }
}

impl<K, V> From<Edits<K, V>> for Vec<(K, Option<V>)> {
    fn from(edits: Edits<K, V>) -> Self {
        edits.rows
    }
}

impl<K: Ord + Copy, V> Edits<K, V> {
    /// The row under a key, as it is after these edits. O(log n).
    #[must_use]
    pub fn get<'a>(&'a self, table: &'a Table<K, V>, key: &K) -> Option<&'a V> {
        match self.place(key) {
            Some(place) => self.rows[place].1.as_ref(),
            None => table.get(key),
        }
    }

    /// Puts a row, or takes one away.
    pub fn set(&mut self, key: K, row: Option<V>) {
        if let Some(place) = self.place(&key) {
            self.rows[place].1 = row;
            return;
        }
        self.rows.push((key, row));
        let many = self.rows.len();
        if many == FEW + 1 {
            self.places = self.rows.iter().enumerate().map(|(place, (key, _))| (*key, place)).collect();
        } else if many > FEW {
            self.places.insert(key, many - 1);
        }
    }

    /// Every row that was put or taken away, in the order of the first edit of each.
    pub fn iter(&self) -> impl Iterator<Item = (&K, Option<&V>)> {
        self.rows.iter().map(|(key, row)| (key, row.as_ref()))
    }

    /// The keys of all rows after these edits, in order. O(n).
    #[must_use]
    pub fn keys(&self, table: &Table<K, V>) -> Vec<K> {
        let mut keys: BTreeSet<K> = table.iter().map(|(key, _)| *key).collect();
        for (key, row) in &self.rows {
            if row.is_some() {
                keys.insert(*key);
            } else {
                keys.remove(key);
            }
        }
        keys.into_iter().collect()
    }

    /// The keys of the rows that are edited, in order; with `all`, those of the table's rows after them.
    pub fn touched<'a>(&'a self, table: &'a Table<K, V>, all: bool) -> impl Iterator<Item = K> + use<'a, K, V> {
        let others = all.then(|| table.rows.keys().copied()).into_iter().flatten();
        self.rows.iter().map(|(key, _)| *key).chain(others)
    }

    /// The rows that are edited as they are and as they were; with `all`, the table's rows after them.
    pub fn touched_rows<'a>(
        &'a self,
        table: &'a Table<K, V>,
        all: bool,
    ) -> impl Iterator<Item = (K, &'a V)> + use<'a, K, V> {
        let others = all.then(|| table.rows.iter()).into_iter().flatten();
        let edited = self.rows.iter().flat_map(|(key, row)| [(*key, row.as_ref()), (*key, table.get(key))]);
        let edited = edited.filter_map(|(key, row)| row.map(|row| (key, row)));
        edited.chain(others.map(|(key, row)| (*key, row)))
    }

    /// Whether nothing was changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Forgets the edits and keeps the room.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.places.clear();
    }

    fn place(&self, key: &K) -> Option<usize> {
        if self.rows.len() > FEW {
            self.places.get(key).copied()
        } else {
            self.rows.iter().position(|(edited, _)| edited == key)
        }
    }
}

/// Keys by what is said of their rows: the rows for which a quantifier holds are found without looking at the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index<P, K> {
    keys: BTreeMap<P, BTreeSet<K>>,
}

impl<P, K> Default for Index<P, K> {
    fn default() -> Self {
        Self { keys: BTreeMap::new() }
    }
}

impl<P: Ord, K: Ord + Copy> Index<P, K> {
    /// Notes a key under what is said of its row.
    pub fn insert(&mut self, said: P, key: K) {
        self.keys.entry(said).or_default().insert(key);
    }

    /// Forgets a key under what was said of its row.
    pub fn remove(&mut self, said: &P, key: &K) {
        if let Some(keys) = self.keys.get_mut(said) {
            keys.remove(key);
            if keys.is_empty() {
                self.keys.remove(said);
            }
        }
    }

    /// The keys of which this is said, in order.
    pub fn of(&self, said: &P) -> impl Iterator<Item = &K> {
        self.keys.get(said).into_iter().flatten()
    }
}
