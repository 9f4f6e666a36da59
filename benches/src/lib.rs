//! How fast Honnin is beside the model checkers that the field uses, on the same protocols.
//!
//! - `models`: the protocols, as written and compiled. `packed`: one of those as a `stateright::Model`. `v0_30`, `v0_31`:
//!   the same protocols by hand, as a user of Stateright writes them, under two versions of it.
//!   `equal`: those by hand have the states of ours.
//! - `contender`: who runs. `ours`: what is compiled in. `tools`: what is somebody else's program.
//! - `measure`: runs in turn, each in a process of its own. `table`: what is printed of it.

mod arguments;
mod contender;
#[cfg(test)]
mod equal;
mod measure;
mod models;
mod ours;
mod packed;
mod ran;
mod table;
mod tools;
mod v0_30;
mod v0_31;

use std::process::ExitCode;

use arguments::Wanted;

/// Does what the command line says.
#[must_use]
pub fn main(arguments: &[String]) -> ExitCode {
    let done = match Wanted::read(arguments) {
        Ok(Wanted::Run(contender, case)) => measure::child(contender, case),
        Ok(Wanted::Large(scope)) => {
            measure::large(scope);
            Ok(())
        }
        Ok(Wanted::Table(wanted)) => table::print(&wanted),
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
