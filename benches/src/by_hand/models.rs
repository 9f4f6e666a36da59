//! The models by hand, under whichever version of Stateright the module above names.

mod issuance;
mod two_phase_commit;

use std::fmt::Debug;
use std::hash::Hash;
use std::time::Instant;

use super::stateright::{Checker as _, Model};
use crate::ran::Ran;
use issuance::Issuance;
use two_phase_commit::TwoPhaseCommit;

/// Explores a model breadth first.
pub(crate) fn explore<M>(model: M, threads: usize) -> Ran
where
    M: Model<State: Clone + Debug + Eq + Hash + Send + Sync> + Send + Sync + 'static,
    M::Action: Clone + Debug + PartialEq + Send + Sync,
{
    let start = Instant::now();
    let checker = model.checker().threads(threads).spawn_bfs().join();
    let took = start.elapsed();
    // Stateright counts the initial state as a transition.
    let (states, transitions) = (checker.unique_state_count() as u64, checker.state_count() as u64 - 1);
    Ran { states, transitions: Some(transitions), took }
}

/// The issuing protocol at its scope `quick`, or with more kinds of document.
pub(crate) fn issuance(documents: usize) -> Issuance {
    Issuance { people: 2, documents, sessions: 2, jobs: 2, order: 1, misprints: 1 }
}

/// Two-phase commit at its scope `full`.
pub(crate) fn two_phase_commit() -> TwoPhaseCommit {
    TwoPhaseCommit { managers: 7 }
}
