//! Guarded commands mean what the protocol means: run by a machine of their own they reach as many states as the protocol,
//! and what is claimed of them holds and breaks as it does there.

#[path = "agreement/explore.rs"]
#[allow(dead_code)]
mod explore;
#[path = "commands/machine.rs"]
mod machine;
#[path = "agreement/protocols.rs"]
#[allow(dead_code)]
mod protocols;

use honnin_codegen::commands::lower;
use honnin_codegen::ir::{Ir, Sizes};

/// How many states the slow machine is asked for at most.
const ENOUGH: usize = 20_000;

/// How many states a protocol has, and how many its commands reach.
fn counts(ir: &Ir, sizes: &Sizes) -> (usize, usize) {
    let program = lower(ir, sizes, "commands").unwrap_or_else(|error| panic!("{}: {error}", ir.name));
    (protocols::numbers(ir, sizes).states, machine::explore(&program, ENOUGH).len())
}

#[test]
fn every_fixture_has_as_many_states() {
    let wanted = std::env::var("ONLY").ok();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (name, ir) in protocols::everywhere() {
        if wanted.as_ref().is_some_and(|wanted| *wanted != name) {
            continue;
        }
        seen += 1;
        let caught = std::panic::catch_unwind(|| counts(&ir, &ir.scopes[0].sizes));
        match caught {
            Ok((protocol, program)) if protocol == program => {}
            Ok((protocol, program)) => wrong.push(format!("{name}: {program} states, not {protocol}")),
            Err(_) => wrong.push(format!("{name}: panic")),
        }
    }
    println!("{seen}");
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
