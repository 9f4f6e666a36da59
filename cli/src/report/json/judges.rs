//! What other judges say, for programs.

use honnin_judges::column::Cell;
use honnin_judges::sheet::{Accord, Sheet};
use honnin_judges::table::word;
use serde::Serialize;

/// All judges, and whether they agree.
#[derive(Serialize)]
pub(super) struct Judges<'a> {
    /// `agreed`, `open` or `disagreed`.
    accord: &'static str,
    asked: Vec<Judge<'a>>,
}

#[derive(Serialize)]
struct Judge<'a> {
    name: &'a str,
    distinct_states: Option<u64>,
    /// Why there is no number.
    because: Option<&'a str>,
    claims: Vec<Claim<'a>>,
}

#[derive(Serialize)]
struct Claim<'a> {
    name: &'a str,
    /// `none`, `found`, `unsaid`, `missing`, `failed` or `stopped`.
    outcome: String,
    because: Option<&'a str>,
}

pub(super) fn judges(sheet: &Sheet) -> Judges<'_> {
    let accord = match sheet.accord() {
        Accord::Agreed => "agreed",
        Accord::Open => "open",
        Accord::Disagreed => "disagreed",
    };
    Judges { accord, asked: (0..sheet.judges.len()).map(|judge| asked(sheet, judge)).collect() }
}

fn asked(sheet: &Sheet, judge: usize) -> Judge<'_> {
    let mut rows = sheet.rows.iter().filter_map(|row| Some((row, row.cells[judge].as_ref()?)));
    // The first row is that of the states.
    let states = rows.next().map(|(_, cell)| cell);
    Judge {
        name: sheet.judges[judge],
        distinct_states: match states {
            Some(Cell::States(states)) => Some(*states),
            _ => None,
        },
        because: states.and_then(Cell::because),
        claims: rows
            .map(|(row, cell)| Claim { name: &row.title, outcome: word(Some(cell)), because: cell.because() })
            .collect(),
    }
}
