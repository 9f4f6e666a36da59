//! What is to be verified, and where its record goes.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use honnin_codegen::fingerprint::Fingerprints;
use honnin_codegen::ir::Ir;
use honnin_codegen::record::Settings;

use crate::catalogue;
use crate::failure::{Failure, reason};
use crate::subject::{Loaded, load};

/// A workflow and the folder of its records.
pub(super) struct Candidate {
    pub(super) loaded: Loaded,
    pub(super) folder: PathBuf,
}

impl Candidate {
    pub(super) fn ir(&self) -> &Ir {
        &self.loaded.protocol.ir
    }

    pub(super) fn name(&self) -> &str {
        &self.ir().name
    }
}

/// Finds them all; nothing named means everything shipped where it is kept, elsewhere the crate in this folder.
pub(super) fn candidates(subjects: &[OsString], into: Option<&Path>) -> Result<Vec<Candidate>, Failure> {
    let mut found = Vec::new();
    if subjects.is_empty() {
        let files: Vec<&str> = honnin_model::workflows().iter().map(|workflow| workflow.file).collect();
        if files.iter().all(|file| home(file).is_some()) {
            return gather(load(&[])?, into, &mut found).map(|()| found);
        }
        let here = [OsString::from(".")];
        return candidates(&here, into);
    }
    for subject in subjects {
        let path = Path::new(subject);
        if let Some(refused) = of_the_catalogue(&subject.to_string_lossy()) {
            return Err(refused);
        }
        let files = if path.is_dir() { protocols_of(path)? } else { vec![subject.clone()] };
        for file in &files {
            gather(load(core::slice::from_ref(file))?, into, &mut found)?;
        }
    }
    Ok(found)
}

/// What happened elsewhere is there to be studied: no record is shipped of it, nor of its twins.
fn of_the_catalogue(name: &str) -> Option<Failure> {
    // What is shipped as well has a folder for records, and is told there why it has none.
    if honnin_model::fingerprint(name).is_some() {
        return None;
    }
    let incident = catalogue::of_workflow(name)?;
    let what = format!("`{name}` is of the catalogue of incidents, of which there are no records and no Machines");
    let help = format!(
        "`honnin check {name}` explores it; for a protocol of your own that begins with it: \
         honnin catalogue {} --source > mine.rs",
        incident.name
    );
    Some(Failure::with_help(what, help))
}

fn gather(loaded: Vec<Loaded>, into: Option<&Path>, found: &mut Vec<Candidate>) -> Result<(), Failure> {
    for mut loaded in loaded {
        let folder = match into {
            Some(folder) => folder.to_owned(),
            None => records_of(&loaded)?,
        };
        // A file that says what a shipped workflow says is one, with its compiled models.
        let name = loaded.protocol.ir.name.clone();
        let print = Fingerprints::of(&loaded.protocol.ir).behaviour.to_string();
        if loaded.shipped.is_none() && honnin_model::fingerprint(&name) == Some(print.as_str()) {
            loaded.shipped = honnin_model::workflows().into_iter().find(|workflow| workflow.name == name);
        }
        found.push(Candidate { loaded, folder });
    }
    Ok(())
}

/// What the manifest above the source file names.
fn records_of(loaded: &Loaded) -> Result<PathBuf, Failure> {
    let file = match &loaded.shipped {
        Some(workflow) => home(workflow.file).map(|root| root.join(workflow.file)),
        None => Some(PathBuf::from(&loaded.file)),
    };
    let absolute = file.and_then(|file| file.canonicalize().ok());
    let manifest =
        absolute.as_deref().and_then(|file| file.ancestors().find(|above| above.join("Cargo.toml").exists()));
    let Some(package) = manifest else {
        let what = format!("no crate is around `{}`, and so no folder for its record", loaded.protocol.ir.name);
        return Err(Failure::with_help(what, "name one: --into DIR"));
    };
    let text = fs::read_to_string(package.join("Cargo.toml")).unwrap_or_default();
    let records = package.join(Settings::of(&text).records);
    Ok(shorten(&records))
}

/// The folder, here or above, in which a shipped file lies.
fn home(file: &str) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().find(|above| above.join(file).is_file()).map(Path::to_owned)
}

/// A path without detours, from here where it is below.
fn shorten(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let below = here.ok().and_then(|here| plain.strip_prefix(here).ok().map(Path::to_owned));
    below.filter(|path| !path.as_os_str().is_empty()).unwrap_or(plain)
}

/// The files of a crate that hold a workflow, in the order of their paths.
fn protocols_of(package: &Path) -> Result<Vec<OsString>, Failure> {
    let name = package.display();
    if !package.join("Cargo.toml").is_file() {
        return Err(Failure::with_help(
            format!("{name} is no crate: it has no Cargo.toml"),
            "name a workflow, a protocol file, or the folder of a crate",
        ));
    }
    let mut found = Vec::new();
    search(&package.join("src"), &mut found)
        .map_err(|error| Failure::usage(format!("cannot read {name}: {}", reason(&error))))?;
    found.sort();
    if found.is_empty() {
        return Err(Failure::with_help(format!("no file in {name}/src holds a #[workflow]"), "name the file itself"));
    }
    Ok(found)
}

fn search(folder: &Path, found: &mut Vec<OsString>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            search(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && holds_workflow(&fs::read_to_string(&path)?)
        {
            found.push(path.into_os_string());
        }
    }
    Ok(())
}

/// Whether a line begins with the attribute; what it stands on, the front end will say.
fn holds_workflow(text: &str) -> bool {
    let words = ["#[workflow]", "#[honnin::workflow]", "#[honnin::prelude::workflow]"];
    text.lines().any(|line| words.iter().any(|word| line.trim_start().starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_no_detours() {
        assert_eq!(shorten(Path::new("/a/b/../../c/./d")), PathBuf::from("/c/d"));
    }

    #[test]
    fn a_workflow_is_known_by_its_attribute() {
        assert!(holds_workflow("use a;\n  #[workflow]\npub mod b {}"));
        assert!(!holds_workflow("// `#[workflow]` reads it\nuse a;"));
    }
}
