//! Which protocol this is, and which layout a stored row or a message has.

use core::fmt::{self, Debug, Display, Formatter};

/// The first 128 bits of a SHA-256 over what it stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
pub struct Fingerprint(pub [u8; 16]);

impl Display for Fingerprint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Debug for Fingerprint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// What a running service says when it is asked which protocol it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protocol {
    /// The workflow's name.
    pub name: &'static str,
    /// What was verified.
    pub behaviour: Fingerprint,
    /// The behaviour, the durations of its timers, and which structs are documents.
    pub machine: Fingerprint,
    /// The layout of stored rows.
    pub durable_layout: Fingerprint,
    /// The layout of messages.
    pub wire_layout: Fingerprint,
}

/// A row, a journal entry or a message with the layout that it was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
pub struct Stored<R> {
    /// The layout.
    pub layout: Fingerprint,
    /// What was stored or sent.
    pub row: R,
}

impl<R> Stored<R> {
    /// What was stored, where the layout is this one.
    ///
    /// # Errors
    /// The layout is another one.
    pub fn open(self, layout: Fingerprint) -> Result<R, Foreign> {
        if self.layout == layout { Ok(self.row) } else { Err(Foreign { expected: layout, found: self.layout }) }
    }
}

/// A row or a message of another layout: it was written by another version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// The layout that this Machine reads.
    pub expected: Fingerprint,
    /// The layout that was found.
    pub found: Fingerprint,
}

impl Display for Foreign {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "the layout {} was expected and {} found; migrate what is stored, or run the version that wrote it", self.expected, self.found)
    }
}

impl core::error::Error for Foreign {}
