//! The seal: a hash over everything before it, so that an edited record is known for one.
//!
//! It keeps nobody from forging a record, who could as well write another macro. It tells a merge, a typing error and a
//! number made prettier from what was found.

use core::fmt::Write as _;

use sha2::{Digest, Sha256};

const HEAD: &str = "\n[seal]\n";

/// The text with its seal.
pub(super) fn close(body: &str) -> String {
    format!("{body}{HEAD}sha256 = \"{}\"\n", digest(body))
}

/// Whether a text's seal is that of the text before it. Line ends do not count: some tools change them on the way.
pub(super) fn holds(text: &str) -> bool {
    let text = text.replace("\r\n", "\n");
    text.rfind(HEAD).is_some_and(|at| close(&text[..at]) == text)
}

/// A SHA-256 in hexadecimal digits.
pub(super) fn digest(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
