//! What is said where there is little to say, and of a message that nobody takes.

use super::{honnin, out};

/// One of the small protocols that the front end's own tests run.
fn fixture(name: &str) -> String {
    out(&honnin(&["check", &format!("../../../codegen/tests/fixtures/{name}.rs")]))
}

#[test]
fn a_claim_without_numbers_has_no_gap() {
    let text = fixture("drop_on_any_is_no_transition");
    assert!(text.contains("no violation in 9 states: any loss, repetition and reordering\n"), "{text}");
}

#[test]
fn a_message_that_nobody_takes_arrives() {
    let text = fixture("unhandled_is_a_defect");
    assert!(text.contains("so: Note { urgent: false } arrives, and no handler is enabled for Note"), "{text}");
    let text = fixture("two_enabled_handlers_are_a_defect");
    assert!(text.contains("so: Note { urgent: false } arrives, and two handlers are enabled for Note"), "{text}");
}

#[test]
fn what_is_not_judged_or_never_used_is_said() {
    let text = out(&honnin(&["check", "waiting.rs", "--engine", "stateright"]));
    assert!(text.contains("? it_ends       not judged    What begins ends."), "{text}");
    assert!(text.contains("Stateright misses runs that end or repeat"), "{text}");
    assert!(text.contains("the 2nd and 3rd job were never used"), "{text}");
    assert!(text.contains("deadlock is not examined: no #[final_state]"), "{text}");
    assert!(text.contains("A 64-bit hash stands for each state"), "{text}");
}

#[test]
fn a_promise_says_what_it_rests_on() {
    let text = out(&honnin(&["check", "waiting.rs"]));
    assert!(text.contains("✓ it_ends       no violation  What begins ends."), "{text}");
    assert!(text.contains("it would not come about if any of these were put off for ever: `end`"), "{text}");
    assert!(text.contains("each by its ids: `end` while they"), "{text}");
    assert!(!text.contains("A 64-bit hash"), "whole states are kept: {text}");
    let symmetric = out(&honnin(&["check", "waiting.rs", "--symmetry"]));
    assert!(symmetric.contains("? it_ends       not judged    What begins ends."), "{symmetric}");
    assert!(symmetric.contains("in 2 states up to the names of ids"), "{symmetric}");
}
