//! The gate: `machine!` emits a Machine only beside a record that permits it; `unverified_machine!` says what it is.

use core::fmt::Write as _;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::machine;
use super::workflow::compile_errors;
use crate::Protocol;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprints;
use crate::record::{Denial, Permit, Record, Unreadable, Violation, machine_hash, refuted};

/// A file beside which a record should lie; found by whoever calls the gate, since codegen does no input or output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is, in full.
    pub path: String,
    /// What is in it, or why it cannot be read; `None` where there is no such file.
    pub content: Result<Option<String>, String>,
}

/// The folder of records that a call names.
pub trait Folder {
    /// The file of a name.
    fn file(&self, name: &str) -> Found;

    /// The names of all files whose names begin like this, sorted.
    fn begin_with(&self, start: &str) -> Vec<String>;

    /// The command that verifies the protocol at this place and leaves its record here.
    fn command(&self, protocol: Span) -> String;
}

/// Expands `machine!`: `{ "verified" }` and the protocol's module. `open` opens the folder of that name.
///
/// ```text
/// #[cfg(not(debug_assertions))] compile_error! { .. }              where a release build lacks something
/// const _: &str = ::core::include_str!("/../verified/issuance-0123456789ab.toml");
/// pub mod issuance { .. }
/// ```
#[must_use]
pub fn gated<F: Folder>(source: &TokenStream, open: impl FnOnce(&str) -> F) -> TokenStream {
    let (head, module) = split(source);
    let Some((name, place)) = literal(head) else {
        return quote!(::core::compile_error! { "write `records = \"verified\"`: the folder of the records" });
    };
    match compile(&module) {
        Ok(protocol) => Gate { protocol, place, folder: open(&name) }.emit(),
        Err(errors) => compile_errors(&errors),
    }
}

/// Expands `unverified_machine!`: `{ }` and the protocol's module.
#[must_use]
pub fn unverified(source: &TokenStream) -> TokenStream {
    match compile(&split(source).1) {
        Ok(protocol) => machine::workflow(&protocol.ir, None),
        Err(errors) => compile_errors(&errors),
    }
}

/// A protocol that can be a Machine.
fn compile(module: &TokenStream) -> Result<Protocol, Vec<Diagnostic>> {
    let protocol = crate::compile(module)?;
    machine::check(&protocol).map(|()| protocol)
}

/// The first group, which the caller's macro put there, and the protocol's module.
pub(super) fn split(source: &TokenStream) -> (TokenStream, TokenStream) {
    let mut tokens = source.clone().into_iter();
    match tokens.next() {
        Some(TokenTree::Group(head)) => (head.stream(), tokens.collect()),
        _ => (TokenStream::new(), tokens.collect()),
    }
}

/// A text and its place, out of the brackets that macros put around it.
fn literal(head: TokenStream) -> Option<(String, Span)> {
    match head.into_iter().next()? {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => literal(group.stream()),
        TokenTree::Literal(literal) => match syn::Lit::new(literal) {
            syn::Lit::Str(text) => Some((text.value(), text.span())),
            _ => None,
        },
        _ => None,
    }
}

/// A protocol before its gate.
struct Gate<F> {
    protocol: Protocol,
    place: Span,
    folder: F,
}

impl<F: Folder> Gate<F> {
    /// Where there is no permit the Machine is emitted beside the error, so that what uses it is not told as well.
    fn emit(&self) -> TokenStream {
        let ir = &self.protocol.ir;
        let unverified = machine::workflow(ir, None);
        let found = self.folder.file(&Record::file_name(&ir.name, &Fingerprints::of(ir)));
        let tracked = matches!(found.content, Ok(Some(_))).then(|| {
            let path = &found.path;
            quote!(
                const _: &str = ::core::include_str!(#path);
            )
        });
        match self.ask(&found, &machine_hash(&unverified)) {
            Ok((record, permit)) => {
                let machine = machine::workflow(ir, Some(&record));
                let release = (!permit.missing.is_empty()).then(|| {
                    let error = self.error("E0804", &missing(&permit));
                    quote!(#[cfg(not(debug_assertions))] #error)
                });
                quote! { #release #tracked #machine }
            }
            Err(denial) => {
                let error = self.error(denial.code(), &denial.to_string());
                quote! { #error #tracked #unverified }
            }
        }
    }

    fn ask(&self, found: &Found, machine_hash: &str) -> Result<(Record, Permit), Denial> {
        let ir = &self.protocol.ir;
        let refuted = refuted(ir);
        if !refuted.is_empty() {
            return Err(Denial::Refuted(refuted.iter().map(|property| property.name.clone()).collect()));
        }
        if let Some(violation) = known_violation(&self.folder, &self.protocol) {
            return Err(Denial::Violated(Box::new(violation)));
        }
        let text = found.content.clone().map_err(|why| Denial::Unreadable(Unreadable::Malformed(why)))?;
        let text = text.ok_or_else(|| Denial::Missing(self.folder.begin_with(&format!("{}-", ir.name))))?;
        let record = Record::parse(&text).map_err(Denial::Unreadable)?;
        let permit = record.permits(ir, machine_hash)?;
        Ok((record, permit))
    }

    /// A `compile_error!` at the call of the macro: what is wrong, what was found, what to run.
    fn error(&self, code: &str, what: &str) -> TokenStream {
        let ir = &self.protocol.ir;
        let mut text = format!("there is no Machine of `{}` here: {what}", ir.name);
        if refuted(ir).is_empty() {
            let place = self.protocol.spans.place(crate::ir::Span(0));
            let _ = write!(text, "\n  run: {}", self.folder.command(place));
        }
        let _ = write!(text, "\n  for the reason: honnin --explain {code}");
        quote_spanned! { self.place => ::core::compile_error! { #text } }
    }
}

/// A violation that was found of exactly this protocol.
pub(super) fn known_violation(folder: &impl Folder, protocol: &Protocol) -> Option<Violation> {
    let prints = Fingerprints::of(&protocol.ir);
    let found = folder.file(&Violation::file_name(&protocol.ir.name, &prints));
    let violation = Violation::parse(&found.content.ok()??).ok()?;
    (violation.fingerprints.behaviour == prints.behaviour).then_some(violation)
}

fn missing(permit: &Permit) -> String {
    let names: Vec<String> = permit.missing.iter().map(|scope| format!("`{scope}`")).collect();
    let (scopes, were) = if names.len() == 1 { ("scope", "was") } else { ("scopes", "were") };
    format!("its record is not enough for a release: {scopes} {} {were} not explored", names.join(", "))
}
