//! What a body depends on, what it changes, and what it lets out.

use std::collections::BTreeSet;

use super::walk::{visit_expressions, visit_statements};
use crate::ir::{ActionId, Body, EffectId, Expr, Ir, MessageId, StatementKind, VariableId};

/// Something that leaves a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Output {
    /// An effect.
    Effect(EffectId),
    /// A message.
    Message(MessageId),
}

impl Body {
    /// The variables that the outcome depends on: those read, and those changed in a way that depends on what was there
    /// (set and queue operations).
    #[must_use]
    pub fn reads(&self) -> BTreeSet<VariableId> {
        let mut variables = BTreeSet::new();
        visit_expressions(&self.statements, &mut |expr| variables.extend(expr.place().map(|place| place.variable)));
        visit_statements(&self.statements, &mut |statement| {
            let replaces = matches!(statement.kind, StatementKind::Assign(..) | StatementKind::Reset(_));
            variables.extend(statement.target().filter(|_| !replaces).map(|place| place.variable));
        });
        variables
    }

    /// The variables that it may change.
    #[must_use]
    pub fn writes(&self) -> BTreeSet<VariableId> {
        let mut variables = BTreeSet::new();
        visit_statements(&self.statements, &mut |statement| {
            variables.extend(statement.target().map(|place| place.variable));
        });
        variables
    }

    /// What it may let out.
    #[must_use]
    pub fn outputs(&self) -> BTreeSet<Output> {
        let mut outputs = BTreeSet::new();
        visit_statements(&self.statements, &mut |statement| match statement.kind {
            StatementKind::Emit(effect, _) => outputs.extend([Output::Effect(effect)]),
            StatementKind::Send(message, _) => outputs.extend([Output::Message(message)]),
            _ => {}
        });
        outputs
    }

    /// The leading guards: each `require!` before which only other guards and `let`s stand. A guard that uses such a
    /// `let` carries it, so each is an expression over the arguments alone.
    #[must_use]
    pub fn guards(&self) -> Vec<Expr> {
        let mut bindings: Vec<(usize, &Expr)> = Vec::new();
        let mut guards = Vec::new();
        for statement in &self.statements {
            match &statement.kind {
                StatementKind::Let(local, expr) => bindings.push((*local, expr)),
                StatementKind::Require(guard) => guards.push(bind(&bindings, guard.clone())),
                StatementKind::Ignore => {}
                _ => break,
            }
        }
        guards
    }

    /// Whether it may refuse at all: a `require!` anywhere.
    #[must_use]
    pub fn is_guarded(&self) -> bool {
        let mut guarded = false;
        visit_statements(&self.statements, &mut |statement| {
            guarded |= matches!(statement.kind, StatementKind::Require(_));
        });
        guarded
    }
}

impl Ir {
    /// The variables that an action's body depends on.
    #[must_use]
    pub fn reads(&self, action: ActionId) -> BTreeSet<VariableId> {
        self[action].body.reads()
    }

    /// The variables that an action's body may change. (What a crash loses is [`Ir::volatile_of`].)
    #[must_use]
    pub fn writes(&self, action: ActionId) -> BTreeSet<VariableId> {
        self[action].body.writes()
    }

    /// What an action may let out.
    #[must_use]
    pub fn outputs_of(&self, action: ActionId) -> BTreeSet<Output> {
        self[action].body.outputs()
    }

    /// The leading guards of an action: see [`Body::guards`].
    #[must_use]
    pub fn guards_of(&self, action: ActionId) -> Vec<Expr> {
        self[action].body.guards()
    }
}

/// Puts those `let`s around a guard that it uses, directly or through another.
fn bind(bindings: &[(usize, &Expr)], guard: Expr) -> Expr {
    bindings.iter().rev().fold(guard, |guard, (local, expr)| {
        let mut used = false;
        super::visit_expr(&guard, &mut |inner| used |= *inner == Expr::Local(*local));
        if used { Expr::Let(*local, Box::new((*expr).clone()), Box::new(guard)) } else { guard }
    })
}
