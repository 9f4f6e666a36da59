//! `Transaction`: what the protocol's bodies become.
//!
//! Patterns come back ([`tree`]), then each action is a method ([`body`]) over accessors ([`access`]) that see the changes
//! made so far; [`settle`] says what follows from them.

mod access;
mod body;
mod bound;
mod chain;
mod default;
mod expression;
mod keys;
mod line;
mod live;
mod loops;
mod matching;
mod method;
mod node;
mod parts;
mod pattern;
mod place;
mod settle;
mod shape;
mod touch;
mod tree;

use std::cell::RefCell;
use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::data::serde;
use super::names::{is_generic, snake};
use super::own::Own;
use super::role::{Act, Container, Role, Var};
use access::Accessors;
use body::{Body, Needed};
use settle::Settle;

/// ```text
/// struct Changes<T: Types> { jobs: Edits<T::Job, Progress<T>>, .., order: LineEdits<T::Job>, .. }
/// struct Transaction<'a, T: Types> { machine: &'a Machine<T>, changes: Changes<T>, .. }
/// impl<T: Types> Transaction<'_, T> { fn collect(&mut self, message: &Rendered<T>) -> Result<(), Stop> { .. } .. }
/// ```
pub(super) fn emit(role: &Role<'_>) -> TokenStream {
    let (changes, transaction) = (emit_changes(role), emit_transaction(role));
    let needed: Needed = RefCell::new(BTreeSet::new());
    let methods: Vec<TokenStream> = role
        .actions
        .iter()
        .map(|act| Body::new(role, &needed, &act.action.body.locals, act.first_requirement).method(act))
        .collect();
    let settle = Settle { role, needed: &needed };
    let (derived, fresh) = (settle.emit(), settle.emit_fresh());
    let accessors = needed
        .borrow()
        .iter()
        .map(|(index, access)| Accessors { role, var: &role.vars[*index] }.emit(*access))
        .collect::<TokenStream>();
    let bounds = role.bounds();
    quote! {
        #changes
        #transaction

        #[allow(
            clippy::trivially_copy_pass_by_ref,
            clippy::unnecessary_wraps,
            clippy::unused_self,
            reason = "every action is called alike"
        )]
        impl<T: Types> Transaction<'_, T> #bounds { #(#methods)* }

        #[allow(clippy::unused_self, reason = "a role may have no timers and no turns")]
        impl<T: Types> Transaction<'_, T> { #derived }

        #[allow(clippy::ref_option, reason = "what is not there is a value like any other")]
        impl<T: Types> Transaction<'_, T> { #accessors #fresh }
    }
}

/// Whether changes of rows tell for which ids a step may be taken.
pub(super) fn is_told(role: &Role<'_>, act: &Act<'_>) -> bool {
    keys::open_arguments(role.ir, act).is_empty() || !keys::local(role, act).sources.is_empty()
}

/// What a step changes, by variable.
fn emit_changes(role: &Role<'_>) -> TokenStream {
    let fields: Vec<(Ident, TokenStream, TokenStream)> = role
        .vars
        .iter()
        .map(|var| {
            let (key, value) = (role.names.key(&var.keys), role.names.ty(&var.value));
            let (of, arguments) = match var.container {
                Container::Table if var.keys.is_empty() => (quote!(support::SlotEdit), quote!(<#value>)),
                Container::Table => (quote!(support::Edits), quote!(<#key, #value>)),
                Container::Line => (quote!(support::LineEdits), quote!(<#value>)),
            };
            (var.field.clone(), of, arguments)
        })
        .chain(role.live.iter().zip(role.component.per).map(|(live, sort)| {
            let me = role.names.sort(sort);
            (live.clone(), quote!(support::Edits), quote!(<#me, bool>))
        }))
        .collect();
    let declared = fields.iter().map(|(name, of, arguments)| quote!(#name: #of #arguments,));
    let made = fields.iter().map(|(name, of, _)| quote!(#name: #of::default(),));
    let names = fields.iter().map(|(name, ..)| name);
    let plain = |var: &Var<'_>| var.keys.is_empty() && !is_generic(role.ir, &var.value);
    let types = role.live.is_none() && role.vars.iter().all(plain);
    let (marker, start) = if types {
        (quote!(types: core::marker::PhantomData<T>,), quote!(types: core::marker::PhantomData,))
    } else {
        (TokenStream::new(), TokenStream::new())
    };
    let held: Vec<_> = role.vars.iter().map(|var| var.variable.ty.clone()).collect();
    let serde = serde(role.ir, &held.iter().collect::<Vec<_>>());
    quote! {
        /// What a step changes.
        #[derive(Clone, Debug)]
        #serde
        struct Changes<T: Types> { #(#declared)* #marker }

        impl<T: Types> Default for Changes<T> {
            fn default() -> Self {
                Self { #(#made)* #start }
            }
        }

        impl<T: Types> Changes<T> {
            /// Forgets the changes and keeps the room.
            #[allow(clippy::unused_self, reason = "a role may have no state")]
            fn clear(&mut self) {
                #(self.#names.clear();)*
            }
        }
    }
}

fn emit_transaction(role: &Role<'_>) -> TokenStream {
    let [need, output, timer, turn, fresh] =
        [Own::Need, Own::Output, Own::Timer, Own::Turn, Own::Fresh].map(|own| role.own(own));
    let kept = if role.takes_types(Own::Fresh) { quote!(Fresh<'a, T>) } else { quote!(Fresh) };
    let taken: Vec<_> = role.fresh.iter().map(|sort| format_ident!("taken_{}", snake(&role.ir[*sort].name))).collect();
    let fresh_field = (!taken.is_empty()).then(|| quote!(fresh: &'a #kept,));
    let fresh_value = (!taken.is_empty()).then(|| quote!(fresh,));
    let parameter = if taken.is_empty() { quote!(_: &#fresh) } else { quote!(fresh: &'a #kept) };
    quote! {
        /// The machine with the changes that a body has made so far.
        struct Transaction<'a, T: Types> {
            machine: &'a Machine<T>,
            changes: &'a mut Changes<T>,
            reads: support::Reads<'a, #need>,
            outputs: &'a mut Vec<#output>,
            timers: &'a mut Vec<support::TimerChange<#timer>>,
            ready: &'a mut Vec<(#turn, support::Ready)>,
            #fresh_field
            #(#taken: usize,)*
        }

        impl<'a, T: Types> Transaction<'a, T> {
            /// Writes into a step, which is emptied and keeps its room.
            fn begin(machine: &'a Machine<T>, #parameter, step: &'a mut Step<T>) -> Self {
                step.changes.clear();
                step.outputs.clear();
                step.timers.clear();
                step.ready.clear();
                Self {
                    machine,
                    changes: &mut step.changes,
                    reads: support::Reads::into(&mut step.reads),
                    outputs: &mut step.outputs,
                    timers: &mut step.timers,
                    ready: &mut step.ready,
                    #fresh_value
                    #(#taken: 0,)*
                }
            }
        }
    }
}
