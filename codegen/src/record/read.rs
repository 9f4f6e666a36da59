//! A record from its text. Whatever is not exactly what is written is an error, in words.

use core::fmt::{self, Display, Formatter};

use toml::{Table, Value};

use super::{Explored, Judged, Outcome, Record, SCHEMA, Walk, seal, write::purpose_name};
use crate::fingerprint::{Fingerprint, Fingerprints};
use crate::ir::{Amount, Purpose};

/// Why a text is no record: a lower-case clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no record, or one of another form.
    Malformed(String),
    /// It was a record, and something in it was changed.
    Tampered,
}

impl Display for Unreadable {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => write!(f, "it is no record: {why}"),
            Self::Tampered => f.write_str("it was changed after it had been written: its seal does not hold"),
        }
    }
}

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    /// When the text is no record, or its seal does not hold.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let table = open(text, SCHEMA)?;
        read(&table).map_err(Unreadable::Malformed)
    }
}

/// The table of a sealed text.
pub(super) fn open(text: &str, schema: i64) -> Result<Table, Unreadable> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        Unreadable::Malformed(error.message().lines().next().unwrap_or("this is no TOML").to_owned())
    })?;
    match table.get("schema").and_then(Value::as_integer) {
        None => return Err(Unreadable::Malformed("it has no `schema`".to_owned())),
        Some(other) if other != schema => {
            let why = format!("its schema is {other}, and this version of honnin reads {schema}");
            return Err(Unreadable::Malformed(why));
        }
        Some(_) => {}
    }
    if seal::holds(text) { Ok(table) } else { Err(Unreadable::Tampered) }
}

fn read(table: &Table) -> Result<Record, String> {
    let scopes = tables(table, "scope")?;
    let walks = tables(table, "walk")?;
    Ok(Record {
        workflow: text(table, "workflow")?,
        honnin: text(table, "honnin")?,
        semantics: number(table, "semantics")?,
        fingerprints: fingerprints(table)?,
        machine_hash: text(table, "machine_hash")?,
        assumptions: texts(table, "assumptions")?,
        scopes: scopes.into_iter().map(explored).collect::<Result<_, _>>()?,
        walks: walks.into_iter().map(walk).collect::<Result<_, _>>()?,
    })
}

/// The four of them.
pub(super) fn fingerprints(table: &Table) -> Result<Fingerprints, String> {
    let prints = value(table, "fingerprints")?.as_table().ok_or("`fingerprints` is no table")?;
    let print = |key: &str| -> Result<Fingerprint, String> {
        text(prints, key)?.parse().map_err(|_| format!("`{key}` is no fingerprint"))
    };
    Ok(Fingerprints {
        behaviour: print("behaviour")?,
        machine: print("machine")?,
        durable_layout: print("durable_layout")?,
        wire_layout: print("wire_layout")?,
    })
}

fn explored(table: &Table) -> Result<Explored, String> {
    let numbers = value(table, "numbers")?.as_table().ok_or("`numbers` is no table")?;
    Ok(Explored {
        name: text(table, "name")?,
        purposes: texts(table, "purposes")?.iter().map(|word| purpose(word)).collect::<Result<_, _>>()?,
        numbers: numbers
            .iter()
            .map(|(name, given)| Ok((name.clone(), amount(name, given)?)))
            .collect::<Result<_, String>>()?,
        states: number(table, "states")?,
        transitions: number(table, "transitions")?,
        depth: table.contains_key("depth").then(|| number(table, "depth")).transpose()?,
        properties: pairs(table, "properties", |outcome| outcome.as_str().and_then(Outcome::read))?
            .into_iter()
            .map(|(name, outcome)| Judged { name, outcome })
            .collect(),
        edges: pairs(table, "edges", |states| u64::try_from(states.as_integer()?).ok())?,
    })
}

fn walk(table: &Table) -> Result<Walk, String> {
    let seen = text(table, "seen")?;
    if !seen.bytes().all(|digit| matches!(digit, b'0' | b'1')) {
        return Err("`seen` is no row of 0 and 1".to_owned());
    }
    Ok(Walk {
        role: text(table, "role")?,
        scope: text(table, "scope")?,
        local_states: number(table, "local_states")?,
        inputs: number(table, "inputs")?,
        refusals: number(table, "refusals")?,
        recoveries: number(table, "recoveries")?,
        seen: seen.bytes().map(|digit| digit == b'1').collect(),
    })
}

fn purpose(word: &str) -> Result<Purpose, String> {
    let all = [Purpose::Safety, Purpose::Liveness, Purpose::Walk];
    all.into_iter().find(|purpose| purpose_name(*purpose) == word).ok_or(format!("`{word}` is no purpose"))
}

fn amount(name: &str, given: &Value) -> Result<Amount, String> {
    match (given.as_integer(), given.as_str()) {
        (Some(number), _) => u32::try_from(number).map(Amount::AtMost).map_err(|_| format!("`{name}` is too large")),
        (None, Some("unlimited")) => Ok(Amount::Unlimited),
        _ => Err(format!("`{name}` is no number")),
    }
}

fn value<'a>(table: &'a Table, key: &str) -> Result<&'a Value, String> {
    table.get(key).ok_or_else(|| format!("`{key}` is missing"))
}

pub(super) fn text(table: &Table, key: &str) -> Result<String, String> {
    value(table, key)?.as_str().map(str::to_owned).ok_or_else(|| format!("`{key}` is no text"))
}

pub(super) fn number<N: TryFrom<i64>>(table: &Table, key: &str) -> Result<N, String> {
    let given = value(table, key)?.as_integer().ok_or_else(|| format!("`{key}` is no number"))?;
    N::try_from(given).map_err(|_| format!("`{key}` is out of range"))
}

fn items<'a>(table: &'a Table, key: &str) -> Result<&'a [Value], String> {
    value(table, key)?.as_array().map(Vec::as_slice).ok_or_else(|| format!("`{key}` is no list"))
}

pub(super) fn texts(table: &Table, key: &str) -> Result<Vec<String>, String> {
    let text = |item: &Value| item.as_str().map(str::to_owned).ok_or_else(|| format!("`{key}` is no list of texts"));
    items(table, key)?.iter().map(text).collect()
}

/// None where the key is missing.
fn tables<'a>(table: &'a Table, key: &str) -> Result<Vec<&'a Table>, String> {
    let Some(found) = table.get(key) else { return Ok(Vec::new()) };
    let found = found.as_array().ok_or_else(|| format!("`{key}` is no list"))?;
    found.iter().map(|item| item.as_table().ok_or_else(|| format!("`{key}` is no list of tables"))).collect()
}

fn pairs<T>(table: &Table, key: &str, read: impl Fn(&Value) -> Option<T>) -> Result<Vec<(String, T)>, String> {
    let pair = |item: &Value| match item.as_array().map(Vec::as_slice) {
        Some([Value::String(name), second]) => read(second)
            .map(|second| (name.clone(), second))
            .ok_or_else(|| format!("`{name}` in `{key}` has no such end")),
        _ => Err(format!("`{key}` is no list of pairs")),
    };
    items(table, key)?.iter().map(pair).collect()
}
