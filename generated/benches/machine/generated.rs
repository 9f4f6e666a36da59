//! The generated issuing server.

use issuance::server::{Config, Event, Fresh, Machine, Message, Output, Step};
use issuance::support::Answer;
use issuance::{Image, Issue, Leave, Rendered, Types};

use crate::by_hand::{Id, Page};

honnin::unverified_machine!(honnin_protocols::issuance::protocol);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Names;

impl Types for Names {
    type Person = Id;
    type Document = u8;
    type Session = Id;
    type Job = Id;
    type Image = Page;
}

impl Image<Names> for Page {
    fn job(&self) -> Id {
        self.job
    }

    fn subject(&self) -> Id {
        self.subject
    }

    fn document(&self) -> u8 {
        self.document
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
            Output::Certificate(sent) => crate::digest(2, &[sent.session, sent.image.job, sent.image.subject]),
            Output::Refused(refused) => crate::digest(3, &[refused.session]),
        };
        self.step.outputs().iter().map(said).fold(0, crate::fold)
    }
}

impl crate::Server for Served {
    fn new() -> Self {
        Self { machine: Machine::new_beyond_scope(Config { order: u32::MAX }), step: Step::default() }
    }

    fn issue(&mut self, session: Id, applicant: Id, job: Id) -> u64 {
        self.take(Message::Issue(Issue { session, applicant, document: 0 }), &[job])
    }

    fn start(&mut self) -> u64 {
        match self.machine.poll_into(&Fresh::default(), &mut self.step) {
            Some(answer) => self.commit(&answer),
            None => 1,
        }
    }

    fn rendered(&mut self, job: Id, subject: Id) -> u64 {
        self.take(Message::Rendered(Rendered { image: Page { job, subject, document: 0 } }), &[])
    }

    fn leave(&mut self, session: Id) -> u64 {
        self.take(Message::Leave(Leave { session }), &[])
    }
}
