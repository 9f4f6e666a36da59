//! Values: another one at hand, another variant.

use std::collections::BTreeSet;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::function::{Function, Inner, Module, edit};
use super::{Mutant, Operator};

/// Proposes other values and other variants in their places.
pub(super) fn propose(function: &Function<'_>, module: &Module<'_>, found: &mut Vec<Mutant>) {
    let mut names = Names::default();
    for parameter in &function.item.parameters {
        names.visit_pat(&parameter.pattern);
    }
    names.visit_block(&function.item.block);
    Values { function, module, names: &names.0, found }.visit_block(&function.item.block);
}

/// The names that a function gives to values.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl<'a> Visit<'a> for Names {
    fn visit_pat_ident(&mut self, pattern: &'a syn::PatIdent) {
        self.0.insert(pattern.ident.to_string());
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_field_pat(&mut self, field: &'a syn::FieldPat) {
        visit::visit_field_pat(self, field);
    }
}

struct Values<'f, 'm> {
    function: &'f Function<'m>,
    module: &'f Module<'m>,
    names: &'f BTreeSet<String>,
    found: &'f mut Vec<Mutant>,
}

impl Values<'_, '_> {
    fn instead(&mut self, operator: Operator, what: &impl Spanned, text: String) {
        let edit = edit(what, text);
        self.found.push(self.function.mutant(operator, vec![edit]));
    }

    /// A name, where a value is meant.
    fn name(&mut self, ident: &syn::Ident, spell: &dyn Fn(&str) -> String) {
        let own = ident.to_string();
        if self.names.contains(&own) {
            for other in self.names.iter().filter(|other| **other != own) {
                self.instead(Operator::WrongValue, ident, spell(other));
            }
        }
    }

    /// `Progress::Queued`, in a pattern or as a value.
    fn variant(&mut self, path: &syn::Path) {
        let [owner, variant] = [2, 1].map(|back| path.segments.iter().rev().nth(back - 1));
        if let (Some(owner), Some(variant)) = (owner, variant) {
            for other in self.module.variants(&owner.ident).iter().filter(|other| variant.ident != **other) {
                self.instead(Operator::WrongVariant, &variant.ident, other.clone());
            }
        }
    }
}

impl<'a> Visit<'a> for Values<'_, '_> {
    fn visit_macro(&mut self, source: &'a syn::Macro) {
        if let Some(inner) = Inner::of(source) {
            let Self { function, module, names, .. } = *self;
            inner.visit(&mut Values { function, module, names, found: &mut *self.found });
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        match path.get_ident() {
            Some(ident) => self.name(ident, &ToOwned::to_owned),
            None => self.variant(path),
        }
    }

    fn visit_field_value(&mut self, field: &'a syn::FieldValue) {
        match (&field.member, field.colon_token) {
            // `Image { job }` is `Image { job: job }`.
            (syn::Member::Named(name), None) => self.name(name, &|other| format!("{name}: {other}")),
            _ => self.visit_expr(&field.expr),
        }
    }

    /// One alternative of a pattern is left out.
    fn visit_pat_or(&mut self, pattern: &'a syn::PatOr) {
        for index in 0..pattern.cases.len() {
            let rest = pattern.cases.iter().enumerate().filter(|(other, _)| *other != index);
            let rest: Vec<&str> = rest.map(|(_, case)| self.function.text(case)).collect();
            self.instead(Operator::WrongVariant, pattern, rest.join(" | "));
        }
        visit::visit_pat_or(self, pattern);
    }
}
