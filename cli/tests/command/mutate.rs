//! Mutants: the score, what it costs to miss it, and what programs are told.

use super::{code, honnin, json, out, refused};

#[test]
fn a_score_below_what_is_wanted_fails() {
    for (percent, expected) in [("0", 0), ("40", 0), ("100", 1)] {
        let output = honnin(&["mutate", "lamp.rs", "--min-score", percent]);
        assert_eq!(code(&output), expected, "--min-score {percent}: {}", out(&output));
    }
    assert_eq!(code(&honnin(&["mutate", "lamp.rs"])), 0, "nothing was wanted");
    refused(&["mutate", "lamp.rs", "--min-score", "101"], "--min-score");
}

#[test]
fn a_survivor_is_shown_in_the_protocols_own_lines() {
    let text = out(&honnin(&["mutate", "lamp.rs"]));
    for words in ["✗ an output left out in Lamp::press, lamp.rs:24", "- emit!(Light {});", "nobody notices"] {
        assert!(text.contains(words), "{words}\nis not in\n{text}");
    }
    assert!(!text.contains("killed at"), "what was noticed is listed when asked for: {text}");
    assert!(out(&honnin(&["mutate", "lamp.rs", "--all"])).contains("killed at ci by"));
}

#[test]
fn the_score_is_what_the_list_adds_up_to() {
    let document = json(&["mutate", "lamp.rs", "--json", "-"]);
    assert_eq!(document["schema"], 1);
    let workflow = &document["workflows"][0];
    let mutants = workflow["mutants"].as_array().unwrap();
    let outcomes = |wanted: &str| mutants.iter().filter(|mutant| mutant["outcome"] == wanted).count();
    let (killed, survived) = (outcomes("killed"), outcomes("survived"));
    assert!(killed > 0 && survived > 0, "{workflow}");
    assert_eq!(killed + survived + outcomes("equivalent"), mutants.len());
    assert_eq!(workflow["score"], serde_json::json!({ "killed": killed, "asked": killed + survived }));
    assert_eq!(workflow["score"], workflow["roles"][0]["score"], "there is one role");
    for property in workflow["properties"].as_array().unwrap() {
        let by = |mutant: &&serde_json::Value| {
            mutant["by"].as_array().unwrap().iter().any(|by| by["property"] == property["property"])
        };
        assert_eq!(property["killed"], mutants.iter().filter(by).count(), "{property}");
    }
    for mutant in mutants {
        assert!(mutant["line"].as_u64() > Some(0) && !mutant["old"].as_array().unwrap().is_empty(), "{mutant}");
        assert_eq!(mutant["outcome"] == "killed", !mutant["by"].as_array().unwrap().is_empty(), "{mutant}");
    }
}

#[test]
fn what_is_wrong_itself_has_no_mutants() {
    refused(&["mutate", "desk.rs"], "`desk` itself is not as stated at scope `quick`");
    refused(&["mutate", "lamp.rs", "--max-states", "1"], "more than 1 states");
    refused(&["mutate", "lamp.rs", "--scope", "cj"], "`lamp` has no scope `cj`");
    refused(&["mutate", "lamp.rs", "--json", "lamp.rs"], "it is the protocol");
}
