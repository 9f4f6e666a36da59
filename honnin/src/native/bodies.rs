//! A protocol's bodies by number.

use alloc::vec::Vec;

use super::context;
use super::data::Datum;
use crate::outputs::LeadsTo;
use crate::run::Output;

/// A protocol's own bodies. `native!` implements it; every call belongs inside a [`run`](super::run).
///
/// A state is the value of every variable, by number; a component that is one per id keeps each of its variables as a
/// map. The numbers are those of the protocol's intermediate representation, which gives names and nothing else here.
pub trait Bodies {
    /// Runs an action. Its arguments are `me`, the fields of the message, the choices.
    fn act(&self, action: usize, state: &mut [Datum], arguments: &[Datum]);

    /// Runs an observer. Its arguments are all that the trigger carries.
    fn observe(&self, observer: usize, state: &mut [Datum], arguments: &[Datum]);

    /// Asks a property about a state, or about a step from one state to another. Its arguments are its ids.
    fn ask(&self, property: usize, before: &[Datum], after: &[Datum], arguments: &[Datum]) -> (bool, Option<bool>);

    /// Asks whether a state is one of the declared final ones.
    fn is_final(&self, declaration: usize, state: &[Datum]) -> bool;

    /// The fields of an output.
    fn fields(&self, output: &Output) -> Vec<Datum>;

    /// What the body that was just run has put out, in order.
    fn left(&self) -> Vec<Left> {
        let left = |output: &Output| match output {
            Output::Message(number, _) => Left::Message(*number, self.fields(output)),
            Output::Effect(number, _) => Left::Effect(*number, self.fields(output)),
        };
        context::outputs().iter().map(left).collect()
    }
}

/// Something that a body has put out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Left {
    /// A message and its fields.
    Message(usize, Vec<Datum>),
    /// An effect and its fields.
    Effect(usize, Vec<Datum>),
}

/// What a property's function may answer.
pub trait Verdict {
    /// The predicate, or the trigger and the goal.
    fn verdict(self) -> (bool, Option<bool>);
}

impl Verdict for bool {
    fn verdict(self) -> (bool, Option<bool>) {
        (self, None)
    }
}

impl Verdict for LeadsTo {
    fn verdict(self) -> (bool, Option<bool>) {
        (self.trigger, Some(self.goal))
    }
}

/// The value of a variable, or of its entry for one instance.
#[must_use]
pub fn place(state: &[Datum], variable: usize, instance: Option<u32>) -> &Datum {
    match (&state[variable], instance) {
        (value, None) => value,
        (Datum::Map(entries), Some(instance)) => &entries[instance as usize],
        (other, Some(_)) => super::foreign(other),
    }
}

/// The same, to be written.
#[must_use]
pub fn place_mut(state: &mut [Datum], variable: usize, instance: Option<u32>) -> &mut Datum {
    match (&mut state[variable], instance) {
        (value, None) => value,
        (Datum::Map(entries), Some(instance)) => &mut entries[instance as usize],
        (other, Some(_)) => super::foreign(other),
    }
}
