//! The municipality's issuing servers.

use std::collections::VecDeque;
use std::mem::replace;

use super::{Action, Image, Issuance, Message, Page, Request, State};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Server {
    pub(super) jobs: Vec<Progress>,
    visits: Vec<Answer>,
    pub(super) order: VecDeque<usize>,
    pub(super) lane: Option<usize>,
    down: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Progress {
    Free,
    Queued(Accepted),
    /// With the first sheet, while the second is made.
    Rendering(Accepted, Option<Page>),
}

/// What an application asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Application {
    session: usize,
    applicant: usize,
    request: Request,
}

/// An application, and the version of the registration that was in force when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Accepted {
    application: Application,
    version: usize,
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
    Outdated,
    Restart,
}

/// What happens at a server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum AtServer {
    /// A new application, under a job that is free.
    Accept(Application, usize),
    /// One more than may wait.
    Overload(Application),
    /// An application that has been seen.
    Again(Application),
    Start,
    /// A sheet of the job that has the lane.
    Collect(Page),
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
        let asks = |job: &Progress| matches!(job, Progress::Queued(it) | Progress::Rendering(it, _) if it.application.session == wanted);
        self.visits[wanted] != Answer::Unknown || self.jobs.iter().any(asks)
    }

    pub(super) fn holds_job(&self, wanted: usize) -> bool {
        let names = |answer: &Answer| match *answer {
            Answer::Accepted { job } => job == wanted,
            Answer::Sent { image, .. } => image.names_job(wanted),
            Answer::Unknown | Answer::Denied { .. } => false,
        };
        let kept = |job: &Progress| matches!(job, Progress::Rendering(_, Some(first)) if first.job == wanted);
        self.jobs[wanted] != Progress::Free
            || self.lane == Some(wanted)
            || self.order.contains(&wanted)
            || self.visits.iter().any(names)
            || self.jobs.iter().any(kept)
    }

    /// What is being rendered and the first sheet of it, if the lane is this job's.
    fn rendering(&self, job: usize) -> Option<(Accepted, Option<Page>)> {
        match self.jobs[job] {
            Progress::Rendering(accepted, first) if self.lane == Some(job) => Some((accepted, first)),
            _ => None,
        }
    }

    /// Whether a sheet is the one that is waited for.
    fn awaits(&self, page: Page) -> bool {
        self.rendering(page.job).is_some_and(|(_, first)| page.sheet == usize::from(first.is_some()))
    }

    fn end(&mut self, job: usize) {
        self.jobs[job] = Progress::Free;
        if self.lane == Some(job) {
            self.lane = None;
        }
    }
}

impl Issuance {
    pub(super) fn server_actions(&self, state: &State, me: usize, actions: &mut Vec<Action>) {
        let server = &state.servers[me];
        let mut push = |action| actions.push(Action::Server { me, action });
        if server.down {
            return push(AtServer::Restart);
        }
        match server.lane {
            None if server.order.is_empty() => {}
            None => push(AtServer::Start),
            Some(job) => {
                if self.faults.crash {
                    push(AtServer::Crash);
                }
                if server.rendering(job).is_some() {
                    push(AtServer::PrintDeadline(job));
                    if self.faults.renderer_failure {
                        push(AtServer::RendererFails(job));
                    }
                }
            }
        }
        for message in &state.network {
            match *message {
                Message::Issue { node, session, applicant, request } if node == me => {
                    let it = Application { session, applicant, request };
                    if server.visits[session] != Answer::Unknown {
                        push(AtServer::Again(it));
                    } else if server.order.len() >= self.order {
                        push(AtServer::Overload(it));
                    } else {
                        let free = (0..self.jobs).filter(|job| !state.holds_job(*job) && !state.names_job(*job));
                        free.for_each(|job| push(AtServer::Accept(it, job)));
                    }
                }
                Message::Leave { node, session } if node == me => push(AtServer::Forget(session)),
                Message::Rendered { node, page } if node == me && server.awaits(page) => push(AtServer::Collect(page)),
                _ => {}
            }
        }
    }
}

impl State {
    pub(super) fn at_server(&mut self, me: usize, action: AtServer) {
        let server = &mut self.servers[me];
        match action {
            AtServer::Accept(application, job) => {
                let version = self.registrations.versions[application.applicant];
                server.jobs[job] = Progress::Queued(Accepted { application, version });
                server.visits[application.session] = Answer::Accepted { job };
                server.order.push_back(job);
            }
            AtServer::Overload(application) => self.deny(me, application, Reason::Overload),
            AtServer::Again(Application { session, .. }) => {
                if let Answer::Sent { image, .. } = server.visits[session] {
                    self.certify(me, session, image, true);
                }
            }
            AtServer::Start => {
                let Some(job) = server.order.pop_front() else { return };
                if let Progress::Queued(accepted) = server.jobs[job] {
                    server.jobs[job] = Progress::Rendering(accepted, None);
                    server.lane = Some(job);
                    self.ask_for(accepted.application, job, 0);
                }
            }
            AtServer::Collect(page) => self.collect(me, page),
            AtServer::RendererFails(job) => self.stop(me, job, Reason::RendererFailed),
            AtServer::PrintDeadline(job) => self.stop(me, job, Reason::Deadline),
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
                    self.stop(me, job, Reason::Restart);
                }
            }
        }
    }

    fn collect(&mut self, me: usize, page: Page) {
        let server = &mut self.servers[me];
        let Some((accepted, first)) = server.rendering(page.job) else { return };
        let Application { session, applicant, request } = accepted.application;
        if !page.is_of(applicant, request) {
            return self.stop(me, page.job, Reason::WrongPage);
        }
        if page.version < accepted.version {
            return self.stop(me, page.job, Reason::Outdated);
        }
        if first.is_none() && request.further > 0 {
            server.jobs[page.job] = Progress::Rendering(accepted, Some(page));
            return self.ask_for(accepted.application, page.job, 1);
        }
        server.end(page.job);
        let image = first.map_or(Image { first: page, second: None }, |first| Image { first, second: Some(page) });
        self.certify(me, session, image, false);
    }

    fn ask_for(&mut self, Application { applicant: subject, request, .. }: Application, job: usize, sheet: usize) {
        self.network.insert(Message::Render { job, sheet, subject, request });
    }

    /// Ends a job that is being rendered, without a page.
    fn stop(&mut self, me: usize, job: usize, because: Reason) {
        if let Progress::Rendering(accepted, _) = self.servers[me].jobs[job] {
            self.servers[me].end(job);
            self.deny(me, accepted.application, because);
        }
    }

    fn deny(&mut self, me: usize, Application { session, applicant, .. }: Application, because: Reason) {
        self.servers[me].visits[session] = Answer::Denied { applicant, because };
        self.network.insert(Message::Refused { session });
        self.world.a_refusal_is_sent(session);
    }

    fn certify(&mut self, me: usize, session: usize, image: Image, asked_again: bool) {
        self.servers[me].visits[session] = Answer::Sent { image, asked_again };
        self.network.insert(Message::Certificate { session, image });
        self.world.a_page_is_sent(session, image);
    }
}
