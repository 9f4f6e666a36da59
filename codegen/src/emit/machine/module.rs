//! The modules: what is imported, what a Machine knows of itself, and the parts in reading order.

mod refusals;

use proc_macro2::{Group, Ident, Literal, TokenStream, TokenTree};
use quote::quote;

use super::data::Data;
use super::names::{OWN, ident};
use super::role::Role;
use super::{docs, support, transaction};
use crate::emit::model::code::mentions;
use crate::fingerprint::{Fingerprint, Fingerprints};
use crate::ir::Ir;
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
