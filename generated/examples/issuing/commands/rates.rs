//! A town at several rates, and a table of what came out.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use super::{Town, say};
use crate::program::clock::Clock;
use crate::program::plan::{Plan, Report};
use crate::program::scene::Scene;
use crate::program::trouble::Trouble;
use crate::program::{verified, yokohama};

/// How many people come.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rate {
    /// Each when the one before has gone.
    OneByOne,
    PerMinute(f64),
}

/// What a command found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    AsItMustBe,
    Wrong,
}

/// Which town it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Run,
    Chaos,
    Yokohama,
}

impl Rate {
    /// How many people come in a minute; `None`: each when the one before has gone.
    pub(super) fn per_minute(self) -> Option<f64> {
        match self {
            Self::OneByOne => None,
            Self::PerMinute(rate) => Some(rate),
        }
    }
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<f64>() {
            _ if text == "one" => Ok(Self::OneByOne),
            Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(Self::PerMinute(rate)),
            _ => Err("`one`, or how many people come in a minute".to_owned()),
        }
    }
}

/// Runs the town at each rate. On Yokohama's machine wrong papers are what is expected, and none one by one.
pub(super) fn run(town: &Town, kind: Kind) -> Result<Outcome, Trouble> {
    super::listen_for_interrupts()?;
    introduce(kind)?;
    let temporary = tempfile::tempdir().map_err(|source| Trouble::environment("making a folder", source))?;
    let folder = town.keep.clone().unwrap_or_else(|| temporary.path().to_owned());
    say(HEAD)?;
    let mut outcome = Outcome::AsItMustBe;
    for (number, rate) in town.rates_of(kind).iter().enumerate() {
        let folder = folder.join(format!("{number}"));
        std::fs::create_dir_all(&folder)
            .map_err(|source| Trouble::environment(format!("making `{}`", folder.display()), source))?;
        let report = live(town, kind, *rate, &folder)?;
        say(&(words(*rate, &report.scene, report.time) + &mishaps(&report, kind)))?;
        if !told(report.scene.auditor.wrong.len(), &report.complaints, kind == Kind::Yokohama, *rate)? {
            outcome = Outcome::Wrong;
        }
    }
    Ok(outcome)
}

impl Town {
    fn rates_of(&self, kind: Kind) -> Vec<Rate> {
        match &self.rates {
            Some(rates) => rates.clone(),
            None if kind == Kind::Chaos => vec![Rate::PerMinute(4.0), Rate::PerMinute(12.0)],
            None => vec![Rate::OneByOne, Rate::PerMinute(2.0), Rate::PerMinute(6.0), Rate::PerMinute(20.0)],
        }
    }
}

fn introduce(kind: Kind) -> Result<(), Trouble> {
    say(match kind {
        Kind::Run => "two servers of two processes each, and a registry that changes; the machine is verified",
        Kind::Chaos => {
            "two servers of two processes each; kill -9, sleep beyond the lease, power losses; the machine is verified"
        }
        Kind::Yokohama => "one server of two processes; the machine is that of Yokohama and expressly NOT verified",
    })
}

/// What stands above the table.
pub(super) const HEAD: &str = "people a minute   right  wrong   refused  left alone   alarms  papers a minute";

/// A line of the table.
pub(super) fn words(rate: Rate, scene: &Scene, time: Duration) -> String {
    let rate = rate.per_minute().map_or_else(|| "one by one".to_owned(), |rate| rate.to_string());
    let (auditor, counts) = (&scene.auditor, scene.counts());
    let (right, wrong) = (auditor.right, auditor.wrong.len());
    #[allow(clippy::cast_precision_loss, reason = "for reading")]
    let throughput = (right + wrong as u64) as f64 * 60.0 / time.as_secs_f64();
    let (refused, left_alone, alarms) = (counts.refused, counts.left_alone, counts.alarms);
    format!("{rate:>15} {right:>7} {wrong:>6} {refused:>9} {left_alone:>11} {alarms:>8} {throughput:>16.1}")
}

/// Says what is complained of, and whether all is as it must be: on Yokohama's machine all may be wrong but one by one,
/// when no paper is.
pub(super) fn told(wrong: usize, complaints: &[String], yokohama: bool, rate: Rate) -> Result<bool, Trouble> {
    for complaint in complaints.iter().take(if yokohama { 3 } else { usize::MAX }) {
        say(&format!("    {complaint}"))?;
    }
    Ok(if yokohama { wrong == 0 || rate.per_minute().is_some() } else { complaints.is_empty() })
}

/// What went on beside it.
fn mishaps(report: &Report, kind: Kind) -> String {
    let Report { commits, kills, sleeps, takeovers, power_losses, .. } = report;
    match kind {
        Kind::Chaos => format!(
            "; {commits} commits, {kills} kills, {sleeps} sleeps, {takeovers} takeovers, {power_losses} power losses"
        ),
        Kind::Run | Kind::Yokohama => format!("; {commits} commits"),
    }
}

fn live(town: &Town, kind: Kind, rate: Rate, folder: &Path) -> Result<Report, Trouble> {
    let plan = Plan {
        seed: town.seed,
        kiosks: town.kiosks,
        renderers: town.renderers,
        rate: rate.per_minute(),
        people: town.people.unwrap_or(if kind == Kind::Chaos { 60 } else { 30 }),
        clock: Clock::start(town.time_scale.unwrap_or(if kind == Kind::Chaos { 0.02 } else { 0.005 })),
        lease: Duration::from_secs_f64(town.lease),
        chaos: kind == Kind::Chaos,
        folder: folder.to_owned(),
        command: command(kind)?,
    };
    match kind {
        Kind::Yokohama => yokohama::service::town::live(&plan),
        Kind::Run | Kind::Chaos => verified::service::town::live(&plan),
    }
}

/// How a server is started: by this program.
fn command(kind: Kind) -> Result<Vec<String>, Trouble> {
    let program: PathBuf =
        std::env::current_exe().map_err(|source| Trouble::environment("finding this program", source))?;
    let mut command = vec![program.to_string_lossy().into_owned(), "server".to_owned()];
    if kind == Kind::Yokohama {
        command.push("--yokohama".to_owned());
    }
    Ok(command)
}
