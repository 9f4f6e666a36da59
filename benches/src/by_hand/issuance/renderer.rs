//! The registry, the clerks who change it, and the renderer with its copy.

use super::{Action, Content, Issuance, Message, Page, Request, State};

/// Of each person, which version is in force, and which one the renderer knows of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Registrations {
    pub(super) versions: Vec<usize>,
    copy: Vec<usize>,
    /// How many changes, and how many wrong pages, are still to come.
    amendments: usize,
    misprints: usize,
}

/// What happens at the counter and at the renderer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum AtRenderer {
    Amend(usize),
    Sync(usize),
    Render(Order),
    Misprint { asked: Order, subject: usize, content: Content },
}

/// What the renderer is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Order {
    job: usize,
    sheet: usize,
    subject: usize,
    request: Request,
}

impl Registrations {
    pub(super) fn new(scope: &Issuance) -> Self {
        Self {
            versions: vec![0; scope.people],
            copy: vec![0; scope.people],
            amendments: scope.amendments,
            misprints: scope.misprints,
        }
    }
}

impl Issuance {
    pub(super) fn renderer_actions(&self, state: &State, actions: &mut Vec<Action>) {
        let Registrations { versions, copy, amendments, misprints } = &state.registrations;
        let mut push = |action| actions.push(Action::Renderer(action));
        if *amendments > 0 {
            (0..self.people).map(AtRenderer::Amend).for_each(&mut push);
        }
        (0..self.people).filter(|it| copy[*it] != versions[*it]).map(AtRenderer::Sync).for_each(&mut push);
        for message in &state.network {
            let Message::Render { job, sheet, subject, request } = *message else { continue };
            let asked = Order { job, sheet, subject, request };
            push(AtRenderer::Render(asked));
            if *misprints == 0 {
                continue;
            }
            for other in 0..self.people {
                let wrong = self.contents().filter(|content| other != subject || *content != request.content);
                wrong.map(|content| AtRenderer::Misprint { asked, subject: other, content }).for_each(&mut push);
            }
        }
    }
}

impl State {
    pub(super) fn at_renderer(&mut self, action: AtRenderer) {
        match action {
            AtRenderer::Amend(person) => {
                self.registrations.amendments -= 1;
                self.registrations.versions[person] += 1;
                self.world.a_registration_changes(person);
            }
            AtRenderer::Sync(person) => self.registrations.copy[person] = self.registrations.versions[person],
            AtRenderer::Render(asked) => self.put(asked, asked.subject, asked.request.content),
            AtRenderer::Misprint { asked, subject, content } => {
                self.registrations.misprints -= 1;
                self.put(asked, subject, content);
            }
        }
    }

    /// A sheet lies where every server can take it.
    fn put(&mut self, Order { job, sheet, .. }: Order, subject: usize, content: Content) {
        let page = Page { job, sheet, subject, content, version: self.registrations.copy[subject] };
        self.network.extend((0..self.servers.len()).map(|node| Message::Rendered { node, page }));
    }
}
