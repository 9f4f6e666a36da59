//! `honnin check --itf` as a trace viewer meets it.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn trace(name: &str, arguments: &[&str], code: i32) -> Value {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.itf.json"));
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/liveness");
    let output = Command::new(env!("CARGO_BIN_EXE_honnin"))
        .current_dir(fixtures)
        .arg("check")
        .args(arguments)
        .arg("--itf")
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

#[test]
fn a_counterexample_has_a_state_for_each_step_and_one_more() {
    let document = trace("yokohama", &["yokohama_next_image"], 0);
    assert_eq!(document["#meta"]["format"], "ITF");
    assert_eq!(document["#meta"]["description"], "yokohama_next_image, wrong_page_printed: violated in 15 steps");
    assert_eq!(document["vars"], serde_json::json!(["kiosk", "server", "world", "messages", "left"]));
    let states = document["states"].as_array().unwrap();
    assert_eq!(states.len(), 16);
    assert!(document.get("loop").is_none());
    let last = states.last().unwrap();
    assert_eq!(last["#meta"]["event"], "print(session 1)");
    assert_eq!(last["world"]["wrong_page_printed"], true);
    let printing = &last["kiosk"]["#map"][0];
    assert_eq!(printing[0], "session_1");
    assert_eq!(printing[1]["visit"]["tag"], "Printing");
    assert_eq!(printing[1]["visit"]["image"]["subject"], "person_2");
    assert!(states.iter().all(|state| state["messages"]["#set"].is_array()));
}

#[test]
fn a_run_that_repeats_says_from_where() {
    let stops = trace("stops", &["it_may_stop.rs"], 0);
    assert_eq!((stops["states"].as_array().unwrap().len(), &stops["loop"]), (3, &Value::from(2)));
    let repeats = trace("repeats", &["last_come_first_served.rs"], 0);
    let from = usize::try_from(repeats["loop"].as_u64().unwrap()).unwrap();
    let states = repeats["states"].as_array().unwrap();
    assert!(from < states.len() - 1, "a cycle of more than one state");
    assert_ne!(states[from]["#meta"], states[states.len() - 1]["#meta"]);
}

#[test]
fn the_queues_of_a_fifo_are_a_map_as_in_the_exported_module() {
    let document = trace("wires", &["../wires.rs"], 1);
    let first = &document["states"][0];
    assert_eq!(first["line"], serde_json::json!({ "#map": [["node_1", []], ["node_2", []]] }));
}

#[test]
fn where_there_is_no_trace_the_file_says_so() {
    let nothing = trace("nothing", &["two_phase_commit", "--scope", "quick", "--max-depth", "0"], 3);
    assert_eq!(nothing["states"], serde_json::json!([]));
    assert_eq!(nothing["#meta"]["description"], "no trace was found");
}
