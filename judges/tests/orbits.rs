//! Rumur's scalarsets and our symmetry reduction find the same orbits.

#[path = "agreement/protocols.rs"]
mod protocols;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_checker::check::{Options, Subject};
use honnin_checker::registry::interpreter;
use honnin_checker::symmetry::{Reduction, Symmetry};
use honnin_checker::verdict::Engine;
use honnin_codegen::explained::Explained;
use honnin_codegen::export::Exported;
use honnin_codegen::interpret::{self, Interpreter};
use honnin_codegen::ir::Amount;
use honnin_codegen::layout::Layout;
use honnin_codegen::murphi;
use honnin_judges::rumur::Rumur;
use honnin_judges::{Judge as _, Outcome, Patience};

use protocols::{Protocol, folder, named};

static NEVER: AtomicBool = AtomicBool::new(false);
const PATIENCE: Patience<'static> = Patience { interrupt: &NEVER, until: None };

/// How many states we have, one for each orbit.
fn ours(protocol: &Protocol, symmetry: bool) -> u64 {
    let layout = Arc::new(Layout::new(&protocol.ir, &protocol.sizes).expect("it fits"));
    let subject = Subject {
        layout: Arc::clone(&layout),
        scope: "judged".to_owned(),
        engine: Engine::Interpreted,
        file: None,
        lines: Vec::new(),
        explained: Explained::default(),
    };
    let options = Options { symmetry, ..Options::default() };
    let verdict = interpreter(&layout).check(&subject, &options, &NEVER, &()).expect("nothing is resumed");
    assert!(verdict.incomplete.is_none(), "{}", protocol.ir.name);
    verdict.states
}

/// How many Rumur has.
fn theirs(title: &str, protocol: &Protocol) -> u64 {
    let rumur = Rumur::find().unwrap_or_else(|missing| panic!("{missing}")).with_symmetry();
    let export = murphi::export(&protocol.ir, &protocol.sizes).expect("it can be said");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("orbits").join(title).join(export.name());
    let answer = rumur.ask(&export, &[], &folder, &PATIENCE).expect("it can be started");
    assert_eq!(answer.outcome, Outcome::Fine, "{}", protocol.ir.name);
    answer.states.expect("a count")
}

/// Whether we reduce every sort.
fn is_reduced(protocol: &Protocol) -> bool {
    struct Examination;

    impl interpret::Visitor for Examination {
        type Output = bool;

        fn visit<const W: usize>(self, system: Interpreter<W>) -> bool {
            let symmetry = Symmetry::<W>::new(system.layout());
            symmetry.sorts().iter().all(|made| matches!(made, Reduction::Reduced | Reduction::Single))
        }
    }

    interpret::dispatch(&protocol.ir, &protocol.sizes, Examination).expect("it fits")
}

fn with(file: &str, sizes: &[(&str, u32)]) -> Protocol {
    let mut protocol = named(file);
    for (name, number) in sizes {
        let parameter = protocol.ir.parameters.iter().position(|parameter| parameter.name == *name);
        protocol.sizes.0[parameter.expect("a parameter of that name")] = Amount::AtMost(*number);
    }
    protocol
}

#[test]
fn of_protocols_whose_orbits_are_known() {
    for (file, sizes, states, orbits) in [
        ("model/protocols/src/workflows/two_phase_commit.rs", [("manager", 4)], 1568, 166),
        ("tests/fixtures/clauses.rs", [("guest", 3)], 4824, 680),
        ("tests/fixtures/orders.rs", [("plate", 2)], 1804, 524),
        ("tests/fixtures/outbox.rs", [("order", 3)], 5669, 1103),
        ("tests/fixtures/queues.rs", [("item", 4)], 6429, 355),
        ("tests/fixtures/shelf.rs", [("ticket", 3)], 1336, 124),
        ("tests/fixtures/wires.rs", [("node", 3)], 2667, 534),
    ] {
        let protocol = with(file, &sizes);
        assert_eq!(
            (ours(&protocol, false), ours(&protocol, true), theirs("known", &protocol)),
            (states, orbits, orbits),
            "{file}"
        );
    }
}

#[test]
fn of_every_fixture_that_we_reduce() {
    let all = ["tests/fixtures", "tests/fixtures/liveness", "codegen/tests/fixtures"].into_iter().flat_map(folder);
    let mut compared = 0;
    for protocol in all.filter(is_reduced) {
        assert_eq!(ours(&protocol, true), theirs("all", &protocol), "{}", protocol.ir.name);
        compared += 1;
    }
    assert!(compared > 40, "only {compared} were compared");
}
