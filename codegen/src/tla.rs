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

use crate::export::{Claim, Exported, File, Form, Unsupported};
use crate::ir::{Ir, Sizes};
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
        Some(what) => Err(Unsupported { notation: "TLA+", what }),
        None => Ok(Export { name: context.module.clone(), module, claims, constants: constants(&context) }),
    }
}

impl Export {
    /// The configuration that asks what the protocol states: all but what is to be violated, which each ends a run.
    #[must_use]
    pub fn configuration(&self, ir: &Ir) -> String {
        let stated = self.claims.iter().filter(|claim| !claim.is_to_be_violated(ir));
        let mut text = self.asking(stated);
        let asked = |claim: &&Claim| claim.is_to_be_violated(ir) && claim.inexpressible().is_none();
        let others: Vec<&Claim> = self.claims.iter().filter(asked).collect();
        if !others.is_empty() {
            text += "\n\\* To be violated, one at a time:\n";
        }
        for claim in others {
            let _ = writeln!(text, "\\* {} {}", keyword(&claim.form), claim.name);
        }
        text
    }

    /// A configuration that asks these.
    #[must_use]
    pub fn asking<'c>(&self, claims: impl IntoIterator<Item = &'c Claim>) -> String {
        let deadlock = "\\* TLC's own notion of a deadlock is another: switch its check off (-deadlock).\n";
        let mut text = format!("{deadlock}SPECIFICATION Spec\n{}", self.constants);
        for claim in claims {
            if claim.inexpressible().is_none() {
                let _ = writeln!(text, "{} {}", keyword(&claim.form), claim.name);
            }
        }
        text
    }
}

impl Exported for Export {
    fn name(&self) -> &str {
        &self.name
    }

    fn claims(&self) -> &[Claim] {
        &self.claims
    }

    fn files(&self, asked: &[&Claim]) -> Vec<File> {
        let module = File { name: format!("{}.tla", self.name), text: self.module.clone() };
        let configuration = File { name: format!("{}.cfg", self.name), text: self.asking(asked.iter().copied()) };
        vec![module, configuration]
    }
}

fn keyword(form: &Form) -> &'static str {
    if *form == Form::Property { "PROPERTY" } else { "INVARIANT" }
}

/// The scope: model values for ids, numbers for the rest.
fn constants(context: &Context<'_>) -> String {
    let mut text = "CONSTANT None = None\n".to_owned();
    for (index, sort) in context.sorts.iter().enumerate() {
        let id = crate::ir::SortId(index);
        let value = crate::casing::snake(&context.ir[id].name);
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
