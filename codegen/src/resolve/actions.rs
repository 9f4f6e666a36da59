//! The heads of actions: whose, of what kind, with which arguments.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;

use super::types::{split, value_type};
use super::{Resolver, TypeName};
use crate::ir::{
    Action, ActionId, ActionKind, Body, ComponentId, ComponentKind, Dead, Fairness, Local, MessageId, Otherwise, Type,
};
use crate::syntax::{FunctionItem, Mark, ParameterItem};

impl Resolver<'_> {
    /// Declares an action with its arguments as the first locals of an empty body.
    pub(super) fn declare_action(
        &mut self,
        index: usize,
        function: &FunctionItem,
        component: ComponentId,
        mark: &Mark,
    ) {
        if self.ir[component].kind != ComponentKind::Role {
            return;
        }
        let kind = self.action_kind(function, mark);
        self.check_signature(function);
        let mut action = Action {
            name: function.ident.to_string(),
            doc: function.doc.clone(),
            span: self.names.spans.number(function.ident.span()),
            component,
            kind,
            receives: None,
            fairness: Fairness::Unfair,
            dead: self.dead(function),
            me: None,
            payload: Vec::new(),
            choices: Vec::new(),
            body: Body::default(),
        };
        let rest = self.take_me(function, &mut action);
        let rest = self.take_message(function, rest, &mut action);
        for parameter in rest {
            self.take_choice(parameter, &mut action);
        }
        action.fairness = self.fairness(function, &action);
        self.names.actions.push((ActionId(self.ir.actions.len()), index));
        self.ir.actions.push(action);
    }

    fn action_kind(&mut self, function: &FunctionItem, mark: &Mark) -> ActionKind {
        // A fault that strikes at a delivery is a fault, whichever attribute comes first.
        let marks = || function.marks.iter().map(|(mark, _)| mark);
        if let Some(Mark::Fault { budget }) = marks().find(|mark| matches!(mark, Mark::Fault { .. })) {
            return ActionKind::Fault { budget: budget.as_ref().map(|name| self.budget(name)) };
        }
        match mark {
            Mark::Input => ActionKind::Input { opens: marks().any(|mark| matches!(mark, Mark::Opens)) },
            Mark::Receive { .. } => ActionKind::Receive,
            Mark::Timeout { after } => ActionKind::Timeout { after: after.as_ref().map(syn::LitStr::value) },
            Mark::Crash { budget } => ActionKind::Crash { budget: budget.as_ref().map(|name| self.budget(name)) },
            Mark::Recover => ActionKind::Recover,
            _ => ActionKind::Step,
        }
    }

    fn check_signature(&mut self, function: &FunctionItem) {
        if function.receiver.is_none() {
            let message = "an action works on its role: its first parameter is `&mut self`";
            self.errors.push("E0214", function.ident.span(), message);
        }
        if let Some(output) = &function.output {
            let message = "an action returns nothing: what it tells others it does by `send!` and `emit!`";
            self.errors.push("E0214", output.span(), message);
        }
    }

    /// `me`, the instance, where there is one for each id.
    fn take_me<'a>(&mut self, function: &'a FunctionItem, action: &mut Action) -> &'a [ParameterItem] {
        let named_me = |parameter: &ParameterItem| ident(&parameter.pattern).is_some_and(|name| name == "me");
        let (first, rest) = match function.parameters.split_first() {
            Some((first, rest)) if named_me(first) => (Some(first), rest),
            _ => (None, &function.parameters[..]),
        };
        let Some(sort) = self.ir[action.component].per else {
            if let Some(first) = first {
                let role = &self.ir[action.component].name;
                let message = format!("there is one `{role}`, so nothing to tell apart by `me`: leave it out");
                self.errors.push("E0212", first.pattern.span(), message);
            }
            if action.kind == (ActionKind::Input { opens: true }) {
                let message = "`#[opens]` takes a free id for the instance: make the role `#[role(per = ..)]`";
                self.errors.push("E0212", function.ident.span(), message);
            }
            return rest;
        };
        if let Some(first) = first
            && value_type(&first.ty, &self.names).ok() != Some(Type::Id(sort))
        {
            let message = format!("`me` names the instance: write `me: {}`", self.ir[sort].name);
            self.errors.push("E0212", first.ty.span(), message);
        }
        // Without a name in the source nothing in the body can mean it.
        let name = if first.is_some() { "me" } else { "__me" };
        action.me = Some(push(&mut action.body, name, Type::Id(sort)));
        if action.kind == (ActionKind::Input { opens: true }) {
            self.recycle(sort, function.ident.span());
        }
        rest
    }

    /// The message of a receive: all its fields become locals.
    fn take_message<'a>(
        &mut self,
        function: &FunctionItem,
        rest: &'a [ParameterItem],
        action: &mut Action,
    ) -> &'a [ParameterItem] {
        let receive = function.marks.iter().find_map(|(mark, span)| match mark {
            Mark::Receive { otherwise } => Some((otherwise, *span)),
            _ => None,
        });
        let Some((otherwise, span)) = receive else { return rest };
        let first = rest.split_first().and_then(|(first, rest)| Some((first, rest, self.message(&first.ty)?)));
        let Some((first, rest, message)) = first else {
            let me = if action.me.is_some() { ", after `me`" } else { "" };
            let text = format!("say what is received{me}: `Message {{ field, .. }}: Message`");
            self.errors.push("E0213", span, text);
            return rest;
        };
        self.check_delivery(first, message, action.component);
        action.receives = Some(message);
        for field in self.ir[message].fields.clone() {
            action.payload.push(push(&mut action.body, &field.name, field.ty));
        }
        if let Some(word) = otherwise {
            self.set_otherwise(message, word);
        }
        rest
    }

    /// The message that a parameter's type names.
    fn message(&self, ty: &syn::Type) -> Option<MessageId> {
        let (name, _) = split(ty).ok()?;
        match self.names.types.get(&name) {
            Some(TypeName::Message(message)) => Some(*message),
            _ => None,
        }
    }

    fn check_delivery(&mut self, parameter: &ParameterItem, message: MessageId, component: ComponentId) {
        let (name, to) = (self.ir[message].name.clone(), self.ir[message].to.component);
        if to != component {
            let text = format!("`{name}` is sent to `{}`, not to `{}`", self.ir[to].name, self.ir[component].name);
            let declared = self.names.spans.place(self.ir[message].span);
            self.errors.push_with("E0213", parameter.ty.span(), text, declared, "the message is declared here");
        }
        let taken_apart = match &parameter.pattern {
            syn::Pat::Wild(_) => true,
            syn::Pat::Struct(pattern) => pattern.qself.is_none() && pattern.path.is_ident(&name),
            syn::Pat::Ident(pattern) => pattern.subpat.is_none() && pattern.ident == name,
            _ => false,
        };
        if !taken_apart {
            let text = format!("take the message apart here: `{name} {{ field, .. }}: {name}`, or `_: {name}`");
            self.errors.push("E0213", parameter.pattern.span(), text);
        }
    }

    fn set_otherwise(&mut self, message: MessageId, word: &Ident) {
        let otherwise = match word.to_string().as_str() {
            "drop" => Otherwise::Drop,
            "keep" => Otherwise::Keep,
            _ => Otherwise::Defect,
        };
        if let Some((earlier, place)) = self.otherwise.get(&message).copied()
            && earlier != otherwise
        {
            let text = format!("the handlers of `{}` must agree on what happens otherwise", self.ir[message].name);
            return self.errors.push_with("E0217", word.span(), text, place, "said otherwise here");
        }
        self.otherwise.insert(message, (otherwise, word.span()));
        self.ir[message].otherwise = otherwise;
    }

    /// A further parameter: access to a store, or a choice among all values of its type.
    fn take_choice(&mut self, parameter: &ParameterItem, action: &mut Action) {
        let span = parameter.ty.span();
        if let syn::Type::Reference(reference) = &parameter.ty {
            return self.check_store(&reference.elem, span);
        }
        let ty = match value_type(&parameter.ty, &self.names) {
            Ok(ty) => ty,
            Err(diagnostic) => return self.refuse(diagnostic),
        };
        if has_unbounded_count(&ty) {
            let message = "this may be any number whatever: choose an enum, or a struct whose `Count` has `#[max(..)]`";
            self.errors.push("E0213", span, message);
        }
        if let ActionKind::Crash { .. } = action.kind {
            let message = "a crash chooses nothing: it may strike at any time, with no parameters but `me`";
            self.errors.push("E0213", span, message);
        }
        match ident(&parameter.pattern) {
            Some(name) if name == "me" => {
                self.errors.push("E0212", name.span(), "`me` comes first, right after `&mut self`");
            }
            Some(name) => {
                super::declare::check_name(name, &mut self.errors);
                if action.body.locals.iter().any(|local| name == &local.name && action.payload.is_empty()) {
                    self.errors.push("E0201", name.span(), format!("parameter `{name}` is declared twice: rename one"));
                }
                action.choices.push(push(&mut action.body, &name.to_string(), ty));
            }
            None => {
                let message = "give this parameter a name: only a received message is taken apart here";
                self.errors.push("E0213", parameter.pattern.span(), message);
            }
        }
    }

    fn check_store(&mut self, ty: &syn::Type, span: Span) {
        let component = split(ty).ok().and_then(|(name, _)| match self.names.types.get(&name) {
            Some(TypeName::Component(component)) => Some(*component),
            _ => None,
        });
        if component.is_none_or(|component| self.ir[component].kind != ComponentKind::Store) {
            let message =
                "an action reaches its own role and `#[store]`s, nobody else: send a message, or take `&mut Store`";
            self.errors.push("E0213", span, message);
        }
    }

    fn dead(&mut self, function: &FunctionItem) -> Option<Dead> {
        let at = function.marks.iter().find_map(|(mark, _)| match mark {
            Mark::Dead { at } => Some(at),
            _ => None,
        })?;
        Some(Dead { at: self.scopes_of_claim(at, "dead") })
    }

    /// As written, or by default: weak for what the protocol does itself, strong for a delivery that can be lost.
    fn fairness(&self, function: &FunctionItem, action: &Action) -> Fairness {
        let written = function.marks.iter().find_map(|(mark, _)| match mark {
            Mark::Fairness(fairness) => Some(*fairness),
            _ => None,
        });
        match (written, action.receives) {
            (Some(written), _) => written,
            _ if !action.kind.is_progress() => Fairness::Unfair,
            (None, Some(message)) => self.ir.default_delivery(message),
            (None, None) => Fairness::Weak,
        }
    }
}

/// The name that a pattern is, if it is one.
pub(super) fn ident(pattern: &syn::Pat) -> Option<&Ident> {
    match pattern {
        syn::Pat::Ident(name) if name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none() => {
            Some(&name.ident)
        }
        _ => None,
    }
}

/// Adds a local to a body.
pub(super) fn push(body: &mut Body, name: &str, ty: Type) -> usize {
    body.locals.push(Local { name: name.to_owned(), ty });
    body.locals.len() - 1
}

fn has_unbounded_count(ty: &Type) -> bool {
    match ty {
        Type::Count(bound) => bound.is_none(),
        Type::Option(inner) => has_unbounded_count(inner),
        _ => false,
    }
}
