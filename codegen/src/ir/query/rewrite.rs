//! Rewriting bodies: one expression in the place of another.

use super::walk::{visit_expr, visit_expressions};
use crate::ir::{Expr, LocalId, Place, Projection, Statement, StatementKind};

/// Rewrites an expression, outermost first: where `with` gives another, that one stands, and is looked at no further.
#[must_use]
pub fn expr(of: &Expr, with: &dyn Fn(&Expr) -> Option<Expr>) -> Expr {
    if let Some(other) = with(of) {
        return other;
    }
    let one = |inner: &Expr| Box::new(expr(inner, with));
    let all = |inner: &[Expr]| inner.iter().map(|inner| expr(inner, with)).collect::<Vec<_>>();
    match of {
        Expr::Bool(_) | Expr::Count(_) | Expr::Bound(_) | Expr::Parameter(_) | Expr::Local(_) | Expr::EmptySet(_) => {
            of.clone()
        }
        Expr::Read(at) => Expr::Read(place(at, with)),
        Expr::Length(at) => Expr::Length(place(at, with)),
        Expr::Front(at) => Expr::Front(place(at, with)),
        Expr::Queued(at, item) => Expr::Queued(place(at, with), one(item)),
        Expr::Variant { ty, variant, fields } => {
            Expr::Variant { ty: ty.clone(), variant: *variant, fields: all(fields) }
        }
        Expr::Struct { id, fields } => Expr::Struct { id: *id, fields: all(fields) },
        Expr::Field { of, id, field } => Expr::Field { of: one(of), id: *id, field: *field },
        Expr::Is { of, ty, variant } => Expr::Is { of: one(of), ty: ty.clone(), variant: *variant },
        Expr::Payload { of, ty, variant, field } => {
            Expr::Payload { of: one(of), ty: ty.clone(), variant: *variant, field: *field }
        }
        Expr::Contains(set, id) => Expr::Contains(one(set), one(id)),
        Expr::Cardinality(set) => Expr::Cardinality(one(set)),
        Expr::Equal(a, b) => Expr::Equal(one(a), one(b)),
        Expr::Less(a, b) => Expr::Less(one(a), one(b)),
        Expr::Add(a, b) => Expr::Add(one(a), one(b)),
        Expr::Subtract(a, b) => Expr::Subtract(one(a), one(b)),
        Expr::Not(inner) => Expr::Not(one(inner)),
        Expr::And(parts) => Expr::And(all(parts)),
        Expr::Or(parts) => Expr::Or(all(parts)),
        Expr::If(condition, yes, no) => Expr::If(one(condition), one(yes), one(no)),
        Expr::Let(local, bound, body) => Expr::Let(*local, one(bound), one(body)),
        Expr::Quantified { quantifier, local, sort, body } => {
            Expr::Quantified { quantifier: *quantifier, local: *local, sort: *sort, body: one(body) }
        }
    }
}

/// Rewrites the indexes of a place.
fn place(at: &Place, with: &dyn Fn(&Expr) -> Option<Expr>) -> Place {
    let path = at.path.iter().map(|step| match step {
        Projection::Index(index) => Projection::Index(Box::new(expr(index, with))),
        Projection::Field(id, field) => Projection::Field(*id, *field),
    });
    Place { variable: at.variable, after: at.after, path: path.collect() }
}

/// Rewrites every expression in statements.
#[must_use]
pub fn statements(of: &[Statement], with: &dyn Fn(&Expr) -> Option<Expr>) -> Vec<Statement> {
    of.iter().map(|statement| Statement { kind: kind(&statement.kind, with), span: statement.span }).collect()
}

fn kind(of: &StatementKind, with: &dyn Fn(&Expr) -> Option<Expr>) -> StatementKind {
    let all = |fields: &[Expr]| fields.iter().map(|inner| expr(inner, with)).collect();
    match of {
        StatementKind::Let(local, bound) => StatementKind::Let(*local, expr(bound, with)),
        StatementKind::Require(guard) => StatementKind::Require(expr(guard, with)),
        StatementKind::Fresh(local, sort) => StatementKind::Fresh(*local, *sort),
        StatementKind::Assign(at, value) => StatementKind::Assign(place(at, with), expr(value, with)),
        StatementKind::Reset(at) => StatementKind::Reset(place(at, with)),
        StatementKind::Insert(at, value) => StatementKind::Insert(place(at, with), expr(value, with)),
        StatementKind::Remove(at, value) => StatementKind::Remove(place(at, with), expr(value, with)),
        StatementKind::PushBack(at, value) => StatementKind::PushBack(place(at, with), expr(value, with)),
        StatementKind::PopFront(at) => StatementKind::PopFront(place(at, with)),
        StatementKind::Send(message, fields) => StatementKind::Send(*message, all(fields)),
        StatementKind::Emit(effect, fields) => StatementKind::Emit(*effect, all(fields)),
        StatementKind::If(condition, yes, no) => {
            StatementKind::If(expr(condition, with), statements(yes, with), statements(no, with))
        }
        StatementKind::ForEach { local, sort, ordered, body } => {
            StatementKind::ForEach { local: *local, sort: *sort, ordered: *ordered, body: statements(body, with) }
        }
        StatementKind::Ignore => StatementKind::Ignore,
    }
}

/// Puts an expression in the place of a local.
pub fn local(this: LocalId, by: &Expr) -> impl Fn(&Expr) -> Option<Expr> {
    move |inner| (*inner == Expr::Local(this)).then(|| by.clone())
}

/// How often an expression mentions a local.
#[must_use]
pub fn mentions(of: &Expr, this: LocalId) -> usize {
    let mut count = 0;
    visit_expr(of, &mut |inner| count += usize::from(*inner == Expr::Local(this)));
    count
}

/// How often statements mention a local.
#[must_use]
pub fn mentioned(of: &[Statement], this: LocalId) -> usize {
    let mut count = 0;
    visit_expressions(of, &mut |inner| count += usize::from(*inner == Expr::Local(this)));
    count
}
