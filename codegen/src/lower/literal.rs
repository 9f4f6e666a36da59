//! Literals of structs and variants, defaults, and the fields that they share with messages and effects.

use proc_macro2::Span;
use syn::spanned::Spanned;

use crate::ir::{EnumId, Expr, Type};
use crate::resolve::TypeName;

use super::context::Lowerer;
use super::operand::{Typed, Value};

impl Lowerer<'_> {
    /// `Image { job, subject }`, `Progress::Queued { session, applicant }`.
    pub(super) fn struct_literal(&mut self, source: &syn::ExprStruct) -> Typed {
        let segments: Vec<_> = source.path.segments.iter().map(|segment| &segment.ident).collect();
        let (ty, variant) = match segments[..] {
            [name] => (self.struct_named(name)?, 0),
            [owner, variant] => {
                let id = self.enum_named(owner)?;
                (Type::Enum(id), self.variant_named(id, variant)?)
            }
            _ => return self.fail("E0301", source.span(), "names here are `Type` or `Type::Variant`"),
        };
        let fields = self.literal_fields(source, &ty, variant)?;
        Some(Value { expr: constructed(&ty, variant, fields), ty })
    }

    fn literal_fields(&mut self, source: &syn::ExprStruct, ty: &Type, variant: usize) -> Option<Vec<Expr>> {
        let owner = self.variant_name(ty, variant);
        self.named_fields(source, &owner, &self.payload(ty, variant))
    }

    /// The fields of a literal in the order of their declaration.
    pub(super) fn named_fields(
        &mut self,
        source: &syn::ExprStruct,
        owner: &str,
        declared: &[(String, Type)],
    ) -> Option<Vec<Expr>> {
        if let Some(rest) = &source.rest {
            return self.fail("E0316", rest.span(), "write every field: there is no `..` in a literal");
        }
        let mut fields: Vec<Option<Expr>> = vec![None; declared.len()];
        let mut sound = true;
        for field in &source.fields {
            sound &= self.literal_field(field, owner, declared, &mut fields).is_some();
        }
        let given = |name: &String| source.fields.iter().any(|field| is_named(&field.member, name));
        let missing: Vec<_> =
            declared.iter().filter(|(name, _)| !given(name)).map(|(name, _)| format!("`{name}`")).collect();
        if !missing.is_empty() {
            return self.fail("E0308", source.path.span(), format!("`{owner}` needs {}", missing.join(", ")));
        }
        if sound { fields.into_iter().collect() } else { None }
    }

    fn literal_field(
        &mut self,
        field: &syn::FieldValue,
        owner: &str,
        declared: &[(String, Type)],
        fields: &mut [Option<Expr>],
    ) -> Option<()> {
        let Some(index) = declared.iter().position(|(name, _)| is_named(&field.member, name)) else {
            self.value(&field.expr, None);
            return match &field.member {
                syn::Member::Named(name) => {
                    self.no_field(&format!("`{owner}`"), name, declared.iter().map(|(name, _)| name.as_str()))
                }
                syn::Member::Unnamed(_) => {
                    self.fail("E0302", field.member.span(), format!("`{owner}` has no field of this number"))
                }
            };
        };
        if fields[index].is_some() {
            return self.fail("E0308", field.span(), format!("`{}` is given twice", declared[index].0));
        }
        fields[index] = Some(self.value(&field.expr, Some(&declared[index].1))?.expr);
        Some(())
    }

    fn struct_named(&mut self, name: &syn::Ident) -> Option<Type> {
        match self.names.types.get(&name.to_string()) {
            Some(TypeName::Struct(id)) => Some(Type::Struct(*id)),
            Some(TypeName::Enum(_)) => {
                self.fail("E0303", name.span(), format!("`{name}` is an enum; name a variant: `{name}::..`"))
            }
            Some(TypeName::Message(_)) => {
                self.fail("E0311", name.span(), format!("a message is not a value; `send!({name} {{ .. }})`"))
            }
            Some(TypeName::Effect(_)) => {
                self.fail("E0311", name.span(), format!("an effect is not a value; `emit!({name} {{ .. }})`"))
            }
            Some(TypeName::Component(_)) => {
                self.fail("E0311", name.span(), format!("`{name}` is a component; its fields are there from the start"))
            }
            Some(TypeName::Sort(_)) => {
                self.fail("E0301", name.span(), format!("a `{name}` is not made; take a free one: `fresh!({name})`"))
            }
            None => self.fail("E0301", name.span(), format!("there is no struct `{name}` in this workflow")),
        }
    }

    pub(super) fn enum_named(&mut self, name: &syn::Ident) -> Option<EnumId> {
        match self.names.types.get(&name.to_string()) {
            Some(TypeName::Enum(id)) => Some(*id),
            Some(_) => self.fail("E0301", name.span(), format!("`{name}` is not an enum")),
            None => self.fail("E0301", name.span(), format!("there is no enum `{name}` in this workflow")),
        }
    }

    pub(super) fn variant_named(&mut self, id: EnumId, name: &syn::Ident) -> Option<usize> {
        let declared = &self.ir[id];
        if let Some(variant) = declared.variants.iter().position(|variant| name == &variant.name) {
            return Some(variant);
        }
        let list: Vec<_> = declared.variants.iter().map(|variant| format!("`{}`", variant.name)).collect();
        let message = format!("`{}` has no variant `{name}`; it has {}", declared.name, list.join(", "));
        self.fail("E0303", name.span(), message)
    }

    /// `Progress::Free`.
    pub(super) fn unit_variant(&mut self, owner: &syn::Ident, name: &syn::Ident) -> Typed {
        let id = self.enum_named(owner)?;
        let variant = self.variant_named(id, name)?;
        let ty = Type::Enum(id);
        if !self.payload(&ty, variant).is_empty() {
            return self.fail("E0308", name.span(), format!("`{owner}::{name}` has fields; give them: `{{ .. }}`"));
        }
        Some(Value { expr: Expr::Variant { ty: ty.clone(), variant, fields: Vec::new() }, ty })
    }

    /// `Some(x)`.
    pub(super) fn some(&mut self, call: &syn::ExprCall, expected: Option<&Type>) -> Typed {
        let [argument] = self.arguments(&call.args, "Some", call.span())?;
        let inner = match expected {
            Some(Type::Option(inner)) => Some(&**inner),
            _ => None,
        };
        let value = self.value(argument, inner)?;
        let ty = Type::Option(Box::new(inner.cloned().unwrap_or(value.ty)));
        Some(Value { expr: Expr::Variant { ty: ty.clone(), variant: 1, fields: vec![value.expr] }, ty })
    }

    /// `Verdict::Guilty(person)`.
    pub(super) fn tuple_variant(&mut self, owner: &syn::Ident, name: &syn::Ident, call: &syn::ExprCall) -> Typed {
        let id = self.enum_named(owner)?;
        let variant = self.variant_named(id, name)?;
        let ty = Type::Enum(id);
        let declared = self.payload(&ty, variant);
        if declared.first().is_some_and(|(name, _)| !is_number(name)) {
            let message = format!("`{owner}::{name}` has named fields; write `{{ .. }}`");
            return self.fail("E0308", call.span(), message);
        }
        self.count_arguments(call.args.len(), declared.len(), &format!("{owner}::{name}"), call.span())?;
        let fields: Vec<_> =
            call.args.iter().zip(&declared).map(|(argument, (_, ty))| self.value(argument, Some(ty))).collect();
        let fields = fields.into_iter().map(|field| field.map(|value| value.expr)).collect::<Option<Vec<_>>>()?;
        Some(Value { expr: Expr::Variant { ty: ty.clone(), variant, fields }, ty })
    }

    /// `Set::new()`, `Progress::default()`, `Default::default()`.
    pub(super) fn default_value(&mut self, owner: &syn::Ident, expected: Option<&Type>, span: Span) -> Typed {
        let ty = match (owner.to_string().as_str(), expected) {
            ("Set" | "Option" | "Default", Some(expected)) => expected.clone(),
            ("Set" | "Option" | "Default", None) => {
                return self.fail("E0306", span, "of which type? say it: `let x: Set<..> = Set::new();`");
            }
            ("Map" | "Queue", _) => {
                let message = "a map or a queue is a field; empty it with `.clear()`";
                return self.fail("E0311", span, message);
            }
            ("bool", _) => Type::Bool,
            ("Count", _) => Type::Count(None),
            _ => self.scalar_type(&syn::parse_quote_spanned!(owner.span()=> #owner))?,
        };
        let Some(expr) = self.default_of(&ty) else {
            let message = format!("a `{}` has no default: it holds an id; wrap the id in `Option`", self.show(&ty));
            return self.fail("E0326", span, message);
        };
        Some(Value { expr, ty })
    }

    /// Exactly so many arguments.
    pub(super) fn arguments<'e, const N: usize>(
        &mut self,
        arguments: &'e syn::punctuated::Punctuated<syn::Expr, syn::Token![,]>,
        function: &str,
        span: Span,
    ) -> Option<[&'e syn::Expr; N]> {
        self.count_arguments(arguments.len(), N, function, span)?;
        arguments.iter().collect::<Vec<_>>().try_into().ok()
    }

    pub(super) fn count_arguments(&mut self, given: usize, wanted: usize, function: &str, span: Span) -> Option<()> {
        if given == wanted {
            return Some(());
        }
        let arguments = if wanted == 1 { "argument" } else { "arguments" };
        self.fail("E0307", span, format!("`{function}` takes {wanted} {arguments}, {given} given"))
    }
}

/// A struct, or a variant.
fn constructed(ty: &Type, variant: usize, fields: Vec<Expr>) -> Expr {
    match ty {
        Type::Struct(id) => Expr::Struct { id: *id, fields },
        _ => Expr::Variant { ty: ty.clone(), variant, fields },
    }
}

fn is_named(member: &syn::Member, name: &str) -> bool {
    match member {
        syn::Member::Named(ident) => ident == name,
        syn::Member::Unnamed(index) => index.index.to_string() == name,
    }
}

fn is_number(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_digit())
}
