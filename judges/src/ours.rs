//! Our own columns: the reference semantics, our engine, and Stateright over our packed states.

use std::sync::Arc;

use honnin_checker::check::{Options, Subject};
use honnin_checker::control::Limits;
use honnin_checker::reference::Graph;
use honnin_checker::registry::interpreter;
use honnin_checker::stateright::Target;
use honnin_checker::verdict::{Engine, Explorer, Finding, Kind, Outcome, Verdict};
use honnin_codegen::explained::Explained;
use honnin_codegen::ir::{Ir, PropertyId, Sizes};
use honnin_codegen::layout::Layout;

use crate::column::{Cell, Column, sought};
use crate::process::Patience;

/// The reference semantics: structured states, sets and maps.
pub const EVALUATOR: &str = "evaluator";
/// Our engine.
pub const HONNIN: &str = "honnin";
/// Somebody else's engine over our states.
pub const STATERIGHT: &str = "Stateright";

/// What the reference semantics says, judged the slow way.
#[must_use]
pub fn evaluator(ir: &Ir, sizes: &Sizes, patience: &Patience<'_>) -> Column {
    let Some(graph) = Graph::explore(ir, sizes, |_| patience.is_over()) else {
        return Column::of(EVALUATOR, ir, &Cell::Stopped);
    };
    let properties = ir.properties.iter().enumerate();
    let properties = properties.map(|(index, property)| (property.name.clone(), graph.found(PropertyId(index))));
    let built_in = [("no-deadlock", Target::Deadlock), ("no-defect", Target::Defect)];
    let built_in = built_in.map(|(title, target)| (title.to_owned(), graph.shows(target)));
    let declared = sought(ir);
    let claims = properties.chain(built_in).filter(|(title, _)| declared.iter().any(|(known, _)| known == title));
    Column {
        judge: EVALUATOR,
        states: Cell::States(graph.states() as u64),
        claims: claims.map(|(title, found)| (title, Cell::whether(found))).collect(),
    }
}

/// What our engine says of a protocol that is run by the interpreter.
#[must_use]
pub fn honnin(ir: &Ir, sizes: &Sizes, patience: &Patience<'_>) -> Column {
    explored(HONNIN, Explorer::Honnin, ir, sizes, patience)
}

/// What Stateright says: of states and steps. Of runs it is not asked.
#[must_use]
pub fn stateright(ir: &Ir, sizes: &Sizes, patience: &Patience<'_>) -> Column {
    explored(STATERIGHT, Explorer::Stateright, ir, sizes, patience)
}

fn explored(judge: &'static str, explorer: Explorer, ir: &Ir, sizes: &Sizes, patience: &Patience<'_>) -> Column {
    let layout = match Layout::new(ir, sizes) {
        Ok(layout) => Arc::new(layout),
        Err(wide) => return Column::of(judge, ir, &Cell::Failed(wide.to_string())),
    };
    let subject = Subject {
        layout: Arc::clone(&layout),
        scope: "judged".to_owned(),
        engine: Engine::Interpreted,
        file: None,
        lines: Vec::new(),
        explained: Explained::default(),
    };
    let options =
        Options { explorer, limits: Limits { max_time: patience.left(), ..Limits::default() }, ..Options::default() };
    match interpreter(&layout).check(&subject, &options, patience.interrupt, &()) {
        Ok(verdict) => told(judge, ir, &verdict),
        Err(error) => Column::of(judge, ir, &Cell::Failed(error.to_string())),
    }
}

/// A verdict as a column.
#[must_use]
pub fn told(judge: &'static str, ir: &Ir, verdict: &Verdict) -> Column {
    let states = if verdict.incomplete.is_some() { Cell::Stopped } else { Cell::States(verdict.states) };
    let claims = sought(ir).into_iter().filter_map(|(title, _)| {
        let cell = cell(verdict, verdict.finding(&title)?);
        Some((title, cell))
    });
    Column { judge, states, claims: claims.collect() }
}

fn cell(verdict: &Verdict, finding: &Finding) -> Cell {
    match finding.outcome {
        Outcome::Violated | Outcome::Witnessed => Cell::Found,
        Outcome::NoViolation | Outcome::Unwitnessed => Cell::Nothing,
        Outcome::Incomplete => Cell::Stopped,
        Outcome::NotJudged if verdict.explorer == Explorer::Stateright => Cell::Unsaid(beyond(finding.kind).to_owned()),
        Outcome::NotJudged => Cell::Unsaid(finding.because.clone().unwrap_or_default()),
    }
}

/// Why Stateright is not asked: `checker/tests/traps.rs` shows what it would say.
fn beyond(kind: Kind) -> &'static str {
    match kind {
        Kind::AlwaysPossible => "it has no word for what stays possible",
        _ => "its `eventually` misses runs that repeat, and knows no fairness",
    }
}
