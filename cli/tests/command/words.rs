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
