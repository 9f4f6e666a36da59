//! A state as a list of places and their values, the unit in which changes are shown.

use super::{Contents, Domain, State, Value};
use crate::casing::snake;
use crate::ir::{Type, VariableId};

/// A place whose value changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `server.progress[job 1]`.
    pub place: String,
    /// Before the step.
    pub before: String,
    /// After it.
    pub after: String,
}

impl Domain<'_> {
    /// The places that differ between two states.
    #[must_use]
    pub fn changes(self, before: &State, after: &State) -> Vec<Change> {
        changes(self, before, after)
    }

    /// Every place that is not at its default, what is on the channels, and what is left of the budgets.
    #[must_use]
    pub fn contents(self, state: &State) -> Vec<(String, String)> {
        contents(self, state)
    }
}

/// The places of every variable, map entries one by one: name, value in words, whether at the default.
fn places(domain: Domain<'_>, state: &State) -> Vec<(String, String, bool)> {
    let mut found = Vec::new();
    for (index, value) in state.variables.iter().enumerate() {
        let variable = &domain.ir[VariableId(index)];
        let component = &domain.ir[variable.component];
        let owner = snake(&component.name);
        match (component.per, &variable.ty, value) {
            (Some(_), Type::Map(sort, entry), Value::Map(entries)) => {
                for (id, value) in entries.iter().enumerate() {
                    let name = format!("{owner}[{}].{}", domain.show_id(*sort, id), variable.name);
                    descend(domain, name, entry, value, &mut found);
                }
            }
            (_, ty, value) => descend(domain, format!("{owner}.{}", variable.name), ty, value, &mut found),
        }
    }
    found
}

fn descend(domain: Domain<'_>, name: String, ty: &Type, value: &Value, found: &mut Vec<(String, String, bool)>) {
    if let (Type::Map(sort, entry), Value::Map(entries)) = (ty, value) {
        for (id, value) in entries.iter().enumerate() {
            descend(domain, format!("{name}[{}]", domain.show_id(*sort, id)), entry, value, found);
        }
        return;
    }
    found.push((name, domain.show(ty, value).to_string(), *value == domain.default(ty)));
}

fn changes(domain: Domain<'_>, before: &State, after: &State) -> Vec<Change> {
    let pairs = places(domain, before).into_iter().zip(places(domain, after));
    pairs
        .filter(|(before, after)| before.1 != after.1)
        .map(|((place, before, _), (_, after, _))| Change { place, before, after })
        .collect()
}

fn contents(domain: Domain<'_>, state: &State) -> Vec<(String, String)> {
    let mut out: Vec<_> =
        places(domain, state).into_iter().filter(|place| !place.2).map(|(name, value, _)| (name, value)).collect();
    for (channel, contents) in domain.ir.channels.iter().zip(&state.channels) {
        let packets: Vec<String> = match contents {
            Contents::Any(packets) => packets.iter().map(|packet| domain.show_packet(packet).to_string()).collect(),
            Contents::Bag(packets) => packets
                .iter()
                .flat_map(|(packet, number)| std::iter::repeat_n(domain.show_packet(packet).to_string(), *number))
                .collect(),
            Contents::Fifo(lanes) => {
                lanes.iter().flatten().map(|packet| domain.show_packet(packet).to_string()).collect()
            }
        };
        if !packets.is_empty() {
            out.push((format!("channel {}", channel.name), format!("[{}]", packets.join(", "))));
        }
    }
    for ((budget, _), left) in domain.sizes.counted_budgets(domain.ir).zip(&state.budgets) {
        out.push((format!("budget {}", domain.ir[budget].name), left.to_string()));
    }
    out
}
