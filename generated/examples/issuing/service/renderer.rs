//! The renderer: makes pages from its copy of the registry. How long it takes is somebody else's business.

use super::super::configuration;
use super::super::protocol::renderer::Message;
use super::super::words::{Press, server_of};
use super::wire::{FromServer, ToServer, envelope, open};
use crate::program::city::{Node, Person};
use crate::program::registry::Registry;
use crate::program::trouble::Trouble;

/// Lines, and to which server.
pub(crate) type ToServers = Vec<(Node, ToServer)>;

/// The renderer of a municipality.
#[derive(Clone, Debug)]
pub(crate) struct Renderer {
    press: Press,
}

/// That a line has arrived, for the server that it came from, and what comes of it.
pub(crate) type Answer = ((Node, ToServer), ToServers);

impl Renderer {
    pub(crate) fn new(registry: Registry) -> Self {
        Self { press: Press::new(configuration::renderer(), registry) }
    }

    /// Its copy of somebody's registration follows the registry.
    pub(crate) fn follows(&mut self, person: Person) -> Result<(), Trouble> {
        self.press.follows(person)
    }

    /// Answers a line from a server: that it has arrived, and what comes of it. `instead` is who will be on the page if
    /// it goes wrong.
    pub(crate) fn render(
        &self,
        from: Node,
        line: &FromServer,
        instead: Option<Person>,
    ) -> Result<Option<Answer>, Trouble> {
        let FromServer::ToRenderer { number, content } = line else { return Ok(None) };
        let Message::Render(request) = open(*content)?;
        let made = match instead {
            Some(other) => self.press.misprints(&request, other),
            None => self.press.makes(request)?,
        };
        let line = |message| (server_of(&message), ToServer::Message { number: 0, content: envelope(message) });
        Ok(Some(((from, ToServer::Arrived { number: *number }), made.into_iter().map(line).collect())))
    }
}
