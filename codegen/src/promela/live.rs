//! Which instances of commands are owed something, and whether SPIN can be told so.
//!
//! Fairness is owed to instances, and an instance is enabled where one of its commands would change something, or leave the
//! scope. SPIN's own weak fairness (`-f`) is that of processes, knows no strong one, and in 6.5.2 does not end its search where
//! a process may do nothing; so fairness is in the claim, an automaton over what is enabled and what was taken last. The
//! automaton goes through all that are owed something, in turn, and of the strongly fair instances it chooses those that are
//! never enabled again: there are two to the power of their number of such choices.
//!
//! A weakly fair instance of one command counts as enabled, and as taken, where this changes nothing, too: such a step is as
//! good as none, so that it is fair one way or the other. Of more than one command, and of strong fairness, it has to be said
//! beforehand what changes something.
//!
//! What would leave the scope leads `outside`, where every goal holds and from where nothing leads back.

use super::context::Context;
use super::expression::call;
use crate::commands::{Cause, Expr};
use crate::ir::Fairness;
use crate::ir::query::Event;

/// How many strongly fair instances SPIN is asked about at most.
const STRONG: usize = 5;
/// How many weakly fair ones: every state is looked at once more for each.
const WEAK: usize = 40;

/// A fair instance.
#[derive(Clone, Debug)]
pub(super) struct Fair {
    event: Event,
    ids: Vec<String>,
    pub(super) strong: bool,
    /// The commands it can be taken by, with their arguments.
    pub(super) members: Vec<(usize, Vec<String>)>,
}

/// Everything that a model about runs needs to know.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pub(super) fair: Vec<Fair>,
}

impl Plan {
    /// # Errors
    /// Why SPIN cannot be told.
    pub(super) fn new(context: &Context<'_>) -> Result<Self, String> {
        let mut plan = Self::default();
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
        for index in 0..context.program.commands.len() {
            if plan.says_changes(index) && context.program.commands[index].changes.is_none() {
                let name = &context.program.commands[index].name;
                return Err(format!("whether `{name}` changes something shows only when it is done"));
            }
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
            let strong = command.fairness == Fairness::Strong;
            self.fair.push(Fair { event: command.event, ids, strong, members: vec![(index, arguments)] });
        }
    }

    /// Whether it has to be said when a command changes something.
    pub(super) fn says_changes(&self, index: usize) -> bool {
        let exact = self.fair.iter().filter(|fair| fair.strong || fair.members.len() > 1);
        exact.flat_map(|fair| &fair.members).any(|(command, _)| *command == index)
    }

    /// The number, from 1, of the fair instance that a command with these arguments is taken for; 0 for none.
    pub(super) fn number(&self, index: usize, arguments: &[String]) -> usize {
        let is = |fair: &Fair| fair.members.iter().any(|(command, tuple)| *command == index && tuple == arguments);
        self.fair.iter().position(is).map_or(0, |position| position + 1)
    }
}

impl Fair {
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
