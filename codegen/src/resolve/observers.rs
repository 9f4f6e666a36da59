//! The heads of observers: one for each trigger.

use proc_macro2::Ident;
use syn::spanned::Spanned;

use super::actions::ident;
use super::types::value_type;
use super::{Resolver, TypeName};
use crate::ir::{ActionId, ActionKind, Body, ComponentId, ComponentKind, Local, Observer, Trigger};
use crate::syntax::{FunctionItem, Mark};

impl Resolver<'_> {
    /// Declares an observer for each trigger of a function, if it has any.
    pub(super) fn declare_observers(&mut self, index: usize, function: &FunctionItem) {
        let Some(owner) = &function.owner else { return };
        let Some(TypeName::Component(component)) = self.names.types.get(&owner.to_string()).copied() else { return };
        if self.ir[component].kind != ComponentKind::Ghost {
            return;
        }
        let triggers: Vec<&(Ident, bool)> = function
            .marks
            .iter()
            .filter_map(|(mark, _)| match mark {
                Mark::On(triggers) => Some(triggers),
                _ => None,
            })
            .flatten()
            .collect();
        if triggers.is_empty() {
            return;
        }
        self.check_observer(function);
        super::data::check_distinct(triggers.iter().map(|(name, _)| name), "trigger", &mut self.errors);
        for (name, send) in triggers {
            if let Some(trigger) = self.trigger(name, *send) {
                self.declare_observer(index, function, component, name, trigger);
            }
        }
    }

    fn check_observer(&mut self, function: &FunctionItem) {
        if function.receiver.is_none() {
            let message = "an observer writes its ghost: its first parameter is `&mut self`";
            self.errors.push("E0214", function.ident.span(), message);
        }
        if let Some(output) = &function.output {
            self.errors.push("E0214", output.span(), "an observer returns nothing: it writes its ghost");
        }
    }

    fn declare_observer(
        &mut self,
        index: usize,
        function: &FunctionItem,
        component: ComponentId,
        trigger_name: &Ident,
        trigger: Trigger,
    ) {
        let locals = self.carried(trigger);
        for parameter in &function.parameters {
            let Some(name) = ident(&parameter.pattern) else {
                let message = "name what the trigger carries: parameters of an observer are bound by name";
                self.errors.push("E0218", parameter.pattern.span(), message);
                continue;
            };
            let Some(local) = locals.iter().find(|local| name == &local.name) else {
                let known: Vec<String> = locals.iter().map(|local| format!("`{}`", local.name)).collect();
                let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
                let message = format!("`{trigger_name}` carries no `{name}`: it carries {known}");
                self.errors.push_with("E0218", name.span(), message, trigger_name.span(), "the trigger");
                continue;
            };
            match value_type(&parameter.ty, &self.names) {
                Ok(ty) if ty.matches(&local.ty) => {}
                Ok(_) => {
                    let message = format!("`{name}` of `{trigger_name}` is of another type");
                    self.errors.push_with("E0218", parameter.ty.span(), message, trigger_name.span(), "the trigger");
                }
                Err(diagnostic) => self.refuse(diagnostic),
            }
        }
        self.names.observers.push(index);
        let span = self.names.spans.number(function.ident.span());
        let body = Body { locals, statements: Vec::new() };
        self.ir.observers.push(Observer { name: function.ident.to_string(), span, component, trigger, body });
    }

    /// What a trigger carries, by name.
    fn carried(&self, trigger: Trigger) -> Vec<Local> {
        let fields = match trigger {
            Trigger::Action(action) => return self.ir[action].body.locals.clone(),
            Trigger::Send(message) => &self.ir[message].fields,
            Trigger::Effect(effect) => &self.ir[effect].fields,
        };
        fields.iter().map(|field| Local { name: field.name.clone(), ty: field.ty.clone() }).collect()
    }

    fn trigger(&mut self, name: &Ident, send: bool) -> Option<Trigger> {
        match (self.names.types.get(&name.to_string()), send) {
            (Some(TypeName::Message(message)), true) => return Some(Trigger::Send(*message)),
            (Some(TypeName::Effect(effect)), false) => return Some(Trigger::Effect(*effect)),
            (Some(TypeName::Message(_)), false) => {
                let message = format!("`{name}` is a message: what is seen is that it is sent, `send {name}`");
                self.errors.push("E0218", name.span(), message);
                return None;
            }
            (_, true) => {
                self.errors.push("E0218", name.span(), format!("no message `{name}`: only messages are sent"));
                return None;
            }
            _ => {}
        }
        self.triggering_action(name).map(Trigger::Action)
    }

    /// The input or fault of a name.
    fn triggering_action(&mut self, name: &Ident) -> Option<ActionId> {
        let named: Vec<usize> =
            (0..self.ir.actions.len()).filter(|index| name == &self.ir.actions[*index].name).collect();
        let seen = |index: &usize| {
            matches!(
                self.ir.actions[*index].kind,
                ActionKind::Input { .. } | ActionKind::Fault { .. } | ActionKind::Crash { .. }
            )
        };
        let visible: Vec<usize> = named.iter().copied().filter(seen).collect();
        let message = match (&visible[..], named.is_empty()) {
            ([only], _) => return Some(ActionId(*only)),
            ([], true) => format!("no input, fault or effect `{name}`"),
            ([], false) => {
                format!("`{name}` happens inside a role: a ghost sees inputs, faults, effects and `send Message`")
            }
            _ => format!("several roles have an action `{name}`: rename one, so that it is clear which is meant"),
        };
        self.errors.push("E0218", name.span(), message);
        None
    }
}
