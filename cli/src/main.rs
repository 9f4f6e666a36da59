//! The `honnin` command: flags in, one call, exit code out.

mod arguments;
mod catalogue;
mod check;
mod explain;
mod export;
mod failure;
mod fingerprint;
mod frontier;
mod generate;
mod hosts;
mod language;
mod mutate;
mod output;
mod progress;
mod report;
mod scope;
mod subject;
mod suggest;
mod verify;

use std::process::ExitCode;
use std::sync::atomic::Ordering;

use clap::Parser;

use arguments::{Arguments, Command, How};
use catalogue::Selection;
use failure::Failure;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => ExitCode::from(failure.report()),
    }
}

/// The exit code: 0 all is as stated, 1 something is not, 3 something is unknown. A [`Failure`] brings its own.
fn run(arguments: Arguments) -> Result<u8, Failure> {
    if let Some(code) = arguments.explain {
        return explain::explain(&code);
    }
    match arguments.command {
        None => everything(&arguments.how),
        Some(Command::Catalogue(selection)) => catalogue::catalogue(&selection),
        Some(Command::Check { subjects, how }) => check::check(&subjects, &how),
        Some(Command::Fingerprint { subjects }) => fingerprint::fingerprint(&subjects),
        Some(Command::Verify(verification)) => verify::verify(&verification),
        Some(Command::Export { subject, to, scope, into }) => {
            export::export(subject, to, scope.as_deref(), into.as_deref())
        }
        Some(Command::Frontier(search)) => frontier::frontier(&search),
        Some(Command::Mutate(mutation)) => mutate::mutate(&mutation),
        Some(Command::Generate(generation)) => generate::generate(&generation),
        Some(Command::Explain { code }) => explain::explain(&code),
    }
}

/// Every shipped workflow; without any option, the catalogue of incidents as well.
fn everything(how: &How) -> Result<u8, Failure> {
    let shipped = check::check(&[], how)?;
    let has_options = std::env::args_os().len() > 1;
    if has_options || check::watch_for_interrupts()?.load(Ordering::Relaxed) {
        return Ok(shipped);
    }
    output::print("\n")?;
    catalogue::catalogue(&Selection::default()).map(|incidents| mutate::worse(shipped, incidents))
}
