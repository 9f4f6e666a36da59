//! Explores the claimed scopes, and says what was found as a record does.

use std::sync::atomic::AtomicBool;

use honnin_checker::check::Options;
use honnin_checker::control::Limits;
use honnin_checker::verdict::{Expected, Finding, Kind, Outcome, Standing, Verdict};
use honnin_checker::words::{count, list};
use honnin_codegen::emit::machine;
use honnin_codegen::fingerprint::{Fingerprints, SEMANTICS_VERSION};
use honnin_codegen::ir::{Ir, Scope};
use honnin_codegen::record::{self, Judged, Record, Violation, claimed, machine_hash, numbers};

use super::subject::Candidate;
use super::{Verification, say};
use crate::arguments::{How, Language};
use crate::check::run::Prepared;
use crate::failure::Failure;
use crate::output::width;
use crate::report::text;
use crate::scope::Chosen;
use crate::suggest::suggest;

/// What came of it.
pub(super) enum Explored {
    /// All is as stated, in every scope that was to be explored.
    Found(Record),
    /// Something is not; the violation that can be told, if there is one.
    NotAsStated(Option<Violation>),
    /// Not every state was examined, or not every claim judged.
    Incomplete,
}

/// What came of a part of it.
pub(super) enum Found<T> {
    Good(T),
    Bad,
    Unknown,
}

/// Refuses the name of a scope that no candidate has.
pub(super) fn known_scopes(candidates: &[Candidate], wanted: &[String]) -> Result<(), Failure> {
    for candidate in candidates {
        let names = || claimed(candidate.ir()).into_iter().map(|scope| scope.name.as_str());
        if let Some(unknown) = wanted.iter().find(|wanted| !names().any(|name| name == wanted.as_str())) {
            let what = format!("`{}` claims nothing of a scope `{unknown}`", candidate.name());
            return Err(Failure::with_help(what, suggest(unknown, names())));
        }
    }
    Ok(())
}

/// The scopes to explore: all that are claimed, or those that are asked for.
fn wanted<'a>(ir: &'a Ir, verification: &Verification) -> Vec<&'a Scope> {
    let asked = |scope: &&Scope| verification.scope.is_empty() || verification.scope.contains(&scope.name);
    claimed(ir).into_iter().filter(asked).collect()
}

/// Explores them, each with a line of what was found; the full report where something is not as stated.
pub(super) fn all(
    candidate: &Candidate,
    verification: &Verification,
    interrupt: &AtomicBool,
) -> Result<Explored, Failure> {
    let ir = candidate.ir();
    let mut record = blank(ir);
    for scope in wanted(ir, verification) {
        let verdict = run(candidate, scope, verification, interrupt)?;
        match verdict.standing() {
            Standing::AsStated => {
                let transitions = count(verdict.transitions, "transition", "transitions");
                say(&format!("  {}: {}, {transitions}\n", scope.name, verdict.claim()))?;
                record.scopes.push(explored(ir, scope, &verdict));
                assume(&mut record, &verdict);
            }
            standing => {
                say(&text::workflow(&verdict, &How::default(), width()))?;
                say("  no record is written\n")?;
                return Ok(match standing {
                    Standing::NotAsStated => Explored::NotAsStated(violation(ir, scope, &verdict)),
                    _ => Explored::Incomplete,
                });
            }
        }
    }
    Ok(Explored::Found(record))
}

fn run(
    candidate: &Candidate,
    scope: &Scope,
    verification: &Verification,
    interrupt: &AtomicBool,
) -> Result<Verdict, Failure> {
    let chosen = Chosen { name: scope.name.clone(), sizes: scope.sizes.clone() };
    let prepared = Prepared::new(candidate.loaded.clone(), chosen, Language::En)?;
    prepared.run(&Options { limits: limits(verification), ..Options::default() }, interrupt)
}

/// What it may take.
pub(super) fn limits(verification: &Verification) -> Limits {
    let default = Limits::default();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    Limits {
        workers: verification.workers.map_or(processors, usize::from),
        max_memory: verification.max_memory.or(default.max_memory),
        max_time: verification.max_time,
        ..default
    }
}

fn blank(ir: &Ir) -> Record {
    Record {
        workflow: ir.name.clone(),
        honnin: env!("CARGO_PKG_VERSION").to_owned(),
        semantics: SEMANTICS_VERSION,
        fingerprints: Fingerprints::of(ir),
        machine_hash: machine_hash(&machine::workflow(ir, None)),
        assumptions: documents(ir),
        scopes: Vec::new(),
        walks: Vec::new(),
    }
}

/// What a page says of itself is beyond what can be verified.
fn documents(ir: &Ir) -> Vec<String> {
    let documents = ir.structs.iter().filter(|data| data.document);
    let sentence = |data: &honnin_codegen::ir::Struct| {
        let fields: Vec<String> = data.fields.iter().map(|field| format!("`{}`", field.name)).collect();
        format!("What a `{}` says of itself ({}) is true of what it is.", data.name, list(&fields))
    };
    documents.map(sentence).collect()
}

/// What a verdict rests on; of a promise, whose fairness.
fn assume(record: &mut Record, verdict: &Verdict) {
    let promise = |finding: &Finding| {
        let needs = finding.needs.as_ref().filter(|needs| !needs.is_empty())?;
        Some(format!("`{}` is kept as long as none of these is put off for ever: {}.", finding.name, needs.join(", ")))
    };
    let rests = verdict.assumptions.iter().cloned().chain(verdict.findings.iter().filter_map(promise));
    for sentence in rests {
        if !record.assumptions.contains(&sentence) {
            record.assumptions.push(sentence);
        }
    }
}

fn explored(ir: &Ir, scope: &Scope, verdict: &Verdict) -> record::Explored {
    record::Explored {
        name: scope.name.clone(),
        purposes: scope.purposes.clone(),
        numbers: numbers(ir, &scope.sizes),
        states: verdict.states,
        transitions: verdict.transitions,
        depth: verdict.depth,
        properties: verdict.findings.iter().map(judged).collect(),
        edges: verdict.edges.iter().map(|edge| (edge.cause.clone(), edge.states)).collect(),
    }
}

/// Of what is as stated, and not refuted.
fn judged(finding: &Finding) -> Judged {
    let outcome = match (finding.outcome, finding.expected) {
        (Outcome::Witnessed, _) => record::Outcome::Witnessed(finding.steps.unwrap_or(0)),
        (_, Expected::Violated) if finding.kind == Kind::Taken => record::Outcome::Dead,
        (_, Expected::Violated) => record::Outcome::Impossible,
        _ => record::Outcome::NoViolation,
    };
    Judged { name: finding.name.clone(), outcome }
}

/// The first counterexample.
fn violation(ir: &Ir, scope: &Scope, verdict: &Verdict) -> Option<Violation> {
    let broken = |finding: &&Finding| finding.outcome == Outcome::Violated && !finding.as_expected();
    let finding = verdict.findings.iter().find(broken)?;
    let steps = finding.trace.iter().map(text::steps);
    let told = steps.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
    Some(Violation {
        workflow: ir.name.clone(),
        fingerprints: Fingerprints::of(ir),
        scope: scope.name.clone(),
        property: finding.name.clone(),
        told: std::iter::once(finding.phrase()).chain(told).collect(),
    })
}
