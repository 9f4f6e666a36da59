//! Statements and expressions in the canonical text.

use super::{bound, types, variable_name};
use crate::ir::query::{variant_fields, variant_name};
use crate::ir::{Expr, Ir, Place, Projection, Quantifier, Statement, StatementKind, Type};

/// Statements in order.
pub(in crate::fingerprint) fn block(ir: &Ir, statements: &[Statement]) -> String {
    let statements: Vec<_> = statements.iter().filter_map(|statement| self::statement(ir, statement)).collect();
    format!("({})", statements.join(" "))
}

/// `ignore!()` is for readers; it does nothing.
fn statement(ir: &Ir, statement: &Statement) -> Option<String> {
    let change = |name: &str, at: &Place, value: &Expr| format!("({name} {} {})", place(ir, at), expr(ir, value));
    Some(match &statement.kind {
        StatementKind::Let(local, value) => format!("(let %{local} {})", expr(ir, value)),
        StatementKind::Require(guard) => format!("(require {})", expr(ir, guard)),
        StatementKind::Fresh(local, sort) => format!("(fresh %{local} {})", ir[*sort].name),
        StatementKind::Assign(at, value) => change("assign", at, value),
        StatementKind::Reset(at) => format!("(reset {})", place(ir, at)),
        StatementKind::Insert(at, value) => change("insert", at, value),
        StatementKind::Remove(at, value) => change("remove", at, value),
        StatementKind::PushBack(at, value) => change("push-back", at, value),
        StatementKind::PopFront(at) => format!("(pop-front {})", place(ir, at)),
        StatementKind::Send(id, fields) => format!("(send {} {})", ir[*id].name, exprs(ir, fields)),
        StatementKind::Emit(id, fields) => format!("(emit {} {})", ir[*id].name, exprs(ir, fields)),
        StatementKind::If(condition, yes, no) => {
            format!("(if {} {} {})", expr(ir, condition), block(ir, yes), block(ir, no))
        }
        StatementKind::ForEach { local, sort, ordered, body } => {
            let order = if *ordered { "any-order" } else { "plain" };
            format!("(for %{local} {} {order} {})", ir[*sort].name, block(ir, body))
        }
        StatementKind::Ignore => return None,
    })
}

/// An expression.
pub(in crate::fingerprint) fn expr(ir: &Ir, value: &Expr) -> String {
    let two = |name: &str, a: &Expr, b: &Expr| format!("({name} {} {})", expr(ir, a), expr(ir, b));
    match value {
        Expr::Bool(value) => value.to_string(),
        Expr::Count(value) => value.to_string(),
        Expr::Bound(limit) => format!("(bound {})", bound(ir, *limit)),
        Expr::Parameter(id) => format!("(parameter {})", ir[*id].name),
        Expr::Local(local) => format!("%{local}"),
        Expr::Read(at) => format!("(read {})", place(ir, at)),
        Expr::Variant { ty, variant, fields } => {
            format!("(variant {} {})", variant_of(ir, ty, *variant), exprs(ir, fields))
        }
        Expr::Struct { id, fields } => format!("(struct {} {})", ir[*id].name, exprs(ir, fields)),
        Expr::Field { of, id, field } => format!("(field {} {})", expr(ir, of), ir[*id].fields[*field].name),
        Expr::Is { of, ty, variant } => format!("(is {} {})", expr(ir, of), variant_of(ir, ty, *variant)),
        Expr::Payload { of, ty, variant, field } => {
            let name = variant_fields(ir, ty, *variant).get(*field).map_or("0", |field| &field.name);
            format!("(payload {} {} {name})", expr(ir, of), variant_of(ir, ty, *variant))
        }
        Expr::EmptySet(sort) => format!("(empty-set {})", ir[*sort].name),
        Expr::Contains(set, id) => two("contains", set, id),
        Expr::Cardinality(set) => format!("(cardinality {})", expr(ir, set)),
        Expr::Length(at) => format!("(length {})", place(ir, at)),
        Expr::Front(at) => format!("(front {})", place(ir, at)),
        Expr::Queued(at, value) => format!("(queued {} {})", place(ir, at), expr(ir, value)),
        Expr::Equal(a, b) => two("equal", a, b),
        Expr::Less(a, b) => two("less", a, b),
        Expr::Add(a, b) => two("add", a, b),
        Expr::Subtract(a, b) => two("subtract", a, b),
        Expr::Not(inner) => format!("(not {})", expr(ir, inner)),
        Expr::And(parts) => format!("(and {})", exprs(ir, parts)),
        Expr::Or(parts) => format!("(or {})", exprs(ir, parts)),
        Expr::If(condition, yes, no) => format!("(if {} {} {})", expr(ir, condition), expr(ir, yes), expr(ir, no)),
        Expr::Let(local, value, body) => format!("(let %{local} {} {})", expr(ir, value), expr(ir, body)),
        Expr::Quantified { quantifier, local, sort, body } => {
            let name = match quantifier {
                Quantifier::Any => "any",
                Quantifier::All => "all",
                Quantifier::Count => "count",
            };
            format!("({name} %{local} {} {})", ir[*sort].name, expr(ir, body))
        }
    }
}

fn exprs(ir: &Ir, values: &[Expr]) -> String {
    format!("({})", values.iter().map(|value| expr(ir, value)).collect::<Vec<_>>().join(" "))
}

fn place(ir: &Ir, place: &Place) -> String {
    let path: Vec<_> = place
        .path
        .iter()
        .map(|step| match step {
            Projection::Index(index) => format!("[{}]", expr(ir, index)),
            Projection::Field(id, field) => format!(".{}", ir[*id].fields[*field].name),
        })
        .collect();
    let time = if place.after { "after" } else { "now" };
    format!("({time} {} {})", variable_name(ir, place.variable), path.join(" "))
}

fn variant_of(ir: &Ir, ty: &Type, variant: usize) -> String {
    format!("{} {}", types::named(ir, ty), variant_name(ir, ty, variant))
}
