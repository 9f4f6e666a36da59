//! The models by hand, under whichever version of Stateright the module above names.

mod issuance;
mod two_phase_commit;

use std::fmt::Debug;
use std::hash::Hash;
use std::time::Instant;

use super::stateright::{Checker as _, Model};
use crate::ran::Ran;
use issuance::{Faults, Issuance};
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

/// The issuing protocol at a scope: a number for each of its parameters, and none for what has no limit.
///
/// # Panics
/// Where this model has no such scope: some faults it knows without a limit or not at all, and others have one.
pub(crate) fn issuance(scope: impl Fn(&str) -> Option<usize>) -> Issuance {
    let number = |name: &str| scope(name).unwrap_or_else(|| panic!("`{name}` is bounded"));
    let strikes = |name: &str| {
        let limit = scope(name);
        assert!(limit.is_none_or(|limit| limit == 0), "`{name}` strikes without limit or not at all");
        limit.is_none()
    };
    assert!(number("version") >= number("amendment"), "a registration has a version after each amendment");
    Issuance {
        people: number("person"),
        documents: number("document"),
        nodes: number("node"),
        sessions: number("session"),
        jobs: number("job"),
        order: number("order"),
        fields: number("field"),
        further: number("sheet"),
        amendments: number("amendment"),
        misprints: number("misprint"),
        faults: Faults {
            crash: strikes("crash"),
            power_loss: strikes("power_loss"),
            paper_jam: strikes("paper_jam"),
            renderer_failure: strikes("renderer_failure"),
        },
    }
}

/// Two-phase commit at its scope `full`.
pub(crate) fn two_phase_commit() -> TwoPhaseCommit {
    TwoPhaseCommit { managers: 7 }
}
