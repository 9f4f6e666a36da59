//! What there is to exercise: the conditions of bodies, the variants of enums.

use std::collections::BTreeSet;

use super::visit_type;
use crate::ir::{ActionId, Body, EnumId, Expr, Ir, Span, Statement, StatementKind, Type, VariableRole};

/// A condition in a body, at its place in the order of the statements: outer before inner, earlier before later. A condition
/// in an expression (a `let x = if ..`) is none.
#[derive(Clone, Copy, Debug)]
pub struct Condition<'a> {
    /// The statement's place.
    pub span: Span,
    /// What is tested.
    pub expr: &'a Expr,
    /// Whether it is a part of a `require!`, which refuses when it is false; otherwise an `if` or `match` branches on it.
    pub guards: bool,
}

/// A condition of an action.
#[derive(Clone, Debug)]
pub struct Site {
    /// Whose.
    pub action: ActionId,
    /// The statement's place.
    pub span: Span,
    /// What is tested.
    pub expr: Expr,
    /// See [`Condition::guards`].
    pub guards: bool,
}

impl Body {
    /// Its conditions, in order. A `require!` of several conjuncts has one for each; `refuse!()` tests nothing.
    #[must_use]
    pub fn conditions(&self) -> Vec<Condition<'_>> {
        let mut found = Vec::new();
        super::visit_statements(&self.statements, &mut |statement| found.extend(statement.conditions()));
        found
    }
}

impl Statement {
    /// The conditions that it tests itself, in order.
    pub fn conditions(&self) -> impl Iterator<Item = Condition<'_>> {
        let (tested, guards) = match &self.kind {
            StatementKind::Require(guard) => (guard.conjuncts(), true),
            StatementKind::If(condition, ..) => (vec![condition], false),
            _ => (Vec::new(), false),
        };
        let tested = tested.into_iter().filter(|expr| !matches!(expr, Expr::Bool(_)));
        tested.map(move |expr| Condition { span: self.span, expr, guards })
    }
}

impl Expr {
    /// What is joined by `&&`, in the order of evaluation.
    #[must_use]
    pub fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::And(parts) => parts.iter().flat_map(Self::conjuncts).collect(),
            other => vec![other],
        }
    }
}

impl Ir {
    /// The conditions of all actions, by action and then in order.
    #[must_use]
    pub fn sites(&self) -> Vec<Site> {
        let of_action = |action: ActionId| {
            let conditions = self[action].body.conditions().into_iter();
            conditions.map(move |of| Site { action, span: of.span, expr: of.expr.clone(), guards: of.guards })
        };
        self.action_ids().flat_map(of_action).collect()
    }

    /// The enums that a state, a message or an effect may hold, or that the world chooses from. What only a body computes
    /// with is none of them: the branches on it say what there is. Neither are those that lowering adds.
    #[must_use]
    pub fn seen_enums(&self) -> BTreeSet<EnumId> {
        let declared = self.variables.iter().map(|variable| &variable.ty);
        let messages = self.messages.iter().flat_map(|message| &message.fields);
        let effects = self.effects.iter().flat_map(|effect| &effect.fields);
        let chosen = self.actions.iter().flat_map(|action| action.choices.iter().map(|it| &action.body.locals[*it].ty));
        let mut found = BTreeSet::new();
        let types = declared.chain(messages.chain(effects).map(|field| &field.ty)).chain(chosen);
        types.for_each(|ty| {
            visit_type(self, ty, &mut |ty| {
                if let Type::Enum(id) = ty {
                    found.insert(*id);
                }
            });
        });
        for variable in self.variables.iter().filter(|variable| variable.role == VariableRole::Outbox) {
            if let Type::Queue(entry, _) = variable.ty.entry()
                && let Type::Struct(entry) = **entry
                && let Some(Type::Enum(output)) = self[entry].fields.last().map(|field| &field.ty)
            {
                found.remove(output);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::ir::fixture::*;
    use crate::ir::{Expr, StatementKind, Words};

    #[test]
    fn conditions_come_in_the_order_of_the_statements() {
        let mut ir = workflow();
        let (paid, busy) = (read(PAID, &[0]), equal(read(TRIES, &[]), Expr::Count(1)));
        let inner = block(vec![StatementKind::Require(Expr::Bool(false))]);
        let branch =
            StatementKind::If(busy.clone(), inner, block(vec![StatementKind::If(paid.clone(), vec![], vec![])]));
        let guard = StatementKind::Require(Expr::And(vec![paid.clone(), Expr::Not(Box::new(busy.clone()))]));
        let kind = crate::ir::ActionKind::Step;
        action(&mut ir, KIOSK, kind, None, &[], vec![guard, branch]);
        let sites = ir.sites();
        let words = Words { ir: &ir, locals: &ir.actions[0].body.locals };
        let shown: Vec<_> = sites.iter().map(|site| (words.expr(&site.expr), site.guards)).collect();
        let expected = [
            ("kiosk[me].paid", true),
            ("server.tries != 1", true),
            ("server.tries == 1", false),
            ("kiosk[me].paid", false),
        ];
        assert_eq!(shown, expected.map(|(words, guards)| (words.to_owned(), guards)));
    }
}
