//! What is checked: shipped workflows and those of the catalogue by name, and protocol files.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use honnin_checker::registry::Workflow;
use honnin_codegen::Protocol;
use honnin_codegen::diagnostic::Diagnostic;
use honnin_codegen::ir::Ir;
use honnin_codegen::source::Source;

use crate::catalogue;
use crate::failure::{Failure, reason};
use crate::suggest::suggest;

/// A workflow that means something.
#[derive(Clone)]
pub(crate) struct Loaded {
    pub(crate) protocol: Protocol,
    /// The source file, as it was named.
    pub(crate) file: String,
    /// What the registry has of it; nothing for a file. Of the catalogue's texts none has compiled models.
    pub(crate) shipped: Option<Workflow>,
    /// It and its twins, what happened first: they share their words in other languages.
    pub(crate) text: Vec<Ir>,
}

impl Loaded {
    /// Its text: what the registry has, or else the file as it is now.
    pub(crate) fn source(&self) -> Source {
        let shipped = self.shipped.as_ref().map(|workflow| Source::new(workflow.file, workflow.source));
        shipped.or_else(|| read(Path::new(&self.file)).ok()).unwrap_or_else(|| Source::new(&*self.file, ""))
    }

    /// Draws errors that were found in it after all.
    pub(crate) fn draw(&self, errors: &[Diagnostic]) -> String {
        honnin_codegen::diagnostic::render(&self.source(), errors, true)
    }
}

/// Loads all subjects, or says what is wrong with any of them; nothing named means everything shipped.
pub(crate) fn load(subjects: &[OsString]) -> Result<Vec<Loaded>, Failure> {
    let shipped = honnin_model::workflows();
    if subjects.is_empty() {
        return gather(shipped.into_iter().map(|workflow| Ok(Unread::Shipped(workflow))));
    }
    gather(subjects.iter().map(|subject| find(subject, &shipped)))
}

enum Unread {
    Shipped(Workflow),
    /// A text of the catalogue, and which of its workflows is wanted.
    Incident(Workflow, String),
    File(Source),
}

/// Usage errors come first; then all malformed protocols are drawn, one after the other.
fn gather(found: impl Iterator<Item = Result<Unread, Failure>>) -> Result<Vec<Loaded>, Failure> {
    let (mut loaded, mut drawn) = (Vec::new(), String::new());
    for unread in found.collect::<Result<Vec<_>, _>>()? {
        match compile(unread) {
            Ok(workflows) => loaded.extend(workflows),
            Err(text) => drawn.push_str(&text),
        }
    }
    if drawn.is_empty() { Ok(loaded) } else { Err(Failure::Malformed(drawn)) }
}

fn compile(unread: Unread) -> Result<Vec<Loaded>, String> {
    let (source, shipped, name) = match unread {
        Unread::File(source) => (source, None, None),
        Unread::Shipped(workflow) => {
            let name = workflow.name.to_owned();
            (Source::new(workflow.file, workflow.source), Some(workflow), Some(name))
        }
        Unread::Incident(text, name) => (Source::new(text.file, text.source), Some(text), Some(name)),
    };
    let protocols = protocols(&source)?;
    let wanted = |protocol: &&Protocol| name.as_ref().is_none_or(|name| *name == protocol.ir.name);
    let loaded = protocols.iter().filter(wanted).map(|protocol| Loaded {
        protocol: protocol.clone(),
        file: source.name.clone(),
        shipped: shipped.clone(),
        text: honnin_codegen::same_text(&protocols, protocol).into_iter().cloned().collect(),
    });
    Ok(loaded.collect())
}

/// The workflows of a text, or its errors, drawn.
pub(crate) fn protocols(source: &Source) -> Result<Vec<Protocol>, String> {
    honnin_codegen::compile_file(source).map_err(|errors| honnin_codegen::diagnostic::render(source, &errors, true))
}

/// A path if it looks like one or exists, else the name of a workflow.
fn find(subject: &OsStr, shipped: &[Workflow]) -> Result<Unread, Failure> {
    let path = Path::new(subject);
    let name = subject.to_string_lossy();
    if let Some(workflow) = shipped.iter().find(|workflow| workflow.name == name) {
        return Ok(Unread::Shipped(workflow.clone()));
    }
    if let Some(incident) = catalogue::of_workflow(&name) {
        return Ok(Unread::Incident(catalogue::text(incident), name.into_owned()));
    }
    if path.exists() || path.components().count() > 1 || path.extension().is_some() {
        return read(path).map(Unread::File);
    }
    let known = shipped.iter().map(|workflow| workflow.name.to_owned()).chain(catalogue::workflows());
    let known: Vec<String> = known.collect();
    let help = suggest(&name, known.iter().map(String::as_str));
    Err(Failure::with_help(format!("no workflow is called `{name}`, and there is no such file"), help))
}

/// A source file, or why it cannot be one.
pub(crate) fn read(path: &Path) -> Result<Source, Failure> {
    /// More than the front end reads: that it is too much is for it to say.
    const MOST: u64 = 5 << 20;
    let name = path.display().to_string();
    let failed = |error: &io::Error| Failure::usage(format!("cannot read {name}: {}", reason(error)));
    if path.is_dir() {
        return Err(Failure::with_help(format!("{name} is a directory"), "name the protocol files in it"));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MOST).read_to_end(&mut bytes)).map_err(|error| failed(&error))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, &text)),
        Err(error) if error.utf8_error().error_len().is_none() && error.as_bytes().len() as u64 == MOST => {
            Ok(Source::new(name, &String::from_utf8_lossy(error.as_bytes())))
        }
        Err(error) => {
            let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
            let line = good.matches('\n').count();
            Err(Failure::usage(format!("{name} is not UTF-8 text: see line {}", line + 1)))
        }
    }
}
