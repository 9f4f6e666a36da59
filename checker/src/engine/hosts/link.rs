//! A connection for timely's data that never fails as far as timely can see.
//!
//! When a connection breaks, timely's threads panic, and so do the workers beside them, some of them twice, which aborts
//! the process. So here a connection that breaks comes to the end that timely expects: only whole messages are passed on,
//! then the one without content that stands for the end. What is written after it goes nowhere. That something broke is
//! for the [`Line`] to say.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;

use timely::communication::allocator::zero_copy::stream::Stream;
use timely::communication::networking::MessageHeader;

use super::Line;

/// Bytes that are asked for at once.
const CHUNK: usize = 1 << 16;

/// One end, for one process.
pub(in crate::engine) struct Link {
    socket: TcpStream,
    line: Arc<Line>,
    process: usize,
    broken: bool,
    incoming: Incoming,
}

impl Link {
    pub(in crate::engine) fn new(socket: TcpStream, line: Arc<Line>, process: usize) -> Self {
        Self { socket, line, process, broken: false, incoming: Incoming::default() }
    }
}

impl Stream for Link {
    fn try_clone(&self) -> io::Result<Self> {
        Ok(Self::new(self.socket.try_clone()?, Arc::clone(&self.line), self.process))
    }

    fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.socket.set_nonblocking(nonblocking)
    }

    /// At the end; the other side may have gone before.
    fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        let _ = self.socket.shutdown(how);
        Ok(())
    }
}

impl Read for Link {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let served = self.incoming.serve(buffer);
            if served > 0 || self.broken {
                return Ok(served);
            }
            match self.incoming.ask(&mut self.socket) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(read) if read > 0 => {}
                _ => {
                    self.broken = true;
                    if !self.incoming.ended {
                        self.line.broke(self.process);
                        self.incoming.end();
                    }
                }
            }
        }
    }
}

impl Write for Link {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        while !self.broken {
            match self.socket.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(written) if written > 0 => return Ok(written),
                _ => {
                    self.broken = true;
                    self.line.broke(self.process);
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What has arrived, up to the last whole message.
#[derive(Default)]
struct Incoming {
    bytes: Vec<u8>,
    /// Passed on.
    served: usize,
    /// Where the last whole message ends.
    whole: usize,
    /// Where it all ends.
    filled: usize,
    /// Whether the message that stands for the end has arrived.
    ended: bool,
}

impl Incoming {
    fn serve(&mut self, buffer: &mut [u8]) -> usize {
        let length = buffer.len().min(self.whole - self.served);
        buffer[..length].copy_from_slice(&self.bytes[self.served..self.served + length]);
        self.served += length;
        length
    }

    /// Reads more; everything whole has been served.
    fn ask(&mut self, from: &mut impl Read) -> io::Result<usize> {
        self.bytes.copy_within(self.served..self.filled, 0);
        self.filled -= self.served;
        (self.served, self.whole) = (0, 0);
        if self.bytes.len() < self.filled + CHUNK {
            self.bytes.resize(self.filled + CHUNK, 0);
        }
        let read = from.read(&mut self.bytes[self.filled..])?;
        self.filled += read;
        while let Some(header) = MessageHeader::try_read(&self.bytes[self.whole..self.filled]) {
            self.whole += header.required_bytes();
            self.ended |= header.length == 0;
        }
        Ok(read)
    }

    /// Nothing more comes: what is not whole goes, and the end is told.
    fn end(&mut self) {
        let end = MessageHeader { channel: 0, source: 0, target_lower: 0, target_upper: 0, length: 0, seqno: 0 };
        let mut bytes = Vec::new();
        self.ended = end.write_to(&mut bytes).is_ok();
        (self.served, self.whole, self.filled) = (0, bytes.len(), bytes.len());
        self.bytes = bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(length: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let header = MessageHeader { channel: 1, source: 0, target_lower: 0, target_upper: 1, length, seqno: 0 };
        header.write_to(&mut bytes).unwrap();
        bytes.resize(bytes.len() + length, 7);
        bytes
    }

    #[test]
    fn only_whole_messages_are_passed_on_wherever_the_connection_breaks() {
        let whole = [message(5), message(200_000), message(1)].concat();
        let lengths = [48 + 5, 48 + 5 + 48 + 200_000, whole.len()];
        for cut in [0, 1, 47, 52, 53, 54, 100, 70_000, 200_100, whole.len() - 1, whole.len()] {
            let mut incoming = Incoming::default();
            let (mut from, mut got, mut buffer) = (&whole[..cut], Vec::new(), [0; 1000]);
            while incoming.ask(&mut from).unwrap() > 0 {
                while let served @ 1.. = incoming.serve(&mut buffer) {
                    got.extend_from_slice(&buffer[..served]);
                }
            }
            incoming.end();
            let expected = lengths.into_iter().filter(|length| *length <= cut).max().unwrap_or(0);
            assert_eq!(got, whole[..expected], "cut at {cut}");
            assert_eq!(incoming.serve(&mut buffer), 48);
            assert_eq!(MessageHeader::try_read(&buffer).unwrap().length, 0);
            assert_eq!(incoming.serve(&mut buffer), 0);
        }
    }
}
