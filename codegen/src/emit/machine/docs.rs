//! What an emitted module says of itself: what it is, what is proved, what is assumed, how it is used.

use proc_macro2::TokenStream;
use quote::quote;

use super::names::doc;
use super::role::Role;
use crate::ir::Ir;
use crate::record::Record;

/// The workflow's module.
pub(super) fn workflow(ir: &Ir, _roles: &[Role<'_>], record: Option<&Record>) -> TokenStream {
    let text = if ir.doc.is_empty() { format!("The machines of `{}`.", ir.name) } else { ir.doc.clone() };
    let (text, verified) = (doc(&text), doc(if record.is_some() { "Verified." } else { "**NOT VERIFIED.**" }));
    quote!(#text #[doc = ""] #verified)
}

/// A role's module.
pub(super) fn role(role: &Role<'_>, _record: Option<&Record>) -> TokenStream {
    let text = format!("The role `{}`: its machine, its events, its steps.", role.component.name);
    doc(&text)
}
