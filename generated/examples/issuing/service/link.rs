//! A client's line to whichever server holds the lease.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::wire::{FromServer, Peer, ToServer};

/// Where the servers are, and whether anybody is still interested.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    addresses: Mutex<Vec<Option<SocketAddr>>>,
    closed: AtomicBool,
}

impl Directory {
    pub(crate) fn set(&self, server: usize, address: Option<SocketAddr>) {
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if addresses.len() <= server {
            addresses.resize(server + 1, None);
        }
        addresses[server] = address;
    }

    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    fn addresses(&self) -> Vec<SocketAddr> {
        let addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        addresses.iter().flatten().copied().collect()
    }
}

/// What a link tells its owner.
#[derive(Debug)]
pub(crate) enum News {
    /// There is a server again: say once more what it may not have heard.
    Connected,
    Line(Box<FromServer>),
}

/// A line that is mended whenever it breaks.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    stream: Arc<Mutex<Option<TcpStream>>>,
}

impl Link {
    /// Connects, and tells all news until nobody wants to hear them.
    pub(crate) fn start(peer: Peer, directory: Arc<Directory>, tell: impl Fn(News) -> bool + Send + 'static) -> Self {
        let stream = Arc::new(Mutex::new(None));
        let link = Self { stream: Arc::clone(&stream) };
        thread::spawn(move || {
            while !directory.is_closed() {
                for address in directory.addresses() {
                    // Whatever breaks here is mended by the next round.
                    let _ = follow(address, peer, &stream, &tell);
                }
                thread::sleep(Duration::from_millis(10));
            }
        });
        link
    }

    /// Sends a line, if there is a connection.
    pub(crate) fn send(&self, lines: &[ToServer]) {
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = stream.as_mut().is_some_and(|stream| lines.iter().all(|line| write(stream, line).is_ok()));
        if !sent && let Some(broken) = stream.take() {
            // The reader notices, and connects again.
            let _ = broken.shutdown(Shutdown::Both);
        }
    }
}

/// Stays with one server for as long as it answers.
fn follow(
    address: SocketAddr,
    peer: Peer,
    shared: &Mutex<Option<TcpStream>>,
    tell: &impl Fn(News) -> bool,
) -> std::io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(500))?;
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(Duration::from_secs(2)))?;
    write(&mut stream, &ToServer::Hello { peer })?;
    let reader = BufReader::new(stream.try_clone()?);
    let mut stream = Some(stream);
    for text in reader.lines() {
        let Ok(line) = serde_json::from_str::<FromServer>(&text?) else { break };
        let news = match (line, stream.take()) {
            (FromServer::Welcome { .. }, Some(stream)) => {
                *shared.lock().unwrap_or_else(PoisonError::into_inner) = Some(stream);
                News::Connected
            }
            (line, _) => News::Line(Box::new(line)),
        };
        if !tell(news) {
            break;
        }
    }
    *shared.lock().unwrap_or_else(PoisonError::into_inner) = None;
    Ok(())
}

fn write(stream: &mut TcpStream, line: &ToServer) -> std::io::Result<()> {
    let text = serde_json::to_string(line)? + "\n";
    stream.write_all(text.as_bytes())
}
