//! Types as written, resolved.

use proc_macro2::Span;
use syn::spanned::Spanned;

use super::{Names, TypeName};
use crate::diagnostic::Diagnostic;
use crate::ir::{Bound, Type};

/// Resolves the type of a value: a local, a parameter, a result. A `Count` is unbounded there.
///
/// # Errors
/// No such type, or one that only a place may have.
pub(crate) fn value_type(ty: &syn::Type, names: &Names) -> Result<Type, Diagnostic> {
    let resolved = place_type(ty, names, Bounds { count: CountBound::Any, queue: Some(Bound::Literal(0)) })?;
    scalar(resolved, ty.span())
}

/// What stands for the bounds that the types themselves do not write.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    /// Of a `Count`.
    pub(super) count: CountBound,
    /// Of a `Queue`.
    pub(super) queue: Option<Bound>,
}

/// What a `Count` may be.
#[derive(Clone, Copy)]
pub(super) enum CountBound {
    /// As much as is written.
    Most(Bound),
    /// Anything: it is a value on its way.
    Any,
    /// Something should be written, and is not.
    Missing,
}

/// Refuses what only a place may hold.
pub(super) fn scalar(ty: Type, span: Span) -> Result<Type, Diagnostic> {
    if ty.is_scalar() {
        return Ok(ty);
    }
    let message =
        "a `Map` or `Queue` lives in a field of a role, store or ghost only: hold an id or a single entry here";
    Err(error("E0509", span, message))
}

/// Resolves a type in any position.
pub(super) fn place_type(ty: &syn::Type, names: &Names, bounds: Bounds) -> Result<Type, Diagnostic> {
    let (name, arguments) = split(ty)?;
    let span = ty.span();
    let expect = |count: usize, form: &str| {
        if arguments.len() == count {
            Ok(())
        } else {
            Err(error("E0203", span, format!("`{name}` is written `{form}`")))
        }
    };
    match name.as_str() {
        "bool" => expect(0, "bool").map(|()| Type::Bool),
        "Count" => {
            expect(0, "Count")?;
            let message = "a `Count` needs a bound: write `#[max(3)]` or `#[max(parameter)]` on the field";
            match bounds.count {
                CountBound::Most(bound) => Ok(Type::Count(Some(bound))),
                CountBound::Any => Ok(Type::Count(None)),
                CountBound::Missing => Err(error("E0507", span, message)),
            }
        }
        "Option" => {
            expect(1, "Option<T>")?;
            let inner = scalar(place_type(arguments[0], names, bounds)?, arguments[0].span())?;
            Ok(Type::Option(Box::new(inner)))
        }
        "Set" => {
            expect(1, "Set<Id>")?;
            Ok(Type::Set(sort(arguments[0], names)?))
        }
        "Map" => {
            expect(2, "Map<Id, T>")?;
            let key = sort(arguments[0], names)?;
            Ok(Type::Map(key, Box::new(place_type(arguments[1], names, bounds)?)))
        }
        "Queue" => {
            expect(1, "Queue<T>")?;
            let message = "a `Queue` needs a bound: write `#[max(3)]` or `#[max(parameter)]` on the field";
            let bound = bounds.queue.ok_or_else(|| error("E0507", span, message))?;
            let element = place_type(arguments[0], names, Bounds { count: CountBound::Missing, queue: None })?;
            Ok(Type::Queue(Box::new(scalar(element, arguments[0].span())?), bound))
        }
        _ => {
            let ty = named(&name, span, names)?;
            expect(0, &name).map(|()| ty)
        }
    }
}

fn named(name: &str, span: Span, names: &Names) -> Result<Type, Diagnostic> {
    let what = match names.types.get(name) {
        Some(TypeName::Sort(id)) => return Ok(Type::Id(*id)),
        Some(TypeName::Struct(id)) => return Ok(Type::Struct(*id)),
        Some(TypeName::Enum(id)) => return Ok(Type::Enum(*id)),
        Some(TypeName::Message(_)) => "a message",
        Some(TypeName::Effect(_)) => "an effect",
        Some(TypeName::Component(_)) => "a role, store or ghost",
        None => return Err(error("E0203", span, unknown(name))),
    };
    let message = format!("`{name}` is {what}, not data: hold its fields, or a struct of them");
    Err(error("E0204", span, message))
}

fn unknown(name: &str) -> String {
    match name {
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => {
            format!("`{name}` is too large to explore: write `Count`, with `#[max(..)]` on a field")
        }
        "Vec" | "VecDeque" => format!("`{name}` is not supported: write `Queue<T>`, with a bound"),
        "HashMap" | "BTreeMap" => format!("`{name}` is not supported: write `Map<Id, T>`"),
        "HashSet" | "BTreeSet" => format!("`{name}` is not supported: write `Set<Id>`"),
        "String" | "str" | "char" => {
            format!("`{name}` is not supported: write an enum, or an `#[id]` that stands for it")
        }
        "f32" | "f64" => format!("`{name}` is not supported: nothing in a protocol is measured"),
        _ => format!("no type `{name}` in this workflow: declare it, as a struct, an enum or an `#[id]`"),
    }
}

/// The sort that a type names.
fn sort(ty: &syn::Type, names: &Names) -> Result<crate::ir::SortId, Diagnostic> {
    let (name, arguments) = split(ty)?;
    match names.types.get(&name) {
        Some(TypeName::Sort(id)) if arguments.is_empty() => Ok(*id),
        _ => {
            let message = format!("`{name}` is no id sort: maps and sets are over `#[id]` or `#[node]` structs");
            Err(error("E0509", ty.span(), message))
        }
    }
}

/// A type's one name and its arguments.
pub(super) fn split(ty: &syn::Type) -> Result<(String, Vec<&syn::Type>), Diagnostic> {
    let refuse = || error("E0203", ty.span(), outside(ty));
    let syn::Type::Path(path) = ty else { return Err(refuse()) };
    let [segment] = path.path.segments.iter().collect::<Vec<_>>()[..] else { return Err(refuse()) };
    if path.qself.is_some() || path.path.leading_colon.is_some() {
        return Err(refuse());
    }
    let arguments = match &segment.arguments {
        syn::PathArguments::None => Vec::new(),
        syn::PathArguments::AngleBracketed(list) => {
            let types = list.args.iter().map(|argument| match argument {
                syn::GenericArgument::Type(ty) => Ok(ty),
                other => {
                    Err(error("E0203", other.span(), "write a type here: a protocol has no other arguments of types"))
                }
            });
            types.collect::<Result<Vec<_>, _>>()?
        }
        syn::PathArguments::Parenthesized(_) => return Err(refuse()),
    };
    Ok((segment.ident.to_string(), arguments))
}

fn outside(ty: &syn::Type) -> &'static str {
    match ty {
        syn::Type::Path(_) => "name the type by one word: a workflow is one flat module",
        syn::Type::Reference(_) => "data holds no references: hold the value itself",
        syn::Type::Tuple(_) => "tuples are not supported: write a struct with named fields",
        syn::Type::Array(_) | syn::Type::Slice(_) => "arrays are not supported: write `Queue<T>` or `Map<Id, T>`",
        _ => "this type is not supported: write `bool`, `Count`, an id, an enum, a struct, or a collection of them",
    }
}

fn error(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic { code, message: message.into(), span, also: None }
}
