//! What every judge can be asked, and what it may answer.

use std::fmt;
use std::io;
use std::path::Path;

use honnin_codegen::export::{Claim, Exported, Unsupported};
use honnin_codegen::ir::{Ir, Sizes};

use crate::process::Patience;

/// A tool of somebody else, on this machine.
pub trait Judge: Send + Sync {
    /// What it is called: `TLC`.
    fn name(&self) -> &'static str;

    /// A protocol at a scope, in its notation.
    ///
    /// # Errors
    /// When the protocol says what the notation cannot.
    fn export(&self, ir: &Ir, sizes: &Sizes) -> Result<Box<dyn Exported>, Unsupported>;

    /// Whether a claim wants a run of its own even where it holds, which then counts other states than the protocol's.
    fn is_alone(&self, _claim: &Claim) -> bool {
        false
    }

    /// Whether a witness that is found ends no run, so that all else is asked beside it.
    fn counts_witnesses(&self) -> bool {
        false
    }

    /// Asks claims of an export, in one run. The folder is the run's own, and is made where it is not there.
    ///
    /// # Errors
    /// Why the folder or a file cannot be written, or the tool cannot be started.
    fn ask(
        &self,
        exported: &dyn Exported,
        asked: &[&Claim],
        folder: &Path,
        patience: &Patience<'_>,
    ) -> io::Result<Answer>;
}

/// How much there is to explore.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effort {
    /// So little that what comes before and after takes longer.
    #[default]
    Small,
    /// So much that the tool is to be prepared as well as it can be.
    Large,
}

/// What a judge said of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Distinct states; all there are where nothing was violated.
    pub states: Option<u64>,
    /// What became of what it was asked.
    pub outcome: Outcome,
}

/// What became of the claims of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No error, in all states there are.
    Fine,
    /// No error, in all states there are; and the witnesses of these names were found on the way.
    Witnessed(Vec<String>),
    /// The claim of this name is violated; some claim of the run, where the judge gives no name.
    Violated(Option<String>),
    /// It could not do it: what it said.
    Failed(String),
    /// It was stopped: by the time, or by the user.
    Stopped,
}

/// A judge that is not on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The judge: `SPIN`.
    pub judge: &'static str,
    /// What of it is not there: `there is no spin`.
    pub what: String,
    /// The command that gets it.
    pub install: &'static str,
}

impl Missing {
    /// What of it is not there, and how to get it.
    #[must_use]
    pub fn remedy(&self) -> String {
        format!("{}; `{}` gets it", self.what, self.install)
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.judge, self.remedy())
    }
}

impl std::error::Error for Missing {}

impl Answer {
    /// A run that told nothing: why.
    #[must_use]
    pub fn failed(why: impl Into<String>) -> Self {
        Self { states: None, outcome: Outcome::Failed(why.into()) }
    }

    /// A run that was stopped.
    #[must_use]
    pub fn stopped() -> Self {
        Self { states: None, outcome: Outcome::Stopped }
    }
}
