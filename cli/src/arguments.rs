//! What can be written on the command line, and the help that teaches it.

mod help;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::catalogue::Selection;
use crate::frontier::Search;
use crate::generate::Generation;
use crate::hosts::Together;
use crate::mutate::Mutation;
use crate::verify::Verification;
use help::{ENGINES, EXAMPLES, EXPORTS, LONG};

/// Checks protocols: every state within a scope, every property, the shortest trace to what is wrong.
#[derive(Parser)]
#[command(name = "honnin", version, max_term_width = 100, args_conflicts_with_subcommands = true)]
#[command(after_help = EXAMPLES, after_long_help = LONG)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) how: How,

    /// Say why a rule of the language is there: the code of an error, as in E0301
    #[arg(long, value_name = "CODE", exclusive = true)]
    pub(crate) explain: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Check workflows; without one, all that are shipped
    Check {
        /// The name of a workflow, shipped or of the catalogue, or a protocol file of your own
        #[arg(value_name = "WORKFLOW|FILE.rs")]
        subjects: Vec<OsString>,

        #[command(flatten)]
        how: Box<How>,
    },
    /// Hold what is known of this service's failures against the guards that were missing
    #[command(after_help = crate::catalogue::HELP)]
    Catalogue(Selection),
    /// Print the fingerprints of workflows: what has to be verified again when it changes
    Fingerprint {
        /// The name of a workflow, shipped or of the catalogue, or a protocol file of your own; without one, all that are shipped
        #[arg(value_name = "WORKFLOW|FILE.rs")]
        subjects: Vec<OsString>,
    },
    /// Verify workflows and leave records of it: without one there is no Machine
    #[command(after_help = crate::verify::HELP)]
    Verify(Verification),
    /// Print the Machine of a workflow as a source file, or hold a file against it
    Generate(Generation),
    /// Write a workflow in another notation
    #[command(after_help = EXPORTS)]
    Export {
        /// The name of a workflow, shipped or of the catalogue, or a protocol file of your own
        #[arg(value_name = "WORKFLOW|FILE.rs")]
        subject: OsString,

        /// The notation
        #[arg(long, value_enum)]
        to: Notation,

        /// The scope of what is exported for a judge, as for a check
        #[arg(long, value_name = "NAME|NUMBERS")]
        scope: Option<String>,

        /// Write the files into this folder, and print the command that runs the judge on them. Without it, the model alone is printed
        #[arg(long, value_name = "DIR")]
        into: Option<PathBuf>,
    },
    /// Change a workflow in every small way, and see whether its properties notice
    #[command(after_help = crate::mutate::HELP)]
    Mutate(Mutation),
    /// Search for the numbers at which each property breaks first
    #[command(after_help = crate::frontier::HELP)]
    Frontier(Search),
    /// Say why a rule of the language is there
    Explain {
        /// The code of an error, as in E0301
        code: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Notation {
    /// State diagrams of each role, and an overview of roles and channels
    Mermaid,
    /// A TLA+ module for TLC: the same states, one definition for each action, fairness, the properties
    Tla,
    /// A Promela model for SPIN: the same states, one `inline` for each action; a model of its own for each promise
    Promela,
    /// A Murphi model for Rumur: the same states, one rule for each action, scalarsets for the ids
    Murphi,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// Our own: whole states, level by level; compiled models where there are any, the interpreter elsewhere
    #[default]
    Honnin,
    /// Stateright 0.31 over the same models: a 64-bit hash for each state, no liveness
    Stateright,
    /// Our own, and then everybody else who is here: the reference semantics, Stateright, TLC, SPIN, Rumur
    All,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// As in the source
    #[default]
    En,
    /// The Japanese texts beside the source, where there are any
    Ja,
}

/// How to check and how to report.
#[derive(Args, Default)]
pub(crate) struct How {
    /// A scope of the source, `all` of them, or numbers that replace those of a scope: session=3,crash=unlimited for
    /// the default one, quick,session=3 for that called quick
    #[arg(long, value_name = "NAME|NUMBERS")]
    pub(crate) scope: Option<String>,

    /// What explores
    #[arg(long, value_enum, default_value_t, long_help = ENGINES)]
    pub(crate) engine: Engine,

    /// Keep what other judges are asked, and what they answer with, in this folder: with `--engine all`
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,

    /// Threads; what is found does not depend on it [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) workers: Option<u16>,

    /// Take states that differ only in what their ids are called for one
    #[arg(long)]
    pub(crate) symmetry: bool,

    #[command(flatten)]
    pub(crate) bounds: Bounds,

    #[command(flatten)]
    pub(crate) together: Together,

    /// Print the steps to a witness; may be repeated. Counterexamples are always printed
    #[arg(long, visible_alias = "trace", value_name = "PROPERTY")]
    pub(crate) witness: Vec<String>,

    /// Count how often each action, guard, branch and premise was exercised; what never was is always said
    #[arg(long)]
    pub(crate) coverage: bool,

    /// Say why there are so many states: by field, by event, by fault. When there are too many it is said anyway
    #[arg(long)]
    pub(crate) size: bool,

    /// Write everything found as JSON; - is the standard output
    #[arg(long, value_name = "FILE|-")]
    pub(crate) json: Option<PathBuf>,

    /// Write the verdicts as XML for CI systems, in the manner of `JUnit`
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,

    /// Write a trace, for Apalache's and Quint's tools: what is not as stated, else a known defect, else what `--witness` names
    #[arg(long, value_name = "FILE")]
    pub(crate) itf: Option<PathBuf>,

    /// The language of the protocol's own words
    #[arg(long, value_enum, default_value_t)]
    pub(crate) language: Language,
}

/// What may stop a run early; it is incomplete then, and says so.
#[derive(Args, Default)]
#[command(next_help_heading = "Bounds")]
pub(crate) struct Bounds {
    /// Keep at most so many distinct states; the last level that does not fit is left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_states: Option<u64>,

    /// Take at most so much memory, as in 800M or 6G; without it, nine tenths of what there is
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) max_memory: Option<u64>,

    /// Go at most so many steps from the initial state
    #[arg(long, value_name = "STEPS")]
    pub(crate) max_depth: Option<u32>,

    /// Take at most so long, as in 90s, 10m or 2h
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) max_time: Option<Duration>,

    /// End with the level in which something is not as stated
    #[arg(long)]
    pub(crate) fail_fast: bool,

    /// Leave the run in this file when it stops early, and every five minutes before
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: Option<PathBuf>,

    /// Go on from such a file: of the same protocol and scope
    #[arg(long, value_name = "FILE")]
    pub(crate) resume: Option<PathBuf>,
}

/// `90s`, `10m`, `2h`, `30` (seconds).
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "s" => 1.0,
        "ms" => 0.001,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        other => return Err(format!("`{other}` is no unit: write ms, s, m or h")),
    };
    let number: f64 = digits.parse().map_err(|_| "write a number and a unit, as in 90s".to_owned())?;
    Duration::try_from_secs_f64(number * unit).map_err(|_| "there is no such time".to_owned())
}

/// `800M`, `6G`, `2GiB`, `1000000`.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let shift = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        "t" | "tb" | "tib" => 40,
        other => return Err(format!("`{other}` is no unit: write K, M, G or T")),
    };
    let number: u64 = digits.parse().map_err(|_| "write a whole number and a unit, as in 800M".to_owned())?;
    match number.checked_mul(1 << shift) {
        None => Err("that is more than there can be".to_owned()),
        Some(0) => Err("nothing fits in no memory".to_owned()),
        Some(bytes) => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }

    #[test]
    fn times_have_units() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("1.5m"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
        for wrong in ["", "s", "1d", "-1s", "nans", "1e400h"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("6G"), Ok(6 << 30));
        assert_eq!(size("800m"), Ok(800 << 20));
        assert_eq!(size("12"), Ok(12));
        for wrong in ["", "G", "1X", "-1G", "0", "99999999999999999999", "99999999999T"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
