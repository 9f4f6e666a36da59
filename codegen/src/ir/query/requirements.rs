//! What may say no in a role: its guards, in the protocol's words.

use std::collections::BTreeMap;

use super::rewrite;
use crate::ir::{ActionId, ActionKind, ComponentId, Expr, Ir, Local, LocalId, Span, Statement, StatementKind, Words};

/// A `require!` of an action of a role's Machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Whose.
    pub action: ActionId,
    /// The statement's place.
    pub span: Span,
    /// What must hold, in the protocol's words. For a `refuse!()`: what must hold for it not to be reached.
    pub words: String,
}

impl Ir {
    /// The actions that a role's Machine takes, in order: all but crashes and what strikes at a delivery, which are the
    /// environment's.
    pub fn machine_actions_of(&self, component: ComponentId) -> impl Iterator<Item = ActionId> + '_ {
        self.actions_of(component).filter(|&id| match self[id].kind {
            ActionKind::Crash { .. } => false,
            ActionKind::Fault { .. } => self[id].receives.is_none(),
            _ => true,
        })
    }

    /// What may say no in a role's Machine: in the order of its actions, and in each in that of
    /// [`visit_statements`](super::visit_statements). The place in this list is the number of a requirement.
    #[must_use]
    pub fn requirements_of(&self, component: ComponentId) -> Vec<Requirement> {
        let mut found = Vec::new();
        for action in self.machine_actions_of(component) {
            let words = Words { ir: self, locals: &self[action].body.locals };
            let held = BTreeMap::new();
            let mut collected = Collected { action, words, under: Vec::new(), held, found: &mut found };
            collected.statements(&self[action].body.statements);
        }
        found
    }
}

struct Collected<'a> {
    action: ActionId,
    words: Words<'a>,
    /// The conditions that hold here.
    under: Vec<Expr>,
    /// What the locals hold that lowering has invented.
    held: BTreeMap<LocalId, Expr>,
    found: &'a mut Vec<Requirement>,
}

impl Collected<'_> {
    fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            match &statement.kind {
                StatementKind::Let(local, bound) if is_invented(&self.words.locals[*local]) => {
                    let bound = self.written(bound);
                    self.held.insert(*local, bound);
                }
                StatementKind::Require(guard) => {
                    let words = self.words.expr(&self.written(&self.said(guard)));
                    self.found.push(Requirement { action: self.action, span: statement.span, words });
                }
                StatementKind::If(condition, yes, no) => {
                    self.below(condition.clone(), yes);
                    self.below(negated(condition), no);
                }
                StatementKind::ForEach { body, .. } => self.statements(body),
                _ => {}
            }
        }
    }

    fn below(&mut self, condition: Expr, statements: &[Statement]) {
        self.under.push(condition);
        self.statements(statements);
        self.under.pop();
    }

    /// An expression without locals that nobody has written.
    fn written(&self, expr: &Expr) -> Expr {
        rewrite::expr(expr, &|inner| match inner {
            Expr::Local(local) => self.held.get(local).cloned(),
            Expr::Let(local, bound, body) if is_invented(&self.words.locals[*local]) => {
                let bound = self.written(bound);
                Some(rewrite::expr(&self.written(body), &rewrite::local(*local, &bound)))
            }
            _ => None,
        })
    }

    /// A guard; in place of `false`, that one of the conditions it stands under does not hold.
    fn said(&self, guard: &Expr) -> Expr {
        match (guard, &*self.under) {
            (Expr::Bool(false), [only]) => negated(only),
            (Expr::Bool(false), [_, _, ..]) => Expr::Or(self.under.iter().map(negated).collect()),
            _ => guard.clone(),
        }
    }
}

/// Whether a local is lowering's own: `__value`.
fn is_invented(local: &Local) -> bool {
    local.name.starts_with("__")
}

fn negated(expr: &Expr) -> Expr {
    match expr {
        Expr::Not(inner) => (**inner).clone(),
        other => Expr::Not(Box::new(other.clone())),
    }
}

#[cfg(test)]
mod tests {
    use crate::ir::fixture::*;
    use crate::ir::{ActionKind, Expr, StatementKind};

    #[test]
    fn a_refusal_says_what_must_hold_for_it_not_to_be_reached() {
        let mut ir = workflow();
        let (paid, busy) = (read(PAID, &[0]), equal(read(TRIES, &[]), Expr::Count(1)));
        let refuse = block(vec![StatementKind::Require(Expr::Bool(false))]);
        let inner = StatementKind::If(paid.clone(), vec![], refuse);
        let branch = StatementKind::If(busy.clone(), block(vec![inner]), vec![]);
        action(&mut ir, KIOSK, ActionKind::Step, None, &[], vec![StatementKind::Require(busy), branch]);
        action(&mut ir, KIOSK, ActionKind::Crash { budget: None }, None, &[], vec![StatementKind::Require(paid)]);
        let words: Vec<_> = ir.requirements_of(KIOSK).into_iter().map(|found| found.words).collect();
        assert_eq!(words, ["server.tries == 1", "server.tries != 1 || kiosk[me].paid"]);
    }
}
