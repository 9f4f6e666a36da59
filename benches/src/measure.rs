//! Runs: each contender in a process of its own, in turn with the others.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::contender::Contender;
use crate::models::Case;
use crate::ours;
use crate::ran::{Ran, median};
use crate::tools::{Ready, Said, Timed};

/// Who takes longer than this is run once.
const LONG: Duration = Duration::from_secs(20);

/// What came of a contender.
pub(crate) struct Measured {
    pub(crate) contender: Contender,
    /// One run after the other.
    pub(crate) runs: Vec<Timed>,
    /// What it took to translate and compile the model, where that is done for the run.
    pub(crate) made_in: Option<Duration>,
    /// Why there are no runs.
    pub(crate) missing: Option<String>,
}

impl Measured {
    /// The time for all states: the median.
    pub(crate) fn took(&self) -> Duration {
        median(self.runs.iter().map(|timed| timed.ran.took))
    }

    /// What the median run took before: to start, and to be made ready.
    pub(crate) fn apart(&self) -> Duration {
        median(self.runs.iter().map(|timed| timed.started_in)) + self.made_in.unwrap_or_default()
    }
}

/// Runs them all, in turn. What is not there, or failed, says so.
pub(crate) fn measure(case: &Case, contenders: &[Contender], rounds: usize, folder: &Path) -> Vec<Measured> {
    let mut ready: Vec<(Measured, Option<Ready>)> =
        contenders.iter().map(|contender| make_ready(*contender, case, folder)).collect();
    for round in 0..rounds {
        for (measured, ready) in &mut ready {
            if measured.missing.is_some() || measured.took() > LONG {
                continue;
            }
            eprintln!("{}: {}, run {}", case.name(), measured.contender.title(), round + 1);
            let run = ready.as_ref().map_or_else(|| apart(measured.contender, case), Ready::run);
            match run {
                Ok(timed) => measured.runs.push(timed),
                Err(why) => measured.missing = Some(why),
            }
        }
    }
    ready.into_iter().map(|(measured, _)| measured).collect()
}

fn make_ready(contender: Contender, case: &Case, folder: &Path) -> (Measured, Option<Ready>) {
    let mut measured = Measured { contender, runs: Vec::new(), made_in: None, missing: None };
    match Ready::new(contender, case, &folder.join(case.name().replace(' ', "-")).join(contender.name())) {
        Ok(ready) => {
            measured.made_in = ready.as_ref().map(|ready| ready.made_in);
            (measured, ready)
        }
        Err(why) => (Measured { missing: Some(why), ..measured }, None),
    }
}

/// Runs this very program for what is compiled in, so that no run finds the heap as another one left it.
fn apart(contender: Contender, case: &Case) -> Result<Timed, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let said = Said::by(Command::new(program).args(["--run", contender.name(), &case.name()]))?;
    let text = said.text();
    let ran = text.lines().find_map(Ran::read).ok_or(text)?;
    Ok(Timed { ran, started_in: said.ran_for.saturating_sub(ran.took) })
}

/// One run, in this process: a line for the one that wants it.
///
/// # Errors
/// When it is not compiled in.
pub(crate) fn child(contender: Contender, case: &Case) -> Result<(), String> {
    let ran = ours::run(contender, case).ok_or("it is not compiled in")?;
    println!("{}", ran.line());
    Ok(())
}

/// The largest one, once.
pub(crate) fn large(scope: &str) {
    let Ran { states, transitions, took } = ours::large(scope);
    let process = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let held = process.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown");
    let transitions = transitions.unwrap_or_default();
    println!("two-phase commit, {scope} managers: {states} states, {transitions} transitions, {took:.1?}, {held}");
}
