//! Whether every action is taken somewhere: what is claimed of one that never is, is true of nothing.

use honnin_codegen::ir::{Action, ActionId, ActionKind, ComponentId, Ir, Sizes};

use super::{Sought, Subject};
use crate::survey::Survey;
use crate::verdict::{Expected, Finding, Kind, Outcome};

/// A finding for each action that is declared `#[dead]` here, and, once every state was examined, for each other one that
/// no transition takes. In the order of the source.
pub(super) fn taken(subject: &Subject, surveyed: &Survey) -> Vec<(Finding, Sought)> {
    let ir = subject.layout.ir();
    let of_action = |id: ActionId| {
        let declared = ir[id].is_dead(&subject.scope);
        let taken = surveyed.taken.get(id.0).is_some_and(|taken| *taken > 0);
        let silent = taken || surveyed.incomplete.is_some() || is_ruled_out(ir, subject.layout.sizes(), id);
        let outcome = match (taken, surveyed.incomplete) {
            (true, _) => Outcome::Witnessed,
            (false, None) => Outcome::Unwitnessed,
            (false, Some(_)) => Outcome::Incomplete,
        };
        (declared || !silent).then(|| (finding(subject, &ir[id], declared, outcome), None))
    };
    ir.action_ids().filter_map(of_action).collect()
}

fn finding(subject: &Subject, action: &Action, declared: bool, outcome: Outcome) -> Finding {
    let line = subject.lines.get(action.span.0 as usize).copied().unwrap_or(0);
    let place = if line == 0 { String::new() } else { format!(" (line {line})") };
    let named = subject.layout.ir().scopes.iter().any(|scope| scope.name == subject.scope);
    let title = match (declared, outcome) {
        (true, Outcome::Witnessed) => {
            format!("It is declared `#[dead]`{place} and happens all the same: leave that out.")
        }
        (true, _) => format!("It is declared `#[dead]`{place}: no state within the scope lets it happen."),
        (false, _) if named => format!(
            "No state within the scope lets it happen{place}: mend its guard, or write `#[dead]` or `#[dead(at = {})]`.",
            subject.scope
        ),
        (false, _) => format!("No state within these numbers lets it happen{place}: mend its guard, or give more."),
    };
    Finding {
        name: action.name.clone(),
        title,
        kind: Kind::Taken,
        line,
        expected: if declared { Expected::Violated } else { Expected::Witnessed },
        outcome,
        steps: None,
        trace: None,
        because: None,
        needs: None,
        remarks: Vec::new(),
    }
}

/// Whether the scope says by its numbers that an action cannot happen: nothing is left of its budget from the start, or
/// it brings up what cannot go down.
fn is_ruled_out(ir: &Ir, sizes: &Sizes, id: ActionId) -> bool {
    let none_of = |action: &Action| action.kind.budget().is_some_and(|budget| sizes.get(budget) == Some(0));
    let never_down = |component: ComponentId| ir.crashes_of(component).all(|crash| none_of(&ir[crash]));
    none_of(&ir[id]) || ir[id].kind == ActionKind::Recover && never_down(ir[id].component)
}
