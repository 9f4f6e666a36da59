//! Guards: what a body asks before it does anything, as a test of its own that costs no run.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::code::{Code, mentions};
use super::context::Context;
use super::expression::{Body, unless_unused};
use crate::ir::{Action, ActionId, Expr, Statement, StatementKind};

/// A guard's function, and which of the action's arguments it looks at.
pub(super) struct Guard {
    pub(super) tokens: TokenStream,
    pub(super) name: Ident,
    pub(super) used: Vec<usize>,
}

impl Guard {
    /// `may_give_up(state, me)`
    pub(super) fn call(&self, state: &TokenStream, arguments: &[Code]) -> TokenStream {
        let (name, used) = (&self.name, self.used.iter().map(|local| &arguments[*local]));
        quote!(#name(#state #(, #used)*))
    }
}

impl Context<'_> {
    /// The test that an action's body begins with, and the statements that are left to do.
    ///
    /// ```text
    /// fn may_collect(state: &State, image: u64) -> bool {
    ///     if state.server_lane() != 1 | (image & 0x1) << 1 {
    ///         return false;
    ///     }
    ///     state.server_jobs(image & 0x1) & 0x3 == 2
    /// }
    /// ```
    pub(super) fn emit_guard(&self, id: ActionId) -> (Option<Guard>, Vec<Statement>) {
        let action = &self.ir[id];
        let mut body = Body::new(self, &action.body.locals, quote!(state));
        let statements = &action.body.statements;
        let asking = statements.iter().take_while(|statement| asks(&mut body, statement)).count();
        let required = |statement: &Statement| matches!(statement.kind, StatementKind::Require(_));
        let Some(last) = statements[..asking].iter().rposition(required) else { return (None, statements.clone()) };
        let (first, rest) = statements.split_at(last + 1);
        let bound = first.iter().filter(|statement| !required(statement));
        let left = bound.chain(rest).cloned().collect();
        (Some(self.emit_test(id, action, &body, first)), left)
    }

    fn emit_test(&self, id: ActionId, action: &Action, body: &Body<'_, '_>, asked: &[Statement]) -> Guard {
        let test = asked.iter().rev().fold(TokenStream::new(), |rest, statement| match &statement.kind {
            StatementKind::Require(holds) if rest.is_empty() => {
                let holds = body.condition(holds);
                quote!(#holds)
            }
            StatementKind::Require(holds) => {
                let fails = body.condition(&Expr::Not(Box::new(holds.clone())));
                quote!(if #fails { return false; } #rest)
            }
            StatementKind::Let(local, value) if mentions(&rest, body.name(*local)) => {
                let (name, value) = (body.name(*local), body.value(value));
                quote!(let #name = #value; #rest)
            }
            _ => rest,
        });
        let used: Vec<usize> = (0..self.arguments(id)).filter(|local| mentions(&test, &body.names[*local])).collect();
        let (name, parameters) = (format_ident!("may_{}", self.action_name(id)), used.iter().map(|&l| &body.names[l]));
        let state = unless_unused(&format_ident!("state"), &test);
        let doc = format!(" Whether `{}` is enabled.", action.name);
        let tokens = quote! {
            #[doc = #doc]
            #[inline]
            fn #name(#state: &State #(, #parameters: u64)*) -> bool { #test }
        };
        Guard { tokens, name, used }
    }
}

/// Whether a statement only asks, and always has an answer.
fn asks(body: &mut Body<'_, '_>, statement: &Statement) -> bool {
    body.span = Some(statement.span);
    match &statement.kind {
        StatementKind::Let(_, value) => !body.value(value).is_fallible(),
        StatementKind::Require(holds) => !body.condition(holds).is_fallible(),
        _ => false,
    }
}
