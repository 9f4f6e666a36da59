//! Defaults: what a place holds that was never written.
//!
//! An id has none, so neither has a struct that holds one outside an `Option`; `Default` is implemented where it can be
//! and is missing elsewhere, as the language says.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Fields, Item, ItemEnum, ItemStruct, Type, Variant};

use crate::emit::shadow::words::{Kind, kind_of};

/// How deep types are followed: a type that holds itself is an error that the front end reports.
const DEEPEST: usize = 64;

/// `impl Default` of a struct, where it has one.
pub(super) fn of_struct(item: &ItemStruct, items: &[Item]) -> Option<TokenStream> {
    have_defaults(&item.fields, items, DEEPEST).then(|| implement(&item.ident, &construct(&quote!(Self), &item.fields)))
}

/// `impl Default` of an enum, where it has one.
pub(super) fn of_enum(item: &ItemEnum, items: &[Item]) -> Option<TokenStream> {
    let variant = initial_variant(item).filter(|variant| have_defaults(&variant.fields, items, DEEPEST))?;
    let name = &variant.ident;
    Some(implement(&item.ident, &construct(&quote!(Self::#name), &variant.fields)))
}

fn implement(ident: &Ident, value: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::core::default::Default for #ident {
            fn default() -> Self {
                #value
            }
        }
    }
}

fn construct(path: &TokenStream, fields: &Fields) -> TokenStream {
    let default = quote!(::core::default::Default::default());
    match fields {
        Fields::Unit => path.clone(),
        Fields::Named(fields) => {
            let names = fields.named.iter().map(|field| &field.ident);
            quote! { #path { #(#names: #default),* } }
        }
        Fields::Unnamed(fields) => {
            let values = fields.unnamed.iter().map(|_| &default);
            quote! { #path(#(#values),*) }
        }
    }
}

fn initial_variant(item: &ItemEnum) -> Option<&Variant> {
    let marked = |variant: &&Variant| variant.attrs.iter().any(|attr| attr.path().is_ident("initial"));
    item.variants.iter().find(marked).or(item.variants.first())
}

fn have_defaults(fields: &Fields, items: &[Item], depth: usize) -> bool {
    fields.iter().all(|field| has_default(&field.ty, items, depth))
}

fn has_default(ty: &Type, items: &[Item], depth: usize) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(name) = path.path.segments.last() else { return false };
    let Some(depth) = depth.checked_sub(1) else { return false };
    items.iter().find_map(|item| declared(item, &name.ident, items, depth)).unwrap_or(true)
}

/// Whether the item of this name has a default; `None` when this is another item.
fn declared(item: &Item, name: &Ident, items: &[Item], depth: usize) -> Option<bool> {
    match item {
        Item::Struct(item) if item.ident == *name => {
            Some(kind_of(&item.attrs) != Kind::Sort && have_defaults(&item.fields, items, depth))
        }
        Item::Enum(item) if item.ident == *name => {
            Some(initial_variant(item).is_some_and(|variant| have_defaults(&variant.fields, items, depth)))
        }
        _ => None,
    }
}
