//! Mutants: the score, and the survivors as differences of the protocol's own lines.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use honnin_checker::mutation::{Fate, Judged, Plan, Report};
use honnin_checker::words::{count, number};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const STRONG: Style = Style::new().bold();
/// How many properties are named that noticed a mutant.
const TOLD: usize = 3;
const FAINT: Style = Style::new().dimmed();

/// What became of the mutants of a workflow.
pub(crate) fn text(report: &Report, plan: &Plan, all: bool, width: usize) -> String {
    let mut text = String::new();
    let judged = count(report.mutants.len() as u64, "mutant", "mutants");
    let _ = writeln!(text, "{STRONG}{}{STRONG:#}: {judged}, at scope {}", plan.workflow, scopes(report, plan));
    let dropped = format!(
        "of {} proposed, {} are outside the language and {} say the same as another",
        number(report.proposed as u64),
        number(report.malformed as u64),
        number(report.same as u64)
    );
    let _ = writeln!(text, "{FAINT}{dropped}{FAINT:#}\n");
    totals(&mut text, report);
    by_role(&mut text, report);
    by_property(&mut text, report);
    for judged in report.mutants.iter().filter(|judged| all || is_told(judged)) {
        mutant(&mut text, judged, plan, width);
    }
    if report.left > 0 {
        let _ = writeln!(text, "interrupted: {} not judged", count(report.left as u64, "change was", "changes were"));
    }
    text
}

fn scopes(report: &Report, plan: &Plan) -> String {
    let (tried, skipped): (Vec<&str>, Vec<&str>) =
        plan.scopes.iter().map(|(name, _)| name.as_str()).partition(|name| !report.skipped.iter().any(|s| s == name));
    let mut words = tried.join(", then ");
    if !skipped.is_empty() {
        let _ = write!(words, " ({} left out: more than {} states)", skipped.join(", "), number(plan.most));
    }
    words
}

/// What nobody noticed, and what is not known.
fn is_told(judged: &Judged) -> bool {
    matches!(judged.fate, Fate::Survived { .. } | Fate::Unjudged(_))
}

fn totals(text: &mut String, report: &Report) {
    let number_of = |is: fn(&Judged) -> bool| number(report.mutants.iter().filter(|judged| is(judged)).count() as u64);
    let lines = [
        ("killed", number_of(|judged| matches!(judged.fate, Fate::Killed { .. }))),
        ("equivalent", number_of(|judged| matches!(judged.fate, Fate::Equivalent { .. }))),
        ("survived, explained", number_of(|judged| is_survivor(judged) && judged.defence.is_some())),
        ("survived", number_of(|judged| is_survivor(judged) && judged.defence.is_none())),
        ("not judged", number_of(|judged| matches!(judged.fate, Fate::Unjudged(_)))),
    ];
    for (what, number) in lines.iter().filter(|(what, number)| number != "0" || *what == "survived") {
        let _ = writeln!(text, "  {what:<22} {number:>6}");
    }
    let _ = writeln!(text, "  {STRONG}{:<22}{STRONG:#} {}\n", "score", score(report.score(|_| true)));
}

fn is_survivor(judged: &Judged) -> bool {
    matches!(judged.fate, Fate::Survived { .. })
}

/// `44 of 48, 91 %`
fn score((killed, asked): (usize, usize)) -> String {
    match (killed * 100).checked_div(asked) {
        None => "nothing was asked".to_owned(),
        Some(percent) => format!("{:>6} of {}, {percent} %", number(killed as u64), number(asked as u64)),
    }
}

fn by_role(text: &mut String, report: &Report) {
    for role in report.roles() {
        let name = role.unwrap_or("helpers");
        let _ = writeln!(text, "  {name:<22} {}", score(report.score(|judged| judged.mutant.role.as_deref() == role)));
    }
    text.push('\n');
}

/// The properties, those that noticed most first; then the actions that happened no more, all together.
fn by_property(text: &mut String, report: &Report) {
    let killers = report.killers();
    let (mut rows, actions) = (killers[..report.properties.len()].to_vec(), &killers[report.properties.len()..]);
    rows.sort_by_key(|(_, noticed, _)| std::cmp::Reverse(*noticed));
    let asked = report.score(|_| true).1;
    for (name, noticed, alone) in rows {
        let _ = match (noticed * 100).checked_div(asked).filter(|_| noticed > 0) {
            None => writeln!(text, "  {name:<34} noticed nothing"),
            Some(percent) => {
                let alone = if alone == 0 { String::new() } else { format!(", {} alone", number(alone as u64)) };
                writeln!(text, "  {name:<34} noticed {:>4}, {percent:>2} %{alone}", number(noticed as u64))
            }
        };
    }
    let alone: usize = actions.iter().map(|(.., alone)| alone).sum();
    if alone > 0 {
        let _ = writeln!(text, "  {:<34} noticed {:>4} alone", "an action that is never taken", number(alone as u64));
    }
    text.push('\n');
}

fn mutant(text: &mut String, judged: &Judged, plan: &Plan, width: usize) {
    let mark = if matches!(judged.fate, Fate::Survived { .. }) && judged.defence.is_none() { "✗" } else { " " };
    let place = format!("{}:{}", plan.source.name, judged.line);
    let function = match &judged.mutant.role {
        Some(role) => format!("{role}::{}", judged.mutant.function),
        None => judged.mutant.function.clone(),
    };
    let _ = writeln!(text, "{mark} {STRONG}{}{STRONG:#} in {function}, {place}", judged.mutant.operator.words());
    for (number, line) in &judged.difference {
        let _ = match number {
            Some(_) => writeln!(text, "    {BAD}- {}{BAD:#}", line.trim()),
            None => writeln!(text, "    {GOOD}+ {}{GOOD:#}", line.trim()),
        };
    }
    for line in super::wrap::wrap(&fate(judged), width.saturating_sub(4)) {
        let _ = writeln!(text, "    {line}");
    }
    text.push('\n');
}

fn fate(judged: &Judged) -> String {
    match (&judged.fate, &judged.defence) {
        (Fate::Killed { scope, by }, _) => {
            let told = by.iter().take(TOLD).map(|(name, steps)| match steps {
                Some(steps) => format!("{name} in {}", count(u64::from(*steps), "step", "steps")),
                None => name.clone(),
            });
            let more = by.len().saturating_sub(TOLD);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            format!("killed at {scope} by {}{more}", told.collect::<Vec<_>>().join(", "))
        }
        (Fate::Equivalent { scope }, _) => format!("equivalent at {scope}: it does just the same"),
        (Fate::Survived { .. }, Some(defence)) => format!("survived, as the source says: {defence}"),
        (Fate::Survived { unexecuted: true }, None) => {
            "survived: it does just the same there, but the line is never executed, or the condition never decides"
                .to_owned()
        }
        (Fate::Survived { unexecuted: false }, None) => {
            "survived: it does something else, and nobody notices".to_owned()
        }
        (Fate::Unjudged(why), _) => format!("not judged: {why}"),
    }
}
