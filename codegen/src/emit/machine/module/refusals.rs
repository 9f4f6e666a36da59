//! What a Machine knows of itself: what may say no, what was seen to, and which numbers were verified.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::names::ident;
use super::super::own::Own;
use super::super::role::Role;
use crate::ir::{Amount, ParameterId};
use crate::record::Record;

impl Role<'_> {
    /// What may say no, what was seen, and which numbers were verified.
    pub(super) fn emit_refusals(&self, record: Option<&Record>) -> TokenStream {
        let name = &self.component.name;
        let guards = self.requirements.iter().map(|of| {
            let (action, words) = (&self.act(of.action).variant, &of.words);
            quote!((Action::#action, #words),)
        });
        let seen = record.map(|record| record.seen(name)).unwrap_or_default();
        let recovery = self.recoveries().next().map_or("recover", |act| &*act.action.name);
        let (verified, answers) = (self.emit_verified(record), self.emit_answers());
        quote! {
            /// The role, by its name in the protocol.
            pub const ROLE: &str = #name;

            /// What may say no: each `require!` of each action, in the protocol's words.
            const GUARDS: &[(Action, &str)] = &[#(#guards)*];

            /// Which of them said no while every state was explored.
            const SEEN: &[bool] = &[#(#seen),*];

            /// Why nothing is decided before the recovery is applied.
            const RECOVERING: support::Refusal =
                support::Refusal { action: #recovery, guard: "the recovery is committed and applied", kind: support::Kind::Late };

            #verified
            #answers
        }
    }

    /// ```text
    /// const VERIFIED: &[&[u64]] = &[&[1]];
    /// impl Config { pub fn verified(&self) -> Result<(), Unverified> { .. } }
    /// ```
    fn emit_verified(&self, record: Option<&Record>) -> TokenStream {
        let parameters: Vec<ParameterId> =
            self.capacities.iter().copied().chain(self.nodes.iter().map(|sort| self.ir[*sort].parameter)).collect();
        let mut rows: Vec<Vec<u64>> = Vec::new();
        for scope in record.map(|record| &*record.scopes).unwrap_or_default() {
            let numbers = parameters.iter().filter_map(|id| match scope.numbers.get(&self.ir[*id].name) {
                Some(Amount::AtMost(number)) => Some(u64::from(*number)),
                _ => None,
            });
            let row: Vec<u64> = numbers.collect();
            if row.len() == parameters.len() && !rows.contains(&row) {
                rows.push(row);
            }
        }
        let numbers = parameters.iter().enumerate().map(|(column, id)| {
            let (what, field) = (&self.ir[*id].name, ident(&self.ir[*id].name));
            let mut verified: Vec<u64> = rows.iter().map(|row| row[column]).collect();
            verified.sort_unstable();
            verified.dedup();
            let verified = verified.into_iter().map(Literal::u64_unsuffixed);
            let asked = if column < self.capacities.len() {
                quote!(u64::from(self.#field))
            } else {
                quote!(self.#field.len() as u64)
            };
            quote!(support::Number { what: #what, asked: #asked, verified: &[#(#verified),*] },)
        });
        let numbers: TokenStream = numbers.collect();
        let rows = rows.iter().map(|row| {
            let row = row.iter().copied().map(Literal::u64_unsuffixed);
            quote!(&[#(#row),*])
        });
        let (config, generics) = (self.own(Own::Config), self.own_generics(Own::Config));
        quote! {
            /// The numbers of the verified scopes, in the order of the fields of [`Config`].
            const VERIFIED: &[&[u64]] = &[#(#rows),*];

            impl #generics #config {
                /// Whether some verified scope has just these numbers.
                ///
                /// # Errors
                /// None has.
                #[allow(clippy::unused_self, reason = "the protocol may leave no number open")]
                pub fn verified(&self) -> Result<(), support::Unverified> {
                    support::held_against(VERIFIED, PROTOCOL.name, &[#numbers])
                }
            }
        }
    }

    fn emit_answers(&self) -> TokenStream {
        let used = self.guarded.iter().map(|sort| {
            let name = &self.ir[*sort].name;
            let says = format!("the {name} that is offered as fresh is in use nowhere");
            quote!(#name => #says,)
        });
        let used: TokenStream = used.collect();
        let otherwise = quote!("the id that is offered as fresh is in use nowhere");
        let used = if used.is_empty() {
            quote!(const fn used(_: &str) -> &'static str { #otherwise })
        } else {
            quote!(fn used(sort: &str) -> &'static str { match sort { #used _ => #otherwise } })
        };
        quote! {
            /// What is known of a refusal that no explored state has.
            const fn unseen() -> support::Kind {
                if RECORDED { support::Kind::NeverSeen } else { support::Kind::Unverified }
            }

            /// The refusal of a guard.
            fn refusal(guard: usize) -> support::Refusal {
                let (action, words) = GUARDS[guard];
                let kind = if SEEN.get(guard) == Some(&true) { support::Kind::Late } else { unseen() };
                support::Refusal { action: action.name(), guard: words, kind }
            }

            /// What would have had to hold of an id.
            #used

            /// How a body ended, as an answer.
            fn answer<T: Types>(result: Result<(), support::Stop>, step: &Step<T>) -> support::Answer<()> {
                let guard = match result {
                    Ok(()) => return support::Answer::Done(()),
                    Err(support::Stop::Guard(guard)) => return support::Answer::Refused(refusal(guard)),
                    Err(support::Stop::Wanted(sort)) => return support::Answer::Wanted(sort),
                    Err(support::Stop::Bound(guard)) => guard,
                    Err(support::Stop::Used(sort)) => used(sort),
                };
                support::Answer::Refused(support::Refusal { action: step.action(), guard, kind: unseen() })
            }
        }
    }
}
