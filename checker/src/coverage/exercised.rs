//! What was exercised and what was not, of one scope or of several together.

use super::{Gap, GapKind, Row, RowKind};

/// What the states of complete runs exercised of all that can be exercised. Nothing is known at first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exercised {
    things: Vec<Thing>,
}

/// Something that can be exercised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thing {
    /// What it is; of the counts only whether they are 0 is known.
    pub(super) row: Row,
    /// What is missing where it never happened; `None` where that is a finding, or nothing to speak of.
    pub(super) never: Option<GapKind>,
}

impl Exercised {
    pub(super) fn new(things: Vec<Thing>) -> Self {
        Self { things }
    }

    /// What no state exercises: actions and what is in them, properties, enums, channels, each in the order of the source.
    pub fn gaps(&self) -> impl Iterator<Item = Gap> {
        self.things.iter().filter_map(Thing::gap)
    }

    /// Adds what the same protocol exercises at another scope.
    ///
    /// What is a finding there, an action that is never taken, is nothing to speak of here.
    pub fn add(&mut self, other: &Self) {
        if self.things.is_empty() {
            self.things.clone_from(&other.things);
            return;
        }
        for (thing, other) in self.things.iter_mut().zip(&other.things) {
            thing.row.yes = thing.row.yes.saturating_add(other.row.yes);
            thing.row.no = thing.row.no.saturating_add(other.row.no);
            thing.never = thing.never.and(other.never);
        }
    }
}

impl Thing {
    fn gap(&self) -> Option<Gap> {
        let Row { kind, of, words, line, explained, yes, no } = &self.row;
        let missing = match (kind, *no, *yes) {
            // Whatever keeps it from being asked is a gap, an edge or a defect of its own.
            (RowKind::Guard | RowKind::Branch, 0, 0) => None,
            (RowKind::Guard, 0, _) => Some(GapKind::GuardNeverDecides),
            (RowKind::Branch, 0, _) => Some(GapKind::BranchAlwaysTrue),
            (_, _, 0) => self.never,
            _ => None,
        };
        let explained = explained.clone();
        Some(Gap { kind: missing?, of: of.clone(), words: words.clone(), line: *line, explained })
    }
}
