//! `honnin check`: load, choose, run, report.

mod run;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use honnin_checker::check::{Options, Witnesses};
use honnin_checker::control::Limits;
use honnin_checker::verdict::{Standing, Verdict};

use crate::arguments::How;
use crate::failure::Failure;
use crate::output::{self, Later};
use crate::report::{json, junit, text};
use crate::scope;
use crate::subject::load;
use crate::suggest::suggest;
use run::Prepared;

/// Checks the subjects, and returns the exit code.
pub(crate) fn check(subjects: &[OsString], how: &How) -> Result<u8, Failure> {
    let written: Vec<&Path> = [&how.json, &how.junit].into_iter().flatten().map(PathBuf::as_path).collect();
    output::apart(&written, subjects.iter().map(Path::new))?;
    let prepared = prepare(subjects, how).inspect_err(|failure| leave_no_old_verdict(failure, how))?;
    let outputs = Outputs::open(how)?;
    let interrupt = watch_for_interrupts()?;
    let options = options(how);
    let mut verdicts = Vec::new();
    for workflow in &prepared {
        if interrupt.load(Ordering::Relaxed) {
            break;
        }
        let verdict = workflow.run(&options, &interrupt);
        if !outputs.quiet {
            output::print(&text::workflow(&verdict, how, output::width()))?;
        }
        verdicts.push(verdict);
    }
    let unchecked: Vec<&str> = prepared[verdicts.len()..].iter().map(Prepared::name).collect();
    if !outputs.quiet {
        output::print(&text::summary(&verdicts, &unchecked))?;
    }
    outputs.write(&prepared, &verdicts)?;
    Ok(exit_code(&verdicts, &unchecked))
}

/// Files for programs say why nothing was checked, lest the verdict of an earlier run be taken for that of this one.
fn leave_no_old_verdict(failure: &Failure, how: &How) {
    if let Err(unwritten) = Outputs::open(how).and_then(|outputs| outputs.write_failure(&failure.plain())) {
        unwritten.report();
    }
}

/// Everything that can be wrong with names and numbers is found before anything runs.
fn prepare(subjects: &[OsString], how: &How) -> Result<Vec<Prepared>, Failure> {
    let loaded = load(subjects)?;
    let known = || loaded.iter().flat_map(|workflow| workflow.protocol.ir.properties.iter().map(|p| p.name.as_str()));
    for name in &how.witness {
        if !known().chain(["no-deadlock", "no-defect"]).any(|known| known == name) {
            return Err(Failure::with_help(format!("no property is called `{name}`"), suggest(name, known())));
        }
    }
    let chosen: Vec<_> = loaded
        .iter()
        .map(|workflow| scope::choose(&workflow.protocol.ir, how.scope.as_deref()))
        .collect::<Result<_, _>>()?;
    loaded.into_iter().zip(chosen).map(|(workflow, scope)| Prepared::new(workflow, scope, how.language)).collect()
}

fn options(how: &How) -> Options {
    let default = Limits::default();
    let limits = Limits {
        workers: usize::from(how.workers),
        max_states: how.max_states,
        max_memory: how.max_memory.or(default.max_memory),
    };
    let witnesses = match (&how.json, how.witness.as_slice()) {
        (Some(_), _) => Witnesses::All,
        (None, []) => Witnesses::Counted,
        (None, names) => Witnesses::Named(names.to_vec()),
    };
    Options { limits, witnesses }
}

/// The first interrupt ends the run and leaves its report; a second one ends the process.
fn watch_for_interrupts() -> Result<Arc<AtomicBool>, Failure> {
    let flag = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&flag);
    ctrlc::set_handler(move || {
        if seen.swap(true, Ordering::Relaxed) {
            std::process::exit(3);
        }
    })
    .map_err(|error| Failure::usage(format!("cannot listen for interrupts: {error}")))?;
    Ok(flag)
}

/// Files for programs.
struct Outputs {
    json: Option<Later>,
    junit: Option<Later>,
    /// The standard output is taken by the JSON.
    quiet: bool,
}

impl Outputs {
    fn open(how: &How) -> Result<Self, Failure> {
        Ok(Self {
            json: how.json.as_deref().map(Later::open).transpose()?,
            junit: how.junit.as_deref().map(Later::open).transpose()?,
            quiet: [&how.json, &how.junit].into_iter().flatten().any(|path| path.as_os_str() == "-"),
        })
    }

    fn write_failure(self, message: &str) -> Result<(), Failure> {
        if let Some(file) = self.json {
            file.write(&json::failure(message))?;
        }
        if let Some(file) = self.junit {
            file.write(&junit::failure(message))?;
        }
        Ok(())
    }

    fn write(self, prepared: &[Prepared], verdicts: &[Verdict]) -> Result<(), Failure> {
        if let Some(file) = self.json {
            let fingerprints = prepared.iter().map(Prepared::fingerprint);
            file.write(&json::document(verdicts.iter().zip(fingerprints)))?;
        }
        if let Some(file) = self.junit {
            file.write(&junit::document(verdicts))?;
        }
        Ok(())
    }
}

fn exit_code(verdicts: &[Verdict], unchecked: &[&str]) -> u8 {
    let start = if unchecked.is_empty() { Standing::AsStated } else { Standing::Unknown };
    match verdicts.iter().map(Verdict::standing).fold(start, Standing::max) {
        Standing::AsStated => 0,
        Standing::NotAsStated => 1,
        Standing::Unknown => 3,
    }
}
