//! The gate, as a user's crate meets it: two small packages, one with a protocol and one that runs it in production.
//!
//! Every case is a copy of them in a folder of its own. They share a target directory, which is never cleaned: what has
//! changed since, cargo must notice.

#[path = "gate/package.rs"]
mod package;

use honnin_codegen::record::Violation;
use package::{Case, Profile::*};

/// What the protocol says, as a test changes it.
const GUARD: &str = "require!(!self.broken);";

#[test]
fn without_a_record_there_is_no_machine() {
    let case = Case::new("missing");
    let told = case.refused(Debug, "E0801");
    for words in [
        "there is no Machine of `lamp` here: there is no record that it was verified",
        "run: honnin verify ",
        "protocol/src/lib.rs --into ",
        "--> src/lib.rs:4:59",
    ] {
        assert!(told.contains(words), "{words}\nis not in\n{told}");
    }
}

#[test]
fn what_is_recorded_compiles_and_is_noticed_when_it_goes() {
    let case = Case::new("good");
    case.record(&["quick", "full"]);
    case.compiles(Debug);
    case.compiles(Release);
    let path = case.record_path();
    let text = std::fs::read_to_string(&path).expect("a record");

    std::fs::remove_file(&path).expect("it is there");
    case.refused(Debug, "E0801");
    std::fs::write(&path, &text).expect("a record");
    case.compiles(Debug);
    std::fs::write(&path, text.replace("states = 3", "states = 4")).expect("a record");
    let told = case.refused(Debug, "E0802");
    assert!(told.contains("it was changed after it had been written"), "{told}");
    std::fs::write(&path, text.replace("schema = 1", "schema =")).expect("a record");
    let told = case.refused(Debug, "E0802");
    assert!(told.contains("its record cannot be used: it is no record"), "{told}");
}

#[test]
fn the_first_scope_is_enough_for_a_debug_build_only() {
    let case = Case::new("quick");
    case.record(&["quick"]);
    case.compiles(Debug);
    let told = case.refused(Release, "E0804");
    assert!(told.contains("its record is not enough for a release: scope `full` was not explored"), "{told}");
    case.record(&["full"]);
    let told = case.refused(Debug, "E0804");
    assert!(told.contains("scope `quick` was not explored"), "{told}");
}

#[test]
fn an_edited_protocol_wants_a_record_and_an_edited_comment_nothing() {
    let case = Case::new("edited");
    case.record(&["quick", "full"]);
    case.compiles(Debug);
    case.edit("/// Somebody turns it up.", "/// Someone turns it up, and writes about it.");
    case.compiles(Debug);
    case.edit(GUARD, "");
    let told = case.refused(Debug, "E0801");
    let old = case.first_record();
    assert!(told.contains(&format!("found: {old}, which is of other versions of it")), "{told}");
    case.edit(GUARD, GUARD);
    case.compiles(Debug);
}

#[test]
fn another_machine_than_the_one_that_was_walked_is_stale() {
    let case = Case::new("emitter");
    case.record_with(&["quick", "full"], |record| record.machine_hash = "0".repeat(64));
    let told = case.refused(Debug, "E0803");
    assert!(told.contains("the Machine that is made of it now is not the one that was walked"), "{told}");
    case.record_with(&["quick", "full"], |record| record.workflow = "torch".to_owned());
    assert!(case.refused(Debug, "E0802").contains("is the record of `torch`"));
}

#[test]
fn a_refuted_protocol_has_no_machine_but_an_unverified_one() {
    let case = Case::new("refuted");
    case.edit("#[always]", "#[always] #[refuted]");
    case.record(&["quick", "full"]);
    let told = case.refused(Debug, "E0805");
    assert!(told.contains("it is known to break `dark_when_broken` (`#[refuted]`)"), "{told}");
    assert!(!told.contains("run: honnin verify"), "nothing is to be run: {told}");
    case.edit_production("honnin::machine!(gate_protocol::lamp::protocol, records = \"verified\")", UNVERIFIED);
    case.compiles(Debug);
    case.compiles(Release);
}

const UNVERIFIED: &str = "honnin::unverified_machine!(gate_protocol::lamp::protocol)";

/// Two people each change the protocol and verify; both changes are merged.
#[test]
fn merged_changes_conflict_in_nothing_and_want_a_record_of_their_own() {
    let case = Case::new("merged");
    let (one, other) = (("level != 0", "level > 0"), ("self.broken = true;\n            self.level = 0;", MOVED));
    let apply = |changes: &[(&str, &str)]| {
        changes.iter().fold(Case::protocol(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        })
    };
    for changes in [&[one][..], &[other]] {
        case.write_protocol(&apply(changes));
        case.record(&["quick", "full"]);
    }
    let records = case.records();
    assert_eq!(records.len(), 2, "each has a file of its own: {records:?}");
    for changes in [&[one][..], &[other]] {
        case.write_protocol(&apply(changes));
        case.compiles(Debug);
    }
    case.write_protocol(&apply(&[one, other]));
    let told = case.refused(Debug, "E0801");
    assert!(records.iter().all(|name| told.contains(name.as_str())), "{told}");
    case.record(&["quick", "full"]);
    case.compiles(Debug);
}

/// The same in another order is another protocol: nobody has to see that it makes no difference.
const MOVED: &str = "self.level = 0;\n            self.broken = true;";

#[test]
fn a_violation_that_is_near_is_an_error_at_its_property() {
    let case = Case::new("near");
    let broken = Case::protocol().replace("self.broken = true;\n            self.level = 0;", "self.broken = true;");
    case.write_protocol(&broken);
    let line = 1 + broken.lines().take_while(|line| !line.contains("fn dark_when_broken")).count();
    let told = case.refused(Debug, "E0806");
    for words in [
        "`dark_when_broken` is violated in 2 steps, within scope `quick`:",
        " 1  turn_up()\n",
        "lamp.level: 0 → 1\n",
        " 2  burn_out()\n",
        "lamp.broken: false → true\n",
        &format!("protocol/src/lib.rs:{line}:8"),
    ] {
        assert!(told.contains(words), "{words}\nis not in\n{told}");
    }
    // What is known and meant is no news; what a record says was explored is not explored again.
    case.write_protocol(&broken.replace("#[always]", "#[always] #[refuted]"));
    case.protocol_compiles();
    case.write_protocol(&broken);
    case.record_beside_protocol(&["quick"]);
    case.protocol_compiles();
}

#[test]
fn a_violation_that_is_known_is_an_error_wherever_it_is_met() {
    let case = Case::new("known");
    case.record(&["quick", "full"]);
    case.compiles(Debug);
    let violation = Violation {
        workflow: "lamp".to_owned(),
        fingerprints: case.fingerprints(),
        scope: "full".to_owned(),
        property: "dark_when_broken".to_owned(),
        told: vec!["violated in 1 step".to_owned(), "    1  a_very_long_night()".to_owned()],
    };
    case.know(&violation);
    let told = case.refused(Debug, "E0806");
    for words in ["`dark_when_broken` is known to break", "in scope `full`:", "1  a_very_long_night()"] {
        assert!(told.contains(words), "{words}\nis not in\n{told}");
    }
}
