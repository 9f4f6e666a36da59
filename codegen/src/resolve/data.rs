//! Structs, enums and fields.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};

use super::Resolver;
use super::declare::check_name;
use super::types::{Bounds, CountBound, place_type, scalar};
use crate::diagnostic::Errors;
use crate::ir::{Bound, Enum, Field, ParameterKind, Struct, Type, Variant};
use crate::syntax::{FieldItem, MaxItem, VariantItem};

impl Resolver<'_> {
    /// The plain structs.
    pub(super) fn declare_structs(&mut self) {
        for item in &self.workflow.structs {
            let fields = self.fields(&item.fields);
            let span = self.names.spans.number(item.ident.span());
            let (name, doc, document) = (item.ident.to_string(), item.doc.clone(), item.document);
            self.ir.structs.push(Struct { name, doc, span, document, fields });
        }
    }

    /// The plain enums; the initial variant comes first.
    pub(super) fn declare_enums(&mut self) {
        for item in &self.workflow.enums {
            check_distinct(item.variants.iter().map(|variant| &variant.ident), "variant", &mut self.errors);
            let mut variants: Vec<Variant> = item.variants.iter().map(|variant| self.variant(variant)).collect();
            if let Some(initial) = item.variants.iter().position(|variant| variant.initial) {
                variants[..=initial].rotate_right(1);
            }
            let span = self.names.spans.number(item.ident.span());
            self.ir.enums.push(Enum { name: item.ident.to_string(), doc: item.doc.clone(), span, variants });
        }
    }

    fn variant(&mut self, variant: &VariantItem) -> Variant {
        check_name(&variant.ident, &mut self.errors);
        let mut fields = if variant.tuple {
            variant.fields.iter().map(|field| self.field(field)).collect()
        } else {
            self.fields(&variant.fields)
        };
        if variant.tuple {
            for (index, field) in fields.iter_mut().enumerate() {
                field.name = index.to_string();
            }
        }
        // Its place is numbered once the bodies' are: theirs are in what is emitted, and stay as they are.
        Variant { name: variant.ident.to_string(), doc: variant.doc.clone(), span: crate::ir::Span(0), fields }
    }

    /// Named fields of scalar type.
    pub(super) fn fields(&mut self, fields: &[FieldItem]) -> Vec<Field> {
        self.check_field_names(fields);
        fields.iter().map(|field| self.field(field)).collect()
    }

    /// Refuses two fields of one name, and names that mean something else.
    pub(super) fn check_field_names(&mut self, fields: &[FieldItem]) {
        check_distinct(fields.iter().map(|field| &field.ident), "field", &mut self.errors);
        for field in fields {
            check_name(&field.ident, &mut self.errors);
        }
    }

    fn field(&mut self, field: &FieldItem) -> Field {
        let ty = self.field_type(field);
        let ty = scalar(ty, syn::spanned::Spanned::span(&field.ty));
        Field { name: field.ident.to_string(), doc: field.doc.clone(), ty: self.accept(ty) }
    }

    /// The type of a field, with its bound.
    pub(super) fn field_type(&mut self, field: &FieldItem) -> Type {
        let (counts, queues) = (mentions(&field.ty, "Count"), mentions(&field.ty, "Queue"));
        if field.max.is_some() && !counts && !queues {
            let message = format!("`{}` has nothing to bound: `#[max]` is for a `Count` or a `Queue`", field.ident);
            self.errors.push("E0508", field.ident.span(), message);
        }
        if counts && queues {
            let message = "one `#[max]` cannot bound a queue and the counts in it: put the `Count` into a struct";
            self.errors.push("E0507", field.ident.span(), message);
            return Type::Bool;
        }
        let written = match &field.max {
            None => None,
            Some(MaxItem::Literal(number)) => Some(Bound::Literal(*number)),
            Some(MaxItem::Parameter(name)) => Some(self.capacity(name)),
        };
        let queue = match written {
            None if queues => {
                let (name, kind) = (field.ident.to_string(), ParameterKind::Capacity);
                Some(Bound::Parameter(self.parameter(&name, kind, field.ident.span())))
            }
            written => written,
        };
        let ty = place_type(
            &field.ty,
            &self.names,
            Bounds { count: written.map_or(CountBound::Missing, CountBound::Most), queue },
        );
        self.accept(ty)
    }
}

/// Whether a type names a collection or `Count`, at any depth.
fn mentions(ty: &syn::Type, name: &str) -> bool {
    super::types::split(ty)
        .is_ok_and(|(own, arguments)| own == name || arguments.iter().any(|argument| mentions(argument, name)))
}

/// Refuses the same name twice.
pub(super) fn check_distinct<'a>(names: impl Iterator<Item = &'a Ident>, what: &str, errors: &mut Errors) {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    for ident in names {
        if let Some(earlier) = seen.get(&ident.to_string()) {
            let message = format!("{what} `{ident}` is declared twice: rename one");
            errors.push_with("E0201", ident.span(), message, *earlier, "first declared here");
        } else {
            seen.insert(ident.to_string(), ident.span());
        }
    }
}
