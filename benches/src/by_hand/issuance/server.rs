//! The municipality's issuing server.

use std::collections::VecDeque;
use std::mem::replace;

use super::{Action, Image, Issuance, Message, State};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Server {
    pub(super) jobs: Vec<Progress>,
    visits: Vec<Answer>,
    order: VecDeque<usize>,
    pub(super) lane: Option<usize>,
    down: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Progress {
    Free,
    Queued(Application),
    Rendering(Application),
}

/// What an application asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Application {
    session: usize,
    applicant: usize,
    document: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Answer {
    Unknown,
    Accepted { job: usize },
    Sent { image: Image, asked_again: bool },
    Denied { applicant: usize, because: Reason },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Reason {
    Overload,
    Deadline,
    RendererFailed,
    WrongPage,
    Restart,
}

/// What happens at the server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum AtServer {
    /// A new application, under a job that is free.
    Accept(Application, usize),
    /// One more than may wait.
    Overload(Application),
    /// An application that has been seen.
    Again(Application),
    Start,
    Collect(Image),
    RendererFails(usize),
    PrintDeadline(usize),
    Forget(usize),
    Crash,
    Restart,
}

impl Server {
    pub(super) fn new(sessions: usize, jobs: usize) -> Self {
        Self {
            jobs: vec![Progress::Free; jobs],
            visits: vec![Answer::Unknown; sessions],
            order: VecDeque::new(),
            lane: None,
            down: false,
        }
    }

    pub(super) fn holds_session(&self, wanted: usize) -> bool {
        let asks =
            |job: &Progress| matches!(job, Progress::Queued(it) | Progress::Rendering(it) if it.session == wanted);
        self.visits[wanted] != Answer::Unknown || self.jobs.iter().any(asks)
    }

    pub(super) fn holds_job(&self, wanted: usize) -> bool {
        let names = |answer: &Answer| match *answer {
            Answer::Accepted { job } | Answer::Sent { image: Image { job, .. }, .. } => job == wanted,
            Answer::Unknown | Answer::Denied { .. } => false,
        };
        self.jobs[wanted] != Progress::Free
            || self.lane == Some(wanted)
            || self.order.contains(&wanted)
            || self.visits.iter().any(names)
    }

    /// The application that is being rendered, if it is this job's.
    fn rendering(&self, job: usize) -> Option<Application> {
        match self.jobs[job] {
            Progress::Rendering(application) if self.lane == Some(job) => Some(application),
            _ => None,
        }
    }

    fn end(&mut self, job: usize) {
        self.jobs[job] = Progress::Free;
        if self.lane == Some(job) {
            self.lane = None;
        }
    }
}

impl Issuance {
    pub(super) fn server_actions(&self, state: &State, actions: &mut Vec<Action>) {
        let server = &state.server;
        let mut push = |action| actions.push(Action::Server(action));
        if server.down {
            return push(AtServer::Restart);
        }
        match server.lane {
            None if server.order.is_empty() => {}
            None => push(AtServer::Start),
            Some(job) => {
                push(AtServer::Crash);
                if server.rendering(job).is_some() {
                    push(AtServer::RendererFails(job));
                    push(AtServer::PrintDeadline(job));
                }
            }
        }
        for message in &state.network {
            match *message {
                Message::Issue { session, applicant, document } => {
                    let it = Application { session, applicant, document };
                    if server.visits[session] != Answer::Unknown {
                        push(AtServer::Again(it));
                    } else if server.order.len() >= self.order {
                        push(AtServer::Overload(it));
                    } else {
                        let free = (0..self.jobs).filter(|job| !state.holds_job(*job) && !state.names_job(*job));
                        free.for_each(|job| push(AtServer::Accept(it, job)));
                    }
                }
                Message::Leave { session } => push(AtServer::Forget(session)),
                Message::Rendered { image } if server.rendering(image.job).is_some() => push(AtServer::Collect(image)),
                _ => {}
            }
        }
    }
}

impl State {
    pub(super) fn at_server(&mut self, action: AtServer) {
        let server = &mut self.server;
        match action {
            AtServer::Accept(application, job) => {
                server.jobs[job] = Progress::Queued(application);
                server.visits[application.session] = Answer::Accepted { job };
                server.order.push_back(job);
            }
            AtServer::Overload(application) => self.deny(application, Reason::Overload),
            AtServer::Again(Application { session, .. }) => {
                if let Answer::Sent { image, .. } = server.visits[session] {
                    self.certify(session, image, true);
                }
            }
            AtServer::Start => {
                let Some(job) = server.order.pop_front() else { return };
                if let Progress::Queued(application) = server.jobs[job] {
                    server.jobs[job] = Progress::Rendering(application);
                    server.lane = Some(job);
                    let Application { applicant: subject, document, .. } = application;
                    self.network.insert(Message::Render { job, subject, document });
                }
            }
            AtServer::Collect(image) => {
                let Some(application) = server.rendering(image.job) else { return };
                server.end(image.job);
                if image.subject == application.applicant && image.document == application.document {
                    self.certify(application.session, image, false);
                } else {
                    self.deny(application, Reason::WrongPage);
                }
            }
            AtServer::RendererFails(job) => self.stop(job, Reason::RendererFailed),
            AtServer::PrintDeadline(job) => self.stop(job, Reason::Deadline),
            AtServer::Forget(session) => {
                if let Answer::Accepted { job } = replace(&mut server.visits[session], Answer::Unknown) {
                    server.order.retain(|other| *other != job);
                    server.end(job);
                }
            }
            AtServer::Crash => {
                server.lane = None;
                server.down = true;
            }
            AtServer::Restart => {
                server.down = false;
                for job in 0..server.jobs.len() {
                    self.stop(job, Reason::Restart);
                }
            }
        }
    }

    /// Ends a job that is being rendered, without a page.
    fn stop(&mut self, job: usize, because: Reason) {
        if let Progress::Rendering(application) = self.server.jobs[job] {
            self.server.end(job);
            self.deny(application, because);
        }
    }

    fn deny(&mut self, Application { session, applicant, .. }: Application, because: Reason) {
        self.server.visits[session] = Answer::Denied { applicant, because };
        self.network.insert(Message::Refused { session });
        self.world.a_refusal_is_sent(session);
    }

    fn certify(&mut self, session: usize, image: Image, asked_again: bool) {
        self.server.visits[session] = Answer::Sent { image, asked_again };
        self.network.insert(Message::Certificate { session, image });
        self.world.a_page_is_sent(session, image);
    }
}
