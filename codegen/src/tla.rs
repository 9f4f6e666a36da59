//! TLA+: a protocol at a scope as a module for TLC and those who read, with its configuration.
//!
//! There is a variable for each role, store and ghost (a record, or a function to records where there is one for each id),
//! one for all messages that are read and never taken, one for each bag and FIFO, and one for what is left of the budgets.
//! Ids are sets of model values, so that TLC's `SYMMETRY` may be used; a map is a function, an `Option` its value or
//! `None`, an enum a string or a record with a `tag`. There is an operator for each action and observer, named as in the
//! protocol. The module has the same states as the protocol, one for one, and no others.
//!
//! What a body does, statement by statement, becomes one conjunction of primed variables: see `body`. Two things are said
//! differently than in the protocol. A run that leaves the scope is cut, which is no step; where a fair action is cut so,
//! fairness asks nothing of a run that stays. And TLA+ cannot tell a step that changes nothing from no step, so that an
//! action property that such a step violates is not violated here.

mod action;
mod body;
mod context;
mod crash;
mod declare;
mod defined;
mod delivery;
mod doc;
mod ending;
mod env;
mod formula;
mod helper;
mod ids;
mod loops;
mod merge;
mod module;
mod names;
mod observer;
mod output;
mod path;
mod property;
mod reach;
mod tree;
mod types;
mod write;

use std::fmt::Write as _;

use crate::ir::{Ir, PropertyId, PropertyKind, Sizes};
use context::Context;

/// A module, its configuration, and what may be asked of it.
#[derive(Clone, Debug)]
pub struct Export {
    /// The module's name, and that of its files.
    pub name: String,
    /// The module.
    pub module: String,
    /// What may be asked of it.
    pub claims: Vec<Claim>,
    constants: String,
}

/// Something that TLC may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is about.
    pub subject: Subject,
    /// The definition's name.
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

/// How TLC is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `INVARIANT`.
    Invariant,
    /// `PROPERTY`.
    Property,
    /// `INVARIANT`, to be violated: the trace is the witness of a `#[reachable]`.
    Witness,
    /// Not at all: `#[always_possible]` is about branches, and TLA+ about runs.
    Inexpressible,
}

/// Why a protocol cannot be exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported(pub String);

impl core::fmt::Display for Unsupported {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "cannot be said in TLA+: {}", self.0)
    }
}

impl core::error::Error for Unsupported {}

/// Exports a protocol at a scope. Linear in the length of the protocol but for branches that put something out: what
/// follows them is written once for each.
///
/// # Errors
/// When a body chooses in the midst of a loop, which has no place in a conjunction.
pub fn export(ir: &Ir, sizes: &Sizes) -> Result<Export, Unsupported> {
    let context = Context::new(ir, sizes);
    let mut beyond = None;
    let (module, claims) = context.module(&mut beyond);
    match beyond {
        Some(what) => Err(Unsupported(what)),
        None => Ok(Export { name: context.module.clone(), module, claims, constants: constants(&context) }),
    }
}

impl Export {
    /// The configuration that asks what the protocol states: all but what is to be violated, which each ends a run.
    #[must_use]
    pub fn configuration(&self, ir: &Ir) -> String {
        let refuted = |claim: &Claim| match claim.subject {
            Subject::Property(id) => ir[id].refuted.is_some(),
            _ => false,
        };
        let stated = self.claims.iter().filter(|claim| claim.form != Form::Witness && !refuted(claim));
        let mut text = self.asking(stated);
        let others: Vec<&Claim> = self
            .claims
            .iter()
            .filter(|claim| claim.form == Form::Witness || (refuted(claim) && claim.form != Form::Inexpressible))
            .collect();
        if !others.is_empty() {
            text += "\n\\* To be violated, one at a time:\n";
        }
        for claim in others {
            let _ = writeln!(text, "\\* {} {}", keyword(claim.form), claim.name);
        }
        text
    }

    /// A configuration that asks these.
    #[must_use]
    pub fn asking<'c>(&self, claims: impl IntoIterator<Item = &'c Claim>) -> String {
        let deadlock = "\\* TLC's own notion of a deadlock is another: switch its check off (-deadlock).\n";
        let mut text = format!("{deadlock}SPECIFICATION Spec\n{}", self.constants);
        for claim in claims {
            if claim.form != Form::Inexpressible {
                let _ = writeln!(text, "{} {}", keyword(claim.form), claim.name);
            }
        }
        text
    }
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
}

fn keyword(form: Form) -> &'static str {
    if form == Form::Property { "PROPERTY" } else { "INVARIANT" }
}

/// The scope: model values for ids, numbers for the rest.
fn constants(context: &Context<'_>) -> String {
    let mut text = "CONSTANT None = None\n".to_owned();
    for (index, sort) in context.sorts.iter().enumerate() {
        let id = crate::ir::SortId(index);
        let value = names::snake(&context.ir[id].name);
        let ids: Vec<String> =
            (1..=context.sizes.ids(context.ir, id)).map(|number| format!("{value}_{number}")).collect();
        let _ = writeln!(text, "CONSTANT {sort} = {{{}}}", ids.join(", "));
    }
    for (index, name) in context.parameters.iter().enumerate() {
        let number = context.sizes.get(crate::ir::ParameterId(index));
        if let (Some(name), Some(number)) = (name, number) {
            let _ = writeln!(text, "CONSTANT {name} = {number}");
        }
    }
    text
}
