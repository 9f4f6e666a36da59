//! Whether each mark says something, where it may.

use proc_macro2::{Ident, LineColumn, Span};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Arm, Attribute, Expr, ExprCall, ExprMethodCall, Field, FieldPat, FieldValue, FnArg, ImplItem, Item, ItemMod, Macro,
    Stmt, Variant,
};

use super::body::{Part, parts};
use super::head::{Head, Presence, is_twin};
use super::lines::{self, Mark};
use crate::diagnostic::Errors;

/// Checks the marks of a text, and gives their words.
pub(super) fn check(module: &ItemMod, head: &Head, errors: &mut Errors) -> Vec<Ident> {
    let mut check = Check {
        head,
        around: head.everywhere(),
        read: Vec::new(),
        marked: Presence::new(),
        words: module.attrs.iter().filter(|attribute| is_twin(attribute)).filter_map(word).collect(),
        errors,
    };
    for item in module.content.iter().flat_map(|(_, items)| items) {
        check.visit_item(item);
    }
    check.twins_differ();
    check.words
}

struct Check<'a> {
    head: &'a Head,
    /// In which versions the lines stand that are being read.
    around: Presence,
    /// The places of the marks that stand where they may.
    read: Vec<LineColumn>,
    /// The twins that some mark is about.
    marked: Presence,
    words: Vec<Ident>,
    errors: &'a mut Errors,
}

impl Check<'_> {
    /// Reads a line that may carry marks, and what is in it.
    fn line(&mut self, attributes: &[Attribute], inside: impl FnOnce(&mut Self)) {
        let marks: Vec<(Span, Option<Mark>)> =
            attributes.iter().filter(|attribute| lines::is_mark(attribute)).map(|mark| self.mark(mark)).collect();
        let Some((place, _)) = marks.first() else { return inside(self) };
        let mut presence = Presence::new();
        for mark in marks.iter().filter_map(|(_, mark)| mark.as_ref()) {
            presence.extend(self.head.presence(mark));
        }
        let presence: Presence = presence.intersection(&self.around).copied().collect();
        let whole = marks.iter().all(|(_, mark)| mark.as_ref().is_some_and(|mark| self.is_known(mark)));
        if whole {
            self.says_something(*place, &presence);
        }
        let around = core::mem::replace(&mut self.around, presence);
        inside(self);
        self.around = around;
    }

    fn mark(&mut self, attribute: &Attribute) -> (Span, Option<Mark>) {
        let span = attribute.span();
        self.read.push(span.start());
        self.words.extend(word(attribute));
        let mark = lines::read_mark(attribute);
        match &mark {
            None => {
                let message =
                    "a mark is written `#[defect]`, `#[mended]` or `#[guard(late)]`, with the guards of twins";
                self.errors.push("E0107", span, message);
            }
            Some(Mark::Guard(names)) => names.iter().for_each(|name| self.guard_is_known(name)),
            Some(_) if !self.head.is_mended() => {
                let message = format!(
                    "no twin of this text is mended: write `#[twin({}_mended)]` after `#[workflow]`, or leave this out",
                    self.head.name
                );
                self.errors.push("E0117", span, message);
            }
            Some(_) => {}
        }
        if let Some(mark) = &mark {
            let changed: Presence = match mark {
                Mark::Defect | Mark::Mended => self.head.presence(&Mark::Mended),
                Mark::Guard(_) => self.head.presence(mark),
            };
            self.marked.extend(changed);
        }
        (span, mark)
    }

    fn is_known(&self, mark: &Mark) -> bool {
        match mark {
            Mark::Defect | Mark::Mended => self.head.is_mended(),
            Mark::Guard(names) => names.iter().all(|name| self.head.has_guard(name)),
        }
    }

    fn guard_is_known(&mut self, name: &Ident) {
        if !self.head.has_guard(name) {
            let message = format!(
                "no twin of this text has the guard `{name}`: write `#[twin(name, guard = {name})]` after `#[workflow]`"
            );
            self.errors.push("E0117", name.span(), message);
        }
    }

    fn says_something(&mut self, place: Span, presence: &Presence) {
        if presence.is_empty() {
            let message = "this line stands in no workflow: the marks around it exclude this one";
            self.errors.push("E0120", place, message);
        } else if *presence == self.around {
            let message = "this line stands in the same workflows without its marks: leave them out";
            self.errors.push("E0120", place, message);
        }
    }

    /// A property may be refuted despite a guard, or despite the mending.
    fn refutation(&mut self, attribute: &Attribute) {
        let arguments = lines::refuted(attribute).unwrap_or_default();
        for name in arguments.iter().filter_map(lines::despite).flatten() {
            if name == "mended" && self.head.is_mended() {
                continue;
            }
            self.guard_is_known(&name);
        }
    }

    fn twins_differ(&mut self) {
        for (version, twin) in (1..).zip(&self.head.twins) {
            if self.marked.contains(&version) {
                continue;
            }
            let wanted = match &twin.guard {
                Some(guard) => format!("`#[guard({guard})]`"),
                None => "`#[defect]` or `#[mended]`".to_owned(),
            };
            let message = format!(
                "`{}` says what `{}` says: mark the lines in which they differ {wanted}",
                twin.ident, self.head.name
            );
            self.errors.push("E0118", twin.ident.span(), message);
        }
    }
}

impl<'ast> Visit<'ast> for Check<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        self.line(lines::of_item(item), |check| visit::visit_item(check, item));
    }

    fn visit_impl_item(&mut self, member: &'ast ImplItem) {
        self.line(lines::of_member(member), |check| visit::visit_impl_item(check, member));
    }

    fn visit_field(&mut self, field: &'ast Field) {
        self.line(&field.attrs, |check| visit::visit_field(check, field));
    }

    fn visit_variant(&mut self, variant: &'ast Variant) {
        self.line(&variant.attrs, |check| visit::visit_variant(check, variant));
    }

    fn visit_fn_arg(&mut self, parameter: &'ast FnArg) {
        self.line(lines::of_parameter(parameter), |check| visit::visit_fn_arg(check, parameter));
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        self.line(lines::of_statement(statement), |check| match statement {
            // Its marks have been read as the statement's.
            Stmt::Item(item) => visit::visit_item(check, item),
            _ => visit::visit_stmt(check, statement),
        });
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        self.line(&arm.attrs, |check| visit::visit_arm(check, arm));
    }

    fn visit_field_value(&mut self, field: &'ast FieldValue) {
        self.line(&field.attrs, |check| visit::visit_field_value(check, field));
    }

    fn visit_field_pat(&mut self, field: &'ast FieldPat) {
        self.line(&field.attrs, |check| visit::visit_field_pat(check, field));
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        call.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
        self.visit_expr(&call.func);
        call.args.iter().for_each(|argument| self.argument(argument));
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        call.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
        self.visit_expr(&call.receiver);
        call.args.iter().for_each(|argument| self.argument(argument));
    }

    fn visit_macro(&mut self, statement: &'ast Macro) {
        if !super::has_marks(&statement.tokens) {
            return;
        }
        let Some(parts) = parts(statement) else {
            let message = "no mark may stand in here: mark the whole statement, once for each workflow";
            self.errors.push("E0119", statement.path.span(), message);
            return;
        };
        for part in &parts {
            match part {
                Part::Expression(expression) => Visit::visit_expr(self, expression),
                Part::Pattern(pattern) => Visit::visit_pat(self, pattern),
                Part::Separator(_) => {}
            }
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        self.refutation(attribute);
        if (lines::is_mark(attribute) || is_twin(attribute)) && !self.read.contains(&attribute.span().start()) {
            self.words.extend(word(attribute));
            self.errors.push("E0119", attribute.span(), misplaced(attribute));
        }
    }
}

impl Check<'_> {
    fn argument(&mut self, argument: &Expr) {
        self.line(lines::of_expression(argument), |check| check.visit_expr(argument));
    }
}

fn misplaced(attribute: &Attribute) -> String {
    if is_twin(attribute) {
        return "`#[twin]` belongs after `#[workflow]`, on the same module".to_owned();
    }
    "a mark stands before an item, a field, a variant, a parameter, a statement, an arm of a `match` or an argument: \
     mark the whole of it"
        .to_owned()
}

fn word(attribute: &Attribute) -> Option<Ident> {
    attribute.path().get_ident().cloned()
}
