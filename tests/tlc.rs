//! TLC and we say the same: as many distinct states, and the same of each property, for everything that is shipped and
//! for every fixture.

#[path = "tlc/compare.rs"]
mod compare;

use std::path::{Path, PathBuf};

use honnin_codegen::compile_file;
use honnin_codegen::ir::{Amount, Ir};
use honnin_codegen::source::Source;
use honnin_codegen::tla::{self, Export};
use honnin_protocols::SOURCES;
use honnin_tests::fixtures::FIXTURES;
use honnin_tests::judges::tlc::{Answer, Outcome, Tlc};

use compare::{Case, Row, compare, table};

/// TLC, or how to get it: its absence is no success.
fn tlc() -> Tlc {
    Tlc::find().unwrap_or_else(|missing| panic!("{missing}"))
}

fn compiled(name: &str, text: &str) -> Ir {
    compile_file(&Source::new(name, text)).expect("it compiles").swap_remove(0).ir
}

/// A workflow at its first scope, with what of it is too large for TLC made smaller.
fn case(name: &str, text: &str) -> Case {
    let ir = compiled(name, text);
    let mut sizes = ir.scopes[0].sizes.clone();
    let large = ["issuance", "yokohama_next_image", "yokohama_unlocked_image"].contains(&name);
    for (parameter, size) in ir.parameters.iter().zip(&mut sizes.0) {
        if large && ["person", "session", "job"].contains(&parameter.name.as_str()) {
            *size = Amount::AtMost(1);
        }
    }
    Case::new(ir, &sizes)
}

/// The protocols in a folder, by name.
fn folder(path: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let entries = std::fs::read_dir(&path).expect("the fixtures").map(|entry| entry.expect("a file").path());
    let mut files: Vec<PathBuf> = entries.filter(|file| file.extension().is_some_and(|kind| kind == "rs")).collect();
    files.sort();
    let read = |file: &PathBuf| std::fs::read_to_string(file).expect("readable");
    files.iter().map(|file| case(&file.file_stem().expect("a name").to_string_lossy(), &read(file))).collect()
}

/// Compares, prints the table past the test harness, and fails where anything differs.
fn agree(title: &str, cases: &[Case]) {
    let rows = compare(&tlc(), title, cases);
    let text = table(title, &rows);
    // Whoever reads the log wants to see it whether or not the test fails.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
    let differing: Vec<&Row> = rows.iter().filter(|row| !row.agrees()).collect();
    assert!(differing.is_empty(), "TLC says something else:\n{}", table(title, &rows));
}

#[test]
fn of_what_is_shipped_and_of_every_fixture() {
    let cases: Vec<Case> = SOURCES.iter().chain(FIXTURES).map(|source| case(source.name, source.text)).collect();
    agree("protocols", &cases);
}

#[test]
fn of_every_trap_of_liveness() {
    agree("liveness", &folder("fixtures/liveness"));
}

#[test]
fn of_every_rule_of_the_semantics() {
    agree("semantics", &folder("../codegen/tests/fixtures"));
}

#[test]
fn a_wrong_export_is_noticed() {
    let tlc = tlc();
    let right = case("two_phase_commit", SOURCES.iter().find(|s| s.name == "two_phase_commit").expect("shipped").text);
    let guard = "/\\ coordinator.decision = \"Open\"\n";
    let mut unguarded = right.clone();
    unguarded.export.module = right.export.module.replacen(guard, "", 2);
    let mut wrong_claim = right.clone();
    wrong_claim.export.module = right.export.module.replace("# \"Committed\" \\/", "# \"Working\" \\/");
    let mut malformed = right.clone();
    malformed.export.module = right.export.module.replace("UNCHANGED", "UNCHANGE");
    for (what, wrong) in [("a guard", unguarded), ("a property", wrong_claim), ("the grammar", malformed)] {
        assert_ne!(wrong.export.module, right.export.module, "nothing was perturbed");
        let rows = compare(&tlc, &format!("wrong {what}"), &[wrong]);
        assert!(rows.iter().any(|row| !row.agrees()), "nobody notices that {what} is wrong");
    }
    assert!(compare(&tlc, "right", &[right]).iter().all(Row::agrees));
}

#[test]
fn a_wrong_count_of_ours_is_noticed() {
    let tutorial = SOURCES.iter().find(|source| source.name == "tutorial").expect("shipped");
    let mut wrong = case(tutorial.name, tutorial.text);
    wrong.ours.states += 1;
    let rows = compare(&tlc(), "wrong count", &[wrong]);
    assert!(rows.iter().any(|row| row.claim == "states" && !row.agrees()));
}

#[test]
fn an_export_reads_as_if_written_by_hand() {
    for name in ["tutorial", "two_phase_commit", "wires", "issuance"] {
        let source = SOURCES.iter().chain(FIXTURES).find(|source| source.name == name).expect("it is listed");
        let ir = compiled(source.file, source.text);
        let Export { module, .. } = tla::export(&ir, &ir.scopes[0].sizes).expect("it can be said");
        insta::assert_snapshot!(name, module);
    }
}

#[test]
fn what_tlc_says_is_understood() {
    let told = |text: &str| Answer::read(text);
    let fine = "Model checking completed. No error has been found.\n9 states generated, 4 distinct states found, 0 states left on queue.\n";
    assert_eq!(told(fine), Answer { states: Some(4), outcome: Outcome::Fine });
    let violated = "Error: Invariant AllAgree is violated.\n2 states generated, 2 distinct states found, 1 states left on queue.\n";
    assert_eq!(told(violated).outcome, Outcome::Violated(Some("AllAgree".to_owned())));
    assert_eq!(told("Error: Temporal properties were violated.\n").outcome, Outcome::Violated(None));
    assert!(matches!(told("java.lang.OutOfMemoryError\n").outcome, Outcome::Failed(_)));
    assert!(matches!(told("").outcome, Outcome::Failed(_)));
}
