//! Which instances of commands are owed something, and whether SPIN can be told so.
//!
//! Fairness is owed to instances, and an instance is enabled where one of its commands would change something, or leave the
//! scope. A weakly fair instance is a process of its own: SPIN's weak fairness (`-f`) is that of processes. Where it has one
//! command only, this may also be taken where it changes nothing: SPIN then counts as taken what we count as not enabled,
//! and either is fair. Of more than one command, and of strong fairness, it has to be said beforehand what changes something.
//! Strong fairness is in the claim: a run that is owed something chooses which of the strongly fair instances are from then on
//! never enabled, and takes the others for ever. There are two to the power of their number of such choices.
//!
//! What would leave the scope leads `outside`, where every goal holds and from where nothing leads back.

use super::context::Context;
use super::expression::call;
use crate::commands::{Cause, Expr};
use crate::ir::Fairness;
use crate::ir::query::Event;

/// How many strongly fair instances SPIN is asked about at most.
const STRONG: usize = 5;
/// How many weakly fair ones: SPIN looks at every state once more for each.
const WEAK: usize = 60;

/// A fair instance.
#[derive(Clone, Debug)]
pub(super) struct Fair {
    event: Event,
    ids: Vec<String>,
    /// Its name: `Light_0`.
    pub(super) name: String,
    pub(super) strong: bool,
    /// The commands it can be taken by, with their arguments.
    pub(super) members: Vec<(usize, Vec<String>)>,
}

/// Everything that a model about runs needs to know.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pub(super) fair: Vec<Fair>,
    /// By command: when it changes something, where that has to be said.
    pub(super) changes: Vec<Option<String>>,
}

impl Plan {
    /// # Errors
    /// Why SPIN cannot be told.
    pub(super) fn new(context: &mut Context<'_>) -> Result<Self, String> {
        let mut plan = Self { fair: Vec::new(), changes: vec![None; context.program.commands.len()] };
        for index in 0..context.program.commands.len() {
            plan.instances(context, index);
        }
        let strong = plan.fair.iter().filter(|fair| fair.strong).count();
        if strong > STRONG {
            return Err(format!("strong fairness of {strong} instances"));
        }
        if plan.fair.len() - strong > WEAK {
            return Err(format!("weak fairness of {} instances", plan.fair.len() - strong));
        }
        for index in plan.fair.iter().filter(|fair| fair.strong || fair.members.len() > 1).flat_map(Fair::commands) {
            if plan.changes[index].is_none() {
                let unsaid = || format!("whether `{}` changes something", context.program.commands[index].name);
                plan.changes[index] = Some(context.changes(index).ok_or_else(unsaid)?);
            }
        }
        for fair in &mut plan.fair {
            fair.name = context.names.give(&fair.name, "Fair_");
        }
        Ok(plan)
    }

    fn instances(&mut self, context: &Context<'_>, index: usize) {
        let command = &context.program.commands[index];
        if command.interrupted || command.fairness == Fairness::Unfair {
            return;
        }
        for arguments in context.tuples(&command.parameters) {
            let ids: Vec<String> = command.instance.iter().map(|&parameter| arguments[parameter].clone()).collect();
            let same = |fair: &&mut Fair| fair.event == command.event && fair.ids == ids;
            if let Some(fair) = self.fair.iter_mut().find(same) {
                fair.members.push((index, arguments));
                continue;
            }
            let words: Vec<&str> =
                [command.name.as_str()].into_iter().chain(ids.iter().map(String::as_str)).collect();
            let (name, strong) = (words.join("_"), command.fairness == Fairness::Strong);
            self.fair.push(Fair { event: command.event, ids, name, strong, members: vec![(index, arguments)] });
        }
    }

    /// The strongly fair instances, in the order in which `taken` numbers them from 1.
    pub(super) fn strong(&self) -> Vec<&Fair> {
        self.fair.iter().filter(|fair| fair.strong).collect()
    }
}

impl Fair {
    fn commands(&self) -> Vec<usize> {
        self.members.iter().map(|(index, _)| *index).collect()
    }

    /// When it is enabled: what it could do would change something or leave the scope.
    pub(super) fn enabled(&self, context: &Context<'_>) -> String {
        let parts = self.members.iter().flat_map(|(index, arguments)| {
            let name = &context.names.commands[*index];
            let leaves = context.leaves(*index).map(|_| call(&format!("{name}Leaves"), arguments));
            [call(&format!("{name}May"), arguments)].into_iter().chain(leaves)
        });
        parts.collect::<Vec<_>>().join(" || ")
    }
}

impl Context<'_> {
    /// Where an enabled command leaves the scope.
    pub(super) fn leaves(&self, index: usize) -> Option<Expr> {
        let edges = self.program.commands[index].stops.iter().filter(|stop| matches!(stop.cause, Cause::Edge(_)));
        let ways: Vec<Expr> = edges.map(|stop| stop.when.clone()).collect();
        (!ways.is_empty()).then_some(Expr::Or(ways))
    }
}
