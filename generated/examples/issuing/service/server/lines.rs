//! The server's connections: a thread reads each, and all that is heard comes through one channel.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use super::super::office::Lines;
use super::super::wire::{FromServer, Peer, ToServer};
use crate::program::database::Epoch;

/// What comes in.
pub(super) enum Heard {
    Line(Arc<Connection>, ToServer),
    /// Standard input has ended: whoever started this process wants no more of it, or is dead.
    ParentGone,
}

/// One connection.
pub(super) struct Connection(TcpStream);

impl Connection {
    pub(super) fn close(&self) {
        // It may be closed already, which is what is wanted.
        let _ = self.0.shutdown(Shutdown::Both);
    }

    /// Writes a line, or closes: what is not acknowledged is sent again over the next connection.
    fn send(&self, line: &FromServer) {
        let sent = serde_json::to_string(line).is_ok_and(|text| (&self.0).write_all((text + "\n").as_bytes()).is_ok());
        if !sent {
            self.close();
        }
    }
}

/// Takes connections for ever.
pub(super) fn accept(listener: TcpListener, heard: Sender<Heard>) {
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let heard = heard.clone();
            thread::spawn(move || read(stream, &heard));
        }
    });
}

/// Tells when standard input ends.
pub(super) fn watch_parent(heard: Sender<Heard>) {
    thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        // If nobody listens, the process is at its end anyway.
        let _ = heard.send(Heard::ParentGone);
    });
}

fn read(stream: TcpStream, heard: &Sender<Heard>) {
    // A peer that does not read is hung up on rather than waited for.
    let timeout = stream.set_write_timeout(Some(Duration::from_secs(2))).and_then(|()| stream.set_nodelay(true));
    let Ok(reader) = timeout.and_then(|()| stream.try_clone()) else { return };
    let connection = Arc::new(Connection(stream));
    for text in BufReader::new(reader).lines() {
        let Ok(text) = text else { break };
        let Ok(line) = serde_json::from_str(&text) else {
            complain(&format!("hung up on somebody who does not speak this protocol: {text}"));
            break;
        };
        if heard.send(Heard::Line(Arc::clone(&connection), line)).is_err() {
            break;
        }
    }
    connection.close();
}

/// Who is connected to the server that holds the lease.
pub(super) struct Peers {
    epoch: Epoch,
    connected: BTreeMap<Peer, Arc<Connection>>,
}

impl Peers {
    pub(super) fn new(epoch: Epoch) -> Self {
        Self { epoch, connected: BTreeMap::new() }
    }

    /// Who says a line. The first one must say it; a peer that connects anew has lost its old connection.
    pub(super) fn of(&mut self, connection: &Arc<Connection>, line: &ToServer) -> Option<Peer> {
        if let ToServer::Hello { peer } = line {
            connection.send(&FromServer::Welcome { epoch: self.epoch.0 });
            if let Some(before) = self.connected.insert(*peer, Arc::clone(connection)) {
                before.close();
            }
            return Some(*peer);
        }
        let known = self.connected.iter().find(|(_, known)| Arc::ptr_eq(known, connection)).map(|(peer, _)| *peer);
        if known.is_none() {
            connection.close();
        }
        known
    }

    /// Sends to whoever is there. Who is not will ask, or be sent it again.
    pub(super) fn send(&self, lines: Lines) {
        for (peer, line) in lines {
            if let Some(connection) = self.connected.get(&peer) {
                connection.send(&line);
            }
        }
    }

    /// Wants nothing more of a peer.
    pub(super) fn hang_up(&mut self, peer: Peer, why: &str) {
        complain(&format!("hung up on {peer:?}: {why}"));
        if let Some(connection) = self.connected.remove(&peer) {
            connection.close();
        }
    }
}

/// A server that steps down hangs up, so that everybody looks for the one that holds the lease.
impl Drop for Peers {
    fn drop(&mut self) {
        self.connected.values().for_each(|connection| connection.close());
    }
}

fn complain(what: &str) {
    // Nobody may be reading.
    let _ = writeln!(std::io::stderr(), "{what}");
}
