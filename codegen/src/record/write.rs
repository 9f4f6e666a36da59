//! A record as text: TOML that a person can read in a review, sealed.

use std::fmt::{self, Display, Formatter, Write as _};

use super::{Explored, Judged, Record, SCHEMA, Walk, seal};
use crate::ir::{Amount, Purpose};

impl Display for Record {
    /// The file's text, with its seal.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&seal::close(&self.body()?))
    }
}

impl Record {
    fn body(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        writeln!(text, "# What `honnin verify` found of `{}`. Edited by hand it permits nothing.", self.workflow)?;
        writeln!(text, "schema = {SCHEMA}")?;
        writeln!(text, "workflow = {}", quoted(&self.workflow))?;
        writeln!(text, "honnin = {}", quoted(&self.honnin))?;
        writeln!(text, "semantics = {}", self.semantics)?;
        writeln!(text, "machine_hash = {}", quoted(&self.machine_hash))?;
        writeln!(text, "assumptions = {}", lines(&self.assumptions))?;
        writeln!(text, "\n[fingerprints]")?;
        let prints = &self.fingerprints;
        for (name, print) in [
            ("behaviour", prints.behaviour),
            ("machine", prints.machine),
            ("durable_layout", prints.durable_layout),
            ("wire_layout", prints.wire_layout),
        ] {
            writeln!(text, "{name} = \"{print}\"")?;
        }
        for scope in &self.scopes {
            write_scope(&mut text, scope)?;
        }
        for walk in &self.walks {
            write_walk(&mut text, walk)?;
        }
        Ok(text)
    }
}

fn write_scope(text: &mut String, scope: &Explored) -> fmt::Result {
    writeln!(text, "\n[[scope]]\nname = {}", quoted(&scope.name))?;
    let purposes: Vec<String> = scope.purposes.iter().map(|purpose| quoted(purpose_name(*purpose))).collect();
    writeln!(text, "purposes = [{}]", purposes.join(", "))?;
    writeln!(text, "states = {}\ntransitions = {}", scope.states, scope.transitions)?;
    if let Some(depth) = scope.depth {
        writeln!(text, "depth = {depth}")?;
    }
    let numbers = scope.numbers.iter().map(|(name, amount)| match amount {
        Amount::AtMost(number) => format!("{name} = {number}"),
        Amount::Unlimited => format!("{name} = \"unlimited\""),
    });
    writeln!(text, "numbers = {{ {} }}", numbers.collect::<Vec<_>>().join(", "))?;
    let judged = |Judged { name, outcome }: &Judged| format!("[{}, {}]", quoted(name), quoted(&outcome.words()));
    writeln!(text, "properties = {}", rows(scope.properties.iter().map(judged)))?;
    let edge = |(cause, states): &(String, u64)| format!("[{}, {states}]", quoted(cause));
    writeln!(text, "edges = {}", rows(scope.edges.iter().map(edge)))
}

fn write_walk(text: &mut String, walk: &Walk) -> fmt::Result {
    writeln!(text, "\n[[walk]]\nrole = {}\nscope = {}", quoted(&walk.role), quoted(&walk.scope))?;
    writeln!(text, "local_states = {}\ninputs = {}", walk.local_states, walk.inputs)?;
    writeln!(text, "refusals = {}\nrecoveries = {}", walk.refusals, walk.recoveries)?;
    let seen: String = walk.seen.iter().map(|seen| if *seen { '1' } else { '0' }).collect();
    writeln!(text, "seen = \"{seen}\"")
}

pub(super) fn purpose_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Safety => "safety",
        Purpose::Liveness => "liveness",
        Purpose::Walk => "walk",
    }
}

/// A TOML string.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A TOML array of strings.
pub(super) fn lines(items: &[String]) -> String {
    rows(items.iter().map(|item| quoted(item)))
}

/// A TOML array, each item on its line.
fn rows(items: impl Iterator<Item = String>) -> String {
    let items = items.fold(String::new(), |text, item| text + "    " + &item + ",\n");
    if items.is_empty() { "[]".to_owned() } else { format!("[\n{items}]") }
}
