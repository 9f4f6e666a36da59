//! An issuing service on the verified machines.
//!
//! `cargo run --release -p honnin-generated --example issuing -- --help`

use std::process::ExitCode;

#[path = "program.rs"]
mod program;

fn main() -> ExitCode {
    program::commands::main()
}
