//! What a verifier prints, in XML, an element a line.

use std::collections::BTreeMap;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Distinct states; all there are where nothing was violated.
    pub states: u64,
    /// Rules taken, one for each transition that a rule's parameters tell apart.
    pub rules_fired: u64,
    /// What was violated, or went wrong.
    pub errors: Vec<Error>,
    /// By `cover`: in how many states it was found.
    pub covers: BTreeMap<String, u64>,
}

/// Something violated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// In Rumur's words.
    pub message: String,
    /// The name of the invariant, of the liveness property or of the assertion.
    pub claim: Option<String>,
}

/// Reads what a verifier printed.
///
/// # Errors
/// What is missing, or does not fit: a run that was cut short, or another version of Rumur.
pub fn read(text: &str) -> Result<Report, String> {
    let mut report = Report { states: 0, rules_fired: 0, errors: Vec::new(), covers: BTreeMap::new() };
    let mut counted = None;
    for line in text.lines() {
        if let Some(message) = line.strip_prefix("<message>").and_then(|rest| rest.strip_suffix("</message>")) {
            report.errors.push(Error::new(unescaped(message)));
        } else if line.starts_with("<cover_result ") {
            let name = attribute(line, "message").ok_or_else(|| format!("a cover without a name: {line}"))?;
            report.covers.insert(name, number(line, "count")?);
        } else if line.starts_with("<summary ") {
            report.states = number(line, "states")?;
            report.rules_fired = number(line, "rules_fired")?;
            counted = Some(number(line, "errors")?);
        }
    }
    let counted = counted.ok_or("the run has no summary: it did not end by itself")?;
    let missed = report.covers.values().filter(|count| **count == 0).count();
    if counted != (report.errors.len() + missed) as u64 {
        return Err(format!("{counted} errors were counted, and {} told", report.errors.len() + missed));
    }
    Ok(report)
}

impl Error {
    fn new(message: String) -> Self {
        let claim = named(&message, "invariant \"", "\" failed")
            .or_else(|| named(&message, "liveness property \"", "\" violated"))
            .or_else(|| asserted(&message));
        Self { message, claim }
    }
}

fn named(message: &str, before: &str, after: &str) -> Option<String> {
    Some(message.strip_prefix(before)?.strip_suffix(after)?.to_owned())
}

/// `Assertion failed: model.m:55.3-59: name`
fn asserted(message: &str) -> Option<String> {
    let (_, name) = message.strip_prefix("Assertion failed: ")?.rsplit_once(": ")?;
    Some(name.to_owned())
}

fn number(line: &str, name: &str) -> Result<u64, String> {
    let value = attribute(line, name).and_then(|value| value.parse().ok());
    value.ok_or_else(|| format!("there is no number of {name} in {line}"))
}

fn attribute(line: &str, name: &str) -> Option<String> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split_once('"')?.0))
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
