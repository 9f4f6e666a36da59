//! How ids come to life.

use super::blind::{Blind, Outcome};
use super::{Check, codes};
use crate::ir::query::visit_statements;
use crate::ir::{Action, ActionKind, StatementKind};

/// Checks every action.
pub(super) fn check(check: &mut Check<'_>) {
    for action in &check.ir.actions {
        match action.kind {
            ActionKind::Input { opens: true } => opens(check, action),
            ActionKind::Input { opens: false } => closed(check, action),
            _ => {}
        }
        fresh(check, action);
    }
}

fn opens(check: &mut Check<'_>, action: &Action) {
    let component = &check.ir[action.component];
    let text = match component.per {
        None => format!(
            "`#[opens]` begins the life of an instance, and `{}` is only one; write `#[role(per = ..)]`, or `fresh!` in the body",
            component.name
        ),
        Some(sort) if check.ir[sort].fixed => {
            format!("a `#[node]` is there from the start: nothing opens `{}`; make it an `#[id]`", check.ir[sort].name)
        }
        Some(_) => return,
    };
    check.error(codes::OPENS, action.span, text);
}

/// An input that does something for an id that is not open opens it, without asking whether the id is free.
fn closed(check: &mut Check<'_>, action: &Action) {
    let ir = check.ir;
    let (Some(me), Some(sort)) = (action.me, ir[action.component].per) else { return };
    if !ir[sort].recycled {
        return;
    }
    if let Outcome::Acts(culprit) = Blind::forgotten(ir, &action.body.locals, me).run(&action.body.statements) {
        let text = format!(
            "`{}` acts for a `{}` that is not open; add a `require!` that is false at the default, or `#[opens]`",
            action.name, ir[sort].name,
        );
        check.error_with(codes::CLOSED_INPUT, action.span, text, culprit.span, "it does this");
    }
}

fn fresh(check: &mut Check<'_>, action: &Action) {
    let ir = check.ir;
    visit_statements(&action.body.statements, &mut |statement| {
        if let StatementKind::Fresh(_, sort) = statement.kind
            && ir[sort].fixed
        {
            let text = format!("a `#[node]` is never fresh; make `{}` an `#[id]`", ir[sort].name);
            check.error(codes::OPENS, statement.span, text);
        }
    });
}
