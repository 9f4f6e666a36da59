//! Functions: which are actions, observers, properties, final states and helpers.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;

use super::declare::check_name;
use super::{Resolver, TypeName};
use crate::ir::{ComponentId, ComponentKind};
use crate::syntax::{FunctionItem, Mark};

impl Resolver<'_> {
    /// Gives every function its place. Actions come first, because observers name them.
    pub(super) fn declare_functions(&mut self) {
        self.check_function_names();
        let workflow = self.workflow;
        for (index, function) in workflow.functions.iter().enumerate() {
            self.find_fresh(function);
            match &function.owner {
                Some(owner) => self.declare_method(index, function, owner),
                None => self.declare_free(index, function),
            }
        }
        for (index, function) in workflow.functions.iter().enumerate() {
            self.declare_observers(index, function);
        }
        self.check_recoveries();
    }

    fn check_function_names(&mut self) {
        let mut seen: BTreeMap<(Option<String>, String), Span> = BTreeMap::new();
        for function in &self.workflow.functions {
            check_name(&function.ident, &mut self.errors);
            self.check_against_fields(function);
            let key = (function.owner.as_ref().map(ToString::to_string), function.ident.to_string());
            if let Some(earlier) = seen.get(&key) {
                let message = format!("function `{}` is declared twice: rename one", function.ident);
                self.errors.push_with("E0201", function.ident.span(), message, *earlier, "first declared here");
            } else {
                seen.insert(key, function.ident.span());
            }
        }
    }

    /// A field and a function of one component would share one path in texts and traces.
    fn check_against_fields(&mut self, function: &FunctionItem) {
        let owner = self.workflow.components.iter().find(|item| function.owner.as_ref() == Some(&item.ident));
        let field = owner.and_then(|item| item.fields.iter().find(|field| field.ident == function.ident));
        if let Some(field) = field {
            let message = format!("`{}` is a field already: rename the function", function.ident);
            self.errors.push_with("E0201", function.ident.span(), message, field.ident.span(), "the field");
        }
    }

    fn declare_method(&mut self, index: usize, function: &FunctionItem, owner: &Ident) {
        let Some(TypeName::Component(component)) = self.names.types.get(&owner.to_string()).copied() else {
            let message =
                format!("`{owner}` is no role, store or ghost of this workflow: write a free function instead");
            return self.errors.push("E0208", owner.span(), message);
        };
        for (mark, span) in &function.marks {
            self.check_owner(mark, *span, component);
        }
        if let Some(mark) = function.marks.iter().map(|(mark, _)| mark).find(|mark| is_action(mark)) {
            self.declare_action(index, function, component, mark);
        } else if function.marks.is_empty() {
            self.names.methods.insert((component, function.ident.to_string()), index);
        }
    }

    fn check_owner(&mut self, mark: &Mark, span: Span, component: ComponentId) {
        let (kind, name) = (self.ir[component].kind, &self.ir[component].name);
        let message = match (mark, kind) {
            (Mark::Property(_) | Mark::FinalState { .. }, _) => {
                "a property looks at the whole: write it as a free function, outside of `impl`".to_owned()
            }
            (Mark::On(_), ComponentKind::Role | ComponentKind::Store) => {
                format!("`{name}` is no ghost: only a `#[ghost]` observes")
            }
            (mark, ComponentKind::Ghost) if is_action(mark) => {
                format!("`{name}` is a ghost and decides nothing: it has observers, `#[on(..)]`, only")
            }
            (mark, ComponentKind::Store) if is_action(mark) => {
                format!(
                    "`{name}` is a store and does nothing of itself: write a role's action that takes `&mut {name}`"
                )
            }
            _ => return,
        };
        self.errors.push("E0211", span, message);
    }

    fn declare_free(&mut self, index: usize, function: &FunctionItem) {
        if let Some(receiver) = function.receiver {
            let _ = receiver;
            let message = "a free function has no `self`: move it into an `impl` block, or take `&Role`";
            self.errors.push("E0214", function.ident.span(), message);
        }
        if function.marks.is_empty() {
            self.names.functions.insert(function.ident.to_string(), index);
        }
        for (mark, span) in &function.marks {
            match mark {
                Mark::Property(kind) => self.declare_property(index, function, *kind),
                Mark::FinalState { remaining } => self.declare_final_state(index, function, remaining),
                Mark::Refuted { .. } => {}
                _ => {
                    let message = "an action or observer belongs to somebody: move it into `impl Role { .. }`";
                    self.errors.push("E0211", *span, message);
                }
            }
        }
    }

    /// Marks the sorts that a body takes fresh ids of: those come back.
    fn find_fresh(&mut self, function: &FunctionItem) {
        for name in fresh_names(function.block.to_token_stream()) {
            if let Some(TypeName::Sort(sort)) = self.names.types.get(&name.to_string()).copied() {
                self.recycle(sort, name.span());
            }
        }
    }

    /// Notes that ids of a sort are taken fresh.
    pub(super) fn recycle(&mut self, sort: crate::ir::SortId, span: Span) {
        if self.ir[sort].fixed {
            let name = &self.ir[sort].name;
            let message =
                format!("a `#[node]` is there from the start, so no `{name}` is ever fresh: make it an `#[id]`");
            self.errors.push("E0215", span, message);
        }
        self.ir[sort].recycled = true;
    }

    fn check_recoveries(&mut self) {
        use crate::ir::ActionKind::{Crash, Recover};
        for action in &self.ir.actions {
            let crashes =
                |other: &&crate::ir::Action| other.component == action.component && matches!(other.kind, Crash { .. });
            if action.kind == Recover && self.ir.actions.iter().find(crashes).is_none() {
                let role = &self.ir[action.component].name;
                let message = format!("`{role}` never goes down: give it a `#[crash]`, or leave `#[recover]` out");
                self.errors.push("E0216", self.names.spans.place(action.span), message);
            }
        }
    }
}

/// Whether a mark makes its function an action.
fn is_action(mark: &Mark) -> bool {
    matches!(
        mark,
        Mark::Input
            | Mark::Receive { .. }
            | Mark::Step
            | Mark::Timeout { .. }
            | Mark::Fault { .. }
            | Mark::Crash { .. }
            | Mark::Recover
    )
}

/// The names in `fresh!(Name)`, at any depth.
fn fresh_names(tokens: TokenStream) -> Vec<Ident> {
    let mut found = Vec::new();
    let mut open = vec![tokens];
    while let Some(tokens) = open.pop() {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (index, tree) in trees.iter().enumerate() {
            let TokenTree::Group(group) = tree else { continue };
            let called = matches!(&trees[..index], [.., TokenTree::Ident(name), TokenTree::Punct(bang)]
                if name == "fresh" && bang.as_char() == '!');
            match (called, group.stream().into_iter().next()) {
                (true, Some(TokenTree::Ident(name))) if group.delimiter() != Delimiter::None => found.push(name),
                _ => open.push(group.stream()),
            }
        }
    }
    found
}
