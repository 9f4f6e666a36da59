//! The verification record: what was explored, walked and assumed for one fingerprint, as text that can be committed.
//!
//! A record is written only when everything came out as stated; it holds no time and no path, and a seal over the rest.
//! What it permits is asked of it beside a protocol and the Machine that is emitted from it: see [`Record::permits`].

pub(crate) mod codes;
mod denial;
mod gate;
mod hash;
mod read;
mod seal;
mod settings;
mod violation;
mod write;

pub use denial::{Denial, Difference, Lack};
pub use gate::{Permit, claimed, numbers, refuted, walked};
pub use hash::machine_hash;
pub use read::Unreadable;
pub use settings::Settings;
pub use violation::Violation;

use std::collections::BTreeMap;

use crate::fingerprint::Fingerprints;
use crate::ir::{Amount, Purpose};

/// The version of the record's form.
pub const SCHEMA: i64 = 1;

/// What `honnin verify` found of a workflow, all of it as stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The workflow's name.
    pub workflow: String,
    /// The version of honnin that wrote it.
    pub honnin: String,
    /// The version of the semantics.
    pub semantics: u32,
    /// What was verified.
    pub fingerprints: Fingerprints,
    /// A SHA-256 of the Machine that was walked: see [`machine_hash`].
    pub machine_hash: String,
    /// What the verdict rests on, in sentences.
    pub assumptions: Vec<String>,
    /// The scopes that were explored completely, in the order of the source.
    pub scopes: Vec<Explored>,
    /// The walk over each role's Machine, in the order of the source.
    pub walks: Vec<Walk>,
}

/// A scope that was explored completely, and in which everything is as stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explored {
    /// Its name.
    pub name: String,
    /// What it is for; all purposes when it names none.
    pub purposes: Vec<Purpose>,
    /// Its numbers by the names of the parameters.
    pub numbers: BTreeMap<String, Amount>,
    /// Distinct states.
    pub states: u64,
    /// Labelled successors of those states.
    pub transitions: u64,
    /// The longest of the shortest paths from the initial state.
    pub depth: Option<u32>,
    /// Every claim, and what came out.
    pub properties: Vec<Judged>,
    /// Where runs left the scope, and in how many states.
    pub edges: Vec<(String, u64)>,
}

/// A claim and what came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The property's name; `no-deadlock`, `no-defect` and the like for what every protocol has.
    pub name: String,
    /// What came out.
    pub outcome: Outcome,
}

/// What may come out where all is as stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every state was examined, and none violates it.
    NoViolation,
    /// There is a witness, in so many steps.
    Witnessed(u32),
    /// Declared never to happen, and it does not.
    Dead,
    /// A `#[reachable]` that is not possible in this scope, as declared.
    Impossible,
}

/// The walk over one role: everything that its Machine answers, beside what the protocol says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The role.
    pub role: String,
    /// The scope.
    pub scope: String,
    /// Reachable local states.
    pub local_states: u64,
    /// Inputs, messages, timeouts and faults that were compared.
    pub inputs: u64,
    /// Refusals among them.
    pub refusals: u64,
    /// Recoveries that were compared.
    pub recoveries: u64,
    /// Whether each refusal of the role's actions was seen while exploring, by the number of its site.
    pub seen: Vec<bool>,
}

impl Record {
    /// The name of the file that holds the record of these fingerprints: one for each, so that two merged changes
    /// conflict in nothing.
    #[must_use]
    pub fn file_name(workflow: &str, fingerprints: &Fingerprints) -> String {
        format!("{workflow}-{}.toml", fingerprints.machine.short())
    }

    /// The scope of a name, if it was explored.
    #[must_use]
    pub fn scope(&self, name: &str) -> Option<&Explored> {
        self.scopes.iter().find(|scope| scope.name == name)
    }

    /// The walks over a role, one for each scope that was walked.
    pub fn walks_of(&self, role: &str) -> impl Iterator<Item = &Walk> {
        self.walks.iter().filter(move |walk| walk.role == role)
    }

    /// The walk over a role at a scope.
    #[must_use]
    pub fn walk(&self, role: &str, scope: &str) -> Option<&Walk> {
        self.walks_of(role).find(|walk| walk.scope == scope)
    }

    /// Whether each refusal of a role's actions was seen in any of the walks, by the number of its site.
    #[must_use]
    pub fn seen(&self, role: &str) -> Vec<bool> {
        self.walks_of(role).fold(Vec::new(), |mut seen, walk| {
            seen.resize(seen.len().max(walk.seen.len()), false);
            seen.iter_mut().zip(&walk.seen).for_each(|(seen, also)| *seen |= also);
            seen
        })
    }
}

impl Outcome {
    fn words(self) -> String {
        match self {
            Self::NoViolation => "no violation".to_owned(),
            Self::Witnessed(1) => "shown possible in 1 step".to_owned(),
            Self::Witnessed(steps) => format!("shown possible in {steps} steps"),
            Self::Dead => "dead, as declared".to_owned(),
            Self::Impossible => "impossible, as known".to_owned(),
        }
    }

    fn read(words: &str) -> Option<Self> {
        match words {
            "no violation" => Some(Self::NoViolation),
            "dead, as declared" => Some(Self::Dead),
            "impossible, as known" => Some(Self::Impossible),
            words => {
                let steps = words.strip_prefix("shown possible in ")?;
                let digits = steps.strip_suffix(" steps").or_else(|| steps.strip_suffix(" step"))?;
                digits.parse().ok().map(Self::Witnessed)
            }
        }
    }
}

#[cfg(test)]
mod tests;
