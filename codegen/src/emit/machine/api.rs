//! What a role's module says at its border: events, timers, turns, outputs, rows, needs.

mod output;
mod row;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::data::{attributes, serde};
use super::names::{doc, ident};
use super::own::Own;
use super::role::{Act, Role};
use crate::ir::{ActionKind, MessageId, Type};

impl Role<'_> {
    /// All types of the module but `Machine`, `Step`, `Changes` and `Transaction`.
    pub(super) fn emit_api(&self) -> TokenStream {
        let mut tokens = self.emit_config();
        tokens.extend(self.emit_event());
        tokens.extend(self.emit_actions(Own::Input, "What the world does.", &self.inputs().collect::<Vec<_>>()));
        tokens.extend(self.emit_messages());
        let faults = "What goes wrong, and is reported by the host.";
        tokens.extend(self.emit_actions(Own::Fault, faults, &self.faults().collect::<Vec<_>>()));
        tokens.extend(self.emit_timers());
        let turns = "What the role does by itself.";
        tokens.extend(self.emit_actions(Own::Turn, turns, &self.turns().collect::<Vec<_>>()));
        tokens.extend(self.emit_outputs());
        tokens.extend(self.emit_rows());
        tokens.extend(self.emit_fresh());
        tokens
    }

    /// An enum of the module. It is always there, be it without a variant.
    fn emit_own(&self, own: Own, says: &str, variants: &TokenStream) -> TokenStream {
        let types = self.holds(own);
        let types: Vec<&Type> = types.iter().collect();
        let attributes = attributes(self.ir, &types, false);
        let (name, generics, says) = (own.ident(), self.own_generics(own), doc(says));
        quote! { #says #attributes pub enum #name #generics { #variants } }
    }

    /// `<T: Types>` or nothing.
    pub(super) fn own_generics(&self, own: Own) -> TokenStream {
        if self.takes_types(own) { quote!(<T: Types>) } else { TokenStream::new() }
    }

    /// ```text
    /// /// The numbers of this machine.
    /// pub struct Config<T: Types> { pub order: u32, pub document: BTreeSet<T::Document> }
    /// ```
    fn emit_config(&self) -> TokenStream {
        let capacities = self.capacities.iter().map(|capacity| {
            let name = &self.ir[*capacity].name;
            let (says, name) = (format!(" The capacity `{name}`."), ident(name));
            quote!(#[doc = #says] pub #name: u32,)
        });
        let nodes = self.nodes.iter().map(|sort| {
            let declared = &self.ir[*sort];
            let says = format!(" Every {} that there is.", declared.name);
            let (name, ty) = (ident(&self.ir[declared.parameter].name), self.names.sort(*sort));
            quote!(#[doc = #says] pub #name: BTreeSet<#ty>,)
        });
        let types: Vec<Type> = self.nodes.iter().map(|sort| Type::Set(*sort)).collect();
        let types: Vec<&Type> = types.iter().collect();
        let (serde, generics) = (serde(self.ir, &types), self.own_generics(Own::Config));
        quote! {
            /// The numbers that the protocol leaves open.
            #[derive(Clone, Debug, PartialEq, Eq)]
            #serde
            pub struct Config #generics { #(#capacities)* #(#nodes)* }
        }
    }

    /// ```text
    /// pub enum Event<T: Types> { Input(Input<T>), Message(Message<T>), Timeout(Timer<T>, support::Arming), Fault(Fault) }
    /// impl<T: Types> From<Input<T>> for Event<T> { .. }
    /// ```
    fn emit_event(&self) -> TokenStream {
        let kind = |own: Own, there: bool, says: &str| {
            there.then(|| {
                let (name, ty, says) = (own.ident(), self.own(own), doc(says));
                quote!(#says #name(#ty),)
            })
        };
        let input = kind(Own::Input, self.inputs().next().is_some(), "The world does something.");
        let message = kind(Own::Message, !self.received.is_empty(), "A message arrives.");
        let fault = kind(Own::Fault, self.faults().next().is_some(), "Something goes wrong.");
        let timeout = self.timers().next().map(|_| {
            let ty = self.own(Own::Timer);
            quote!(#[doc = " A timer fires: the one of this arming."] Timeout(#ty, support::Arming),)
        });
        let from = [(Own::Input, &input), (Own::Message, &message), (Own::Fault, &fault)];
        let from = from.into_iter().filter(|(_, there)| there.is_some()).map(|(own, _)| self.emit_from(own));
        let event =
            self.emit_own(Own::Event, "What may happen to this role.", &quote!(#input #message #timeout #fault));
        quote! { #event #(#from)* }
    }

    fn emit_from(&self, own: Own) -> TokenStream {
        let (name, ty, event) = (own.ident(), self.own(own), self.own(Own::Event));
        let (generics, parameter) = (self.own_generics(Own::Event), ident(&name.to_string().to_lowercase()));
        quote! {
            impl #generics From<#ty> for #event {
                fn from(#parameter: #ty) -> Self { Self::#name(#parameter) }
            }
        }
    }

    /// ```text
    /// pub enum Input<T: Types> { /// The card lies on the reader..  PresentCard { me: T::Session, person: T::Person }, .. }
    /// ```
    fn emit_actions(&self, own: Own, says: &str, acts: &[&Act<'_>]) -> TokenStream {
        if acts.is_empty() && matches!(own, Own::Input | Own::Fault) {
            return TokenStream::new();
        }
        let variants = acts.iter().map(|act| self.emit_variant(act));
        self.emit_own(own, says, &quote!(#(#variants)*))
    }

    fn emit_variant(&self, act: &Act<'_>) -> TokenStream {
        let (says, variant) = (doc(&act.action.doc), &act.variant);
        let fields: Vec<_> = act
            .arguments
            .iter()
            .map(|argument| {
                let (name, ty) = (&argument.name, self.names.ty(&argument.ty));
                quote!(#name: #ty)
            })
            .collect();
        if fields.is_empty() { quote!(#says #variant,) } else { quote!(#says #variant { #(#fields),* },) }
    }

    /// ```text
    /// pub enum Message<T: Types> { Certificate(Certificate<T>), .. }
    /// impl<T: Types> From<Certificate<T>> for Message<T> { .. }      and for Event<T>
    /// ```
    fn emit_messages(&self) -> TokenStream {
        if self.received.is_empty() {
            return TokenStream::new();
        }
        let variants = self.received.iter().map(|&message| {
            let (says, name, ty) = (doc(&self.ir[message].doc), self.message_variant(message), self.message_type(message));
            if self.says_who(message) {
                let me = self.names.sort(self.component.per.expect("one per id"));
                return quote!(#says #name { #[doc = " Who receives it."] me: #me, #[doc = " What is received."] message: #ty },);
            }
            quote!(#says #name(#ty),)
        });
        let messages = self.emit_own(Own::Message, "What this role receives.", &quote!(#(#variants)*));
        let from = self.received.iter().filter(|message| !self.says_who(**message)).map(|&message| {
            let (name, ty) = (self.message_variant(message), self.message_type(message));
            let (own, event) = (self.own(Own::Message), self.own(Own::Event));
            let (generics, wider) = (self.own_generics(Own::Message), self.own_generics(Own::Event));
            quote! {
                impl #generics From<#ty> for #own {
                    fn from(message: #ty) -> Self { Self::#name(message) }
                }
                impl #wider From<#ty> for #event {
                    fn from(message: #ty) -> Self { Self::Message(Message::#name(message)) }
                }
            }
        });
        quote! { #messages #(#from)* }
    }

    /// `Certificate`
    pub(super) fn message_variant(&self, message: MessageId) -> Ident {
        ident(&self.ir[message].name)
    }

    /// `Certificate<T>`
    pub(super) fn message_type(&self, message: MessageId) -> TokenStream {
        self.names.record(&self.ir[message].name, &self.ir[message].fields)
    }

    /// ```text
    /// pub enum Timer<T: Types> { GiveUp { me: T::Session }, .. }
    /// impl<T: Types> Timer<T> { pub fn after(&self) -> Option<Duration> { .. } }
    /// ```
    fn emit_timers(&self) -> TokenStream {
        let acts: Vec<_> = self.timers().collect();
        let says = "What runs against the clock: the stable key of each timer.";
        let timers = self.emit_actions(Own::Timer, says, &acts);
        let arms = acts.iter().map(|act| {
            let variant = &act.variant;
            let pattern = if act.arguments.is_empty() { quote!(Self::#variant) } else { quote!(Self::#variant { .. }) };
            let after = if let ActionKind::Timeout { after: Some(after) } = &act.action.kind {
                after_tokens(after)
            } else {
                quote!(None)
            };
            quote!(#pattern => #after,)
        });
        let body = if acts.is_empty() { quote!(match *self {}) } else { quote!(match self { #(#arms)* }) };
        let (generics, own) = (self.own_generics(Own::Timer), self.own(Own::Timer));
        quote! {
            #timers
            impl #generics #own {
                /// How long it runs; `None` where the protocol does not say.
                #[must_use]
                pub fn after(&self) -> Option<Duration> { #body }
            }
        }
    }

    /// ```text
    /// pub struct Fresh<'a, T: Types> { pub job: &'a [T::Job] }
    /// ```
    fn emit_fresh(&self) -> TokenStream {
        let fields: Vec<_> = self
            .fresh
            .iter()
            .map(|sort| {
                let declared = &self.ir[*sort];
                let says = format!(" Ids of {} that are in use nowhere, to be taken in this order.", declared.name);
                let (name, ty) = (ident(&self.ir[declared.parameter].name), self.names.sort(*sort));
                (says, name, ty)
            })
            .collect();
        if fields.is_empty() {
            return quote! {
                /// This role takes no fresh ids.
                #[derive(Clone, Copy, Debug, Default)]
                pub struct Fresh {}
            };
        }
        let (declared, defaults) = (
            fields.iter().map(|(says, name, ty)| quote!(#[doc = #says] pub #name: &'a [#ty],)),
            fields.iter().map(|(_, name, _)| quote!(#name: &[])),
        );
        quote! {
            /// The ids that an event may take. What it does not take can be offered again.
            #[derive(Clone, Copy, Debug)]
            pub struct Fresh<'a, T: Types> { #(#declared)* }
            impl<T: Types> Default for Fresh<'_, T> {
                fn default() -> Self { Self { #(#defaults),* } }
            }
        }
    }
}

/// `Some(Duration::from_secs(90))`
fn after_tokens(after: &str) -> TokenStream {
    let milliseconds = crate::ir::query::milliseconds(after);
    if milliseconds.is_multiple_of(1000) {
        let seconds = Literal::u64_unsuffixed(milliseconds / 1000);
        quote!(Some(Duration::from_secs(#seconds)))
    } else {
        let milliseconds = Literal::u64_unsuffixed(milliseconds);
        quote!(Some(Duration::from_millis(#milliseconds)))
    }
}
