//! Guards and choices come before every change, on each path.

use super::{Check, codes};
use crate::ir::{Span, Statement, StatementKind};

/// Checks every action.
pub(super) fn check(check: &mut Check<'_>) {
    for action in &check.ir.actions {
        walk(check, &action.body.statements, None);
    }
}

/// `acted` is a change that lies before the statements on some path; the result is one that lies before what follows.
fn walk(check: &mut Check<'_>, statements: &[Statement], mut acted: Option<Span>) -> Option<Span> {
    for statement in statements {
        if let (Some(what), Some(acted)) = (late(&statement.kind), acted) {
            let message = format!("{what} after a change; move it before everything that writes, sends or emits");
            check.error_with(codes::LATE_GUARD, statement.span, message, acted, "the change");
        }
        let changed = acted.or_else(|| acts(statement).then_some(statement.span));
        acted = match &statement.kind {
            StatementKind::If(_, yes, no) => {
                let (yes, no) = (walk(check, yes, acted), walk(check, no, acted));
                yes.or(no)
            }
            StatementKind::ForEach { body, .. } => {
                let first = walk(check, body, acted);
                // What one turn changes lies before what the next one guards.
                if acted.is_none() && first.is_some() { walk(check, body, first) } else { first }
            }
            _ => changed,
        };
    }
    acted
}

fn late(kind: &StatementKind) -> Option<&'static str> {
    match kind {
        StatementKind::Require(_) => Some("a guard"),
        StatementKind::Fresh(..) => Some("`fresh!`"),
        StatementKind::ForEach { ordered: true, .. } => Some("`any_order` is a choice and stands"),
        _ => None,
    }
}

fn acts(statement: &Statement) -> bool {
    statement.target().is_some() || matches!(statement.kind, StatementKind::Send(..) | StatementKind::Emit(..))
}
