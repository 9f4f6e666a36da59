//! Patterns as they are written.

use proc_macro2::TokenStream;
use quote::quote;

use super::body::{Body, Mode};
use super::expression::Kind;
use super::pattern::{Pattern, variants};
use crate::emit::machine::names::{field, is_copy, is_tuple};
use crate::ir::query::variant_fields;
use crate::ir::{Expr, Field, LocalId, Place, Type};

/// What a pattern is held against.
#[derive(Clone, Copy)]
pub(super) struct Scrutinee {
    /// Parts that are not `Copy` are borrowed.
    pub(super) borrowed: bool,
    /// What is borrowed is the transaction's.
    pub(super) of_state: bool,
}

impl Body<'_, '_> {
    /// A pattern; `mentions` says which locals are named where its bindings are seen.
    pub(super) fn pattern(
        &self,
        pattern: &Pattern,
        held: Scrutinee,
        mentions: &dyn Fn(LocalId) -> bool,
    ) -> TokenStream {
        match pattern {
            Pattern::Wild => quote!(_),
            Pattern::Bool(value) => quote!(#value),
            Pattern::Bind(local) => {
                let by_reference = held.borrowed && !is_copy(self.ir(), &self.local_type(*local));
                let mode = if by_reference { Mode::Reference } else { Mode::Value };
                let name = self.bind(*local, mode, mentions);
                if by_reference { quote!(ref #name) } else { quote!(#name) }
            }
            Pattern::Variant { ty, variant, fields } => {
                let path = self.role().names.variant(ty, *variant);
                self.fields(&path, variant_fields(self.ir(), ty, *variant), fields, held, mentions)
            }
            Pattern::Struct { id, fields } => {
                let path = self.role().names.data(&self.ir()[*id].name);
                self.fields(&path, &self.ir()[*id].fields, fields, held, mentions)
            }
            Pattern::Or(cases) => {
                let cases = cases.iter().map(|case| self.pattern(case, held, mentions));
                quote!(#(#cases)|*)
            }
        }
    }

    fn fields(
        &self,
        path: &TokenStream,
        declared: &[Field],
        fields: &[Pattern],
        held: Scrutinee,
        mentions: &dyn Fn(LocalId) -> bool,
    ) -> TokenStream {
        if fields.is_empty() {
            return quote!(#path);
        }
        let positional = declared.is_empty() || is_tuple(declared);
        if fields.iter().all(|field| *field == Pattern::Wild) {
            return match (positional, fields.len()) {
                (true, 1) => quote!(#path(_)),
                (true, _) => quote!(#path(..)),
                _ => quote!(#path { .. }),
            };
        }
        if positional {
            let fields = fields.iter().map(|field| self.pattern(field, held, mentions));
            return quote!(#path(#(#fields),*));
        }
        let shown = declared.iter().zip(fields).filter(|(_, pattern)| **pattern != Pattern::Wild);
        let shown = shown.map(|(declared, pattern)| {
            let (name, tokens) = (field(&declared.name), self.pattern(pattern, held, mentions));
            let written = tokens.to_string();
            let same = name == written.strip_prefix("ref ").unwrap_or(&written);
            if same { tokens } else { quote!(#name: #tokens) }
        });
        let rest = fields.contains(&Pattern::Wild).then(|| quote!(..)).into_iter();
        let all = shown.chain(rest);
        quote!(#path { #(#all),* })
    }

    /// What no arm has matched: the variants that are left, where they can be told, and `None` where none is.
    pub(super) fn rest(&self, arms: &[(Pattern, bool)]) -> Option<TokenStream> {
        let wild = Some(quote!(_));
        let Some(ty) = arms.iter().find_map(|(pattern, _)| type_of(pattern)) else { return wild };
        let mut left: Vec<usize> = (0..variants(self.ir(), &ty)).collect();
        for (pattern, _) in arms.iter().filter(|(pattern, whole)| *whole && pattern.is_flat()) {
            let seen = seen(pattern);
            left.retain(|variant| !seen.contains(variant));
        }
        let held = Scrutinee { borrowed: true, of_state: false };
        let patterns = left.iter().map(|&variant| {
            let fields = match &ty {
                Type::Enum(id) => self.ir()[*id].variants[variant].fields.len(),
                _ => variant,
            };
            let open = Pattern::Variant { ty: ty.clone(), variant, fields: vec![Pattern::Wild; fields] };
            self.pattern(&open, held, &|_| false)
        });
        let patterns: Vec<TokenStream> = patterns.collect();
        (!patterns.is_empty()).then(|| quote!(#(#patterns)|*))
    }

    /// How parts of an expression can be bound.
    pub(super) fn scrutinee(&self, of: &Expr) -> Scrutinee {
        let kept = matches!(of, Expr::Local(_)) || self.operand(of).kind != Kind::Value;
        Scrutinee { borrowed: kept, of_state: kept && root(of).is_some() }
    }
}

/// The place that an expression reads a part of.
pub(super) fn root(of: &Expr) -> Option<&Place> {
    match of {
        Expr::Read(place) => Some(place),
        Expr::Field { of, .. } | Expr::Payload { of, .. } => root(of),
        _ => None,
    }
}

fn type_of(pattern: &Pattern) -> Option<Type> {
    match pattern {
        Pattern::Variant { ty, .. } => Some(ty.clone()),
        Pattern::Or(cases) => cases.first().and_then(type_of),
        _ => None,
    }
}

fn seen(pattern: &Pattern) -> Vec<usize> {
    match pattern {
        Pattern::Variant { variant, .. } => vec![*variant],
        Pattern::Or(cases) => cases.iter().flat_map(seen).collect(),
        _ => Vec::new(),
    }
}
