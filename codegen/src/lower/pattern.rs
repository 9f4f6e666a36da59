//! Patterns: typed, then turned into tests and bindings.

mod exhaustive;
mod read;

use std::collections::BTreeMap;

use proc_macro2::Span;

use crate::ir::{Expr, Type};

use super::context::Lowerer;
use super::expression::{and, not, or};
use super::operand::{Binding, Value};

/// A pattern against a type.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// `_`, `..`.
    Wild,
    /// `job`, `whole @ Some(_)`.
    Bind {
        name: String,
        span: Span,
        inner: Box<Pattern>,
    },
    Bool(bool),
    Count(u32),
    /// A variant, or a struct (variant 0), with a pattern for each of its fields.
    Fields {
        ty: Type,
        variant: usize,
        fields: Vec<Pattern>,
    },
    /// Alternatives; they bind the same names to the same types.
    Or(Vec<Pattern>),
}

/// The names that a pattern binds, and their types.
pub(super) type Names = BTreeMap<String, Type>;

/// A name that a pattern binds, and what to.
struct Part {
    name: String,
    span: Span,
    value: Value,
}

impl Lowerer<'_> {
    /// Whether `value` matches.
    pub(super) fn test(&self, pattern: &Pattern, value: &Expr) -> Expr {
        match pattern {
            Pattern::Wild => Expr::Bool(true),
            Pattern::Bind { inner, .. } => self.test(inner, value),
            Pattern::Bool(true) => value.clone(),
            Pattern::Bool(false) => not(value.clone()),
            Pattern::Count(number) => Expr::Equal(Box::new(value.clone()), Box::new(Expr::Count(*number))),
            Pattern::Or(cases) => or(cases.iter().map(|case| self.test(case, value))),
            Pattern::Fields { ty, variant, fields } => {
                let is = match self.variants(ty) {
                    Some(2..) => Expr::Is { of: Box::new(value.clone()), ty: ty.clone(), variant: *variant },
                    _ => Expr::Bool(true),
                };
                let inner = fields.iter().enumerate().map(|(field, pattern)| {
                    if pattern.always_matches() {
                        Expr::Bool(true)
                    } else {
                        self.test(pattern, &part(value, ty, *variant, field))
                    }
                });
                and(std::iter::once(is).chain(inner.collect::<Vec<_>>()))
            }
        }
    }

    /// Binds the pattern's names to the parts of `value`, which matches it.
    pub(super) fn bind_names(&mut self, pattern: &Pattern, value: &Value) {
        for part in self.parts(pattern, value) {
            let local = self.bind(&part.name, part.value, part.span);
            self.declare_local(&part.name, local);
        }
    }

    /// What each name of a pattern stands for.
    fn parts(&self, pattern: &Pattern, value: &Value) -> Vec<Part> {
        match pattern {
            Pattern::Bind { name, span, inner } => {
                let whole = Part { name: name.clone(), span: *span, value: value.clone() };
                std::iter::once(whole).chain(self.parts(inner, value)).collect()
            }
            Pattern::Fields { ty, variant, fields } => {
                let types = self.payload(ty, *variant);
                let fields = fields.iter().zip(types).enumerate().map(|(field, (pattern, (_, field_type)))| {
                    let expr = part(&value.expr, ty, *variant, field);
                    self.parts(pattern, &Value { expr, ty: field_type })
                });
                fields.flatten().collect()
            }
            Pattern::Or(cases) => self.alternatives(cases, value),
            Pattern::Wild | Pattern::Bool(_) | Pattern::Count(_) => Vec::new(),
        }
    }

    /// The alternatives bind the same names: each to its part in the first alternative that matches.
    fn alternatives(&self, cases: &[Pattern], value: &Value) -> Vec<Part> {
        let Some((first, rest)) = cases.split_first() else { return Vec::new() };
        let parts = self.parts(first, value);
        if parts.is_empty() || rest.is_empty() {
            return parts;
        }
        let others = self.alternatives(rest, value);
        let test = self.test(first, &value.expr);
        let chosen = parts.into_iter().map(|mut part| {
            if let Some(other) = others.iter().find(|other| other.name == part.name) {
                let (yes, no) = (Box::new(part.value.expr), Box::new(other.value.expr.clone()));
                part.value.expr = Expr::If(Box::new(test.clone()), yes, no);
            }
            part
        });
        chosen.collect()
    }

    /// Gives every name of a pattern that has no type a meaning that silences what follows.
    pub(super) fn poison_names(&mut self, source: &syn::Pat) {
        struct Names(Vec<String>);
        impl syn::visit::Visit<'_> for Names {
            fn visit_pat_ident(&mut self, pattern: &syn::PatIdent) {
                self.0.push(pattern.ident.to_string());
                syn::visit::visit_pat_ident(self, pattern);
            }
        }
        let mut names = Names(Vec::new());
        syn::visit::Visit::visit_pat(&mut names, source);
        for name in names.0 {
            self.declare(&name, Binding::Poison);
        }
    }

    /// A pattern that always matches, bound to a value: `let Image { job, subject } = image;`.
    pub(super) fn bind_irrefutable(&mut self, source: &syn::Pat, value: Option<Value>, advice: &str) {
        let pattern = value.as_ref().and_then(|value| self.pattern(source, &value.ty));
        let (Some(value), Some(pattern)) = (value, pattern) else { return self.poison_names(source) };
        if let Some(missing) = self.missing(&[&pattern], &value.ty) {
            self.errors.push("E0313", pattern_span(source), format!("this does not match `{missing}`; {advice}"));
        }
        let value = self.scrutinee(&pattern, value, pattern_span(source));
        self.bind_names(&pattern, &value);
    }

    /// Holds a scrutinee still while its parts are read.
    pub(super) fn scrutinee(&mut self, pattern: &Pattern, value: Value, span: Span) -> Value {
        let whole = matches!(pattern, Pattern::Bind { .. } | Pattern::Wild);
        if whole && pattern.always_matches() {
            return value;
        }
        self.hold(value, span)
    }

    /// Binds a value to a local of its own, if it is none.
    pub(super) fn hold(&mut self, value: Value, span: Span) -> Value {
        let ty = value.ty.clone();
        let local = self.bind("__value", value, span);
        Value { expr: Expr::Local(local), ty }
    }
}

impl Pattern {
    /// Matches whatever it is held against.
    pub(super) fn always_matches(&self) -> bool {
        match self {
            Self::Wild => true,
            Self::Bind { inner, .. } => inner.always_matches(),
            Self::Fields { ty: Type::Struct(_), fields, .. } => fields.iter().all(Self::always_matches),
            Self::Or(cases) => cases.iter().any(Self::always_matches),
            _ => false,
        }
    }

    /// Whether its test looks at the value at most once, so that the value need not be held.
    pub(super) fn reads_once(&self) -> bool {
        match self {
            Self::Wild | Self::Bool(_) | Self::Count(_) => true,
            Self::Bind { .. } | Self::Or(_) => false,
            Self::Fields { ty: Type::Struct(_), fields, .. } => {
                fields.iter().filter(|field| !field.always_matches()).count() <= 1
                    && fields.iter().all(Self::reads_once)
            }
            Self::Fields { fields, .. } => fields.iter().all(|field| matches!(field, Self::Wild)),
        }
    }

    /// The names it binds, with their types, in the order of the names.
    pub(super) fn names(&self, ty: &Type, payload: &impl Fn(&Type, usize) -> Vec<(String, Type)>) -> Names {
        let mut names = Names::new();
        match self {
            Self::Bind { name, inner, .. } => {
                names.insert(name.clone(), ty.clone());
                names.extend(inner.names(ty, payload));
            }
            Self::Fields { ty, variant, fields } => {
                for (field, (_, ty)) in fields.iter().zip(payload(ty, *variant)) {
                    names.extend(field.names(&ty, payload));
                }
            }
            Self::Or(cases) => names.extend(cases.iter().flat_map(|case| case.names(ty, payload))),
            Self::Wild | Self::Bool(_) | Self::Count(_) => {}
        }
        names
    }
}

/// One part of a struct or of a variant's payload.
fn part(value: &Expr, ty: &Type, variant: usize, field: usize) -> Expr {
    let of = Box::new(value.clone());
    match ty {
        Type::Struct(id) => Expr::Field { of, id: *id, field },
        _ => Expr::Payload { of, ty: ty.clone(), variant, field },
    }
}

pub(super) fn pattern_span(source: &syn::Pat) -> Span {
    syn::spanned::Spanned::span(source)
}
