//! The language's attributes: what they make of an item, and how they leave the shadow without leaving the editor.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::{Attribute, Item, Type};

/// The attributes that mean something to `#[workflow]` and nothing to rustc. Each is a real macro in honnin's prelude.
const WORDS: &[&str] = &[
    "scope",
    "id",
    "node",
    "document",
    "message",
    "effect",
    "role",
    "store",
    "ghost",
    "initial",
    "max",
    "input",
    "opens",
    "receive",
    "step",
    "timeout",
    "fault",
    "crash",
    "recover",
    "fair",
    "unfair",
    "strongly_fair",
    "on",
    "always",
    "never",
    "action_property",
    "reachable",
    "leads_to",
    "always_possible",
    "final_state",
    "refuted",
    "dead",
];

/// The attributes that mean something to rustc. Any other one is an error that the front end reports.
const RUSTC: &[&str] = &["doc", "allow", "expect", "warn", "deny", "forbid"];

/// What an attribute makes of a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::emit) enum Kind {
    Sort,
    Message,
    Effect,
    Component,
    Data,
}

/// What the attributes of a struct make of it.
pub(in crate::emit) fn kind_of(attrs: &[Attribute]) -> Kind {
    let kinds = attrs.iter().filter_map(word).map(|word| match word.to_string().as_str() {
        "id" | "node" => Kind::Sort,
        "message" => Kind::Message,
        "effect" => Kind::Effect,
        "role" | "store" | "ghost" => Kind::Component,
        _ => Kind::Data,
    });
    kinds.into_iter().find(|kind| *kind != Kind::Data).unwrap_or(Kind::Data)
}

/// Whether honnin itself calls a function with these attributes.
pub(super) fn is_marked(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| word(attr).is_some())
}

/// Whether the owner of an `impl` block is a component with one instance for each id: `#[role(per = Session)]`.
pub(super) fn is_per_id(owner: &Type, items: &[Item]) -> bool {
    let Type::Path(owner) = owner else { return false };
    items.iter().any(|item| match item {
        Item::Struct(item) => owner.path.is_ident(&item.ident) && item.attrs.iter().any(says_per),
        _ => false,
    })
}

fn says_per(attr: &Attribute) -> bool {
    let arguments = attr.meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default();
    arguments.into_iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "per"))
}

/// The words taken out of a module.
#[derive(Default)]
pub(super) struct Words(Vec<Ident>);

impl Words {
    /// Takes the language's attributes out, and those that are nobody's.
    pub(super) fn strip(&mut self, attrs: &[Attribute]) -> Vec<Attribute> {
        self.0.extend(attrs.iter().filter_map(word).cloned());
        let is_rustcs = |attr: &&Attribute| RUSTC.iter().any(|word| attr.path().is_ident(word));
        attrs.iter().filter(is_rustcs).cloned().collect()
    }

    /// A use of the macro behind each.
    pub(super) fn marks(&self) -> TokenStream {
        uses(&self.0)
    }
}

/// A use of the macro behind each word, at the word's own place: the editor completes and explains it there.
pub(in crate::emit) fn uses(words: &[Ident]) -> TokenStream {
    let names = (0..words.len()).map(|number| format_ident!("__mark{number}"));
    quote! {
        const _: () = {
            #(#[allow(unused_imports)] use ::honnin::prelude::#words as #names;)*
        };
    }
}

fn word(attr: &Attribute) -> Option<&Ident> {
    attr.path().get_ident().filter(|ident| WORDS.iter().any(|word| ident == word))
}
