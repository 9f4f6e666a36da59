//! A person at a kiosk: takes some time for everything, and does not always do what is expected.

use super::super::super::words::wish;
use super::super::host::Time;
use crate::program::chance::Chance;
use crate::program::city::{Document, Person, Session, Wish};

/// What a person does next.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    Choose(Wish),
    Pay,
    WalkAway,
    TakePaper,
}

/// Whoever stands at the kiosk.
#[derive(Clone, Debug)]
pub(super) struct Customer {
    pub(super) me: Session,
    pub(super) person: Person,
    next: Option<(Time, Act)>,
}

impl Customer {
    /// The card lies on the reader; something will be chosen.
    pub(super) fn new(me: Session, person: Person, now: Time, chance: &mut Chance) -> Self {
        let documents = Document::ALL;
        let which = usize::try_from(chance.below(documents.len() as u64)).unwrap_or_default();
        let when = now + chance.between(Time::from_secs(2), Time::from_secs(8));
        let asked =
            wish(Wish { document: documents[which], my_number: chance.percent(25), two_sheets: chance.percent(25) });
        Self { me, person, next: Some((when, Act::Choose(asked))) }
    }

    /// When there is something to do.
    pub(super) fn due(&self) -> Option<Time> {
        self.next.map(|(when, _)| when)
    }

    /// What there is to do now. It is done once.
    pub(super) fn acts(&mut self, now: Time) -> Option<Act> {
        self.next.take_if(|(when, _)| *when <= now).map(|(_, act)| act)
    }

    /// A page is on the screen: most pay, some leave, one in a hundred is gone already.
    pub(super) fn reads(&mut self, now: Time, chance: &mut Chance) {
        let when = now + chance.between(Time::from_secs(2), Time::from_secs(10));
        self.next = match chance.below(100) {
            0 => None,
            1..=3 => Some((when, Act::WalkAway)),
            _ => Some((when, Act::Pay)),
        };
    }

    /// The paper moves: almost everybody takes it.
    pub(super) fn waits_for_paper(&mut self, now: Time, chance: &mut Chance) {
        let when = now + chance.between(Time::from_secs(5), Time::from_secs(20));
        self.next = (!chance.percent(1)).then_some((when, Act::TakePaper));
    }

    /// The screen goes dark: there is nothing to do but wait for the card.
    pub(super) fn startled(&mut self) {
        self.next = None;
    }
}
