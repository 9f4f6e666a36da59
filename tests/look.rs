//! The look that a compiler takes says what a check says: the same violations, in as few steps, by the same way.

use honnin_checker::verdict::Outcome;
use honnin_codegen::look::{Budget, look};
use honnin_codegen::record::claimed;
use honnin_codegen::source::Source;
use honnin_codegen::{Protocol, compile_file};
use honnin_tests::fixtures::FIXTURES;
use honnin_tests::verdicts::verdict;

#[test]
fn what_is_seen_is_what_a_check_finds_by_the_same_way() {
    let mut compared = 0;
    for source in FIXTURES {
        // What is known to break is looked for as well.
        let text = source.text.replace("#[refuted]", "").replace("#[refuted(at = full)]", "");
        for protocol in compile_file(&Source::new(source.file, &text)).expect("it compiles") {
            compared += compare(&protocol);
        }
    }
    assert!(compared >= 4, "{compared} violations were compared");
}

fn compare(protocol: &Protocol) -> usize {
    let ir = &protocol.ir;
    let sights = look(protocol, Budget::COMPILER);
    if sights.is_empty() {
        return 0;
    }
    let scope = claimed(ir)[0];
    let verdict = verdict(ir, &scope.sizes, &scope.name, None);
    for sight in &sights {
        let finding = verdict.finding(&sight.name).expect("a check looks for it too");
        assert_eq!(finding.outcome, Outcome::Violated, "{}: {}", ir.name, sight.name);
        let trace = finding.trace.as_ref().expect("a counterexample is always told");
        let calls: Vec<&str> = trace.steps.iter().map(|step| step.call.as_str()).collect();
        let told: Vec<&str> = sight.told.iter().filter_map(|line| call(line)).collect();
        // Of several defects a check tells one.
        if sights.iter().filter(|other| other.name == sight.name).count() == 1 {
            assert_eq!(told, calls, "{}: {}", ir.name, sight.name);
        }
    }
    sights.len()
}

/// `12  print(session 1)`
fn call(line: &str) -> Option<&str> {
    let (number, call) = line.trim_start().split_once("  ")?;
    number.parse::<usize>().is_ok().then_some(call)
}
