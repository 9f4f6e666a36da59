//! Where output goes: the standard output with or without colours, and files that are opened before the work begins.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

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
