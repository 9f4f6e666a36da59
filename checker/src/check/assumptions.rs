//! What a verdict rests on, said beside it.

use honnin_codegen::ir::{ActionKind, Delivery, Effect, Ir};

use crate::survey::collision_bound;
use crate::words::{list, noun};

/// In the words of the protocol, where it has any.
pub(super) fn assumptions(ir: &Ir, states: u64) -> Vec<String> {
    let mut out = vec![format!(
        "A 64-bit hash stands for each state (Stateright 0.31): if it behaves randomly, the chance that one state was \
         taken for another, and overlooked, is below {}.",
        probability(collision_bound(states))
    )];
    if ir.actions.iter().any(|action| matches!(action.kind, ActionKind::Timeout { after: Some(_) })) {
        out.push("Durations are not examined: a deadline may fire at any moment while it is armed.".to_owned());
    }
    out.extend(ir.effects.iter().filter_map(keyed));
    out
}

/// What was left out, and is not a property.
pub(super) fn notes(ir: &Ir) -> Vec<String> {
    let silent = ir.final_states.is_empty();
    silent
        .then(|| "deadlock is not examined: no #[final_state] says where the protocol may rest".to_owned())
        .into_iter()
        .collect()
}

/// After a crash such an effect may come twice; it counts once where its key is recognised.
fn keyed(effect: &Effect) -> Option<String> {
    let Delivery::AtLeastOnce { key } = &effect.delivery else { return None };
    let fields: Vec<String> = key.iter().map(|field| noun(&effect.fields[*field].name)).collect();
    (!fields.is_empty()).then(|| format!("Who receives {} knows a repeated one by its {}.", effect.name, list(&fields)))
}

/// Rounded up to one digit: `4e-8`.
fn probability(value: f64) -> String {
    if value <= 0.0 {
        return "1e-19".to_owned();
    }
    let exponent = value.log10().floor();
    let digit = (value / 10_f64.powf(exponent)).ceil();
    if digit >= 10.0 { format!("1e{}", exponent + 1.0) } else { format!("{digit}e{exponent}") }
}

#[cfg(test)]
mod tests {
    use super::probability;

    #[test]
    fn probabilities_are_rounded_up() {
        assert_eq!([3.57e-8, 1e-7, 9.5e-3].map(probability), ["4e-8", "1e-7", "1e-2"]);
    }
}
