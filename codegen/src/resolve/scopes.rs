//! Scopes: a number for every parameter.

use std::fmt::Write as _;

use proc_macro2::{Ident, Span};

use super::Resolver;
use crate::ir::{Amount, ParameterKind, Purpose, Scope, Sizes};
use crate::syntax::ScopeItem;

impl Resolver<'_> {
    /// The named scopes.
    pub(super) fn declare_scopes(&mut self) {
        let workflow = self.workflow;
        if workflow.scopes.is_empty() {
            let message = format!("say how large: write `#[scope(quick{})]` after `#[workflow]`", self.template());
            self.errors.push("E0506", workflow.ident.span(), message);
        }
        super::data::check_distinct(workflow.scopes.iter().map(|scope| &scope.ident), "scope", &mut self.errors);
        for item in &workflow.scopes {
            super::declare::check_name(&item.ident, &mut self.errors);
            let purposes = self.purposes(item);
            let sizes = self.sizes(item);
            let span = self.names.spans.number(item.ident.span());
            self.ir.scopes.push(Scope { name: item.ident.to_string(), span, purposes, sizes });
        }
    }

    /// `, session = 2, crash = 1`: what a scope of this workflow looks like.
    fn template(&self) -> String {
        let mut template = String::new();
        for parameter in &self.ir.parameters {
            let size = if parameter.kind == ParameterKind::Budget { 1 } else { 2 };
            // Writing to a string never fails.
            let _ = write!(template, ", {} = {size}", parameter.name);
        }
        template
    }

    fn purposes(&mut self, item: &ScopeItem) -> Vec<Purpose> {
        let mut purposes = Vec::new();
        for name in &item.purposes {
            match name.to_string().as_str() {
                "safety" => purposes.push(Purpose::Safety),
                "liveness" => purposes.push(Purpose::Liveness),
                "walk" => purposes.push(Purpose::Walk),
                _ => {
                    let message = format!("`{name}` is no purpose: write `safety`, `liveness` or `walk`");
                    self.errors.push("E0502", name.span(), message);
                }
            }
        }
        if purposes.is_empty() {
            purposes = vec![Purpose::Safety, Purpose::Liveness, Purpose::Walk];
        }
        purposes.sort_unstable();
        purposes.dedup();
        purposes
    }

    fn sizes(&mut self, item: &ScopeItem) -> Sizes {
        let mut given: Vec<Option<(Amount, Span)>> = vec![None; self.ir.parameters.len()];
        for (name, number) in &item.sizes {
            let Some(parameter) = self.names.parameters.get(&name.to_string()).copied() else {
                self.errors.push("E0502", name.span(), self.unknown_parameter(name));
                continue;
            };
            if let Some((_, earlier)) = given[parameter.0] {
                let message = format!("`{name}` is given twice in scope `{}`: keep one", item.ident);
                self.errors.push_with("E0503", name.span(), message, earlier, "first given here");
                continue;
            }
            let amount = number.map_or(Amount::Unlimited, Amount::AtMost);
            self.check_amount(name, self.ir[parameter].kind, amount);
            given[parameter.0] = Some((amount, name.span()));
        }
        self.check_complete(item, &given);
        Sizes(given.into_iter().map(|amount| amount.map_or(Amount::AtMost(1), |(amount, _)| amount)).collect())
    }

    fn unknown_parameter(&self, name: &Ident) -> String {
        let known: Vec<String> = self.ir.parameters.iter().map(|parameter| format!("`{}`", parameter.name)).collect();
        if known.is_empty() {
            return format!("nothing in this workflow is called `{name}`: it has no parameters");
        }
        format!("nothing in this workflow is called `{name}`: its parameters are {}", known.join(", "))
    }

    fn check_amount(&mut self, name: &Ident, kind: ParameterKind, amount: Amount) {
        match (kind, amount) {
            (ParameterKind::Ids(sort), Amount::AtMost(0)) => {
                let message =
                    format!("a scope without a single `{}` shows nothing: write at least 1", self.ir[sort].name);
                self.errors.push("E0504", name.span(), message);
            }
            (ParameterKind::Ids(_) | ParameterKind::Capacity, Amount::Unlimited) => {
                let message = format!("`{name}` must be a number: only the budget of a fault may be `unlimited`");
                self.errors.push("E0505", name.span(), message);
            }
            _ => {}
        }
    }

    fn check_complete(&mut self, item: &ScopeItem, given: &[Option<(Amount, Span)>]) {
        let missing: Vec<String> = (self.ir.parameters.iter().zip(given))
            .filter(|(_, amount)| amount.is_none())
            .map(|(parameter, _)| format!("`{} = ..`", parameter.name))
            .collect();
        if !missing.is_empty() {
            let message = format!("scope `{}` must say {}", item.ident, missing.join(", "));
            self.errors.push("E0501", item.ident.span(), message);
        }
    }
}
