//! Defaults: what a row that is absent says.

use proc_macro2::TokenStream;
use quote::quote;

use super::expression::named;
use crate::emit::machine::names::is_tuple;
use crate::emit::machine::role::Role;
use crate::emit::model::code::{Code, number};
use crate::ir::query::{default_value, variant_fields};
use crate::ir::{Expr, Type};

/// `*value != Progress::Free`, `!matches!(value, Visit::Nobody)`: whether a value is worth a row.
pub(super) fn differs(role: &Role<'_>, ty: &Type) -> TokenStream {
    let default = default_tokens(role, ty);
    match ty {
        Type::Enum(id) if role.ir[*id].variants[0].fields.is_empty() => quote!(!matches!(value, #default)),
        _ => quote!(value != #default),
    }
}

/// The default of a type.
pub(super) fn default_tokens(role: &Role<'_>, ty: &Type) -> TokenStream {
    match ty {
        Type::Queue(..) => quote!(VecDeque::new()),
        other => default_value(role.ir, other).map(|value| constant(role, &value)).unwrap_or_default(),
    }
}

/// A value without anything read in it.
fn constant(role: &Role<'_>, value: &Expr) -> TokenStream {
    match value {
        Expr::Bool(value) => quote!(#value),
        Expr::Count(count) => {
            let count = number(u64::from(*count));
            quote!(#count)
        }
        Expr::EmptySet(_) => quote!(BTreeSet::new()),
        Expr::Variant { ty, variant, fields } if fields.is_empty() => role.names.variant(ty, *variant),
        Expr::Variant { ty, variant, fields } => {
            let path = role.names.variant(ty, *variant);
            let declared = variant_fields(role.ir, ty, *variant);
            let values: Vec<_> = fields.iter().map(|field| Code::atom(constant(role, field))).collect();
            if declared.is_empty() || is_tuple(declared) {
                return quote!(#path(#(#values),*));
            }
            let fields = declared.iter().zip(&values).map(|(declared, value)| named(&declared.name, value));
            quote!(#path { #(#fields),* })
        }
        Expr::Struct { id, fields } => {
            let name = role.names.data(&role.ir[*id].name);
            let values: Vec<_> = fields.iter().map(|field| Code::atom(constant(role, field))).collect();
            let fields = role.ir[*id].fields.iter().zip(&values).map(|(declared, value)| named(&declared.name, value));
            quote!(#name { #(#fields),* })
        }
        _ => TokenStream::new(),
    }
}
