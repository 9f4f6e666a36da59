//! Which instances of a role that can crash are at rest.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::settle::Settle;
use crate::emit::machine::role::Var;
use crate::ir::{Place, StatementKind};

impl Settle<'_, '_> {
    pub(super) fn emit_live(&self) -> TokenStream {
        let Some((live, row)) = self.role.live.as_ref().zip(self.role.live_row()) else { return TokenStream::new() };
        let mine: Vec<_> = self.role.vars.iter().filter(|var| var.mine).collect();
        if mine.is_empty() {
            return quote!(
                fn settle_live(&mut self) {}
            );
        }
        let rest = (!self.recovery_touches()).then(|| emit_rest(live, &mine));
        let touched = mine.iter().map(|var| {
            let field = &var.field;
            let touched = quote!(self.changes.#field.touched(&self.machine.#field, false));
            if var.keys.len() == 1 { touched } else { quote!(#touched.map(|key| key.0)) }
        });
        let touched = touched.reduce(|all, more| quote!(#all.chain(#more))).unwrap_or_else(|| quote!([]));
        let rows = mine.iter().map(|var| {
            let field = &var.field;
            if var.keys.len() == 1 {
                return quote!(self.changes.#field.get(&self.machine.#field, &me).is_some());
            }
            quote!(self.changes.#field.keys(&self.machine.#field).iter().any(|key| key.0 == me))
        });
        let notes = mine.iter().filter(|var| var.durable && var.keys.len() == 1).map(|var| {
            let row = &var.row;
            quote!(self.reads.note(Need::Row(RowKey::#row(me)));)
        });
        quote! {
            /// Notes which instances are at rest now, and which no more.
            fn settle_live(&mut self) {
                let mut live = core::mem::take(&mut self.changes.#live);
                for me in #touched {
                    self.reads.note(Need::Row(RowKey::#row(me)));
                    #(#notes)*
                    let is_live = #(#rows)||*;
                    if is_live != self.machine.#live.get(&me).is_some() {
                        live.set(me, is_live.then_some(true));
                    }
                }
                self.changes.#live = live;
            }

            #rest
        }
    }

    /// Whether the recovery writes a row of each instance, so that it is looked at whether that is at rest now.
    pub(super) fn recovery_touches(&self) -> bool {
        let own = |place: &Place| {
            let var = self.role.var(place.variable);
            var.mine && var.keys.len() == 1
        };
        let mut recoveries = self.role.recoveries();
        recoveries.any(|act| {
            act.action.body.statements.iter().any(|statement| match &statement.kind {
                StatementKind::Assign(place, _) | StatementKind::Reset(place) => own(place),
                _ => false,
            })
        })
    }
}

/// ```text
/// /// Notes which instances are at rest because all that they had was lost.
/// fn settle_rest(&mut self) { .. }
/// ```
fn emit_rest(live: &Ident, mine: &[&Var<'_>]) -> TokenStream {
    let rows = mine.iter().map(|var| {
        let field = &var.field;
        if var.keys.len() == 1 {
            return quote!(self.changes.#field.get(&self.machine.#field, &me).is_some());
        }
        quote!(self.changes.#field.keys(&self.machine.#field).iter().any(|key| key.0 == me))
    });
    quote! {
        /// Notes which instances are at rest because all that they had was lost.
        fn settle_rest(&mut self) {
            for (&me, _) in self.machine.#live.iter() {
                let is_live = #(#rows)||*;
                if !is_live {
                    self.changes.#live.set(me, None);
                }
            }
        }
    }
}
