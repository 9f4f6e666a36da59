//! Why there is no Machine, in words.

use core::fmt::{self, Display, Formatter};

use super::{Unreadable, Violation};

/// Why a Machine may not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denial {
    /// There is no record. The records of the same workflow that lie where it should be.
    Missing(Vec<String>),
    /// What lies there is no record, or was changed.
    Unreadable(Unreadable),
    /// The record is that of another workflow.
    Foreign(String),
    /// The record is of something else than what is compiled.
    Stale(Difference),
    /// The record lacks something that every build needs.
    Lacks(Lack),
    /// The protocol is known to break: these properties are declared `#[refuted]`.
    Refuted(Vec<String>),
    /// The protocol was found to break.
    Violated(Box<Violation>),
}

/// What has changed since a record was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// What the protocol does: the record's fingerprint, and the protocol's.
    Behaviour(String, String),
    /// The durations of its timers, or which of its structs are documents.
    Timers,
    /// How rows or messages are told apart.
    Layout,
    /// The Machine that honnin makes of it. The version that wrote the record.
    Emitter(String),
}

/// What a record lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// A verdict for this scope.
    Scope(String),
    /// The numbers of this scope: it was explored with others.
    Numbers(String),
    /// In a scope, a property.
    Property(String, String),
    /// The walk over a role.
    Walk(String),
}

impl Denial {
    /// The code of the rule.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "E0801",
            Self::Unreadable(_) | Self::Foreign(_) => "E0802",
            Self::Stale(_) => "E0803",
            Self::Lacks(_) => "E0804",
            Self::Refuted(_) | Self::Violated(_) => "E0805",
        }
    }

    /// Whether verifying it again may help.
    #[must_use]
    pub fn is_curable(&self) -> bool {
        !matches!(self, Self::Refuted(_) | Self::Violated(_))
    }
}

impl Display for Denial {
    /// A lower-case clause; what was found stands on lines of its own.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(others) if others.is_empty() => f.write_str("there is no record that it was verified"),
            Self::Missing(others) => {
                f.write_str("there is no record that it was verified as it is now\n  found: ")?;
                f.write_str(&others.join(", "))?;
                f.write_str(if others.len() == 1 { ", which is" } else { ", which are" })?;
                f.write_str(" of other versions of it")
            }
            Self::Unreadable(why) => write!(f, "its record cannot be used: {why}"),
            Self::Foreign(workflow) => write!(f, "what lies in its record's place is the record of `{workflow}`"),
            Self::Stale(difference) => write!(f, "its record is stale: {difference}"),
            Self::Lacks(lack) => write!(f, "its record is incomplete: {lack}"),
            Self::Refuted(properties) => {
                let names: Vec<String> = properties.iter().map(|name| format!("`{name}`")).collect();
                write!(f, "it is known to break {} (`#[refuted]`)", names.join(", "))
            }
            Self::Violated(violation) => write!(f, "it breaks `{}`\n{violation}", violation.property),
        }
    }
}

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Behaviour(old, new) => {
                write!(f, "the protocol has changed\n  found: the record of {old}, and the protocol is {new}")
            }
            Self::Timers => f.write_str("the durations of timers, or what is a document, have changed"),
            Self::Layout => f.write_str("stored rows or messages are told apart in another way"),
            Self::Emitter(version) => write!(
                f,
                "the Machine that is made of it now is not the one that was walked\n  found: a record written by honnin \
                 {version}, and this is honnin {}",
                env!("CARGO_PKG_VERSION")
            ),
        }
    }
}

impl Display for Lack {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scope(scope) => write!(f, "scope `{scope}` was not explored"),
            Self::Numbers(scope) => write!(f, "scope `{scope}` was explored with other numbers"),
            Self::Property(scope, property) => write!(f, "`{property}` was not judged in scope `{scope}`"),
            Self::Walk(role) => write!(f, "the Machine of `{role}` was not walked"),
        }
    }
}
