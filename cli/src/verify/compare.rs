//! `honnin verify --check`: whether a record is there, of this, and true.

use std::sync::atomic::AtomicBool;

use honnin_codegen::emit::machine;
use honnin_codegen::record::{Denial, Explored as Scope, Record, Walk, machine_hash};

use super::explore::{self, Explored, Found};
use super::store::{self, Store};
use super::subject::Candidate;
use super::{BAD, End, GOOD, Verification, say, walk};
use crate::failure::Failure;

/// Compares the record with a fresh run: of all that it claims, or of the scopes that are asked for.
pub(super) fn compare(
    candidate: &Candidate,
    store: &Store<'_>,
    verification: &Verification,
    interrupt: &AtomicBool,
) -> Result<End, Failure> {
    let recorded = match read(candidate, store)? {
        Ok(record) => record,
        Err(denial) => {
            say(&format!("  {BAD}{}{BAD:#}: {denial}\n", store.path().display()))?;
            let help = if denial.is_curable() { "  verify it: honnin verify, without --check\n" } else { "" };
            return say(help).map(|()| End::Bad);
        }
    };
    // What is not recorded is not claimed.
    let claims = recorded.scopes.iter().map(|scope| scope.name.clone());
    let scopes: Vec<String> =
        claims.filter(|name| verification.scope.is_empty() || verification.scope.contains(name)).collect();
    if let Some(unclaimed) = verification.scope.iter().find(|scope| !scopes.contains(scope)) {
        say(&format!("  {BAD}the record says nothing of scope `{unclaimed}`{BAD:#}\n"))?;
        return Ok(End::Bad);
    }
    let again = Verification { subjects: Vec::new(), into: None, scope: scopes, ..*verification };
    let mut found = match explore::all(candidate, &again, interrupt)? {
        Explored::Found(record) => record,
        Explored::NotAsStated(_) => return differs("the record says that it was").map(|()| End::Bad),
        Explored::Incomplete => return Ok(End::Incomplete),
    };
    match walk::walk(candidate, verification, interrupt)? {
        Found::Good(walks) => found.walks = walks,
        Found::Bad => return differs("the record says that it was").map(|()| End::Bad),
        Found::Unknown => return Ok(End::Incomplete),
    }
    let differences = differences(&recorded, &found);
    for difference in &differences {
        differs(difference)?;
    }
    if !differences.is_empty() {
        return Ok(End::Bad);
    }
    let whole = found.scopes.len() == recorded.scopes.len();
    let part = if whole { "" } else { ", as far as it was looked at" };
    say(&format!("  {GOOD}as recorded{GOOD:#} in {}{part}\n", store.path().display()))?;
    if let Some(missing) = store::missing(candidate.ir(), &recorded) {
        say(&format!("  it is not enough for a release build, which wants {missing} as well\n"))?;
    }
    for name in store.others() {
        say(&format!("  {name} is of an earlier version, and not needed\n"))?;
    }
    Ok(End::Good)
}

fn differs(what: &str) -> Result<(), Failure> {
    say(&format!("  {BAD}not as recorded{BAD:#}: {what}\n"))
}

/// The record that permits what is compiled now, or why there is none.
fn read(candidate: &Candidate, store: &Store<'_>) -> Result<Result<Record, Denial>, Failure> {
    let ir = candidate.ir();
    let hash = machine_hash(&machine::workflow(ir, None));
    let Some(text) = store.text()? else { return Ok(Err(Denial::Missing(store.others()))) };
    let record = Record::parse(&text).map_err(Denial::Unreadable);
    Ok(record.and_then(|record| record.permits(ir, &hash).map(|_| record)))
}

/// What a record claims and a fresh run does not find, each a clause.
fn differences(recorded: &Record, found: &Record) -> Vec<String> {
    let mut differences = Vec::new();
    for fresh in &found.scopes {
        if let Some(scope) = recorded.scope(&fresh.name).filter(|scope| *scope != fresh) {
            differences.push(scope_differs(scope, fresh));
        }
    }
    for fresh in &found.walks {
        if let Some(walk) = recorded.walk(&fresh.role, &fresh.scope).filter(|walk| *walk != fresh) {
            differences.push(walk_differs(walk, fresh));
        }
    }
    // A record may assume more than the scopes that were explored again need.
    for assumption in found.assumptions.iter().filter(|assumption| !recorded.assumptions.contains(assumption)) {
        differences.push(format!("it does not say what it assumes: {assumption}"));
    }
    differences
}

fn scope_differs(recorded: &Scope, found: &Scope) -> String {
    let name = &found.name;
    if recorded.states != found.states || recorded.transitions != found.transitions {
        return format!(
            "scope `{name}` has {} states and {} transitions, and not {} and {}",
            found.states, found.transitions, recorded.states, recorded.transitions
        );
    }
    let other = found.properties.iter().zip(&recorded.properties).find(|(found, recorded)| found != recorded);
    match other {
        Some((found, _)) => format!("in scope `{name}` something else came out for `{}`", found.name),
        None => format!("scope `{name}` has another depth, other claims or other edges"),
    }
}

fn walk_differs(recorded: &Walk, found: &Walk) -> String {
    let numbers = |walk: &Walk| {
        format!(
            "{} local states, {} inputs, {} refusals, {} recoveries",
            walk.local_states, walk.inputs, walk.refusals, walk.recoveries
        )
    };
    if numbers(recorded) == numbers(found) {
        return format!("other refusals of `{}` were seen", found.role);
    }
    format!("the walk over `{}` compared {}, and not {}", found.role, numbers(found), numbers(recorded))
}
