//! What is asked of the states once they are all there: what they exercised, and why there are so many.

use std::sync::atomic::AtomicBool;

use super::explorer::Explored;
use super::{Options, Subject};
use crate::control::{Cause, Progress};
use crate::coverage::{exercised, table};
use crate::size::{MOST, size};
use crate::system::System;
use crate::verdict::{Explorer, Verdict};

/// Completes a verdict with what the states themselves say, unless only the outcomes are asked for.
pub(super) fn look_back<const W: usize, S: System<W> + 'static>(
    system: &S,
    explored: &Explored<W, S>,
    subject: &Subject,
    options: &Options,
    verdict: &mut Verdict,
    interrupt: &AtomicBool,
    progress: &dyn Progress,
) {
    if options.untold {
        return;
    }
    let Some(space) = explored.space() else {
        if options.explorer == Explorer::Stateright {
            let note = "what was never exercised is not examined: Stateright keeps no states to look at";
            verdict.notes.push(note.to_owned());
        }
        return;
    };
    let (surveyed, workers) = (explored.survey(), options.limits.workers);
    let mut interrupted = |what: &str| verdict.notes.push(format!("{what}: interrupted"));
    progress.phase("looking for what was never exercised");
    match exercised(subject, surveyed, space, workers, interrupt) {
        Some(found) => verdict.exercised = found,
        None => interrupted("what was never exercised"),
    }
    if options.coverage {
        progress.phase("counting what was exercised");
        verdict.coverage = table(subject, surveyed, space, workers, interrupt);
    }
    let too_many = matches!(surveyed.incomplete, Some(Cause::MaxStates(_) | Cause::Memory(_)));
    if options.breakdown || too_many {
        progress.phase("asking why there are so many states");
        let representative = |state: &[u64; W]| explored.representative(state);
        verdict.breakdown = size(system, subject, space, &representative, MOST, workers, interrupt);
    }
}
