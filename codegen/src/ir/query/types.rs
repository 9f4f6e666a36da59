//! The types of expressions and places, and the default of a type.

use crate::ir::{Expr, Field, Ir, Local, Place, Projection, Quantifier, Type};

/// The type of an expression; a count that is computed has no bound.
#[must_use]
pub fn type_of(ir: &Ir, locals: &[Local], expr: &Expr) -> Type {
    match expr {
        Expr::Bool(_)
        | Expr::Is { .. }
        | Expr::Contains(..)
        | Expr::Queued(..)
        | Expr::Equal(..)
        | Expr::Less(..)
        | Expr::Not(_)
        | Expr::And(_)
        | Expr::Or(_)
        | Expr::Quantified { quantifier: Quantifier::Any | Quantifier::All, .. } => Type::Bool,
        Expr::Count(_)
        | Expr::Bound(_)
        | Expr::Parameter(_)
        | Expr::Cardinality(_)
        | Expr::Length(_)
        | Expr::Add(..)
        | Expr::Subtract(..)
        | Expr::Quantified { quantifier: Quantifier::Count, .. } => Type::Count(None),
        Expr::Local(local) => locals[*local].ty.clone(),
        Expr::Read(place) => place_type(ir, place),
        Expr::Front(place) => Type::Option(Box::new(element(place_type(ir, place)))),
        Expr::Variant { ty, .. } => ty.clone(),
        Expr::Struct { id, .. } => Type::Struct(*id),
        Expr::Field { id, field, .. } => ir[*id].fields[*field].ty.clone(),
        Expr::Payload { ty, variant, field, .. } => payload_type(ir, ty, *variant, *field),
        Expr::EmptySet(sort) => Type::Set(*sort),
        Expr::If(_, yes, _) => type_of(ir, locals, yes),
        Expr::Let(_, _, body) => type_of(ir, locals, body),
    }
}

/// The type of a place.
#[must_use]
pub fn place_type(ir: &Ir, place: &Place) -> Type {
    let mut ty = &ir[place.variable].ty;
    for step in &place.path {
        ty = match step {
            Projection::Index(_) => ty.entry(),
            Projection::Field(id, field) => &ir[*id].fields[*field].ty,
        };
    }
    ty.clone()
}

/// The type of a field of a variant's payload; `ty` is an `Option` or an `Enum`.
#[must_use]
pub fn payload_type(ir: &Ir, ty: &Type, variant: usize, field: usize) -> Type {
    match ty {
        Type::Option(inner) => (**inner).clone(),
        Type::Enum(id) => ir[*id].variants[variant].fields[field].ty.clone(),
        other => other.clone(),
    }
}

/// The name of a variant of an `Option` or an `Enum`.
#[must_use]
pub fn variant_name<'a>(ir: &'a Ir, ty: &Type, variant: usize) -> &'a str {
    match ty {
        Type::Enum(id) => &ir[*id].variants[variant].name,
        _ if variant == 0 => "None",
        _ => "Some",
    }
}

/// The declared fields of a variant; none for `Option`, whose payload has no name.
#[must_use]
pub fn variant_fields<'a>(ir: &'a Ir, ty: &Type, variant: usize) -> &'a [Field] {
    match ty {
        Type::Enum(id) => &ir[*id].variants[variant].fields,
        _ => &[],
    }
}

/// The default of a scalar type as an expression; `None` where an id stands outside an `Option`, since no id is special,
/// and for maps and queues, which no expression denotes.
#[must_use]
pub fn default_value(ir: &Ir, ty: &Type) -> Option<Expr> {
    let all = |fields: &[Field]| fields.iter().map(|field| default_value(ir, &field.ty)).collect::<Option<Vec<_>>>();
    Some(match ty {
        Type::Bool => Expr::Bool(false),
        Type::Count(_) => Expr::Count(0),
        Type::Set(sort) => Expr::EmptySet(*sort),
        Type::Option(_) => Expr::Variant { ty: ty.clone(), variant: 0, fields: Vec::new() },
        Type::Enum(id) => Expr::Variant { ty: ty.clone(), variant: 0, fields: all(&ir[*id].variants.first()?.fields)? },
        Type::Struct(id) => Expr::Struct { id: *id, fields: all(&ir[*id].fields)? },
        Type::Id(_) | Type::Map(..) | Type::Queue(..) => return None,
    })
}

/// Visits a type and every type inside it, outermost first. No type of a protocol holds itself.
pub fn visit_type<'a>(ir: &'a Ir, ty: &'a Type, visit: &mut dyn FnMut(&'a Type)) {
    visit(ty);
    match ty {
        Type::Bool | Type::Count(_) | Type::Id(_) | Type::Set(_) => {}
        Type::Option(inner) | Type::Map(_, inner) | Type::Queue(inner, _) => visit_type(ir, inner, visit),
        Type::Struct(id) => ir[*id].fields.iter().for_each(|field| visit_type(ir, &field.ty, visit)),
        Type::Enum(id) => {
            let fields = ir[*id].variants.iter().flat_map(|variant| &variant.fields);
            fields.for_each(|field| visit_type(ir, &field.ty, visit));
        }
    }
}

fn element(ty: Type) -> Type {
    match ty {
        Type::Queue(element, _) => *element,
        other => other,
    }
}
