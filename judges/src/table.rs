//! Sheets as text: a table for each protocol, and below it what the short words in it stand for.

use std::fmt::Write as _;

use crate::column::{Cell, Sought};
use crate::sheet::{Accord, Row, Sheet};

/// What the words in a table mean, in a line for each.
pub const LEGEND: &str = "\
none     looked for in every state, or every fair run: it is not there
found    there is one
unsaid   the judge cannot be asked this: the reason is below the table
missing  the judge is not on this machine
failed   the judge could not do it: what it said is below the table
stopped  the time was up, or the run was interrupted";

/// A protocol's table, with an empty line at the end.
#[must_use]
pub fn table(sheet: &Sheet) -> String {
    let mut text = format!("{}: {}\n", sheet.workflow, sheet.scope);
    let titles = sheet.rows.iter().map(|row| label(row).chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..sheet.judges.len()).map(|judge| width(sheet, judge)).collect();
    let line = |text: &mut String, mark: char, title: &str, cells: &mut dyn Iterator<Item = String>| {
        let mut line = format!("{mark} {title:<titles$}");
        for (cell, width) in cells.zip(&widths) {
            let _ = write!(line, "  {cell:<width$}");
        }
        let _ = writeln!(text, "{}", line.trim_end());
    };
    line(&mut text, ' ', "", &mut sheet.judges.iter().map(|judge| (*judge).to_owned()));
    for row in &sheet.rows {
        let mark = match row.accord() {
            Accord::Agreed => ' ',
            Accord::Open => '?',
            Accord::Disagreed => '✗',
        };
        line(&mut text, mark, &label(row), &mut row.cells.iter().map(|cell| word(cell.as_ref())));
    }
    for note in notes(sheet) {
        let _ = writeln!(text, "  {note}");
    }
    text.push('\n');
    text
}

/// What is counted or looked for, and of what.
fn label(row: &Row) -> String {
    match row.sought {
        Sought::States => "distinct states".to_owned(),
        Sought::Counterexample => format!("against {}", row.title),
        Sought::Witness => format!("witness of {}", row.title),
    }
}

fn width(sheet: &Sheet, judge: usize) -> usize {
    let cells = sheet.rows.iter().map(|row| word(row.cells[judge].as_ref()).chars().count());
    cells.chain([sheet.judges[judge].chars().count()]).max().unwrap_or(0)
}

/// A cell in one word.
#[must_use]
pub fn word(cell: Option<&Cell>) -> String {
    match cell {
        None => String::new(),
        Some(Cell::States(states)) => grouped(*states),
        Some(Cell::Nothing) => "none".to_owned(),
        Some(Cell::Found) => "found".to_owned(),
        Some(Cell::Unsaid(_)) => "unsaid".to_owned(),
        Some(Cell::Missing(_)) => "missing".to_owned(),
        Some(Cell::Failed(_)) => "failed".to_owned(),
        Some(Cell::Stopped) => "stopped".to_owned(),
    }
}

fn grouped(number: u64) -> String {
    honnin_checker::words::number(number)
}

/// Why there is no answer, each reason once for each judge.
fn notes(sheet: &Sheet) -> Vec<String> {
    let mut notes: Vec<(usize, String, &str, Vec<&str>)> = Vec::new();
    for row in &sheet.rows {
        for (judge, cell) in row.cells.iter().enumerate() {
            let Some((cell, why)) = cell.as_ref().and_then(|cell| Some((cell, cell.because()?))) else { continue };
            let kind = word(Some(cell));
            match notes.iter_mut().find(|known| (known.0, &*known.1, known.2) == (judge, &*kind, why)) {
                Some(known) => known.3.push(&row.title),
                None => notes.push((judge, kind, why, vec![&row.title])),
            }
        }
    }
    notes.sort_by_key(|note| note.0);
    let told = notes.into_iter().map(|(judge, kind, why, titles)| {
        let all = sheet.rows.iter().filter(|row| row.cells[judge].is_some()).count();
        let titles = if titles.len() == all { String::new() } else { format!(" {}", titles.join(", ")) };
        let why: Vec<&str> = why.split_whitespace().collect();
        format!("{}, {kind}{titles}: {}", sheet.judges[judge], why.join(" "))
    });
    told.collect()
}
