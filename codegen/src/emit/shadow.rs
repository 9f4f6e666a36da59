//! The typed shadow of a protocol: the same module, for rustc and the editor to read.
//!
//! Every token of the protocol keeps its place, so rustc's errors, hover and go-to-definition are about the protocol's
//! own lines. Added are the derives, what makes an id an id, and a use of everything that only honnin calls, so that the
//! lints still find what nobody uses.

mod data;
mod mend;
mod words;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Fields, ImplItem, Item, ItemEnum, ItemImpl, ItemMod, ItemStruct};

use crate::diagnostic::Diagnostic;
use mend::{Damage, Stubs};
use words::Words;

pub(super) use words::{kind_of, uses};

/// Emits the shadow. `extra` is put at the module's end; what the errors are about is left out or stubbed, so that
/// rustc does not tell the same once more.
#[must_use]
pub fn module(module: &ItemMod, errors: &[Diagnostic], extra: &TokenStream) -> TokenStream {
    match mend::assess(module, errors) {
        Damage::Functions(stubs) => render(module, &stubs, extra),
        Damage::Declarations => {
            let (full, outline) = (render(module, &Stubs::default(), extra), outline(module, extra));
            quote! { ::honnin::__stub! { { #full } { #outline } } }
        }
    }
}

/// The module with nothing in it but its exports.
fn outline(module: &ItemMod, extra: &TokenStream) -> TokenStream {
    let ItemMod { vis, mod_token, ident, .. } = module;
    quote! { #vis #mod_token #ident { #extra } }
}

fn render(module: &ItemMod, stubs: &Stubs, extra: &TokenStream) -> TokenStream {
    let mut words = Words::default();
    let attrs = words.strip(&module.attrs);
    let ItemMod { vis, mod_token, ident, content, .. } = module;
    let source = content.as_ref().map_or(&[][..], |(_, items)| items);
    let mut shadow = Shadow { sorts: 0, messages: 0, effects: 0, words, stubs, items: source };
    let items: TokenStream = source.iter().map(|item| shadow.item(item)).collect();
    let marks = shadow.words.marks();
    quote! {
        #(#attrs)*
        #[allow(clippy::pedantic, missing_docs)]
        #vis #mod_token #ident {
            #[allow(unused_imports)]
            use ::honnin::prelude::*;
            #items
            #marks
            #extra
        }
    }
}

struct Shadow<'a> {
    /// How many sorts there are before this item, and so on.
    sorts: usize,
    messages: usize,
    effects: usize,
    words: Words,
    stubs: &'a Stubs,
    items: &'a [Item],
}

impl Shadow<'_> {
    fn item(&mut self, item: &Item) -> TokenStream {
        match item {
            Item::Struct(item) => self.structure(item),
            Item::Enum(item) => self.enumeration(item),
            Item::Impl(item) => self.implementation(item),
            Item::Fn(item) => {
                let mut item = item.clone();
                let ident = &item.sig.ident;
                let used = words::is_marked(&item.attrs).then(|| data::used(&quote!(#ident)));
                item.attrs = self.words.strip(&item.attrs);
                let item = self.stubs.free(&item);
                quote! { #item #used }
            }
            other => quote! { #other },
        }
    }

    fn structure(&mut self, item: &ItemStruct) -> TokenStream {
        let kind = kind_of(&item.attrs);
        let mut item = item.clone();
        item.attrs = self.words.strip(&item.attrs);
        self.fields(&mut item.fields);
        match kind {
            words::Kind::Sort => data::sort(&item, next(&mut self.sorts)),
            words::Kind::Message => data::message(&item, next(&mut self.messages)),
            words::Kind::Effect => data::effect(&item, next(&mut self.effects)),
            words::Kind::Component => data::component(&item, self.items),
            words::Kind::Data => data::structure(&item, self.items),
        }
    }

    fn enumeration(&mut self, source: &ItemEnum) -> TokenStream {
        let mut item = source.clone();
        item.attrs = self.words.strip(&item.attrs);
        for variant in &mut item.variants {
            variant.attrs = self.words.strip(&variant.attrs);
            self.fields(&mut variant.fields);
        }
        data::enumeration(&item, source, self.items)
    }

    fn implementation(&mut self, item: &ItemImpl) -> TokenStream {
        let mut item = item.clone();
        let mut used = TokenStream::new();
        let per_id = words::is_per_id(&item.self_ty, self.items);
        for member in &mut item.items {
            if let ImplItem::Fn(function) = member {
                let (owner, ident) = (&item.self_ty, &function.sig.ident);
                if words::is_marked(&function.attrs) {
                    used.extend(data::used(&quote!(<#owner>::#ident)));
                    if per_id {
                        data::use_instance(function);
                    }
                }
                function.attrs = self.words.strip(&function.attrs);
            }
        }
        let item = self.stubs.implementation(&item);
        quote! { #item #used }
    }

    fn fields(&mut self, fields: &mut Fields) {
        for field in fields {
            let attrs: Vec<Attribute> = self.words.strip(&field.attrs);
            field.attrs = attrs;
        }
    }
}

fn next(count: &mut usize) -> usize {
    *count += 1;
    *count - 1
}
