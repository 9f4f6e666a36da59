//! What the notations that a protocol is exported to have in common: what may be asked, how, and what cannot be said.

use crate::ir::{Ir, PropertyId, PropertyKind};

/// A protocol at a scope, in another notation.
pub trait Exported: Send + Sync {
    /// The model's name, and that of its files.
    fn name(&self) -> &str;

    /// What may be asked of it, or cannot be.
    fn claims(&self) -> &[Claim];

    /// The files that ask these claims: what the judge is called on comes first.
    fn files(&self, asked: &[&Claim]) -> Vec<File>;
}

/// A file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, without a folder.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// Something that a judge may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is about.
    pub subject: Subject,
    /// The name of the definition, or that by which the judge tells of it.
    pub name: String,
    /// How to ask.
    pub form: Form,
}

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A property of the protocol.
    Property(PropertyId),
    /// No rule of the semantics is broken.
    NoDefect,
    /// Something moves until a final state is reached.
    NoDeadlock,
    /// Every variable stays within its type: of the export itself.
    Types,
}

/// How a judge is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Something that holds in every state, or of every step.
    Invariant,
    /// Something that holds of every run, or of what can still happen.
    Property,
    /// Something that is to be violated: the trace is the witness of a `#[reachable]`.
    Witness,
    /// Not at all: why the notation, or its judge, cannot say it.
    Inexpressible(String),
}

/// Why a protocol cannot be exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// The notation.
    pub notation: &'static str,
    /// What it cannot say, in the protocol's words.
    pub what: String,
}

impl Claim {
    /// The property's kind; `None` for what every protocol claims.
    #[must_use]
    pub fn kind(&self, ir: &Ir) -> Option<PropertyKind> {
        match self.subject {
            Subject::Property(id) => Some(ir[id].kind),
            _ => None,
        }
    }

    /// What it is called in every notation: the property's own name.
    #[must_use]
    pub fn title<'a>(&self, ir: &'a Ir) -> &'a str {
        match self.subject {
            Subject::Property(id) => &ir[id].name,
            Subject::NoDefect => "no-defect",
            Subject::NoDeadlock => "no-deadlock",
            Subject::Types => "types",
        }
    }

    /// Whether the source says that it is violated: a witness, or a known defect.
    #[must_use]
    pub fn is_to_be_violated(&self, ir: &Ir) -> bool {
        match self.subject {
            Subject::Property(id) => self.form == Form::Witness || ir[id].refuted.is_some(),
            _ => false,
        }
    }

    /// Why it cannot be asked.
    #[must_use]
    pub fn inexpressible(&self) -> Option<&str> {
        match &self.form {
            Form::Inexpressible(why) => Some(why),
            _ => None,
        }
    }
}

impl core::fmt::Display for Unsupported {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "cannot be said in {}: {}", self.notation, self.what)
    }
}

impl core::error::Error for Unsupported {}
