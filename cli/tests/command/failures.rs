//! What the files for programs hold when nothing could be checked.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::{code, honnin, refused};

#[test]
fn no_old_verdict_survives_a_run_that_checks_nothing() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (json, junit) = (folder.join("old.json"), folder.join("old.xml"));
    let cases = [("malformed.rs", 1, "malformed.rs:14"), ("nothing.rs", 2, "no such file")];
    for (file, expected, words) in cases {
        let check = |file| {
            let (json, junit) = (json.to_str().unwrap(), junit.to_str().unwrap());
            code(&honnin(&["check", file, "--json", json, "--junit", junit]))
        };
        assert_eq!((check("lamp.rs"), check(file)), (0, expected), "{file}");
        let document: Value = serde_json::from_str(&fs::read_to_string(&json).unwrap()).unwrap();
        assert_eq!((&document["schema"], &document["workflows"]), (&Value::from(1), &serde_json::json!([])));
        let message = document["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains(words) && !message.contains('\u{1b}'), "{message}");
        let xml = fs::read_to_string(&junit).unwrap();
        assert!(xml.contains("errors=\"1\"") && xml.contains("<error message=") && xml.contains(words), "{xml}");
    }
}

#[test]
fn outputs_overwrite_neither_each_other_nor_a_protocol() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (source, both) = (folder.join("precious.rs"), folder.join("both"));
    let (file, both) = (source.to_str().unwrap(), both.to_str().unwrap());
    let roundabout = folder.join("./precious.rs");
    for text in ["not Rust", ""] {
        fs::write(&source, text).unwrap();
        for option in ["--json", "--junit"] {
            refused(&["check", file, option, roundabout.to_str().unwrap()], "it is the protocol");
        }
        assert_eq!(fs::read_to_string(&source).unwrap(), text);
    }
    refused(&["check", "lamp.rs", "--json", both, "--junit", both], "needs a file of its own");
}
