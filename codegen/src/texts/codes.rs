//! The rules of texts: `E06xx`.

use crate::codes::Code;

/// The table.
pub(crate) const TABLE: &[Code] = &[
    Code {
        code: "E0601",
        title: "a sidecar that is no table of texts",
        explanation: "A sidecar is a flat TOML file: on the left the path of an item in quotes, on the right its words, which \
                      are not empty. It lies beside the protocol and is named after it and the language: `issuance.ja.toml`.",
    },
    Code {
        code: "E0602",
        title: "a text that is missing",
        explanation: "Whoever reads the output in another language must not meet a sentence that nobody has translated, and a \
                      new action must not go unnoticed. Every item with a doc comment has its words in every sidecar.",
    },
    Code {
        code: "E0603",
        title: "a text for nothing",
        explanation: "The path names no item of the workflow: it was renamed or removed, or the path is misspelt. A text that \
                      is never shown would be kept up to date for nobody.",
    },
];
