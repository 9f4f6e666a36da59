//! From an offer to an event, and to what the machine makes of it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::emit::machine::conformance::Conformance;
use crate::emit::machine::conformance::values::from_name;
use crate::emit::machine::names::{ident, snake};
use crate::emit::machine::own::Own;
use crate::emit::machine::role::{Act, Role};
use crate::ir::{Ir, SortId};

impl Conformance<'_> {
    /// From an offer to an event.
    pub(super) fn events(&self, role: &Role<'_>) -> TokenStream {
        let event = role.own(Own::Event);
        let of = |own: Own, acts: Vec<&Act<'_>>| -> Vec<TokenStream> {
            let (wrapper, name) = (own.ident(), own.ident());
            let arms = acts.into_iter().map(|act| {
                let (number, made) = (act.id.0, self.made_act(&name, act));
                quote!(#number => role::Event::#wrapper(#made),)
            });
            arms.collect()
        };
        let inputs = of(Own::Input, role.inputs().collect());
        let faults = of(Own::Fault, role.faults().collect());
        let messages = role.received.iter().map(|&message| {
            let (number, variant, from) = (message.0, role.message_variant(message), from_name(&self.ir[message].name));
            let made = quote!(super::#from(names, &packet.fields));
            if let Some(sort) = role.component.per.filter(|_| role.says_who(message)) {
                let me = ident(&snake(&self.ir[sort].name));
                quote! {
                    #number => role::Event::Message(role::Message::#variant {
                        me: names.#me(to.expect("an instance receives it")), message: #made,
                    }),
                }
            } else {
                quote!(#number => role::Event::Message(role::Message::#variant(#made)),)
            }
        });
        let timers = role.timers().map(|act| {
            let (number, made) = (act.id.0, self.made_act(&format_ident!("Timer"), act));
            quote!(#number => role::Event::Timeout(#made, arming),)
        });
        quote! {
            /// From an offer to an event; `None` for a turn.
            pub fn event<T: Types, N: Naming<Types = T>>(
                names: &N, stimulus: &walk::Stimulus, arming: walk::Armed,
            ) -> Option<role::#event> {
                let arming = Arming { incarnation: arming.0, number: arming.1 };
                Some(match stimulus {
                    walk::Stimulus::Action(action, arguments) => match action.0 {
                        #(#inputs)* #(#faults)*
                        _ => return None,
                    },
                    walk::Stimulus::Message(to, packet) => match packet.message.0 {
                        #(#messages)*
                        _ => return None,
                    },
                    walk::Stimulus::Timer(timer, _) => {
                        let arguments = &timer.arguments;
                        match timer.action.0 { #(#timers)* _ => return None }
                    }
                    walk::Stimulus::Turn(_) => return None,
                })
            }
        }
    }

    /// `role::Input::PresentCard { me: .., person: .. }`
    fn made_act(&self, own: &Ident, act: &Act<'_>) -> TokenStream {
        let variant = &act.variant;
        let fields = act.arguments.iter().map(|argument| {
            let (name, number) = (&argument.name, argument.local);
            let value = self.typed(&argument.ty, &quote!((&arguments[#number])));
            quote!(#name: #value)
        });
        if act.arguments.is_empty() {
            quote!(role::#own::#variant)
        } else {
            quote!(role::#own::#variant { #(#fields),* })
        }
    }

    pub(super) fn decide(&self, role: &Role<'_>) -> TokenStream {
        let fresh = self.fresh(role);
        let turns: Vec<_> = role
            .turns()
            .map(|act| {
                let (number, made) = (act.id.0, self.made_act(&format_ident!("Turn"), act));
                quote!(#number => #made,)
            })
            .collect();
        let directed = if turns.is_empty() {
            quote!(None)
        } else {
            quote! {{
                let turn = match action.0 { #(#turns)* _ => return None };
                Some(answered(self.machine.take(&turn, &fresh)))
            }}
        };
        quote! {
            fn decide(&self, offer: &walk::Offer, arming: walk::Armed) -> Option<Result<Self::Step, walk::Answer>> {
                let names = &self.setting.names;
                let given = &offer.fresh;
                #fresh
                match &offer.stimulus {
                    walk::Stimulus::Turn(None) => self.machine.poll(&fresh).map(answered),
                    walk::Stimulus::Turn(Some((action, arguments))) => #directed,
                    other => {
                        let event = event(names, other, arming)?;
                        Some(answered(self.machine.decide(event, &fresh)))
                    }
                }
            }
        }
    }

    /// `let fresh = role::Fresh { job: &.. };`
    pub(super) fn fresh(&self, role: &Role<'_>) -> TokenStream {
        let lists = role.fresh.iter().map(|sort| {
            let (name, number) = (ident(&snake(&self.ir[*sort].name)), sort.0);
            let list = list_name(self.ir, *sort);
            quote! {
                let #list: Vec<_> =
                    given.get(#number).into_iter().flatten().map(|number| names.#name(*number)).collect();
            }
        });
        let fields = role.fresh.iter().map(|sort| {
            let (name, list) = (ident(&self.ir[self.ir[*sort].parameter].name), list_name(self.ir, *sort));
            quote!(#name: &#list)
        });
        quote!(#(#lists)* let fresh = role::Fresh { #(#fields),* };)
    }
}

/// `fresh_job`
fn list_name(ir: &Ir, sort: SortId) -> Ident {
    format_ident!("fresh_{}", snake(&ir[sort].name))
}
