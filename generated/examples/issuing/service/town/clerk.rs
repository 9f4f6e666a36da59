//! The clerk at the counter: changes registrations while their people stand at kiosks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::super::words::amend;
use super::super::host::Time;
use super::renderers::Renderers;
use crate::program::chance::Chance;
use crate::program::city::Person;
use crate::program::registry::Registry;
use crate::program::scene::Scene;
use crate::program::trouble::Trouble;

/// In how many visits of 100 the person's registration changes.
const AMENDMENTS: u64 = 10;

/// What is to be done when, and to whom.
pub(super) struct Clerk {
    pub(super) registry: Registry,
    pub(super) renderers: Renderers,
    pub(super) scene: Arc<Mutex<Scene>>,
    pub(super) due: BTreeMap<(Time, Person), Task>,
}

/// What a clerk, or the registry's copying, does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Task {
    Amend { and_copy: Time },
    Copy,
}

impl Clerk {
    /// Somebody has gone to a kiosk; perhaps their registration changes meanwhile.
    pub(super) fn hears_of(&mut self, person: Person, now: Time, chance: &mut Chance) {
        if chance.percent(AMENDMENTS) {
            let amend = now + chance.between(Time::ZERO, Time::from_secs(20));
            let and_copy = amend + chance.between(Time::ZERO, Time::from_secs(30));
            self.due.insert((amend, person), Task::Amend { and_copy });
        }
    }

    /// Does what is due.
    pub(super) fn works(&mut self, now: Time) -> Result<(), Trouble> {
        while let Some(first) = self.due.first_entry().filter(|first| first.key().0 <= now) {
            let ((_, person), task) = first.remove_entry();
            match task {
                Task::Amend { and_copy } => {
                    if amend(&self.registry, person)? {
                        self.scene.lock().unwrap_or_else(PoisonError::into_inner).registers(person);
                        self.due.insert((and_copy, person), Task::Copy);
                    }
                }
                Task::Copy => self.renderers.follow(person)?,
            }
        }
        Ok(())
    }
}
