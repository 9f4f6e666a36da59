//! `honnin export`: a workflow in another notation.

use std::ffi::OsString;
use std::fmt::Write as _;

use honnin_checker::words::first_sentence;
use honnin_codegen::ir::{ComponentId, ComponentKind, Ir};
use honnin_codegen::mermaid::{overview, state_diagram};

use crate::arguments::Notation;
use crate::failure::Failure;
use crate::output::print;
use crate::subject::load;

pub(crate) fn export(subject: OsString, to: Notation) -> Result<u8, Failure> {
    let mut text = String::new();
    for workflow in load(&[subject])? {
        match to {
            Notation::Mermaid => mermaid(&mut text, &workflow.protocol.ir),
        }
    }
    print(&text).map(|()| 0).or_else(Failure::quiet)
}

/// Markdown, as it is read where Mermaid is drawn: the overview, then a diagram for each role.
fn mermaid(text: &mut String, ir: &Ir) {
    section(text, "#", &ir.name, &ir.doc, &overview(ir));
    for (index, component) in ir.components.iter().enumerate() {
        if component.kind == ComponentKind::Role {
            section(text, "##", &component.name, &component.doc, &state_diagram(ir, ComponentId(index)));
        }
    }
}

fn section(text: &mut String, level: &str, title: &str, doc: &str, diagram: &str) {
    let sentence = first_sentence(doc);
    let gap = if sentence.is_empty() { "" } else { "\n\n" };
    let _ = writeln!(text, "{level} {title}\n\n{sentence}{gap}```mermaid\n{}\n```\n", diagram.trim_end());
}
