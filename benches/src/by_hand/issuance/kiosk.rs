//! The kiosk.

use std::mem::take;

use super::{Action, Image, Issuance, Message, Request, State};

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Kiosk {
    pub(super) visit: Visit,
    paid: bool,
    down: bool,
    /// What was committed and had not left when the power went.
    outbox: Vec<Effect>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Visit {
    #[default]
    Nobody,
    Choosing {
        person: usize,
    },
    Waiting {
        person: usize,
        request: Request,
    },
    Shown(Image),
    Paid(Image),
    Printing(Image),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Effect {
    Show(Image),
    Print(Image),
    Refund,
    Alarm,
    Over,
}

/// What happens at a kiosk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum AtKiosk {
    PresentCard { person: usize },
    Choose { request: Request, node: usize },
    Show { image: Image, power: Power },
    Apologise,
    GiveUp,
    Pay,
    Print { power: Power },
    TakePaper,
    PaperLeftBehind,
    PaperJam,
    WalkAway,
    ClearScreen,
    ReturnCard,
    PowerLoss,
    PowerUp,
}

/// Whether the power goes between the commit of an effect and the end of its delivery.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Power {
    Stays,
    /// The effect is still to come.
    GoesBefore,
    /// The effect had been released and has not arrived.
    GoesMeanwhile,
    GoesAfter,
}

const EVERY_WAY: [Power; 4] = [Power::Stays, Power::GoesBefore, Power::GoesMeanwhile, Power::GoesAfter];

impl Kiosk {
    pub(super) fn holds_job(&self, job: usize) -> bool {
        let on_paper =
            |effect: &Effect| matches!(effect, Effect::Show(image) | Effect::Print(image) if image.names_job(job));
        matches!(self.visit, Visit::Shown(image) | Visit::Paid(image) | Visit::Printing(image) if image.names_job(job))
            || self.outbox.iter().any(on_paper)
    }

    /// Whether every page is for the person who waits, and what was asked for.
    fn expects(&self, image: Image) -> bool {
        let Visit::Waiting { person, request } = self.visit else { return false };
        image.pages().all(|page| page.is_of(person, request))
    }
}

impl Issuance {
    pub(super) fn kiosk_actions(&self, state: &State, me: usize, actions: &mut Vec<Action>) {
        let kiosk = &state.kiosks[me];
        let mut push = |action| actions.push(Action::Kiosk { me, action });
        if kiosk.down {
            return push(AtKiosk::PowerUp);
        }
        match kiosk.visit {
            Visit::Nobody => {
                if !state.holds_session(me) && !state.names_session(me) {
                    (0..self.people).for_each(|person| push(AtKiosk::PresentCard { person }));
                }
                return;
            }
            Visit::Choosing { .. } => {
                for content in self.contents() {
                    for further in 0..=self.further {
                        let request = Request { content, further };
                        (0..self.nodes).for_each(|node| push(AtKiosk::Choose { request, node }));
                    }
                }
                push(AtKiosk::ReturnCard);
            }
            Visit::Waiting { .. } => {
                push(AtKiosk::GiveUp);
                state.network.iter().for_each(|message| match *message {
                    Message::Certificate { session, image } if session == me => {
                        let ways = if kiosk.expects(image) { self.ways() } else { &[Power::Stays] };
                        ways.iter().map(|power| AtKiosk::Show { image, power: *power }).for_each(&mut push);
                    }
                    Message::Refused { session } if session == me => push(AtKiosk::Apologise),
                    _ => {}
                });
            }
            Visit::Shown(_) => [AtKiosk::Pay, AtKiosk::WalkAway, AtKiosk::ClearScreen].into_iter().for_each(&mut push),
            Visit::Paid(_) => {
                self.ways().iter().map(|power| AtKiosk::Print { power: *power }).for_each(&mut push);
                push(AtKiosk::WalkAway);
                if self.faults.paper_jam {
                    push(AtKiosk::PaperJam);
                }
            }
            Visit::Printing(_) => [AtKiosk::TakePaper, AtKiosk::PaperLeftBehind].into_iter().for_each(&mut push),
        }
        if self.faults.power_loss {
            push(AtKiosk::PowerLoss);
        }
    }

    /// What may become of an effect.
    fn ways(&self) -> &'static [Power] {
        if self.faults.power_loss { &EVERY_WAY } else { &[Power::Stays] }
    }
}

impl State {
    pub(super) fn at_kiosk(&mut self, me: usize, action: AtKiosk) {
        let kiosk = &mut self.kiosks[me];
        match (action, kiosk.visit) {
            (AtKiosk::PresentCard { person }, _) => {
                kiosk.visit = Visit::Choosing { person };
                self.world.somebody_comes(me, person);
            }
            (AtKiosk::Choose { request, node }, Visit::Choosing { person }) => {
                kiosk.visit = Visit::Waiting { person, request };
                self.world.somebody_asks(me, request);
                self.network.insert(Message::Issue { node, session: me, applicant: person, request });
            }
            (AtKiosk::Show { image, power }, _) if kiosk.expects(image) => {
                kiosk.visit = Visit::Shown(image);
                self.release(me, Effect::Show(image), power);
            }
            (AtKiosk::Show { .. }, _) => {
                self.world.sees(me, Effect::Alarm);
                self.close(me);
            }
            (AtKiosk::Pay, Visit::Shown(image)) => {
                kiosk.visit = Visit::Paid(image);
                kiosk.paid = true;
                self.world.somebody_pays(me);
            }
            (AtKiosk::Print { power }, Visit::Paid(image)) => {
                kiosk.visit = Visit::Printing(image);
                self.release(me, Effect::Print(image), power);
            }
            (AtKiosk::TakePaper, _) => {
                kiosk.paid = false;
                self.world.somebody_takes_paper(me);
                self.close(me);
            }
            (AtKiosk::PaperLeftBehind, _) => {
                self.world.sees(me, Effect::Alarm);
                self.give_back(me);
            }
            (AtKiosk::PaperJam, _) => {
                self.world.paper_is_stuck(me);
                self.give_back(me);
            }
            (AtKiosk::WalkAway, _) => {
                self.world.somebody_goes(me);
                self.give_back(me);
            }
            (AtKiosk::Apologise | AtKiosk::GiveUp | AtKiosk::ClearScreen, _) => self.close(me),
            (AtKiosk::ReturnCard, _) => {
                kiosk.visit = Visit::Nobody;
                self.world.sees(me, Effect::Over);
            }
            (AtKiosk::PowerLoss, _) => self.lose_power(me),
            (AtKiosk::PowerUp, _) => {
                kiosk.down = false;
                for effect in take(&mut kiosk.outbox) {
                    self.world.sees(me, effect);
                }
                if self.kiosks[me].paid {
                    self.world.sees(me, Effect::Alarm);
                }
                self.give_back(me);
            }
            (AtKiosk::Choose { .. } | AtKiosk::Pay | AtKiosk::Print { .. }, _) => unreachable!("not enabled"),
        }
    }

    /// An effect leaves at most once, and the power may go before, meanwhile or after.
    fn release(&mut self, me: usize, effect: Effect, power: Power) {
        match power {
            Power::Stays => return self.world.sees(me, effect),
            Power::GoesBefore => self.kiosks[me].outbox.push(effect),
            Power::GoesMeanwhile => {}
            Power::GoesAfter => self.world.sees(me, effect),
        }
        self.lose_power(me);
    }

    fn lose_power(&mut self, me: usize) {
        self.kiosks[me].visit = Visit::Nobody;
        self.kiosks[me].down = true;
        self.world.the_screen_goes_dark(me);
    }

    fn give_back(&mut self, me: usize) {
        if take(&mut self.kiosks[me].paid) {
            self.world.sees(me, Effect::Refund);
        }
        self.close(me);
    }

    fn close(&mut self, me: usize) {
        self.kiosks[me].visit = Visit::Nobody;
        self.network.extend((0..self.servers.len()).map(|node| Message::Leave { node, session: me }));
        self.world.sees(me, Effect::Over);
    }
}
