//! The folder of records: read, and written so that an old record stays until the new one is there as a whole.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use honnin_codegen::fingerprint::Fingerprints;
use honnin_codegen::ir::Ir;
use honnin_codegen::record::{Record, Violation, claimed};

use super::subject::Candidate;
use crate::failure::{Failure, reason};

/// Where the record of one workflow lies.
pub(super) struct Store<'a> {
    folder: &'a Path,
    workflow: &'a str,
    prints: Fingerprints,
}

/// What was done.
pub(super) struct Written {
    /// Where the record is.
    pub(super) record: String,
    /// What is not needed any more.
    pub(super) removed: Vec<String>,
}

impl<'a> Store<'a> {
    pub(super) fn new(candidate: &'a Candidate) -> Self {
        Self { folder: &candidate.folder, workflow: candidate.name(), prints: Fingerprints::of(candidate.ir()) }
    }

    /// Where the record is, or would be.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.join(Record::file_name(self.workflow, &self.prints))
    }

    /// The text of the record, if there is a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn text(&self) -> Result<Option<String>, Failure> {
        match fs::read_to_string(self.path()) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::usage(format!("cannot read {}: {}", self.path().display(), reason(&error)))),
        }
    }

    /// The record, if there is a good one.
    pub(super) fn record(&self) -> Option<Record> {
        Record::parse(&self.text().ok()??).ok()
    }

    /// The names of the files of this workflow that are of other fingerprints.
    pub(super) fn others(&self) -> Vec<String> {
        let mine = [Record::file_name(self.workflow, &self.prints), Violation::file_name(self.workflow, &self.prints)];
        let entries = fs::read_dir(self.folder).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut others: Vec<String> = names.filter(|name| !mine.contains(name) && self.is_of_workflow(name)).collect();
        others.sort();
        others
    }

    /// Whether a file is what was found of this workflow, by its name and by what is in it.
    fn is_of_workflow(&self, name: &str) -> bool {
        let named = name
            .strip_prefix(self.workflow)
            .is_some_and(|rest| rest.starts_with('-') && rest.strip_suffix(".toml").is_some());
        let text = || fs::read_to_string(self.folder.join(name)).unwrap_or_default();
        named && {
            let text = text();
            let of = Record::parse(&text).map(|record| record.workflow);
            of.or_else(|_| Violation::parse(&text).map(|violation| violation.workflow))
                .is_ok_and(|of| of == self.workflow)
        }
    }

    /// Writes a record, and then removes what is known of earlier versions.
    ///
    /// # Errors
    /// When it cannot be written; then everything is as it was.
    pub(super) fn write(&self, record: &Record) -> Result<Written, Failure> {
        let path = self.path();
        self.replace(&path, &record.to_string())?;
        let mut removed = self.others();
        let violation = Violation::file_name(self.workflow, &self.prints);
        removed.extend(self.folder.join(&violation).exists().then_some(violation));
        removed.retain(|name| fs::remove_file(self.folder.join(name)).is_ok());
        Ok(Written { record: path.display().to_string(), removed })
    }

    /// Keeps a violation, and takes away a record of the same protocol, which says less.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn keep_violation(&self, violation: &Violation) -> Result<String, Failure> {
        let path = self.folder.join(Violation::file_name(self.workflow, &self.prints));
        self.replace(&path, &violation.to_text())?;
        let _ = fs::remove_file(self.path());
        Ok(path.display().to_string())
    }

    /// A file beside it, complete and on the disk, takes its place at once.
    fn replace(&self, path: &Path, text: &str) -> Result<(), Failure> {
        let failed = |error: &io::Error| {
            Failure::usage(format!("cannot write {}: {}; nothing was changed", path.display(), reason(error)))
        };
        fs::create_dir_all(self.folder).map_err(|error| failed(&error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let beside = self.folder.join(format!(".{name}.{}", std::process::id()));
        let write = || {
            let mut file = File::create(&beside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, path)
        };
        write().map_err(|error| {
            let _ = fs::remove_file(&beside);
            failed(&error)
        })
    }
}

/// The claimed scopes that a record lacks, in words.
pub(super) fn missing(ir: &Ir, record: &Record) -> Option<String> {
    let lacking = claimed(ir).into_iter().filter(|scope| record.scope(&scope.name).is_none());
    let names: Vec<String> = lacking.map(|scope| format!("`{}`", scope.name)).collect();
    (!names.is_empty()).then(|| honnin_checker::words::list(&names))
}
