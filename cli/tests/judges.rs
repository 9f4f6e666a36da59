//! `honnin check --engine all` as a user meets it.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

/// Runs `honnin` beside the fixtures.
fn honnin(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_honnin"));
    command.args(arguments).current_dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"));
    command
}

/// Where there is no tool at all.
fn nowhere(arguments: &[&str]) -> Output {
    honnin(arguments).env("PATH", "").env("HONNIN_TLA2TOOLS", "/nonexistent").output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn all_judges_agree_and_leave_what_they_were_asked() {
    let keep = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("kept");
    let _ = std::fs::remove_dir_all(&keep);
    let output = honnin(&["check", "lamp.rs", "--engine", "all", "--keep", keep.to_str().unwrap()]).output().unwrap();
    let text = out(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("all judges agree"), "{text}");
    let counted = text.lines().find(|line| line.trim_start().starts_with("distinct states")).expect("a row");
    let numbers: Vec<&str> = counted.split_whitespace().skip(2).collect();
    assert!(numbers.len() >= 6 && numbers.iter().all(|number| *number == numbers[0]), "{counted}");
    assert!(keep.join("lamp/tlc/all/Lamp.tla").is_file());
}

#[test]
fn what_is_missing_is_named_with_its_remedy() {
    let output = nowhere(&["check", "lamp.rs", "--engine", "all"]);
    let text = out(&output);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(text.contains("those who have judged agree; somebody has not judged"), "{text}");
    assert!(text.contains("TLC, missing: there is no java; `judges/install.sh` gets it"), "{text}");
    // A claim that is broken is worse than one that is not judged.
    assert_eq!(nowhere(&["check", "desk.rs", "--engine", "all"]).status.code(), Some(1));
}

#[test]
fn programs_read_it_too() {
    let output = nowhere(&["check", "lamp.rs", "--engine", "all", "--json", "-"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let judges = &document["workflows"][0]["judges"];
    assert_eq!(judges["accord"], "open");
    let asked = judges["asked"].as_array().unwrap();
    let by_name = |name: &str| asked.iter().find(|judge| judge["name"] == name).unwrap();
    assert_eq!(by_name("evaluator")["distinct_states"], document["workflows"][0]["distinct_states"]);
    assert_eq!(by_name("honnin")["claims"], by_name("evaluator")["claims"]);
    assert_eq!(by_name("TLC")["distinct_states"], Value::Null);
    assert!(by_name("TLC")["because"].as_str().unwrap().contains("judges/install.sh"));
    assert_eq!(by_name("TLC")["claims"][0]["outcome"], "missing");
    let alone = honnin(&["check", "lamp.rs", "--json", "-"]).output().unwrap();
    let document: Value = serde_json::from_slice(&alone.stdout).unwrap();
    assert_eq!(document["workflows"][0]["judges"], Value::Null);
}

#[test]
fn what_cannot_be_counted_alike_is_refused() {
    for flags in [
        &["--engine", "all", "--symmetry"][..],
        &["--engine", "all", "--max-states", "5"],
        &["--engine", "all", "--max-depth", "5"],
        &["--engine", "all", "--checkpoint", "x"],
        &["--keep", "x"],
        &["--engine", "stateright", "--keep", "x"],
        &["--engine", "all", "--keep", "/dev/null/x"],
    ] {
        let output = honnin(&[&["check", "lamp.rs"], flags].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{flags:?}");
        assert!(output.stdout.is_empty(), "{flags:?}");
    }
}
