//! Actions: a function for each body.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::code::mentions;
use super::context::{Context, doc};
use super::expression::{Body, unless_unused};
use super::guard::Guard;
use super::output::Output;
use super::statement::{Writer, taken};
use crate::ir::{
    Action, ActionId, ActionKind, ComponentId, SortId, Statement, StatementKind, Trigger, VariableId, VariableRole,
};

/// An action's function, and how it is called.
pub(super) struct Emitted {
    pub(super) tokens: TokenStream,
    /// What is tested before.
    pub(super) guard: Option<Guard>,
    /// Which of the arguments it looks at.
    pub(super) used: Vec<usize>,
    /// The sorts of which it takes free ids.
    pub(super) fresh: Vec<SortId>,
    /// It may have more than one outcome.
    pub(super) chooses: bool,
}

impl Context<'_> {
    /// ```text
    /// /// Gives the lane to the job that has waited longest.
    /// fn start(run: &mut Run<'_, 2>) -> Outcome {
    ///     SERVER_ORDER.pop_front(&mut run.state);
    ///     ..
    ///     Ok(())
    /// }
    /// ```
    pub(super) fn emit_action(&self, id: ActionId) -> Emitted {
        let action = &self.ir[id];
        let body = Body::new(self, &action.body.locals, quote!(run.state));
        let (function, words, names) = (self.action_name(id), self.words(), body.names.clone());
        let kept_apart = self.kept_apart(action);
        let mut writer = Writer { body, deferred: self.is_deferred(id), kept_apart: &kept_apart };
        let (guard, left) = self.emit_guard(id);
        let statements = writer.statements(&left);
        let opened = self.opened(action);
        let taken = kept_apart.iter().map(|sort| {
            let (taken, me) = (taken(self, *sort), opened.filter(|opened| opened == sort).and(action.me));
            let first = me.map_or(quote!(0), |me| {
                let me = &names[me];
                quote!(1 << #me)
            });
            quote!(let mut #taken: u64 = #first;)
        });
        let body = quote!(#(#taken)* #statements);
        let used: Vec<usize> = (0..self.arguments(id)).filter(|local| mentions(&body, &names[*local])).collect();
        let (parameters, doc) = (used.iter().map(|local| &names[*local]), doc(&action.doc));
        let (run, fresh) = (unless_unused(&format_ident!("run"), &body), self.fresh_in(&body));
        let (free, test) = (fresh.iter().map(|sort| self.free(*sort)), guard.as_ref().map(|guard| &guard.tokens));
        let tokens = quote! {
            #test
            #doc
            fn #function(#run: &mut Run<'_, #words> #(, #parameters: u64)* #(, #free: u64)*) -> Outcome {
                #body
                Ok(())
            }
        };
        let chooses =
            !fresh.is_empty() || mentions(&body, &format_ident!("any_order")) || self.may_deliver_again(action);
        Emitted { tokens, guard, used, fresh, chooses }
    }

    /// The sorts of which free ids are mentioned.
    pub(super) fn fresh_in(&self, tokens: &TokenStream) -> Vec<SortId> {
        (0..self.ir.sorts.len()).map(SortId).filter(|sort| mentions(tokens, &self.free(*sort))).collect()
    }

    /// Whether an action's outputs are delivered after its body: a crash may strike between, or the delivery may cut the
    /// run, which the body must not be able to tell.
    pub(super) fn is_deferred(&self, id: ActionId) -> bool {
        let action = &self.ir[id];
        let outputs = outputs(&action.body.statements);
        let outbox = self.added(action.component, VariableRole::Outbox).is_some();
        let kept =
            outbox && (action.kind == ActionKind::Recover || outputs.iter().any(|output| !self.is_on_any(*output)));
        let crash = matches!(action.kind, ActionKind::Crash { .. }) && !outputs.is_empty();
        let cutting = |trigger| self.observers(trigger).any(|observer| self.need_observer(observer).1);
        kept || crash || cutting(Trigger::Action(id)) || outputs.iter().any(|output| self.is_cutting(*output))
    }

    /// A variable that the semantics adds to a component.
    pub(super) fn added(&self, component: ComponentId, role: VariableRole) -> Option<VariableId> {
        let mut variables = self.ir.variables.iter();
        variables.position(|variable| variable.component == component && variable.role == role).map(VariableId)
    }

    /// The sort of the id that an action opens.
    pub(super) fn opened(&self, action: &Action) -> Option<SortId> {
        let opens = matches!(action.kind, ActionKind::Input { opens: true });
        self.ir[action.component].per.filter(|_| opens)
    }

    /// The sorts of which a run takes several ids, the one it opens included: they must differ.
    fn kept_apart(&self, action: &Action) -> Vec<SortId> {
        let mut taken: Vec<SortId> = self.opened(action).into_iter().collect();
        collect_fresh(&action.body.statements, false, &mut taken);
        let several = |sort: &SortId| taken.iter().filter(|other| *other == sort).count() > 1;
        (0..self.ir.sorts.len()).map(SortId).filter(several).collect()
    }
}

/// The sorts of which ids are taken fresh; twice where that is in a loop.
fn collect_fresh(statements: &[Statement], looped: bool, taken: &mut Vec<SortId>) {
    for statement in statements {
        match &statement.kind {
            StatementKind::Fresh(_, sort) => taken.extend(core::iter::repeat_n(*sort, 1 + usize::from(looped))),
            StatementKind::If(_, then, otherwise) => {
                collect_fresh(then, looped, taken);
                collect_fresh(otherwise, looped, taken);
            }
            StatementKind::ForEach { body, .. } => collect_fresh(body, true, taken),
            _ => {}
        }
    }
}

/// What a body may send and let out.
fn outputs(statements: &[Statement]) -> Vec<Output> {
    let of = |statement: &Statement| match &statement.kind {
        StatementKind::Send(message, _) => vec![Output::Send(*message)],
        StatementKind::Emit(effect, _) => vec![Output::Emit(*effect)],
        StatementKind::If(_, then, otherwise) => [outputs(then), outputs(otherwise)].concat(),
        StatementKind::ForEach { body, .. } => outputs(body),
        _ => Vec::new(),
    };
    statements.iter().flat_map(of).collect()
}
