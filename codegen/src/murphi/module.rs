//! The model, section by section.

use super::asked::Asked;
use super::lines::Lines;
use super::tables::Tables;
use crate::commands::{PredicateId, ProcedureId, Program};

/// A model that asks these claims. By command: the headline under which it stands.
pub(super) fn model(program: &Program, headlines: &[String], asked: &Asked<'_>) -> String {
    let tables = Tables::new(program);
    let comparisons = asked.transitions().flat_map(|(claim, compared, holds)| {
        // What is called in every rule stands before them.
        tables.comparison(claim, compared, holds)
    });
    let mut later = section("Comparisons of each state with the next", comparisons.collect());
    later.extend(section("Start", vec![tables.start()]));
    later.extend(rules(&tables, headlines, asked));
    later.extend(section("Claims", claims(&tables, asked)));
    let changes = (0..program.procedures.len()).rev().map(ProcedureId);
    let changes = changes.map(|id| (tables.procedure(id), tables.change(id, asked.rules())));
    later.splice(0..0, section("Changes", called(changes, &later)));
    let functions = (0..program.predicates.len()).rev().map(PredicateId);
    let functions = functions.map(|id| (tables.predicate(id), tables.function(id)));
    later.splice(0..0, section("Conditions", called(functions, &later)));
    let clearings = tables.clearings(&later.concat());
    let mut texts = vec![opening(program)];
    texts.extend(tables.declarations());
    texts.extend(section("What is forgotten", clearings));
    texts.extend(later);
    texts.join("\n")
}

fn opening(program: &Program) -> String {
    let mut lines = Lines::default();
    lines.comment(&program.doc);
    if !lines.is_empty() {
        lines.line("--");
    }
    lines.comment(
        "A value that is undefined is nothing. Rumur's own notion of a deadlock is another than the protocol's: call it \
         with --deadlock-detection off.",
    );
    lines.into_text()
}

/// Rules under the headlines of their roles, each once.
fn rules(tables: &Tables<'_>, headlines: &[String], asked: &Asked<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    let mut before = None;
    for (command, title) in tables.program.commands.iter().zip(headlines) {
        let rule = tables.rule(command, asked);
        if before == Some(title) {
            texts.extend(rule);
        } else {
            texts.extend(section(title, rule));
        }
        before = Some(title);
    }
    texts
}

/// Of definitions, the last one first, those that are called by what stands behind them; in the order of the text.
fn called<'n>(definitions: impl Iterator<Item = (&'n str, Vec<String>)>, later: &[String]) -> Vec<String> {
    let mut texts: Vec<Vec<String>> = Vec::new();
    for (name, text) in definitions {
        let call = format!("{name}(");
        if later.iter().chain(texts.iter().flatten()).any(|other| calls(other, &call)) {
            texts.push(text);
        }
    }
    texts.into_iter().rev().flatten().collect()
}

/// Whether a text calls something, and not only something whose name ends so.
fn calls(text: &str, call: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.match_indices(call).any(|(place, _)| !text[..place].ends_with(is_part))
}

fn claims(tables: &Tables<'_>, asked: &Asked<'_>) -> Vec<String> {
    tables.program.claims.iter().flat_map(|claim| tables.claimed(claim, asked)).collect()
}

/// A headline before the first of these.
fn section(title: &str, mut texts: Vec<String>) -> Vec<String> {
    if let Some(first) = texts.first_mut() {
        let line = format!("-- ---- {title} {}", "-".repeat(100_usize.saturating_sub(title.len())));
        *first = format!("{line}\n\n{first}");
    }
    texts
}
