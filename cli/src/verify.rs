//! `honnin verify`: explore what is claimed, walk the machines, and leave a record; or hold a record against a fresh run.

mod compare;
mod explore;
mod store;
mod subject;
mod walk;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use clap::Args;
use honnin_codegen::emit::machine;
use honnin_codegen::record::{Record, refuted};

use crate::arguments::{duration, size};
use crate::check::watch_for_interrupts;
use crate::failure::Failure;
use crate::output;
use crate::subject::Loaded;
use explore::{Explored, Found};
use store::Store;
use subject::{Candidate, candidates};

/// A workflow, and its record where there is one.
pub(crate) struct Recorded {
    pub(crate) loaded: Loaded,
    pub(crate) record: Option<Record>,
    /// The folder of its records.
    pub(crate) folder: PathBuf,
}

/// The workflows of a subject, with what is on record of each.
pub(crate) fn recorded(subject: OsString, records: Option<&Path>) -> Result<Vec<Recorded>, Failure> {
    let with_record = |candidate: Candidate| {
        let record = Store::new(&candidate).record();
        let Candidate { loaded, folder } = candidate;
        Recorded { loaded, record, folder }
    };
    Ok(candidates(&[subject], records)?.into_iter().map(with_record).collect())
}

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const STRONG: Style = Style::new().bold();

/// What to verify, and how.
#[derive(Args)]
pub(crate) struct Verification {
    /// The name of a shipped workflow, a protocol file, or the folder of a crate; without one, all that are shipped, or the
    /// crate in this folder
    #[arg(value_name = "WORKFLOW|FILE.rs|CRATE")]
    pub(crate) subjects: Vec<OsString>,

    /// Write nothing: fail when a record is missing, stale, or claims more than a fresh run finds
    #[arg(long)]
    pub(crate) check: bool,

    /// Explore this scope only; may be repeated. What an earlier record says of others is kept
    #[arg(long, value_name = "NAME")]
    pub(crate) scope: Vec<String>,

    /// The folder of the records [default: what the crate's manifest names, or `verified` beside it]
    #[arg(long, value_name = "DIR")]
    pub(crate) into: Option<PathBuf>,

    /// Threads; what is found does not depend on it [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) workers: Option<u16>,

    /// Take at most so much memory, as in 800M or 6G; without it, nine tenths of what there is
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) max_memory: Option<u64>,

    /// Take at most so long for a scope, as in 90s, 10m or 2h
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) max_time: Option<Duration>,
}

/// How it ends with one workflow; the worst is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// Verified, or as recorded.
    Good,
    /// Something is unknown.
    Incomplete,
    /// Something is not as stated.
    Bad,
}

/// Verifies the subjects, and returns the exit code.
pub(crate) fn verify(verification: &Verification) -> Result<u8, Failure> {
    let candidates = candidates(&verification.subjects, verification.into.as_deref())?;
    explore::known_scopes(&candidates, &verification.scope)?;
    let interrupt = watch_for_interrupts()?;
    let mut worst = End::Good;
    for candidate in &candidates {
        if interrupt.load(Ordering::Relaxed) {
            return Err(Failure::Incomplete(format!("interrupted: {} was not verified", candidate.name())));
        }
        worst = worst.max(one(candidate, verification, &interrupt)?);
    }
    Ok(match worst {
        End::Good => 0,
        End::Incomplete => 3,
        End::Bad => 1,
    })
}

fn one(candidate: &Candidate, verification: &Verification, interrupt: &AtomicBool) -> Result<End, Failure> {
    let store = Store::new(candidate);
    say(&format!("{STRONG}{}{STRONG:#}\n", candidate.name()))?;
    let known = refuted(candidate.ir());
    if !known.is_empty() {
        let names: Vec<String> = known.iter().map(|property| format!("`{}`", property.name)).collect();
        let broken = honnin_checker::words::list(&names);
        say(&format!("  known to break {broken} (#[refuted]): there is no record of it, and no Machine\n\n"))?;
        // Asked for by name it is a wish that is not granted; among all that is shipped it is as it should be.
        return Ok(if verification.subjects.is_empty() { End::Good } else { End::Bad });
    }
    machine::check(&candidate.loaded.protocol).map_err(|errors| Failure::Malformed(candidate.loaded.draw(&errors)))?;
    let end = if verification.check {
        compare::compare(candidate, &store, verification, interrupt)
    } else {
        record(candidate, &store, verification, interrupt)
    };
    end.and_then(|end| say("\n").map(|()| end))
}

/// Explores, walks and writes; nothing is written unless everything is as stated.
fn record(
    candidate: &Candidate,
    store: &Store<'_>,
    verification: &Verification,
    interrupt: &AtomicBool,
) -> Result<End, Failure> {
    let mut record = match explore::all(candidate, verification, interrupt)? {
        Explored::Found(record) => record,
        Explored::Incomplete => return Ok(End::Incomplete),
        Explored::NotAsStated(violation) => {
            if let Some(violation) = violation {
                let kept = store.keep_violation(&violation)?;
                say(&format!("  kept in {kept}: it is told again when the protocol is compiled\n"))?;
            }
            return Ok(End::Bad);
        }
    };
    match walk::walk(candidate, verification, interrupt)? {
        Found::Good(walks) => record.walks = walks,
        Found::Bad => return Ok(End::Bad),
        Found::Unknown => return Ok(End::Incomplete),
    }
    if interrupt.load(Ordering::Relaxed) {
        return Err(Failure::Incomplete("interrupted: nothing was written".to_owned()));
    }
    keep_others(candidate, store, &mut record);
    let written = store.write(&record)?;
    say(&format!("  {GOOD}verified{GOOD:#}: wrote {}\n", written.record))?;
    for name in &written.removed {
        say(&format!("  removed {name}, which was of an earlier version\n"))?;
    }
    store::missing(candidate.ir(), &record).map_or(Ok(()), |missing| {
        say(&format!("  enough for a debug build; a release build wants {missing} as well\n"))
    })?;
    Ok(End::Good)
}

/// Scopes that were not explored now stay as an earlier record of exactly this has them.
fn keep_others(candidate: &Candidate, store: &Store<'_>, record: &mut Record) {
    let Some(old) = store.record() else { return };
    if old.permits(candidate.ir(), &record.machine_hash).is_err() {
        return;
    }
    record
        .scopes
        .extend(old.scopes.into_iter().filter(|scope| record.scope(&scope.name).is_none()).collect::<Vec<_>>());
    let place = |name: &str| candidate.ir().scopes.iter().position(|scope| scope.name == name);
    record.scopes.sort_by_key(|scope| place(&scope.name));
}

fn say(text: &str) -> Result<(), Failure> {
    output::print(text)
}

pub(crate) const HELP: &str = "\
What it does: it explores every scope that the protocol claims, completely; walks the machine
of each role through all of its local states and compares every answer with the protocol; and
leaves a record, one file for each fingerprint. Commit it. When anything is not as stated, or
not every state was examined, no record is written and an old one stays. A violation is kept
in place of a record, and `#[workflow]` tells it from then on.

A crate with `honnin::machine!(path::to::protocol, records = \"verified\")` compiles in debug
builds when the first scope is recorded, in release builds when all are. An edit to a comment
asks for nothing.

Where records go: into the folder that the manifest of the protocol's crate names,
  [package.metadata.honnin]
  records = \"../ours/verified\"
or into `verified` beside that manifest, or where --into says.

Examples:
  honnin verify                          everything that is shipped, or the crate here
  honnin verify issuance                 one workflow
  honnin verify issuance --scope quick   enough for debug builds, in less time
  honnin verify src/protocol.rs          a protocol of your own
  honnin verify ../their/crate           every protocol in a crate
  honnin verify --check                  for CI: are the records there, and true?

Exit codes: 0 verified, or as recorded; 1 something is not; 2 usage or environment;
3 incomplete.";
