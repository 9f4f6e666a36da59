//! The binary as a user meets it: exit codes, words, JSON, and lines that fit.

#[path = "command/catalogue.rs"]
mod catalogue;
#[path = "command/failures.rs"]
mod failures;
#[path = "command/frontier.rs"]
mod frontier;
#[path = "command/hosts.rs"]
mod hosts;
#[path = "command/mutate.rs"]
mod mutate;
#[path = "command/words.rs"]
mod words;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

/// Runs `honnin` beside the fixtures.
fn honnin(arguments: &[&str]) -> Output {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    Command::new(env!("CARGO_BIN_EXE_honnin")).args(arguments).current_dir(fixtures).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("ended by itself")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Exit code 2, one clear message that holds `words`, and nothing on the standard output.
fn refused(arguments: &[&str], words: &str) {
    let output = honnin(arguments);
    let message = err(&output);
    assert_eq!(code(&output), 2, "{arguments:?}: {message}");
    assert!(message.contains(words), "{arguments:?}: {message}");
    assert!(!message.contains("panicked"), "{arguments:?}: {message}");
}

#[test]
fn exit_codes_follow_what_stands() {
    for (file, expected) in [("lamp.rs", 0), ("desk.rs", 1), ("waiting.rs", 0), ("malformed.rs", 1)] {
        assert_eq!(code(&honnin(&["check", file])), expected, "{file}");
    }
    // Stateright judges no promises.
    let theirs = |files: [&str; 2]| code(&honnin(&[&["check", "--engine", "stateright"] as &[&str], &files].concat()));
    assert_eq!(theirs(["lamp.rs", "waiting.rs"]), 3, "the worst of both");
    assert_eq!(theirs(["waiting.rs", "desk.rs"]), 1, "wrong is worse than unknown");
    assert_eq!(code(&honnin(&["check", "desk.rs", "--max-states", "100"])), 1, "a counterexample found stands");
    assert_eq!(code(&honnin(&["check", "lamp.rs", "--max-states", "2"])), 3);
    assert_eq!(code(&honnin(&["check", "lamp.rs", "--max-states", "3"])), 0, "exactly enough");
}

#[test]
fn a_counterexample_says_what_happened_and_to_whom() {
    let text = out(&honnin(&["check", "desk.rs"]));
    for words in [
        "✗ own_key    violated in 2 steps        Nobody holds somebody else's key.",
        "1  leave(guest 1)  desk",
        "2  fetch(guest 2, ticket 1)  desk",
        "emits Hand { guest: guest 2, key_of: guest 1 }",
        "hall.has_key_of[guest 2]: None → Some(guest 1)",
        "so: for guest = guest 2:",
        "hall.has_key_of[guest].is_none() is false, since step 2",
        "edge: 768 states wanted a 3rd ticket",
        "3 guests in all, 2 tickets live at once, ≤ 1 lost",
    ] {
        assert!(text.contains(words), "{words}\nis not in\n{text}");
    }
}

#[test]
fn what_is_shipped_speaks_japanese_from_anywhere() {
    let text = out(&honnin(&["check", "tutorial", "--language", "ja"]));
    assert!(text.contains("他人のコートを着て出ていく人はいない。"), "{text}");
}

#[test]
fn a_known_defect_is_as_stated_and_told() {
    let text = out(&honnin(&["check", "lamp.rs"]));
    assert!(text.contains("✓ never_breaks    known defect found in 2 steps"), "{text}");
    assert!(text.contains("1 known defect found, no other violation in 3 states: ≤ 1 burn out"), "{text}");
}

#[test]
fn a_bare_holds_is_never_printed() {
    for file in ["lamp.rs", "desk.rs", "waiting.rs"] {
        let text = out(&honnin(&["check", file]));
        assert!(!text.contains("holds") || text.contains("Nobody holds"), "{text}");
    }
}

#[test]
fn witnesses_are_told_when_asked_for() {
    let silent = out(&honnin(&["check", "desk.rs"]));
    assert!(!silent.contains("two_keys: shown possible"), "{silent}");
    let told = out(&honnin(&["check", "desk.rs", "--witness", "two_keys"]));
    assert!(told.contains("two_keys: shown possible in 2 steps"), "{told}");
    assert!(told.contains("2  leave(guest 2)"), "ids are numbered by first use: {told}");
}

#[test]
fn lines_fit_in_a_hundred_columns() {
    let wide = ["help", "--help", "check --help", "check lamp.rs desk.rs waiting.rs --witness light", "explain E0301"];
    for arguments in wide {
        let output = honnin(&arguments.split(' ').collect::<Vec<_>>());
        for line in out(&output).lines().chain(err(&output).lines()) {
            assert!(line.width() <= 100, "{arguments}: {} columns\n{line}", line.width());
        }
    }
}

#[test]
fn without_a_terminal_there_are_no_colours_and_no_progress() {
    let output = honnin(&["check", "desk.rs"]);
    assert!(!out(&output).contains('\u{1b}'));
    assert_eq!(err(&output), "");
}

#[test]
fn numbers_of_a_scope_can_be_given_by_hand() {
    let text = out(&honnin(&["check", "desk.rs", "--scope", "ticket=1,lost=unlimited"]));
    assert!(text.starts_with("desk at scope custom"), "{text}");
    assert!(text.contains("3 guests in all, 1 ticket live at once, any number"), "{text}");
    let quick = out(&honnin(&["check", "desk.rs", "--scope", "quick"]));
    assert!(quick.contains("✗ two_keys   not possible here"), "{quick}");
}

#[test]
fn what_cannot_be_is_refused_before_anything_runs() {
    refused(&["check", "nothing.rs"], "no such file");
    refused(&["check", "."], "is a directory");
    refused(&["check", "lmap"], "no workflow is called `lmap`");
    refused(&["check", "desk.rs", "--scope", "quik"], "did you mean `quick`?");
    refused(&["check", "desk.rs", "--scope", "tikcet=1"], "did you mean `ticket`?");
    refused(&["check", "desk.rs", "--scope", "ticket=0"], "at least one id is needed");
    refused(&["check", "desk.rs", "--scope", "ticket=4000000000"], "at most 64 ids");
    refused(&["check", "desk.rs", "--scope", "ticket=unlimited"], "cannot be unlimited");
    refused(&["check", "desk.rs", "--scope", "ticket=-1"], "no number");
    refused(&["check", "desk.rs", "--scope", "=,="], "has no ``");
    refused(&["check", "desk.rs", "--scope", "guest=2,guest=3"], "`guest` is given twice");
    refused(&["check", "desk.rs", "--witness", "own_kye"], "did you mean `own_key`?");
    refused(&["check", "desk.rs", "--max-states", "0"], "--max-states");
    refused(&["check", "desk.rs", "--max-memory", "much"], "--max-memory");
    refused(&["check", "desk.rs", "--json", "no/such/folder/x.json"], "cannot write");
    refused(&["explain", "E9999"], "no rule has the code `E9999`");
    refused(&["exlpain"], "unrecognized subcommand");
}

#[test]
fn a_file_that_is_no_text_is_refused() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("binary.rs");
    fs::write(&path, b"fn main() {}\n\xff\xfe").unwrap();
    refused(&["check", path.to_str().unwrap()], "is not UTF-8 text: see line 2");
}

#[test]
fn a_malformed_protocol_is_drawn_at_its_line() {
    let output = honnin(&["check", "malformed.rs"]);
    assert_eq!(code(&output), 1);
    assert!(err(&output).contains("malformed.rs:14"), "{}", err(&output));
    assert!(err(&output).contains("self.of = true;"), "{}", err(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_a_closed_pipe_is_the_end() {
    refused(&["check", "lamp.rs", "--json", "/dev/full"], "cannot write /dev/full: no space left on device");
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut child = Command::new(env!("CARGO_BIN_EXE_honnin"))
        .args(["check", "lamp.rs"])
        .current_dir(fixtures)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), err(&output).as_str()), (3, ""));
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&out(&honnin(arguments))).expect("the whole output is one document")
}

#[test]
fn json_has_the_names_that_were_promised() {
    let document = json(&["check", "desk.rs", "--json", "-"]);
    assert_eq!(document["schema"], 1);
    let workflow = &document["workflows"][0];
    for name in [
        "name",
        "fingerprint",
        "file",
        "scope",
        "engine",
        "complete",
        "incomplete_because",
        "distinct_states",
        "transitions",
        "depth",
        "bits_per_state",
        "seconds",
        "assumptions",
        "properties",
        "edges",
        "actions",
    ] {
        assert!(workflow.get(name).is_some(), "{name}");
    }
    assert_eq!(workflow["scope"]["ids"], serde_json::json!({ "guest": 3, "ticket": 2 }));
    assert_eq!(workflow["scope"]["budgets"], serde_json::json!({ "lost": 1 }));
    assert_eq!((&workflow["complete"], &workflow["distinct_states"]), (&Value::from(true), &Value::from(1664)));
    assert_eq!(workflow["fingerprint"].as_str().unwrap().len(), 32);
    let property = &workflow["properties"][0];
    for name in ["name", "kind", "file", "line", "expected", "outcome", "as_expected", "scope", "trace"] {
        assert!(property.get(name).is_some(), "{name}");
    }
    assert_eq!((&property["outcome"], &property["as_expected"]), (&Value::from("violated"), &Value::from(false)));
    let step = &property["trace"][1];
    assert_eq!((&step["action"], &step["args"]["ticket"]), (&Value::from("fetch"), &Value::from("ticket 1")));
    assert_eq!(step["state"]["hall.has_key_of[guest 2]"], "Some(guest 1)");
    assert_eq!(workflow["edges"][0]["states"], 768);
    assert_eq!(workflow["actions"][1]["name"], "fetch");
}

#[test]
fn json_tells_every_outcome() {
    let outcome = |file: &str, more: &[&str], name: &str| {
        let document = json(&[&["check", file, "--json", "-"], more].concat());
        let properties = document["workflows"][0]["properties"].as_array().unwrap().clone();
        let found = properties.into_iter().find(|property| property["name"] == name).unwrap();
        (found["expected"].as_str().unwrap().to_owned(), found["outcome"].as_str().unwrap().to_owned())
    };
    let pair = |expected: &str, outcome: &str| (expected.to_owned(), outcome.to_owned());
    assert_eq!(outcome("lamp.rs", &[], "broken_and_lit"), pair("no_violation", "no_violation"));
    assert_eq!(outcome("lamp.rs", &[], "never_breaks"), pair("violated", "violated"));
    assert_eq!(outcome("lamp.rs", &[], "light"), pair("witnessed", "witnessed"));
    assert_eq!(outcome("lamp.rs", &["--max-states", "1"], "nobody_repairs"), pair("no_violation", "incomplete"));
    assert_eq!(outcome("desk.rs", &["--scope", "quick"], "two_keys"), pair("witnessed", "unwitnessed"));
    assert_eq!(outcome("waiting.rs", &[], "it_ends"), pair("no_violation", "no_violation"));
    let theirs = ["--engine", "stateright"];
    assert_eq!(outcome("waiting.rs", &theirs, "it_ends"), pair("no_violation", "not_judged"));
}

#[test]
fn several_workers_find_the_same() {
    let one = json(&["check", "desk.rs", "--json", "-"]);
    let two = json(&["check", "desk.rs", "--json", "-", "--workers", "2"]);
    for name in ["distinct_states", "transitions", "properties", "edges", "actions", "complete"] {
        assert_eq!(one["workflows"][0][name], two["workflows"][0][name], "{name}");
    }
}

#[test]
fn junit_counts_and_tells_failures() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("desk.xml");
    honnin(&["check", "desk.rs", "waiting.rs", "--engine", "stateright", "--junit", path.to_str().unwrap()]);
    let xml = fs::read_to_string(path).unwrap();
    assert!(
        xml.contains("<testsuite name=\"desk at scope ci\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"0\""),
        "{xml}"
    );
    assert!(
        xml.contains("<failure message=\"violated in 2 steps: Nobody holds somebody else's key.\">1. leave"),
        "{xml}"
    );
    assert!(xml.contains("<skipped message=\"not judged: What begins ends.\"/>"), "{xml}");
}

#[test]
fn fingerprints_do_not_depend_on_words() {
    let source = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lamp.rs")).unwrap();
    let reworded = source.replace("There can be light.", "Let there be light.").replace("    ", "  ");
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("reworded.rs");
    fs::write(&path, reworded).unwrap();
    let print = |file: &str| out(&honnin(&["fingerprint", file]));
    assert_eq!(print("lamp.rs"), print(path.to_str().unwrap()));
    assert_ne!(print("lamp.rs"), print("desk.rs"));
}

#[test]
fn every_shipped_workflow_can_be_drawn() {
    let shipped = honnin_model::workflows();
    assert!(!shipped.is_empty());
    for workflow in shipped {
        let output = honnin(&["export", workflow.name, "--to", "mermaid"]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert!(out(&output).contains("```mermaid"));
    }
}
