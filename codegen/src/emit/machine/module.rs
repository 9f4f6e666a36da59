//! The modules: what is imported, what a Machine knows of itself, and the parts in reading order.

use proc_macro2::{Group, Ident, Literal, TokenStream, TokenTree};
use quote::quote;

use super::data::Data;
use super::names::{OWN, ident};
use super::role::Role;
use super::{docs, support, transaction};
use crate::emit::model::code::mentions;
use crate::fingerprint::{Fingerprint, Fingerprints};
use crate::ir::{Amount, Ir, ParameterId};
use crate::record::Record;

/// The workflow's module, with all roles or with one.
pub(super) fn emit(ir: &Ir, record: Option<&Record>, only: Option<&str>) -> TokenStream {
    let mut roles = Role::all(ir);
    roles.retain(|role| only.is_none_or(|name| name == role.component.name));
    let data = Data::new(ir, &roles);
    let (name, says, protocol) = (ident(&ir.name), docs::workflow(ir, &roles, record), emit_protocol(ir));
    let (support, types) = (support::emit(), data.emit());
    let known = record.is_some();
    let modules = roles.iter().map(|role| emit_role(role, &data, record));
    let sets = mentions(&types, &ident("BTreeSet")).then(|| {
        quote!(
            use alloc::collections::BTreeSet;
        )
    });
    quote! {
        #says
        #[allow(
            dead_code,
            missing_docs,
            unused_imports,
            unexpected_cfgs,
            unreachable_pub,
            clippy::default_trait_access,
            clippy::derivable_impls,
            clippy::duration_suboptimal_units,
            clippy::match_same_arms,
            clippy::missing_errors_doc,
            clippy::module_name_repetitions,
            clippy::needless_for_each,
            clippy::option_option,
            clippy::redundant_closure_for_method_calls,
            clippy::semicolon_if_nothing_returned,
            clippy::too_many_lines,
            clippy::trivially_copy_pass_by_ref,
            reason = "it is as the protocol is, and a service need not use all of it"
        )]
        pub mod #name {
            extern crate alloc;

            #sets
            use core::fmt::Debug;

            #protocol
            /// Whether a record of a verification stands behind this Machine.
            const RECORDED: bool = #known;
            #types
            #(#modules)*
            #support
        }
    }
}

/// ```text
/// pub const PROTOCOL: support::Protocol = support::Protocol { name: "issuance", behaviour: support::Fingerprint([..]), .. };
/// ```
fn emit_protocol(ir: &Ir) -> TokenStream {
    let Fingerprints { behaviour, machine, durable_layout, wire_layout } = Fingerprints::of(ir);
    let [behaviour, machine, durable_layout, wire_layout] =
        [behaviour, machine, durable_layout, wire_layout].map(|of| fingerprint(&of));
    let name = &ir.name;
    quote! {
        /// Which protocol this is.
        pub const PROTOCOL: support::Protocol = support::Protocol {
            name: #name,
            behaviour: #behaviour,
            machine: #machine,
            durable_layout: #durable_layout,
            wire_layout: #wire_layout,
        };
    }
}

fn fingerprint(of: &Fingerprint) -> TokenStream {
    let bytes = of.bytes().map(|byte| -> Literal { format!("0x{byte:02x}").parse().expect("a hexadecimal literal") });
    quote!(support::Fingerprint([#(#bytes),*]))
}

/// A role's module.
fn emit_role(role: &Role<'_>, data: &Data<'_>, record: Option<&Record>) -> TokenStream {
    let (name, says) = (role.module(), docs::role(role, record));
    let contents = [
        role.emit_machine(),
        role.emit_machine_methods(),
        role.emit_decisions(),
        role.emit_recovery(),
        role.emit_api(),
        role.emit_step(),
        transaction::emit(role),
        role.emit_inspection(),
        role.emit_refusals(record),
    ];
    let contents: TokenStream = contents.into_iter().collect();
    let types = [data.type_names(), data.trait_names()].concat();
    let contents = shortened(contents, &|name| SUPPORT.contains(&name) && !types.iter().any(|other| other == name));
    let imports = emit_imports(&types, &data.trait_names(), &contents);
    quote! { #says pub mod #name { #imports #contents } }
}

/// What a role's module may call by its short name, where no type of the protocol has the same.
const SUPPORT: &[&str] = &[
    "Answer",
    "Arming",
    "Delivery",
    "Edits",
    "Foreign",
    "Index",
    "Kind",
    "Line",
    "LineEdits",
    "Number",
    "Positions",
    "Reads",
    "Ready",
    "Refusal",
    "Stale",
    "Stop",
    "Stored",
    "TimerChange",
    "Timers",
    "Turns",
    "Unreplayable",
    "Unverified",
    "Uses",
];

/// `support::Stop` as `Stop`.
fn shortened(tokens: TokenStream, may: &dyn Fn(&str) -> bool) -> TokenStream {
    let mut shortened: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), self::shortened(group.stream(), may));
                inner.set_span(group.span());
                shortened.push(inner.into());
            }
            TokenTree::Ident(name) if may(&name.to_string()) && ends_in_support(&shortened) => {
                shortened.truncate(shortened.len() - 3);
                shortened.push(name.into());
            }
            other => shortened.push(other),
        }
    }
    shortened.into_iter().collect()
}

fn ends_in_support(tokens: &[TokenTree]) -> bool {
    let colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
    matches!(tokens, [.., TokenTree::Ident(path), first, second] if path == "support" && colon(first) && colon(second))
}

/// What is mentioned, and only that.
fn emit_imports(types: &[String], traits: &[String], contents: &TokenStream) -> TokenStream {
    let wanted = |names: &mut dyn Iterator<Item = &str>| -> Vec<Ident> {
        names.map(ident).filter(|name| mentions(contents, name)).collect()
    };
    let is_type = |name: &&str| types.iter().any(|other| other == name);
    let support = wanted(&mut SUPPORT.iter().copied().filter(|name| !is_type(name)));
    let mut types: Vec<&str> = types.iter().map(|name| &**name).filter(|name| !OWN.contains(name)).collect();
    types.sort_unstable();
    let types: Vec<Ident> = types
        .into_iter()
        .filter(|name| mentions(contents, &ident(name)) || traits.iter().any(|of| of == name))
        .map(ident)
        .collect();
    let collections = wanted(&mut ["BTreeSet", "VecDeque"].into_iter());
    let collections = (!collections.is_empty()).then(|| quote!(use super::alloc::collections::{#(#collections),*};));
    let duration = mentions(contents, &ident("Duration")).then(|| {
        quote!(
            use core::time::Duration;
        )
    });
    let phantom = mentions(contents, &ident("PhantomData")).then(|| {
        quote!(
            use core::marker::PhantomData;
        )
    });
    quote! {
        #collections
        use super::alloc::vec::Vec;
        #phantom
        #duration

        use super::support::{self, #(#support),*};
        use super::{PROTOCOL, RECORDED, Types, #(#types),*};
    }
}

impl Role<'_> {
    /// What may say no, what was seen, and which numbers were verified.
    fn emit_refusals(&self, record: Option<&Record>) -> TokenStream {
        let name = &self.component.name;
        let guards = self.requirements.iter().map(|of| {
            let (action, words) = (&self.act(of.action).variant, &of.words);
            quote!((Action::#action, #words),)
        });
        let seen = record.and_then(|record| record.walk(name)).map(|walk| &*walk.seen).unwrap_or_default();
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
        let (config, generics) = (self.own(super::own::Own::Config), self.own_generics(super::own::Own::Config));
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
