//! Protocols of others, written in our language: as many states as others count, and the outcome that is published.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_checker::check::{Options, Subject};
use honnin_checker::registry::interpreter;
use honnin_checker::verdict::{Engine, Standing, Verdict};
use honnin_codegen::compile_file;
use honnin_codegen::explained::Explained;
use honnin_codegen::layout::Layout;
use honnin_codegen::source::Source;

const GERMAN: &str = include_str!("../../tests/fixtures/german.rs");
const TOKEN_RING: &str = include_str!("../../tests/fixtures/token_ring.rs");

fn check(source: &str, scope: &str, symmetry: bool) -> Verdict {
    checked(source, scope, &Options { symmetry, ..Options::default() })
}

/// The first that goes wrong, and nothing beyond the level in which it does.
fn first_violated(source: &str) -> Vec<String> {
    let verdict = checked(source, "quick", &Options { fail_fast: true, ..Options::default() });
    let violated = verdict.findings.iter().filter(|finding| finding.standing() == Standing::NotAsStated);
    violated.map(|finding| finding.name.clone()).collect()
}

fn checked(source: &str, scope: &str, options: &Options) -> Verdict {
    let protocol = compile_file(&Source::new("published.rs", source)).expect("a protocol").swap_remove(0);
    let scope = protocol.ir.scopes.iter().find(|known| known.name == scope).expect("a scope");
    let subject = Subject {
        layout: Arc::new(Layout::new(&protocol.ir, &scope.sizes).expect("small enough")),
        scope: scope.name.clone(),
        engine: Engine::Interpreted,
        file: None,
        lines: Vec::new(),
        explained: Explained::default(),
    };
    interpreter(&subject.layout).check(&subject, options, &AtomicBool::new(false), &()).expect("nothing stops it")
}

/// What is not as stated.
fn violated(verdict: &Verdict) -> Vec<&str> {
    assert_eq!(verdict.incomplete, None);
    verdict
        .findings
        .iter()
        .filter(|finding| finding.standing() == Standing::NotAsStated)
        .map(|finding| finding.name.as_str())
        .collect()
}

/// Without one of its lines.
fn without(source: &str, line: &str) -> String {
    assert_eq!(source.matches(line).count(), 1, "{line}");
    source.replace(line, "")
}

/// 5,235 states for 3 nodes and 2 values are what `CMurphi` counts (issue 12 of Rumur); all of the numbers are what Rumur
/// 2022.08.20 counts, by the exhaustive reduction and by none. A start state for each value is a step for each value here.
#[test]
fn germans_protocol_has_as_many_states_as_in_murphi() {
    let published = [
        ("quick", false, 3_390, 9_912),
        ("quick", true, 852, 2_491),
        ("three", false, 58_104, 235_872),
        ("three", true, 5_235, 21_289),
        ("four", true, 28_088, 150_584),
    ];
    for (scope, symmetry, states, rules) in published {
        let verdict = check(GERMAN, scope, symmetry);
        assert_eq!((verdict.states, verdict.transitions), (states + 1, rules + 2), "{scope}, symmetry {symmetry}");
        assert!(violated(&verdict).is_empty());
    }
}

#[test]
fn germans_protocol_needs_what_it_does() {
    assert!(first_violated(GERMAN).is_empty());
    let broken = without(GERMAN, " && self.sharers.is_empty()");
    assert_eq!(first_violated(&broken), ["one_writes_or_many_read"]);
    let broken = without(GERMAN, "                memory.value = written;\n");
    assert_eq!(first_violated(&broken), ["the_latest_is_read"]);
}

/// Up to names there is one ring of each length, with three values at each place.
#[test]
fn the_ring_settles_unless_there_are_two_processes_more_than_values() {
    for (scope, processes) in [("quick", 3), ("four", 4), ("too_many", 5)] {
        let states: u64 = (0..=processes).map(|seated| 3_u64.pow(seated)).sum();
        assert_eq!(check(TOKEN_RING, scope, true).states, states, "{scope}");
        assert!(violated(&check(TOKEN_RING, scope, false)).is_empty(), "{scope}");
    }
    let unaware = without(TOKEN_RING, "    #[refuted(at = too_many)]\n");
    assert_eq!(violated(&check(&unaware, "too_many", false)), ["it_becomes_stable"]);
    assert!(violated(&check(&unaware, "four", false)).is_empty());
}
