//! What a verdict rests on, said beside it.

use std::collections::BTreeMap;

use honnin_codegen::ir::{ActionKind, Delivery, Ir};

use crate::survey::collision_bound;
use crate::verdict::Explorer;
use crate::words::{list, noun};

/// In the words of the protocol, where it has any.
pub(super) fn assumptions(ir: &Ir, states: u64, explorer: Explorer) -> Vec<String> {
    let mut out = Vec::new();
    if explorer == Explorer::Stateright {
        out.push(format!(
            "A 64-bit hash stands for each state (Stateright 0.31): if it behaves randomly, the chance that one state was \
             taken for another, and overlooked, is below {}.",
            probability(collision_bound(states))
        ));
    }
    if ir.actions.iter().any(|action| matches!(action.kind, ActionKind::Timeout { after: Some(_) })) {
        out.push("Durations are not examined: a deadline may fire at any moment while it is armed.".to_owned());
    }
    out.extend(keyed(ir));
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

/// After a crash an effect may come again; one with a key counts once.
fn keyed(ir: &Ir) -> Vec<String> {
    if !ir.actions.iter().any(|action| matches!(action.kind, ActionKind::Crash { .. })) {
        return Vec::new();
    }
    let mut by_key: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for effect in &ir.effects {
        if let Delivery::AtLeastOnce { key } = &effect.delivery {
            let fields: Vec<String> = key.iter().map(|field| noun(&effect.fields[*field].name)).collect();
            by_key.entry(list(&fields)).or_default().push(effect.name.clone());
        }
    }
    by_key.remove("");
    let sentence = |(key, effects): (String, Vec<String>)| {
        format!("A repeat of {} after a crash is recognised by its {key}.", list(&effects))
    };
    by_key.into_iter().map(sentence).collect()
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
