//! `--engine all`: what the reference semantics, Stateright and the tools of others say of what was checked.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use honnin_checker::check::Options;
use honnin_checker::control::Progress;
use honnin_checker::verdict::{Standing, Verdict};
use honnin_judges::panel::{Case, Panel, Way};
use honnin_judges::sheet::{Accord, Sheet};
use honnin_judges::table::{LEGEND, table};
use honnin_judges::{Effort, ours};
use indicatif::{ProgressBar, ProgressStyle};
use tempfile::TempDir;

use super::run::Prepared;
use crate::arguments::{Engine, How};
use crate::failure::{Failure, reason};

/// Where the files of the judges go.
pub(crate) enum Court {
    /// Nobody else is asked.
    Closed,
    /// A folder that stays.
    Kept(PathBuf),
    /// One that goes with the process.
    Temporary(TempDir),
}

impl Court {
    /// Made before anything runs, so that a mistake is told early.
    pub(crate) fn open(how: &How) -> Result<Self, Failure> {
        if how.engine != Engine::All {
            return Ok(Self::Closed);
        }
        match &how.keep {
            Some(folder) => match std::fs::create_dir_all(folder) {
                Ok(()) => Ok(Self::Kept(folder.clone())),
                Err(error) => Err(Failure::usage(format!("cannot make {}: {}", folder.display(), reason(&error)))),
            },
            None => tempfile::Builder::new()
                .prefix("honnin-")
                .tempdir()
                .map(Self::Temporary)
                .map_err(|error| Failure::usage(format!("cannot make a temporary folder: {}", reason(&error)))),
        }
    }

    fn folder(&self) -> Option<&Path> {
        match self {
            Self::Closed => None,
            Self::Kept(folder) => Some(folder),
            Self::Temporary(folder) => Some(folder.path()),
        }
    }

    /// Asks everybody else, where they are to be asked.
    pub(crate) fn judge(
        &self,
        workflow: &Prepared,
        verdict: &Verdict,
        options: &Options,
        interrupt: &AtomicBool,
    ) -> Option<Sheet> {
        /// From so many states on, a tool's own preparations are worth their time.
        const MANY: u64 = 50_000;
        let folder = self.folder()?;
        let effort = if verdict.states < MANY { Effort::Small } else { Effort::Large };
        let (ir, sizes) = (workflow.layout().ir(), workflow.layout().sizes());
        let ours = ours::told(ours::HONNIN, ir, verdict);
        let case = Case { ir, sizes, scope: format!("scope {}", verdict.scope.name), ours };
        let progress = Waiting::new();
        let limits = &options.limits;
        let way = Way { folder, workers: limits.workers, interrupt, max_time: limits.max_time, progress: &progress };
        Panel::find(effort).compare(&[case], &way).pop()
    }
}

/// The table, and what its words mean.
pub(crate) fn text(sheet: &Sheet) -> String {
    let verdict = match sheet.accord() {
        Accord::Agreed => "all judges agree",
        Accord::Open => "those who have judged agree; somebody has not judged",
        Accord::Disagreed => "the judges disagree: one of them is wrong, and it may be this one",
    };
    let legend: Vec<&str> = LEGEND.lines().collect();
    format!("{}\n  {verdict}\n\n  {}\n\n", table(sheet).trim_end(), legend.join("\n  "))
}

/// What the judges' accord means for the exit code.
pub(crate) fn standing(sheet: &Sheet) -> Standing {
    match sheet.accord() {
        Accord::Agreed => Standing::AsStated,
        Accord::Open => Standing::Unknown,
        Accord::Disagreed => Standing::NotAsStated,
    }
}

/// Who is being asked, on a terminal only.
struct Waiting(ProgressBar);

impl Waiting {
    fn new() -> Self {
        let style = ProgressStyle::with_template("{spinner} {wide_msg} ({elapsed})");
        let bar = ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }
}

impl Progress for Waiting {
    fn phase(&self, what: &str) {
        self.0.set_message(what.to_owned());
    }

    fn examined(&self, _: u64) {}
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
