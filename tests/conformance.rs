//! Machine = role: every generated machine, in every local state that its protocol reaches.

/// The machines of each protocol, and what puts them to the walk.
macro_rules! machines {
    ($($source:path as $name:ident;)*) => {
        $(
            honnin::unverified_machine!($source);
            honnin::conformance!($source, machine = $name);
        )*
    };
}

machines! {
    honnin_protocols::issuance::protocol as issuance;
    honnin_protocols::tutorial::protocol as tutorial;
    honnin_protocols::two_phase_commit::protocol as two_phase_commit;
    honnin_protocols::yokohama_next_image::protocol as yokohama_next_image;
    honnin_protocols::yokohama_unlocked_image::protocol as yokohama_unlocked_image;
    honnin_tests::fixtures::clauses::protocol as clauses;
    honnin_tests::fixtures::counts::protocol as counts;
    honnin_tests::fixtures::depot::protocol as depot;
    honnin_tests::fixtures::members::protocol as members;
    honnin_tests::fixtures::orders::protocol as orders;
    honnin_tests::fixtures::outbox::protocol as outbox;
    honnin_tests::fixtures::queues::protocol as queues;
    honnin_tests::fixtures::shelf::protocol as shelf;
    honnin_tests::fixtures::wires::protocol as wires;
}

/// One visitor and one job at a time; larger scopes are walked by `honnin verify`.
const ONE: &[(&str, u32)] = &[("session", 1), ("job", 1)];

/// One test for each protocol, in its first scope with some numbers replaced.
macro_rules! conforms {
    ($($protocol:ident with $conformance:ident at $sizes:expr;)*) => {
        mod machine_and_role_agree {
            use super::*;

            $(
                #[test]
                fn $protocol() {
                    let (ir, sizes) = honnin_tests::walks::sized(stringify!($protocol), $sizes);
                    let reports = honnin_tests::walks::walk_all(&ir, &sizes, |role, walk| super::$conformance::visit(role, walk));
                    let words: String = reports.iter().map(|report| format!("{report}\n")).collect();
                    assert!(reports.iter().all(|report| report.conforms()), "{words}");
                    println!("{words}");
                }
            )*
        }
    };
}

conforms! {
    issuance with issuance_conformance at ONE;
    tutorial with tutorial_conformance at &[];
    two_phase_commit with two_phase_commit_conformance at &[];
    yokohama_unlocked_image with yokohama_unlocked_image_conformance at ONE;
    clauses with clauses_conformance at &[];
    counts with counts_conformance at &[];
    depot with depot_conformance at &[];
    members with members_conformance at &[];
    orders with orders_conformance at &[];
    outbox with outbox_conformance at &[];
    queues with queues_conformance at &[];
    shelf with shelf_conformance at &[];
    wires with wires_conformance at &[];
}

/// In Yokohama's protocol a deadline ends a job's turn and not the job, and the server's crash is said to lose a turn. So a
/// crash between the two is not in it: a restarted server refuses a job that the protocol lets go on.
#[test]
fn a_crash_that_a_protocol_has_forgotten_is_found() {
    let (ir, sizes) = honnin_tests::walks::sized("yokohama_next_image", ONE);
    let visit = |role: &str, walk: honnin_tests::walks::Walk<'_>| yokohama_next_image_conformance::visit(role, walk);
    let reports = honnin_tests::walks::walk_all(&ir, &sizes, visit);
    let server = reports.iter().find(|report| report.role == "Server").expect("a server");
    assert!(server.differences > 0);
    for difference in &server.shown {
        assert_eq!(difference.wrong, "the protocol has no crash here, and one is noticed", "{server}");
    }
}
