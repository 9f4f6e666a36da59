//! `honnin generate`: the Machine of a workflow as a source file, to be read or committed.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use honnin_checker::words::list;
use honnin_codegen::emit::machine;
use honnin_codegen::fingerprint::Fingerprints;
use honnin_codegen::ir::{ComponentKind, Ir};
use honnin_codegen::record::{Record, machine_hash};
use proc_macro2::TokenStream;

use crate::failure::{Failure, reason};
use crate::output::print;
use crate::suggest::suggest;
use crate::verify::{Recorded, recorded};

/// What to generate.
#[derive(Args)]
pub(crate) struct Generation {
    /// The name of a shipped workflow, or a protocol file of your own
    #[arg(value_name = "WORKFLOW|FILE.rs")]
    subject: OsString,

    /// The Machine of this role only, by its name in the protocol
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,

    /// Write nothing: fail when this file is not what would be generated
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,

    /// The folder of the records [default: what the crate's manifest names, or `verified` beside it]
    #[arg(long, value_name = "DIR")]
    records: Option<PathBuf>,

    /// Without a record: the file says that nothing is known
    #[arg(long, conflicts_with = "records")]
    unverified: bool,
}

/// Prints the Machine, or holds a file against it; the exit code is 1 where there is none, or the file is another.
pub(crate) fn generate(generation: &Generation) -> Result<u8, Failure> {
    let workflows = recorded(generation.subject.clone(), generation.records.as_deref())?;
    let mut text = String::new();
    for workflow in &workflows {
        let ir = &workflow.loaded.protocol.ir;
        known_role(ir, generation.role.as_deref())?;
        if let Err(errors) = machine::check(&workflow.loaded.protocol) {
            return Err(Failure::Malformed(workflow.loaded.draw(&errors)));
        }
        match source(ir, workflow, generation) {
            Ok(source) => text += &source,
            Err(why) => return print(&format!("{why}\n")).map(|()| 1),
        }
    }
    match &generation.check {
        Some(file) => compare(file, &text, generation),
        None => print(&text).map(|()| 0).or_else(Failure::quiet),
    }
}

fn known_role(ir: &Ir, role: Option<&str>) -> Result<(), Failure> {
    let Some(role) = role else { return Ok(()) };
    let roles = || ir.components.iter().filter(|component| component.kind == ComponentKind::Role).map(|of| &*of.name);
    if roles().any(|name| name == role) {
        return Ok(());
    }
    Err(Failure::with_help(format!("`{}` has no role `{role}`", ir.name), suggest(role, roles())))
}

/// The file, or why there is none.
fn source(ir: &Ir, workflow: &Recorded, generation: &Generation) -> Result<String, String> {
    let record = if generation.unverified { None } else { Some(permitted(ir, workflow)?) };
    let tokens = match &generation.role {
        Some(role) => machine::role(ir, role, record),
        None => machine::workflow(ir, record),
    };
    let mut text = header(ir, record, generation);
    text += &formatted(tokens);
    Ok(text)
}

/// The record, where it is one of exactly this and all that is claimed is in it.
fn permitted<'a>(ir: &Ir, workflow: &'a Recorded) -> Result<&'a Record, String> {
    let help =
        format!("run `honnin verify {0}`, or write --unverified for a Machine of which nothing is known", ir.name);
    let Some(record) = &workflow.record else {
        return Err(format!("there is no record of `{}` in {}: {help}", ir.name, workflow.folder.display()));
    };
    let permit = record
        .permits(ir, &machine_hash(&machine::workflow(ir, None)))
        .map_err(|denial| format!("there is no Machine of `{}`: {denial}; {help}", ir.name))?;
    if permit.missing.is_empty() {
        return Ok(record);
    }
    let scopes: Vec<String> = permit.missing.iter().map(|scope| format!("`{scope}`")).collect();
    Err(format!("the record of `{}` lacks what is claimed for {}: {help}", ir.name, list(&scopes)))
}

/// Which Machine this is, and how it came to be.
fn header(ir: &Ir, record: Option<&Record>, generation: &Generation) -> String {
    let print = Fingerprints::of(ir).machine;
    let mut command = format!("honnin generate {}", generation.subject.to_string_lossy());
    if let Some(role) = &generation.role {
        let _ = write!(command, " --role {role}");
    }
    if record.is_none() {
        command += " --unverified";
    }
    let state = if record.is_some() { "verified, see below" } else { "NOT VERIFIED" };
    format!(
        "// The Machine of `{}`, fingerprint {print}: {state}.\n\
         // Written by honnin {}. Do not edit: change the protocol, verify it, and run\n\
         //     {command}\n\n",
        ir.name,
        env!("CARGO_PKG_VERSION"),
    )
}

/// Tokens as a person would lay them out: a blank line between items.
fn formatted(tokens: TokenStream) -> String {
    let file = syn::parse2(tokens).expect("what is emitted is a module");
    let plain = prettyplease::unparse(&file);
    let mut text = String::with_capacity(plain.len());
    let mut previous: Option<&str> = None;
    for line in plain.lines() {
        if previous.is_some_and(|previous| is_apart(previous, line)) {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        previous = Some(line);
    }
    text
}

/// Whether an item ends with one line, and another begins with the next.
fn is_apart(previous: &str, line: &str) -> bool {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let (ended, begun) = (previous.trim(), line.trim());
    let begins = ["///", "#[", "pub ", "fn ", "impl", "struct ", "enum ", "const ", "mod ", "use ", "type ", "trait "];
    depth(previous) == depth(line)
        && begins.iter().any(|start| begun.starts_with(start))
        && (ended == "}"
            || (ended.ends_with("};") || ended.ends_with(';'))
                && !begun.starts_with("use ")
                && !ended.starts_with("let "))
}

fn compare(file: &Path, text: &str, generation: &Generation) -> Result<u8, Failure> {
    let name = file.display();
    let found = match fs::read_to_string(file) {
        Ok(found) => found,
        Err(error) => return Err(Failure::usage(format!("cannot read {name}: {}", reason(&error)))),
    };
    if found == text {
        return print(&format!("{name} is what is generated\n")).map(|()| 0);
    }
    let line = found.lines().zip(text.lines()).take_while(|(found, expected)| found == expected).count() + 1;
    let subject = generation.subject.to_string_lossy();
    print(&format!(
        "{name} is not what is generated, from line {line} on: write it again with `honnin generate {subject}`\n"
    ))
    .map(|()| 1)
}

#[cfg(test)]
mod tests {
    use super::is_apart;

    #[test]
    fn items_stand_apart_and_statements_do_not() {
        assert!(is_apart("    }", "    /// The next one."));
        assert!(is_apart("    }", "    fn next() {"));
        assert!(is_apart("const A: u8 = 1;", "const B: u8 = 2;"));
        assert!(!is_apart("    }", "    if next {"));
        assert!(!is_apart("    use a;", "    use b;"));
        assert!(!is_apart("    {", "        /// The first one."));
        assert!(!is_apart("        a: u8,", "        /// The next field."));
    }
}
