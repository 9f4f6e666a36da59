//! One way through a body, as far as it has been followed.

use std::collections::BTreeSet;

use super::doc::{Tla, Update};
use super::env::{Base, Env};
use super::write::{Write, overlap};
use crate::ir::query::{Output, visit_expr, visit_expressions, visit_statements};
use crate::ir::{ComponentId, Expr, Place, SortId, Statement, StatementKind};

/// What leaves.
#[derive(Clone, Debug)]
pub(super) enum Out {
    /// One output and its fields.
    One(Output, Vec<Tla>),
    /// A sequence of them.
    Many(Tla),
}

/// What is known on the way.
#[derive(Clone)]
pub(super) struct Path<'c, 'a> {
    pub(super) env: Env<'c, 'a>,
    /// Changes that are not in the bases yet.
    pub(super) pending: Vec<Write>,
    /// Conditions that hold here, as text: names do not change their meaning, so they go on holding.
    pub(super) facts: BTreeSet<String>,
    pub(super) outputs: Vec<Out>,
    /// Fresh ids that were taken.
    pub(super) taken: Vec<(SortId, Tla)>,
    /// Components whose value is not what it was.
    pub(super) changed: BTreeSet<ComponentId>,
}

impl<'c, 'a> Path<'c, 'a> {
    pub(super) fn new(env: Env<'c, 'a>) -> Self {
        let (pending, facts, outputs) = (Vec::new(), BTreeSet::new(), Vec::new());
        Self { env, pending, facts, outputs, taken: Vec::new(), changed: BTreeSet::new() }
    }

    /// The components whose pending changes an expression looks at.
    pub(super) fn clouded<'e>(&self, expressions: impl IntoIterator<Item = &'e Expr>) -> BTreeSet<ComponentId> {
        let mut clouded = BTreeSet::new();
        for expression in expressions {
            visit_expr(expression, &mut |inner| clouded.extend(inner.place().and_then(|place| self.clouds(place))));
        }
        clouded
    }

    /// The component of a place, if a change of a part of it is pending.
    pub(super) fn clouds(&self, place: &Place) -> Option<ComponentId> {
        let changed = self.pending.iter().find(|write| overlap(&write.place, place));
        changed.map(|write| write.component)
    }

    /// The components that a statement looks at where a change is pending.
    pub(super) fn read_again(&self, statement: &Statement) -> BTreeSet<ComponentId> {
        let mut clouded = self.clouded(statement.expressions());
        if let StatementKind::PushBack(place, _) = &statement.kind {
            clouded.extend(self.clouds(place));
        }
        if let StatementKind::ForEach { body, .. } = &statement.kind {
            visit_expressions(body, &mut |expr| clouded.extend(self.clouded([expr])));
            visit_statements(body, &mut |inner| clouded.extend(inner.target().and_then(|place| self.clouds(place))));
        }
        clouded
    }

    /// Gives the values of components after their pending changes names.
    pub(super) fn flush(&mut self, components: &BTreeSet<ComponentId>) -> Vec<(String, Tla)> {
        let mut lets = Vec::new();
        for &component in components {
            if !self.pending.iter().any(|write| write.component == component) {
                continue;
            }
            let value = self.value(component);
            let variable = self.env.context.component(component);
            // Numbered from the first one on: the name itself is that of the variable.
            let name = self.env.names.give(&[&variable, &variable]);
            self.pending.retain(|write| write.component != component);
            self.changed.insert(component);
            let base = match self.env.base(component) {
                Base::Whole(_) => Base::Whole(Tla::text(&name)),
                Base::Entry(_) => Base::Entry(Tla::text(&name)),
            };
            self.env.bases.insert(component, base);
            lets.push((name, value));
        }
        lets
    }

    /// The value of a component, with all its changes.
    pub(super) fn value(&self, component: ComponentId) -> Tla {
        let (Base::Whole(base) | Base::Entry(base)) = self.env.base(component);
        let updates: Vec<Update> =
            self.pending.iter().filter(|write| write.component == component).map(Write::update).collect();
        Tla::except(&base, &updates)
    }

    /// The components that are not what they were.
    pub(super) fn written(&self) -> BTreeSet<ComponentId> {
        let pending = self.pending.iter().map(|write| write.component);
        pending.chain(self.changed.iter().copied()).collect()
    }

    /// A condition holds from here on.
    pub(super) fn assume(&mut self, condition: &Expr) {
        match condition {
            Expr::And(parts) => parts.iter().for_each(|part| self.assume(part)),
            Expr::Not(inner) => match &**inner {
                Expr::Or(parts) => parts.iter().for_each(|part| self.assume(&Expr::Not(Box::new(part.clone())))),
                Expr::Not(inner) => self.assume(inner),
                _ => drop(self.facts.insert(self.env.expr(condition).flat())),
            },
            _ => drop(self.facts.insert(self.env.expr(condition).flat())),
        }
    }

    pub(super) fn knows(&self, condition: &Tla) -> bool {
        self.facts.contains(&condition.flat())
    }
}
