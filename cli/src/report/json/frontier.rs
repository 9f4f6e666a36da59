//! The frontier, for programs.

use std::collections::BTreeMap;

use honnin_checker::frontier::{Frontier, Plan, Point, Row};
use honnin_codegen::ir::Amount;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    workflows: Vec<Workflow<'a>>,
}

#[derive(Serialize)]
struct Workflow<'a> {
    name: &'a str,
    fingerprint: String,
    properties: Vec<Property<'a>>,
    checked: Vec<Checked<'a>>,
    too_large: Vec<Scope<'a>>,
    unreached: usize,
}

/// A number for each axis; without limit is null.
type Scope<'a> = BTreeMap<&'a str, Option<u32>>;

#[derive(Serialize)]
struct Property<'a> {
    name: &'a str,
    /// Of a `reachable`, to break is to be shown possible.
    kind: &'static str,
    breaks: Vec<Break<'a>>,
    holds: Vec<Scope<'a>>,
    not_judged: Vec<Scope<'a>>,
}

#[derive(Serialize)]
struct Break<'a> {
    scope: Scope<'a>,
    steps: Option<u32>,
}

#[derive(Serialize)]
struct Checked<'a> {
    scope: Scope<'a>,
    distinct_states: u64,
}

/// Everything, for programs.
pub(crate) fn document<'a>(found: impl Iterator<Item = ((&'a Frontier, &'a Plan), String)>) -> String {
    let workflows = found.map(|((frontier, plan), fingerprint)| Workflow {
        name: &plan.ir.name,
        fingerprint,
        properties: frontier.rows.iter().map(|row| property(frontier, row)).collect(),
        checked: frontier
            .checked
            .iter()
            .map(|(point, states)| Checked { scope: scope(frontier, point), distinct_states: *states })
            .collect(),
        too_large: frontier.too_large.iter().map(|point| scope(frontier, point)).collect(),
        unreached: frontier.unreached,
    });
    super::written(&Document { schema: 1, workflows: workflows.collect() })
}

fn property<'a>(frontier: &'a Frontier, row: &'a Row) -> Property<'a> {
    let breaks = row.breaks.iter().map(|(point, steps)| Break { scope: scope(frontier, point), steps: *steps });
    Property {
        name: &row.name,
        kind: row.kind.name(),
        breaks: breaks.collect(),
        holds: row.holds.iter().map(|point| scope(frontier, point)).collect(),
        not_judged: row.open.iter().map(|point| scope(frontier, point)).collect(),
    }
}

fn scope<'a>(frontier: &'a Frontier, point: &Point) -> Scope<'a> {
    let numbers = frontier.axes.iter().zip(&point.0).map(|(axis, position)| {
        let number = match axis.values[*position] {
            Amount::AtMost(number) => Some(number),
            Amount::Unlimited => None,
        };
        (axis.name.as_str(), number)
    });
    numbers.collect()
}
