//! `honnin verify` as a user meets it: what is written, what is not, and what a record is worth afterwards.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use honnin_codegen::record::{Record, Violation};
use unicode_width::UnicodeWidthStr as _;

/// A folder for records, empty to begin with.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify").join(name);
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    /// Runs `honnin verify` with this folder, beside the fixtures.
    fn verify(&self, arguments: &[&str]) -> Output {
        let mut honnin = Command::new(env!("CARGO_BIN_EXE_honnin"));
        honnin.arg("verify").args(arguments).arg("--into").arg(&self.0);
        honnin.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")).output().expect("it runs")
    }

    /// Exit code and standard output.
    fn told(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.verify(arguments);
        let text = String::from_utf8(output.stdout).expect("text") + &String::from_utf8_lossy(&output.stderr);
        (output.status.code().expect("ended by itself"), text)
    }

    /// The files in it, sorted.
    fn files(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.0) else { return Vec::new() };
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        files
    }

    /// The only file, and what is in it.
    fn only(&self) -> (PathBuf, String) {
        let files = self.files();
        assert_eq!(files.len(), 1, "{files:?}");
        let text = fs::read_to_string(&files[0]).expect("a text");
        (files[0].clone(), text)
    }
}

#[test]
fn a_record_is_written_and_is_true() {
    let folder = Folder::new("good");
    let (code, text) = folder.told(&["tutorial"]);
    assert_eq!(code, 0, "{text}");
    for words in ["quick: no violation in 3 states, 4 transitions", "0 differences", "verified: wrote "] {
        assert!(text.contains(words), "{words}\nis not in\n{text}");
    }
    let record = Record::parse(&folder.only().1).expect("a record");
    assert_eq!(record.scopes.iter().map(|scope| scope.name.as_str()).collect::<Vec<_>>(), ["quick", "ci"]);
    assert!(record.walks.iter().all(|walk| walk.local_states > 0 && walk.inputs > 0), "{:?}", record.walks);

    let before = folder.only();
    assert_eq!(folder.told(&["tutorial"]).0, 0);
    assert_eq!(folder.only(), before, "the same in every run");
    let (code, text) = folder.told(&["tutorial", "--check"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("as recorded in "), "{text}");
}

#[test]
fn a_scope_at_a_time_makes_a_whole_record() {
    let folder = Folder::new("scopes");
    let (_, text) = folder.told(&["tutorial", "--scope", "quick"]);
    assert!(text.contains("enough for a debug build; a release build wants `ci` as well"), "{text}");
    let (code, text) = folder.told(&["tutorial", "--scope", "ci", "--check"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("the record says nothing of scope `ci`"), "{text}");
    assert_eq!(folder.told(&["tutorial", "--scope", "ci"]).0, 0);
    assert_eq!(Record::parse(&folder.only().1).expect("a record").scopes.len(), 2, "what was there is kept");
    assert_eq!(folder.told(&["tutorial", "--check"]).0, 0);
}

#[test]
fn a_record_that_is_missing_or_changed_or_claims_more_fails_the_check() {
    let folder = Folder::new("check");
    let told = |words: &str| {
        let (code, text) = folder.told(&["tutorial", "--check"]);
        assert_eq!(code, 1, "{text}");
        assert!(text.contains(words), "{words}\nis not in\n{text}");
    };
    told("there is no record that it was verified");
    assert_eq!(folder.told(&["tutorial"]).0, 0);
    let (path, text) = folder.only();
    let forge = |change: fn(&mut Record)| {
        let mut record = Record::parse(&text).expect("a record");
        change(&mut record);
        fs::write(&path, record.to_string()).expect("a record");
    };
    fs::write(&path, text.replace("states = 3", "states = 4")).expect("a record");
    told("it was changed after it had been written");
    forge(|record| record.scopes[0].states += 1);
    told("scope `quick` has 3 states and 4 transitions, and not 4 and 4");
    forge(|record| record.walks[0].inputs += 1);
    told("the walk over `Cloakroom` compared ");
    forge(|record| record.walks[0].seen.fill(true));
    forge(|record| record.machine_hash = "0".repeat(64));
    told("the Machine that is made of it now is not the one that was walked");
    fs::write(&path, &text).expect("a record");
    assert_eq!(folder.told(&["tutorial", "--check"]).0, 0);
}

#[test]
fn nothing_is_written_of_what_is_incomplete_or_refuted() {
    let folder = Folder::new("nothing");
    let (code, text) = folder.told(&["two_phase_commit", "--max-time", "0s"]);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("no record is written"), "{text}");
    let (code, text) = folder.told(&["lamp.rs"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("known to break `never_breaks` (#[refuted])"), "{text}");
    assert_eq!(folder.files(), Vec::<PathBuf>::new());
    let (code, text) = folder.told(&["tutorial", "--scope", "quik"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("did you mean `quick`?"), "{text}");
}

#[test]
fn a_violation_is_kept_with_its_trace() {
    let folder = Folder::new("violation");
    let (code, text) = folder.told(&["desk.rs"]);
    assert_eq!(code, 1, "{text}");
    let violation = Violation::parse(&folder.only().1).expect("a violation");
    assert_eq!((violation.workflow.as_str(), violation.property.as_str()), ("desk", "own_key"));
    let told = violation.told.join("\n");
    assert!(told.starts_with("violated in 2 steps\n"), "{told}");
    assert!(told.contains("2  fetch(guest 2, ticket 1)"), "{told}");
}

/// What is known of earlier versions goes when there is a record of this one; what is of others stays.
#[test]
fn records_of_earlier_versions_are_removed() {
    let folder = Folder::new("earlier");
    assert_eq!(folder.told(&["tutorial"]).0, 0);
    let (path, text) = folder.only();
    let earlier = folder.0.join("tutorial-0123456789ab.toml");
    fs::rename(&path, &earlier).expect("a record");
    let foreign = folder.0.join("tutorial-notes.toml");
    fs::write(&foreign, "what = \"somebody's own\"\n").expect("a file");
    let (_, told) = folder.told(&["tutorial", "--check"]);
    assert!(told.contains("found: tutorial-0123456789ab.toml, which is of other versions of it"), "{told}");
    let (_, told) = folder.told(&["tutorial"]);
    assert!(told.contains("removed tutorial-0123456789ab.toml"), "{told}");
    assert_eq!(folder.files(), [path.clone(), foreign]);
    assert_eq!(fs::read_to_string(path).expect("a record"), text);
}

/// A limit on the size of files stands for a full disk.
#[cfg(unix)]
#[test]
fn what_cannot_be_written_leaves_what_was_there() {
    let folder = Folder::new("full");
    assert_eq!(folder.told(&["tutorial", "--scope", "quick"]).0, 0);
    let before = folder.only();
    let command = "ulimit -f 0; trap '' XFSZ; exec \"$0\" verify tutorial --into \"$1\"";
    let output = Command::new("sh").args(["-c", command, env!("CARGO_BIN_EXE_honnin")]).arg(&folder.0).output();
    let output = output.expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("nothing was changed"), "{told}");
    assert_eq!(folder.only(), before);
}

#[test]
fn its_help_fits_in_a_hundred_columns() {
    let output = Command::new(env!("CARGO_BIN_EXE_honnin")).args(["verify", "--help"]).output().expect("it runs");
    let help = String::from_utf8(output.stdout).expect("text");
    assert!(help.contains("honnin verify --check"), "{help}");
    assert!(help.lines().all(|line| line.width() <= 100), "{help}");
}
