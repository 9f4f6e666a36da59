//! Crash and recovery, and who may be fair.

use super::{Check, codes};
use crate::ir::query::Output;
use crate::ir::{Action, ActionKind, ComponentId, Fairness};

/// Checks every component and action.
pub(super) fn check(check: &mut Check<'_>) {
    for component in check.ir.component_ids() {
        pairs(check, component);
    }
    for action in &check.ir.actions {
        if matches!(action.kind, ActionKind::Crash { .. }) {
            crash(check, action);
        }
        fairness(check, action);
    }
}

fn pairs(check: &mut Check<'_>, component: ComponentId) {
    let ir = check.ir;
    let name = &ir[component].name;
    let (crash, recover) = (ir.crashes_of(component).next(), ir.recoveries_of(component).next());
    match (crash, recover) {
        (Some(crash), None) => {
            let text = format!(
                "`{name}` goes down and never comes up; write `#[recover] fn recover(..)`, if only with an empty body"
            );
            check.error(codes::NO_RECOVERY, ir[crash].span, text);
        }
        (None, Some(recover)) => {
            let text = format!(
                "`{name}` recovers from nothing; write `#[crash(budget = crash)] fn crash(..)`, or make this a `#[step]`"
            );
            check.error(codes::NO_CRASH, ir[recover].span, text);
        }
        _ => {}
    }
}

fn crash(check: &mut Check<'_>, action: &Action) {
    if let Some(&choice) = action.choices.first() {
        let name = &action.body.locals[choice].name;
        let text = format!("a crash has no arguments: `{name}` would be chosen by nobody; decide in `recover`");
        check.error(codes::CRASH_BODY, action.span, text);
    }
    if let Some(output) = action.body.outputs().first() {
        let (verb, name) = match *output {
            Output::Effect(id) => ("emits", &check.ir[id].name),
            Output::Message(id) => ("sends", &check.ir[id].name),
        };
        let text =
            format!("a role that goes down says nothing, and `{}` {verb} `{name}`; do it in `recover`", action.name);
        check.error(codes::CRASH_BODY, action.span, text);
    }
}

fn fairness(check: &mut Check<'_>, action: &Action) {
    let what = match action.kind {
        ActionKind::Input { .. } => "an input",
        ActionKind::Fault { .. } | ActionKind::Crash { .. } => "a fault",
        _ => return,
    };
    if action.fairness != Fairness::Unfair {
        let text = format!(
            "{what} is never fair: nothing obliges the world; state as an assumption what must come, or make it a `#[step]` of a role"
        );
        check.error(codes::FAIR_WORLD, action.span, text);
    }
}
