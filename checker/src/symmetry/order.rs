//! Whether the ids of a sort are interchangeable: nothing that the protocol says may depend on the order of its ids.
//!
//! The language sees to nearly all of it: ids have no order and no default, a loop either commutes or takes every order.
//! What is left is where something *ends* early. A quantifier stops at the first id that settles it, and a loop at the first
//! turn that is refused, finds no free id or breaks a bound. If two turns may end it in different ways, or if a later one
//! would break a rule that an earlier one spares it, then it matters which id comes first.

use std::collections::BTreeSet;

use honnin_codegen::ir::query::{place_type, visit_expr, visit_expressions, visit_statements};
use honnin_codegen::ir::{Body, Expr, Ir, Quantifier, SortId, Span, Statement, StatementKind, Type};
use honnin_codegen::layout::Layout;

/// Where the order of a sort's ids may show.
pub(super) fn order_shows(layout: &Layout, sort: SortId) -> Option<Span> {
    let ir = layout.ir();
    let actions = ir.actions.iter().map(|action| &action.body);
    let bodies = actions.chain(ir.observers.iter().map(|observer| &observer.body));
    let in_bodies = bodies.into_iter().find_map(|body| in_body(layout, body, sort));
    let properties = ir.properties.iter().flat_map(|property| {
        [Some(&property.predicate), property.goal.as_ref()].into_iter().flatten().map(move |expr| (expr, property.span))
    });
    let finals = ir.final_states.iter().map(|declared| (&declared.predicate, declared.span));
    let quantified = |(expr, span)| in_expression(layout, expr, sort).then_some(span);
    in_bodies.or_else(|| properties.chain(finals).find_map(quantified))
}

fn in_body(layout: &Layout, body: &Body, sort: SortId) -> Option<Span> {
    let mut found = None;
    visit_statements(&body.statements, &mut |statement| {
        let quantified = statement.expressions().into_iter().any(|expr| in_expression(layout, expr, sort));
        let looped = matches!(&statement.kind,
            StatementKind::ForEach { sort: own, ordered: false, body, .. } if *own == sort && ends_in_two_ways(layout, body));
        if found.is_none() && (quantified || looped) {
            found = Some(statement.span);
        }
    });
    found
}

/// Whether a quantifier over the sort may stop before an id for which arithmetic leaves the naturals.
fn in_expression(layout: &Layout, expr: &Expr, sort: SortId) -> bool {
    let mut found = false;
    visit_expr(expr, &mut |inner| {
        if let Expr::Quantified { quantifier: Quantifier::Any | Quantifier::All, sort: own, body, .. } = inner {
            found |= *own == sort && may_fail(layout, body);
        }
    });
    found
}

/// Whether one turn may be refused, or find no free id, where another breaks a rule.
fn ends_in_two_ways(layout: &Layout, turn: &[Statement]) -> bool {
    let ir = layout.ir();
    let (mut refuses, mut wants, mut breaks) = (false, BTreeSet::new(), false);
    visit_statements(turn, &mut |statement| match &statement.kind {
        StatementKind::Require(_) => refuses = true,
        StatementKind::Fresh(_, sort) => drop(wants.insert(*sort)),
        StatementKind::PushBack(..) => breaks = true,
        StatementKind::Assign(place, value) => {
            let ty = place_type(ir, place);
            breaks |= counts(ir, &ty) && !matches!(value, Expr::Count(_));
        }
        StatementKind::Send(message, _) => breaks |= ir[*message].fields.iter().any(|field| counts(ir, &field.ty)),
        StatementKind::Emit(effect, _) => breaks |= ir[*effect].fields.iter().any(|field| counts(ir, &field.ty)),
        _ => {}
    });
    visit_expressions(turn, &mut |expr| breaks |= fails(layout, expr));
    usize::from(refuses) + wants.len() + usize::from(breaks) > 1
}

fn may_fail(layout: &Layout, expr: &Expr) -> bool {
    let mut found = false;
    visit_expr(expr, &mut |inner| found |= fails(layout, inner));
    found
}

/// Whether an expression itself may have no value: arithmetic leaves the naturals, or a number is too large for a field.
fn fails(layout: &Layout, expr: &Expr) -> bool {
    let ir = layout.ir();
    match expr {
        Expr::Subtract(..) => true,
        Expr::Add(a, b) => !(is_small(layout, a) && is_small(layout, b)),
        Expr::Variant { ty: Type::Enum(id), variant, .. } => {
            ir[*id].variants[*variant].fields.iter().any(|field| counts(ir, &field.ty))
        }
        Expr::Variant { ty, variant: 1, .. } => counts(ir, ty),
        Expr::Struct { id, .. } => ir[*id].fields.iter().any(|field| counts(ir, &field.ty)),
        _ => false,
    }
}

/// Whether a number is known to be small: it is stored where only small ones are, or written down.
fn is_small(layout: &Layout, expr: &Expr) -> bool {
    const SMALL: u32 = 1 << 16;
    match expr {
        Expr::Read(place) => match place_type(layout.ir(), place) {
            Type::Count(Some(bound)) => layout.sizes().bound(bound) < SMALL,
            _ => false,
        },
        Expr::Length(_) | Expr::Cardinality(_) => true,
        Expr::Count(number) => *number < SMALL,
        _ => false,
    }
}

/// Whether a value holds a bounded number.
fn counts(ir: &Ir, ty: &Type) -> bool {
    match ty {
        Type::Count(bound) => bound.is_some(),
        Type::Option(some) => counts(ir, some),
        Type::Struct(id) => ir[*id].fields.iter().any(|field| counts(ir, &field.ty)),
        Type::Enum(id) => {
            ir[*id].variants.iter().flat_map(|variant| &variant.fields).any(|field| counts(ir, &field.ty))
        }
        Type::Bool | Type::Id(_) | Type::Set(_) | Type::Map(..) | Type::Queue(..) => false,
    }
}
