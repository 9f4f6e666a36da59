//! What this protocol calls the things of the city. It knows one server, one sheet, and nothing of the registry.

use super::protocol::support::Answer;
use super::protocol::{Image, MakeImage, Render, Rendered, Types, kiosk, renderer, server};
use super::service::role::{City, KioskRole, Registered, ServerRole};
use crate::program::city::{Document, Job, Node, Page, Person, Said, Session, Wish};
use crate::program::registry::Registry;
use crate::program::trouble::Trouble;

/// How many issuing servers the municipality has.
pub(crate) const NODES: u32 = 1;

pub(crate) type ServerConfig = server::Config;
pub(crate) type KioskConfig = kiosk::Config;

impl Types for City {
    type Person = Person;
    type Session = Session;
    type Job = Job;
    type Document = Document;
    type Image = Page;
}

impl Image<City> for Page {
    fn job(&self) -> Job {
        self.said().job
    }

    fn subject(&self) -> Person {
        self.said().subject
    }

    fn document(&self) -> Document {
        self.said().document
    }
}

impl MakeImage<City> for Page {
    fn make(job: Job, subject: Person, document: Document) -> Self {
        drawn(subject, job, subject, document)
    }
}

fn drawn(ordered_for: Person, job: Job, subject: Person, document: Document) -> Page {
    Page::drawn(ordered_for, Said { job, sheet: 0, subject, document, version: 0, my_number: false })
}

impl Registered for KioskRole {}
impl Registered for ServerRole {}

/// What somebody at a kiosk may ask for: a kind of certificate.
pub(crate) fn wish(wish: Wish) -> Wish {
    Wish { my_number: false, two_sheets: false, ..wish }
}

/// Somebody asks for it.
pub(crate) fn choose(me: Session, wish: Wish, _: Node) -> kiosk::Input<City> {
    kiosk::Input::Choose { me, document: wish.document }
}

/// The server to which a message goes.
pub(crate) fn server_of(_: &server::Message<City>) -> Node {
    Node(0)
}

/// The renderer reports an error.
pub(crate) fn renderer_fails(_: Node, job: Job) -> server::Fault<City> {
    server::Fault::RendererFails { job }
}

/// The renderer's machine.
#[derive(Clone, Debug)]
pub(crate) struct Press {
    machine: renderer::Machine<City>,
}

impl Press {
    pub(crate) fn new(machine: renderer::Machine<City>, _: Registry) -> Self {
        Self { machine }
    }

    /// It has no copy of the registry.
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "the other machine has one")]
    pub(crate) fn follows(&mut self, _: Person) -> Result<(), Trouble> {
        Ok(())
    }

    /// Makes a page.
    pub(crate) fn makes(&self, render: Render<City>) -> Result<Vec<server::Message<City>>, Trouble> {
        let event = renderer::Event::Message(renderer::Message::Render(render));
        match self.machine.decide(event, &renderer::Fresh::default()) {
            Answer::Done(step) => {
                let said =
                    |renderer::Output::Rendered(rendered): &_| server::Message::Rendered(Rendered::clone(rendered));
                Ok(step.outputs().iter().map(said).collect())
            }
            no => Err(Trouble::Refused(format!("the renderer's machine would not make a page: {:?}", no.map(|_| ())))),
        }
    }

    /// Makes somebody else's page instead.
    #[allow(clippy::unused_self, reason = "the other machine has a copy of the registry")]
    pub(crate) fn misprints(&self, render: &Render<City>, subject: Person) -> Vec<server::Message<City>> {
        let image = drawn(render.subject, render.job, subject, render.document);
        vec![server::Message::Rendered(Rendered { image })]
    }
}

/// Nobody changes a registration here: what is issued does not know of it.
#[allow(clippy::unnecessary_wraps, reason = "the other machine has a registry")]
pub(crate) fn amend(_: &Registry, _: Person) -> Result<bool, Trouble> {
    Ok(false)
}
