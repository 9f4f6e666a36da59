//! Walks through statements and expressions.

use crate::commands::{Expr, LocalId, Place, Root, Statement, Step};

/// What is come by.
pub(super) enum Seen<'a> {
    Place(&'a Place),
    /// The variable of a loop or quantifier.
    Binder(LocalId),
}

/// Every place and binder of statements.
pub(super) fn statements(of: &[Statement], see: &mut impl FnMut(Seen<'_>)) {
    for statement in of {
        match statement {
            Statement::Assign(to, value) => {
                place(to, see);
                expr(value, see);
            }
            Statement::Copy { to, from } => {
                place(to, see);
                place(from, see);
            }
            Statement::Clear(of) => place(of, see),
            Statement::If(condition, yes, no) => {
                expr(condition, see);
                statements(yes, see);
                statements(no, see);
            }
            Statement::For { local, body, .. } => {
                see(Seen::Binder(*local));
                statements(body, see);
            }
            Statement::Call(_, arguments) => arguments.iter().for_each(|argument| expr(argument, see)),
            Statement::Broken(_) | Statement::Leaves(_) => {}
        }
    }
}

/// Every place and binder of an expression.
pub(super) fn expr(of: &Expr, see: &mut impl FnMut(Seen<'_>)) {
    match of {
        Expr::Bool(_) | Expr::Number(_) | Expr::Tag(..) | Expr::Id(..) => {}
        Expr::Read(of) | Expr::IsNothing(of) => place(of, see),
        Expr::Equal(left, right) | Expr::Less(left, right) | Expr::Add(left, right) | Expr::Subtract(left, right) => {
            expr(left, see);
            expr(right, see);
        }
        Expr::Not(of) => expr(of, see),
        Expr::And(parts) | Expr::Or(parts) | Expr::Call(_, parts) => parts.iter().for_each(|part| expr(part, see)),
        Expr::If(condition, yes, no) => [condition, yes, no].into_iter().for_each(|part| expr(part, see)),
        Expr::Quantified { local, body, .. } => {
            see(Seen::Binder(*local));
            expr(body, see);
        }
    }
}

fn place(of: &Place, see: &mut impl FnMut(Seen<'_>)) {
    see(Seen::Place(of));
    for step in &of.path {
        if let Step::Index(index) = step {
            expr(index, see);
        }
    }
}

/// The locals that statements read or write and that no loop or quantifier in them binds.
pub(super) fn used(body: &[Statement]) -> Vec<LocalId> {
    let (mut used, mut bound) = (Vec::new(), Vec::new());
    statements(body, &mut |seen| match seen {
        Seen::Place(place) => {
            if let Root::Local(local) = place.root {
                used.push(local);
            }
        }
        Seen::Binder(local) => bound.push(local),
    });
    used.retain(|local| !bound.contains(local));
    used
}

/// What an expression reads that is neither of the state nor bound by it, each once.
pub(super) fn captured(of: &Expr) -> Vec<Root> {
    let (mut read, mut bound) = (Vec::new(), Vec::new());
    expr(of, &mut |seen| match seen {
        Seen::Place(place) => {
            if !matches!(place.root, Root::Variable(_)) && !read.contains(&place.root) {
                read.push(place.root);
            }
        }
        Seen::Binder(local) => bound.push(Root::Local(local)),
    });
    read.retain(|root| !bound.contains(root));
    read
}

/// Whether a body writes all of a local before it does anything else with it.
pub(super) fn writes_first(body: &[Statement], local: LocalId) -> bool {
    let is_it = |place: &Place| place.root == Root::Local(local);
    let Some(first) = body.iter().find(|statement| mentions(std::slice::from_ref(*statement), &is_it)) else {
        return false;
    };
    let whole = |place: &Place| is_it(place) && place.path.is_empty();
    match first {
        Statement::Assign(place, value) => whole(place) && !mentions_in(value, &is_it),
        Statement::Clear(place) | Statement::Copy { to: place, .. } => whole(place),
        _ => false,
    }
}

fn mentions(body: &[Statement], is_it: &impl Fn(&Place) -> bool) -> bool {
    let mut found = false;
    statements(body, &mut |seen| found |= matches!(seen, Seen::Place(place) if is_it(place)));
    found
}

fn mentions_in(of: &Expr, is_it: &impl Fn(&Place) -> bool) -> bool {
    let mut found = false;
    expr(of, &mut |seen| found |= matches!(seen, Seen::Place(place) if is_it(place)));
    found
}
