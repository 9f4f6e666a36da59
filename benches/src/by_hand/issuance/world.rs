//! The room around the kiosk.

use std::collections::BTreeSet;

use super::Image;
use super::kiosk::Effect;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "one for each property")]
pub(super) struct World {
    standing_there: Vec<Option<usize>>,
    asked_for: Vec<Option<usize>>,
    refused: BTreeSet<usize>,
    pub(super) on_screen: BTreeSet<usize>,
    owed: BTreeSet<usize>,
    pub(super) wrong_page_sent: bool,
    pub(super) wrong_page_shown: bool,
    pub(super) wrong_page_printed: bool,
    pub(super) not_asked_for: bool,
    pub(super) page_after_refusal: bool,
    pub(super) unpaid_paper: bool,
    pub(super) money_kept: bool,
}

impl World {
    pub(super) fn new(sessions: usize) -> Self {
        Self {
            standing_there: vec![None; sessions],
            asked_for: vec![None; sessions],
            refused: BTreeSet::new(),
            on_screen: BTreeSet::new(),
            owed: BTreeSet::new(),
            wrong_page_sent: false,
            wrong_page_shown: false,
            wrong_page_printed: false,
            not_asked_for: false,
            page_after_refusal: false,
            unpaid_paper: false,
            money_kept: false,
        }
    }

    pub(super) fn knows(&self, session: usize) -> bool {
        self.standing_there[session].is_some()
            || self.asked_for[session].is_some()
            || [&self.refused, &self.on_screen, &self.owed].into_iter().any(|set| set.contains(&session))
    }

    pub(super) fn somebody_comes(&mut self, me: usize, person: usize) {
        self.standing_there[me] = Some(person);
    }

    pub(super) fn somebody_asks(&mut self, me: usize, document: usize) {
        self.asked_for[me] = Some(document);
    }

    pub(super) fn somebody_pays(&mut self, me: usize) {
        self.owed.insert(me);
    }

    pub(super) fn the_screen_goes_dark(&mut self, me: usize) {
        self.on_screen.remove(&me);
    }

    pub(super) fn a_refusal_is_sent(&mut self, session: usize) {
        if self.standing_there[session].is_some() {
            self.refused.insert(session);
        }
    }

    pub(super) fn a_page_is_sent(&mut self, session: usize, image: Image) {
        if let Some(person) = self.standing_there[session] {
            self.wrong_page_sent |= person != image.subject;
            self.compare(session, image);
        }
    }

    /// What leaves a kiosk.
    pub(super) fn sees(&mut self, session: usize, effect: Effect) {
        match effect {
            Effect::Show(image) => {
                self.wrong_page_shown |= self.standing_there[session] != Some(image.subject);
                self.compare(session, image);
                self.on_screen.insert(session);
            }
            Effect::Print(image) => {
                self.wrong_page_printed |= self.standing_there[session] != Some(image.subject);
                self.compare(session, image);
                self.unpaid_paper |= !self.owed.remove(&session);
            }
            Effect::Refund => {
                self.owed.remove(&session);
            }
            Effect::Alarm => {}
            Effect::Over => {
                self.money_kept |= self.owed.remove(&session);
                self.standing_there[session] = None;
                self.asked_for[session] = None;
                self.on_screen.remove(&session);
                self.refused.remove(&session);
            }
        }
    }

    fn compare(&mut self, session: usize, image: Image) {
        self.not_asked_for |= self.asked_for[session] != Some(image.document);
        self.page_after_refusal |= self.refused.contains(&session);
    }
}
