//! For people: what was never exercised, how often the rest was, and why there are so many states.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use honnin_checker::coverage::{Row, RowKind, Table};
use honnin_checker::size::{Field, Size, times};
use honnin_checker::verdict::Verdict;
use honnin_checker::words::{count, number};

use super::text::FAINT;
use super::wrap::{columns, wrap};
use crate::arguments::How;

const OPEN: Style = AnsiColor::Yellow.on_default();
const NEVER: Style = AnsiColor::Yellow.on_default().bold();
const STRONG: Style = Style::new().bold();

/// How many things that were never exercised are named where nobody asked for more.
const NAMED: usize = 12;

/// How many fields, events and faults are named.
const ROWS: usize = 12;

/// Appends what there is, each line with its end.
pub(super) fn write(text: &mut String, verdict: &Verdict, how: &How, width: usize) {
    let mut lines = Lines { text, width };
    lines.gaps(verdict, if how.coverage { usize::MAX } else { NAMED });
    if let Some(table) = &verdict.coverage {
        lines.table(table);
    }
    if let Some(size) = &verdict.breakdown {
        lines.size(size);
    }
}

struct Lines<'a> {
    text: &'a mut String,
    width: usize,
}

impl Lines<'_> {
    fn gaps(&mut self, verdict: &Verdict, most: usize) {
        let (explained, open): (Vec<_>, Vec<_>) = verdict.exercised.gaps().partition(|gap| gap.explained.is_some());
        for gap in open.iter().take(most) {
            self.put("  ", OPEN, &format!("never exercised: {gap}"));
        }
        let more = open.len().saturating_sub(most);
        if more > 0 {
            self.put(
                "  ",
                OPEN,
                &format!("never exercised: {}; all of them: --coverage", count(more as u64, "more", "more")),
            );
        }
        for gap in &explained {
            self.put("  ", FAINT, &format!("explained: {gap}"));
        }
    }

    fn table(&mut self, table: &Table) {
        let states = count(table.states, "state", "states");
        self.heading(&format!("how often, in {states}"));
        let digits =
            table.rows.iter().flat_map(|row| [row.yes, row.no]).map(|n| columns(&number(n))).max().unwrap_or(0);
        let line_digits = table.rows.iter().map(|row| row.line).max().unwrap_or(0).to_string().len();
        for row in &table.rows {
            let line = if row.line > 0 { row.line.to_string() } else { String::new() };
            let lead = format!("    {line:>line_digits$}  ");
            let figures = |yes: &str, no: &str| {
                format!("{:>digits$} {yes:<5} {:>digits$} {no:<7}", number(row.yes), number(row.no))
            };
            let figures = match row.kind {
                RowKind::Action => figures("taken", "refused"),
                RowKind::Channel => format!("{:>digits$} {:<5} {:digits$} {:<7}", number(row.yes), "times", "", ""),
                RowKind::Variant => figures("there", "not"),
                RowKind::Guard | RowKind::Branch | RowKind::Premise | RowKind::Trigger => figures("true", "false"),
            };
            let style = if is_never(row) { NEVER } else { Style::new() };
            let lead = format!("{lead}{figures}  ");
            self.put(&lead, style, &what(row));
        }
    }

    fn size(&mut self, size: &Size) {
        self.heading(&format!("why there are {}", count(size.states, "state", "states")));
        let fields = size.fields.iter().chain(&size.groups).filter(|field| field.multiplies()).take(ROWS);
        let rows: Vec<(String, String)> = fields.map(|field| (field.name.clone(), of_field(field))).collect();
        self.columns(&rows);
        let near =
            if size.near == size.states { String::new() } else { format!(" of the {} nearest", number(size.near)) };
        let events = size.events.iter().take(ROWS).map(|event| {
            let states = count(event.states, "state", "states");
            let transitions = count(event.transitions, "transition", "transitions");
            (event.name.clone(), format!("leads first to {states}{near}; {transitions}"))
        });
        let faults = size.faults.iter().take(ROWS).map(|fault| {
            (fault.name.clone(), format!("without it {} fewer{near}", count(fault.states, "state", "states")))
        });
        self.columns(&events.chain(faults).collect::<Vec<_>>());
        for sentence in size.sentences() {
            self.put("    ", Style::new(), &sentence);
        }
    }

    fn columns(&mut self, rows: &[(String, String)]) {
        let width = rows.iter().map(|(name, _)| columns(name)).max().unwrap_or(0);
        for (name, words) in rows {
            let gap = " ".repeat(width - columns(name));
            self.put(&format!("    {name}{gap}  "), FAINT, words);
        }
    }

    fn heading(&mut self, words: &str) {
        let _ = writeln!(self.text, "\n  {STRONG}{words}{STRONG:#}");
    }

    /// Later lines stand under the first word.
    fn put(&mut self, lead: &str, style: Style, text: &str) {
        let indent = columns(lead);
        for (index, line) in wrap(text, self.width.saturating_sub(indent)).iter().enumerate() {
            let lead = if index == 0 { lead.to_owned() } else { " ".repeat(indent) };
            let _ = writeln!(self.text, "{lead}{style}{line}{style:#}");
        }
    }
}

fn is_never(row: &Row) -> bool {
    row.yes == 0 || row.no == 0 && matches!(row.kind, RowKind::Guard | RowKind::Branch)
}

fn what(row: &Row) -> String {
    match row.kind {
        RowKind::Action => row.of.clone(),
        RowKind::Guard => format!("· require {}", row.words),
        RowKind::Branch => format!("· if {}", row.words),
        RowKind::Premise => format!("{}: given {}", row.of, row.words),
        RowKind::Trigger => format!("{}: set off by {}", row.of, row.words),
        RowKind::Variant => row.words.clone(),
        RowKind::Channel => format!("{} {}", row.of, row.words),
    }
}

fn of_field(field: &Field) -> String {
    let values = field.values.map_or_else(|| "very many values".to_owned(), |values| count(values, "value", "values"));
    format!("{}, {values}, {}", times(field.factor), count(field.bits, "bit", "bits"))
}
