//! What really happens in the stores: who stands where, what comes out, which coins change hands. Knows nothing of any
//! protocol; survives every crash, as paper and coins do.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::auditor::Auditor;
use crate::program::city::{Person, Session, Wish};

/// All stores together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scene {
    pub(crate) auditor: Auditor,
    /// How many people have come.
    pub(crate) visits: u64,
    /// Who is at a kiosk now.
    present: BTreeSet<Session>,
    /// Who has put coins in.
    payments: BTreeSet<Session>,
    /// How many papers have come out in each visit.
    papers: BTreeMap<Session, u64>,
    /// Each visit gets its money back once: the till knows a refund by its visit.
    refunds: BTreeSet<Session>,
    /// Alarms to the staff, by visit.
    alarms: BTreeSet<Session>,
    /// Who was told that there will be no page.
    refused: BTreeSet<Session>,
    /// Who has seen a page.
    shown: BTreeSet<Session>,
    /// Whose kiosk lost its power.
    dark: BTreeSet<Session>,
    /// Who asked for something.
    asked: BTreeSet<Session>,
    /// How often each registration has changed.
    registered: BTreeMap<Person, u32>,
    /// How many registrations have changed.
    pub(crate) amendments: u64,
}

/// How many visits went how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) refused: usize,
    pub(crate) refunds: usize,
    pub(crate) alarms: usize,
    /// Asked, and got neither a page nor a word, though there was power.
    pub(crate) left_alone: usize,
}

impl Scene {
    /// Somebody lays a card on the reader.
    pub(crate) fn comes(&mut self, session: Session, person: Person) {
        self.visits += 1;
        self.present.insert(session);
        self.auditor.steps_up(session.kiosk, person.to_string());
    }

    /// The card is returned, and its owner goes. Told twice, it is the same.
    pub(crate) fn over(&mut self, session: Session) {
        if self.present.remove(&session) {
            self.auditor.leaves(session.kiosk);
        }
    }

    /// Coins are taken.
    pub(crate) fn pays(&mut self, session: Session) {
        self.payments.insert(session);
    }

    /// A paper comes out.
    pub(crate) fn paper(&mut self, session: Session, sheets: &[&str]) {
        *self.papers.entry(session).or_default() += 1;
        self.auditor.paper(session.kiosk, sheets);
    }

    /// Money comes back. Told twice, it is the same.
    pub(crate) fn refund(&mut self, session: Session) {
        self.refunds.insert(session);
    }

    /// Staff are called.
    pub(crate) fn alarm(&mut self, session: Session) {
        self.alarms.insert(session);
    }

    /// Somebody asks for a certificate. It may not be older than what is registered now.
    pub(crate) fn asks(&mut self, session: Session, person: Person, wish: Wish) {
        self.asked.insert(session);
        let registered = self.registered.get(&person).copied().unwrap_or_default();
        self.auditor.asks(session.kiosk, wish, registered);
    }

    /// Somebody's registration changes.
    pub(crate) fn registers(&mut self, person: Person) {
        self.amendments += 1;
        *self.registered.entry(person).or_default() += 1;
    }

    /// Somebody is told that there will be no page.
    pub(crate) fn refuses(&mut self, session: Session) {
        self.refused.insert(session);
    }

    /// A page can be read.
    pub(crate) fn shows(&mut self, session: Session) {
        self.shown.insert(session);
    }

    /// The power goes.
    pub(crate) fn goes_dark(&mut self, session: Session) {
        self.dark.insert(session);
    }

    /// How it went so far.
    pub(crate) fn counts(&self) -> Counts {
        Counts {
            refused: self.refused.len(),
            refunds: self.refunds.len(),
            alarms: self.alarms.len(),
            left_alone: self.left_alone().count(),
        }
    }

    /// Who asked, and got neither a page nor a word, though there was power.
    pub(crate) fn left_alone(&self) -> impl Iterator<Item = &Session> {
        let answered =
            |of: &&Session| [&self.refused, &self.shown, &self.dark, &self.alarms].iter().any(|all| all.contains(of));
        self.asked.iter().filter(move |session| !answered(session))
    }

    /// Whatever must not be, once everybody has gone. The papers are compared with the people by the auditor alone.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let mut complaints = [self.auditor.wrong.clone(), self.auditor.unfit.clone()].concat();
        for session in &self.present {
            complaints.push(format!("{session:?} never ended"));
        }
        for session in &self.payments {
            if !self.papers.contains_key(session) && !self.refunds.contains(session) {
                complaints.push(format!("{session:?} was paid for, and there is neither paper nor refund"));
            }
        }
        for (session, papers) in &self.papers {
            if *papers > 1 || !self.payments.contains(session) {
                let paid = usize::from(self.payments.contains(session));
                complaints.push(format!("{session:?} gave {papers} papers for {paid} payments"));
            }
        }
        complaints
    }
}
