//! A trace in the protocol's words: numbered steps, what left, what changed, and why the last state matters.

mod reason;
mod run;
mod steps;

pub use honnin_codegen::value::Change;
pub use run::{event_name, run};
pub use steps::trace;

use honnin_codegen::value::State;

/// A counterexample or a witness.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The steps, from the initial state.
    pub steps: Vec<TraceStep>,
    /// What is true or false at the end, and for whom; one clause a line, details indented by two spaces.
    pub conclusion: Vec<String>,
    /// For a run that goes on for ever: how many steps come before those that repeat. As many as there are: nothing
    /// repeats, the run stops at its end for good.
    pub cycle_from: Option<usize>,
    /// The states, from the initial one: one more than there are steps.
    pub states: Vec<State>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceStep {
    /// The action's name, or `drop`, `lose`, `repeat`, `forget`.
    pub action: String,
    /// The whole event: `print_deadline(job 1)`.
    pub call: String,
    /// Whose action it is, in words: `server`, `kiosk of session 1`; nothing for what a channel does.
    pub actor: String,
    /// The first sentence of the action's doc comment.
    pub title: String,
    /// The arguments by name.
    pub arguments: Vec<(String, String)>,
    /// The action's line in the source; 0 where it is not known.
    pub line: u32,
    /// What left, in order: `Print { .. }`, `sends Reply { .. }`.
    pub outputs: Vec<String>,
    /// The places that changed.
    pub changes: Vec<Change>,
    /// Every place that is not at its default after the step, and what is on the channels.
    pub state: Vec<(String, String)>,
}
