//! One table: the same protocols under our engine, Stateright, SPIN, Rumur and TLC.
//!
//! `cargo bench -p honnin-benches`; `-- --help` says what else.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    honnin_benches::main(&arguments)
}
