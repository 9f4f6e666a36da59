//! The heads of properties and final states.

use proc_macro2::Ident;
use syn::spanned::Spanned;

use super::actions::ident;
use super::types::{split, value_type};
use super::{Resolver, TypeName};
use crate::ir::{At, Expr, FinalState, Local, MessageId, Property, PropertyKind, Refuted, Type};
use crate::syntax::{FunctionItem, Mark, ParameterItem};

impl Resolver<'_> {
    /// Declares a property; its predicate is still to be lowered.
    pub(super) fn declare_property(&mut self, index: usize, function: &FunctionItem, kind: PropertyKind) {
        let result = if kind == PropertyKind::LeadsTo { "LeadsTo" } else { "bool" };
        self.check_result(function, result);
        let locals = self.property_locals(function, kind == PropertyKind::Action);
        if let (PropertyKind::AlwaysPossible, Some(local)) = (kind, locals.first()) {
            let message =
                format!("one state must do for all ids: leave `{}` out, and say `all(..)` or `any(..)`", local.name);
            self.errors.push("E0219", function.ident.span(), message);
        }
        let span = self.names.spans.number(function.ident.span());
        let refuted = self.refuted(function);
        self.names.properties.push(index);
        self.ir.properties.push(Property {
            name: function.ident.to_string(),
            doc: function.doc.clone(),
            span,
            kind,
            parameters: locals.len(),
            locals,
            predicate: Expr::Bool(true),
            goal: (kind == PropertyKind::LeadsTo).then_some(Expr::Bool(true)),
            refuted,
        });
    }

    /// Declares a final state; its predicate is still to be lowered.
    pub(super) fn declare_final_state(&mut self, index: usize, function: &FunctionItem, remaining: &[Ident]) {
        self.check_result(function, "bool");
        let locals = self.property_locals(function, false);
        if let Some(local) = locals.first() {
            let message =
                format!("a state is final as a whole: leave `{}` out, and say `all(..)` or `any(..)`", local.name);
            self.errors.push("E0219", function.ident.span(), message);
        }
        let remaining = remaining.iter().filter_map(|name| self.remaining(name)).collect();
        let span = self.names.spans.number(function.ident.span());
        self.names.final_states.push(index);
        self.ir.final_states.push(FinalState {
            name: function.ident.to_string(),
            span,
            locals,
            predicate: Expr::Bool(true),
            remaining,
        });
    }

    fn remaining(&mut self, name: &Ident) -> Option<MessageId> {
        if let Some(TypeName::Message(message)) = self.names.types.get(&name.to_string()) {
            return Some(*message);
        }
        self.errors.push("E0206", name.span(), format!("no message `{name}` that could remain"));
        None
    }

    fn check_result(&mut self, function: &FunctionItem, result: &str) {
        let right = function.output.as_ref().is_some_and(|ty| split(ty).is_ok_and(|(name, _)| name == result));
        if !right {
            let message = format!("this property says something: write `-> {result}`");
            self.errors.push("E0214", function.ident.span(), message);
        }
    }

    /// The id parameters, in order; references to components are checked and leave nothing behind.
    fn property_locals(&mut self, function: &FunctionItem, over_steps: bool) -> Vec<Local> {
        super::data::check_distinct(
            function.parameters.iter().filter_map(|parameter| ident(&parameter.pattern)),
            "parameter",
            &mut self.errors,
        );
        let mut locals = Vec::new();
        for parameter in &function.parameters {
            let Some(name) = ident(&parameter.pattern) else {
                self.errors.push("E0219", parameter.pattern.span(), "give this parameter a name");
                continue;
            };
            if let syn::Type::Reference(reference) = &parameter.ty {
                self.check_view(name, reference, over_steps);
            } else if let Some(local) = self.id_parameter(name, parameter) {
                locals.push(local);
            }
        }
        locals
    }

    fn id_parameter(&mut self, name: &Ident, parameter: &ParameterItem) -> Option<Local> {
        match value_type(&parameter.ty, &self.names) {
            Ok(ty @ Type::Id(_)) => Some(Local { name: name.to_string(), ty }),
            Ok(_) => {
                let message =
                    "a property ranges over ids only, and looks at roles by reference: `server: &Server, job: Job`";
                self.errors.push("E0219", parameter.ty.span(), message);
                None
            }
            Err(diagnostic) => {
                self.refuse(diagnostic);
                None
            }
        }
    }

    /// `&Role` for what is one, `&Map<Id, Role>` for what is one per id.
    fn check_view(&mut self, name: &Ident, reference: &syn::TypeReference, over_steps: bool) {
        if reference.mutability.is_some() || reference.lifetime.is_some() {
            self.errors.push("E0219", reference.span(), "a property looks and does not touch: write `&Role`");
        }
        let text = name.to_string();
        if over_steps && !text.starts_with("before") && !text.starts_with("after") {
            let message = format!("call it `before_{name}` or `after_{name}`: an action property compares two states");
            self.errors.push("E0219", name.span(), message);
        }
        let Ok((written, arguments)) = split(&reference.elem) else {
            return self.errors.push("E0219", reference.elem.span(), "write `&Role` or `&Map<Id, Role>`");
        };
        let (role, key) = match (written.as_str(), &arguments[..]) {
            ("Map", [key, role]) => (split(role).map(|(name, _)| name).unwrap_or_default(), split(key).ok()),
            _ => (written, None),
        };
        let Some(TypeName::Component(component)) = self.names.types.get(&role).copied() else {
            let message = format!("no role, store or ghost `{role}`: ids are passed by value, roles by reference");
            return self.errors.push("E0219", reference.elem.span(), message);
        };
        let right = match self.ir[component].per {
            None => format!("&{role}"),
            Some(sort) => format!("&Map<{}, {role}>", self.ir[sort].name),
        };
        let given = key.map_or_else(|| format!("&{role}"), |(key, _)| format!("&Map<{key}, {role}>"));
        if right != given {
            self.errors.push("E0219", reference.span(), format!("write `{right}`, as `{role}` is declared"));
        }
    }

    fn refuted(&mut self, function: &FunctionItem) -> Option<Refuted> {
        let at = function.marks.iter().find_map(|(mark, _)| match mark {
            Mark::Refuted { at } => Some(at),
            _ => None,
        })?;
        Some(Refuted { at: self.scopes_of_claim(at, "refuted") })
    }

    /// The scope that a claim is confined to, which must be one.
    pub(super) fn scopes_of_claim(&mut self, at: &[Ident], claim: &str) -> At {
        for scope in at {
            if !self.workflow.scopes.iter().any(|item| item.ident == *scope) {
                self.errors.push("E0206", scope.span(), format!("no scope `{scope}` in which this could be {claim}"));
            }
        }
        At(at.iter().map(ToString::to_string).collect())
    }
}
