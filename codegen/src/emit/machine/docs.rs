//! What an emitted module says of itself: what it is, what is proved, what is assumed, how it is used.

mod example;

use std::fmt::Write as _;

use proc_macro2::TokenStream;

use super::names::doc;
use super::role::Role;
use crate::ir::{Amount, Ir};
use crate::record::{Explored, Outcome, Record, Walk};

/// The workflow's module.
pub(super) fn workflow(ir: &Ir, roles: &[Role<'_>], record: Option<&Record>) -> TokenStream {
    let mut text =
        if ir.doc.trim().is_empty() { format!("The machines of `{}`.", ir.name) } else { ir.doc.trim_end().to_owned() };
    text.push_str("\n\n# What is proved\n\n");
    match record {
        Some(record) => proved(&mut text, record),
        None => text.push_str(
            "**NOT VERIFIED.** Nothing is known of these machines: no record of a verification stands behind them, and \
             every refusal says so. They are for tests and experiments.\n",
        ),
    }
    let telling = |role: &&Role<'_>| !role.capacities.is_empty() || !role.fresh.is_empty();
    if let Some(role) = roles.iter().find(telling).or(roles.first()) {
        let _ = write!(text, "\n# How it is used\n\n{}", example::of(ir, role));
    }
    doc(&spaced(&text))
}

/// A role's module.
pub(super) fn role(role: &Role<'_>, record: Option<&Record>) -> TokenStream {
    let text = role.component.doc.trim();
    let mut text = if text.is_empty() { format!("The role `{}`.", role.component.name) } else { text.to_owned() };
    let walks: Vec<&Walk> = record.into_iter().flat_map(|record| record.walks_of(&role.component.name)).collect();
    for walk in &walks {
        let _ = write!(text, "\n\n{}", walked(walk));
    }
    if walks.is_empty() {
        text.push_str("\n\n**NOT VERIFIED.**");
    }
    if !role.ir.crashes(role.id) {
        text.push_str(
            "\n\nThe protocol says nothing about crashes of this role: all of its rows are stored, and what a restart may \
             break is not covered by the verification.",
        );
    }
    doc(&spaced(&text))
}

fn proved(text: &mut String, record: &Record) {
    let _ = writeln!(
        text,
        "By honnin {}, semantics {}: every state that can be reached within these scopes was examined.\n",
        record.honnin, record.semantics
    );
    for scope in &record.scopes {
        let _ = writeln!(text, "- {}", explored(scope));
    }
    text.push_str("\nNothing is said of more ids that are live at once, or of other numbers.\n\n");
    for walk in &record.walks {
        let _ = writeln!(text, "- `{}`: {}", walk.role, walked(walk));
    }
    if let Some(scope) = record.scopes.first() {
        let _ = writeln!(text, "\nIn scope `{}`:\n", scope.name);
        for property in &scope.properties {
            let _ = writeln!(text, "- `{}`: {}", property.name, outcome(property.outcome));
        }
    }
    if !record.assumptions.is_empty() {
        text.push_str("\n# What is assumed\n\n");
        for assumption in &record.assumptions {
            let _ = writeln!(text, "- {assumption}");
        }
    }
}

/// `quick`, 502,008 states: person = 2, ..
fn explored(scope: &Explored) -> String {
    let numbers = scope.numbers.iter().map(|(name, amount)| match amount {
        Amount::AtMost(number) => format!("{name} = {number}"),
        Amount::Unlimited => format!("{name} = unlimited"),
    });
    let numbers: Vec<String> = numbers.collect();
    let (states, transitions) = (grouped(scope.states), grouped(scope.transitions));
    format!("`{}`: {states} states, {transitions} transitions, with {}", scope.name, numbers.join(", "))
}

fn walked(walk: &Walk) -> String {
    let Walk { scope, local_states, inputs, refusals, recoveries, .. } = walk;
    let [states, inputs, refusals, recoveries] = [local_states, inputs, refusals, recoveries].map(|of| grouped(*of));
    format!(
        "{states} local states, {inputs} inputs, {refusals} refusals and {recoveries} recoveries were compared with the \
         protocol in scope `{scope}`: no difference"
    )
}

fn outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::NoViolation => "no violation".to_owned(),
        Outcome::Witnessed(steps) => format!("shown possible in {steps} steps"),
        Outcome::Dead => "never, as declared".to_owned(),
        Outcome::Impossible => "impossible there, as known".to_owned(),
    }
}

/// `4399048` as `4,399,048`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A space before each line, as doc comments are written.
fn spaced(text: &str) -> String {
    let lines = text.lines().map(|line| match line.chars().next() {
        None => String::new(),
        Some(_) => format!(" {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_read_in_groups() {
        assert_eq!([0, 999, 1000, 4_399_048].map(super::grouped), ["0", "999", "1,000", "4,399,048"]);
    }
}
