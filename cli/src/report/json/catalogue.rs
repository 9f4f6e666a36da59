//! The catalogue for programs.

use honnin_checker::twins::{Comes, Side};
use honnin_checker::verdict::{Standing, Verdict};
use serde::Serialize;

use crate::catalogue::Row;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    incidents: Vec<Incident<'a>>,
    /// What was not begun, since the run was interrupted.
    unchecked: &'a [String],
}

#[derive(Serialize)]
struct Incident<'a> {
    /// Unknown, as are place, date and words, of a file of one's own.
    pattern: Option<u32>,
    place: Option<&'a str>,
    date: Option<&'a str>,
    what: Option<&'a str>,
    file: &'a str,
    property: &'a str,
    standing: &'static str,
    workflows: Vec<Workflow<'a>>,
}

#[derive(Serialize)]
struct Workflow<'a> {
    name: &'a str,
    /// `happened`, `mended`, or `guarded` beside the defect.
    kind: &'static str,
    guard: Option<&'a str>,
    must: &'static str,
    comes: &'static str,
    /// Of the shortest trace in any scope.
    steps: Option<u32>,
    standing: &'static str,
    scopes: Vec<Scope<'a>>,
}

#[derive(Serialize)]
struct Scope<'a> {
    name: &'a str,
    outcome: Option<&'static str>,
    steps: Option<u32>,
    complete: bool,
    incomplete_because: Option<String>,
    distinct_states: u64,
    transitions: u64,
    seconds: f64,
    /// Every property that is not as stated, this one or another.
    not_as_stated: Vec<&'a str>,
}

/// Everything, for programs.
pub(crate) fn document(rows: &[Row], unchecked: &[String]) -> String {
    super::written(&Document { schema: 1, incidents: rows.iter().map(incident).collect(), unchecked })
}

fn incident(row: &Row) -> Incident<'_> {
    let known = row.case.incident;
    let property = row.case.property.as_str();
    Incident {
        pattern: known.map(|incident| incident.pattern),
        place: known.map(|incident| incident.place),
        date: known.map(|incident| incident.date),
        what: known.map(|incident| incident.what),
        file: &row.case.file,
        property,
        standing: name(row.standing()),
        workflows: row.sides.iter().map(|side| workflow(side, property)).collect(),
    }
}

fn workflow<'a>(side: &'a Side, property: &str) -> Workflow<'a> {
    let (kind, guard) = match &side.twin {
        None => ("happened", None),
        Some(twin) => (if twin.guard.is_some() { "guarded" } else { "mended" }, twin.guard.as_deref()),
    };
    let (comes, steps) = match side.comes(property) {
        Comes::Breaks(steps) => ("breaks", steps),
        Comes::Holds => ("holds", None),
        Comes::Unknown => ("unknown", None),
    };
    Workflow {
        name: &side.workflow,
        kind,
        guard,
        must: if side.must_break(property) { "break" } else { "hold" },
        comes,
        steps,
        standing: name(side.standing(property)),
        scopes: side.verdicts.iter().map(|verdict| scope(verdict, property)).collect(),
    }
}

fn scope<'a>(verdict: &'a Verdict, property: &str) -> Scope<'a> {
    let finding = verdict.finding(property);
    let wrong = verdict.findings.iter().filter(|finding| finding.standing() != Standing::AsStated);
    Scope {
        name: &verdict.scope.name,
        outcome: finding.map(|finding| finding.outcome.name()),
        steps: finding.and_then(|finding| finding.steps),
        complete: verdict.incomplete.is_none(),
        incomplete_because: verdict.incomplete.map(|cause| cause.to_string()),
        distinct_states: verdict.states,
        transitions: verdict.transitions,
        seconds: verdict.seconds,
        not_as_stated: wrong.map(|finding| finding.name.as_str()).collect(),
    }
}

fn name(standing: Standing) -> &'static str {
    match standing {
        Standing::AsStated => "as_stated",
        Standing::Unknown => "unknown",
        Standing::NotAsStated => "not_as_stated",
    }
}
