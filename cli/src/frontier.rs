//! `honnin frontier`: how far each property holds, and where it breaks first.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use honnin_checker::frontier::{Axis, Frontier, Plan, search};
use honnin_codegen::fingerprint::Fingerprints;
use honnin_codegen::ir::{Amount, Ir, ParameterId, ParameterKind, Sizes};

use crate::arguments::duration;
use crate::check::watch_for_interrupts;
use crate::failure::Failure;
use crate::output::{Later, apart, print, width};
use crate::progress::Line;
use crate::report::{frontier as text, json};
use crate::scope::choose;
use crate::subject::load;

pub(crate) const HELP: &str = "\
The numbers of a scope are raised from the smallest upwards, the cheapest first, and each scope is checked in
every state. What is violated under some faults is violated under more, and what holds under many holds under
few: that is not run again. Everything else is, for more ids and more room make another protocol.

Examples:
  honnin frontier two_phase_commit                    up to its default scope
  honnin frontier mine.rs --up-to session=3,crash=2   further on some axes
  honnin frontier mine.rs --time 10m                  for longer; what was not reached is said

Exit codes: 0 all scopes within the ends were reached, 2 usage or environment, 3 not all of them.";

/// More points than this are no search.
const MOST_POINTS: u64 = 1_000_000;

/// What to search, and how far.
#[derive(Args)]
pub(crate) struct Search {
    /// The name of a workflow, shipped or of the catalogue, or a protocol file of your own
    #[arg(value_name = "WORKFLOW|FILE.rs")]
    subject: OsString,

    /// Where the numbers end: a scope of the source, or numbers that replace those of the default scope, as in
    /// session=3,crash=unlimited
    #[arg(long, value_name = "NAME|NUMBERS")]
    up_to: Option<String>,

    /// Stop after so long, as in 90s, 10m or 2h
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "2m")]
    time: Duration,

    /// Give a scope up, and all larger ones, when it has more distinct states
    #[arg(long, value_name = "N", default_value_t = 2_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    max_states: u64,

    /// Threads; what is found does not depend on it [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,

    /// Write everything found as JSON; - is the standard output
    #[arg(long, value_name = "FILE|-")]
    json: Option<PathBuf>,
}

/// Searches the frontier of every workflow of the subject, and returns the exit code.
pub(crate) fn frontier(wanted: &Search) -> Result<u8, Failure> {
    let loaded = load(std::slice::from_ref(&wanted.subject))?;
    let plans: Vec<Plan> =
        loaded.iter().map(|workflow| plan(&workflow.protocol.ir, wanted)).collect::<Result<_, _>>()?;
    let written: Vec<&std::path::Path> = wanted.json.iter().map(PathBuf::as_path).collect();
    apart(&written, [std::path::Path::new(&wanted.subject)].into_iter())?;
    let file = wanted.json.as_deref().map(Later::open).transpose()?;
    let quiet = wanted.json.as_ref().is_some_and(|path| path.as_os_str() == "-");
    let interrupt = watch_for_interrupts()?;
    let mut found: Vec<Frontier> = Vec::new();
    for plan in &plans {
        let line = Line::new(&plan.ir.name);
        let frontier = search(plan, &interrupt, &line);
        drop(line);
        if !quiet {
            print(&text::text(&frontier, plan, width()))?;
        }
        found.push(frontier);
    }
    if let Some(file) = file {
        let prints = plans.iter().map(|plan| Fingerprints::of(&plan.ir).behaviour.to_string());
        file.write(&json::frontier::document(found.iter().zip(&plans).zip(prints)))?;
    }
    let whole = found.iter().all(|frontier| frontier.unreached == 0 && frontier.too_large.is_empty());
    Ok(if whole { 0 } else { 3 })
}

/// From one id of each sort, room for one and no fault, to the numbers that are wanted.
fn plan(ir: &Ir, wanted: &Search) -> Result<Plan, Failure> {
    let end = choose(ir, wanted.up_to.as_deref())?.sizes;
    let mut start = Sizes(Vec::new());
    let mut axes = Vec::new();
    for (index, parameter) in ir.parameters.iter().enumerate() {
        let id = ParameterId(index);
        let least = u32::from(parameter.kind != ParameterKind::Budget);
        let least = end.get(id).map_or(least, |end| end.min(least));
        start.0.push(Amount::AtMost(least));
        if end.0[index] != Amount::AtMost(least) {
            axes.push(Axis::new(ir, id, least, end.0[index]));
        }
    }
    let points = axes.iter().map(|axis| axis.values.len() as u64).try_fold(1, u64::checked_mul);
    if points.is_none_or(|points| points > MOST_POINTS) {
        let what = format!("`{}` has more than a million scopes within these numbers", ir.name);
        return Err(Failure::with_help(what, "give smaller ones with --up-to"));
    }
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(Plan {
        ir: ir.clone(),
        start,
        axes,
        workers: wanted.workers.map_or(workers, usize::from),
        most: wanted.max_states,
        time: Some(wanted.time),
    })
}
