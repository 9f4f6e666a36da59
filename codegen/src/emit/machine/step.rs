//! `Step`: what a decision asks the host to commit.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::data::serde;
use super::names::is_copy;
use super::own::Own;
use super::role::{Container, Role, Var, plain};
use super::rows::{chained, put_of};
use crate::ir::Type;

impl Role<'_> {
    /// `Step`, `Cause`, `Action` and the table of guards.
    pub(super) fn emit_step(&self) -> TokenStream {
        let (action, cause, step) = (self.emit_action(), self.emit_cause(), self.emit_step_struct());
        let methods = self.emit_step_methods();
        quote! { #action #cause #step #methods }
    }

    /// ```text
    /// enum Action { Accept, Start, .. }
    /// impl Action { fn name(self) -> &'static str { .. } }
    /// ```
    fn emit_action(&self) -> TokenStream {
        let variants: Vec<&Ident> = self.actions.iter().map(|act| &act.variant).collect();
        let names = self.actions.iter().map(|act| plain(&super::names::ident(&act.action.name)));
        let body = if variants.is_empty() {
            quote!(match self {})
        } else {
            quote!(match self { #(Self::#variants => #names,)* })
        };
        quote! {
            /// An action of the protocol.
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            #[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
            enum Action { #(#variants),* }
            impl Action {
                fn name(self) -> &'static str { #body }
            }
        }
    }

    fn emit_cause(&self) -> TokenStream {
        let (event, turn) = (self.own(Own::Event), self.own(Own::Turn));
        let turn = self.turns().next().map(|_| quote!(#[doc = " The role's own turn."] Turn(#turn),));
        let types = [self.holds(Own::Event), self.holds(Own::Turn)].concat();
        let types: Vec<&Type> = types.iter().collect();
        let attributes = super::data::attributes(self.ir, &types, false);
        let generics = self.own_generics(Own::Cause);
        quote! {
            /// Why there is a step.
            #attributes
            pub enum Cause #generics {
                /// The machine was made.
                Start,
                /// An event.
                Event(#event),
                #turn
                /// The machine was recovered from its rows.
                Recovery,
            }
        }
    }

    fn emit_step_struct(&self) -> TokenStream {
        let [cause, need, output, timer, turn] =
            [Own::Cause, Own::Need, Own::Output, Own::Timer, Own::Turn].map(|own| self.own(own));
        let next: Vec<Ident> = self.stored_lines().map(next_of).collect();
        let serde = serde(self.ir, &self.everything().iter().collect::<Vec<_>>());
        quote! {
            /// What is to be committed, in one transaction, and then [applied](Machine::apply).
            #[derive(Clone, Debug)]
            #serde
            pub struct Step<T: Types> {
                action: Option<Action>,
                cause: #cause,
                version: u64,
                changes: Changes<T>,
                #(#next: u64,)*
                reads: Vec<#need>,
                outputs: Vec<#output>,
                timers: Vec<support::TimerChange<#timer>>,
                ready: Vec<(#turn, support::Ready)>,
            }
            impl<T: Types> Default for Step<T> {
                fn default() -> Self {
                    Self {
                        action: None, cause: Cause::Start, version: 0, changes: Changes::default(), #(#next: 0,)*
                        reads: Vec::new(), outputs: Vec::new(), timers: Vec::new(), ready: Vec::new(),
                    }
                }
            }
        }
    }

    /// Every type that a step may hold.
    pub(super) fn everything(&self) -> Vec<Type> {
        let mut types: Vec<Type> = self.vars.iter().map(|var| var.variable.ty.clone()).collect();
        for own in [Own::Cause, Own::Output, Own::Need] {
            types.extend(self.holds(own));
        }
        types
    }

    fn stored_lines(&self) -> impl Iterator<Item = &Var<'_>> {
        self.stored().filter(|var| var.container == Container::Line)
    }

    fn emit_step_methods(&self) -> TokenStream {
        let [cause, key, write, output, timer] =
            [Own::Cause, Own::RowKey, Own::Write, Own::Output, Own::Timer].map(|own| self.own(own));
        let writes = self.stored().map(|var| self.emit_writes(var));
        let live = self.live.as_ref().zip(self.live_row()).map(|(field, row)| {
            quote! {
                self.changes.#field.iter().map(|(me, row)| match row {
                    Some(_) => Write::Put(Row::#row(*me)),
                    None => Write::Delete(RowKey::#row(*me)),
                })
            }
        });
        let writes = chained(writes.chain(live));
        quote! {
            impl<T: Types> Step<T> {
                /// The action that is taken, by its name in the protocol; `start` and `recovery` where none is.
                #[must_use]
                pub fn action(&self) -> &'static str {
                    match (self.action, &self.cause) {
                        (Some(action), _) => action.name(),
                        (None, Cause::Recovery) => "recovery",
                        (None, _) => "start",
                    }
                }

                /// Why it is taken.
                #[must_use]
                pub fn cause(&self) -> &#cause { &self.cause }

                /// The version of the machine that it was decided on.
                #[must_use]
                pub fn version(&self) -> u64 { self.version }

                /// The keys of the stored rows that it depends on.
                pub fn reads(&self) -> impl Iterator<Item = &#key> {
                    self.reads.iter().filter_map(|need| if let Need::Row(key) = need { Some(key) } else { None })
                }

                /// The rows to store and to delete, in this order.
                pub fn writes(&self) -> impl Iterator<Item = #write> {
                    #writes
                }

                /// What is let out, in this order. It is committed together with the writes, and delivered after.
                #[must_use]
                pub fn outputs(&self) -> &[#output] { &self.outputs }

                /// What is asked of the clock, once the step is committed.
                #[must_use]
                pub fn timers(&self) -> &[support::TimerChange<#timer>] { &self.timers }

                /// The step for a journal. Only the same Machine can [replay](Machine::replay) it.
                #[must_use]
                pub fn journalled(self) -> support::Stored<Self> { support::Stored { layout: PROTOCOL.machine, row: self } }
            }
        }
    }

    fn emit_writes(&self, var: &Var<'_>) -> TokenStream {
        let (field, row) = (&var.field, &var.row);
        if var.container == Container::Line {
            let (next, item) = (next_of(var), self.owned(var, &quote!(item)));
            return quote! {
                self.changes.#field.leaving().iter().map(|position| Write::Delete(RowKey::#row(*position))).chain(
                    (self.#next..)
                        .zip(self.changes.#field.joined())
                        .map(|(position, item)| Write::Put(Row::#row(position, #item))),
                )
            };
        }
        let (pattern, parts) = self.key_parts(var);
        let kept = (!var.members).then(|| self.owned(var, &quote!(row)));
        let bound = if var.members { quote!(_) } else { quote!(row) };
        let put = match (&kept, var.keys.is_empty()) {
            (Some(kept), true) => quote!((#kept)),
            (Some(kept), false) => quote!((#parts, #kept)),
            (None, _) => quote!((#parts)),
        };
        let key = (!var.keys.is_empty()).then(|| quote!((#parts)));
        quote! {
            self.changes.#field.iter().map(|(#pattern, row)| match row {
                Some(#bound) => Write::Put(Row::#row #put),
                None => Write::Delete(RowKey::#row #key),
            })
        }
    }

    /// ```text
    /// for (job, row) in step.changes.jobs.iter() { self.put_jobs(*job, row.copied()); }
    /// ```
    pub(super) fn emit_apply(&self, var: &Var<'_>) -> TokenStream {
        let (field, put) = (&var.field, put_of(var));
        if var.container == Container::Line {
            return quote!(self.#put(&step.changes.#field););
        }
        let row = if is_copy(self.ir, &var.value) { quote!(row.copied()) } else { quote!(row.cloned()) };
        if var.keys.is_empty() {
            return quote!(for ((), row) in step.changes.#field.iter() { self.#put(#row); });
        }
        quote!(for (key, row) in step.changes.#field.iter() { self.#put(*key, #row); })
    }

    /// The positions that the next items of stored lines get.
    pub(super) fn emit_next(&self, of: &TokenStream) -> TokenStream {
        let lines = self.stored_lines().map(|var| {
            let (field, next) = (&var.field, next_of(var));
            quote!(step.#next = #of.#field.next();)
        });
        lines.collect()
    }
}

/// `next_order`
fn next_of(var: &Var<'_>) -> Ident {
    format_ident!("next_{}", plain(&var.field))
}
