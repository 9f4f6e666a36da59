//! Who goes down comes up, and says nothing meanwhile.

use super::{Check, codes};
use crate::ir::query::Output;
use crate::ir::{Action, ActionKind, ComponentId};

/// Checks every component and action.
pub(super) fn check(check: &mut Check<'_>) {
    for component in check.ir.component_ids() {
        recovers(check, component);
    }
    for action in &check.ir.actions {
        if matches!(action.kind, ActionKind::Crash { .. }) {
            speaks(check, action);
        }
    }
}

fn recovers(check: &mut Check<'_>, component: ComponentId) {
    let ir = check.ir;
    let Some(crash) = ir.crashes_of(component).next() else { return };
    if ir.recoveries_of(component).next().is_none() {
        let text = format!(
            "`{}` goes down and never comes up; write `#[recover] fn recover(..)`, if only with an empty body",
            ir[component].name,
        );
        check.error(codes::NO_RECOVERY, ir[crash].span, text);
    }
}

fn speaks(check: &mut Check<'_>, action: &Action) {
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
