//! The lines between the server and the others. They keep the order in which lines are sent, as a connection does; they
//! may lose some, and repeat some much later, as what is mended does.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::host::Time;
use super::super::wire::{FromServer, Peer, ToServer};
use super::{Happening, Rehearsal};
use crate::program::city::Node;
use crate::program::trouble::Trouble;

impl Rehearsal {
    pub(super) fn travels_to_server(&mut self, node: Node, peer: Peer, line: &ToServer) -> Result<(), Trouble> {
        for when in self.times(node, peer, true) {
            self.schedule(when, Happening::AtServer(node, peer, over_the_wire(line)?));
        }
        Ok(())
    }

    pub(super) fn travels_from_server(&mut self, node: Node, peer: Peer, line: &FromServer) -> Result<(), Trouble> {
        for when in self.times(node, peer, false) {
            let line = over_the_wire(line)?;
            let happening = match peer {
                Peer::Kiosk(kiosk) => Happening::AtKiosk(kiosk, node, line),
                Peer::Renderer => Happening::AtRenderer(node, line),
            };
            self.schedule(when, happening);
        }
        Ok(())
    }

    /// When a line arrives: not at all, once, or twice.
    fn times(&mut self, node: Node, peer: Peer, to_server: bool) -> Vec<Time> {
        let lost = self.script.lost;
        let copies =
            if lost > 0 && self.chance.percent(lost) { 0 } else { 1 + u8::from(lost > 0 && self.chance.percent(lost)) };
        let mut arrivals = Vec::new();
        for _ in 0..copies {
            let soon = self.now + self.chance.between(Time::from_millis(20), Time::from_millis(400));
            let latest = self.last.entry((peer, node, to_server)).or_default();
            *latest = soon.max(*latest);
            arrivals.push(*latest);
        }
        arrivals
    }
}

/// What is sent is text, and what is received was read from it.
pub(super) fn over_the_wire<L: Serialize + DeserializeOwned>(line: &L) -> Result<L, Trouble> {
    Ok(serde_json::from_str(&serde_json::to_string(line)?)?)
}
