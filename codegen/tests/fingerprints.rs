//! What a change in the source does to the fingerprints, from the text on.

use honnin_codegen::compile_file;
use honnin_codegen::fingerprint::Fingerprints;
use honnin_codegen::source::Source;

const SOURCE: &str = r#"use honnin::prelude::*;

#[workflow]
#[scope(quick, job = 2)]
pub mod lane {
    /// A job.
    #[id]
    pub struct Job;

    #[message(from = Server, to = Server)]
    pub struct Ask {
        job: Job,
    }

    #[role(durable = [lane])]
    pub struct Server {
        lane: Option<Job>,
        asked: Map<Job, bool>,
    }

    impl Server {
        #[input]
        fn call(&mut self) {
            let job = fresh!(Job);
            send!(Ask { job });
        }

        #[receive(otherwise = drop)]
        fn ask(&mut self, Ask { job }: Ask) {
            require!(self.lane.is_none());
            self.lane = Some(job);
            self.asked[job] = true;
        }

        #[timeout(after = "30s")]
        fn expire(&mut self, job: Job) {
            require!(self.lane == Some(job));
            self.free(job);
        }

        fn free(&mut self, job: Job) {
            self.lane = None;
            self.asked[job] = false;
        }
    }

    /// The lane is used.
    #[reachable]
    fn used(server: &Server) -> bool {
        server.lane.is_some()
    }
}
"#;

/// Which fingerprints change when a part of the source is replaced: behaviour, machine, durable layout, wire layout.
fn changed(edits: &[(&str, &str)]) -> [bool; 4] {
    let mut edited = SOURCE.to_owned();
    for (old, new) in edits {
        assert!(edited.contains(old), "`{old}` is not in the source");
        edited = edited.replace(old, new);
    }
    let (before, after) = (fingerprints(SOURCE), fingerprints(&edited));
    [
        before.behaviour != after.behaviour,
        before.machine != after.machine,
        before.durable_layout != after.durable_layout,
        before.wire_layout != after.wire_layout,
    ]
}

fn fingerprints(text: &str) -> Fingerprints {
    match compile_file(&Source::new("lane.rs", text)).as_deref() {
        Ok([protocol]) => Fingerprints::of(&protocol.ir),
        other => panic!("one workflow, not {other:?}"),
    }
}

#[test]
fn comments_and_formatting_change_nothing() {
    assert_eq!(changed(&[("/// A job.", "/// One rendering.\n    // A note.")]), [false; 4]);
    assert_eq!(changed(&[("    ", "  "), ("\n\n", "\n")]), [false; 4]);
    assert_eq!(changed(&[("send!(Ask { job });", "send!(Ask {\n job\n });")]), [false; 4]);
    assert_eq!(changed(&[("send!(Ask { job });", "send!(Ask { job }); ignore!(\"all said\");")]), [false; 4]);
}

#[test]
fn names_of_locals_and_helpers_change_nothing() {
    assert_eq!(
        changed(&[("let job = fresh!(Job);", "let new = fresh!(Job);"), ("Ask { job });", "Ask { job: new });")]),
        [false; 4]
    );
    assert_eq!(
        changed(&[
            ("Ask { job }: Ask", "Ask { job: j }: Ask"),
            ("Some(job);\n            self.asked[job]", "Some(j);\n            self.asked[j]")
        ]),
        [false; 4]
    );
    assert_eq!(changed(&[("self.free(job)", "self.release(job)"), ("fn free(", "fn release(")]), [false; 4]);
}

#[test]
fn moving_an_item_changes_nothing() {
    let message = "    #[message(from = Server, to = Server)]\n    pub struct Ask {\n        job: Job,\n    }\n\n";
    let last = "    /// The lane is used.";
    assert_eq!(changed(&[(message, ""), (last, &format!("{message}{last}"))]), [false; 4]);
    let body = "            self.lane = None;\n            self.asked[job] = false;\n";
    let helper = &*format!("        fn free(&mut self, job: Job) {{\n{body}        }}\n");
    let first = "        #[input]\n";
    assert_eq!(changed(&[(helper, ""), (first, &format!("{helper}\n{first}"))]), [false; 4]);
}

#[test]
fn moving_a_field_of_a_role_changes_nothing() {
    let (lane, asked) = ("        lane: Option<Job>,\n", "        asked: Map<Job, bool>,\n");
    assert_eq!(changed(&[(&format!("{lane}{asked}"), &format!("{asked}{lane}"))]), [false; 4]);
}

#[test]
fn what_is_meant_changes_what_it_must() {
    let behaviour = [true, true, false, false];
    assert_eq!(changed(&[("otherwise = drop", "otherwise = keep")]), behaviour);
    assert_eq!(changed(&[("job = 2)]", "job = 3)]")]), behaviour);
    assert_eq!(changed(&[("#[reachable]", "#[reachable]\n    #[refuted]")]), behaviour);
    let dead = "#[timeout(after = \"30s\")]\n        #[dead(at = quick)]";
    assert_eq!(changed(&[("#[timeout(after = \"30s\")]", dead)]), behaviour);
    assert_eq!(
        changed(&[("#[timeout(after = \"30s\")]", "#[timeout(after = \"30s\")]\n        #[unfair]")]),
        behaviour
    );
    assert_eq!(changed(&[("self.asked[job] = false;", "")]), behaviour);
    assert_eq!(changed(&[("\"30s\"", "\"31s\"")]), [false, true, false, false]);
    assert_eq!(changed(&[("[lane]", "[lane, asked]")]), [true, true, true, false]);
    assert_eq!(
        changed(&[
            ("        job: Job,\n", "        job: Job,\n        urgent: bool,\n"),
            ("Ask { job }: Ask", "Ask { job, .. }: Ask"),
            ("send!(Ask { job })", "send!(Ask { job, urgent: false })")
        ]),
        [true, true, false, true]
    );
}
