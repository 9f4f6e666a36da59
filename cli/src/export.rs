//! `honnin export`: a workflow in another notation.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use honnin_checker::words::first_sentence;
use honnin_codegen::ir::{ComponentId, ComponentKind, Ir};
use honnin_codegen::mermaid::{overview, state_diagram};
use honnin_codegen::tla;

use crate::arguments::Notation;
use crate::failure::{Failure, reason};
use crate::output::print;
use crate::scope::choose;
use crate::subject::load;

pub(crate) fn export(
    subject: OsString,
    to: Notation,
    wanted: Option<&str>,
    into: Option<&Path>,
) -> Result<u8, Failure> {
    let mut text = String::new();
    let workflows = load(&[subject])?;
    match (to, wanted, into) {
        (Notation::Mermaid, Some(_), _) => return Err(Failure::usage("a diagram has no scope: leave out --scope")),
        (Notation::Mermaid, _, Some(_)) => return Err(Failure::usage("a diagram is printed: leave out --into")),
        (Notation::Mermaid, None, None) => {
            for workflow in &workflows {
                mermaid(&mut text, &workflow.protocol.ir);
            }
        }
        (Notation::Tla, ..) => {
            for workflow in &workflows {
                text += &tla(&workflow.protocol.ir, wanted, into)?;
            }
        }
    }
    print(&text).map(|()| 0).or_else(Failure::quiet)
}

/// The module, or, with a folder, what was written into it and how to run TLC on it.
fn tla(ir: &Ir, wanted: Option<&str>, into: Option<&Path>) -> Result<String, Failure> {
    let chosen = choose(ir, wanted)?;
    let export = tla::export(ir, &chosen.sizes).map_err(|why| Failure::usage(format!("`{}` {why}", ir.name)))?;
    let Some(folder) = into else { return Ok(export.module) };
    let failed = |path: &Path, error: &std::io::Error| {
        Failure::usage(format!("cannot write {}: {}", path.display(), reason(error)))
    };
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let mut text = String::new();
    for (kind, content) in [("tla", &export.module), ("cfg", &export.configuration(ir))] {
        let path = folder.join(format!("{}.{kind}", export.name));
        fs::write(&path, content).map_err(|error| failed(&path, &error))?;
        let _ = writeln!(text, "{}", path.display());
    }
    let _ =
        writeln!(text, "\nscope {}; in that folder: java -jar tla2tools.jar -deadlock {}", chosen.name, export.name);
    Ok(text)
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
