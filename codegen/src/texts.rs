//! A protocol's words in another language: a sidecar `NAME.ja.toml`, keyed by item path.
//!
//! The doc comments are the words of every output; a sidecar says the same in another language. It belongs to no
//! fingerprint: what a protocol is called changes nothing that it does. The workflows of one text share a sidecar, under the
//! name of the first.
//!
//! ```toml
//! "issuance.Kiosk.present_card" = "カードを置く"
//! ```

pub(crate) mod codes;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Span;

use crate::diagnostic::{Diagnostic, Errors};
use crate::ir::{Field, Ir, VariableRole};
use crate::source::Source;

/// The words of the workflows of one text in one language.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// The name of the first workflow.
    first: String,
    /// By path, under that name.
    words: BTreeMap<String, String>,
}

impl Texts {
    /// Reads the sidecar of a text: of a workflow, and of its twins after it.
    ///
    /// # Errors
    /// It is no table of texts, leaves out an item that has a doc comment, or names something that is in no workflow.
    pub fn read(sidecar: &Source, text: &[&Ir]) -> Result<Self, Vec<Diagnostic>> {
        let table: toml::Table = toml::from_str(&sidecar.text).map_err(|error| vec![malformed(sidecar, &error)])?;
        let mut errors = Errors::default();
        let mut texts = BTreeMap::new();
        for (path, value) in table {
            match value {
                toml::Value::String(text) if !text.trim().is_empty() => drop(texts.insert(path, text)),
                toml::Value::String(_) => {
                    error(&mut errors, "E0601", format!("the text of `{path}` is empty: write one"));
                }
                _ => {
                    let message = format!("`{path}` has no text: write the whole path in quotes, `\"a.b.c\" = \"..\"`");
                    error(&mut errors, "E0601", message);
                }
            }
        }
        let first = text.first().map_or_else(String::new, |ir| ir.name.clone());
        let mut known = BTreeSet::new();
        for (path, doc) in text.iter().flat_map(|ir| items(ir)) {
            let path = under(&first, &path);
            let missing = !doc.is_empty() && !texts.contains_key(&path);
            if known.insert(path.clone()) && missing {
                error(&mut errors, "E0602", format!("no text for `{path}`: add `\"{path}\" = \"..\"`"));
            }
        }
        for path in texts.keys().filter(|path| !known.contains(*path)) {
            error(&mut errors, "E0603", format!("`{path}` is nothing in this workflow: rename it, or leave it out"));
        }
        errors.finish(Self { first, words: texts })
    }

    /// The words for an item, by its path: the sidecar's, or else its doc comment.
    #[must_use]
    pub fn text<'a>(&'a self, path: &str, doc: &'a str) -> &'a str {
        self.words.get(&under(&self.first, path)).map_or(doc, String::as_str)
    }
}

/// Every item that may have words of its own: its path and its doc comment, in the order of the tables.
#[must_use]
pub fn items(ir: &Ir) -> Vec<(String, &str)> {
    let name = ir.name.as_str();
    let mut items = vec![(name.to_owned(), ir.doc.as_str())];
    items.extend(ir.sorts.iter().map(|row| (format!("{name}.{}", row.name), row.doc.as_str())));
    let tuples = (ir.structs.iter().map(|row| (&row.name, &row.doc, &row.fields)))
        .chain(ir.messages.iter().map(|row| (&row.name, &row.doc, &row.fields)))
        .chain(ir.effects.iter().map(|row| (&row.name, &row.doc, &row.fields)));
    for (item, doc, fields) in tuples.filter(|(item, _, _)| !item.starts_with("__")) {
        items.push((format!("{name}.{item}"), doc));
        push_fields(&mut items, &format!("{name}.{item}"), fields);
    }
    for row in ir.enums.iter().filter(|row| !row.name.starts_with("__")) {
        items.push((format!("{name}.{}", row.name), &row.doc));
        for variant in &row.variants {
            let path = format!("{name}.{}.{}", row.name, variant.name);
            items.push((path.clone(), &variant.doc));
            push_fields(&mut items, &path, &variant.fields);
        }
    }
    items.extend(ir.components.iter().map(|row| (format!("{name}.{}", row.name), row.doc.as_str())));
    for variable in ir.variables.iter().filter(|variable| variable.role == VariableRole::Declared) {
        items.push((format!("{name}.{}.{}", ir[variable.component].name, variable.name), &variable.doc));
    }
    for action in &ir.actions {
        items.push((format!("{name}.{}.{}", ir[action.component].name, action.name), &action.doc));
    }
    items.extend(ir.properties.iter().map(|row| (format!("{name}.{}", row.name), row.doc.as_str())));
    items
}

/// The path of the same item in the workflow of this name.
fn under(first: &str, path: &str) -> String {
    path.split_once('.').map_or_else(|| first.to_owned(), |(_, item)| format!("{first}.{item}"))
}

fn push_fields<'a>(items: &mut Vec<(String, &'a str)>, path: &str, fields: &'a [Field]) {
    items.extend(fields.iter().map(|field| (format!("{path}.{}", field.name), field.doc.as_str())));
}

/// A sidecar is no Rust, so that no token stands for a place in it: names do.
fn error(errors: &mut Errors, code: &'static str, message: String) {
    errors.push(code, Span::call_site(), message);
}

fn malformed(sidecar: &Source, error: &toml::de::Error) -> Diagnostic {
    let before = error.span().and_then(|span| sidecar.text.get(..span.start));
    let line = before.map_or(1, |before| before.matches('\n').count() + 1);
    let message = format!("line {line} is no table of texts: {}", error.message());
    Diagnostic { code: "E0601", message, span: Span::call_site(), also: None }
}
