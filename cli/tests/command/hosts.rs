//! One check by two processes: the report, the exit codes, and what is said when it cannot be.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use super::{code, err, honnin, json, out, refused};

/// A file of two places on this machine where nobody listens.
fn hosts(name: &str) -> String {
    let listeners = [0, 1].map(|_| TcpListener::bind("127.0.0.1:0").unwrap());
    let places = listeners.map(|listener| listener.local_addr().unwrap().to_string());
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&file, format!("# two\n{}\n{}\n", places[0], places[1])).unwrap();
    file.to_str().unwrap().to_owned()
}

fn start(process: &str, hosts: &str, arguments: &[&str]) -> Child {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut command = Command::new(env!("CARGO_BIN_EXE_honnin"));
    command.arg("check").args(arguments).args(["--workers", "1", "--hosts", hosts, "--process", process]);
    command.current_dir(fixtures).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// What both come to: process 0 and process 1.
fn both(name: &str, arguments: [&[&str]; 2]) -> [Output; 2] {
    let hosts = hosts(name);
    let children = [start("0", &hosts, arguments[0]), start("1", &hosts, arguments[1])];
    children.map(|child| child.wait_with_output().unwrap())
}

#[test]
fn two_processes_report_once_and_end_alike() {
    for (file, expected) in [("lamp.rs", 0), ("desk.rs", 1), ("waiting.rs", 3)] {
        let came = both("alike", [&[file], &[file]]);
        assert_eq!([0, 1].map(|process| code(&came[process])), [expected; 2], "{file}: {}", err(&came[0]));
        let [first, second] = came.each_ref().map(out);
        let name = file.trim_end_matches(".rs");
        assert!(first.contains(&format!("{name} at scope")) && first.contains("2 processes"), "{first}");
        assert!(
            second.starts_with(&format!("{name}: ")) && second.contains("the report is with process 0"),
            "{second}"
        );
        assert_eq!((second.lines().count(), err(&came[1]).as_str()), (1, ""));
    }
}

#[test]
fn the_standard_output_holds_json_and_nothing_else() {
    let check = ["desk.rs", "--json", "-"];
    let came = both("json", [&check, &check]);
    let alone = json(&["check", "desk.rs", "--json", "-"]);
    for output in &came {
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let [theirs, ours] = [&document, &alone].map(|document| {
            let workflow = &document["workflows"][0];
            (workflow["states"].clone(), workflow["transitions"].clone(), workflow["depth"].clone())
        });
        assert_eq!(theirs, ours);
    }
}

#[test]
fn processes_that_check_different_things_end_without_a_verdict() {
    let came = both("different", [&["lamp.rs", "--json", "-"], &["desk.rs"]]);
    for output in &came {
        let message = err(output).replace("\n       ", " ");
        assert_eq!(code(output), 3, "{message}");
        assert!(message.starts_with("error: there is no verdict: process "), "{message}");
        assert!(message.contains("It checks") && message.contains("lamp") && message.contains("desk"), "{message}");
    }
    let document: serde_json::Value = serde_json::from_slice(&came[0].stdout).unwrap();
    assert_eq!(document["workflows"], serde_json::json!([]));
    assert_eq!(out(&came[1]), "");
}

#[test]
fn an_address_in_use_is_no_verdict() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("in-use");
    fs::write(&file, format!("{}\n127.0.0.1:9\n", listener.local_addr().unwrap())).unwrap();
    let output = honnin(&["check", "lamp.rs", "--hosts", file.to_str().unwrap(), "--process", "0"]);
    assert_eq!((code(&output), out(&output).as_str()), (3, ""));
    assert!(err(&output).contains("cannot listen there"), "{}", err(&output));
}

#[test]
fn what_cannot_be_shared_is_refused() {
    let hosts = &hosts("refused");
    refused(&["check", "lamp.rs", "--hosts", hosts], "--process");
    refused(&["check", "lamp.rs", "--process", "0"], "--hosts");
    refused(&["check", "lamp.rs", "--hosts", hosts, "--process", "2"], "there is no 2");
    refused(&["check", "lamp.rs", "desk.rs", "--hosts", hosts, "--process", "0"], "these are 2");
    refused(&["check", "lamp.rs", "--hosts", "nowhere", "--process", "0"], "no such file");
    refused(&["check", "lamp.rs", "--hosts", hosts, "--process", "0", "--engine", "stateright"], "Stateright");
    refused(&["check", "lamp.rs", "--hosts", hosts, "--process", "0", "--coverage"], "--coverage");
    let broken = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("broken");
    fs::write(&broken, "127.0.0.1:4001\n\nnowhere\n").unwrap();
    refused(&["check", "lamp.rs", "--hosts", broken.to_str().unwrap(), "--process", "0"], "line 3: `nowhere`");
}
