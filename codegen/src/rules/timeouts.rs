//! Timers: local to one id, and never armed or enabled for an id that was never used.

use super::blind::{Blind, Outcome};
use super::{Check, codes, open_choices, own_place};
use crate::ir::query::{visit_expr, visit_statements};
use crate::ir::{Action, ActionKind, Expr, LocalId, Place, Projection, StatementKind, Type, VariableId};

/// Checks every timeout and step.
pub(super) fn check(check: &mut Check<'_>) {
    for action in &check.ir.actions {
        match action.kind {
            ActionKind::Timeout { .. } => {
                leading(check, action);
                local(check, action);
                at_default(check, action, "timeout");
            }
            ActionKind::Step => at_default(check, action, "step"),
            _ => {}
        }
    }
}

/// Armed means that the guard holds, so the guard is all that may refuse.
fn leading(check: &mut Check<'_>, action: &Action) {
    let mut before = action.body.guards().len();
    visit_statements(&action.body.statements, &mut |statement| {
        if matches!(statement.kind, StatementKind::Require(_)) {
            match before.checked_sub(1) {
                Some(fewer) => before = fewer,
                None => check.error(
                    codes::TIMEOUT_LOCAL,
                    statement.span,
                    "the timer runs while the guard holds, so all that refuses stands first; move this `require!` to \
                     the top",
                ),
            }
        }
    });
}

fn local(check: &mut Check<'_>, action: &Action) {
    let ids: Vec<_> =
        action.choices.iter().copied().filter(|&id| matches!(action.body.locals[id].ty, Type::Id(_))).collect();
    if let [_, second, ..] = *ids {
        let name = &action.body.locals[second].name;
        let text = format!("a timer belongs to one id; take `{name}` from the state instead of from a parameter");
        return check.error(codes::TIMEOUT_LOCAL, action.span, text);
    }
    let subject = ids.first().copied();
    for guard in action.body.guards() {
        let claims = claims(&guard, subject);
        visit_expr(&guard, &mut |expr| {
            let Some(place) = expr.place() else { return };
            let elsewhere = check.ir[place.variable].component != action.component;
            if elsewhere || !(claims.contains(&place) || is_local(check, action, place, subject)) {
                not_local(check, action, place, subject);
            }
        });
    }
}

fn not_local(check: &mut Check<'_>, action: &Action, place: &Place, subject: Option<LocalId>) {
    let place = own_place(check.ir, &action.body.locals, place);
    let owner = subject.or(action.me).map_or_else(
        || format!("the one `{}`", check.ir[action.component].name),
        |local| format!("`{}`", action.body.locals[local].name),
    );
    let text = format!(
        "a timer is started and cancelled by what is stored of its own id, and the guard reads `{place}`; let it read \
         what belongs to {owner}"
    );
    check.error(codes::TIMEOUT_LOCAL, action.span, text);
}

/// Places that are only asked whether they hold the id: `self.lane == Some(job)` changes for two ids at a time.
fn claims(guard: &Expr, subject: Option<LocalId>) -> Vec<&Place> {
    let mut places = Vec::new();
    visit_expr(guard, &mut |expr| {
        if let Expr::Equal(a, b) = expr {
            match (&**a, &**b) {
                (Expr::Read(place), value) | (value, Expr::Read(place)) if holds(value, subject) => places.push(place),
                _ => {}
            }
        }
        if let Expr::Contains(set, id) = expr
            && let Expr::Read(place) = &**set
            && holds(id, subject)
        {
            places.push(place);
        }
    });
    places
}

fn holds(value: &Expr, subject: Option<LocalId>) -> bool {
    match value {
        Expr::Local(local) => Some(*local) == subject,
        Expr::Variant { fields, .. } | Expr::Struct { fields, .. } => fields.iter().any(|field| holds(field, subject)),
        _ => false,
    }
}

fn is_local(check: &Check<'_>, action: &Action, place: &Place, subject: Option<LocalId>) -> bool {
    let locals: Vec<Option<LocalId>> = inner_indexes(check, place.variable, place)
        .into_iter()
        .map(|index| match index {
            Expr::Local(local) => Some(*local),
            _ => None,
        })
        .collect();
    let fixed = |local: &Option<LocalId>| {
        local.is_some_and(|local| match action.body.locals[local].ty {
            Type::Id(sort) => check.ir[sort].fixed,
            _ => false,
        })
    };
    match subject {
        Some(_) => locals.contains(&subject),
        None => locals.iter().all(|local| fixed(local) || (local.is_some() && *local == action.me)),
    }
}

/// The indexes behind the instance's own.
fn inner_indexes<'p>(check: &Check<'_>, variable: VariableId, place: &'p Place) -> Vec<&'p Expr> {
    let own = usize::from(check.ir.owner_of(variable).per.is_some());
    let indexes = place.path.iter().skip(own).filter_map(|step| match step {
        Projection::Index(index) => Some(&**index),
        Projection::Field(..) => None,
    });
    indexes.collect()
}

/// A timeout or step must not be enabled for an id that was never used: there is no end of them.
fn at_default(check: &mut Check<'_>, action: &Action, what: &str) {
    let ir = check.ir;
    let mine = action.me.filter(|_| ir[action.component].per.is_some_and(|sort| ir[sort].recycled));
    for local in mine.into_iter().chain(open_choices(ir, action)) {
        let outcome = Blind::forgotten(ir, &action.body.locals, local).run(&action.body.statements);
        if !matches!(outcome, Outcome::Refused) {
            let name = &action.body.locals[local].name;
            let text = format!(
                "the {what} `{}` is enabled for ids that were never used; add a `require!` that is false as long as \
                 the entries of `{name}` are at their default",
                action.name,
            );
            check.error(codes::ENABLED_AT_DEFAULT, action.span, text);
        }
    }
}
