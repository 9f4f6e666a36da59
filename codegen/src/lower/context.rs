//! What lowering knows while it walks a body: the names in scope, the locals so far, the block under construction.

use std::collections::BTreeSet;

use proc_macro2::Span;

use crate::diagnostic::Errors;
use crate::ir::{Body, ComponentId, Expr, Ir, Local, LocalId, Statement, StatementKind, Type};
use crate::resolve::{Names, Spans};
use crate::syntax::Workflow;

use super::operand::{Binding, Instance, Operand, Typed, Value};
use super::types::local_type;

/// How many nodes a body may have after its helpers are inlined.
const LARGEST_BODY: u32 = 100_000;
/// How many all bodies may have together.
const LARGEST_WORKFLOW: u32 = 2_000_000;
/// How deep expressions and statements may nest after helpers are inlined; a guard of the stack.
const DEEPEST_NEST: u32 = 160;

/// What is being lowered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Action,
    Observer,
    Property,
}

/// The walk over all bodies.
pub(super) struct Lowerer<'a> {
    pub(super) workflow: &'a Workflow,
    pub(super) ir: &'a Ir,
    pub(super) names: &'a Names,
    pub(super) spans: Spans,
    pub(super) errors: Errors,
    pub(super) mode: Mode,
    /// `self`.
    pub(super) owner: Option<Instance>,
    /// The component that acts, also while a helper of a store is inlined.
    pub(super) actor: Option<ComponentId>,
    /// The instance of it that acts.
    pub(super) me: Option<LocalId>,
    /// The helpers being inlined, outermost first.
    pub(super) calls: Vec<usize>,
    /// The helpers that were called anywhere.
    pub(super) called: BTreeSet<usize>,
    /// Inside an expression that may not be evaluated: nothing but `let` is allowed.
    pub(super) pure: bool,
    locals: Vec<Local>,
    block: Vec<Statement>,
    scopes: Vec<Vec<(String, Binding)>>,
    /// Nodes that this body may still have. None are left only once that has been reported.
    fuel: u32,
    /// Nodes that the bodies after this one may still have.
    reserve: u32,
    depth: u32,
}

impl<'a> Lowerer<'a> {
    pub(super) fn new(workflow: &'a Workflow, ir: &'a Ir, names: &'a Names, spans: Spans) -> Self {
        Self {
            workflow,
            ir,
            names,
            spans,
            errors: Errors::default(),
            mode: Mode::Action,
            owner: None,
            actor: None,
            me: None,
            calls: Vec::new(),
            called: BTreeSet::new(),
            pure: false,
            locals: Vec::new(),
            block: Vec::new(),
            scopes: Vec::new(),
            fuel: 0,
            reserve: LARGEST_WORKFLOW,
            depth: 0,
        }
    }

    /// Starts a body whose first locals are given.
    pub(super) fn start(&mut self, mode: Mode, locals: Vec<Local>) {
        self.mode = mode;
        self.owner = None;
        self.actor = None;
        self.me = None;
        self.calls.clear();
        self.pure = mode == Mode::Property;
        self.locals = locals;
        self.block = Vec::new();
        self.scopes = vec![Vec::new()];
        self.reserve += self.fuel;
        self.fuel = LARGEST_BODY.min(self.reserve);
        self.reserve -= self.fuel;
        self.depth = 0;
    }

    /// Ends it.
    pub(super) fn end(&mut self) -> Body {
        Body { locals: std::mem::take(&mut self.locals), statements: std::mem::take(&mut self.block) }
    }

    /// Notes an error; the poison it returns stands for whatever was wanted.
    pub(super) fn fail<T>(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> Option<T> {
        self.errors.push(code, span, message);
        None
    }

    /// Runs `lower` one level deeper, unless the body has grown too large or too deep.
    pub(super) fn deeper<T>(&mut self, span: Span, lower: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.fuel == 0 {
            return None;
        }
        self.fuel -= 1;
        if self.fuel == 0 || self.depth == DEEPEST_NEST {
            (self.fuel, self.reserve) = (0, 0);
            return self.fail(
                "E0327",
                span,
                "this body grows too large once its helpers are inlined; split the action, or call a helper once and bind \
                 its result with `let`",
            );
        }
        self.depth += 1;
        let result = lower(self);
        self.depth -= 1;
        result
    }

    /// A local as an operand.
    pub(super) fn local(&self, local: LocalId) -> Value {
        Value { expr: Expr::Local(local), ty: self.locals[local].ty.clone() }
    }

    /// A new local.
    pub(super) fn invent(&mut self, name: &str, ty: &Type) -> LocalId {
        self.locals.push(Local { name: name.to_owned(), ty: local_type(ty) });
        self.locals.len() - 1
    }

    /// A local that holds a value from here on. Locals are written once, so one that is there already serves.
    pub(super) fn bind(&mut self, name: &str, value: Value, span: Span) -> LocalId {
        if let Expr::Local(local) = value.expr {
            let known = &mut self.locals[local].name;
            if known.starts_with("__") && !name.starts_with("__") {
                name.clone_into(known);
            }
            return local;
        }
        let local = self.invent(name, &value.ty);
        self.push(StatementKind::Let(local, value.expr), span);
        local
    }

    /// Appends a statement to the block under construction.
    pub(super) fn push(&mut self, kind: StatementKind, span: Span) {
        let span = self.spans.number(span);
        self.block.push(Statement { kind, span });
    }

    /// Appends statements that are complete.
    pub(super) fn append(&mut self, statements: Vec<Statement>) {
        self.block.extend(statements);
    }

    /// A statement, not yet part of a block.
    pub(super) fn statement_at(&mut self, kind: StatementKind, span: Span) -> Statement {
        Statement { kind, span: self.spans.number(span) }
    }

    /// Appends a statement that does something, where one may stand.
    pub(super) fn effect(&mut self, kind: StatementKind, span: Span, what: &str) {
        if self.mode == Mode::Property {
            self.errors.push("E0320", span, format!("a property only looks: {what} belongs in an action"));
        } else if self.pure {
            self.errors.push(
                "E0319",
                span,
                format!("{what} inside an expression; make it a statement of its own, or bind it with `let` before"),
            );
        } else {
            self.push(kind, span);
        }
    }

    /// Takes the last statement back when it was pushed after `mark` and removes the head of a queue.
    pub(super) fn take_trailing_pop(&mut self, mark: usize) -> Option<Statement> {
        let is_pop = |statement: &Statement| matches!(statement.kind, StatementKind::PopFront(_));
        (self.block.len() > mark && self.block.last().is_some_and(is_pop)).then(|| self.block.pop())?
    }

    pub(super) fn mark(&self) -> usize {
        self.block.len()
    }

    pub(super) fn put_back(&mut self, statement: Statement) {
        self.block.push(statement);
    }

    /// Runs `lower` in a scope of names of its own.
    pub(super) fn scoped<T>(&mut self, lower: impl FnOnce(&mut Self) -> T) -> T {
        self.scopes.push(Vec::new());
        let result = lower(self);
        self.scopes.pop();
        result
    }

    /// Runs `lower` with the names of the caller out of sight.
    pub(super) fn hygienic<T>(&mut self, lower: impl FnOnce(&mut Self) -> T) -> T {
        let scopes = std::mem::replace(&mut self.scopes, vec![Vec::new()]);
        let result = lower(self);
        self.scopes = scopes;
        result
    }

    /// The statements that `lower` pushes, in a scope of their own.
    pub(super) fn nested(&mut self, lower: impl FnOnce(&mut Self)) -> Vec<Statement> {
        let outer = std::mem::take(&mut self.block);
        self.scoped(lower);
        std::mem::replace(&mut self.block, outer)
    }

    /// An expression that binds what `lower` binds: `{ let a = ..; b }`.
    pub(super) fn pure(&mut self, lower: impl FnOnce(&mut Self) -> Typed) -> Typed {
        let was_pure = std::mem::replace(&mut self.pure, true);
        let mut result = None;
        let statements = self.nested(|this| result = lower(this));
        self.pure = was_pure;
        let Value { mut expr, ty } = result?;
        for statement in statements.into_iter().rev() {
            if let StatementKind::Let(local, value) = statement.kind {
                expr = Expr::Let(local, Box::new(value), Box::new(expr));
            }
        }
        Some(Value { expr, ty })
    }

    /// Gives a name a meaning from here to the end of the scope. `_` and a second binding of a name are fine.
    pub(super) fn declare(&mut self, name: &str, binding: Binding) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push((name.to_owned(), binding));
        }
    }

    pub(super) fn declare_local(&mut self, name: &str, local: LocalId) {
        let operand = Operand::Value(self.local(local));
        self.declare(name, Binding::Operand(operand));
    }

    pub(super) fn lookup(&self, name: &str) -> Option<&Binding> {
        let innermost_first = self.scopes.iter().rev().flat_map(|scope| scope.iter().rev());
        innermost_first.into_iter().find(|(known, _)| known == name).map(|(_, binding)| binding)
    }
}
