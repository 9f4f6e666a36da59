//! `honnin export`: a workflow in another notation.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use honnin_checker::words::first_sentence;
use honnin_codegen::export::{Claim, Exported, File, Unsupported};
use honnin_codegen::ir::{ComponentId, ComponentKind, Ir, Sizes};
use honnin_codegen::mermaid::{overview, state_diagram};
use honnin_codegen::{murphi, promela, tla};

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
        (Notation::Tla | Notation::Promela | Notation::Murphi, ..) => {
            for workflow in &workflows {
                text += &model(&workflow.protocol.ir, to, wanted, into)?;
            }
        }
    }
    print(&text).map(|()| 0).or_else(Failure::quiet)
}

/// The model, or, with a folder, what was written into it and how to run its judge.
fn model(ir: &Ir, to: Notation, wanted: Option<&str>, into: Option<&Path>) -> Result<String, Failure> {
    let chosen = choose(ir, wanted)?;
    let (files, others) = files(ir, to, &chosen.sizes).map_err(|why| Failure::usage(format!("`{}` {why}", ir.name)))?;
    let Some(folder) = into else { return Ok(files.into_iter().next().map(|file| file.text).unwrap_or_default()) };
    let failed = |path: &Path, error: &std::io::Error| {
        Failure::usage(format!("cannot write {}: {}", path.display(), reason(error)))
    };
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let mut text = String::new();
    for file in &files {
        let path = folder.join(&file.name);
        fs::write(&path, &file.text).map_err(|error| failed(&path, &error))?;
        let _ = writeln!(text, "{}", path.display());
    }
    let _ = writeln!(text, "\nscope {}; in that folder:", chosen.name);
    for (index, file) in files.iter().enumerate() {
        let command = command(to, &file.name, index > 0);
        text.extend(command.map(|command| format!("  {command}\n")));
    }
    for other in others {
        let _ = writeln!(text, "{other}");
    }
    Ok(text)
}

/// The files that ask all that the protocol states, and what is asked otherwise or cannot be.
fn files(ir: &Ir, to: Notation, sizes: &Sizes) -> Result<(Vec<File>, Vec<String>), Unsupported> {
    let exported: Box<dyn Exported> = match to {
        Notation::Promela => Box::new(promela::export(ir, sizes)?),
        Notation::Murphi => Box::new(murphi::export(ir, sizes)?),
        Notation::Tla | Notation::Mermaid => {
            let export = tla::export(ir, sizes)?;
            let module = File { name: format!("{}.tla", export.name), text: export.module.clone() };
            let configuration = File { name: format!("{}.cfg", export.name), text: export.configuration(ir) };
            return Ok((vec![module, configuration], unsaid(ir, &export)));
        }
    };
    let stated = |claim: &&Claim| claim.inexpressible().is_none() && !claim.is_to_be_violated(ir);
    let asked: Vec<&Claim> = exported.claims().iter().filter(stated).collect();
    let violated = exported.claims().iter().filter(|claim| claim.is_to_be_violated(ir));
    let violated: Vec<&str> = violated.map(|claim| claim.title(ir)).collect();
    let mut others = unsaid(ir, &*exported);
    if !violated.is_empty() {
        let why = "to be found violated, each in a run of its own, as `honnin check --engine all --keep DIR` does";
        others.push(format!("left out: {}: {why}", violated.join(", ")));
    }
    Ok((exported.files(&asked), others))
}

/// What cannot be asked, and why.
fn unsaid(ir: &Ir, exported: &dyn Exported) -> Vec<String> {
    let unsaid = |claim: &Claim| Some(format!("not said: {}: {}", claim.title(ir), claim.inexpressible()?));
    exported.claims().iter().filter_map(unsaid).collect()
}

/// What runs the judge on a file; what comes after a Promela model's states is about runs.
fn command(to: Notation, file: &str, later: bool) -> Option<String> {
    let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
    match to {
        Notation::Promela => {
            let (compile, run) = if later { ("-DNFAIR=9", "-a -f ") } else { ("-DSAFETY", "") };
            Some(format!(
                "spin -a -o1 -o2 {file} && cc -O2 -w -DNOREDUCE -DVECTORSZ=8192 {compile} -o pan pan.c && ./pan {run}-n -E -m1000000"
            ))
        }
        Notation::Murphi => Some(format!(
            "rumur --deadlock-detection off --symmetry-reduction off --output {name}.c {file} && cc -std=c11 -w -O2 -march=native -mcx16 -o {name} {name}.c -lpthread && ./{name}"
        )),
        Notation::Tla if !later => Some(format!("java -jar tla2tools.jar -deadlock {name}")),
        Notation::Tla | Notation::Mermaid => None,
    }
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
