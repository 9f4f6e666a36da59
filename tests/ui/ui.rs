//! Mistakes, and what rustc says of them: each case names the mistake, its `.stderr` is all that a user reads.

use std::fs;
use std::path::Path;

/// The themes, each a folder of cases.
const THEMES: &[&str] = &["errors", "rustc", "words"];

#[test]
fn each_mistake_is_told_once_and_at_its_place() {
    let cases = trybuild::TestCases::new();
    for theme in THEMES {
        assert!(sources(theme) > 0, "no case in `{theme}`");
        cases.compile_fail(format!("{theme}/*.rs"));
    }
}

#[test]
fn every_folder_is_a_theme() {
    let folders = fs::read_dir(env!("CARGO_MANIFEST_DIR")).expect("this folder");
    let folders = folders.flatten().filter(|entry| entry.path().is_dir());
    let mut folders: Vec<_> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    folders.sort();
    assert_eq!(folders, THEMES);
}

fn sources(theme: &str) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(theme);
    let entries = fs::read_dir(folder).expect("a theme is a folder");
    entries.flatten().filter(|entry| entry.path().extension().is_some_and(|kind| kind == "rs")).count()
}
