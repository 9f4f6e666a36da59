//! The frontier as a table: for each property, where it breaks first, or how far it holds.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use honnin_checker::frontier::{Frontier, Plan, Point, Row};
use honnin_checker::verdict::Kind;
use honnin_checker::words::{count, number};

use super::wrap::wrap;

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const OPEN: Style = AnsiColor::Yellow.on_default().bold();
const STRONG: Style = Style::new().bold();

/// What was found, with an empty line at the end.
pub(crate) fn text(frontier: &Frontier, plan: &Plan, width: usize) -> String {
    let mut text = String::new();
    let largest = frontier.checked.iter().map(|(_, states)| *states).max().unwrap_or(0);
    let _ = writeln!(
        text,
        "{STRONG}{}{STRONG:#}: {} checked in every state, the largest with {}\n",
        plan.ir.name,
        count(frontier.checked.len() as u64, "scope", "scopes"),
        count(largest, "state", "states")
    );
    for group in groups(frontier) {
        properties(&mut text, &group, width);
    }
    text.push('\n');
    for line in wrap(&rest(frontier, plan), width) {
        let _ = writeln!(text, "{line}");
    }
    text.push('\n');
    text
}

/// Properties of which the same is said, in the order of the source.
struct Group<'a> {
    mark: &'static str,
    style: Style,
    names: Vec<&'a str>,
    words: Vec<String>,
}

fn groups(frontier: &Frontier) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for row in &frontier.rows {
        let (mark, style) = match (row.breaks.is_empty(), row.holds.is_empty(), row.kind) {
            (false, _, Kind::Reachable) | (true, false, _) => ("✓", GOOD),
            (false, ..) => ("✗", BAD),
            (true, true, _) => ("?", OPEN),
        };
        let words = words(frontier, row);
        match groups.iter_mut().find(|group| group.mark == mark && group.words == words) {
            Some(group) => group.names.push(&row.name),
            None => groups.push(Group { mark, style, names: vec![&row.name], words }),
        }
    }
    groups
}

fn properties(text: &mut String, group: &Group<'_>, width: usize) {
    let Group { mark, style, .. } = group;
    for (index, line) in wrap(&group.names.join(", "), width.saturating_sub(4)).iter().enumerate() {
        let mark = if index == 0 { *mark } else { " " };
        let _ = writeln!(text, "{style}{mark}{style:#} {STRONG}{line}{STRONG:#}");
    }
    for said in &group.words {
        for (index, line) in wrap(said, width.saturating_sub(8)).iter().enumerate() {
            let _ = writeln!(text, "{}{line}", if index == 0 { "    " } else { "      " });
        }
    }
}

/// `breaks at 1 crash, 1 repetition, in 9 steps`; `no violation up to session 2, job 2, crash any`
fn words(frontier: &Frontier, row: &Row) -> Vec<String> {
    let at = |point: &Point| point.words(&frontier.axes);
    let (seen, unseen) = match row.kind {
        Kind::Reachable => ("shown possible from", "not possible up to"),
        _ => ("breaks at", "no violation up to"),
    };
    let breaks = row.breaks.iter().map(|(point, steps)| {
        let steps = steps.map(|steps| format!(", in {}", count(u64::from(steps), "step", "steps")));
        format!("{seen} {}{}", at(point), steps.unwrap_or_default())
    });
    let holds = row.holds.iter().map(|point| format!("{unseen} {}", at(point)));
    let open = row.open.iter().map(|point| format!("not judged at {}", at(point)));
    breaks.chain(holds).chain(open).collect()
}

/// What was not run, and why.
fn rest(frontier: &Frontier, plan: &Plan) -> String {
    let mut parts = Vec::new();
    if !frontier.too_large.is_empty() {
        let points: Vec<String> = frontier.too_large.iter().map(|point| point.words(&frontier.axes)).collect();
        parts.push(format!("more than {} states at {}, and above", number(plan.most), points.join("; at ")));
    }
    if frontier.unreached > 0 {
        parts.push(format!("{} not reached in the time", count(frontier.unreached as u64, "scope was", "scopes were")));
    }
    if parts.is_empty() {
        return "Nothing is said of larger numbers.".to_owned();
    }
    format!("{}. Nothing is said of those, nor of larger numbers.", parts.join("; "))
}
