//! The issuing protocol, all of it, as a user of Stateright writes it: structs, vectors and sets.
//!
//! Written from the protocol's text and the semantics, not from what is generated: equal counts are a check of both.

use std::collections::BTreeSet;

use super::super::stateright::{Model, Property};

mod kiosk;
mod server;
mod world;

use kiosk::{AtKiosk, Kiosk, Visit};
use server::{AtServer, Progress, Server};
use world::World;

/// The protocol at a scope. Every fault may strike without limit, but for the misprints.
#[derive(Clone)]
pub(crate) struct Issuance {
    pub(crate) people: usize,
    pub(crate) documents: usize,
    pub(crate) sessions: usize,
    pub(crate) jobs: usize,
    /// How many jobs may wait for the lane.
    pub(crate) order: usize,
    pub(crate) misprints: u8,
}

/// A state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct State {
    kiosks: Vec<Kiosk>,
    server: Server,
    network: BTreeSet<Message>,
    world: World,
    misprints: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Image {
    job: usize,
    subject: usize,
    document: usize,
}

/// A message, once sent, stays until it is drained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Message {
    Issue { session: usize, applicant: usize, document: usize },
    Leave { session: usize },
    Certificate { session: usize, image: Image },
    Refused { session: usize },
    Render { job: usize, subject: usize, document: usize },
    Rendered { image: Image },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Action {
    Kiosk { me: usize, action: AtKiosk },
    Server(AtServer),
    Render(Image),
    Misprint { asked: Image, made: Image },
    DrainSession(usize),
    DrainJob(usize),
}

impl Message {
    fn names_session(&self, wanted: usize) -> bool {
        match *self {
            Self::Issue { session, .. }
            | Self::Leave { session }
            | Self::Certificate { session, .. }
            | Self::Refused { session } => session == wanted,
            Self::Render { .. } | Self::Rendered { .. } => false,
        }
    }

    fn names_job(&self, wanted: usize) -> bool {
        match *self {
            Self::Certificate { image: Image { job, .. }, .. }
            | Self::Render { job, .. }
            | Self::Rendered { image: Image { job, .. } } => job == wanted,
            Self::Issue { .. } | Self::Leave { .. } | Self::Refused { .. } => false,
        }
    }
}

impl State {
    fn holds_session(&self, session: usize) -> bool {
        self.kiosks[session] != Kiosk::default() || self.server.holds_session(session) || self.world.knows(session)
    }

    fn holds_job(&self, job: usize) -> bool {
        self.server.holds_job(job) || self.kiosks.iter().any(|kiosk| kiosk.holds_job(job))
    }

    fn names_session(&self, session: usize) -> bool {
        self.network.iter().any(|message| message.names_session(session))
    }

    fn names_job(&self, job: usize) -> bool {
        self.network.iter().any(|message| message.names_job(job))
    }
}

impl Issuance {
    fn renderer_actions(&self, state: &State, actions: &mut Vec<Action>) {
        for message in &state.network {
            let Message::Render { job, subject, document } = *message else { continue };
            let asked = Image { job, subject, document };
            actions.push(Action::Render(asked));
            if state.misprints == 0 {
                continue;
            }
            for subject in 0..self.people {
                let pages = (0..self.documents).map(|document| Image { job, subject, document });
                actions.extend(pages.filter(|made| *made != asked).map(|made| Action::Misprint { asked, made }));
            }
        }
    }
}

impl Model for Issuance {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            kiosks: vec![Kiosk::default(); self.sessions],
            server: Server::new(self.sessions, self.jobs),
            network: BTreeSet::new(),
            world: World::new(self.sessions),
            misprints: self.misprints,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for me in 0..self.sessions {
            self.kiosk_actions(state, me, actions);
        }
        self.server_actions(state, actions);
        self.renderer_actions(state, actions);
        let forgotten = (0..self.sessions).filter(|id| !state.holds_session(*id) && state.names_session(*id));
        actions.extend(forgotten.map(Action::DrainSession));
        let forgotten = (0..self.jobs).filter(|id| !state.holds_job(*id) && state.names_job(*id));
        actions.extend(forgotten.map(Action::DrainJob));
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Kiosk { me, action } => state.at_kiosk(me, action),
            Action::Server(action) => state.at_server(action),
            Action::Render(image) => {
                state.network.insert(Message::Rendered { image });
            }
            Action::Misprint { made, .. } => {
                state.misprints -= 1;
                state.network.insert(Message::Rendered { image: made });
            }
            Action::DrainSession(session) => state.network.retain(|message| !message.names_session(session)),
            Action::DrainJob(job) => state.network.retain(|message| !message.names_job(job)),
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("wrong page printed", |_, state: &State| !state.world.wrong_page_printed),
            Property::always("wrong page shown", |_, state: &State| !state.world.wrong_page_shown),
            Property::always("wrong page sent", |_, state: &State| !state.world.wrong_page_sent),
            Property::always("more than asked for", |_, state: &State| !state.world.not_asked_for),
            Property::always("page after refusal", |_, state: &State| !state.world.page_after_refusal),
            Property::always("unpaid paper", |_, state: &State| !state.world.unpaid_paper),
            Property::always("money kept", |_, state: &State| !state.world.money_kept),
            Property::always("the screen keeps nothing", |_, state: &State| {
                state.world.on_screen.iter().all(|session| state.kiosks[*session].visit != Visit::Nobody)
            }),
            Property::always("the lane is not lost", |_, state: &State| {
                let rendering = |job: usize| matches!(state.server.jobs[job], Progress::Rendering(_));
                state.server.lane.is_none_or(rendering)
            }),
        ]
    }
}
