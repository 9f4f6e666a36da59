//! The walk itself: the reference semantics as a driver conforms to itself, and one that does otherwise is found out.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_checker::conformance::{Reach, Report, Role, Twin, reach, walk};
use honnin_checker::control::Limits;
use honnin_codegen::emit::machine::conformance::Sabotage;
use honnin_codegen::evaluate::Local;
use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::ir::query::Requirement;
use honnin_codegen::ir::{Amount, ComponentKind, Ir, Sizes};
use honnin_codegen::source::Source;

macro_rules! sources {
    ($($name:ident $path:literal)*) => {
        const SOURCES: &[(&str, &str)] = &[$((stringify!($name), include_str!($path))),*];
    };
}

sources! {
    clauses "../../tests/fixtures/clauses.rs"
    counts "../../tests/fixtures/counts.rs"
    members "../../tests/fixtures/members.rs"
    orders "../../tests/fixtures/orders.rs"
    outbox "../../tests/fixtures/outbox.rs"
    queues "../../tests/fixtures/queues.rs"
    shelf "../../tests/fixtures/shelf.rs"
    wires "../../tests/fixtures/wires.rs"
    tutorial "../../model/protocols/src/workflows/tutorial.rs"
    two_phase_commit "../../model/protocols/src/workflows/two_phase_commit.rs"
    depot "../../tests/fixtures/depot.rs"
    issuance "../../model/protocols/src/workflows/issuance.rs"
}

/// The issuing protocol for one visit and one job, with certificates of two sheets and a registration that changes.
const ISSUANCE: &[(&str, u32)] =
    &[("person", 1), ("session", 1), ("job", 1), ("sheet", 1), ("version", 1), ("amendment", 1), ("misprint", 0)];

fn compiled(name: &str) -> Ir {
    let (_, text) = SOURCES.iter().find(|(known, _)| *known == name).expect("it is listed");
    honnin_codegen::compile_file(&Source::new(name, text)).expect("it compiles").swap_remove(0).ir
}

fn sizes(ir: &Ir, replaced: &[(&str, u32)]) -> Sizes {
    let mut sizes = ir.scopes[0].sizes.clone();
    for (name, number) in replaced {
        let parameter = ir.parameters.iter().position(|parameter| parameter.name == *name).expect("a parameter");
        sizes.0[parameter] = Amount::AtMost(*number);
    }
    sizes
}

struct Explore;

impl Visitor for Explore {
    type Output = Vec<Reach>;

    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Vec<Reach> {
        let layout = interpreter.layout().clone();
        let limits = Limits::default();
        reach(&Arc::new(interpreter), &layout, limits, &AtomicBool::new(false), &()).expect("every state is seen")
    }
}

/// Walks over each role with a twin of the protocol that `edit` makes of it.
fn twins(ir: &Ir, sizes: &Sizes, edit: impl Fn(&mut Ir)) -> Vec<Report> {
    let reaches = dispatch(ir, sizes, Explore).expect("it fits");
    let (alone, large) = Local::alone(ir, sizes);
    let mut edited = alone.clone();
    edit(&mut edited);
    let roles = ir.component_ids().filter(|&id| ir[id].kind == ComponentKind::Role);
    roles
        .map(|id| {
            let role = Role::new(&alone, &large, id);
            walk(&role, &reaches[id.0], Twin::new(&Role::new(&edited, &large, id)))
        })
        .collect()
}

fn words(reports: &[Report]) -> String {
    reports.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_reference_conforms_to_itself() {
    for (name, _) in SOURCES {
        let ir = compiled(name);
        let small = if *name == "issuance" { ISSUANCE } else { &[] };
        let reports = twins(&ir, &sizes(&ir, small), |_| {});
        println!("{name}\n{}", words(&reports));
        assert!(reports.iter().all(|report| report.differences == 0), "{name}: {}", words(&reports));
    }
}

/// What said no somewhere, in the protocol's words.
fn seen(name: &str, role: &str, replaced: &[(&str, u32)]) -> Vec<(String, bool)> {
    let ir = compiled(name);
    let sizes = sizes(&ir, replaced);
    let reaches = dispatch(&ir, &sizes, Explore).expect("it fits");
    let (alone, large) = Local::alone(&ir, &sizes);
    let component = alone.component_ids().find(|&id| alone[id].name == role).expect("a role");
    let seen = Role::new(&alone, &large, component).seen(&reaches[component.0]);
    let requirements = alone.requirements_of(component);
    let named = |requirement: &Requirement| format!("{}: {}", alone[requirement.action].name, requirement.words);
    requirements.iter().map(named).zip(seen).collect()
}

#[test]
fn a_refusal_is_seen_where_what_is_refused_can_come() {
    let server = seen("issuance", "Server", ISSUANCE);
    let late: Vec<&str> = server.iter().filter(|(_, seen)| *seen).map(|(words, _)| words.as_str()).collect();
    // A page comes, a renderer fails and a deadline passes when the lane is empty, and a first sheet comes again. That the
    // lane is some job's that is not being rendered was never seen.
    let expected = [
        "collect: server[me].lane == Some(page.job)",
        "collect: page.sheet == (if first.is_none() { 0 } else { 1 })",
        "renderer_fails: server[me].lane == Some(job)",
        "print_deadline: server[me].lane == Some(job)",
    ];
    assert_eq!(late, expected);
    assert!(server.iter().any(|(words, seen)| words.starts_with("collect: ") && !seen));
}

/// Each fault that can be made in what an action does is found in some of these protocols. (In others it may be harmless: the
/// issuing protocol's recoveries clear what a crash should have taken.)
#[test]
fn a_twin_with_a_fault_is_found_out() {
    let (mut made, mut found) = (BTreeSet::new(), BTreeSet::new());
    for fault in Sabotage::ALL {
        for (name, small) in [("depot", &[][..]), ("outbox", &[]), ("issuance", ISSUANCE)] {
            let ir = compiled(name);
            if !found.contains(fault.name()) && fault.edit(&mut ir.clone()) {
                made.insert(fault.name());
                let reports = twins(&ir, &sizes(&ir, small), |ir| assert!(fault.edit(ir)));
                if reports.iter().any(|report| report.differences > 0) {
                    found.insert(fault.name());
                }
            }
        }
    }
    assert_eq!(made, found);
    assert!(found.len() >= 12, "{found:?}");
}

#[test]
fn a_walk_that_examined_nothing_does_not_conform() {
    assert!(!Report::default().conforms());
    let ir = compiled("depot");
    let sizes = sizes(&ir, &[]);
    let (alone, large) = Local::alone(&ir, &sizes);
    let desk = alone.component_ids().find(|&id| alone[id].name == "Desk").expect("a role");
    let role = Role::new(&alone, &large, desk);
    let everywhere = twins(&ir, &sizes, |_| {});
    assert!(everywhere.iter().all(Report::conforms), "{}", words(&everywhere));
    // Of a protocol that reaches nothing but its start, only the start is walked, and its recovery.
    let start = walk(&role, &Reach::default(), Twin::new(&role));
    assert_eq!((start.states, start.differences), (1, 0));
}

#[test]
fn a_difference_is_told_from_the_start() {
    let ir = compiled("tutorial");
    let reports = twins(&ir, &sizes(&ir, &[]), |ir| assert!(Sabotage::LostEffect.edit(ir)));
    let first = &reports[0].shown[0];
    let told = [&first.path[0], &first.state, &first.offer, &first.got, &first.wrong].map(String::as_str);
    assert_eq!(
        told,
        [
            "hand_in(guest 1)",
            "hook: Some(guest 1)",
            "fetch(guest 1)",
            "fetch, nothing out, then everything at its default",
            "other outputs left: expected: fetch, out HandOut { guest: guest 1, coat_of: guest 1 }, then everything at its \
             default",
        ]
    );
}
