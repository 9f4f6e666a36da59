//! A size in words: what multiplies most, and what might be done about it.

use super::{Field, FieldKind, Size};
use crate::words::{count, list, number};

/// How many are named.
const NAMED: usize = 3;

impl Size {
    /// What multiplies most, as sentences: fields, then what to do about the first of them, events, faults.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        [self.fields_in_words(), self.groups_in_words(), self.advice(), self.events_in_words(), self.faults_in_words()]
            .into_iter()
            .flatten()
            .collect()
    }

    fn fields_in_words(&self) -> Option<String> {
        let multiplying = self.fields.iter().filter(|field| field.multiplies());
        let named = multiplying.take(NAMED).map(|field| format!("{} ({})", field.name, times(field.factor)));
        let named: Vec<String> = named.collect();
        (!named.is_empty()).then(|| {
            format!("What multiplies most, in states for each that would be left without it: {}.", list(&named))
        })
    }

    fn groups_in_words(&self) -> Option<String> {
        let multiplying = self.groups.iter().filter(|group| group.multiplies());
        let named: Vec<String> =
            multiplying.take(NAMED).map(|group| format!("{} ({})", group.name, times(group.factor))).collect();
        (!named.is_empty()).then(|| format!("As a whole: {}.", list(&named)))
    }

    fn advice(&self) -> Option<String> {
        let field = self.fields.first().filter(|field| field.multiplies())?;
        let name = &field.name;
        Some(match &field.kind {
            FieldKind::State { per: Some(sort) } => format!(
                "{name} is there for each {sort}: one {sort} fewer makes the most difference; or reset it as soon as nobody \
                 reads it any more."
            ),
            FieldKind::State { per: None } => {
                format!("Reset {name} as soon as nobody reads it any more, or give it a smaller bound.")
            }
            FieldKind::Ghost => {
                format!("{name} only observes: let it forget what no property asks for any more.")
            }
            FieldKind::Outbox => format!(
                "{name} waits for a crash to be over: let an action put out less at once, or give an effect a key, so that \
                 it need not be repeated."
            ),
            FieldKind::Channel(true) => format!(
                "Messages on {name} stay until their ids are forgotten: forget ids earlier, or send fewer fields, or use a \
                 bag, where each arrives once."
            ),
            FieldKind::Channel(false) => format!("Give {name} a smaller capacity, if runs are still inside the scope."),
            FieldKind::Group => return None,
            FieldKind::Budget => {
                format!("{name} is counted in each state: `unlimited` needs no counter, and claims more.")
            }
        })
    }

    fn events_in_words(&self) -> Option<String> {
        let named: Vec<String> =
            self.events.iter().take(NAMED).map(|event| format!("{} ({})", event.name, number(event.states))).collect();
        let among =
            if self.near == self.states { String::new() } else { format!(" among the {} nearest", number(self.near)) };
        (!named.is_empty()).then(|| format!("Most states{among} are first reached by {}.", list(&named)))
    }

    fn faults_in_words(&self) -> Option<String> {
        let fault = self.faults.first()?;
        let (added, near) = (number(fault.states), count(self.near, "state", "states"));
        Some(format!("Without {} there would be {added} fewer of {near}.", fault.name))
    }
}

impl Field {
    /// Whether there are noticeably more states with it than without.
    #[must_use]
    pub fn multiplies(&self) -> bool {
        self.factor >= 1.05
    }
}

/// `×14.2`.
#[must_use]
pub fn times(factor: f64) -> String {
    if factor < 10.0 { format!("×{factor:.1}") } else { format!("×{factor:.0}") }
}
