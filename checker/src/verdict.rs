//! What is said of a protocol at a scope: plain data, and the words for it. A bare *holds* is never said.

mod phrases;

use crate::control::Cause;
use crate::coverage::{Exercised, Table};
use crate::size::Size;
use crate::trace::Trace;

/// Everything that one check found.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The workflow's name.
    pub workflow: String,
    /// What it is about: the first sentence of its doc comment.
    pub title: String,
    /// The source file, as it was named.
    pub file: Option<String>,
    /// The scope.
    pub scope: Scope,
    /// What walked.
    pub explorer: Explorer,
    /// What was walked.
    pub engine: Engine,
    /// `None` when every reachable state was examined.
    pub incomplete: Option<Cause>,
    /// Whether states that differ in the names of ids only were taken for one.
    pub symmetric: bool,
    /// Distinct states examined, the initial one included.
    pub states: u64,
    /// Labelled successors of those states.
    pub transitions: u64,
    /// The longest of the shortest paths from the initial state; unknown to several workers and to an incomplete run.
    pub depth: Option<u32>,
    /// Bits of a packed state that mean something.
    pub bits: u64,
    /// How long it took, traces included.
    pub seconds: f64,
    /// Every property, in the order of the source; then deadlock and defects.
    pub findings: Vec<Finding>,
    /// Where runs left the scope.
    pub edges: Vec<EdgeCount>,
    /// How often each action was taken, in the order of the source.
    pub actions: Vec<ActionCount>,
    /// Parts of the scope that no state uses, in words. Empty when the run is incomplete.
    pub unused: Vec<String>,
    /// What the states exercised, guards and premises, variants and faults. Nothing is known when the run is incomplete, or
    /// was walked by Stateright.
    pub exercised: Exercised,
    /// How often everything was exercised, if wanted.
    pub coverage: Option<Table>,
    /// Why there are so many states, if wanted or if there were too many.
    pub breakdown: Option<Size>,
    /// What the verdict rests on.
    pub assumptions: Vec<String>,
    /// What else should be known: a trace that could not be had, something not examined.
    pub notes: Vec<String>,
}

/// The numbers of a scope, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// `ci`; `custom` where the numbers were given by hand.
    pub name: String,
    /// Ids of each sort.
    pub ids: Vec<(String, u32)>,
    /// Capacities and bounds.
    pub capacities: Vec<(String, u32)>,
    /// Budgets; `None` is unlimited.
    pub budgets: Vec<(String, Option<u32>)>,
    /// `3 sessions, 3 jobs live at once, ≤ 1 crash; any loss, repetition and reordering`.
    pub words: String,
}

/// What walks the states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Explorer {
    /// Our own engine: whole states, level by level.
    #[default]
    Honnin,
    /// Stateright 0.31: a hash of 64 bits for each state.
    Stateright,
}

/// What ran the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The Stateright model that was emitted and compiled.
    Compiled,
    /// The packed interpreter.
    Interpreted,
}

/// One property and what became of it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The function's name; `no-deadlock` and `no-defect` for the two that every protocol has.
    pub name: String,
    /// What it claims, in the words of its doc comment: the first sentence.
    pub title: String,
    /// What kind of claim.
    pub kind: Kind,
    /// Its line in the source; 0 where it is not known.
    pub line: u32,
    /// What should come out.
    pub expected: Expected,
    /// What came out.
    pub outcome: Outcome,
    /// In how many steps it was seen, the least number.
    pub steps: Option<u32>,
    /// The way to it, if wanted.
    pub trace: Option<Trace>,
    /// Why it was not judged.
    pub because: Option<String>,
    /// Of a promise that is kept: the events none of which may be put off for ever. Others may be needed together.
    pub needs: Option<Vec<String>>,
    /// What should be known beside it, in words.
    pub remarks: Vec<String>,
}

/// What kind of claim a property is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In every state.
    Always,
    /// In no state.
    Never,
    /// Every transition.
    Action,
    /// In some state.
    Reachable,
    /// Sooner or later.
    LeadsTo,
    /// From every state.
    AlwaysPossible,
    /// Something moves until a final state is reached.
    NoDeadlock,
    /// No rule of the semantics is broken.
    NoDefect,
    /// Without its ghosts the protocol does the same.
    GhostsObserve,
    /// No role goes on for ever by itself.
    PollingEnds,
    /// Some transition takes the action. There is a finding only where none does, or where that is declared.
    Taken,
}

/// What should come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// No counterexample.
    NoViolation,
    /// A counterexample, or no witness: `#[refuted]`, and of an action `#[dead]`.
    Violated,
    /// A witness.
    Witnessed,
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every state was examined, and none violates it.
    NoViolation,
    /// There is a counterexample.
    Violated,
    /// There is a witness.
    Witnessed,
    /// Every state was examined, and there is no witness.
    Unwitnessed,
    /// Not every state was examined, and nothing was seen in those that were.
    Incomplete,
    /// This kind of claim was not looked at.
    NotJudged,
}

/// States in which a run leaves the scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeCount {
    /// `wanted a 4th job`, `found no room on wire`.
    pub cause: String,
    /// How many states.
    pub states: u64,
}

/// How often an action was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionCount {
    /// The function's name; for what a channel does, `lose Reply` and the like.
    pub name: String,
    /// Transitions.
    pub taken: u64,
}

/// How a verdict stands to what the protocol states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// All is as stated.
    AsStated,
    /// Something is unknown: incomplete, or not judged.
    Unknown,
    /// Something is not as stated.
    NotAsStated,
}

impl Finding {
    /// Whether it came out as it should; what is unknown did not.
    #[must_use]
    pub fn as_expected(&self) -> bool {
        matches!(
            (self.expected, self.outcome),
            (Expected::NoViolation, Outcome::NoViolation)
                | (Expected::Violated, Outcome::Violated | Outcome::Unwitnessed)
                | (Expected::Witnessed, Outcome::Witnessed)
        )
    }

    /// How it stands to what is stated.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self.outcome {
            Outcome::Incomplete | Outcome::NotJudged => Standing::Unknown,
            _ if self.as_expected() => Standing::AsStated,
            _ => Standing::NotAsStated,
        }
    }
}

impl Verdict {
    /// The worst of all findings; an incomplete run is unknown at best.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let run = if self.incomplete.is_some() { Standing::Unknown } else { Standing::AsStated };
        self.findings.iter().map(Finding::standing).fold(run, Standing::max)
    }

    /// The finding of a name.
    #[must_use]
    pub fn finding(&self, name: &str) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.name == name)
    }
}
