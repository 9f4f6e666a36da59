//! Every rule of the language: a code, a title, and a paragraph that gives the reason.
//!
//! The tables live beside the phases: `E01xx` syntax, `E02xx` names, `E03xx` types and bodies, `E04xx` rules of the
//! semantics, `E05xx` scopes and widths, `E06xx` texts, `E07xx` what a Machine cannot
//! express, `E08xx` the gate.

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// `E0101`.
    pub code: &'static str,
    /// A short title.
    pub title: &'static str,
    /// A paragraph: what the rule is, why it is there, and what to write instead.
    pub explanation: &'static str,
}

/// Every rule, phase by phase.
pub fn all() -> impl Iterator<Item = &'static Code> {
    use crate::emit::machine;
    use crate::{lower, record, resolve, rules, syntax, texts};
    let tables = [
        syntax::codes::TABLE,
        resolve::codes::NAMES,
        lower::codes::TABLE,
        rules::codes::TABLE,
        resolve::codes::SCOPES,
        texts::codes::TABLE,
        machine::fits::codes::TABLE,
        record::codes::TABLE,
    ];
    tables.into_iter().flatten()
}

/// The rule with a code.
#[must_use]
pub fn explain(code: &str) -> Option<&'static Code> {
    all().find(|row| row.code.eq_ignore_ascii_case(code))
}
