//! Four fingerprints of a workflow: what asks for another verification, another Machine, another row, another message.
//!
//! Each is a hash of a canonical text that is made from the IR. Formatting, comments, docs, the order of items and the
//! names of locals are not in it. The order of a struct's fields and of an enum's variants is: encodings go by position.

mod canonical;
mod difference;

use core::fmt::{self, Debug, Display, Formatter};
use core::str::FromStr;

pub use difference::{changed_actions, refused_where_changed};

use sha2::{Digest, Sha256};

use crate::ir::Ir;

/// The version of the semantics. A change in what any protocol means raises it, and
/// every record is stale.
pub const SEMANTICS_VERSION: u32 = 1;

/// A fingerprint: the first 128 bits of a SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

/// The fingerprints of a workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprints {
    /// What is verified: the whole IR with properties, fairness, `#[refuted]`, `#[dead]`, capacities and scopes, and the
    /// version of the semantics. Not durations.
    pub behaviour: Fingerprint,
    /// What the Machine does: the behaviour, the durations of its timers, and which structs are documents.
    pub machine: Fingerprint,
    /// What a stored row or journal entry looks like: the durable variables of roles and stores, with all their types.
    pub durable_layout: Fingerprint,
    /// What a message looks like: the messages with all their types.
    pub wire_layout: Fingerprint,
}

impl Fingerprints {
    /// The fingerprints of a workflow.
    #[must_use]
    pub fn of(ir: &Ir) -> Self {
        let behaviour = canonical::behaviour(ir);
        let production = canonical::production(ir);
        Self {
            behaviour: Fingerprint::of("behaviour", &[&behaviour]),
            machine: Fingerprint::of("machine", &[&behaviour, &production]),
            durable_layout: Fingerprint::of("durable layout", &[&canonical::durable_layout(ir)]),
            wire_layout: Fingerprint::of("wire layout", &[&canonical::wire_layout(ir)]),
        }
    }
}

impl Fingerprint {
    /// The first 12 digits: enough for people to tell fingerprints apart, not for a record.
    #[must_use]
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> [u8; 16] {
        self.0
    }

    fn of(kind: &str, texts: &[&[String]]) -> Self {
        let mut hash = Sha256::new();
        hash.update(format!("honnin {kind}\n"));
        for line in texts.iter().copied().flatten() {
            hash.update(line);
            hash.update("\n");
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        Self(bytes)
    }
}

impl Display for Fingerprint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Fingerprint {
    type Err = NoFingerprint;

    /// Reads what [`Display`] writes.
    fn from_str(text: &str) -> Result<Self, NoFingerprint> {
        let digits = text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let number = u128::from_str_radix(text, 16).map_err(|_| NoFingerprint)?;
        if digits && text.len() == 32 { Ok(Self(number.to_be_bytes())) } else { Err(NoFingerprint) }
    }
}

/// A text that is no fingerprint, which has 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoFingerprint;

impl Debug for Fingerprint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests;
