//! What this protocol calls the things of the city.

use std::collections::BTreeSet;

use super::protocol::support::Answer;
use super::protocol::{
    Content, Image, Issue, MakeImage, MakePage, Render, Rendered, Request, Types, counter, kiosk, renderer, server,
};
use super::service::role::{City, KioskRole, Registered, ServerRole};
use crate::program::city::{Document, Job, Node, Page, Person, Said, Session, Sheets, Wish};
use crate::program::registry::Registry;
use crate::program::trouble::Trouble;

/// How many issuing servers the municipality has.
pub(crate) const NODES: u32 = 2;

pub(crate) type ServerConfig = server::Config<City>;
pub(crate) type KioskConfig = kiosk::Config<City>;

/// All of the municipality's servers.
pub(crate) fn nodes() -> BTreeSet<Node> {
    (0..NODES).map(Node).collect()
}

impl Types for City {
    type Person = Person;
    type Document = Document;
    type Node = Node;
    type Session = Session;
    type Job = Job;
    type Page = Page;
    type Image = Sheets;
}

impl super::protocol::Page<City> for Page {
    fn job(&self) -> Job {
        self.said().job
    }

    fn sheet(&self) -> u32 {
        self.said().sheet
    }

    fn subject(&self) -> Person {
        self.said().subject
    }

    fn content(&self) -> Content<City> {
        Content { document: self.said().document, fields: self.said().my_number.into() }
    }

    fn version(&self) -> u32 {
        self.said().version
    }
}

impl MakePage<City> for Page {
    fn make(job: Job, sheet: u32, subject: Person, content: Content<City>, version: u32) -> Self {
        let (document, my_number) = (content.document, content.fields > 0);
        Page::drawn(subject, Said { job, sheet, subject, document, version, my_number })
    }
}

impl Image<City> for Sheets {
    fn first(&self) -> Page {
        self.first.clone()
    }

    fn second(&self) -> Option<Page> {
        self.second.clone()
    }
}

impl MakeImage<City> for Sheets {
    fn make(first: Page, second: Option<Page>) -> Self {
        Self { first, second }
    }
}

impl Registered for KioskRole {}

impl Registered for ServerRole {
    fn looks_up(step: &Self::Step) -> Vec<Person> {
        let looked_up = |key: &_| match key {
            server::RowKey::RegistryVersions(person) => Some(*person),
            _ => None,
        };
        step.reads().filter_map(looked_up).collect()
    }

    fn load(machine: &mut Self::Machine, person: Person, version: u32) -> bool {
        let is_news = machine.registry_versions(person) != version;
        if is_news {
            machine.load(server::Row::RegistryVersions(person, version));
        }
        is_news
    }

    fn is_of_registry(row: &Self::Row) -> bool {
        matches!(row, server::Row::RegistryVersions(..))
    }
}

/// What somebody at a kiosk may ask for: anything.
pub(crate) fn wish(wish: Wish) -> Wish {
    wish
}

/// Somebody asks for it; the balancer has chosen the server.
pub(crate) fn choose(me: Session, wish: Wish, node: Node) -> kiosk::Input<City> {
    kiosk::Input::Choose { me, request: request(wish), node }
}

/// Such an application, as it reaches the server.
pub(crate) fn issue(node: Node, session: Session, applicant: Person, wish: Wish) -> server::Message<City> {
    server::Message::Issue(Issue { node, session, applicant, request: request(wish) })
}

fn request(wish: Wish) -> Request<City> {
    let content = Content { document: wish.document, fields: wish.my_number.into() };
    Request { content, further: wish.two_sheets.into() }
}

/// The server to which a message goes.
pub(crate) fn server_of(message: &server::Message<City>) -> Node {
    match message {
        server::Message::Issue(issue) => issue.node,
        server::Message::Leave(leave) => leave.node,
        server::Message::Rendered(rendered) => rendered.node,
    }
}

/// The renderer reports an error.
pub(crate) fn renderer_fails(me: Node, job: Job) -> server::Fault<City> {
    server::Fault::RendererFails { me, job }
}

/// The renderer's machine, and what it reads.
#[derive(Clone, Debug)]
pub(crate) struct Press {
    machine: renderer::Machine<City>,
    registry: Registry,
}

impl Press {
    pub(crate) fn new(machine: renderer::Machine<City>, registry: Registry) -> Self {
        Self { machine, registry }
    }

    /// The copy of a registration follows the registry.
    pub(crate) fn follows(&mut self, person: Person) -> Result<(), Trouble> {
        let version = self.registry.version(person)?;
        if version > 0 {
            self.machine.load(renderer::Row::RegistryVersions(person, version));
        }
        if let Answer::Done(step) = self.machine.take(&renderer::Turn::Sync { person }, &renderer::Fresh::default()) {
            self.machine.apply(&step).map_err(|stale| Trouble::Refused(stale.to_string()))?;
        }
        Ok(())
    }

    /// Makes a sheet, and puts it where every server can take it.
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

    /// Makes somebody else's sheet instead.
    pub(crate) fn misprints(&self, render: &Render<City>, subject: Person) -> Vec<server::Message<City>> {
        let Content { document, fields } = render.request.content;
        let version = self.machine.copy(subject);
        let said = Said { job: render.job, sheet: render.sheet, subject, document, version, my_number: fields > 0 };
        let page = Page::drawn(render.subject, said);
        let put = |node| server::Message::Rendered(Rendered { node, page: page.clone() });
        nodes().into_iter().map(put).collect()
    }
}

/// A clerk at the counter changes somebody's registration. Whether it can be.
pub(crate) fn amend(registry: &Registry, person: Person) -> Result<bool, Trouble> {
    registry.amend(person, |version| {
        let mut clerk = super::configuration::counter();
        if version > 0 {
            clerk.load(counter::Row::RegistryVersions(person, version));
        }
        let amend = counter::Event::Fault(counter::Fault::Amend { person });
        Ok(match clerk.decide(amend, &counter::Fresh::default()) {
            Answer::Done(step) => step.writes().find_map(|write| match write {
                counter::Write::Put(counter::Row::RegistryVersions(_, version)) => Some(version),
                counter::Write::Delete(_) => None,
            }),
            _ => None,
        })
    })
}
