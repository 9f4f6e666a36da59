//! Quantifiers and loops in role code say and do nothing about ids that are at their default.

use super::blind::{Blind, Outcome};
use super::{Check, codes};
use crate::ir::query::{visit_expr, visit_statements};
use crate::ir::{Action, Expr, ParameterKind, Quantifier, Span, Statement, StatementKind, Words};

/// Checks every action; ghosts and properties are exempt, since no production code runs them.
pub(super) fn check(check: &mut Check<'_>) {
    for action in &check.ir.actions {
        visit_statements(&action.body.statements, &mut |statement| {
            for expr in statement.expressions() {
                visit_expr(expr, &mut |expr| quantifier(check, action, expr, statement.span));
            }
            for_each(check, action, statement);
        });
    }
}

fn quantifier(check: &mut Check<'_>, action: &Action, expr: &Expr, span: Span) {
    let ir = check.ir;
    match expr {
        Expr::Parameter(parameter) => {
            if let ParameterKind::Ids(sort) = ir[*parameter].kind
                && !ir[sort].fixed
            {
                let name = &ir[sort].name;
                let message = format!(
                    "`{name}::all().count()` has no value in production, where ids come without end; count \
                     those that are in some state: `{name}::all().filter(|id| ..).count()`"
                );
                check.error(codes::BLIND_QUANTIFIER, span, message);
            }
        }
        Expr::Quantified { quantifier, local, sort, body } if !ir[*sort].fixed => {
            let expected = *quantifier == Quantifier::All;
            let truth = Blind::at_default(ir, &action.body.locals, *local).truth(body);
            if truth != Some(expected) {
                let words = Words { ir, locals: &action.body.locals };
                let name = &action.body.locals[*local].name;
                let advice = if expected { "true" } else { "false" };
                let message = format!(
                    "`{}` depends on ids that were never used; let what it says of `{name}` be {advice} as long as the \
                     entries of `{name}` are at their default",
                    words.expr(expr),
                );
                check.error(codes::BLIND_QUANTIFIER, span, message);
            }
        }
        _ => {}
    }
}

fn for_each(check: &mut Check<'_>, action: &Action, statement: &Statement) {
    let ir = check.ir;
    let StatementKind::ForEach { local, sort, body, .. } = &statement.kind else { return };
    if ir[*sort].fixed {
        return;
    }
    if let Outcome::Acts(culprit) = Blind::at_default(ir, &action.body.locals, *local).run(body) {
        let name = &action.body.locals[*local].name;
        let message = format!(
            "the loop acts for ids that were never used; let it do nothing as long as the entries of `{name}` are at \
             their default: put this under a condition on them"
        );
        check.error_with(codes::BLIND_LOOP, culprit.span, message, statement.span, "the loop");
    }
}
