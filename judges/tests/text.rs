//! Exports as text, and what is read from judges.

use std::fs;
use std::path::{Path, PathBuf};

use honnin_codegen::compile_file;
use honnin_codegen::source::Source;
use honnin_codegen::tla;
use honnin_judges::{Answer, Outcome, tlc};

/// A file of the repository.
fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

#[test]
fn an_export_reads_as_if_written_by_hand() {
    let shipped = "model/protocols/src/workflows";
    let all =
        [(shipped, "tutorial"), (shipped, "two_phase_commit"), ("tests/fixtures", "wires"), (shipped, "issuance")];
    for (folder, name) in all {
        let text = fs::read_to_string(path(folder).join(name).with_extension("rs")).expect("readable");
        let ir = compile_file(&Source::new(name, &text)).expect("it compiles").swap_remove(0).ir;
        let export = tla::export(&ir, &ir.scopes[0].sizes).expect("it can be said");
        insta::assert_snapshot!(format!("tla_{name}"), export.module);
    }
}

#[test]
fn what_tlc_says_is_understood() {
    let fine = "Model checking completed. No error has been found.\n9 states generated, 4 distinct states found, 0 states left on queue.\n";
    assert_eq!(tlc::read(fine), Answer { states: Some(4), outcome: Outcome::Fine });
    let violated = "Error: Invariant AllAgree is violated.\n2 states generated, 2 distinct states found, 1 states left on queue.\n";
    assert_eq!(tlc::read(violated).outcome, Outcome::Violated(Some("AllAgree".to_owned())));
    assert_eq!(tlc::read("Error: Temporal properties were violated.\n").outcome, Outcome::Violated(None));
    assert!(matches!(tlc::read("java.lang.OutOfMemoryError\n").outcome, Outcome::Failed(_)));
    assert!(matches!(tlc::read("").outcome, Outcome::Failed(_)));
}
