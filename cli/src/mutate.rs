//! `honnin mutate`: would the properties notice?

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use clap::Args;
use honnin_checker::mutation::{Fate, Plan, Report, Unfit};
use honnin_codegen::fingerprint::Fingerprints;
use honnin_codegen::ir::{Ir, Purpose};

use crate::check::watch_for_interrupts;
use crate::failure::Failure;
use crate::output::{Later, print, width};
use crate::progress::Line;
use crate::report::{json, mutation};
use crate::scope::choose;
use crate::subject::{Loaded, load};

pub(crate) const HELP: &str = "\
Each change is one that a hand might slip into: a condition left out, an assignment forgotten, another id, a
bound moved by one. Each is checked in every state of a small scope.

  killed      something is not as stated any more: that property has teeth
  equivalent  at that scope it does just the same, and the changed line was executed
  survived    nobody noticed: a property is missing, or the line is redundant

A redundant line that is kept on purpose says so in a comment right above it, `// defence in depth: why`, or
`// never exercised: why`: then its survivors are explained, and have no part in the score.

Examples:
  honnin mutate two_phase_commit              every change, and what became of those that nobody noticed
  honnin mutate mine.rs --min-score 100       exit code 1 while a survivor is left
  honnin mutate mine.rs --json mutants.json   everything, for programs

Exit codes: 0 no score below --min-score, 1 one is, 2 usage or environment, 3 not every mutant was judged.";

/// What to mutate, and how.
#[derive(Args)]
pub(crate) struct Mutation {
    /// The name of a workflow, shipped or of the catalogue, or a protocol file of your own
    #[arg(value_name = "WORKFLOW|FILE.rs")]
    subject: OsString,

    /// Where to judge the mutants: a scope of the source, or numbers; may be repeated, the smallest first. What one does not
    /// tell is tried at the next [default: those of the source, in order]
    #[arg(long, value_name = "NAME|NUMBERS")]
    scope: Vec<String>,

    /// Give a mutant up when it has more distinct states, and leave out the scopes where the workflow itself has
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    max_states: u64,

    /// How many mutants are judged at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,

    /// Fail when fewer of a hundred mutants are noticed
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_score: Option<u8>,

    /// List every mutant, and not only those that nobody noticed
    #[arg(long)]
    all: bool,

    /// Write everything found as JSON; - is the standard output
    #[arg(long, value_name = "FILE|-")]
    json: Option<PathBuf>,
}

/// Judges the mutants of every workflow of the subject, and returns the exit code.
pub(crate) fn mutate(mutation: &Mutation) -> Result<u8, Failure> {
    let loaded = load(std::slice::from_ref(&mutation.subject))?;
    let plans: Vec<Plan> = loaded.iter().map(|workflow| plan(workflow, mutation)).collect::<Result<_, _>>()?;
    let written: Vec<&std::path::Path> = mutation.json.iter().map(PathBuf::as_path).collect();
    crate::output::apart(&written, [std::path::Path::new(&mutation.subject)].into_iter())?;
    let file = mutation.json.as_deref().map(Later::open).transpose()?;
    let quiet = mutation.json.as_ref().is_some_and(|path| path.as_os_str() == "-");
    let interrupt = watch_for_interrupts()?;
    let (mut reports, mut code) = (Vec::new(), 0);
    for (workflow, plan) in loaded.iter().zip(&plans) {
        let line = Line::counting(&plan.workflow, "mutants");
        let judged = honnin_checker::mutation::mutate(plan, &interrupt, &line);
        drop(line);
        let report = judged.map_err(|unfit| failure(workflow, plan, unfit))?;
        code = worse(code, exit_code(&report, mutation.min_score));
        if !quiet {
            print(&mutation::text(&report, plan, mutation.all, width()))?;
        }
        reports.push(report);
        if interrupt.load(Ordering::Relaxed) {
            code = worse(code, 3);
            break;
        }
    }
    if let Some(file) = file {
        let fingerprints = loaded.iter().map(|workflow| Fingerprints::of(&workflow.protocol.ir).behaviour.to_string());
        file.write(&json::mutation::document(reports.iter().zip(&plans).zip(fingerprints)))?;
    }
    Ok(code)
}

fn plan(workflow: &Loaded, mutation: &Mutation) -> Result<Plan, Failure> {
    let ir = &workflow.protocol.ir;
    let chosen = |wanted: &str| choose(ir, Some(wanted)).map(|chosen| (chosen.name, chosen.sizes));
    let scopes = if mutation.scope.is_empty() {
        safe(ir).map(chosen).collect::<Result<Vec<_>, _>>()?
    } else {
        mutation.scope.iter().map(|wanted| chosen(wanted)).collect::<Result<Vec<_>, _>>()?
    };
    if scopes.is_empty() {
        return Err(Failure::with_help(format!("`{}` has no scope for safety", ir.name), "name one with --scope"));
    }
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(Plan {
        source: workflow.source(),
        workflow: ir.name.clone(),
        scopes,
        workers: mutation.workers.map_or(workers, usize::from),
        most: mutation.max_states,
    })
}

/// The scopes for safety, in the order of the source.
fn safe(ir: &Ir) -> impl Iterator<Item = &str> {
    let for_safety = |purposes: &[Purpose]| purposes.is_empty() || purposes.contains(&Purpose::Safety);
    ir.scopes.iter().filter(move |scope| for_safety(&scope.purposes)).map(|scope| scope.name.as_str())
}

fn failure(workflow: &Loaded, plan: &Plan, unfit: Unfit) -> Failure {
    match unfit {
        Unfit::Malformed(errors) => Failure::Malformed(workflow.draw(&errors)),
        Unfit::NotAsStated(verdict) => Failure::with_help(
            format!("`{}` itself is not as stated at scope `{}`", plan.workflow, verdict.scope.name),
            format!(
                "see `honnin check {} --scope {}`: nothing can be said of its mutants",
                plan.workflow, verdict.scope.name
            ),
        ),
        Unfit::TooLarge(scope) => Failure::with_help(
            format!("`{}` has more than {} states at scope `{scope}`", plan.workflow, plan.most),
            "name a smaller scope with --scope, or allow more with --max-states",
        ),
    }
}

fn exit_code(report: &Report, least: Option<u8>) -> u8 {
    let unjudged = report.left > 0 || report.mutants.iter().any(|judged| matches!(judged.fate, Fate::Unjudged(_)));
    let (killed, asked) = report.score(|_| true);
    let below = least.is_some_and(|least| killed * 100 < asked * usize::from(least));
    match (below, unjudged) {
        (true, _) => 1,
        (false, true) => 3,
        (false, false) => 0,
    }
}

/// What is wrong is worse than what is unknown.
pub(crate) fn worse(one: u8, other: u8) -> u8 {
    match (one, other) {
        (1, _) | (_, 1) => 1,
        _ => one.max(other),
    }
}
