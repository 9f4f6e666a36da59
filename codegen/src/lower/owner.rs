//! What a body belongs to: actions, observers, properties and final states bind their parameters and lower their blocks.

use syn::spanned::Spanned;

use crate::ir::{Action, ActionId, Body, ComponentId, Expr, Local, Observer, Projection, PropertyKind, Type};
use crate::syntax::{FunctionItem, ParameterItem, Receiver};

use super::context::{Lowerer, Mode};
use super::expression::{Tail, split_tail};
use super::operand::{Binding, Instance, Operand, Value};
use super::types::ParameterType;

/// A predicate, its goal where it has one, and the locals of both.
pub(super) struct Predicate {
    pub(super) locals: Vec<Local>,
    pub(super) claim: Expr,
    pub(super) goal: Option<Expr>,
}

impl Lowerer<'_> {
    pub(super) fn action(&mut self, id: ActionId, function: &FunctionItem) -> Body {
        let action = &self.ir[id];
        self.start(Mode::Action, action.body.locals.clone());
        let path = action.me.map(instance_path).unwrap_or_default();
        self.owner = Some(acting(action.component, path, function));
        self.actor = Some(action.component);
        self.me = action.me;
        self.bind_action(action, function);
        self.statements(&function.block);
        self.end()
    }

    /// `me`, the message's pattern, stores, and choices, in the order of the source.
    fn bind_action(&mut self, action: &Action, function: &FunctionItem) {
        let mut choices = action.choices.iter();
        let mut message = action.receives;
        for (index, parameter) in function.parameters.iter().enumerate() {
            match &parameter.pattern {
                syn::Pat::Ident(name) if name.ident == "me" && index == 0 && action.me.is_some() => {
                    self.declare_local("me", action.me.unwrap_or_default());
                }
                _ if matches!(parameter.ty, syn::Type::Reference(_)) => self.bind_store(parameter),
                pattern if message.is_some() => {
                    message = None;
                    self.bind_message(action, pattern);
                }
                syn::Pat::Ident(name) => match choices.next() {
                    Some(local) => self.declare_local(&name.ident.to_string(), *local),
                    None => self.declare_poison(&name.ident.to_string()),
                },
                pattern => self.poison_names(pattern),
            }
        }
    }

    fn bind_store(&mut self, parameter: &ParameterItem) {
        let Some(ParameterType::Instance { component, mutable }) = self.parameter_type(&parameter.ty) else {
            return self.poison_names(&parameter.pattern);
        };
        let instance = Instance { component, path: Vec::new(), after: false, writable: mutable };
        self.declare_pattern(&parameter.pattern, Operand::Instance(instance));
    }

    fn declare_pattern(&mut self, pattern: &syn::Pat, operand: Operand) {
        match pattern {
            syn::Pat::Ident(name) => self.declare(&name.ident.to_string(), Binding::Operand(operand)),
            other => self.poison_names(other),
        }
    }

    /// `Issue { session, applicant }: Issue`: the payload's locals under the names of the pattern.
    fn bind_message(&mut self, action: &Action, pattern: &syn::Pat) {
        let (Some(message), syn::Pat::Struct(pattern)) = (action.receives, pattern) else { return };
        let message = &self.ir[message];
        let fields: Vec<_> = message.fields.iter().map(|field| (field.name.clone(), field.ty.clone())).collect();
        let Some(patterns) = self.field_patterns(pattern, &message.name, &fields) else {
            return self.poison_names(&syn::Pat::Struct(pattern.clone()));
        };
        for (field, (local, (_, ty))) in patterns.iter().zip(action.payload.iter().zip(&fields)) {
            if let Some(missing) = self.missing(&[field], ty) {
                let advice =
                    format!("a message may hold `{missing}` here; bind the field, and use `if let` or `match`");
                self.errors.push("E0313", pattern.span(), advice);
            }
            let value = self.local(*local);
            self.bind_names(field, &value);
        }
    }

    pub(super) fn observer(&mut self, observer: &Observer, function: &FunctionItem) -> Body {
        self.start(Mode::Observer, observer.body.locals.clone());
        self.owner = Some(acting(observer.component, Vec::new(), function));
        for parameter in &function.parameters {
            let syn::Pat::Ident(name) = &parameter.pattern else { continue };
            let name = name.ident.to_string();
            match observer.body.locals.iter().position(|local| local.name == name) {
                Some(local) => self.declare_local(&name, local),
                None => self.declare_poison(&name),
            }
        }
        self.statements(&function.block);
        self.end()
    }

    /// A helper that nothing calls has its errors, too.
    pub(super) fn uncalled(&mut self, function: &FunctionItem) {
        self.start(Mode::Action, Vec::new());
        if let Some(component) = function.owner.as_ref().and_then(|owner| self.component_named(&owner.clone().into())) {
            let me = self.ir[component].per.map(|sort| self.invent("__me", &Type::Id(sort)));
            self.owner = Some(acting(component, me.map(instance_path).unwrap_or_default(), function));
            self.actor = Some(component);
            self.me = me;
        }
        for parameter in &function.parameters {
            match self.parameter_type(&parameter.ty) {
                Some(ParameterType::Scalar(ty)) => {
                    let local = self.invent("__argument", &ty);
                    let value = Value { expr: Expr::Local(local), ty };
                    self.bind_irrefutable(&parameter.pattern, Some(value), "take it whole");
                }
                Some(ParameterType::Instance { component, mutable }) => {
                    let instance = Instance { component, path: Vec::new(), after: false, writable: mutable };
                    self.declare_pattern(&parameter.pattern, Operand::Instance(instance));
                }
                Some(ParameterType::Instances { component, sort }) => {
                    let all = Operand::Instances { component, sort, after: false };
                    self.declare_pattern(&parameter.pattern, all);
                }
                None => self.poison_names(&parameter.pattern),
            }
        }
        let Some(output) = &function.output else { return self.statements(&function.block) };
        if let Some(ty) = self.scalar_type(output) {
            self.block_value(&function.block, Some(&ty));
        }
    }

    /// A property's or final state's function.
    pub(super) fn predicate(
        &mut self,
        function: &FunctionItem,
        locals: &[Local],
        kind: Option<PropertyKind>,
    ) -> Option<Predicate> {
        self.start(Mode::Property, locals.to_vec());
        let mut ids = 0..locals.len();
        for parameter in &function.parameters {
            self.bind_view(parameter, &mut ids, kind == Some(PropertyKind::Action));
        }
        let (claim, goal) = if kind == Some(PropertyKind::LeadsTo) {
            let (trigger, goal) = self.leads_to(&function.block)?;
            (trigger, Some(goal))
        } else {
            (self.pure(|this| this.block_value(&function.block, Some(&Type::Bool)))?.expr, None)
        };
        Some(Predicate { locals: self.end().locals, claim, goal })
    }

    fn bind_view(&mut self, parameter: &ParameterItem, ids: &mut std::ops::Range<usize>, over_steps: bool) {
        let syn::Pat::Ident(name) = &parameter.pattern else { return self.poison_names(&parameter.pattern) };
        let name = name.ident.to_string();
        if !matches!(parameter.ty, syn::Type::Reference(_)) {
            match ids.next() {
                Some(local) => self.declare_local(&name, local),
                None => self.declare_poison(&name),
            }
            return;
        }
        let after = over_steps && name.starts_with("after");
        let operand = match self.parameter_type(&parameter.ty) {
            Some(ParameterType::Instance { component, .. }) => {
                Operand::Instance(Instance { component, path: Vec::new(), after, writable: false })
            }
            Some(ParameterType::Instances { component, sort }) => Operand::Instances { component, sort, after },
            _ => return self.declare_poison(&name),
        };
        self.declare(&name, Binding::Operand(operand));
    }

    /// `leads_to!(p => q)`.
    fn leads_to(&mut self, block: &syn::Block) -> Option<(Expr, Expr)> {
        let invocation = match split_tail(block) {
            (Some(Tail::Macro(invocation)), []) => Some(invocation),
            (Some(Tail::Expr(syn::Expr::Macro(invocation))), []) => Some(&invocation.mac),
            _ => None,
        };
        let Some(invocation) = invocation.filter(|invocation| invocation.path.is_ident("leads_to")) else {
            return self.fail(
                "E0329",
                block.span(),
                "a `#[leads_to]` function says `leads_to!(p => q)` and nothing more",
            );
        };
        let (trigger, goal) = self.parse(
            invocation,
            |input| {
                let trigger: syn::Expr = input.parse()?;
                input.parse::<syn::Token![=>]>()?;
                let goal: syn::Expr = input.parse()?;
                input.parse::<Option<syn::Token![,]>>()?;
                Ok((trigger, goal))
            },
            "`leads_to!(p => q)`",
        )?;
        let trigger = self.pure(|this| this.value(&trigger, Some(&Type::Bool)));
        let goal = self.pure(|this| this.value(&goal, Some(&Type::Bool)));
        Some((trigger?.expr, goal?.expr))
    }
}

fn acting(component: ComponentId, path: Vec<Projection>, function: &FunctionItem) -> Instance {
    Instance { component, path, after: false, writable: function.receiver == Some(Receiver::Mutable) }
}

fn instance_path(me: usize) -> Vec<Projection> {
    vec![Projection::Index(Box::new(Expr::Local(me)))]
}
