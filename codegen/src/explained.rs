//! Comments in which a protocol explains what looks like a mistake: a guard that is kept although another one does its work,
//! a case that no scope reaches.
//!
//! rustc drops comments, so they are read from the text of the file. They say something to the tools that look for what is
//! redundant or never exercised, and nothing to the protocol's meaning: no fingerprint covers them.

use std::collections::BTreeMap;

use crate::ir::Span;
use crate::resolve::Spans;
use crate::source::Source;

/// What such a comment begins with, before a colon and the reason.
pub const MARKS: [&str; 2] = ["defence in depth", "never exercised"];

/// The explanations of a text, by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments(BTreeMap<usize, String>);

/// The explanations of a protocol, by its places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explained(BTreeMap<u32, String>);

impl Comments {
    /// Reads a text. Linear in its length.
    #[must_use]
    pub fn of(source: &Source) -> Self {
        let mut found = BTreeMap::new();
        let mut above: Vec<&str> = Vec::new();
        for (index, line) in source.text.lines().enumerate() {
            let line = line.trim();
            let (code, comment) = match line.split_once("// ") {
                // A doc comment or a URL is none.
                Some((code, comment)) if !code.ends_with([':', '/']) => (code.trim_end(), Some(comment.trim())),
                _ => (line, None),
            };
            above.extend(comment);
            if stands_between(code) || code.is_empty() && comment.is_some() {
                continue;
            }
            if let Some(explanation) = explanation(&above.join(" ")).filter(|_| !code.is_empty()) {
                found.insert(index + 1, explanation);
            }
            above.clear();
        }
        Self(found)
    }

    /// The explanation of a line, numbered from 1: from its mark to the end of the comment.
    #[must_use]
    pub fn at(&self, line: usize) -> Option<&str> {
        self.0.get(&line).map(String::as_str)
    }

    /// All of them, with their lines.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        self.0.iter().map(|(line, words)| (*line, words.as_str()))
    }
}

impl Explained {
    /// The explanations of the places of a protocol in this text: each conjunct of a guard has its own.
    #[must_use]
    pub fn of(source: &Source, spans: &Spans) -> Self {
        let comments = Comments::of(source);
        let places = (0..).zip(&spans.0);
        let explained = places.filter_map(|(place, span)| Some((place, comments.at(span.start().line)?.to_owned())));
        Self(explained.collect())
    }

    /// The explanation of a place.
    #[must_use]
    pub fn at(&self, place: Span) -> Option<&str> {
        self.0.get(&place.0).map(String::as_str)
    }
}

/// Whether code may stand between a comment and what it explains: an attribute, a doc comment, the head of a guard whose first
/// conjunct is on the next line.
fn stands_between(code: &str) -> bool {
    code.starts_with("#[") && code.ends_with(']') || code.starts_with("///") || code == "require!("
}

/// What a comment says from its mark on. A mark without a reason explains nothing.
fn explanation(comment: &str) -> Option<String> {
    let lower = comment.to_lowercase();
    let marked = MARKS.iter().filter_map(|mark| {
        let at = lower.find(mark)?;
        let reason = lower[at + mark.len()..].strip_prefix(':')?;
        (!reason.trim().is_empty()).then_some(at)
    });
    comment.get(marked.min()?..).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comments(text: &str) -> Vec<(usize, String)> {
        let comments = Comments::of(&Source::new("small.rs", text));
        comments.iter().map(|(line, words)| (line, words.to_owned())).collect()
    }

    #[test]
    fn an_explanation_stands_above_a_line_or_at_its_end() {
        let text = "// Twice. Defence in depth: the lane\n// is looked at too.\n#[mended]\nrequire!(a);\n\
                    require!(b); // never exercised: one is enough\nrequire!(c);\n";
        let expected = [
            (4, "Defence in depth: the lane is looked at too.".to_owned()),
            (5, "never exercised: one is enough".to_owned()),
        ];
        assert_eq!(comments(text), expected);
    }

    #[test]
    fn what_gives_no_reason_or_stands_apart_explains_nothing() {
        assert_eq!(comments("// defence in depth\nrequire!(a);\n"), []);
        assert_eq!(comments("// never exercised:\nrequire!(a);\n"), []);
        assert_eq!(comments("// never exercised: so\n\nrequire!(a);\n"), []);
        assert_eq!(comments("/// never exercised: so\nrequire!(a);\n"), []);
        assert_eq!(comments("// defence in depth: first\nrequire!(a);\nrequire!(b);\n").len(), 1);
    }

    #[test]
    fn each_conjunct_and_each_variant_has_its_own() {
        let text = include_str!("explained/waiting.rs");
        let source = Source::new("waiting.rs", text);
        let protocol = &crate::compile_file(&source).expect("a protocol")[0];
        let conditions: Vec<_> = protocol.ir.sites().iter().map(|site| protocol.explained.at(site.span)).collect();
        let expected = [
            Some("never exercised: nobody calls twice"),
            Some("defence in depth: a second look"),
            None,
            Some("never exercised: so that there is one"),
        ];
        assert_eq!(conditions, expected);
        let variants = &protocol.ir.enums[0].variants;
        let variants: Vec<_> = variants.iter().map(|variant| protocol.explained.at(variant.span)).collect();
        assert_eq!(variants, [None, Some("never exercised: nobody leaves")]);
    }
}
