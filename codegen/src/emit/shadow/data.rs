//! The shadow of each kind of item: derives, and what honnin's traits ask for.

mod initial;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, ImplItemFn, Item, ItemEnum, ItemStruct, Pat, PatIdent};

/// Values are copied and compared.
fn value() -> TokenStream {
    quote! {
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::cmp::PartialEq, ::core::cmp::Eq, ::core::fmt::Debug)]
    }
}

/// `#[id] pub struct Job;` becomes
///
/// ```text
/// #[derive(Clone, Copy, PartialEq, Eq, Debug)]
/// pub struct Job(u32);
/// impl Job { pub const fn all() -> ::honnin::All<Self> { .. } }
/// impl ::honnin::Id for Job { .. }
/// ```
pub(super) fn sort(item: &ItemStruct, number: usize) -> TokenStream {
    let ItemStruct { attrs, vis, struct_token, ident, .. } = item;
    let value = value();
    quote! {
        #(#attrs)*
        #value
        #vis #struct_token #ident(u32);

        #[automatically_derived]
        #[allow(dead_code)]
        impl #ident {
            /// Every id of this sort, in no order that means anything.
            #vis const fn all() -> ::honnin::All<Self> {
                ::honnin::All::new()
            }
        }

        #[automatically_derived]
        impl ::honnin::Id for #ident {
            const SORT: usize = #number;

            fn number(self) -> u32 {
                self.0
            }

            fn from_number(number: u32) -> Self {
                Self(number)
            }
        }
    }
}

/// A message is a value that is sent. Its fields may be read by nobody here.
pub(super) fn message(item: &ItemStruct, number: usize) -> TokenStream {
    let (value, ident) = (value(), &item.ident);
    quote! {
        #value
        #[allow(dead_code)]
        #item

        #[automatically_derived]
        impl ::honnin::Message for #ident {
            const MESSAGE: usize = #number;
        }
    }
}

/// An effect is a value that is emitted. Its fields are read by the world.
pub(super) fn effect(item: &ItemStruct, number: usize) -> TokenStream {
    let (value, ident) = (value(), &item.ident);
    quote! {
        #value
        #[allow(dead_code)]
        #item

        #[automatically_derived]
        impl ::honnin::Effect for #ident {
            const EFFECT: usize = #number;
        }
    }
}

/// A role, a store or a ghost is a place: it is never copied.
pub(super) fn component(item: &ItemStruct, items: &[Item]) -> TokenStream {
    let default = initial::of_struct(item, items);
    quote! {
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #item
        #default
    }
}

/// A struct of data is a value; it has a default when all of its fields have one.
pub(super) fn structure(item: &ItemStruct, items: &[Item]) -> TokenStream {
    let (value, default) = (value(), initial::of_struct(item, items));
    quote! { #value #item #default }
}

/// An enum is a value; its default is the variant marked `#[initial]`, else the first one.
pub(super) fn enumeration(item: &ItemEnum, source: &ItemEnum, items: &[Item]) -> TokenStream {
    let (value, default) = (value(), initial::of_enum(source, items));
    quote! { #value #item #default }
}

/// A use of what only honnin calls, so that the lints still find what nobody uses.
pub(super) fn used(path: &TokenStream) -> TokenStream {
    quote! {
        const _: () = {
            let _ = #path;
        };
    }
}

/// An action of a role that is one per id may name its instance for the reader, and need not use it.
pub(super) fn use_instance(function: &mut ImplItemFn) {
    let instance = function.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(input) => match &*input.pat {
            Pat::Ident(PatIdent { ident, .. }) if ident == "me" => Some(ident),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    if let Some(me) = instance {
        function.block.stmts.insert(0, syn::parse_quote!(let _ = #me;));
    }
}
