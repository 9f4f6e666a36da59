//! Guarded commands mean what the protocol means: run by a machine of their own they reach as many states as the protocol,
//! and whatever is claimed holds in as many of them.

#[path = "agreement/explore.rs"]
#[allow(dead_code)]
mod explore;
#[path = "commands/facts.rs"]
mod facts;
#[path = "commands/machine.rs"]
mod machine;
#[path = "agreement/protocols.rs"]
#[allow(dead_code)]
mod protocols;

use std::thread;

use facts::Facts;
use honnin_codegen::commands::{Program, lower};
use honnin_codegen::ir::{Ir, Sizes};

/// How many states the slow machine is asked for at most.
const ENOUGH: usize = 20_000;

/// What the commands of a protocol say, and what the protocol says.
fn both(ir: &Ir, sizes: &Sizes) -> [Facts; 2] {
    let program = lower(ir, sizes, "commands").unwrap_or_else(|error| panic!("{}: {error}", ir.name));
    let commands = facts::of_program(ir, &program, ENOUGH);
    let protocol = facts::of_protocol(ir, sizes, &commands);
    [commands, protocol]
}

/// Compares them, in two threads.
fn compare(cases: &[(String, Ir, Sizes)]) {
    let half = |start: usize| {
        let mut wrong = Vec::new();
        for (name, ir, sizes) in cases.iter().skip(start).step_by(2) {
            let [commands, protocol] = both(ir, sizes);
            if commands != protocol {
                wrong.push(format!("{name}: by its commands {commands:?},\n    not {protocol:?}"));
            }
        }
        wrong
    };
    let wrong = thread::scope(|scope| {
        let other = scope.spawn(move || half(1));
        let mut wrong = half(0);
        wrong.extend(other.join().expect("what is wrong is told"));
        wrong
    });
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_fixture_is_the_same_by_its_commands() {
    let folders = ["tests/fixtures", "../tests/fixtures", "../tests/fixtures/liveness"];
    let case = |(name, text): (String, String)| {
        let ir = protocols::compiled(&name, &text).unwrap_or_else(|error| panic!("{error}")).remove(0);
        let sizes = ir.scopes[0].sizes.clone();
        (name, ir, sizes)
    };
    let cases: Vec<_> = folders.into_iter().flat_map(protocols::files).map(case).collect();
    assert!(cases.len() > 80, "only {} fixtures were found", cases.len());
    compare(&cases);
}

#[test]
fn every_shipped_protocol_is_the_same_by_its_commands() {
    let small = [("person", 2), ("document", 1), ("session", 1), ("job", 1), ("manager", 3), ("guest", 2)];
    let case = |(name, ir): (String, Ir)| {
        let known = small.iter().filter(|(number, _)| ir.parameters.iter().any(|known| known.name == *number));
        let sizes = protocols::scope(&ir, &known.copied().collect::<Vec<_>>());
        (name, ir, sizes)
    };
    let cases: Vec<_> = protocols::shipped().into_iter().map(case).collect();
    assert!(cases.len() >= 5, "only {} protocols were found", cases.len());
    compare(&cases);
}

/// The comparison sees each command that is missing, and each that does one thing less.
#[test]
fn a_command_that_is_changed_is_noticed() {
    let (_, ir) = protocols::shipped().into_iter().find(|(name, _)| name == "two_phase_commit").expect("it is shipped");
    let program = lower(&ir, &ir.scopes[0].sizes, "commands").expect("it can be said");
    let honest = facts::of_program(&ir, &program, ENOUGH);
    let noticed = |what: &str, change: &dyn Fn(&mut Program)| {
        let mut changed = program.clone();
        change(&mut changed);
        assert_ne!(facts::of_program(&ir, &changed, ENOUGH), honest, "{what}");
    };
    for (index, command) in program.commands.iter().enumerate() {
        noticed(&format!("without {}", command.name), &|changed| drop(changed.commands.remove(index)));
        for line in 0..command.body.len() {
            noticed(&format!("{} without its line {line}", command.name), &|changed| {
                changed.commands[index].body.remove(line);
                changed.commands[index].changes = None;
            });
        }
    }
}
