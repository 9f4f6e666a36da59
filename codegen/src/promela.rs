//! Promela: a protocol at a scope as a model for SPIN and those who read.
//!
//! An id is a number from 0, and nothing is `NONE`; tags are constants; a record is a `typedef`. There is an `inline` for
//! each command, one `d_step` of a guard and a body, and one process with one control state that offers each command with
//! each tuple of arguments. What bodies and loops need besides is `hidden`, which is no part of a state. So SPIN stores as many
//! states as the protocol has.
//!
//! What is claimed of states is one more option of the same process, enabled where the claim is violated: it fails an
//! assertion there, and elsewhere adds neither state nor transition. (A `never` claim would be in the state.) What is claimed of
//! steps is asserted at the end of each, on values kept from before it.
//!
//! A promise (`leads_to`) has a model of its own: see `live`. It has more states, since fairness is in them.

mod command;
mod context;
mod declare;
mod expression;
mod lines;
mod live;
mod model;
mod names;
mod runs;
mod statement;

use crate::commands::{self, Program, Question};
use crate::export::{Claim, Exported, File, Form, Unsupported};
use crate::ir::{Ir, Sizes};
use context::Context;
use live::Plan;

/// A model, and what may be asked of it.
#[derive(Clone, Debug)]
pub struct Export {
    /// The model's name, and that of its file.
    pub name: String,
    /// What may be asked of it.
    pub claims: Vec<Claim>,
    program: Program,
}

/// Exports a protocol at a scope.
///
/// # Errors
/// When the protocol says what guarded commands cannot say.
pub fn export(ir: &Ir, sizes: &Sizes) -> Result<Export, Unsupported> {
    commands::lower(ir, sizes, "Promela").map(Export::new)
}

impl Export {
    /// A program in Promela.
    #[must_use]
    pub fn new(program: Program) -> Self {
        let context = Context::new(&program);
        let names = context.names.claims.clone();
        let runs = Plan::new(&context).map_or_else(Form::Inexpressible, |_| Form::Property);
        let claim = |(claim, name): (&commands::Claim, String)| Claim {
            subject: claim.subject,
            name,
            form: match &claim.question {
                Question::Invariant(_) | Question::Transition(..) | Question::NoDefect(_) => Form::Invariant,
                Question::Witness(_) => Form::Witness,
                Question::LeadsTo(..) => runs.clone(),
                Question::Possible(..) => Form::Inexpressible(BRANCHES.to_owned()),
                Question::Inexpressible(why) => Form::Inexpressible(why.clone()),
            },
        };
        let claims = program.claims.iter().zip(names).map(claim).collect();
        Self { name: program.name.clone(), claims, program }
    }

    /// The model that asks these claims of states and steps.
    #[must_use]
    pub fn of_states(&self, asked: &[&Claim]) -> String {
        let wanted = |(_, claim): &(usize, &Claim)| asked.contains(claim);
        let asked: Vec<usize> = self.claims.iter().enumerate().filter(wanted).map(|(index, _)| index).collect();
        Context::new(&self.program).safety(&asked)
    }

    /// The model that asks this claim of runs; nothing where it is no such claim.
    #[must_use]
    pub fn of_runs(&self, asked: &Claim) -> Option<String> {
        let index = self.claims.iter().position(|claim| claim == asked && claim.form == Form::Property)?;
        let mut context = Context::new(&self.program);
        let plan = Plan::new(&context).ok()?;
        Some(context.liveness(index, &plan))
    }
}

impl Exported for Export {
    fn name(&self) -> &str {
        &self.name
    }

    fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// A model that asks of states and steps, and one for each claim of runs.
    fn files(&self, asked: &[&Claim]) -> Vec<File> {
        let file = |name: String, text| File { name: name + ".pml", text };
        let runs = asked.iter().filter_map(|claim| Some((&claim.name, self.of_runs(claim)?)));
        let mut runs: Vec<File> = runs.map(|(claim, text)| file(format!("{}_{claim}", self.name), text)).collect();
        if runs.is_empty() || asked.iter().any(|claim| claim.form != Form::Property) {
            runs.insert(0, file(self.name.clone(), self.of_states(asked)));
        }
        runs
    }
}

const BRANCHES: &str = "a claim about branches, which linear temporal logic does not make";
