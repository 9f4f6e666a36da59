//! An instance comes to life by an input that says so.

use super::blind::{Blind, Outcome};
use super::{Check, codes};
use crate::ir::{Action, ActionKind};

/// Checks every input that opens nothing.
pub(super) fn check(check: &mut Check<'_>) {
    for action in &check.ir.actions {
        if action.kind == (ActionKind::Input { opens: false }) {
            closed(check, action);
        }
    }
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
