//! Which claims a text asks.

use crate::commands::{Claim, Expr, Question, VariableId};

/// The claims that are asked.
#[derive(Clone, Debug)]
pub(super) struct Asked<'p>(pub(super) Vec<&'p Claim>);

impl<'p> Asked<'p> {
    /// What to call the claim that no rule is broken.
    pub(super) fn rules(&self) -> Option<&'p str> {
        let rules = self.0.iter().find(|claim| matches!(claim.question, Question::NoDefect(_)));
        rules.map(|claim| claim.name.as_str())
    }

    /// What is claimed of every transition, and the variables that it compares.
    pub(super) fn transitions(&self) -> impl Iterator<Item = (&'p Claim, &'p [VariableId], &'p Expr)> + '_ {
        self.0.iter().filter_map(|claim| match &claim.question {
            Question::Transition(compared, holds) => Some((*claim, compared.as_slice(), holds)),
            _ => None,
        })
    }

    /// The variables that are kept from before a command, each once.
    pub(super) fn compared(&self) -> Vec<VariableId> {
        let mut variables: Vec<VariableId> =
            self.transitions().flat_map(|(_, compared, _)| compared.iter().copied()).collect();
        variables.sort_unstable();
        variables.dedup();
        variables
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|claim| claim.name == name)
    }
}
