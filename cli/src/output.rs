//! Where output goes: the standard output with or without colours, and files that are opened before the work begins.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, reason};

/// Writes a text with styles to the standard output; colours are left out where they are not wanted.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| Failure::writing("the standard output", &error))
}

/// How wide a line may be: the terminal's width, and never more than 100.
pub(crate) fn width() -> usize {
    const WIDEST: usize = 100;
    terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0).clamp(60, WIDEST))
}

/// Refuses a file that is to be written twice, or over a protocol that is to be checked.
pub(crate) fn apart<'a>(written: &[&Path], read: impl Iterator<Item = &'a Path>) -> Result<(), Failure> {
    let refused = |path: &Path, why: &str| Err(Failure::usage(format!("cannot write {}: {why}", path.display())));
    for (index, path) in written.iter().enumerate() {
        if written[..index].iter().any(|other| place(other) == place(path)) {
            return refused(path, "each report needs a file of its own");
        }
    }
    for source in read {
        if let Some(path) = written.iter().find(|path| place(path) == place(source)) {
            return refused(path, "it is the protocol that is to be checked");
        }
    }
    Ok(())
}

/// Where a path leads, whether or not there is a file yet.
fn place(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let unborn = || Some(folder.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(unborn).unwrap_or_else(|| path.to_owned())
}

/// A file to be written at the end; opening it early tells a mistake before hours of work.
pub(crate) struct Later {
    name: String,
    to: Box<dyn Write>,
}

impl Later {
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        if path.as_os_str() == "-" {
            return Ok(Self { name: "the standard output".to_owned(), to: Box::new(io::stdout()) });
        }
        let name = path.display().to_string();
        match File::create(path) {
            Ok(file) => Ok(Self { name, to: Box::new(BufWriter::new(file)) }),
            Err(error) => Err(Failure::usage(format!("cannot write {name}: {}", reason(&error)))),
        }
    }

    pub(crate) fn write(mut self, text: &str) -> Result<(), Failure> {
        let written = self.to.write_all(text.as_bytes()).and_then(|()| self.to.flush());
        written.map_err(|error| Failure::writing(&self.name, &error))
    }
}
