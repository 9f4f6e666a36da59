//! The frontier: where a property breaks first, how far it holds, and what was not reached.

use serde_json::{Value, json};

use super::{code, honnin, json, out, refused};

fn property<'a>(document: &'a Value, name: &str) -> &'a Value {
    let properties = document["workflows"][0]["properties"].as_array().unwrap();
    properties.iter().find(|property| property["name"] == name).unwrap_or_else(|| panic!("{document}"))
}

#[test]
fn it_is_told_where_a_property_breaks_and_how_far_it_holds() {
    let output = honnin(&["frontier", "desk.rs"]);
    assert_eq!(code(&output), 0);
    let text = out(&output);
    for words in [
        "✗ own_key\n    breaks at guest 2, ticket 1, lost 0, in 2 steps\n    no violation up to guest 1, ticket 2, lost 1",
        "✓ two_keys\n    shown possible from guest 2, ticket 2, lost 0, in 2 steps",
        "Nothing is said of larger numbers.",
    ] {
        assert!(text.contains(words), "{words}\nis not in\n{text}");
    }
}

#[test]
fn programs_are_told_the_same() {
    let document = json(&["frontier", "desk.rs", "--json", "-"]);
    assert_eq!((&document["schema"], &document["workflows"][0]["unreached"]), (&json!(1), &json!(0)));
    let own = property(&document, "own_key");
    assert_eq!(own["kind"], "always");
    assert_eq!(own["breaks"], json!([{ "scope": { "guest": 2, "ticket": 1, "lost": 0 }, "steps": 2 }]));
    assert_eq!(own["holds"], json!([{ "guest": 1, "ticket": 2, "lost": 1 }]));
    assert_eq!(property(&document, "two_keys")["kind"], "reachable", "to break is to be shown possible");
}

#[test]
fn what_it_says_is_what_a_check_says_there() {
    let document = json(&["frontier", "desk.rs", "--json", "-"]);
    let checked = document["workflows"][0]["checked"].as_array().unwrap();
    assert!(checked.len() > 3, "{checked:?}");
    for point in checked {
        let scope = &point["scope"];
        let numbers = ["guest", "ticket", "lost"].map(|name| format!("{name}={}", scope[name]));
        let check = json(&["check", "desk.rs", "--scope", &numbers.join(","), "--json", "-"]);
        assert_eq!(point["distinct_states"], check["workflows"][0]["distinct_states"], "{scope}");
    }
}

#[test]
fn a_bound_on_the_time_is_said() {
    let output = honnin(&["frontier", "desk.rs", "--time", "0ms"]);
    assert_eq!(code(&output), 3);
    let text = out(&output);
    assert!(text.contains("12 scopes were not reached in the time. Nothing is said of those"), "{text}");
    assert!(!text.contains("no violation") && !text.contains("breaks at"), "{text}");
}

#[test]
fn a_scope_that_is_too_large_is_said() {
    let output = honnin(&["frontier", "desk.rs", "--max-states", "50"]);
    assert_eq!(code(&output), 3);
    assert!(out(&output).contains("more than 50 states at guest 2, ticket 1, lost 1;"), "{}", out(&output));
}

#[test]
fn what_cannot_be_searched_is_refused() {
    refused(&["frontier", "desk.rs", "--up-to", "quik"], "did you mean `quick`?");
    refused(&["frontier", "desk.rs", "--time", "soon"], "--time");
    refused(&["frontier", "desk.rs", "--json", "desk.rs"], "it is the protocol");
}
