//! The issuing protocol of `issuing.rs` as a user of Stateright writes it: structs, vectors and sets.

use std::collections::{BTreeSet, VecDeque};

use stateright::{Model, Property};

/// The protocol at a scope.
#[derive(Clone)]
pub(super) struct Issuing {
    pub(super) people: usize,
    pub(super) sessions: usize,
    pub(super) jobs: usize,
}

/// A state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct State {
    kiosks: Vec<Kiosk>,
    progress: Vec<Progress>,
    job_of: Vec<Option<usize>>,
    order: VecDeque<usize>,
    lane: Option<usize>,
    messages: BTreeSet<Message>,
    standing_there: Vec<Option<usize>>,
    wrong_page: bool,
    jams: u8,
    misprints: u8,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Kiosk {
    applicant: Option<usize>,
    page: Option<Image>,
    paid: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Progress {
    Free,
    Queued { session: usize, applicant: usize },
    Rendering { session: usize, applicant: usize },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Image {
    job: usize,
    subject: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Message {
    Issue { session: usize, applicant: usize },
    Cancel { session: usize },
    Certificate { session: usize, image: Image },
    Refused { session: usize },
    Render { job: usize, subject: usize },
    Rendered { image: Image },
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action {
    PresentCard { session: usize, person: usize },
    Show { session: usize, image: Image },
    Apologise { session: usize },
    GiveUp { session: usize },
    Pay { session: usize },
    Print { session: usize },
    ClearScreen { session: usize },
    PaperJam { session: usize },
    AcceptAgain,
    Accept { session: usize, applicant: usize, job: usize },
    Start,
    Collect { image: Image },
    PrintDeadline { job: usize },
    Cancel { session: usize },
    Render { job: usize, subject: usize },
    Misprint { job: usize, other: usize },
    DrainSession(usize),
    DrainJob(usize),
}

impl Message {
    fn names_session(&self, wanted: usize) -> bool {
        matches!(self, Self::Issue { session, .. } | Self::Cancel { session } if *session == wanted)
            || matches!(self, Self::Certificate { session, .. } | Self::Refused { session } if *session == wanted)
    }

    fn names_job(&self, wanted: usize) -> bool {
        matches!(self, Self::Certificate { image, .. } | Self::Rendered { image } if image.job == wanted)
            || matches!(self, Self::Render { job, .. } if *job == wanted)
    }
}

impl State {
    // A job that is not free names its session, waits in the order or has the lane: one look at it is enough.
    fn holds_session(&self, wanted: usize) -> bool {
        self.kiosks[wanted] != Kiosk::default()
            || self.job_of[wanted].is_some()
            || self.standing_there[wanted].is_some()
    }

    fn holds_job(&self, wanted: usize) -> bool {
        self.progress[wanted] != Progress::Free
            || self.lane == Some(wanted)
            || self.kiosks.iter().any(|kiosk| kiosk.page.is_some_and(|page| page.job == wanted))
    }

    fn names_session(&self, session: usize) -> bool {
        self.messages.iter().any(|message| message.names_session(session))
    }

    fn names_job(&self, job: usize) -> bool {
        self.messages.iter().any(|message| message.names_job(job))
    }

    fn waits(&self, session: usize) -> bool {
        self.kiosks[session].applicant.is_some() && self.kiosks[session].page.is_none()
    }

    fn page_comes_out(&mut self, session: usize, image: Image) {
        self.wrong_page |= self.standing_there[session] != Some(image.subject);
    }

    fn close(&mut self, session: usize) {
        self.kiosks[session] = Kiosk::default();
        self.standing_there[session] = None;
    }

    fn end(&mut self, job: usize, session: usize) {
        self.progress[job] = Progress::Free;
        self.job_of[session] = None;
        if self.lane == Some(job) {
            self.lane = None;
        }
    }
}

impl Issuing {
    fn kiosk_actions(&self, state: &State, actions: &mut Vec<Action>) {
        for (session, kiosk) in state.kiosks.iter().enumerate() {
            if !state.holds_session(session) && !state.names_session(session) {
                actions.extend((0..self.people).map(|person| Action::PresentCard { session, person }));
            }
            if state.waits(session) {
                actions.push(Action::GiveUp { session });
            }
            if kiosk.page.is_some() && !kiosk.paid {
                actions.extend([Action::Pay { session }, Action::ClearScreen { session }]);
            }
            if kiosk.paid {
                actions.push(Action::Print { session });
                if state.jams > 0 {
                    actions.push(Action::PaperJam { session });
                }
            }
        }
    }

    fn deliveries(&self, state: &State, actions: &mut Vec<Action>) {
        for message in &state.messages {
            match *message {
                Message::Issue { session, .. } if state.job_of[session].is_some() => actions.push(Action::AcceptAgain),
                Message::Issue { session, applicant } => {
                    let free = (0..self.jobs).filter(|job| !state.holds_job(*job) && !state.names_job(*job));
                    actions.extend(free.map(|job| Action::Accept { session, applicant, job }));
                }
                Message::Cancel { session } => actions.push(Action::Cancel { session }),
                Message::Certificate { session, image } if state.waits(session) => {
                    actions.push(Action::Show { session, image });
                }
                Message::Refused { session } if state.waits(session) => actions.push(Action::Apologise { session }),
                Message::Render { job, subject } => {
                    actions.push(Action::Render { job, subject });
                    if state.misprints > 0 {
                        actions.extend((0..self.people).map(|other| Action::Misprint { job, other }));
                    }
                }
                Message::Rendered { image } if state.lane == Some(image.job) => actions.push(Action::Collect { image }),
                Message::Certificate { .. } | Message::Refused { .. } | Message::Rendered { .. } => {}
            }
        }
    }
}

impl Model for Issuing {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            kiosks: vec![Kiosk::default(); self.sessions],
            progress: vec![Progress::Free; self.jobs],
            job_of: vec![None; self.sessions],
            standing_there: vec![None; self.sessions],
            jams: 1,
            misprints: 1,
            ..State::default()
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        self.kiosk_actions(state, actions);
        if state.lane.is_none() && !state.order.is_empty() {
            actions.push(Action::Start);
        }
        actions.extend(state.lane.map(|job| Action::PrintDeadline { job }));
        self.deliveries(state, actions);
        let forgotten = (0..self.sessions).filter(|id| !state.holds_session(*id) && state.names_session(*id));
        actions.extend(forgotten.map(Action::DrainSession));
        let forgotten = (0..self.jobs).filter(|id| !state.holds_job(*id) && state.names_job(*id));
        actions.extend(forgotten.map(Action::DrainJob));
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::PresentCard { session, person } => {
                state.kiosks[session].applicant = Some(person);
                state.standing_there[session] = Some(person);
                state.messages.insert(Message::Issue { session, applicant: person });
            }
            Action::Show { session, image } => {
                if state.kiosks[session].applicant == Some(image.subject) {
                    state.kiosks[session].page = Some(image);
                    state.page_comes_out(session, image);
                } else {
                    state.close(session);
                }
            }
            Action::GiveUp { session } => {
                state.messages.insert(Message::Cancel { session });
                state.close(session);
            }
            Action::Pay { session } => state.kiosks[session].paid = true,
            Action::Print { session } => {
                if let Some(image) = state.kiosks[session].page {
                    state.page_comes_out(session, image);
                }
                state.close(session);
            }
            Action::Apologise { session } | Action::ClearScreen { session } => state.close(session),
            Action::PaperJam { session } => {
                state.jams -= 1;
                state.close(session);
            }
            Action::AcceptAgain => {}
            Action::Accept { session, applicant, job } => {
                state.progress[job] = Progress::Queued { session, applicant };
                state.job_of[session] = Some(job);
                state.order.push_back(job);
            }
            Action::Start => {
                let job = state.order.pop_front()?;
                if let Progress::Queued { session, applicant } = state.progress[job] {
                    state.progress[job] = Progress::Rendering { session, applicant };
                    state.lane = Some(job);
                    state.messages.insert(Message::Render { job, subject: applicant });
                }
            }
            Action::Collect { image } => {
                if let Progress::Rendering { session, applicant } = state.progress[image.job] {
                    let good = image.subject == applicant;
                    let answer =
                        if good { Message::Certificate { session, image } } else { Message::Refused { session } };
                    state.messages.insert(answer);
                    state.end(image.job, session);
                }
            }
            Action::PrintDeadline { job } => {
                if let Progress::Rendering { session, .. } = state.progress[job] {
                    state.messages.insert(Message::Refused { session });
                    state.end(job, session);
                }
            }
            Action::Cancel { session } => {
                if let Some(job) = state.job_of[session] {
                    state.order.retain(|other| *other != job);
                    state.end(job, session);
                }
            }
            Action::Render { job, subject } => {
                state.messages.insert(Message::Rendered { image: Image { job, subject } });
            }
            Action::Misprint { job, other } => {
                state.misprints -= 1;
                state.messages.insert(Message::Rendered { image: Image { job, subject: other } });
            }
            Action::DrainSession(session) => state.messages.retain(|message| !message.names_session(session)),
            Action::DrainJob(job) => state.messages.retain(|message| !message.names_job(job)),
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("wrong page", |_, state: &State| !state.wrong_page),
            Property::sometimes("somebody has paid", |_, state: &State| state.kiosks.iter().any(|kiosk| kiosk.paid)),
        ]
    }
}
