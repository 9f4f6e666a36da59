//! Types in the canonical text: by name, or written out to the last field where the layout matters.

use super::bound;
use crate::ir::{Field, Ir, Type, Variant};

/// A type by its name.
pub(super) fn named(ir: &Ir, ty: &Type) -> String {
    match ty {
        Type::Enum(id) => ir[*id].name.clone(),
        Type::Struct(id) => ir[*id].name.clone(),
        other => generic(ir, other, named),
    }
}

/// A type with everything in it.
pub(super) fn layout(ir: &Ir, ty: &Type) -> String {
    match ty {
        Type::Enum(id) => {
            let variants: Vec<_> = ir[*id].variants.iter().map(|variant| variant_of(ir, variant, layout)).collect();
            format!("(enum {} {})", ir[*id].name, variants.join(" "))
        }
        Type::Struct(id) => {
            let kind = if ir[*id].document { "document" } else { "struct" };
            format!("({kind} {} {})", ir[*id].name, fields_layout(ir, &ir[*id].fields))
        }
        other => generic(ir, other, layout),
    }
}

/// Fields, their types by name.
pub(super) fn fields(ir: &Ir, fields: &[Field]) -> String {
    fields_of(ir, fields, named)
}

/// Fields, their types with everything in them.
pub(super) fn fields_layout(ir: &Ir, fields: &[Field]) -> String {
    fields_of(ir, fields, layout)
}

/// Variants, the types of their fields by name.
pub(super) fn variants(ir: &Ir, variants: &[Variant]) -> String {
    variants.iter().map(|variant| variant_of(ir, variant, named)).collect::<Vec<_>>().join(" ")
}

type Inner = fn(&Ir, &Type) -> String;

fn variant_of(ir: &Ir, variant: &Variant, inner: Inner) -> String {
    format!("({} {})", variant.name, fields_of(ir, &variant.fields, inner))
}

fn fields_of(ir: &Ir, fields: &[Field], inner: Inner) -> String {
    let fields: Vec<_> = fields.iter().map(|field| format!("({} {})", field.name, inner(ir, &field.ty))).collect();
    format!("({})", fields.join(" "))
}

fn generic(ir: &Ir, ty: &Type, inner: Inner) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Count(None) => "count".to_owned(),
        Type::Count(Some(limit)) => format!("(count {})", bound(ir, *limit)),
        Type::Id(sort) => format!("(id {})", ir[*sort].name),
        Type::Set(sort) => format!("(set {})", ir[*sort].name),
        Type::Option(item) => format!("(option {})", inner(ir, item)),
        Type::Map(sort, entry) => format!("(map {} {})", ir[*sort].name, inner(ir, entry)),
        Type::Queue(item, limit) => format!("(queue {} {})", inner(ir, item), bound(ir, *limit)),
        Type::Enum(_) | Type::Struct(_) => inner(ir, ty),
    }
}
