//! What goes over the line: one JSON text a line, messages in an envelope that says their layout.

use serde::{Deserialize, Serialize};

use super::super::protocol::PROTOCOL;
use super::super::protocol::support::Stored;
use super::super::protocol::{kiosk, renderer, server};
use super::role::City;
use crate::program::city::Job;
use crate::program::trouble::Trouble;

/// Who is at the other end of the server's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Peer {
    Kiosk(u32),
    Renderer,
}

/// What the server hears. Numbers are the sender's: what is not acknowledged is sent again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum ToServer {
    /// The first line of a connection.
    Hello {
        peer: Peer,
    },
    Message {
        number: u64,
        content: Stored<server::Message<City>>,
    },
    /// The renderer reports an error.
    RendererFailed {
        job: Job,
    },
    /// What the server sent under this number was received, and what it caused is committed.
    Arrived {
        number: u64,
    },
}

/// What the server says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum FromServer {
    /// This server holds the lease. (One that does not hangs up instead.)
    Welcome {
        epoch: u64,
    },
    ToKiosk {
        number: u64,
        content: Stored<kiosk::Message<City>>,
    },
    ToRenderer {
        number: u64,
        content: Stored<renderer::Message<City>>,
    },
    /// What was sent under this number was received, and what it caused is committed.
    Arrived {
        number: u64,
    },
}

/// Puts a message into its envelope.
pub(crate) fn envelope<M>(message: M) -> Stored<M> {
    Stored { layout: PROTOCOL.wire_layout, row: message }
}

/// Takes a message out of its envelope, if it is one of ours.
pub(crate) fn open<M>(content: Stored<M>) -> Result<M, Trouble> {
    content
        .open(PROTOCOL.wire_layout)
        .map_err(|foreign| Trouble::Foreign(format!("a message of another version of the protocol: {foreign}")))
}
