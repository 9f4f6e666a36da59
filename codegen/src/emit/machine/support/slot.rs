//! Slots: variables that are one value, and the edit that a step makes to them.

/// A table of at most one row: a variable that is one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot<V> {
    row: Option<V>,
}

impl<V> Default for Slot<V> {
    fn default() -> Self {
        Self { row: None }
    }
}

impl<V> Slot<V> {
    /// The row.
    #[must_use]
    pub fn get(&self, (): &()) -> Option<&V> {
        self.row.as_ref()
    }

    /// Puts the row, or takes it away. Says what was there.
    pub fn set(&mut self, (): (), row: Option<V>) -> Option<V> {
        core::mem::replace(&mut self.row, row)
    }

    /// The row, when there is one.
    pub fn iter(&self) -> impl Iterator<Item = (&(), &V)> {
        self.row.iter().map(|row| (&(), row))
    }
}

/// What a step changes in a slot: as [`Edits`] of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
pub enum SlotEdit<V> {
    /// Nothing.
    None,
    /// The row is put, or taken away.
    Set(Option<V>),
}

impl<V> Default for SlotEdit<V> {
    fn default() -> Self {
        Self::None
    }
}

impl<V> SlotEdit<V> {
    /// The row, as it is after this edit.
    #[must_use]
    pub fn get<'a>(&'a self, slot: &'a Slot<V>, (): &()) -> Option<&'a V> {
        match self {
            Self::None => slot.row.as_ref(),
            Self::Set(row) => row.as_ref(),
        }
    }

    /// Puts the row, or takes it away.
    pub fn set(&mut self, (): (), row: Option<V>) {
        *self = Self::Set(row);
    }

    /// The row that was put or taken away.
    pub fn iter(&self) -> impl Iterator<Item = (&(), Option<&V>)> {
        let row = match self {
            Self::None => None,
            Self::Set(row) => Some((&(), row.as_ref())),
        };
        row.into_iter()
    }

    /// Whether it is edited; with `all`, whether there is a row before or after that.
    pub fn touched(&self, slot: &Slot<V>, all: bool) -> impl Iterator<Item = ()> + use<V> {
        let touched = !self.is_empty() || (all && slot.row.is_some());
        touched.then_some(()).into_iter()
    }

    /// The row as it is and as it was, when it is edited; with `all`, whether it is or not.
    pub fn touched_rows<'a>(&'a self, slot: &'a Slot<V>, all: bool) -> impl Iterator<Item = ((), &'a V)> + use<'a, V> {
        let rows = match self {
            Self::Set(row) => [row.as_ref(), slot.row.as_ref()],
            Self::None if all => [None, slot.row.as_ref()],
            Self::None => [None, None],
        };
        rows.into_iter().flatten().map(|row| ((), row))
    }

    /// Whether nothing was changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::None)
    }

    /// Forgets the edit.
    pub fn clear(&mut self) {
        *self = Self::None;
    }
}
