//! Asks TLC what we claim, and lays both answers side by side.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use honnin_checker::verdict::{Finding, Outcome as Found};
use honnin_codegen::ir::{Ir, PropertyKind, Sizes};
use honnin_codegen::tla::{self, Claim, Export, Form, Subject};
use honnin_tests::judges::tlc::{Answer, Outcome, Tlc};
use honnin_tests::verdicts::verdict;

/// A protocol at a scope: exported, and judged by us.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) ir: Ir,
    pub(crate) export: Export,
    pub(crate) ours: Ours,
}

/// What we say.
#[derive(Clone, Debug)]
pub(crate) struct Ours {
    pub(crate) states: u64,
    /// By claim of the export: whether TLC should find it violated. `None`: it cannot be asked.
    pub(crate) violated: Vec<Option<bool>>,
}

impl Case {
    pub(crate) fn new(ir: Ir, sizes: &Sizes) -> Self {
        let export = tla::export(&ir, sizes).unwrap_or_else(|why| panic!("{}: {why}", ir.name));
        let ours = ours(&ir, sizes, &export);
        Self { ir, export, ours }
    }
}

/// Our own count and verdicts.
fn ours(ir: &Ir, sizes: &Sizes, export: &Export) -> Ours {
    let verdict = verdict(ir, sizes, "judged", None);
    let finding = |name: &str| verdict.finding(name);
    let violated = |claim: &Claim| match claim.subject {
        Subject::Types => Some(false),
        Subject::NoDefect => finding("no-defect").map(is_violated),
        Subject::NoDeadlock => finding("no-deadlock").map(is_violated),
        Subject::Property(id) => match (claim.form, finding(&ir[id].name)) {
            (Form::Inexpressible, _) | (_, None) => None,
            (Form::Witness, Some(found)) => Some(found.outcome == Found::Witnessed),
            // A promise that was not judged is as the source states it.
            (_, Some(found)) if found.outcome == Found::NotJudged => Some(ir[id].refuted.is_some()),
            (_, Some(found)) => Some(is_violated(found)),
        },
    };
    Ours { states: verdict.states, violated: export.claims.iter().map(violated).collect() }
}

fn is_violated(finding: &Finding) -> bool {
    finding.outcome == Found::Violated
}

/// A line of the table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) protocol: String,
    pub(crate) claim: String,
    pub(crate) ours: String,
    pub(crate) theirs: String,
}

impl Row {
    pub(crate) fn agrees(&self) -> bool {
        self.ours == self.theirs || self.theirs == INEXPRESSIBLE
    }
}

const INEXPRESSIBLE: &str = "not expressible";
const FINE: &str = "no violation";
const VIOLATED: &str = "violated";

/// One run of TLC: all that should hold, or one claim that should not.
struct Run<'a> {
    case: &'a Case,
    folder: PathBuf,
    asked: Vec<usize>,
}

/// Runs TLC on everything, on both cores.
pub(crate) fn compare(tlc: &Tlc, title: &str, cases: &[Case]) -> Vec<Row> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tlc").join(title.replace(' ', "-"));
    let runs: Vec<Run<'_>> = cases.iter().flat_map(|case| runs(case, &root)).collect();
    let (next, answers) = (AtomicUsize::new(0), Mutex::new(vec![None; runs.len()]));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(4) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(run) = runs.get(index) else { return };
                    let answer = run.take(tlc);
                    answers.lock().expect("no panic")[index] = Some(answer);
                }
            });
        }
    });
    let answers = answers.into_inner().expect("no panic");
    runs.iter().zip(answers).flat_map(|(run, answer)| run.rows(&answer.expect("every run was taken"))).collect()
}

fn runs<'a>(case: &'a Case, root: &Path) -> Vec<Run<'a>> {
    let folder = |name: &str| root.join(&case.export.name).join(name);
    let should = |violated: bool| {
        let claims = case.ours.violated.iter().enumerate();
        claims.filter(move |(_, ours)| **ours == Some(violated)).map(|(index, _)| index)
    };
    let all = Run { case, folder: folder("all"), asked: should(false).collect() };
    let others =
        should(true).map(|index| Run { case, folder: folder(&case.export.claims[index].name), asked: vec![index] });
    std::iter::once(all).chain(others).collect()
}

impl Run<'_> {
    fn take(&self, tlc: &Tlc) -> Answer {
        let export = &self.case.export;
        let configuration = export.asking(self.asked.iter().map(|&index| &export.claims[index]));
        let answer = tlc.run(&self.folder, &export.name, &export.module, &configuration);
        answer.unwrap_or_else(|error| Answer { states: None, outcome: Outcome::Failed(error.to_string()) })
    }

    /// What there is to say of a run; the first one of a case also tells the states.
    fn rows(&self, answer: &Answer) -> Vec<Row> {
        let mut rows = Vec::new();
        let first = self.folder.ends_with("all");
        if first {
            let theirs = match (&answer.outcome, answer.states) {
                (Outcome::Fine, Some(states)) => states.to_string(),
                (outcome, _) => words(outcome),
            };
            rows.push(self.row("states", self.case.ours.states.to_string(), theirs));
        }
        for &index in &self.asked {
            let claim = &self.case.export.claims[index];
            let theirs = match &answer.outcome {
                Outcome::Violated(Some(name)) if *name == claim.name => VIOLATED.to_owned(),
                Outcome::Violated(None) if self.asked.len() == 1 || self.is_promise(claim) => VIOLATED.to_owned(),
                // What else was asked in a run that stopped is not known.
                Outcome::Violated(_) => continue,
                other => words(other),
            };
            let ours = if self.case.ours.violated[index] == Some(true) { VIOLATED } else { FINE };
            rows.push(self.row(&claim.name, ours.to_owned(), theirs));
        }
        if first {
            let claims = self.case.export.claims.iter().filter(|claim| claim.form == Form::Inexpressible);
            rows.extend(claims.map(|claim| self.row(&claim.name, "judged".to_owned(), INEXPRESSIBLE.to_owned())));
        }
        rows
    }

    fn is_promise(&self, claim: &Claim) -> bool {
        claim.kind(&self.case.ir) == Some(PropertyKind::LeadsTo)
    }

    fn row(&self, claim: &str, ours: String, theirs: String) -> Row {
        Row { protocol: self.case.ir.name.clone(), claim: claim.to_owned(), ours, theirs }
    }
}

fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Fine => FINE.to_owned(),
        Outcome::Violated(name) => format!("{} violated", name.as_deref().unwrap_or("a promise")),
        Outcome::Failed(text) => format!("failed: {}", text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// The rows in columns; those that differ are marked.
pub(crate) fn table(title: &str, rows: &[Row]) -> String {
    let mut text = format!("\n{title}\n  {:<34} {:<38} {:<14} TLC\n", "protocol", "claim", "ours");
    let mut before = "";
    for row in rows {
        let mark = if row.agrees() { ' ' } else { '✗' };
        let protocol = if row.protocol == before { "" } else { &row.protocol };
        before = &row.protocol;
        let _ = writeln!(text, "{mark} {protocol:<34} {:<38} {:<14} {}", row.claim, row.ours, row.theirs);
    }
    text
}
