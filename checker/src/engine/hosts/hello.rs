//! What both ends of a connection say first.
//!
//! It is the magic, a length, and lines of text: the version, which connection it is, which process of how many, the
//! workers of each, and what is checked. The magic and the version stay where they are in every version.

use std::io::{self, Write};

const MAGIC: [u8; 8] = *b"honnin\r\n";

/// Nobody says more.
const LONGEST: usize = 1 << 20;

/// Which of the two connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Kind {
    /// What timely sends.
    Data,
    /// What processes say about themselves.
    Control,
}

/// What a process is and checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::engine) struct Hello {
    pub(in crate::engine) version: String,
    pub(in crate::engine) kind: Kind,
    pub(in crate::engine) process: usize,
    pub(in crate::engine) processes: usize,
    pub(in crate::engine) workers: usize,
    pub(in crate::engine) identity: String,
}

/// Why there is no hello.
pub(super) enum Unheard {
    /// The other end was silent, or hung up.
    Nothing(io::Error),
    /// What it said is none.
    Garbage,
}

impl Hello {
    pub(super) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let Self { version, kind, process, processes, workers, identity } = self;
        let kind = match kind {
            Kind::Data => "data",
            Kind::Control => "control",
        };
        let text = format!("{version}\n{kind}\n{process}\n{processes}\n{workers}\n{identity}");
        let mut bytes = MAGIC.to_vec();
        bytes.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend(text.as_bytes());
        to.write_all(&bytes)
    }

    /// Reads one by `fill`, which fills a buffer or says why it cannot.
    pub(super) fn read(mut fill: impl FnMut(&mut [u8]) -> io::Result<()>) -> Result<Self, Unheard> {
        let mut start = [0; 12];
        // Byte by byte: what is no hello may be shorter than one, and wait for an answer.
        for place in 0..start.len() {
            fill(&mut start[place..=place]).map_err(Unheard::Nothing)?;
            if place < MAGIC.len() && start[place] != MAGIC[place] {
                return Err(Unheard::Garbage);
            }
        }
        let length = start.last_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes)) as usize;
        if length > LONGEST {
            return Err(Unheard::Garbage);
        }
        let mut text = vec![0; length];
        fill(&mut text).map_err(Unheard::Nothing)?;
        String::from_utf8(text).ok().and_then(|text| Self::parse(&text)).ok_or(Unheard::Garbage)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(6, '\n');
        let version = parts.next()?.to_owned();
        let kind = match parts.next() {
            Some("data") => Kind::Data,
            // What another version means by it does not matter: it is refused.
            _ => Kind::Control,
        };
        let mut number = || parts.next().and_then(|text| text.parse().ok());
        let (process, processes, workers) = (number()?, number()?, number()?);
        Some(Self { version, kind, process, processes, workers, identity: parts.next()?.to_owned() })
    }

    /// Why the one who says `theirs`, called `name`, cannot take part.
    pub(super) fn refuses(&self, theirs: &Self, name: &str) -> Option<String> {
        if theirs.version != self.version {
            return Some(format!("{name} is honnin {}, and this is honnin {}", theirs.version, self.version));
        }
        if theirs.processes != self.processes {
            let (they, we) = (theirs.processes, self.processes);
            return Some(format!("{name} knows of {they} processes, and this one of {we}: give all the same hosts"));
        }
        if theirs.identity != self.identity {
            let (they, we) = (&theirs.identity, &self.identity);
            return Some(format!("{name} does not check the same. It checks {they}. This one checks {we}"));
        }
        if theirs.workers != self.workers {
            let (they, we) = (theirs.workers, self.workers);
            return Some(format!("{name} has {they} workers, and this one {we}: all must have as many"));
        }
        None
    }
}
