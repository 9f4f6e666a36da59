//! Patterns read off `syn`'s, against a type.

use proc_macro2::Span;
use syn::spanned::Spanned;

use crate::ir::Type;
use crate::lower::context::Lowerer;
use crate::resolve::TypeName;

use super::Pattern;

impl Lowerer<'_> {
    /// A pattern against a type.
    pub(in crate::lower) fn pattern(&mut self, source: &syn::Pat, ty: &Type) -> Option<Pattern> {
        self.deeper(source.span(), |this| this.read_pattern(source, ty))
    }

    fn read_pattern(&mut self, source: &syn::Pat, ty: &Type) -> Option<Pattern> {
        match source {
            syn::Pat::Wild(_) => Some(Pattern::Wild),
            syn::Pat::Paren(inner) => self.pattern(&inner.pat, ty),
            syn::Pat::Ident(name) => self.name_pattern(name, ty),
            syn::Pat::Lit(literal) => self.literal_pattern(&literal.lit, ty),
            syn::Pat::Path(path) => self.path_pattern(&path.path, ty),
            syn::Pat::Struct(pattern) => self.struct_pattern(pattern, ty),
            syn::Pat::TupleStruct(pattern) => self.tuple_pattern(pattern, ty),
            syn::Pat::Or(or) => self.or_pattern(or, ty),
            syn::Pat::Type(inner) => {
                let written = self.scalar_type(&inner.ty)?;
                if !written.matches(ty) {
                    return self.mismatch(&written, ty, inner.ty.span());
                }
                self.pattern(&inner.pat, ty)
            }
            syn::Pat::Rest(_) => self.fail("E0314", source.span(), "`..` stands inside the braces or parentheses"),
            _ => self.fail(
                "E0314",
                source.span(),
                "patterns are names, `_`, `true`, `false`, numbers, structs, variants, and `|` between them",
            ),
        }
    }

    fn mismatch<T>(&mut self, found: &Type, ty: &Type, span: Span) -> Option<T> {
        let message = format!("this is a `{}`, the pattern is of `{}`", self.show(ty), self.show(found));
        self.fail("E0305", span, message)
    }

    fn name_pattern(&mut self, source: &syn::PatIdent, ty: &Type) -> Option<Pattern> {
        if source.by_ref.is_some() || source.mutability.is_some() {
            return self.fail("E0314", source.span(), "values are copied and bound once: leave `ref` and `mut` out");
        }
        let name = source.ident.to_string();
        if name == "None" {
            if let Type::Option(_) = ty {
                return Some(Pattern::Fields { ty: ty.clone(), variant: 0, fields: Vec::new() });
            }
            let message = format!("this is a `{}`, never `None`", self.show(ty));
            return self.fail("E0305", source.span(), message);
        }
        if name.starts_with(char::is_uppercase) {
            let owner = if matches!(ty, Type::Enum(_)) { self.show(ty) } else { "Type".to_owned() };
            let message = format!("a name with a capital binds nothing here; for a variant write `{owner}::{name}`");
            return self.fail("E0314", source.span(), message);
        }
        let inner = match &source.subpat {
            Some((_, inner)) => self.pattern(inner, ty)?,
            None => Pattern::Wild,
        };
        Some(Pattern::Bind { name, span: source.ident.span(), inner: Box::new(inner) })
    }

    fn literal_pattern(&mut self, literal: &syn::Lit, ty: &Type) -> Option<Pattern> {
        match (literal, ty) {
            (syn::Lit::Bool(truth), Type::Bool) => Some(Pattern::Bool(truth.value)),
            (syn::Lit::Int(number), Type::Count(_)) => self.number(number).map(Pattern::Count),
            _ => {
                let message = format!("this literal is not a `{}`", self.show(ty));
                self.fail("E0305", literal.span(), message)
            }
        }
    }

    /// The variant (0 for a struct) that a pattern's path names, checked against the type.
    fn pattern_head(&mut self, path: &syn::Path, ty: &Type) -> Option<(Type, usize)> {
        let segments: Vec<_> = path.segments.iter().map(|segment| &segment.ident).collect();
        let (found, variant) = match segments[..] {
            [name] if name == "Some" => return self.some_head(ty, path.span()),
            [name] => match self.names.types.get(&name.to_string()) {
                Some(TypeName::Struct(id)) => (Type::Struct(*id), 0),
                _ => return self.fail("E0301", name.span(), format!("there is no struct `{name}` in this workflow")),
            },
            [owner, name] => {
                let id = self.enum_named(owner)?;
                (Type::Enum(id), self.variant_named(id, name)?)
            }
            _ => return self.fail("E0301", path.span(), "names here are `Type` or `Type::Variant`"),
        };
        if found != *ty {
            return self.mismatch(&found, ty, path.span());
        }
        Some((found, variant))
    }

    fn some_head(&mut self, ty: &Type, span: Span) -> Option<(Type, usize)> {
        if let Type::Option(_) = ty {
            return Some((ty.clone(), 1));
        }
        let message = format!("this is a `{}`, not an `Option`", self.show(ty));
        self.fail("E0305", span, message)
    }

    fn path_pattern(&mut self, path: &syn::Path, ty: &Type) -> Option<Pattern> {
        let (ty, variant) = self.pattern_head(path, ty)?;
        if !self.payload(&ty, variant).is_empty() {
            let message = format!("`{}` has fields; write `{{ .. }}` after it", self.variant_name(&ty, variant));
            return self.fail("E0308", path.span(), message);
        }
        Some(Pattern::Fields { ty, variant, fields: Vec::new() })
    }

    fn struct_pattern(&mut self, source: &syn::PatStruct, ty: &Type) -> Option<Pattern> {
        let (ty, variant) = self.pattern_head(&source.path, ty)?;
        let declared = self.payload(&ty, variant);
        let owner = self.variant_name(&ty, variant);
        let fields = self.field_patterns(source, &owner, &declared)?;
        Some(Pattern::Fields { ty, variant, fields })
    }

    /// The patterns of named fields, in the order of their declaration.
    pub(in crate::lower) fn field_patterns(
        &mut self,
        source: &syn::PatStruct,
        owner: &str,
        declared: &[(String, Type)],
    ) -> Option<Vec<Pattern>> {
        let mut fields: Vec<Option<Pattern>> = vec![None; declared.len()];
        let mut sound = true;
        for field in &source.fields {
            sound &= self.field_pattern(field, owner, declared, &mut fields).is_some();
        }
        let missing = declared.iter().zip(&fields).filter(|(_, given)| given.is_none());
        let missing: Vec<_> = missing.map(|((name, _), _)| format!("`{name}`")).collect();
        if sound && source.rest.is_none() && !missing.is_empty() {
            let message = format!("`{owner}` has more fields: {}; bind them or end with `..`", missing.join(", "));
            return self.fail("E0308", source.span(), message);
        }
        sound.then(|| fields.into_iter().map(|field| field.unwrap_or(Pattern::Wild)).collect())
    }

    fn field_pattern(
        &mut self,
        source: &syn::FieldPat,
        owner: &str,
        declared: &[(String, Type)],
        fields: &mut [Option<Pattern>],
    ) -> Option<()> {
        let syn::Member::Named(name) = &source.member else {
            return self.fail("E0302", source.member.span(), format!("the fields of `{owner}` have names"));
        };
        let Some(index) = declared.iter().position(|(known, _)| name == known) else {
            return self.no_field(&format!("`{owner}`"), name, declared.iter().map(|(known, _)| known.as_str()));
        };
        if fields[index].is_some() {
            return self.fail("E0308", name.span(), format!("`{name}` is bound twice"));
        }
        fields[index] = Some(self.pattern(&source.pat, &declared[index].1)?);
        Some(())
    }

    fn tuple_pattern(&mut self, source: &syn::PatTupleStruct, ty: &Type) -> Option<Pattern> {
        let (ty, variant) = self.pattern_head(&source.path, ty)?;
        let declared = self.payload(&ty, variant);
        let is_rest = |pattern: &&syn::Pat| matches!(pattern, syn::Pat::Rest(_));
        let before: Vec<_> = source.elems.iter().take_while(|pattern| !is_rest(pattern)).collect();
        let after: Vec<_> = source.elems.iter().skip(before.len() + 1).collect();
        let given = before.len() + after.len();
        let open = source.elems.iter().any(|pattern| is_rest(&pattern));
        if given > declared.len() || (!open && given < declared.len()) {
            let owner = self.variant_name(&ty, variant);
            let message = format!("`{owner}` has {} fields, the pattern {given}", declared.len());
            return self.fail("E0308", source.span(), message);
        }
        let mut fields = vec![Pattern::Wild; declared.len()];
        for (index, pattern) in before.iter().enumerate() {
            fields[index] = self.pattern(pattern, &declared[index].1)?;
        }
        for (index, pattern) in after.iter().rev().enumerate() {
            let index = declared.len() - 1 - index;
            fields[index] = self.pattern(pattern, &declared[index].1)?;
        }
        Some(Pattern::Fields { ty, variant, fields })
    }

    fn or_pattern(&mut self, source: &syn::PatOr, ty: &Type) -> Option<Pattern> {
        let mut cases = Vec::new();
        let mut bound = None;
        for case in &source.cases {
            let pattern = self.pattern(case, ty)?;
            let names = pattern.names(ty, &|ty, variant| self.payload(ty, variant));
            if *bound.get_or_insert_with(|| names.clone()) != names {
                let advice = "alternatives of a pattern bind the same names; write two arms, or `_` for what differs";
                return self.fail("E0315", case.span(), advice);
            }
            cases.push(pattern);
        }
        Some(Pattern::Or(cases))
    }
}
