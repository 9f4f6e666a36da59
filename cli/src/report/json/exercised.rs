//! For programs: what was never exercised, how often the rest was, and why there are so many states.

use honnin_checker::coverage::{self, Exercised, Table};
use honnin_checker::size;
use serde::Serialize;

use super::known;

#[derive(Serialize)]
pub(super) struct Gap {
    kind: &'static str,
    of: String,
    words: String,
    line: Option<u32>,
    /// Why it is right, in the source's words.
    explained: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Row<'a> {
    kind: &'static str,
    of: &'a str,
    words: &'a str,
    line: Option<u32>,
    /// Taken, true, or there.
    yes: u64,
    /// Refused, false, or not there.
    no: u64,
}

#[derive(Serialize)]
pub(super) struct Size<'a> {
    states: u64,
    fields: Vec<Field<'a>>,
    groups: Vec<Field<'a>>,
    /// In how many states, the nearest ones, events and faults were looked at.
    near: u64,
    events: Vec<Event<'a>>,
    faults: Vec<Fault<'a>>,
    sentences: Vec<String>,
}

#[derive(Serialize)]
struct Field<'a> {
    name: &'a str,
    bits: u64,
    /// `null`: very many.
    values: Option<u64>,
    factor: f64,
}

#[derive(Serialize)]
struct Event<'a> {
    name: &'a str,
    states: u64,
    transitions: u64,
}

#[derive(Serialize)]
struct Fault<'a> {
    name: &'a str,
    states: u64,
}

pub(super) fn gaps(exercised: &Exercised) -> Vec<Gap> {
    let gap = |gap: coverage::Gap| {
        let coverage::Gap { kind, of, words, line, explained } = gap;
        Gap { kind: kind.name(), of, words, line: known(line), explained }
    };
    exercised.gaps().map(gap).collect()
}

pub(super) fn rows(table: &Table) -> Vec<Row<'_>> {
    let rows = table.rows.iter();
    rows.map(|row| Row {
        kind: row.kind.name(),
        of: &row.of,
        words: &row.words,
        line: known(row.line),
        yes: row.yes,
        no: row.no,
    })
    .collect()
}

pub(super) fn size(size: &size::Size) -> Size<'_> {
    Size {
        states: size.states,
        fields: fields(&size.fields),
        groups: fields(&size.groups),
        near: size.near,
        events: size
            .events
            .iter()
            .map(|event| Event { name: &event.name, states: event.states, transitions: event.transitions })
            .collect(),
        faults: size.faults.iter().map(|fault| Fault { name: &fault.name, states: fault.states }).collect(),
        sentences: size.sentences(),
    }
}

fn fields(fields: &[size::Field]) -> Vec<Field<'_>> {
    let fields = fields.iter();
    fields
        .map(|field| Field { name: &field.name, bits: field.bits, values: field.values, factor: field.factor })
        .collect()
}
