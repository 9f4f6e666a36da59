//! Compile-fail cases: each file under `errors/` breaks one rule, its name is the claim, and what the command line draws
//! for it is a snapshot beside it.
//!
//! To add a case, write `errors/THEME/what_is_claimed.rs` and accept its snapshot.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use honnin_codegen::diagnostic::{Diagnostic, render};
use honnin_codegen::emit::machine;
use honnin_codegen::source::Source;
use honnin_codegen::{codes, compile_file};

/// What a case must at least hold to be one.
const THEMES: &[&str] = &["syntax", "twins", "names", "scopes", "types", "rules", "machine"];

#[test]
fn every_case_is_refused_as_its_snapshot_says() {
    for theme in THEMES {
        let cases = cases(theme);
        assert!(!cases.is_empty(), "no case in errors/{theme}");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(Path::new("errors").join(theme).join("snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| cases.iter().for_each(|case| check(theme, case)));
    }
}

#[test]
fn every_rule_has_a_case() {
    let mut provoked: BTreeSet<&str> = BTreeSet::new();
    for theme in THEMES {
        for case in cases(theme) {
            provoked.extend(errors_of(&read(theme, &case)).iter().map(|diagnostic| diagnostic.code));
        }
    }
    // A file of more than 4 MiB is no case that anybody wants to keep.
    let large = Source::new("large.rs", &" ".repeat((4 << 20) + 1));
    provoked.extend(errors_of(&large).iter().map(|diagnostic| diagnostic.code));
    provoked.extend(TEXTS);
    provoked.extend(GATE);
    let unproved: Vec<&str> = codes::all().map(|row| row.code).filter(|code| !provoked.contains(code)).collect();
    assert!(unproved.is_empty(), "no case breaks {unproved:?}");
}

/// Codes of the sidecar with texts, which is no Rust: its cases are in `texts.rs`.
const TEXTS: &[&str] = &["E0601", "E0602", "E0603"];

/// Codes of the gate, which is not about a protocol's text: its cases are packages, in `tests/gate`.
const GATE: &[&str] = &["E0801", "E0802", "E0803", "E0804", "E0805", "E0806"];

#[test]
fn every_error_has_a_rule() {
    let known: BTreeSet<&str> = codes::all().map(|row| row.code).collect();
    for theme in THEMES {
        for case in cases(theme) {
            for diagnostic in errors_of(&read(theme, &case)) {
                assert!(known.contains(diagnostic.code), "{}: {} is in no table", case.display(), diagnostic.code);
            }
        }
    }
}

#[test]
fn rules_are_written_alike() {
    let mut seen = BTreeSet::new();
    for row in codes::all() {
        assert!(seen.insert(row.code), "{} stands in the tables twice", row.code);
        assert_eq!(codes::explain(row.code).map(|found| found.title), Some(row.title));
        assert!(!row.title.ends_with('.'), "{}: a title is no sentence", row.code);
        assert!(row.explanation.ends_with('.'), "{}: an explanation consists of sentences", row.code);
        assert!(row.explanation.len() > 80, "{}: an explanation gives the reason", row.code);
    }
    assert!(codes::explain("E9999").is_none());
}

fn check(theme: &str, case: &Path) {
    let source = read(theme, case);
    let errors = errors_of(&source);
    assert!(!errors.is_empty(), "errors/{theme}/{} is accepted", source.name);
    let name = case.file_stem().expect("a case has a name").to_string_lossy();
    insta::assert_snapshot!(&*name, render(&source, &errors, false));
}

/// The cases of a theme, in order.
fn cases(theme: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors").join(theme);
    let files = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let mut cases: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|kind| kind == "rs")).collect();
    cases.sort();
    cases
}

fn read(theme: &str, case: &Path) -> Source {
    let text = fs::read_to_string(case).unwrap_or_else(|error| panic!("errors/{theme}/{}: {error}", case.display()));
    let name = case.file_name().expect("a case has a name").to_string_lossy();
    Source::new(name, &text)
}

/// What is wrong with a protocol, or with making a Machine of it.
fn errors_of(source: &Source) -> Vec<Diagnostic> {
    match compile_file(source) {
        Ok(protocols) => protocols.iter().filter_map(|protocol| machine::check(protocol).err()).flatten().collect(),
        Err(errors) => errors,
    }
}
