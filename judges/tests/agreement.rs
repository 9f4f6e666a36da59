//! Everybody says the same: as many distinct states, and the same of each claim, for everything that is shipped and for every
//! fixture, at a small scope.

#[path = "agreement/protocols.rs"]
mod protocols;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use honnin_judges::panel::{Case, Panel, Way};
use honnin_judges::sheet::{Accord, Sheet};
use honnin_judges::table::{LEGEND, table};
use honnin_judges::tlc::Tlc;
use honnin_judges::{Effort, Patience, asking, ours};

use protocols::{Protocol, folder, named};

static NEVER: AtomicBool = AtomicBool::new(false);
static TURN: Mutex<()> = Mutex::new(());
const PATIENCE: Patience<'static> = Patience { interrupt: &NEVER, until: None };

fn scratch(title: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("judges").join(title)
}

fn case(protocol: &Protocol) -> Case<'_> {
    let Protocol { ir, sizes } = protocol;
    let scope = honnin_checker::scope::scope(ir, sizes, "").words;
    Case { ir, sizes, scope, ours: ours::honnin(ir, sizes, &PATIENCE) }
}

/// What everybody says of protocols.
fn judged(panel: &Panel, title: &str, protocols: &[Protocol]) -> Vec<Sheet> {
    let cases: Vec<Case<'_>> = protocols.iter().map(case).collect();
    // One set of protocols after the other, each on all processors.
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let (folder, max_time) = (scratch(title), Some(Duration::from_mins(15)));
    panel.compare(&cases, &Way { folder: &folder, workers, interrupt: &NEVER, max_time, progress: &() })
}

/// Prints the tables past the test harness, and fails where anything differs or is open.
fn agree(title: &str, protocols: &[Protocol]) {
    let panel = Panel::find(Effort::Small);
    // The absence of a judge is no success.
    let missing: Vec<String> = panel.missing().map(ToString::to_string).collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let sheets = judged(&panel, title, protocols);
    let text: String = sheets.iter().map(table).collect();
    // Whoever reads the log wants to see it whether or not the test fails.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("\n{text}{LEGEND}\n").as_bytes());
    let wrong = sheets.iter().filter(|sheet| sheet.accord() != Accord::Agreed);
    let wrong: String = wrong.map(table).collect();
    assert!(wrong.is_empty(), "somebody says something else, or nothing:\n{wrong}");
}

#[test]
fn of_what_is_shipped() {
    agree("shipped", &folder("model/protocols/src/workflows"));
}

#[test]
fn of_every_incident_and_its_twins() {
    agree("catalogue", &folder("model/protocols/src/catalogue"));
}

#[test]
fn of_every_fixture() {
    agree("fixtures", &folder("tests/fixtures"));
}

#[test]
fn of_every_trap_of_liveness() {
    agree("liveness", &folder("tests/fixtures/liveness"));
}

#[test]
fn of_every_rule_of_the_semantics() {
    agree("semantics", &folder("codegen/tests/fixtures"));
}

/// What TLC says of an export that was changed, beside what we say of the protocol.
fn beside(title: &str, protocol: &Protocol, change: impl Fn(String) -> String) -> Sheet {
    let Protocol { ir, sizes } = protocol;
    let tlc = Tlc::find().unwrap_or_else(|missing| panic!("{missing}"));
    let mut export = honnin_codegen::tla::export(ir, sizes).expect("it can be said");
    let changed = change(export.module.clone());
    export.module = changed;
    let ours = ours::honnin(ir, sizes, &PATIENCE);
    let theirs = asking::ask_exported(&tlc, ir, &export, &ours, &scratch(title), &PATIENCE);
    Sheet::new(ir, title, &[ours, theirs])
}

#[test]
fn a_wrong_export_is_noticed() {
    let protocol = named("model/protocols/src/workflows/two_phase_commit.rs");
    let guard = "/\\ coordinator.decision = \"Open\"\n";
    for (what, from, to, accord) in [
        ("a guard", guard, "", Accord::Disagreed),
        ("a property", "# \"Committed\" \\/", "# \"Working\" \\/", Accord::Disagreed),
        ("the grammar", "UNCHANGED", "UNCHANGE", Accord::Open),
    ] {
        let sheet = beside(&format!("wrong {what}"), &protocol, |module| {
            let changed = module.replacen(from, to, 2);
            assert_ne!(changed, module, "nothing was perturbed");
            changed
        });
        assert_eq!(sheet.accord(), accord, "{what}:\n{}", table(&sheet));
    }
    assert_eq!(beside("right", &protocol, |module| module).accord(), Accord::Agreed);
}
