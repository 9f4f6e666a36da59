//! The catalogue of incidents, and somebody's own file held against one.

use std::fs;
use std::path::PathBuf;

use honnin_protocols::CATALOGUE;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::{code, err, honnin, json, out, refused};

/// A file of the fixtures with something else in it.
fn changed(name: &str, old: &str, new: &str) -> String {
    let hook = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hook.rs")).unwrap();
    assert!(hook.contains(old), "{old}");
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, hook.replacen(old, new, 1)).unwrap();
    path.to_str().unwrap().to_owned()
}

fn standings(document: &Value) -> Vec<&str> {
    let workflows = document["incidents"][0]["workflows"].as_array().unwrap();
    workflows.iter().map(|workflow| workflow["standing"].as_str().unwrap()).collect()
}

#[test]
fn an_incident_is_told_workflow_by_workflow() {
    let output = honnin(&["catalogue", "niigata"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let text = out(&output);
    for words in [
        "✓ P6  Niigata, 2023-05: a cancellation that is lost",
        "cancelled_page_printed: Nothing is issued",
        "✓ niigata         quick: known defect found in 8 steps;",
        "✓ niigata_mended  quick: no violation;",
        "model/protocols/src/catalogue/niigata.rs",
        "1 incident, 1 as stated; 2 workflows,",
    ] {
        assert!(text.contains(words), "{words}\nis not in\n{text}");
    }
}

#[test]
fn the_table_has_a_line_for_every_incident_and_claims_nothing_of_what_was_not_examined() {
    let output = honnin(&["catalogue", "--max-states", "5"]);
    assert_eq!(code(&output), 3, "{}", err(&output));
    let text = out(&output);
    for incident in CATALOGUE {
        let heading = format!("P{:<2} {}, {}: {}", incident.pattern, incident.place, incident.date, incident.what);
        let lines: Vec<&str> = text.lines().collect();
        let at = lines.iter().position(|line| *line == format!("? {heading}")).unwrap_or_else(|| panic!("{text}"));
        assert!(lines[at + 1].trim_start().starts_with(incident.property), "{}", lines[at + 1]);
        assert!(lines[at + 1].contains("unknown") && !lines[at + 1].contains("holds"), "{}", lines[at + 1]);
    }
    let open = format!("{0} incidents, {0} with something open", CATALOGUE.len());
    assert!(text.contains(&open), "{text}");
    assert!(text.lines().all(|line| line.width() <= 100), "{text}");
}

#[test]
fn incidents_are_found_by_name_place_pattern_and_twin() {
    let found = |arguments: &[&str]| -> Vec<String> {
        let document = json(&[&["catalogue", "--max-states", "1", "--json", "-"], arguments].concat());
        let incidents = document["incidents"].as_array().unwrap();
        let first = |incident: &Value| incident["workflows"][0]["name"].as_str().unwrap().to_owned();
        incidents.iter().map(first).collect()
    };
    assert_eq!(found(&["adachi"]), ["adachi"]);
    assert_eq!(found(&["Adachi"]), ["adachi", "adachi_alarm"]);
    assert_eq!(found(&["kawasaki_late_guard"]), ["kawasaki"]);
    assert_eq!(found(&["tokushima", "--pattern", "3", "--pattern", "3"]), ["kawasaki", "tokushima"]);
    assert_eq!(found(&["hook.rs", "niigata"]), ["niigata", "hook"]);
    assert_eq!(found(&[]).len(), CATALOGUE.len());
}

#[test]
fn a_file_of_ones_own_is_compared_likewise() {
    let document = json(&["catalogue", "hook.rs", "--json", "-"]);
    let incident = &document["incidents"][0];
    assert_eq!((&document["schema"], &incident["pattern"]), (&json!(1), &Value::Null));
    assert_eq!((&incident["property"], &incident["standing"]), (&json!("wrong_coat"), &json!("as_stated")));
    let told = |index: usize| {
        let workflow = &incident["workflows"][index];
        let names = ["name", "kind", "guard", "must", "comes", "steps"];
        json!(names.map(|name| workflow[name].clone()))
    };
    assert_eq!(told(0), json!(["hook", "happened", null, "break", "breaks", 2]));
    assert_eq!(told(1), json!(["hook_mended", "mended", null, "hold", "holds", null]));
    assert_eq!(told(2), json!(["hook_doorman", "guarded", "late", "hold", "holds", null]));
    assert_eq!(told(3), json!(["hook_mirror", "guarded", "mirror", "break", "breaks", 2]));
    let scopes = &incident["workflows"][0]["scopes"];
    assert_eq!((&scopes[0]["outcome"], &scopes[1]["outcome"]), (&json!("violated"), &json!("no_violation")));
    let checked = json(&["check", "hook.rs", "--scope", "two", "--json", "-"]);
    for index in 0..4 {
        let states = |value: &Value| value["distinct_states"].as_u64().unwrap();
        assert_eq!(states(&incident["workflows"][index]["scopes"][0]), states(&checked["workflows"][index]));
    }
}

#[test]
fn exit_codes_follow_what_must_break_and_what_must_hold() {
    assert_eq!(code(&honnin(&["catalogue", "hook.rs"])), 0);
    assert_eq!(code(&honnin(&["catalogue", "hook.rs", "--max-states", "2"])), 3);
    let guard = "#[mended]\n            require!(owner == guest);";
    let useless = changed("useless.rs", guard, "#[mended]\n            require!(owner == owner);");
    let output = honnin(&["catalogue", &useless]);
    assert_eq!(code(&output), 1, "what was to be mended is not");
    assert!(out(&output).contains("✗ hook_mended   two: violated in 2 steps"), "{}", out(&output));
    let document = json(&["catalogue", &useless, "--json", "-"]);
    assert_eq!(standings(&document), ["as_stated", "not_as_stated", "as_stated", "as_stated"]);
    let nothing = changed("nothing.rs", guard, "require!(owner == guest);");
    let nothing = fs::read_to_string(&nothing).map(|_| nothing).unwrap();
    let output = honnin(&["catalogue", &nothing]);
    assert_eq!(code(&output), 1, "a text needs a difference: {}", out(&output));
}

#[test]
fn a_guard_of_ones_own_beside_the_defect_is_judged() {
    let twin = "#[twin(hook_ours, guard = ours)]\n#[scope(two, guest = 2)]";
    let guarded = |name: &str, guard: &str| {
        let path = changed(name, "#[scope(two, guest = 2)]", twin);
        let text = fs::read_to_string(&path).unwrap();
        let line = format!("#[guard(ours)]\n            {guard}\n            self.hook = None;");
        fs::write(&path, text.replacen("self.hook = None;", &line, 1)).unwrap();
        path
    };
    let good = json(&["catalogue", &guarded("good.rs", "require!(guest == owner);"), "--json", "-"]);
    assert_eq!(standings(&good), ["as_stated"; 5]);
    let output = honnin(&["catalogue", &guarded("bad.rs", "require!(self.wears[owner].is_none());")]);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("✗ hook_ours     two: violated in 2 steps"), "{}", out(&output));
}

#[test]
fn the_text_of_an_incident_is_a_file_to_start_from() {
    let output = honnin(&["catalogue", "niigata_mended", "--source"]);
    let incident = CATALOGUE.iter().find(|incident| incident.name == "niigata").unwrap();
    assert_eq!((code(&output), out(&output).as_str()), (0, incident.text));
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("started.rs");
    fs::write(&path, &output.stdout).unwrap();
    let both = json(&["check", path.to_str().unwrap(), "--scope", "quick", "--json", "-"]);
    let names: Vec<&str> =
        both["workflows"].as_array().unwrap().iter().map(|workflow| workflow["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["niigata", "niigata_mended"]);
    refused(&["catalogue", "Adachi", "--source"], "name one of them: adachi, adachi_alarm");
    refused(&["catalogue", "hook.rs", "--source"], "is a file already");
}

#[test]
fn workflows_of_the_catalogue_have_names_wherever_a_workflow_is_named() {
    let document = json(&["check", "niigata_mended", "--scope", "quick", "--json", "-"]);
    assert_eq!(document["workflows"].as_array().unwrap().len(), 1, "it alone");
    assert_eq!(document["workflows"][0]["name"], "niigata_mended");
    let japanese = out(&honnin(&["check", "niigata_mended", "--scope", "quick", "--language", "ja"]));
    assert!(!japanese.contains("Nothing is issued"), "{japanese}");
    let prints = out(&honnin(&["fingerprint", "niigata", "niigata_mended"]));
    let behaviours: Vec<&str> = prints.lines().filter(|line| line.contains("behaviour")).collect();
    assert!(behaviours.len() == 2 && behaviours[0] != behaviours[1], "{prints}");
    assert!(out(&honnin(&["export", "kawasaki", "--to", "mermaid"])).starts_with("# kawasaki\n"));
    let frontier = json(&["frontier", "niigata", "--time", "0ms", "--json", "-"]);
    assert_eq!(frontier["workflows"][0]["name"], "niigata");
}

#[test]
fn what_cannot_be_done_with_an_incident_is_said() {
    refused(&["verify", "kawasaki_mended"], "of which there are no records");
    refused(&["generate", "kawasaki", "--unverified"], "for a protocol of your own that begins with it");
    refused(&["catalogue", "kawasakki"], "did you mean `kawasaki`?");
    refused(&["check", "kawasaki_mendet"], "did you mean `kawasaki_mended`?");
    refused(&["catalogue", "--pattern", "10"], "no incident has the pattern 10");
    refused(&["catalogue", "nothing.rs.missing"], "no such file");
    refused(&["catalogue", "lamp.rs"], "has no workflow with a twin");
    refused(&["catalogue", "hook.rs", "--json", "hook.rs"], "it is the protocol");
}
