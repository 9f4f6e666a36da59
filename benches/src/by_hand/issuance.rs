//! The issuing protocol, all of it, as a user of Stateright writes it: structs, vectors and sets.
//!
//! Written from the protocol's text and the semantics, not from what is generated: equal counts are a check of both.

use std::collections::BTreeSet;

use super::super::stateright::{Model, Property};

mod kiosk;
mod message;
mod renderer;
mod server;
mod world;

use kiosk::{AtKiosk, Kiosk, Visit};
pub(crate) use message::Message;
use renderer::{AtRenderer, Registrations};
use server::{AtServer, Progress, Server};
use world::World;

/// The protocol at a scope.
#[derive(Clone)]
pub(crate) struct Issuance {
    pub(crate) people: usize,
    pub(crate) documents: usize,
    pub(crate) nodes: usize,
    pub(crate) sessions: usize,
    pub(crate) jobs: usize,
    /// How many jobs may wait for a server's lane.
    pub(crate) order: usize,
    /// How many fields there are that are left out unless they are asked for.
    pub(crate) fields: usize,
    /// How many sheets come after the first, at most.
    pub(crate) further: usize,
    /// How often registrations change.
    pub(crate) amendments: usize,
    pub(crate) misprints: usize,
    /// Which faults may strike, as often as they like.
    pub(crate) faults: Faults,
}

/// Faults that strike without limit, or not at all.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "one for each fault")]
pub(crate) struct Faults {
    pub(crate) crash: bool,
    pub(crate) power_loss: bool,
    pub(crate) paper_jam: bool,
    pub(crate) renderer_failure: bool,
}

/// A state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct State {
    kiosks: Vec<Kiosk>,
    registrations: Registrations,
    servers: Vec<Server>,
    network: BTreeSet<Message>,
    world: World,
}

/// What is on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Content {
    document: usize,
    fields: usize,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Request {
    content: Content,
    further: usize,
}

/// One sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Page {
    job: usize,
    /// Which one: 0 is the first.
    sheet: usize,
    subject: usize,
    content: Content,
    version: usize,
}

/// A certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Image {
    first: Page,
    second: Option<Page>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Action {
    Kiosk { me: usize, action: AtKiosk },
    Server { me: usize, action: AtServer },
    Renderer(AtRenderer),
    DrainSession(usize),
    DrainJob(usize),
}

impl Page {
    fn is_of(&self, person: usize, request: Request) -> bool {
        self.subject == person && self.content == request.content
    }
}

impl Image {
    fn pages(&self) -> impl Iterator<Item = Page> {
        [Some(self.first), self.second].into_iter().flatten()
    }

    fn names_job(&self, wanted: usize) -> bool {
        self.pages().any(|page| page.job == wanted)
    }
}

impl State {
    fn holds_session(&self, session: usize) -> bool {
        self.kiosks[session] != Kiosk::default()
            || self.servers.iter().any(|server| server.holds_session(session))
            || self.world.knows(session)
    }

    fn holds_job(&self, job: usize) -> bool {
        self.servers.iter().any(|server| server.holds_job(job)) || self.kiosks.iter().any(|kiosk| kiosk.holds_job(job))
    }

    fn names_session(&self, session: usize) -> bool {
        self.network.iter().any(|message| message.names_session(session))
    }

    fn names_job(&self, job: usize) -> bool {
        self.network.iter().any(|message| message.names_job(job))
    }
}

impl Issuance {
    /// All that can be on a page.
    fn contents(&self) -> impl Iterator<Item = Content> {
        let fields = self.fields;
        (0..self.documents).flat_map(move |document| (0..=fields).map(move |fields| Content { document, fields }))
    }
}

impl Model for Issuance {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            kiosks: vec![Kiosk::default(); self.sessions],
            registrations: Registrations::new(self),
            servers: vec![Server::new(self.sessions, self.jobs); self.nodes],
            network: BTreeSet::new(),
            world: World::new(self.sessions, self.people),
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for me in 0..self.sessions {
            self.kiosk_actions(state, me, actions);
        }
        for me in 0..self.nodes {
            self.server_actions(state, me, actions);
        }
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
            Action::Server { me, action } => state.at_server(me, action),
            Action::Renderer(action) => state.at_renderer(action),
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
            Property::always("sheets mixed up", |_, state: &State| !state.world.incomplete),
            Property::always("outdated page", |_, state: &State| !state.world.outdated_page),
            Property::always("page after refusal", |_, state: &State| !state.world.page_after_refusal),
            Property::always("unpaid paper", |_, state: &State| !state.world.unpaid_paper),
            Property::always("unpaid refund", |_, state: &State| !state.world.unpaid_refund),
            Property::always("left unnoticed", |_, state: &State| !state.world.left_unnoticed),
            Property::always("out of place", |_, state: &State| !state.world.out_of_place),
            Property::always("money kept", |_, state: &State| !state.world.money_kept),
            Property::always("the screen keeps nothing", |_, state: &State| {
                state.world.on_screen.iter().all(|session| state.kiosks[*session].visit != Visit::Nobody)
            }),
            Property::always("shown to somebody", |_, state: &State| {
                let shown = |kiosk: &Kiosk| matches!(kiosk.visit, Visit::Shown(_) | Visit::Paid(_));
                let mut kiosks = state.kiosks.iter().enumerate().filter(|(_, kiosk)| shown(kiosk));
                kiosks.all(|(me, _)| state.world.shows_to_somebody(me))
            }),
            Property::always("the lane is not lost", |_, state: &State| {
                let rendering = |server: &Server, job: usize| matches!(server.jobs[job], Progress::Rendering { .. });
                state.servers.iter().all(|server| server.lane.is_none_or(|job| rendering(server, job)))
            }),
            Property::always("the order is of queued jobs", |_, state: &State| {
                let queued = |server: &Server, job: usize| matches!(server.jobs[job], Progress::Queued(_));
                state.servers.iter().all(|server| server.order.iter().all(|job| queued(server, *job)))
            }),
        ]
    }
}
