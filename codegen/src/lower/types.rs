//! Types: read from the source, shown in messages, taken apart into variants and fields.

use proc_macro2::Span;
use syn::spanned::Spanned;

use crate::ir::{ComponentId, Expr, Field, SortId, Type};
use crate::resolve::{TypeName, value_type};

use super::context::Lowerer;
use super::operand::Value;

/// The type of a parameter.
pub(super) enum ParameterType {
    Scalar(Type),
    /// `&Server`, `&mut Spool`.
    Instance {
        component: ComponentId,
        mutable: bool,
    },
    /// `&Map<Session, Kiosk>`.
    Instances {
        component: ComponentId,
        sort: SortId,
    },
}

/// The type of a local that holds a value: a count has no bound there, since only places have one.
pub(super) fn local_type(ty: &Type) -> Type {
    match ty {
        Type::Count(_) => Type::Count(None),
        other => other.clone(),
    }
}

/// Whether a value of type `value` may go where `place` is wanted. A count is checked against its bound where it is
/// written; inside an `Option` it can't be, so there the bounds are the same.
pub(super) fn conforms(value: &Type, place: &Type) -> bool {
    match (value, place) {
        (Type::Count(_), Type::Count(_)) => true,
        (Type::Option(a), Type::Option(b)) => a == b,
        _ => value == place,
    }
}

/// The name of a path that is one identifier.
pub(super) fn single(path: &syn::Path) -> Option<String> {
    path.get_ident().map(ToString::to_string)
}

impl Lowerer<'_> {
    /// The type of a helper's parameter or of a component's, store's or id's parameter in a head.
    pub(super) fn parameter_type(&mut self, ty: &syn::Type) -> Option<ParameterType> {
        let syn::Type::Reference(reference) = ty else { return self.scalar_type(ty).map(ParameterType::Scalar) };
        let mutable = reference.mutability.is_some();
        if let syn::Type::Path(path) = &*reference.elem {
            if let Some(component) = self.component_named(&path.path) {
                return Some(ParameterType::Instance { component, mutable });
            }
            if let Some((sort, component)) = self.instances_named(&path.path) {
                return Some(ParameterType::Instances { component, sort });
            }
        }
        self.fail(
            "E0316",
            ty.span(),
            "a reference may only be to a role, store or ghost, or to a `Map` of them; take any other value without `&`",
        )
    }

    /// A scalar type as written.
    pub(super) fn scalar_type(&mut self, ty: &syn::Type) -> Option<Type> {
        match value_type(ty, self.names) {
            Ok(ty) => Some(ty),
            Err(error) => self.fail(error.code, error.span, error.message),
        }
    }

    /// The component that a path names.
    pub(super) fn component_named(&self, path: &syn::Path) -> Option<ComponentId> {
        match self.names.types.get(&single(path)?) {
            Some(TypeName::Component(component)) => Some(*component),
            _ => None,
        }
    }

    /// `Map<Session, Kiosk>`.
    fn instances_named(&self, path: &syn::Path) -> Option<(SortId, ComponentId)> {
        let segment = path.segments.last().filter(|segment| segment.ident == "Map")?;
        let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
        let mut paths = arguments.args.iter().map(|argument| match argument {
            syn::GenericArgument::Type(syn::Type::Path(path)) => Some(&path.path),
            _ => None,
        });
        let (sort, component) = (paths.next()??, paths.next()??);
        match (self.names.types.get(&single(sort)?)?, self.component_named(component)?) {
            (TypeName::Sort(sort), component) => Some((*sort, component)),
            _ => None,
        }
    }

    /// A type in the words of the source.
    pub(super) fn show(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::Count(_) => "Count".to_owned(),
            Type::Id(sort) => self.ir[*sort].name.clone(),
            Type::Enum(id) => self.ir[*id].name.clone(),
            Type::Struct(id) => self.ir[*id].name.clone(),
            Type::Option(inner) => format!("Option<{}>", self.show(inner)),
            Type::Set(sort) => format!("Set<{}>", self.ir[*sort].name),
            Type::Map(sort, entry) => format!("Map<{}, {}>", self.ir[*sort].name, self.show(entry)),
            Type::Queue(item, _) => format!("Queue<{}>", self.show(item)),
        }
    }

    /// How many variants a type has; `None` when it is no `Option` and no enum.
    pub(super) fn variants(&self, ty: &Type) -> Option<usize> {
        match ty {
            Type::Option(_) => Some(2),
            Type::Enum(id) => Some(self.ir[*id].variants.len()),
            _ => None,
        }
    }

    /// The name of a variant as it is written.
    pub(super) fn variant_name(&self, ty: &Type, variant: usize) -> String {
        match ty {
            Type::Option(_) => ["None", "Some"][variant].to_owned(),
            Type::Enum(id) => format!("{}::{}", self.ir[*id].name, self.ir[*id].variants[variant].name),
            _ => self.show(ty),
        }
    }

    /// The fields of a variant, or of a struct (whose one variant is 0).
    pub(super) fn payload(&self, ty: &Type, variant: usize) -> Vec<(String, Type)> {
        let named = |fields: &[Field]| fields.iter().map(|field| (field.name.clone(), field.ty.clone())).collect();
        match ty {
            Type::Option(inner) if variant == 1 => vec![("0".to_owned(), (**inner).clone())],
            Type::Enum(id) => named(&self.ir[*id].variants[variant].fields),
            Type::Struct(id) => named(&self.ir[*id].fields),
            _ => Vec::new(),
        }
    }

    /// The default of a type; `None` for one that holds an id.
    pub(super) fn default_of(&self, ty: &Type) -> Option<Expr> {
        let fields = || self.payload(ty, 0).iter().map(|(_, ty)| self.default_of(ty)).collect::<Option<Vec<_>>>();
        Some(match ty {
            Type::Bool => Expr::Bool(false),
            Type::Count(_) => Expr::Count(0),
            Type::Set(sort) => Expr::EmptySet(*sort),
            Type::Option(_) | Type::Enum(_) => Expr::Variant { ty: ty.clone(), variant: 0, fields: fields()? },
            Type::Struct(id) => Expr::Struct { id: *id, fields: fields()? },
            Type::Id(_) | Type::Map(..) | Type::Queue(..) => return None,
        })
    }

    /// Checks a value against what is wanted.
    pub(super) fn conform(&mut self, value: Value, expected: Option<&Type>, span: Span) -> Option<Value> {
        match expected {
            Some(ty) if !value.ty.matches(ty) => {
                let message = format!("expected `{}`, found `{}`", self.show(ty), self.show(&value.ty));
                self.fail("E0305", span, message)
            }
            Some(ty) if !conforms(&value.ty, ty) => self.fail(
                "E0305",
                span,
                "the counts inside these two have different bounds; take the count out, and put it into a new `Some(..)` \
                 where it is stored",
            ),
            _ => Some(value),
        }
    }
}
