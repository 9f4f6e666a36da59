//! How a judge is asked, and what becomes of its answers: by judges that say what they are told to.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use honnin_codegen::compile_file;
use honnin_codegen::export::{Claim, Exported, Form, Unsupported};
use honnin_codegen::ir::{Ir, Sizes};
use honnin_codegen::source::Source;
use honnin_judges::column::{Cell, Column, Sought};
use honnin_judges::panel::{Case, Panel, Way};
use honnin_judges::sheet::{Accord, Row, Sheet};
use honnin_judges::table::table;
use honnin_judges::{Answer, Ended, Judge, Missing, Outcome, Patience, asking, ours, run};

static NEVER: AtomicBool = AtomicBool::new(false);
const PATIENCE: Patience<'static> = Patience { interrupt: &NEVER, until: None };

fn two_phase_commit() -> Ir {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/protocols/src/workflows/two_phase_commit.rs");
    let text = std::fs::read_to_string(file).expect("readable");
    compile_file(&Source::new("two_phase_commit.rs", &text)).expect("it compiles").swap_remove(0).ir
}

/// Finds these claims violated, and counts so many states where nothing is; keeps what it was asked.
#[derive(Default)]
struct Told {
    violated: Vec<&'static str>,
    nameless: bool,
    /// Whether it goes on where it finds a witness.
    counts: bool,
    states: Option<u64>,
    fails: bool,
    asked: Mutex<Vec<Vec<String>>>,
}

impl Judge for Told {
    fn name(&self) -> &'static str {
        "Told"
    }

    fn export(&self, ir: &Ir, sizes: &Sizes) -> Result<Box<dyn Exported>, Unsupported> {
        honnin_codegen::tla::export(ir, sizes).map(|export| Box::new(export) as Box<dyn Exported>)
    }

    fn counts_witnesses(&self) -> bool {
        self.counts
    }

    fn ask(&self, _: &dyn Exported, asked: &[&Claim], _: &Path, _: &Patience<'_>) -> io::Result<Answer> {
        self.asked.lock().expect("no panic").push(asked.iter().map(|claim| claim.name.clone()).collect());
        if self.fails {
            return Ok(Answer::failed("out of memory"));
        }
        let ends =
            |claim: &&&Claim| self.violated.contains(&&*claim.name) && !(self.counts && claim.form == Form::Witness);
        let violated = asked.iter().find(ends);
        let found = asked.iter().filter(|claim| self.violated.contains(&&*claim.name)).map(|claim| claim.name.clone());
        if self.counts && violated.is_none() {
            return Ok(Answer { states: self.states, outcome: Outcome::Witnessed(found.collect()) });
        }
        Ok(match violated {
            Some(claim) => {
                let nameless = self.nameless && claim.form == Form::Property;
                Answer { states: Some(1), outcome: Outcome::Violated((!nameless).then(|| claim.name.clone())) }
            }
            None => Answer { states: self.states, outcome: Outcome::Fine },
        })
    }
}

/// Right about two-phase commit.
fn right() -> Told {
    Told { violated: vec!["NeverAllCommit", "NeverAllAbort"], states: Some(288), ..Told::default() }
}

fn beside_ours(told: &Told) -> Sheet {
    let ir = two_phase_commit();
    let sizes = &ir.scopes[0].sizes;
    let ours = ours::honnin(&ir, sizes, &PATIENCE);
    let theirs = asking::ask(told, &ir, sizes, &ours, &PathBuf::new(), &PATIENCE);
    Sheet::new(&ir, "quick", &[ours, theirs])
}

fn row<'a>(sheet: &'a Sheet, title: &str) -> &'a Row {
    sheet.rows.iter().find(|row| row.title == title).expect("a row")
}

#[test]
fn what_is_violated_is_asked_by_itself_and_all_else_at_once() {
    let told = right();
    let sheet = beside_ours(&told);
    assert_eq!(sheet.accord(), Accord::Agreed, "{}", table(&sheet));
    let asked = told.asked.into_inner().expect("no panic");
    assert!(asked[0].contains(&"AllAgree".to_owned()) && asked[0].len() > 2, "{asked:?}");
    assert_eq!(asked[1..], [["NeverAllCommit"], ["NeverAllAbort"]]);
}

#[test]
fn witnesses_that_end_nothing_are_asked_with_all_else() {
    let told = Told { counts: true, ..right() };
    let sheet = beside_ours(&told);
    assert_eq!(sheet.accord(), Accord::Agreed, "{}", table(&sheet));
    assert_eq!(told.asked.into_inner().expect("no panic").len(), 1);
    let sheet = beside_ours(&Told { counts: true, violated: vec!["NeverAllCommit"], ..right() });
    assert_eq!(row(&sheet, "all_abort").accord(), Accord::Disagreed, "a witness that is not found");
    assert_eq!(row(&sheet, "all_commit").accord(), Accord::Agreed);
}

#[test]
fn another_count_is_a_disagreement() {
    let sheet = beside_ours(&Told { states: Some(287), ..right() });
    assert_eq!(row(&sheet, "states").accord(), Accord::Disagreed);
    assert_eq!(sheet.accord(), Accord::Disagreed);
    assert!(table(&sheet).contains("✗ distinct states"), "{}", table(&sheet));
}

#[test]
fn a_violation_that_we_do_not_see_is_a_disagreement_and_hides_nothing() {
    let told = Told { violated: vec!["NeverAllCommit", "NeverAllAbort", "AllAgree", "TypeOK"], ..right() };
    let sheet = beside_ours(&told);
    assert_eq!(row(&sheet, "all_agree").accord(), Accord::Disagreed);
    assert_eq!(row(&sheet, "all_agree").cells[1], Some(Cell::Found));
    assert_eq!(row(&sheet, "types").cells[1], Some(Cell::Found));
    assert_eq!(row(&sheet, "states").cells[1], Some(Cell::States(288)), "what is left is asked again");
}

#[test]
fn a_violation_that_only_we_see_is_a_disagreement() {
    let sheet = beside_ours(&Told { violated: vec!["NeverAllCommit"], ..right() });
    assert_eq!(row(&sheet, "all_abort").accord(), Accord::Disagreed);
    assert_eq!(row(&sheet, "all_commit").accord(), Accord::Agreed);
}

#[test]
fn a_violation_without_a_name_is_looked_for_one_by_one() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/liveness/several_goals.rs");
    let text = std::fs::read_to_string(fixture).expect("readable");
    let ir = compile_file(&Source::new("several_goals.rs", &text)).expect("it compiles").swap_remove(0).ir;
    let sizes = &ir.scopes[0].sizes;
    let ours = ours::honnin(&ir, sizes, &PATIENCE);
    let exported = honnin_codegen::tla::export(&ir, sizes).expect("it can be said");
    let promises: Vec<&Claim> = exported.claims.iter().filter(|claim| claim.form == Form::Property).collect();
    let kept = promises.iter().find(|claim| ours.claim(claim.title(&ir)) == Some(&Cell::Nothing)).expect("one is kept");
    let name: &'static str = Box::leak(kept.name.clone().into_boxed_str());
    let told = Told { violated: vec![name], nameless: true, states: Some(1), ..Told::default() };
    let theirs = asking::ask(&told, &ir, sizes, &ours, &PathBuf::new(), &PATIENCE);
    assert_eq!(theirs.claim(kept.title(&ir)), Some(&Cell::Found));
    assert_eq!(theirs.states, Cell::States(1));
    for other in promises.iter().filter(|claim| claim.name != name) {
        assert_eq!(theirs.claim(other.title(&ir)), Some(&Cell::Nothing), "{}", other.name);
    }
}

#[test]
fn a_judge_that_fails_agrees_with_nobody() {
    let sheet = beside_ours(&Told { fails: true, ..right() });
    assert_eq!(sheet.accord(), Accord::Open);
    assert!(table(&sheet).contains("Told, failed: out of memory"), "{}", table(&sheet));
    let silent = beside_ours(&Told { states: None, ..right() });
    assert_eq!(silent.accord(), Accord::Open, "a run without a count is no success");
}

#[test]
fn a_judge_that_is_missing_is_told_with_its_remedy() {
    let missing = Missing { judge: "SPIN", what: "there is no spin".to_owned(), install: "apt-get install spin" };
    let panel = Panel::of(vec![Err(missing), Ok(Box::new(right()))]);
    let ir = two_phase_commit();
    let sizes = &ir.scopes[0].sizes;
    let ours = ours::honnin(&ir, sizes, &PATIENCE);
    let case = Case { ir: &ir, sizes, scope: "quick".to_owned(), ours };
    let folder = PathBuf::new();
    let way = Way { folder: &folder, workers: 2, interrupt: &NEVER, max_time: None, progress: &() };
    let sheets = panel.compare(&[case], &way);
    assert_eq!(sheets[0].judges, ["evaluator", "honnin", "Stateright", "SPIN", "Told"]);
    assert_eq!(sheets[0].accord(), Accord::Open);
    let text = table(&sheets[0]);
    assert!(text.contains("SPIN, missing: there is no spin; `apt-get install spin` gets it"), "{text}");
    assert!(text.contains("? distinct states") && text.contains("missing"), "{text}");
}

#[test]
fn what_nobody_was_asked_is_open() {
    let row =
        Row { sought: Sought::Witness, title: "one".to_owned(), cells: vec![None, Some(Cell::Unsaid("why".into()))] };
    assert_eq!(row.accord(), Accord::Open);
    let told = Row { cells: vec![Some(Cell::Nothing), Some(Cell::Unsaid("why".into()))], ..row };
    assert_eq!(told.accord(), Accord::Agreed);
}

#[test]
fn a_tool_is_killed_with_all_that_it_started_when_patience_ends() {
    let interrupt = AtomicBool::new(false);
    let began = Instant::now();
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "sleep 60 & echo $!; wait"]);
    let until = Some(began + Duration::from_millis(200));
    let ended =
        run(&mut command, Path::new("/"), &Patience { interrupt: &interrupt, until }).expect("there is a shell");
    assert!(matches!(ended, Ended::Stopped) && began.elapsed() < Duration::from_secs(30));
    interrupt.store(true, Ordering::Relaxed);
    let ended = run(&mut command, Path::new("/"), &Patience { interrupt: &interrupt, until: None });
    assert!(matches!(ended, Ok(Ended::Stopped)), "by the user");
}

#[test]
fn a_tool_that_ends_is_heard_to_the_end() {
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "yes | head -c 1000000; echo complaint >&2; exit 3"]);
    let Ok(Ended::Itself(output)) = run(&mut command, Path::new("/"), &PATIENCE) else { panic!("it ends") };
    assert_eq!((output.stdout.len(), &*output.stderr, output.status.code()), (1_000_000, "complaint\n", Some(3)));
}

#[test]
fn columns_hold_nothing_that_is_not_claimed() {
    let ir = two_phase_commit();
    let column = Column::of("nobody", &ir, &Cell::Stopped);
    let titles: Vec<&str> = column.claims.iter().map(|(title, _)| &**title).collect();
    assert_eq!(titles.last(), Some(&"no-defect"));
    assert!(!titles.contains(&"types"), "the export's own");
}
