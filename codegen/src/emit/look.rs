//! The look that `#[workflow]` takes: a violation that is known, or near, as an error at the property.

use core::fmt::Write as _;

use proc_macro2::TokenStream;

use super::gate::{Folder, known_violation, split};
use super::workflow::compile_errors;
use crate::Protocol;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprints;
use crate::ir::{Ir, Span};
use crate::look::{Budget, Sight, look};
use crate::record::{Record, Violation, claimed};

/// Expands what `#[workflow]` leaves at the end of a module: `{ }` and the protocol's module. `records` is the folder of
/// the records of the crate that the protocol is in.
///
/// Nothing is explored where a record says that the first scope was; there, and where nothing is seen, nothing is emitted.
/// Errors of the protocol itself have been told by `#[workflow]`.
#[must_use]
pub fn module(source: &TokenStream, records: &impl Folder) -> TokenStream {
    let Ok(protocol) = crate::compile(&split(source).1) else { return TokenStream::new() };
    let known = known_violation(records, &protocol).map(|violation| known(&protocol, &violation));
    let errors: Vec<Diagnostic> = match known {
        Some(error) => vec![error],
        None if is_explored(&protocol.ir, records) => Vec::new(),
        None => {
            let scope = claimed(&protocol.ir).first().map_or("", |scope| scope.name.as_str());
            look(&protocol, Budget::COMPILER).iter().map(|sight| seen(&protocol, scope, sight)).collect()
        }
    };
    compile_errors(&errors)
}

/// Whether the protocol as it is was explored in its first scope. What has become of its Machine since is another matter.
fn is_explored(ir: &Ir, records: &impl Folder) -> bool {
    let prints = Fingerprints::of(ir);
    let Ok(Some(text)) = records.file(&Record::file_name(&ir.name, &prints)).content else { return false };
    let first = claimed(ir).first().map(|scope| scope.name.clone());
    Record::parse(&text).is_ok_and(|record| {
        record.fingerprints.behaviour == prints.behaviour && first.is_some_and(|first| record.scope(&first).is_some())
    })
}

fn seen(protocol: &Protocol, scope: &str, sight: &Sight) -> Diagnostic {
    let mut message = format!("{}, within scope `{scope}`:", sight.found);
    for line in &sight.told {
        let _ = write!(message, "\n  {line}");
    }
    at(protocol, sight.span, message)
}

fn known(protocol: &Protocol, violation: &Violation) -> Diagnostic {
    let ir = &protocol.ir;
    let property = ir.properties.iter().find(|property| property.name == violation.property);
    let message = format!("`{}` is known to break\n{violation}", violation.property);
    at(protocol, property.map_or(Span(0), |property| property.span), message)
}

fn at(protocol: &Protocol, span: Span, mut message: String) -> Diagnostic {
    message.push_str("\nmend the protocol, or declare `#[refuted]` what is known and meant");
    Diagnostic { code: "E0806", message, span: protocol.spans.place(span), also: None }
}
