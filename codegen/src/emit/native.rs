//! Native: a protocol's own bodies with an entry by number, to be judged against everything else.
//!
//! The module is the typed shadow, token for token, so what runs is what rustc makes of the protocol's own text. Of the
//! intermediate representation only the tables are used, for numbers and bounds; a body is never looked at.

mod call;
mod data;
mod place;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{FnArg, ImplItem, Item, ItemImpl, ItemMod, PatType, Signature};

use super::{shadow, workflow};
use crate::ir::{Bound, Ir, Type};

/// Expands `native!`: `{ .. }`, which holds nothing, and the protocol's module.
///
/// ```text
/// pub mod issuance {
///     ..                                              the typed shadow
///     impl ::honnin::native::Data for Image { .. }    for everything that is a value
///     impl Kiosk { fn __load(..) fn __save(..) }      for everything that is a place
///     pub struct Native;
///     impl ::honnin::native::Bodies for Native { .. }
/// }
/// ```
#[must_use]
pub fn module(source: &TokenStream) -> TokenStream {
    let item: TokenStream = source.clone().into_iter().skip(1).collect();
    let ir = match crate::compile(&item) {
        Ok(protocol) => protocol.ir,
        Err(errors) => return workflow::compile_errors(&errors),
    };
    workflow::parse(&item).map(|module| shadow::module(&module, &[], &glue(&ir, &module))).unwrap_or_default()
}

fn glue(ir: &Ir, module: &ItemMod) -> TokenStream {
    let items = module.content.as_ref().map_or(&[][..], |(_, items)| items);
    let (data, places, bodies) = (data::implementations(ir), place::implementations(ir), call::bodies(ir, items));
    quote! { #data #places #bodies }
}

/// The signature of the function of this name: in an `impl` block of this owner, or free.
fn signature<'a>(items: &'a [Item], owner: Option<&str>, name: &str) -> Option<&'a Signature> {
    let members = |item: &'a ItemImpl| {
        item.items.iter().filter_map(|member| match member {
            ImplItem::Fn(function) => Some(&function.sig),
            _ => None,
        })
    };
    let free = items.iter().filter_map(|item| match item {
        Item::Fn(function) if owner.is_none() => Some(&function.sig),
        _ => None,
    });
    let of_owner = items.iter().filter_map(|item| match item {
        Item::Impl(block) if owner.is_some_and(|owner| is_named(&block.self_ty, owner)) => Some(members(block)),
        _ => None,
    });
    free.chain(of_owner.flatten()).find(|signature| signature.ident == name)
}

/// Whether a type is this name and nothing more.
fn is_named(ty: &syn::Type, name: &str) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.is_ident(name))
}

/// The parameters after `self`.
fn parameters(signature: &Signature) -> impl Iterator<Item = &PatType> {
    signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(parameter),
        FnArg::Receiver(_) => None,
    })
}

/// An item's name as an identifier at the place of the macro's call.
fn name(text: &str) -> Ident {
    Ident::new(text, Span::call_site())
}

/// What a bound is in the scope of the run.
fn bound(ty: &Type, of: &TokenStream) -> TokenStream {
    match innermost(ty) {
        None => quote!(::honnin::native::Bound::NONE),
        Some(Bound::Literal(number)) => quote!(::honnin::native::Bound::#of(#number)),
        Some(Bound::Parameter(parameter)) => {
            let parameter = parameter.0;
            quote!(::honnin::native::Bound::#of(::honnin::native::parameter(#parameter)))
        }
    }
}

/// The bound of the count or queue inside a field.
fn innermost(ty: &Type) -> Option<Bound> {
    match ty {
        Type::Count(bound) => *bound,
        Type::Queue(_, bound) => Some(*bound),
        Type::Option(inner) | Type::Map(_, inner) => innermost(inner),
        Type::Bool | Type::Id(_) | Type::Enum(_) | Type::Struct(_) | Type::Set(_) => None,
    }
}
