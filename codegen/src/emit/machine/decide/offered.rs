//! What is offered from without: messages and deadlines.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::own::Own;
use super::super::role::Role;
use super::pattern;
use crate::ir::{MessageId, Otherwise};

impl Role<'_> {
    pub(super) fn emit_deliveries(&self) -> TokenStream {
        if self.received.is_empty() {
            return TokenStream::new();
        }
        let (ty, fresh) = (self.own(Own::Message), self.own(Own::Fresh));
        let arms = self.received.iter().map(|message| self.emit_delivery_of(*message));
        quote! {
            fn decide_message(&self, message: &#ty, fresh: &#fresh, step: &mut Step<T>) -> support::Answer<()> {
                match message { #(#arms)* }
            }
        }
    }

    fn emit_delivery_of(&self, message: MessageId) -> TokenStream {
        let variant = self.message_variant(message);
        let handlers: Vec<_> = self.handlers(message).collect();
        let pattern = match (self.says_who(message), handlers.is_empty()) {
            (true, false) => quote!(Message::#variant { me, message }),
            (true, true) => quote!(Message::#variant { .. }),
            (false, false) => quote!(Message::#variant(message)),
            (false, true) => quote!(Message::#variant(_)),
        };
        let otherwise = match self.ir[message].otherwise {
            Otherwise::Drop => quote!(Dropped),
            Otherwise::Keep => quote!(NotNow),
            Otherwise::Defect => quote!(Refused),
        };
        let Some((last, earlier)) = handlers.split_last() else {
            let (name, guard) = (&self.ir[message].name, "somebody handles it");
            return quote!(#pattern => support::Answer::#otherwise(support::Refusal { action: #name, guard: #guard, kind: unseen() }),);
        };
        // The first enabled handler takes it; where none is, the first one says why not.
        let mut result = self.emit_call(last, Some(quote!(message)));
        for handler in earlier.iter().rev() {
            let call = self.emit_call(handler, Some(quote!(message)));
            result = quote! {
                match #call {
                    Err(support::Stop::Guard(first)) => match #result {
                        Err(support::Stop::Guard(_)) => Err(support::Stop::Guard(first)),
                        result => result,
                    },
                    result => result,
                }
            };
        }
        let guarded = handlers.iter().any(|handler| handler.action.body.is_guarded());
        if !guarded || self.ir[message].otherwise == Otherwise::Defect {
            return quote! { #pattern => { let result = #result; answer(result, step) } };
        }
        quote! {
            #pattern => match #result {
                Err(support::Stop::Guard(guard)) => support::Answer::#otherwise(refusal(guard)),
                result => answer(result, step),
            },
        }
    }

    pub(super) fn emit_timeouts(&self) -> TokenStream {
        let arms: Vec<_> = self
            .timers()
            .map(|act| {
                let (pattern, call) = (pattern(Own::Timer, act), self.emit_call(act, None));
                quote!(#pattern => #call,)
            })
            .collect();
        if arms.is_empty() {
            return TokenStream::new();
        }
        let names = self.timers().map(|act| {
            let variant = &act.variant;
            let pattern =
                if act.arguments.is_empty() { quote!(Timer::#variant) } else { quote!(Timer::#variant { .. }) };
            quote!(#pattern => Action::#variant,)
        });
        let (timer, fresh) = (self.own(Own::Timer), self.own(Own::Fresh));
        quote! {
            fn decide_timeout(&self, timer: &#timer, arming: support::Arming, fresh: &#fresh, step: &mut Step<T>) -> support::Answer<()> {
                if self.timers.running(timer) != Some(arming) {
                    let action = match timer { #(#names)* };
                    let guard = "this timer was cancelled or started again";
                    return support::Answer::Refused(support::Refusal { action: action.name(), guard, kind: support::Kind::Late });
                }
                let result = match timer { #(#arms)* };
                if result.is_ok() {
                    self.timers.restart(*timer, timer.after(), &mut step.timers);
                }
                answer(result, step)
            }
        }
    }
}
