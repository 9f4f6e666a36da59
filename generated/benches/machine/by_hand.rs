//! The issuing server as somebody would write it who knows the protocol: plain maps, a decision that changes nothing, and
//! a change that follows the commit. The containers are those of the generated Machine, the code is not.

use std::collections::BTreeMap;

/// Whatever names people, visits, jobs and kinds of document.
pub(crate) type Id = u128;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) job: Id,
    pub(crate) subject: Id,
    pub(crate) document: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    Queued { session: Id, applicant: Id, document: u8 },
    Rendering { session: Id, applicant: Id, document: u8 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Accepted { job: Id },
    Sent { page: Page, asked_again: bool },
    Denied { applicant: Id, reason: Reason },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    Overload,
    Deadline,
    WrongPage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    Job(Id, Option<Progress>),
    Visit(Id, Option<Answer>),
    Place(u64, Option<Id>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    Render { job: Id, subject: Id, document: u8 },
    Certificate { session: Id, page: Page },
    Refused { session: Id },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timer {
    Start(Id, u64),
    Cancel(Id),
}

/// What is to be committed, sent and started.
#[derive(Clone, Debug, Default)]
pub(crate) struct Step {
    pub(crate) rows: Vec<Row>,
    #[expect(clippy::option_option, reason = "whether it changes, and to what")]
    pub(crate) lane: Option<Option<Id>>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) timers: Vec<Timer>,
}

impl Step {
    fn clear(&mut self) {
        self.rows.clear();
        self.lane = None;
        self.outputs.clear();
        self.timers.clear();
    }

    fn deny(&mut self, session: Id, applicant: Id, reason: Reason) {
        self.rows.push(Row::Visit(session, Some(Answer::Denied { applicant, reason })));
        self.outputs.push(Output::Refused { session });
    }
}

/// The server's memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Server {
    jobs: BTreeMap<Id, Progress>,
    visits: BTreeMap<Id, Answer>,
    order: BTreeMap<u64, Id>,
    places: BTreeMap<Id, u64>,
    lane: Option<Id>,
    /// How often each job is named by an answer: a job that is named is not fresh.
    named: BTreeMap<Id, u32>,
    timers: BTreeMap<Id, u64>,
    next_place: u64,
    next_timer: u64,
    room: usize,
}

impl Server {
    pub(crate) fn new(room: usize) -> Self {
        Self { room, ..Self::default() }
    }

    pub(crate) fn issue(&self, session: Id, applicant: Id, document: u8, fresh: Id, step: &mut Step) -> bool {
        step.clear();
        match self.visits.get(&session) {
            None if self.order.len() >= self.room => step.deny(session, applicant, Reason::Overload),
            None => {
                let used = self.jobs.contains_key(&fresh) || self.places.contains_key(&fresh);
                if used || self.lane == Some(fresh) || self.named.contains_key(&fresh) {
                    return false;
                }
                step.rows.push(Row::Job(fresh, Some(Progress::Queued { session, applicant, document })));
                step.rows.push(Row::Visit(session, Some(Answer::Accepted { job: fresh })));
                step.rows.push(Row::Place(self.next_place, Some(fresh)));
            }
            Some(Answer::Sent { page, .. }) => {
                step.rows.push(Row::Visit(session, Some(Answer::Sent { page: *page, asked_again: true })));
                step.outputs.push(Output::Certificate { session, page: *page });
            }
            Some(Answer::Accepted { .. } | Answer::Denied { .. }) => {}
        }
        true
    }

    pub(crate) fn start(&self, step: &mut Step) -> bool {
        step.clear();
        let (None, Some((&place, &job))) = (self.lane, self.order.first_key_value()) else { return false };
        step.rows.push(Row::Place(place, None));
        if let Some(&Progress::Queued { session, applicant, document }) = self.jobs.get(&job) {
            step.rows.push(Row::Job(job, Some(Progress::Rendering { session, applicant, document })));
            step.lane = Some(Some(job));
            step.outputs.push(Output::Render { job, subject: applicant, document });
            step.timers.push(Timer::Start(job, self.next_timer));
        }
        true
    }

    pub(crate) fn rendered(&self, page: Page, step: &mut Step) -> bool {
        step.clear();
        let Some(&Progress::Rendering { session, applicant, document }) = self.jobs.get(&page.job) else {
            return false;
        };
        if self.lane != Some(page.job) {
            return false;
        }
        self.end(page.job, step);
        if page.subject == applicant && page.document == document {
            step.rows.push(Row::Visit(session, Some(Answer::Sent { page, asked_again: false })));
            step.outputs.push(Output::Certificate { session, page });
        } else {
            step.deny(session, applicant, Reason::WrongPage);
        }
        true
    }

    #[expect(dead_code, reason = "no deadline passes while it is measured")]
    pub(crate) fn deadline(&self, job: Id, arming: u64, step: &mut Step) -> bool {
        step.clear();
        let Some(&Progress::Rendering { session, applicant, .. }) = self.jobs.get(&job) else { return false };
        if self.lane != Some(job) || self.timers.get(&job) != Some(&arming) {
            return false;
        }
        self.end(job, step);
        step.deny(session, applicant, Reason::Deadline);
        true
    }

    pub(crate) fn leave(&self, session: Id, step: &mut Step) -> bool {
        step.clear();
        if let Some(&Answer::Accepted { job }) = self.visits.get(&session) {
            if let Some(&place) = self.places.get(&job) {
                step.rows.push(Row::Place(place, None));
            }
            self.end(job, step);
        }
        step.rows.push(Row::Visit(session, None));
        true
    }

    fn end(&self, job: Id, step: &mut Step) {
        step.rows.push(Row::Job(job, None));
        if self.lane == Some(job) {
            step.lane = Some(None);
            step.timers.push(Timer::Cancel(job));
        }
    }

    /// Makes the changes of a step that is committed.
    pub(crate) fn apply(&mut self, step: &Step) {
        for row in &step.rows {
            match *row {
                Row::Job(job, Some(progress)) => drop(self.jobs.insert(job, progress)),
                Row::Job(job, None) => drop(self.jobs.remove(&job)),
                Row::Visit(session, answer) => self.answer(session, answer),
                Row::Place(place, Some(job)) => {
                    self.order.insert(place, job);
                    self.places.insert(job, place);
                    self.next_place = place + 1;
                }
                Row::Place(place, None) => {
                    if let Some(job) = self.order.remove(&place) {
                        self.places.remove(&job);
                    }
                }
            }
        }
        if let Some(lane) = step.lane {
            self.lane = lane;
        }
        for timer in &step.timers {
            match *timer {
                Timer::Start(job, arming) => {
                    self.timers.insert(job, arming);
                    self.next_timer = arming + 1;
                }
                Timer::Cancel(job) => drop(self.timers.remove(&job)),
            }
        }
    }

    fn answer(&mut self, session: Id, answer: Option<Answer>) {
        let before = match answer {
            Some(answer) => self.visits.insert(session, answer),
            None => self.visits.remove(&session),
        };
        let names = [before, answer].map(|answer| match answer {
            Some(Answer::Accepted { job }) => Some(job),
            Some(Answer::Sent { page, .. }) => Some(page.job),
            Some(Answer::Denied { .. }) | None => None,
        });
        if names[0] == names[1] {
            return;
        }
        if let Some(job) = names[0] {
            let left = self.named.get(&job).map_or(0, |count| count - 1);
            if left == 0 {
                self.named.remove(&job);
            } else {
                self.named.insert(job, left);
            }
        }
        if let Some(job) = names[1] {
            *self.named.entry(job).or_default() += 1;
        }
    }
}

/// The server under test.
#[derive(Default)]
pub(crate) struct Served {
    server: Server,
    step: Step,
}

impl Served {
    fn commit(&mut self, taken: bool) -> u64 {
        if !taken {
            return 1;
        }
        std::hint::black_box(&self.step);
        self.server.apply(&self.step);
        let said = |output: &Output| match *output {
            Output::Render { job, subject, .. } => crate::digest(1, &[job, subject]),
            Output::Certificate { session, page } => crate::digest(2, &[session, page.job, page.subject]),
            Output::Refused { session } => crate::digest(3, &[session]),
        };
        self.step.outputs.iter().map(said).fold(0, crate::fold)
    }
}

impl crate::Server for Served {
    fn new() -> Self {
        Self { server: Server::new(usize::MAX), step: Step::default() }
    }

    fn issue(&mut self, session: Id, applicant: Id, job: Id) -> u64 {
        let taken = self.server.issue(session, applicant, 0, job, &mut self.step);
        self.commit(taken)
    }

    fn start(&mut self) -> u64 {
        let taken = self.server.start(&mut self.step);
        self.commit(taken)
    }

    fn rendered(&mut self, job: Id, subject: Id) -> u64 {
        let taken = self.server.rendered(Page { job, subject, document: 0 }, &mut self.step);
        self.commit(taken)
    }

    fn leave(&mut self, session: Id) -> u64 {
        let taken = self.server.leave(session, &mut self.step);
        self.commit(taken)
    }
}
