//! Which timers and turns the changed rows are about.

use proc_macro2::TokenStream;
use quote::quote;

use super::bound::bound_tokens;
use super::keys::{self, Source, open_arguments};
use super::settle::{Settle, is_timer};
use crate::emit::machine::names::ident;
use crate::emit::machine::own::Own;
use crate::emit::machine::role::{Act, Argument};
use crate::ir::{Bound, Type};

impl<'a> Settle<'_, 'a> {
    /// The timers and turns that the changed rows are about.
    pub(super) fn emit_touch(&self) -> TokenStream {
        let [timer, turn] = [Own::Timer, Own::Turn].map(|own| self.role.own(own));
        let mut loops: Vec<(TokenStream, TokenStream)> = Vec::new();
        for act in self.role.timers().chain(self.role.turns()) {
            for (head, body) in self.touches(act) {
                match loops.iter_mut().find(|(other, _)| other.to_string() == head.to_string()) {
                    Some((_, bodies)) => bodies.extend(body),
                    None => loops.push((head, body)),
                }
            }
        }
        let loops = loops.into_iter().map(|(head, body)| if head.is_empty() { body } else { quote!(#head { #body }) });
        quote! {
            /// Hands over the timers and turns that the changed rows are about, with `all` those of every row.
            #[allow(unused_variables, clippy::unused_self, reason = "a role may have neither")]
            fn touch(&self, all: bool, timer: &mut impl FnMut(#timer), turn: &mut impl FnMut(#turn)) {
                #(#loops)*
            }
        }
    }

    /// The loops in which an action's keys are found, and what is done in each.
    fn touches(&self, act: &Act<'a>) -> Vec<(TokenStream, TokenStream)> {
        let hand = Self::hand_over(act);
        if open_arguments(self.role.ir, act).is_empty() {
            let head = if is_timer(act) { TokenStream::new() } else { quote!(if all) };
            return vec![(head, self.choose(act, &|_| true, hand))];
        }
        let sources = keys::local(self.role, act).sources;
        let mut found: Vec<(TokenStream, TokenStream)> = Vec::new();
        for source in sources {
            let missing = |argument: &Argument| {
                !source.key.contains(&Some(argument.local))
                    && source.claim.as_ref().is_none_or(|(_, local)| *local != argument.local)
            };
            let body = self.choose(act, &missing, hand.clone());
            let (head, body) = Self::head(act, &source, body);
            if !found.iter().any(|(other, _)| other.to_string() == head.to_string()) {
                found.push((head, body));
            }
        }
        found
    }

    /// `timer(Timer::GiveUp { me });`
    fn hand_over(act: &Act<'_>) -> TokenStream {
        let (variant, names) = (&act.variant, act.arguments.iter().map(|argument| &argument.name));
        let (call, own) = if is_timer(act) { (quote!(timer), quote!(Timer)) } else { (quote!(turn), quote!(Turn)) };
        let fields = if act.arguments.is_empty() { TokenStream::new() } else { quote!({ #(#names),* }) };
        quote!(#call(#own::#variant #fields);)
    }

    /// Loops over the values of arguments that no row gives: nodes, truth values, counts.
    fn choose(&self, act: &Act<'_>, missing: &dyn Fn(&Argument) -> bool, body: TokenStream) -> TokenStream {
        let missing = act.arguments.iter().filter(|argument| missing(argument));
        missing.rev().fold(body, |body, Argument { name, ty, .. }| match ty {
            Type::Id(sort) => {
                let nodes = ident(&self.role.ir[self.role.ir[*sort].parameter].name);
                quote!(for &#name in &self.machine.config.#nodes { #body })
            }
            Type::Bool => quote!(for #name in [false, true] { #body }),
            Type::Count(bound) => {
                let most = bound_tokens(self.role.ir, bound.unwrap_or(Bound::Literal(0)));
                quote!(for #name in 0..=#most { #body })
            }
            Type::Enum(id) => {
                let variants =
                    (0..self.role.ir[*id].variants.len()).map(|variant| self.role.names.variant(ty, variant));
                quote!(for #name in [#(#variants),*] { #body })
            }
            _ => TokenStream::new(),
        })
    }

    /// `for me in self.changes.visit.touched(&self.machine.visit, all)`
    fn head(act: &Act<'_>, source: &Source<'_, '_>, body: TokenStream) -> (TokenStream, TokenStream) {
        let name = |local: &Option<usize>| {
            let argument = local.and_then(|local| act.arguments.iter().find(|argument| argument.local == local));
            argument.map_or_else(
                || quote!(_),
                |argument| {
                    let name = &argument.name;
                    quote!(#name)
                },
            )
        };
        let names: Vec<TokenStream> = source.key.iter().map(name).collect();
        let key = match &*names {
            [one] => one.clone(),
            many => quote!((#(#many),*)),
        };
        let field = &source.var.field;
        match &source.claim {
            None => (quote!(for #key in self.changes.#field.touched(&self.machine.#field, all)), body),
            Some((pattern, local)) => {
                let body = if pattern.is_empty() {
                    let held = name(&Some(*local));
                    quote!(for &#held in row { #body })
                } else {
                    quote!(if let #pattern = *row { #body })
                };
                let key = if names.is_empty() { quote!(()) } else { key };
                (quote!(for (#key, row) in self.changes.#field.touched_rows(&self.machine.#field, all)), body)
            }
        }
    }
}
