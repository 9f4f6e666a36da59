//! Why there are so many states: by field, by action, by fault, and what multiplies most.
//!
//! How much a field multiplies is asked by erasing it: the states over what is left of them. Where there are too many
//! states, whole classes of such that differ in that field alone are drawn, by a hash of what they share, so that a class is
//! counted with all of its members or not at all (states drawn one by one would rarely meet a member of their own class).
//! Actions and faults are looked at in a search by levels from the initial state, as far as a number of states goes, whole
//! levels only. Nothing depends on how states are numbered.

mod field;
mod measure;
mod origin;
mod words;

use std::sync::atomic::AtomicBool;

use crate::check::Subject;
use crate::space::Space;
use crate::system::System;

pub(crate) use field::{channel_slots, mask, variable_slots};
pub use words::times;

/// Why there are so many states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Size {
    /// Distinct states that are known.
    pub states: u64,
    /// Every variable, channel and counted budget, what multiplies most first.
    pub fields: Vec<Field>,
    /// The same of roles, stores and ghosts of several fields, and of the channels together: fields that follow from one
    /// another multiply only as one.
    pub groups: Vec<Field>,
    /// In how many states actions and faults were looked at: all of them, or those that are nearest to the initial one.
    pub near: u64,
    /// Events, the one that leads to most new states first. Those that lead to none are left out.
    pub events: Vec<Leading>,
    /// Faults, the one without which most states would not be reached first. Those that add none are left out.
    pub faults: Vec<Added>,
}

/// What a field makes of the number of states.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// `Server.progress`, `channel wire`, `budget crash`.
    pub name: String,
    /// What it is.
    pub kind: FieldKind,
    /// Its bits.
    pub bits: u64,
    /// How many values it takes; `None` when they are more than [`MOST`].
    pub values: Option<u64>,
    /// How many states there are for each that would be left without it; 1 for a field that follows from the others.
    pub factor: f64,
}

/// What a field is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Of a role or store.
    State {
        /// The sort that it has an entry for each id of.
        per: Option<String>,
    },
    /// Of a ghost.
    Ghost,
    /// What waits for delivery after a crash.
    Outbox,
    /// A channel; the flag says that messages stay on it.
    Channel(bool),
    /// What is left of a budget.
    Budget,
    /// Several fields together.
    Group,
}

/// How many states an event leads to first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leading {
    /// The action's name; `lose Reply` and the like for what a channel does.
    pub name: String,
    /// States that a shortest way enters by it; of several such events the first in the order of the source.
    pub states: u64,
    /// Transitions.
    pub transitions: u64,
}

/// How many states a fault adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// As in [`Leading`].
    pub name: String,
    /// States that no way without it leads to.
    pub states: u64,
}

/// How many states are looked at, and values of a field are counted: the answer is exact up to there. What is kept for each
/// field grows with it.
pub const MOST: usize = 100_000;

/// The state that stands for a state in a space: itself, unless states that differ in names alone are one.
pub type Representative<'a, const W: usize> = &'a dyn Fn(&[u64; W]) -> [u64; W];

/// Says why `space` is so large. `None` when it was interrupted.
///
/// Time is O(states × fields) for the fields, shared among workers; for events and faults, up to as many expansions of at most `most` states as
/// there are faults, and in practice few. Memory is O(`most` × fields × workers).
pub fn size<const W: usize, S: System<W>>(
    system: &S,
    subject: &Subject,
    space: &dyn Space<W>,
    representative: Representative<'_, W>,
    most: usize,
    workers: usize,
    interrupt: &AtomicBool,
) -> Option<Size> {
    let layout = &subject.layout;
    let (mut fields, mut groups) = field::fields(layout, space, most, workers, interrupt)?;
    for of in [&mut fields, &mut groups] {
        of.sort_by(|a, b| b.factor.total_cmp(&a.factor).then_with(|| a.name.cmp(&b.name)));
    }
    let origin = origin::origin(system, layout.ir(), origin::Known { space, representative }, most, interrupt)?;
    Some(Size {
        states: u64::from(space.len()),
        fields,
        groups,
        near: origin.near,
        events: origin.events,
        faults: origin.faults,
    })
}
