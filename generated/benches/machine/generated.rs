//! The generated issuing server: one node, single sheets, no field that was not asked for.

use std::collections::BTreeSet;

use issuance::server::{Config, Event, Fresh, Machine, Message, Output, Step};
use issuance::support::Answer;
use issuance::{Content, Image, Issue, Leave, MakeImage, Rendered, Request, Types};

use crate::by_hand::{Id, Page};

honnin::unverified_machine!(honnin_protocols::issuance::protocol);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Names;

impl Types for Names {
    type Person = Id;
    type Document = u8;
    type Node = u8;
    type Session = Id;
    type Job = Id;
    type Page = Page;
    type Image = Sheets;
}

/// The one server.
const NODE: u8 = 0;

/// What everybody asks for: one sheet.
const REQUEST: Request<Names> = Request { content: Content { document: 0, fields: 0 }, further: 0 };

/// A certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheets {
    first: Page,
    second: Option<Page>,
}

impl Image<Names> for Sheets {
    fn first(&self) -> Page {
        self.first
    }

    fn second(&self) -> Option<Page> {
        self.second
    }
}

impl MakeImage<Names> for Sheets {
    fn make(first: Page, second: Option<Page>) -> Self {
        Self { first, second }
    }
}

impl issuance::Page<Names> for Page {
    fn job(&self) -> Id {
        self.job
    }

    fn sheet(&self) -> u32 {
        0
    }

    fn subject(&self) -> Id {
        self.subject
    }

    fn content(&self) -> Content<Names> {
        Content { document: self.document, fields: 0 }
    }

    fn version(&self) -> u32 {
        0
    }
}

/// The server under test.
pub(crate) struct Served {
    machine: Machine<Names>,
    step: Step<Names>,
}

impl Served {
    fn take(&mut self, message: Message<Names>, jobs: &[Id]) -> u64 {
        let answer = self.machine.decide_into(&Event::Message(message), &Fresh { job: jobs }, &mut self.step);
        self.commit(&answer)
    }

    fn commit(&mut self, answer: &Answer<()>) -> u64 {
        let Answer::Done(()) = answer else { return 1 };
        std::hint::black_box(&self.step);
        self.machine.apply(&self.step).expect("decided on this version");
        let said = |output: &Output<Names>| match output {
            Output::Render(render) => crate::digest(1, &[render.job, render.subject]),
            Output::Certificate(sent) => {
                crate::digest(2, &[sent.session, sent.image.first.job, sent.image.first.subject])
            }
            Output::Refused(refused) => crate::digest(3, &[refused.session]),
        };
        self.step.outputs().iter().map(said).fold(0, crate::fold)
    }
}

impl crate::Server for Served {
    fn new() -> Self {
        let config = Config { field: 0, sheet: 0, version: 0, order: u32::MAX, node: BTreeSet::from([NODE]) };
        Self { machine: Machine::new_beyond_scope(config), step: Step::default() }
    }

    fn issue(&mut self, session: Id, applicant: Id, job: Id) -> u64 {
        self.take(Message::Issue(Issue { node: NODE, session, applicant, request: REQUEST }), &[job])
    }

    fn start(&mut self) -> u64 {
        match self.machine.poll_into(&Fresh::default(), &mut self.step) {
            Some(answer) => self.commit(&answer),
            None => 1,
        }
    }

    fn rendered(&mut self, job: Id, subject: Id) -> u64 {
        self.take(Message::Rendered(Rendered { node: NODE, page: Page { job, subject, document: 0 } }), &[])
    }

    fn leave(&mut self, session: Id) -> u64 {
        self.take(Message::Leave(Leave { node: NODE, session }), &[])
    }
}
