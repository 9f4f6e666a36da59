//! What is mutated: the functions of the roles, and the helpers that they call.

use core::ops::Range;
use std::collections::BTreeSet;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::{Edit, Mutant, Operator};
use crate::diagnostic::Diagnostic;

use crate::source::Source;
use crate::syntax::{self, ComponentItemKind, FunctionItem, Mark, Workflow};

/// A workflow as it is written.
pub(super) struct Module<'s> {
    workflow: Workflow,
    source: &'s Source,
}

/// A function of it.
pub(super) struct Function<'m> {
    source: &'m Source,
    /// The function.
    pub(super) item: &'m FunctionItem,
    /// What it is, where a change of it deserves a name of its own.
    pub(super) kind: Kind,
    /// The fields of its role that the guards of timeouts look at: who writes them may stop a timer.
    pub(super) timed: BTreeSet<String>,
}

/// What a function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A deadline.
    Timeout,
    /// A fault, a crash, or what comes after one.
    Recovery,
    /// Anything else.
    Other,
}

/// Reads the workflow of a name.
pub(super) fn module<'s>(source: &'s Source, name: &str) -> Result<Module<'s>, Vec<Diagnostic>> {
    if let Some(version) = crate::version(source, name)? {
        return Ok(Module { workflow: syntax::parse(version.module)?, source });
    }
    let message = format!("this file holds no workflow `{name}`");
    let span = proc_macro2::Span::call_site();
    Err(vec![Diagnostic { code: "E0110", message, span, also: None }])
}

impl Module<'_> {
    /// The functions of the roles, and what they call, in order.
    pub(super) fn functions(&self) -> Vec<Function<'_>> {
        let roles = self.workflow.components.iter().filter(|component| component.kind == ComponentItemKind::Role);
        let roles: BTreeSet<String> = roles.map(|role| role.ident.to_string()).collect();
        let is_method =
            |item: &FunctionItem| item.owner.as_ref().is_some_and(|owner| roles.contains(&owner.to_string()));
        let mut called = Calls::default();
        for item in self.workflow.functions.iter().filter(|item| is_method(item)) {
            called.visit_block(&item.block);
        }
        // A helper may call a helper.
        loop {
            let before = called.0.len();
            for item in self.workflow.functions.iter().filter(|item| item.owner.is_none()) {
                if called.0.contains(&item.ident.to_string()) {
                    called.visit_block(&item.block);
                }
            }
            if called.0.len() == before {
                break;
            }
        }
        let helps = |item: &FunctionItem| item.owner.is_none() && called.0.contains(&item.ident.to_string());
        let items = self.workflow.functions.iter().filter(|item| is_method(item) || helps(item));
        items.map(|item| self.function(item)).collect()
    }

    fn function<'m>(&'m self, item: &'m FunctionItem) -> Function<'m> {
        let mut timed = Fields::default();
        for timeout in self.workflow.functions.iter().filter(|other| kind(other) == Kind::Timeout) {
            if timeout.owner == item.owner && timeout.ident != item.ident {
                timeout.block.stmts.iter().take_while(|statement| is_guard(statement)).for_each(|guard| {
                    timed.visit_stmt(guard);
                });
            }
        }
        Function { source: self.source, item, kind: kind(item), timed: timed.0 }
    }

    /// The names of the variants of an enum.
    pub(super) fn variants(&self, name: &syn::Ident) -> Vec<String> {
        let found = self.workflow.enums.iter().find(|item| item.ident == *name);
        found.map(|item| item.variants.iter().map(|variant| variant.ident.to_string()).collect()).unwrap_or_default()
    }
}

impl Function<'_> {
    /// How something is written.
    pub(super) fn text(&self, what: &impl Spanned) -> &str {
        &self.source.text[range(what)]
    }

    /// Whether a mark of twins stands before something.
    pub(super) fn is_marked(&self, what: &impl Spanned) -> bool {
        self.source.text[..range(what).start].trim_end().ends_with(']')
    }

    /// A mutant of this function.
    pub(super) fn mutant(&self, operator: Operator, mut edits: Vec<Edit>) -> Mutant {
        edits.sort_unstable();
        let role = self.item.owner.as_ref().map(ToString::to_string);
        Mutant { operator, role, function: self.item.ident.to_string(), edits }
    }
}

/// Where something stands in the text.
pub(super) fn range(what: &impl Spanned) -> Range<usize> {
    what.span().byte_range()
}

/// An edit that puts another text in a place.
pub(super) fn edit(what: &impl Spanned, text: impl Into<String>) -> Edit {
    let range = range(what);
    Edit { start: range.start, end: range.end, text: text.into() }
}

fn kind(item: &FunctionItem) -> Kind {
    let marked = |is: fn(&Mark) -> bool| item.marks.iter().any(|(mark, _)| is(mark));
    if marked(|mark| matches!(mark, Mark::Timeout { .. })) {
        Kind::Timeout
    } else if marked(|mark| matches!(mark, Mark::Fault { .. } | Mark::Crash { .. } | Mark::Recover)) {
        Kind::Recovery
    } else {
        Kind::Other
    }
}

/// `require!(..)` or `let .. else { .. }`.
fn is_guard(statement: &syn::Stmt) -> bool {
    match statement {
        syn::Stmt::Macro(statement) => statement.mac.path.is_ident("require"),
        syn::Stmt::Local(statement) => statement.init.as_ref().is_some_and(|init| init.diverge.is_some()),
        _ => false,
    }
}

/// The fields of `self` that are mentioned.
#[derive(Default)]
pub(super) struct Fields(pub(super) BTreeSet<String>);

impl<'a> Visit<'a> for Fields {
    fn visit_expr_field(&mut self, field: &'a syn::ExprField) {
        if let (syn::Expr::Path(base), syn::Member::Named(name)) = (&*field.base, &field.member)
            && base.path.is_ident("self")
        {
            self.0.insert(name.to_string());
        }
        visit::visit_expr_field(self, field);
    }

    fn visit_macro(&mut self, source: &'a syn::Macro) {
        if let Some(inner) = Inner::of(source) {
            let mut fields = Self::default();
            inner.visit(&mut fields);
            self.0.extend(fields.0);
        }
    }
}

/// The names of the functions that are called.
#[derive(Default)]
struct Calls(BTreeSet<String>);

impl<'a> Visit<'a> for Calls {
    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func
            && let Some(name) = path.path.get_ident()
        {
            self.0.insert(name.to_string());
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_macro(&mut self, source: &'a syn::Macro) {
        if let Some(inner) = Inner::of(source) {
            // What is parsed here is the visitor's for no longer than this call, so it gets one of its own.
            let mut calls = Calls::default();
            inner.visit(&mut calls);
            self.0.extend(calls.0);
        }
    }
}

/// What is in a macro of the language: `require!(condition)`, `send!(Message { .. })`, `emit!(Effect { .. })`, or
/// `matches!(value, PATTERN if guard)`.
pub(super) struct Inner {
    /// The expression; of `matches!`, the value, and the guard where there is one.
    pub(super) values: Vec<syn::Expr>,
    /// The pattern of `matches!`.
    pattern: Option<syn::Pat>,
}

impl Inner {
    /// What is in it; `None` where it is not about a value.
    pub(super) fn of(source: &syn::Macro) -> Option<Self> {
        let name = source.path.get_ident()?;
        if name == "matches" {
            return source.parse_body_with(Self::matches).ok();
        }
        let about = ["require", "send", "emit"].iter().any(|known| name == known);
        let body = about.then(|| source.parse_body::<syn::Expr>().ok())?;
        body.map(|value| Self { values: vec![value], pattern: None })
    }

    fn matches(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let mut values = vec![input.parse()?];
        input.parse::<syn::Token![,]>()?;
        let pattern = Some(syn::Pat::parse_multi_with_leading_vert(input)?);
        if input.parse::<Option<syn::Token![if]>>()?.is_some() {
            values.push(input.parse()?);
        }
        input.parse::<Option<syn::Token![,]>>()?;
        Ok(Self { values, pattern })
    }

    /// Goes through it.
    pub(super) fn visit(&self, visitor: &mut impl for<'a> Visit<'a>) {
        self.values.iter().for_each(|value| visitor.visit_expr(value));
        self.pattern.iter().for_each(|pattern| visitor.visit_pat(pattern));
    }
}
