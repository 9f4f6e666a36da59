//! Murphi: a protocol at a scope as a model for Rumur and those who read.
//!
//! Cells are variables of the state, and what holds nothing is undefined. Ids whose names no text says are a `scalarset`, so
//! that Rumur's symmetry reduction may be used. A command is a rule with the protocol's name, for all values of its
//! parameters; conditions and changes that have a name are functions and procedures. The model has the same states as the
//! protocol, one for one, and no others.
//!
//! `#[reachable]` is a `cover`, `#[always_possible]` a `liveness` property, which Rumur means so: from every state, one that
//! satisfies it can be reached. What is claimed of each transition is asserted at the end of each rule. What Murphi cannot
//! say is a promise (`#[leads_to]`): it has no words for runs.

mod asked;
mod claim;
mod declare;
mod define;
mod doc;
mod expression;
mod lines;
mod module;
mod names;
mod rule;
mod statement;
mod tables;
#[cfg(test)]
mod tests;
mod visit;

use crate::commands::{self, Command, Program};
use crate::export::{Claim, Exported, File, Unsupported};
use crate::ir::query::Event;
use crate::ir::{Ir, Sizes};
use asked::Asked;

/// A model, and what may be asked of it.
#[derive(Clone, Debug)]
pub struct Export {
    name: String,
    program: Program,
    /// By command: whose it is.
    headlines: Vec<String>,
    claims: Vec<Claim>,
}

/// Exports a protocol at a scope. The text is made for the claims that it asks.
///
/// # Errors
/// When the protocol does what guarded commands cannot, or the scope has no id of a sort.
pub fn export(ir: &Ir, sizes: &Sizes) -> Result<Export, Unsupported> {
    let program = commands::lower(ir, sizes, "Murphi")?;
    if let Some(sort) = program.sorts.iter().find(|sort| sort.size == 0) {
        let what = format!("no {} at all: a scalarset has at least one", sort.name);
        return Err(Unsupported { notation: "Murphi", what });
    }
    let headlines = program.commands.iter().map(|command| headline(ir, command)).collect();
    let claims = program.claims.iter().map(|claim| {
        let form = claim::form(&claim.question);
        Claim { subject: claim.subject, name: claim.name.clone(), form }
    });
    let claims = claims.collect();
    Ok(Export { name: crate::casing::camel(&program.name), program, headlines, claims })
}

fn headline(ir: &Ir, command: &Command) -> String {
    match command.event {
        Event::Action(id) => ir[ir[id].component].name.clone(),
        Event::Drop(_) | Event::Lose(_) | Event::Repeat(_) | Event::Drain(_) => "Messages on their way".to_owned(),
    }
}

impl Export {
    /// The model that asks these claims.
    #[must_use]
    pub fn model(&self, asked: &[&Claim]) -> String {
        let is_asked = |name: &str| asked.iter().any(|claim| claim.name == name && claim.inexpressible().is_none());
        let asked = self.program.claims.iter().filter(|claim| is_asked(&claim.name)).collect();
        module::model(&self.program, &self.headlines, &Asked(asked))
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
        vec![File { name: format!("{}.m", self.name), text: self.model(asked) }]
    }
}
