//! The issuing server: lines come in, lines go out; what is decided is on disk before anything leaves.

use super::super::configuration;
use super::super::protocol::server::{Event, Message, Output};
use super::super::protocol::support::Answer;
use super::super::protocol::{kiosk, renderer};
use super::super::words::renderer_fails;
use super::host::{Host, Time};
use super::role::{City, ServerRole};
use super::wire::{FromServer, Peer, ToServer, envelope, open};
use crate::program::bugs::{self, Bug};
use crate::program::city::Node;
use crate::program::database::{Database, Epoch};
use crate::program::registry::Registry;
use crate::program::trouble::Trouble;

/// How long before what may not have arrived is sent again.
const PATIENCE: Time = Time::from_secs(10);

/// One of the municipality's servers: the process that holds its lease.
pub(crate) struct Office {
    pub(crate) host: Host<ServerRole>,
    /// Messages whose time has not come: offered again after each step.
    kept: Vec<(Peer, u64, Message<City>)>,
}

/// Lines, and to whom.
pub(crate) type Lines = Vec<(Peer, FromServer)>;

impl Office {
    /// Opens on what is stored, with a token that is newer than all before.
    pub(crate) fn open(
        node: Node,
        registry: Registry,
        database: Database,
        epoch: Epoch,
        now: Time,
    ) -> Result<Self, Trouble> {
        let mut host = Host::start(database, configuration::server(), epoch, now)?;
        (host.node, host.registry) = (node, Some(registry));
        Ok(Self { host, kept: Vec::new() })
    }

    /// A line from a kiosk or a renderer.
    pub(crate) fn hears(&mut self, peer: Peer, line: ToServer, now: Time, out: &mut Lines) -> Result<(), Trouble> {
        match line {
            ToServer::Message { number, content } => {
                self.kept.push((peer, number, open(content)?));
                self.offer_kept(now, out)
            }
            ToServer::RendererFailed { job } => {
                let answer = self.host.offer(&Event::Fault(renderer_fails(self.host.node, job)), now);
                self.let_out(now, out)?;
                answer.map(|_| ())
            }
            ToServer::Arrived { number } => {
                self.host.arrived(number);
                Ok(())
            }
            ToServer::Hello { .. } => {
                for (number, output) in self.host.again(now, Time::ZERO) {
                    out.extend(Some(line_of(number, output)).filter(|(to, _)| *to == peer));
                }
                Ok(())
            }
        }
    }

    /// When something is to be done without anything coming in.
    pub(crate) fn due(&self) -> Option<Time> {
        [self.host.due(), self.host.due_again(PATIENCE)].into_iter().flatten().min()
    }

    /// Does what is due, and lets out what is to be let out.
    pub(crate) fn goes_on(&mut self, now: Time, out: &mut Lines) -> Result<(), Trouble> {
        let rung = self.host.elapse(now);
        self.let_out(now, out)?;
        rung?;
        loop {
            let polled = self.host.poll(now);
            self.let_out(now, out)?;
            if !polled? {
                break;
            }
            self.offer_kept(now, out)?;
        }
        for (number, output) in self.host.again(now, PATIENCE) {
            out.push(line_of(number, output));
        }
        Ok(())
    }

    /// Offers every message once. It is acknowledged when what it caused is committed, or when it causes nothing.
    fn offer_kept(&mut self, now: Time, out: &mut Lines) -> Result<(), Trouble> {
        for (peer, number, message) in std::mem::take(&mut self.kept) {
            if bugs::sown(Bug::AcknowledgedTooEarly) {
                out.push((peer, FromServer::Arrived { number }));
            }
            let answer = self.host.offer(&Event::Message(message.clone()), now);
            self.let_out(now, out)?;
            match answer? {
                Answer::NotNow(_) => self.kept.push((peer, number, message)),
                _ => out.push((peer, FromServer::Arrived { number })),
            }
        }
        Ok(())
    }

    fn let_out(&mut self, now: Time, out: &mut Lines) -> Result<(), Trouble> {
        while let Some((number, output)) = self.host.let_out(now)? {
            out.push(line_of(number, output));
            self.host.delivered()?;
        }
        Ok(())
    }
}

/// A message on its way: answers go to the kiosk where the visit is.
fn line_of(number: u64, output: Output<City>) -> (Peer, FromServer) {
    let to_kiosk = |kiosk, message| (Peer::Kiosk(kiosk), FromServer::ToKiosk { number, content: envelope(message) });
    match output {
        Output::Certificate(message) => to_kiosk(message.session.kiosk, kiosk::Message::Certificate(message)),
        Output::Refused(message) => to_kiosk(message.session.kiosk, kiosk::Message::Refused(message)),
        Output::Render(message) => {
            let content = envelope(renderer::Message::Render(message));
            (Peer::Renderer, FromServer::ToRenderer { number, content })
        }
    }
}
