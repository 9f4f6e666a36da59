//! The catalogue as a table, and an incident with all its workflows.

use std::fmt::Write as _;

use anstyle::Style;
use honnin_checker::twins::{Comes, Side};
use honnin_checker::verdict::{Finding, Standing, Verdict};
use honnin_checker::words::{count, first_sentence, number};

use super::text::{FAINT, STRONG, gap, mark, seconds, style};
use super::wrap::{columns, wrap};
use crate::catalogue::Row;

/// What stands before a row's cells.
const INDENT: usize = 6;

/// Everything, with what it comes to in the last line. `whole` is the table of the whole catalogue.
pub(crate) fn text(rows: &[Row], unchecked: &[String], whole: bool, width: usize) -> String {
    let mut text = String::new();
    if whole {
        let title = "what happened, and what would have stopped it";
        let _ = writeln!(text, "{STRONG}catalogue of incidents{STRONG:#}: {title}\n");
    }
    let tables = [Table::new(rows, true), Table::new(rows, false)];
    match tables.iter().find(|table| whole && table.width() <= width) {
        Some(table) => table.write(&mut text, rows),
        None => rows.iter().for_each(|row| details(&mut text, row, width)),
    }
    let _ = writeln!(text, "\n{}", summary(rows, unchecked));
    if whole {
        for line in wrap(LEGEND, width) {
            let _ = writeln!(text, "{FAINT}{line}{FAINT:#}");
        }
    }
    text
}

const LEGEND: &str = "A number of steps: it breaks, and that is the shortest trace, in the scopes named or in all. Holds: no \
                      violation in any state of its scopes, all of them examined. The late guard compares the person on the \
                      page with the applicant; the weak ones compare a file's name, or look into the same slot. `honnin \
                      catalogue kawasaki` names the workflows of an incident, `honnin check kawasaki` tells its steps, and \
                      `honnin catalogue --help` says how to hold your own protocol against it.";

/// `✓ P3  Kawasaki, 2023-05-02: a key that collides`
fn heading(text: &mut String, row: &Row) {
    let standing = row.standing();
    let style = style(standing);
    let _ = write!(text, "{style}{}{style:#} ", mark(standing));
    let _ = match row.case.incident {
        Some(incident) => writeln!(
            text,
            "P{:<2} {STRONG}{}{STRONG:#}, {}: {}",
            incident.pattern, incident.place, incident.date, incident.what
        ),
        None => writeln!(text, "{STRONG}{}{STRONG:#}", row.case.file),
    };
}

/// A line of cells for each row, under its heading: the property, what happened, with the guard, the late guard, the weak ones.
struct Table {
    /// Whether it says in which scopes something breaks, and how many states there are.
    full: bool,
    widths: [usize; 5],
}

impl Table {
    fn new(rows: &[Row], full: bool) -> Self {
        let mut table = Self { full, widths: [0; 5] };
        let cells = core::iter::once(table.heads()).chain(rows.iter().map(|row| cells(row, full)));
        for cells in cells {
            for (width, (cell, _)) in table.widths.iter_mut().zip(cells) {
                *width = (*width).max(columns(&cell));
            }
        }
        table
    }

    fn heads(&self) -> [(String, Style); 5] {
        let heads = if self.full {
            ["property", "what happened", "with the guard", "late guard", "weak ones"]
        } else {
            ["property", "happened", "guard", "late", "weak"]
        };
        heads.map(|head| (head.to_owned(), FAINT))
    }

    fn width(&self) -> usize {
        INDENT + self.widths.iter().sum::<usize>() + 2 * (self.widths.len() - 1)
    }

    fn write(&self, text: &mut String, rows: &[Row]) {
        self.line(text, &self.heads());
        for row in rows {
            heading(text, row);
            self.line(text, &cells(row, self.full));
        }
    }

    fn line(&self, text: &mut String, cells: &[(String, Style); 5]) {
        let mut line = " ".repeat(INDENT);
        let filled = cells.iter().rposition(|(cell, _)| !cell.is_empty()).map_or(0, |last| last + 1);
        for (index, ((cell, style), width)) in cells.iter().zip(self.widths).take(filled).enumerate() {
            let after = if index + 1 == filled { String::new() } else { gap(cell, width + 2) };
            let _ = write!(line, "{style}{cell}{style:#}{after}");
        }
        let _ = writeln!(text, "{line}");
    }
}

fn cells(row: &Row, full: bool) -> [(String, Style); 5] {
    let property = &row.case.property;
    let of = |wanted: &dyn Fn(&Side) -> bool, full| match row.sides.iter().find(|side| wanted(side)) {
        Some(side) => {
            let words = if full { long(side, property) } else { short(side, property) };
            (words, shade(side.standing(property), side.comes(property) == Comes::Holds))
        }
        None => (String::new(), Style::new()),
    };
    [
        (property.clone(), Style::new()),
        of(&|side| side.twin.is_none(), full),
        of(&|side| side.twin.is_some() && guard(side).is_none(), full),
        of(&|side| guard(side) == Some("late"), false),
        weak(row),
    ]
}

/// `2 break`: of the guards of which the text says that they stop nothing.
fn weak(row: &Row) -> (String, Style) {
    let property = &row.case.property;
    let weak = || row.sides.iter().filter(|side| guard(side).is_some() && side.must_break(property));
    let broken = weak().filter(|side| matches!(side.comes(property), Comes::Breaks(_))).count();
    let worst = weak().map(|side| side.standing(property)).fold(Standing::AsStated, Standing::max);
    let words = match (weak().count(), broken) {
        (0, _) => String::new(),
        (1, 1) => "1 breaks".to_owned(),
        (all, broken) if all == broken => format!("{all} break"),
        (all, broken) => format!("{broken} of {all}"),
    };
    (words, shade(worst, false))
}

fn guard(side: &Side) -> Option<&str> {
    side.twin.as_ref()?.guard.as_deref()
}

/// Colours for what is good, and for what is not as it should be.
fn shade(standing: Standing, good: bool) -> Style {
    if standing == Standing::AsStated && !good { Style::new() } else { style(standing) }
}

/// `8 steps`, `8 steps at coarse`, `holds, 10,747 states`
fn long(side: &Side, property: &str) -> String {
    let words = short(side, property);
    match side.comes(property) {
        Comes::Breaks(_) => {
            let scopes = side.breaks_at(property);
            if scopes.len() == side.verdicts.len() { words } else { format!("{words} at {}", scopes.join(", ")) }
        }
        Comes::Holds => format!("{words}, {}", count(side.states(), "state", "states")),
        Comes::Unknown => words,
    }
}

fn short(side: &Side, property: &str) -> String {
    match side.comes(property) {
        Comes::Breaks(Some(steps)) => count(u64::from(steps), "step", "steps"),
        Comes::Breaks(None) => "breaks".to_owned(),
        Comes::Holds => "holds".to_owned(),
        Comes::Unknown => "unknown".to_owned(),
    }
}

/// One case with all its workflows, scope by scope.
fn details(text: &mut String, row: &Row, width: usize) {
    let property = &row.case.property;
    if !text.is_empty() && !text.ends_with("\n\n") {
        text.push('\n');
    }
    heading(text, row);
    let words = first_sentence(row.case.words());
    for line in wrap(&format!("{property}: {words}"), width.saturating_sub(INDENT)) {
        let _ = writeln!(text, "{}{line}", " ".repeat(INDENT));
    }
    let widest = row.sides.iter().map(|side| columns(&side.workflow)).max().unwrap_or(0);
    for side in &row.sides {
        let standing = side.standing(property);
        let style = style(standing);
        let name = &side.workflow;
        let _ =
            write!(text, "{}{style}{}{style:#} {name}{}", " ".repeat(INDENT - 2), mark(standing), gap(name, widest));
        for (index, verdict) in side.verdicts.iter().enumerate() {
            let before = if index == 0 { "  ".to_owned() } else { " ".repeat(INDENT + widest + 2) };
            let _ = writeln!(text, "{before}{}", at(verdict, property));
        }
        if standing != Standing::AsStated {
            others(text, side, property, width);
        }
    }
    let file = &row.case.file;
    let _ = writeln!(text, "{}{FAINT}{file}{FAINT:#}", " ".repeat(INDENT));
}

/// `coarse: breaks in 8 steps; 49,281 states`
fn at(verdict: &Verdict, property: &str) -> String {
    let phrase = verdict.finding(property).map_or_else(|| "no such property".to_owned(), Finding::phrase);
    let states = count(verdict.states, "state", "states");
    let stopped = verdict.incomplete.map(|cause| format!(", {cause}")).unwrap_or_default();
    format!("{}: {phrase}; {states}{stopped}", verdict.scope.name)
}

/// What else is not as it should be on a side, or should be and is not.
fn others(text: &mut String, side: &Side, property: &str, width: usize) {
    let mut lines = Vec::new();
    if side.must_break(property) && side.comes(property) == Comes::Holds {
        lines.push(format!("{property} must break here, and does not"));
    }
    for verdict in &side.verdicts {
        let wrong = verdict.findings.iter().filter(|finding| finding.standing() != Standing::AsStated);
        lines.extend(wrong.map(|finding| format!("{} at {}: {}", finding.name, verdict.scope.name, finding.phrase())));
    }
    let mended = side.twin.as_ref().is_some_and(|twin| twin.guard.is_none());
    if mended && side.is_refuted(property) {
        lines.push(format!("{property} is #[refuted] where the defect is mended"));
    }
    for line in lines.iter().flat_map(|line| wrap(line, width.saturating_sub(INDENT + 2))) {
        let _ = writeln!(text, "{}{line}", " ".repeat(INDENT + 2));
    }
}

/// `9 incidents, 9 as stated; 29 workflows, 1,930,221 states, 5.2 s`
fn summary(rows: &[Row], unchecked: &[String]) -> String {
    let number_of = |wanted| rows.iter().filter(|row| row.standing() == wanted).count() as u64;
    let own = rows.iter().any(|row| row.case.incident.is_none());
    let (one, many) = if own { ("text", "texts") } else { ("incident", "incidents") };
    let mut parts = vec![count(rows.len() as u64, one, many)];
    for (standing, words) in [
        (Standing::AsStated, "as stated"),
        (Standing::NotAsStated, "not as stated"),
        (Standing::Unknown, "with something open"),
    ] {
        if number_of(standing) > 0 {
            let style = style(standing);
            parts.push(format!("{style}{} {words}{style:#}", number(number_of(standing))));
        }
    }
    if !unchecked.is_empty() {
        parts.push(format!("interrupted: {} not checked", unchecked.join(", ")));
    }
    let sides = || rows.iter().flat_map(|row| &row.sides);
    let taken: f64 = sides().flat_map(|side| &side.verdicts).map(|verdict| verdict.seconds).sum();
    let workflows = count(sides().count() as u64, "workflow", "workflows");
    let states = count(sides().map(Side::states).sum(), "state", "states");
    format!("{}; {workflows}, {states}, {}", parts.join(", "), seconds(taken))
}
