//! `#[workflow]`: the errors of a protocol at their places, its typed shadow, and its tokens for others to expand.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ItemMod;

use super::shadow;
use crate::diagnostic::Diagnostic;
use crate::syntax::check_depth;
use crate::twins::{self, Version};

/// Expands the attribute.
///
/// ```text
/// compile_error! { "E0301: .." }            one for each error
/// pub mod issuance {                        and the same for each twin
///     use ::honnin::prelude::*;
///     ..                                    the module without its inert attributes
///     macro_rules! __issuance_protocol ..   its tokens
///     pub use __issuance_protocol as protocol;
///     __issuance_protocol! { { } ::honnin::__look }    explores a little, and nothing in an editor
/// }
/// ```
#[must_use]
pub fn attribute(arguments: &TokenStream, item: &TokenStream) -> TokenStream {
    let text = twins::read(item);
    let mut own = text.errors;
    own.extend(misplaced(arguments));
    let mut found = Vec::new();
    let mut shadows = TokenStream::new();
    for Version { twin, module } in text.versions {
        let mut errors = crate::compile(&module).err().unwrap_or_default();
        let told = errors.clone();
        errors.extend(own.iter().cloned());
        // The words are marked once, beside what happened.
        let marks = if twin.is_none() { &*text.marks } else { &[] };
        shadows.extend(shadow_of(&module, &errors, marks));
        found.push((twin, told));
    }
    found.insert(0, (None, own));
    let reports = compile_errors(&twins::merge(found));
    quote! { #reports #shadows }
}

/// The shadow of one workflow, with its tokens for others to expand.
fn shadow_of(item: &TokenStream, errors: &[Diagnostic], marks: &[Ident]) -> Option<TokenStream> {
    let module = parse(item)?;
    let (export, name, marks) = (export(&module, item), export_name(&module), shadow::uses(marks));
    let look = errors.is_empty().then(|| quote!(#name! { { } ::honnin::__look }));
    Some(shadow::module(&module, errors, &quote! { #marks #export #look }))
}

/// An attribute of the language where nothing reads it: an error there, and the item as it was.
#[must_use]
pub fn stray_word(word: &str, item: &TokenStream) -> TokenStream {
    let place = match word {
        "scope" | "twin" => format!("`#[{word}]` belongs after `#[workflow]`, on the same module"),
        word => format!("`#[{word}]` belongs inside a module under `#[workflow]`"),
    };
    let error = syn::Error::new(Span::call_site(), place).into_compile_error();
    quote! { #error #item }
}

/// Each error as a `compile_error!` at its place. A macro can give neither a code nor a second place: both go into the
/// text.
pub(super) fn compile_errors(errors: &[Diagnostic]) -> TokenStream {
    errors.iter().map(compile_error).collect()
}

fn compile_error(Diagnostic { code, message, span, also }: &Diagnostic) -> TokenStream {
    let text = match also {
        None => format!("{message} [{code}]"),
        Some((other, what)) => format!("{message} [{code}]\n(line {}: {what})", other.start().line),
    };
    quote_spanned! { *span => ::core::compile_error! { #text } }
}

/// The module's tokens as a macro that hands them to another: the only way for a macro in another crate to read them
/// with their places, and without a file's path.
fn export(module: &ItemMod, item: &TokenStream) -> TokenStream {
    let name = export_name(module);
    quote! {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! #name {
            ({ $($head:tt)* } $next:path) => { $next! { { $($head)* } #item } };
        }
        #[doc(hidden)]
        pub use #name as protocol;
    }
}

fn export_name(module: &ItemMod) -> Ident {
    format_ident!("__{}_protocol", module.ident, span = Span::call_site())
}

/// The module for the shadow; nothing where the front end could not read it either, and has said so.
pub(super) fn parse(item: &TokenStream) -> Option<ItemMod> {
    check_depth(item).ok().and_then(|()| syn::parse2(item.clone()).ok())
}

fn misplaced(arguments: &TokenStream) -> Option<Diagnostic> {
    let message = "`#[workflow]` takes no arguments: write `#[scope(..)]` after it".to_owned();
    let first = arguments.clone().into_iter().next()?;
    Some(Diagnostic { code: "E0107", message, span: first.span(), also: None })
}
