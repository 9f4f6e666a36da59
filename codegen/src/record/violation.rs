//! A violation that is known for a fingerprint: what `honnin verify` found beyond the reach of a compiler.

use core::fmt::{self, Display, Formatter};
use std::fmt::Write as _;

use super::read::{fingerprints, open, text, texts};
use super::write::{lines, quoted};
use super::{SCHEMA, Unreadable, seal};
use crate::fingerprint::Fingerprints;

/// A property that is not as stated, and the shortest trace to where it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The workflow's name.
    pub workflow: String,
    /// Of which protocol.
    pub fingerprints: Fingerprints,
    /// The scope in which it was found.
    pub scope: String,
    /// The property's name; `no-deadlock`, `no-defect` and the like for what every protocol has.
    pub property: String,
    /// What was found: the outcome, then the steps, one on each line.
    pub told: Vec<String>,
}

impl Violation {
    /// The name of the file in which it is kept, beside where the record would be.
    #[must_use]
    pub fn file_name(workflow: &str, fingerprints: &Fingerprints) -> String {
        format!("{workflow}-{}.violation.toml", fingerprints.machine.short())
    }

    /// The file's text, with its seal.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut body = String::new();
        let prints = &self.fingerprints;
        let _ = writeln!(body, "# What `honnin verify` found of `{}`: it may not be used.", self.workflow);
        let _ = writeln!(body, "schema = {SCHEMA}\nworkflow = {}", quoted(&self.workflow));
        let _ = writeln!(body, "scope = {}\nproperty = {}", quoted(&self.scope), quoted(&self.property));
        let _ = writeln!(body, "told = {}", lines(&self.told));
        let _ =
            writeln!(body, "\n[fingerprints]\nbehaviour = \"{}\"\nmachine = \"{}\"", prints.behaviour, prints.machine);
        let _ = writeln!(body, "durable_layout = \"{}\"", prints.durable_layout);
        let _ = writeln!(body, "wire_layout = \"{}\"", prints.wire_layout);
        seal::close(&body)
    }

    /// Reads one.
    ///
    /// # Errors
    /// When the text is none, or its seal does not hold.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let table = open(text, SCHEMA)?;
        let read = || {
            Ok(Self {
                workflow: self::text(&table, "workflow")?,
                fingerprints: fingerprints(&table)?,
                scope: self::text(&table, "scope")?,
                property: self::text(&table, "property")?,
                told: texts(&table, "told")?,
            })
        };
        read().map_err(Unreadable::Malformed)
    }
}

impl Display for Violation {
    /// What was found, indented.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "  in scope `{}`:", self.scope)?;
        self.told.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}
