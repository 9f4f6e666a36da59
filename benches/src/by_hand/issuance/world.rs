//! The room around the kiosk.

use std::collections::BTreeSet;

use super::kiosk::Effect;
use super::{Image, Page, Request};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "one for each property")]
pub(super) struct World {
    standing_there: Vec<Option<usize>>,
    asked_for: Vec<Option<Request>>,
    /// How often each person's registration has changed, and how often it had when the person asked.
    registered: Vec<usize>,
    asked_under: Vec<usize>,
    refused: BTreeSet<usize>,
    pub(super) on_screen: BTreeSet<usize>,
    /// The person has gone, or the paper is stuck.
    abandoned: BTreeSet<usize>,
    in_tray: BTreeSet<usize>,
    alarmed: BTreeSet<usize>,
    owed: BTreeSet<usize>,
    pub(super) wrong_page_sent: bool,
    pub(super) wrong_page_shown: bool,
    pub(super) wrong_page_printed: bool,
    pub(super) not_asked_for: bool,
    pub(super) incomplete: bool,
    pub(super) outdated_page: bool,
    pub(super) page_after_refusal: bool,
    pub(super) unpaid_paper: bool,
    pub(super) unpaid_refund: bool,
    pub(super) money_kept: bool,
    pub(super) left_unnoticed: bool,
    pub(super) out_of_place: bool,
}

impl World {
    pub(super) fn new(sessions: usize, people: usize) -> Self {
        Self {
            standing_there: vec![None; sessions],
            asked_for: vec![None; sessions],
            registered: vec![0; people],
            asked_under: vec![0; sessions],
            refused: BTreeSet::new(),
            on_screen: BTreeSet::new(),
            abandoned: BTreeSet::new(),
            in_tray: BTreeSet::new(),
            alarmed: BTreeSet::new(),
            owed: BTreeSet::new(),
            wrong_page_sent: false,
            wrong_page_shown: false,
            wrong_page_printed: false,
            not_asked_for: false,
            incomplete: false,
            outdated_page: false,
            page_after_refusal: false,
            unpaid_paper: false,
            unpaid_refund: false,
            money_kept: false,
            left_unnoticed: false,
            out_of_place: false,
        }
    }

    pub(super) fn knows(&self, session: usize) -> bool {
        let sets = [&self.refused, &self.on_screen, &self.abandoned, &self.in_tray, &self.alarmed, &self.owed];
        self.standing_there[session].is_some()
            || self.asked_for[session].is_some()
            || self.asked_under[session] != 0
            || sets.into_iter().any(|set| set.contains(&session))
    }

    /// A page can be read, and there is somebody to read it.
    pub(super) fn shows_to_somebody(&self, session: usize) -> bool {
        self.on_screen.contains(&session) && !self.abandoned.contains(&session)
    }

    pub(super) fn somebody_comes(&mut self, me: usize, person: usize) {
        self.standing_there[me] = Some(person);
    }

    pub(super) fn somebody_asks(&mut self, me: usize, request: Request) {
        self.asked_for[me] = Some(request);
        if let Some(person) = self.standing_there[me] {
            self.asked_under[me] = self.registered[person];
        }
    }

    pub(super) fn a_registration_changes(&mut self, person: usize) {
        self.registered[person] += 1;
    }

    pub(super) fn somebody_pays(&mut self, me: usize) {
        self.owed.insert(me);
    }

    pub(super) fn somebody_takes_paper(&mut self, me: usize) {
        self.out_of_place |= !self.in_tray.remove(&me);
    }

    pub(super) fn somebody_goes(&mut self, me: usize) {
        self.out_of_place |= !self.on_screen.contains(&me) || self.in_tray.contains(&me);
        self.abandoned.insert(me);
    }

    pub(super) fn paper_is_stuck(&mut self, me: usize) {
        self.out_of_place |= !self.owed.contains(&me);
        self.abandoned.insert(me);
    }

    /// The power goes: nothing can be read, and what happened is not remembered.
    pub(super) fn the_screen_goes_dark(&mut self, me: usize) {
        for set in [&mut self.on_screen, &mut self.abandoned, &mut self.in_tray, &mut self.alarmed] {
            set.remove(&me);
        }
    }

    pub(super) fn a_refusal_is_sent(&mut self, session: usize) {
        if self.standing_there[session].is_some() {
            self.refused.insert(session);
        }
    }

    pub(super) fn a_page_is_sent(&mut self, session: usize, image: Image) {
        if self.standing_there[session].is_some() {
            self.wrong_page_sent |= self.is_of_another(session, image);
            self.look_at(session, image);
        }
    }

    /// What leaves a kiosk.
    pub(super) fn sees(&mut self, session: usize, effect: Effect) {
        match effect {
            Effect::Show(image) => {
                self.wrong_page_shown |= self.is_of_another(session, image);
                self.look_at(session, image);
                self.on_screen.insert(session);
            }
            Effect::Print(image) => {
                self.wrong_page_printed |= self.is_of_another(session, image);
                self.look_at(session, image);
                self.unpaid_paper |= !self.owed.remove(&session);
                self.in_tray.insert(session);
            }
            Effect::Refund => {
                let owed = self.owed.remove(&session) || self.in_tray.contains(&session);
                self.unpaid_refund |= !owed && self.on_screen.contains(&session);
            }
            Effect::Alarm => {
                self.alarmed.insert(session);
            }
            Effect::Over => {
                self.money_kept |= self.owed.remove(&session);
                self.left_unnoticed |= self.in_tray.contains(&session) && !self.alarmed.contains(&session);
                self.standing_there[session] = None;
                self.asked_for[session] = None;
                self.asked_under[session] = 0;
                self.the_screen_goes_dark(session);
                self.refused.remove(&session);
            }
        }
    }

    fn is_of_another(&self, session: usize, image: Image) -> bool {
        image.pages().any(|page| self.standing_there[session] != Some(page.subject))
    }

    /// What else a certificate must be, wherever it comes out.
    fn look_at(&mut self, session: usize, image: Image) {
        let further = self.asked_for[session].map_or(0, |request| request.further);
        self.incomplete |= (further > 0) != image.second.is_some();
        let in_place = |(place, page): (usize, Page)| page.sheet == place && page.job == image.first.job;
        self.incomplete |= !image.pages().enumerate().all(in_place);
        image.pages().for_each(|page| self.look_at_page(session, page));
        self.page_after_refusal |= self.refused.contains(&session);
    }

    fn look_at_page(&mut self, session: usize, page: Page) {
        self.not_asked_for |= self.asked_for[session].is_none_or(|request| page.content != request.content);
        self.outdated_page |= page.version < self.asked_under[session];
    }
}
