//! What a role lets out.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::emit::machine::names::{doc, field, ident};
use crate::emit::machine::own::Own;
use crate::emit::machine::role::Role;
use crate::ir::query::Output;
use crate::ir::{ChannelKind, Delivery, Field};

impl Role<'_> {
    /// The variant of `Output`: the message's or effect's name.
    pub(in crate::emit::machine) fn output_variant(&self, output: Output) -> Ident {
        ident(self.output(output).0)
    }

    /// `Certificate<T>`
    pub(in crate::emit::machine) fn output_type(&self, output: Output) -> TokenStream {
        let (name, _, fields) = self.output(output);
        self.names.record(name, fields)
    }

    /// Its name, its text, its fields.
    fn output(&self, output: Output) -> (&str, &str, &[Field]) {
        match output {
            Output::Effect(effect) => (&self.ir[effect].name, &self.ir[effect].doc, &self.ir[effect].fields),
            Output::Message(message) => (&self.ir[message].name, &self.ir[message].doc, &self.ir[message].fields),
        }
    }

    /// ```text
    /// pub enum Output<T: Types> { Show(Show<T>), Certificate(Certificate<T>), .. }
    /// pub enum Key<T: Types> { Refund { session: T::Session }, .. }
    /// impl<T: Types> Output<T> { pub fn delivery(&self) -> Delivery { .. }  pub fn key(&self) -> Option<Key<T>> { .. } }
    /// ```
    pub(super) fn emit_outputs(&self) -> TokenStream {
        let variants = self.outputs.iter().map(|&output| {
            let (says, variant, ty) =
                (doc(self.output(output).1), self.output_variant(output), self.output_type(output));
            quote!(#says #variant(#ty),)
        });
        let says = "What this role lets out: effects for the world, messages for other roles.";
        let outputs = self.emit_own(Own::Output, says, &quote!(#(#variants)*));
        let (delivery, keys) = (self.emit_delivery(), self.emit_keys());
        let (generics, own) = (self.own_generics(Own::Output), self.own(Own::Output));
        quote! { #outputs impl #generics #own { #delivery } #keys }
    }

    fn emit_delivery(&self) -> TokenStream {
        let mut kinds: Vec<(TokenStream, Vec<Ident>)> = Vec::new();
        for &output in &self.outputs {
            let (delivery, variant) = (self.delivery(output), self.output_variant(output));
            match kinds.iter_mut().find(|(kind, _)| kind.to_string() == delivery.to_string()) {
                Some((_, variants)) => variants.push(variant),
                None => kinds.push((delivery, vec![variant])),
            }
        }
        let arms =
            kinds.iter().map(|(delivery, variants)| quote!(#(Self::#variants(_))|* => support::Delivery::#delivery,));
        let body = if self.outputs.is_empty() { quote!(match *self {}) } else { quote!(match self { #(#arms)* }) };
        quote! {
            /// What is owed to it once the step is committed.
            #[must_use]
            pub fn delivery(&self) -> support::Delivery { #body }
        }
    }

    fn delivery(&self, output: Output) -> TokenStream {
        match output {
            Output::Message(message) => match self.ir[self.ir[message].channel].kind {
                ChannelKind::Any => quote!(Anyhow),
                ChannelKind::Bag { .. } | ChannelKind::Fifo { .. } => quote!(Acknowledged),
            },
            Output::Effect(effect) => match &self.ir[effect].delivery {
                Delivery::AtMostOnce => quote!(AtMostOnce),
                Delivery::AtLeastOnce { key } => {
                    let keyed = !key.is_empty();
                    quote!(AtLeastOnce { keyed: #keyed })
                }
            },
        }
    }

    /// The keys by which receivers recognise repeats.
    fn emit_keys(&self) -> TokenStream {
        let keyed: Vec<(Output, Vec<&Field>)> = self.outputs.iter().filter_map(|&output| self.keyed(output)).collect();
        if keyed.is_empty() {
            return TokenStream::new();
        }
        let variants = keyed.iter().map(|(output, fields)| {
            let (name, says) = (self.output_variant(*output), doc(self.output(*output).1));
            let fields = fields.iter().map(|of| {
                let (name, ty) = (field(&of.name), self.names.ty(&of.ty));
                quote!(#name: #ty)
            });
            quote!(#says #name { #(#fields),* },)
        });
        let says = "By which the receiver of an effect recognises a repeat.";
        let keys = self.emit_own(Own::Key, says, &quote!(#(#variants)*));
        let arms = keyed.iter().map(|(output, fields)| {
            let name = self.output_variant(*output);
            let fields = fields.iter().map(|of| {
                let name = field(&of.name);
                quote!(#name: effect.#name.clone())
            });
            quote!(Self::#name(effect) => Some(Key::#name { #(#fields),* }),)
        });
        let rest = (keyed.len() < self.outputs.len()).then(|| quote!(_ => None,));
        let (generics, own, key) = (self.own_generics(Own::Output), self.own(Own::Output), self.own(Own::Key));
        quote! {
            #keys
            impl #generics #own {
                /// By which its receiver recognises a repeat; `None` where none is declared.
                #[must_use]
                #[allow(clippy::clone_on_copy, reason = "a key may hold a set")]
                pub fn key(&self) -> Option<#key> { match self { #(#arms)* #rest } }
            }
        }
    }

    /// The fields of an effect's key, where it has one.
    pub(in crate::emit::machine) fn keyed(&self, output: Output) -> Option<(Output, Vec<&Field>)> {
        let Output::Effect(effect) = output else { return None };
        match &self.ir[effect].delivery {
            Delivery::AtLeastOnce { key } if !key.is_empty() => {
                Some((output, key.iter().map(|&index| &self.ir[effect].fields[index]).collect()))
            }
            _ => None,
        }
    }
}
