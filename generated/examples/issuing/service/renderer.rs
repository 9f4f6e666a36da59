//! The renderer: makes pages, and remembers nothing. How long it takes is somebody else's business.

use super::super::configuration;
use super::super::protocol::renderer::{Event, Fresh, Machine, Message, Output};
use super::super::protocol::support::Answer;
use super::super::protocol::{Render, Rendered, server};
use super::role::City;
use super::wire::{FromServer, ToServer, envelope, open};
use crate::program::city::{Page, Person};
use crate::program::trouble::Trouble;

/// Answers a line from the server: that it has arrived, and what comes of it. `instead` is who will be on the page if
/// it goes wrong.
pub(crate) fn render(line: &FromServer, instead: Option<Person>) -> Result<Option<(ToServer, ToServer)>, Trouble> {
    let FromServer::ToRenderer { number, content } = line else { return Ok(None) };
    let Message::Render(request) = open(*content)?;
    let message = match instead {
        Some(other) => {
            let image = Page::drawn(request.job, request.subject, other, request.document);
            server::Message::Rendered(Rendered { image })
        }
        None => made_by_machine(request)?,
    };
    Ok(Some((ToServer::Arrived { number: *number }, ToServer::Message { number: 0, content: envelope(message) })))
}

fn made_by_machine(request: Render<City>) -> Result<server::Message<City>, Trouble> {
    let machine: Machine<City> = configuration::renderer();
    match machine.decide(Event::Message(Message::Render(request)), &Fresh::default()) {
        Answer::Done(step) => step
            .outputs()
            .iter()
            .map(|Output::Rendered(rendered)| server::Message::Rendered(rendered.clone()))
            .next()
            .ok_or_else(|| Trouble::Refused("the renderer's machine made no page".to_owned())),
        no => Err(Trouble::Refused(format!("the renderer's machine would not make a page: {:?}", no.map(|_| ())))),
    }
}
