//! What one judge says of a protocol: its states, and each claim.

use honnin_codegen::ir::{Ir, PropertyKind};

/// What one judge says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Who: `TLC`.
    pub judge: &'static str,
    /// How many distinct states there are.
    pub states: Cell,
    /// By claim: its title, and whether what is sought was found.
    pub claims: Vec<(String, Cell)>,
}

/// One place of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// So many distinct states.
    States(u64),
    /// What is sought is in no state and no run: no counterexample, or no witness.
    Nothing,
    /// It is there.
    Found,
    /// The notation or the judge cannot say it: why.
    Unsaid(String),
    /// The judge is not on this machine: how to get it.
    Missing(String),
    /// The judge could not do it: what it said.
    Failed(String),
    /// It was stopped before it had an answer.
    Stopped,
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// The number of distinct states.
    States,
    /// A counterexample to a claim.
    Counterexample,
    /// A witness of a `#[reachable]`.
    Witness,
}

/// What is sought of a protocol, in the order of its source; then what every protocol claims.
#[must_use]
pub fn sought(ir: &Ir) -> Vec<(String, Sought)> {
    let declared = ir.properties.iter().map(|property| match property.kind {
        PropertyKind::Reachable => (property.name.clone(), Sought::Witness),
        _ => (property.name.clone(), Sought::Counterexample),
    });
    let deadlock = (!ir.final_states.is_empty()).then_some("no-deadlock");
    let built_in = deadlock.into_iter().chain(["no-defect", "types"]);
    declared.chain(built_in.map(|name| (name.to_owned(), Sought::Counterexample))).collect()
}

impl Cell {
    /// Whether it is an answer, to be held against others.
    #[must_use]
    pub fn is_answer(&self) -> bool {
        matches!(self, Self::States(_) | Self::Nothing | Self::Found)
    }

    /// Whether there should have been an answer and is none.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Missing(_) | Self::Failed(_) | Self::Stopped)
    }

    /// Found, or not.
    #[must_use]
    pub fn whether(found: bool) -> Self {
        if found { Self::Found } else { Self::Nothing }
    }

    /// Why there is no answer.
    #[must_use]
    pub fn because(&self) -> Option<&str> {
        match self {
            Self::Unsaid(why) | Self::Missing(why) | Self::Failed(why) => Some(why),
            Self::States(_) | Self::Nothing | Self::Found | Self::Stopped => None,
        }
    }
}

impl Column {
    /// The same of everything: a judge that is missing, a protocol that cannot be said.
    #[must_use]
    pub fn of(judge: &'static str, ir: &Ir, cell: &Cell) -> Self {
        let claims = sought(ir).into_iter().filter(|(title, _)| title != "types");
        Self { judge, states: cell.clone(), claims: claims.map(|(title, _)| (title, cell.clone())).collect() }
    }

    /// What it says of a claim; nothing where it has none of that title.
    #[must_use]
    pub fn claim(&self, title: &str) -> Option<&Cell> {
        self.claims.iter().find(|(known, _)| known == title).map(|(_, cell)| cell)
    }
}
