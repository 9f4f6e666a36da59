//! A plain loop over ids gives the same in every order.
//!
//! Each turn of the loop is reduced to how it touches each variable. Turns commute when what they change belongs to the
//! loop's id, or when all change it in one way that commutes and none looks at it.

mod touch;
mod turn;

use std::collections::BTreeMap;

use super::{Check, codes, own_place};
use crate::ir::query::visit_statements;
use crate::ir::{Action, Body, LocalId, Span, Statement, StatementKind, VariableId};
use touch::{Touch, Way};
use turn::Turn;

/// Checks every loop of every action and observer.
pub(super) fn check(check: &mut Check<'_>) {
    let ir = check.ir;
    for action in &ir.actions {
        visit_statements(&action.body.statements, &mut |statement| {
            for_each(check, &action.body, statement, Some(action));
        });
    }
    for observer in &ir.observers {
        visit_statements(&observer.body.statements, &mut |statement| for_each(check, &observer.body, statement, None));
    }
}

fn for_each(check: &mut Check<'_>, body: &Body, statement: &Statement, action: Option<&Action>) {
    let StatementKind::ForEach { local, sort, ordered: false, body: turn } = &statement.kind else { return };
    let name = &body.locals[*local].name;
    let advice = format!("write `for {name} in any_order({}::all())`", check.ir[*sort].name);
    let crashes = action.is_some_and(|action| check.ir.crashes(action.component));
    let turn = Turn::of(check.ir, *local, crashes, turn);
    for (span, reason) in &turn.outputs {
        let text = format!("the order of this loop shows: {reason}; {advice}");
        check.error_with(codes::LOOP_ORDER, statement.span, text, *span, "here");
    }
    for (variable, touches) in by_variable(&turn.touches) {
        if let Some(conflict) = conflict(&touches) {
            let text = describe(check, body, *local, variable, &conflict) + &advice;
            check.error_with(codes::LOOP_ORDER, statement.span, text, conflict.change.span, "the change");
        }
    }
}

fn by_variable<'t, 'a>(touches: &'t [Touch<'a>]) -> BTreeMap<VariableId, Vec<&'t Touch<'a>>> {
    let mut variables: BTreeMap<VariableId, Vec<_>> = BTreeMap::new();
    for touch in touches {
        variables.entry(touch.place.variable).or_default().push(touch);
    }
    variables
}

/// Two touches of one variable that may not commute between two turns.
struct Conflict<'t, 'a> {
    change: &'t Touch<'a>,
    other: Option<Span>,
}

fn conflict<'t, 'a>(touches: &[&'t Touch<'a>]) -> Option<Conflict<'t, 'a>> {
    let (changes, looks): (Vec<&Touch<'_>>, Vec<&Touch<'_>>) = touches.iter().copied().partition(|t| t.way.changes());
    let first = *changes.first()?;
    let apart = first.own.is_some() && touches.iter().all(|touch| touch.own == first.own);
    if apart {
        return None;
    }
    let shared = *changes.iter().find(|touch| touch.own.is_none()).unwrap_or(&first);
    let differs = changes.iter().find(|touch| !touch.way.commutes_with(&shared.way));
    let looks = looks.iter().find(|look| !changes.iter().all(|change| look.way.is_blind_to(change)));
    let other = differs.or(looks)?;
    Some(Conflict { change: shared, other: Some(other.span).filter(|span| *span != shared.span) })
}

fn describe(
    check: &Check<'_>,
    body: &Body,
    local: LocalId,
    variable: VariableId,
    conflict: &Conflict<'_, '_>,
) -> String {
    let name = &body.locals[local].name;
    let place = if conflict.change.inlined {
        format!("{}.{}", check.ir.owner_of(variable).name, check.ir[variable].name)
    } else {
        own_place(check.ir, &body.locals, conflict.change.place)
    };
    let how = match (&conflict.change.way, conflict.other) {
        (Way::Other, _) | (_, None) => "what it becomes depends on the turn",
        (_, Some(_)) => "another turn looks at it or changes it otherwise",
    };
    format!("the order of this loop shows in `{place}`: {how}; let it change only what belongs to `{name}`, or ")
}

#[cfg(test)]
mod tests;
