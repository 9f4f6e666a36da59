//! `honnin check`: load, choose, run, report.

mod judged;
pub(crate) mod run;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use honnin_checker::check::{Options, Witnesses};
use honnin_checker::control::Limits;
use honnin_checker::verdict::{Explorer, Standing, Verdict};
use honnin_judges::sheet::Sheet;

use crate::arguments::{Engine, How};
use crate::failure::Failure;
use crate::hosts;
use crate::output::{self, Later};
use crate::report::{itf, json, junit, text};
use crate::scope;
use crate::subject::load;
use crate::suggest::suggest;
use judged::Court;
use run::Prepared;

/// Checks the subjects, and returns the exit code.
pub(crate) fn check(subjects: &[OsString], how: &How) -> Result<u8, Failure> {
    let written: Vec<&Path> = [&how.json, &how.junit, &how.itf].into_iter().flatten().map(PathBuf::as_path).collect();
    output::apart(&written, subjects.iter().map(Path::new))?;
    let (prepared, options) = prepare(subjects, how).inspect_err(|failure| leave_no_old_verdict(failure, how))?;
    let court = Court::open(how)?;
    let outputs = Outputs::open(how)?;
    let interrupt = watch_for_interrupts()?;
    let (mut verdicts, mut sheets) = (Vec::new(), Vec::new());
    for workflow in &prepared {
        if interrupt.load(Ordering::Relaxed) {
            break;
        }
        let verdict = match workflow.run(&options, &interrupt) {
            Ok(verdict) => verdict,
            Err(failure) => {
                outputs.write_failure(&failure.plain())?;
                return Err(failure);
            }
        };
        if !outputs.quiet {
            let text = || text::workflow(&verdict, how, output::width());
            let others = options.hosts.as_ref().filter(|hosts| hosts.process() > 0);
            output::print(&others.map_or_else(text, |hosts| hosts::line(&verdict, hosts)))?;
        }
        let sheet = court.judge(workflow, &verdict, &options, &interrupt);
        if let Some(sheet) = sheet.as_ref().filter(|_| !outputs.quiet) {
            output::print(&judged::text(sheet))?;
        }
        verdicts.push(verdict);
        sheets.push(sheet);
    }
    let unchecked: Vec<&str> = prepared[verdicts.len()..].iter().map(Prepared::name).collect();
    if !outputs.quiet {
        output::print(&text::summary(&verdicts, &unchecked))?;
    }
    outputs.write(&prepared, &verdicts, &sheets)?;
    let others = sheets.iter().flatten().map(judged::standing);
    Ok(exit_code(verdicts.iter().map(Verdict::standing).chain(others), &unchecked))
}

/// Files for programs say why nothing was checked, lest the verdict of an earlier run be taken for that of this one.
fn leave_no_old_verdict(failure: &Failure, how: &How) {
    if let Err(unwritten) = Outputs::open(how).and_then(|outputs| outputs.write_failure(&failure.plain())) {
        unwritten.report();
    }
}

/// Everything that can be wrong with names and numbers is found before anything runs.
fn prepare(subjects: &[OsString], how: &How) -> Result<(Vec<Prepared>, Options), Failure> {
    let loaded = load(subjects)?;
    let known = || loaded.iter().flat_map(|workflow| workflow.protocol.ir.properties.iter().map(|p| p.name.as_str()));
    for name in &how.witness {
        if !known().chain(["no-deadlock", "no-defect"]).any(|known| known == name) {
            return Err(Failure::with_help(format!("no property is called `{name}`"), suggest(name, known())));
        }
    }
    let chosen: Vec<_> = loaded
        .iter()
        .map(|workflow| scope::choose_all(&workflow.protocol.ir, how.scope.as_deref()))
        .collect::<Result<_, _>>()?;
    let options = options(how, chosen.iter().map(Vec::len).sum())?;
    let runs =
        loaded.iter().zip(chosen).flat_map(|(workflow, scopes)| scopes.into_iter().map(move |at| (workflow, at)));
    let prepared = runs.map(|(workflow, scope)| Prepared::new(workflow.clone(), scope, how.language));
    Ok((prepared.collect::<Result<_, _>>()?, options))
}

fn options(how: &How, subjects: usize) -> Result<Options, Failure> {
    let bounds = &how.bounds;
    refuse(how)?;
    for (flag, file) in [("--checkpoint", &bounds.checkpoint), ("--resume", &bounds.resume)] {
        if file.is_some() && subjects != 1 {
            let help = "name one workflow: honnin check WORKFLOW";
            return Err(Failure::with_help(format!("`{flag}` is for one run, and these are {subjects}"), help));
        }
    }
    let hosts = how.together.hosts(how, subjects)?;
    let default = Limits::default();
    // One thread is what Stateright needs to tell how deep it is.
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = if how.engine == Engine::Stateright { 1 } else { processors };
    let limits = Limits {
        workers: how.workers.map_or(workers, usize::from),
        max_states: bounds.max_states,
        max_memory: bounds.max_memory.or(default.max_memory),
        max_depth: bounds.max_depth,
        max_time: bounds.max_time,
    };
    let witnesses = match (&how.json, how.witness.as_slice()) {
        (Some(_), _) => Witnesses::All,
        (None, []) => Witnesses::Counted,
        (None, names) => Witnesses::Named(names.to_vec()),
    };
    Ok(Options {
        limits,
        witnesses,
        explorer: match how.engine {
            Engine::Honnin | Engine::All => Explorer::Honnin,
            Engine::Stateright => Explorer::Stateright,
        },
        coverage: how.coverage,
        breakdown: how.size,
        symmetry: how.symmetry,
        fail_fast: bounds.fail_fast,
        checkpoint: bounds.checkpoint.clone(),
        resume: bounds.resume.clone(),
        hosts,
        ..Options::default()
    })
}

/// What only our own engine can do is refused where others are to run, not left out.
fn refuse(how: &How) -> Result<(), Failure> {
    let bounds = &how.bounds;
    let partial = [
        ("--symmetry", how.symmetry),
        ("--max-depth", bounds.max_depth.is_some()),
        ("--fail-fast", bounds.fail_fast),
        ("--checkpoint", bounds.checkpoint.is_some()),
        ("--resume", bounds.resume.is_some()),
    ];
    let (others, more, words): (&str, &[(&str, bool)], &str) = match how.engine {
        Engine::Honnin if how.keep.is_some() => {
            return Err(Failure::with_help("`--keep` is for the files of other judges", "add `--engine all`"));
        }
        Engine::Honnin => return Ok(()),
        Engine::Stateright => (
            "--engine stateright",
            &[("--coverage", how.coverage), ("--size", how.size), ("--keep", how.keep.is_some())],
            "Stateright cannot do `FLAG` in a way that a verdict could rest on",
        ),
        Engine::All => (
            "--engine all",
            &[("--max-states", bounds.max_states.is_some()), ("--hosts", how.together.hosts.is_some())],
            "with `FLAG` there is nothing that all judges could count alike",
        ),
    };
    match partial.iter().chain(more).find(|(_, given)| *given) {
        Some((flag, _)) => Err(Failure::with_help(words.replace("FLAG", flag), format!("leave `{others}` out"))),
        None => Ok(()),
    }
}

/// The first interrupt ends the run and leaves its report; a second one ends the process. Whoever asks gets the same flag.
pub(crate) fn watch_for_interrupts() -> Result<Arc<AtomicBool>, Failure> {
    static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    if let Some(flag) = FLAG.get() {
        return Ok(Arc::clone(flag));
    }
    let flag = Arc::clone(FLAG.get_or_init(Arc::default));
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
    itf: Option<Later>,
    /// The standard output is taken by the JSON.
    quiet: bool,
}

impl Outputs {
    fn open(how: &How) -> Result<Self, Failure> {
        Ok(Self {
            json: how.json.as_deref().map(Later::open).transpose()?,
            junit: how.junit.as_deref().map(Later::open).transpose()?,
            itf: how.itf.as_deref().map(Later::open).transpose()?,
            quiet: [&how.json, &how.junit, &how.itf].into_iter().flatten().any(|path| path.as_os_str() == "-"),
        })
    }

    fn write_failure(self, message: &str) -> Result<(), Failure> {
        if let Some(file) = self.json {
            file.write(&json::failure(message))?;
        }
        if let Some(file) = self.junit {
            file.write(&junit::failure(message))?;
        }
        if let Some(file) = self.itf {
            file.write(&itf::nothing(message))?;
        }
        Ok(())
    }

    fn write(self, prepared: &[Prepared], verdicts: &[Verdict], sheets: &[Option<Sheet>]) -> Result<(), Failure> {
        if let Some(file) = self.json {
            let told = verdicts.iter().zip(prepared).zip(sheets);
            let told = told.map(|((verdict, workflow), sheet)| (verdict, workflow.fingerprint(), sheet.as_ref()));
            file.write(&json::document(told))?;
        }
        if let Some(file) = self.junit {
            file.write(&junit::document(verdicts))?;
        }
        if let Some(file) = self.itf {
            let runs: Vec<_> = prepared.iter().map(Prepared::layout).zip(verdicts).collect();
            file.write(&itf::document(&runs))?;
        }
        Ok(())
    }
}

/// The worst of all; what was not begun is unknown.
pub(crate) fn exit_code<T>(standings: impl Iterator<Item = Standing>, unchecked: &[T]) -> u8 {
    let start = if unchecked.is_empty() { Standing::AsStated } else { Standing::Unknown };
    match standings.fold(start, Standing::max) {
        Standing::AsStated => 0,
        Standing::NotAsStated => 1,
        Standing::Unknown => 3,
    }
}
