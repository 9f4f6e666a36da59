//! Walks the machine of each role: those that are shipped are part of this program; those of others are made into one.

mod scratch;

use std::sync::atomic::{AtomicBool, Ordering};

use honnin_checker::walks::{Walked, walks};
use honnin_codegen::ir::Scope;
use honnin_codegen::record::{Walk, walked};

use super::explore::{Found, limits};
use super::subject::Candidate;
use super::{BAD, Verification, say};
use crate::failure::Failure;
use crate::progress::Line;

/// Walks them all, at each scope that is for it, with a line of what was compared for each.
pub(super) fn walk(
    candidate: &Candidate,
    verification: &Verification,
    interrupt: &AtomicBool,
) -> Result<Found<Vec<Walk>>, Failure> {
    let mut walks = Vec::new();
    for scope in walked(candidate.ir()) {
        match walk_at(scope, candidate, verification, interrupt)? {
            Found::Good(found) => walks.extend(found),
            other => return Ok(other),
        }
    }
    Ok(Found::Good(walks))
}

fn walk_at(
    scope: &Scope,
    candidate: &Candidate,
    verification: &Verification,
    interrupt: &AtomicBool,
) -> Result<Found<Vec<Walk>>, Failure> {
    let ir = candidate.ir();
    let found = if candidate.loaded.shipped.is_some() && honnin_model::has_machines(&ir.name) {
        let line = Line::new(&ir.name);
        let limits = limits(verification);
        walks(ir, &scope.sizes, limits, interrupt, &line, |role, walk| honnin_model::walk(&ir.name, role, walk))
            .map(|found| found.into_iter().map(|walked| (walked.report.conforms(), walked)).collect::<Vec<_>>())
            .map_err(|cause| cause.to_string())
    } else {
        scratch::walk(candidate, scope)?
    };
    if interrupt.load(Ordering::Relaxed) {
        return Err(Failure::Incomplete("interrupted: nothing was written".to_owned()));
    }
    let found = match found {
        Ok(found) => found,
        Err(why) => {
            say(&format!("  not walked: {why}\n  no record is written\n"))?;
            return Ok(Found::Unknown);
        }
    };
    for (good, walked) in &found {
        let report = format!("{}: {}", scope.name, walked.report);
        say(&if *good { format!("  {report}\n") } else { format!("  {BAD}{report}{BAD:#}\n") })?;
    }
    if found.iter().any(|(good, _)| !good) {
        say("  a machine does not do what the protocol says: no record is written\n")?;
        return Ok(Found::Bad);
    }
    Ok(Found::Good(found.into_iter().map(|(_, walked)| recorded(scope, walked)).collect()))
}

fn recorded(scope: &Scope, Walked { report, seen }: Walked) -> Walk {
    Walk {
        role: report.role,
        scope: scope.name.clone(),
        local_states: report.states,
        inputs: report.inputs,
        refusals: report.refusals,
        recoveries: report.recoveries,
        seen,
    }
}
