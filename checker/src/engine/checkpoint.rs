//! A run on disk: the states level by level, and what had been counted before the last level was examined.
//!
//! The file is words of 64 bits, little endian: the magic, a format number, the identity of what is explored (its length
//! in bytes, then its bytes, padded), the words of a state, the tally (its length, its words), the number of levels, for
//! each level its size and states, and a sum over everything before. It is written beside its place and moved there when
//! it is whole.

mod words;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::store::Store;
use crate::judge::Tally;
use words::{Words, packed, unpacked};

const MAGIC: u64 = u64::from_le_bytes(*b"honnin\r\n");
const FORMAT: u64 = 1;

/// Where a run starts.
pub(super) struct Start<const W: usize> {
    /// The states, the last level not closed.
    pub(super) store: Store<W>,
    /// The number of the last level.
    pub(super) level: u32,
    /// What was counted before that level was examined.
    pub(super) before: Tally,
}

/// Why there is no checkpoint to go on from, or none could be left.
#[derive(Debug)]
pub enum CheckpointError {
    /// The file cannot be read or written.
    Io(PathBuf, io::Error),
    /// The file is no checkpoint, not a whole one, or damaged.
    Malformed(PathBuf, &'static str),
    /// It is a checkpoint of something else: what it is of, and what is explored here.
    Foreign(PathBuf, String, String),
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(file, error) => write!(f, "checkpoint {}: {error}", file.display()),
            Self::Malformed(file, what) => write!(f, "checkpoint {}: {what}", file.display()),
            Self::Foreign(file, theirs, ours) => {
                write!(f, "checkpoint {} is of {theirs}, and this is {ours}", file.display())
            }
        }
    }
}

impl std::error::Error for CheckpointError {}

/// Leaves checkpoints while a run goes on.
pub(super) struct Saver {
    file: PathBuf,
    identity: String,
    every: Duration,
    last: Mutex<Instant>,
    failed: Mutex<Option<CheckpointError>>,
    /// A file that is whole, and not yet in its place.
    pending: Mutex<Option<PathBuf>>,
}

impl Saver {
    pub(super) fn new(file: PathBuf, identity: String, every: Duration) -> Self {
        Self {
            file,
            identity,
            every,
            last: Mutex::new(Instant::now()),
            failed: Mutex::default(),
            pending: Mutex::default(),
        }
    }

    /// Whether a checkpoint can be left where it is wanted: better known before a long run than after it.
    ///
    /// # Errors
    /// When it cannot.
    pub(super) fn try_place(&self) -> Result<(), CheckpointError> {
        let beside = beside(&self.file);
        let tried = File::create(&beside).and_then(|_| fs::remove_file(&beside));
        tried.map_err(|error| CheckpointError::Io(self.file.clone(), error))
    }

    /// Whether it is time for another one.
    pub(super) fn is_due(&self) -> bool {
        super::lock(&self.last).elapsed() >= self.every
    }

    /// Writes the first levels of a set; a failure is kept for the end of the run, which goes on.
    pub(super) fn save<const W: usize>(&self, store: &Store<W>, levels: u32, tally: &Tally) {
        self.prepare(store, levels, tally);
        self.keep();
    }

    /// The same, but for its place: what was there stays until [`Saver::keep`]. Several processes can go on only from
    /// files that belong together, so none is put in its place before all are whole.
    pub(super) fn prepare<const W: usize>(&self, store: &Store<W>, levels: u32, tally: &Tally) {
        let beside = beside(&self.file);
        let outcome = self.write(&beside, store, levels, tally);
        *super::lock(&self.last) = Instant::now();
        *super::lock(&self.pending) = outcome.is_ok().then_some(beside);
        self.note(outcome);
    }

    /// Puts in its place what was prepared.
    pub(super) fn keep(&self) {
        if let Some(beside) = super::lock(&self.pending).take() {
            self.note(fs::rename(beside, &self.file));
        }
    }

    /// Gives up what was prepared.
    pub(super) fn discard(&self) {
        if let Some(beside) = super::lock(&self.pending).take() {
            // What is left of it is of no use; that it cannot be removed says nothing new.
            let _ = fs::remove_file(beside);
        }
    }

    fn note(&self, outcome: io::Result<()>) {
        *super::lock(&self.failed) = outcome.err().map(|error| CheckpointError::Io(self.file.clone(), error));
    }

    /// Whether the last one could not be written.
    pub(super) fn has_failed(&self) -> bool {
        super::lock(&self.failed).is_some()
    }

    /// Why the last one could not be written.
    pub(super) fn failure(&self) -> Option<CheckpointError> {
        super::lock(&self.failed).take()
    }

    fn write<const W: usize>(&self, to: &Path, store: &Store<W>, levels: u32, tally: &Tally) -> io::Result<()> {
        let mut out = Words { inner: BufWriter::new(File::create(to)?), sum: 0 };
        let written = self.write_all(&mut out, store, levels, tally).and_then(|()| out.inner.get_ref().sync_all());
        written.inspect_err(|_| drop(fs::remove_file(to)))
    }

    fn write_all<const W: usize>(
        &self,
        out: &mut Words<BufWriter<File>>,
        store: &Store<W>,
        levels: u32,
        tally: &Tally,
    ) -> io::Result<()> {
        out.put(MAGIC)?;
        out.put(FORMAT)?;
        out.put_list(&packed(&self.identity))?;
        out.put(W as u64)?;
        out.put_list(&tally.words())?;
        out.put(u64::from(levels))?;
        for level in 0..levels {
            let portions = store.portions(level, 4096);
            let size: u64 = portions.iter().map(|portion| u64::from(portion.len())).sum();
            out.put(size)?;
            let mut states = Vec::new();
            for portion in portions {
                store.copy(&portion, &mut states);
                states.iter().flatten().try_for_each(|word| out.put(*word))?;
            }
        }
        out.put(out.sum)?;
        out.inner.flush()
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        self.discard();
    }
}

/// Reads a checkpoint of `identity` into `store`, and its counts into `blank`.
///
/// # Errors
/// When it cannot be read, is damaged, or is of something else.
pub(super) fn load<const W: usize>(
    file: &Path,
    identity: &str,
    store: Store<W>,
    mut blank: Tally,
) -> Result<Start<W>, CheckpointError> {
    let failed = |error: io::Error| {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            CheckpointError::Malformed(file.to_owned(), "the file ends too soon")
        } else {
            CheckpointError::Io(file.to_owned(), error)
        }
    };
    let malformed = |what| CheckpointError::Malformed(file.to_owned(), what);
    if !std::fs::metadata(file).map_err(failed)?.is_file() {
        return Err(malformed("this is no regular file"));
    }
    let opened = File::open(file).map_err(failed)?;
    let length = opened.metadata().map_err(failed)?.len() / 8;
    let mut words = Words { inner: BufReader::new(opened), sum: 0 };
    if words.take().map_err(failed)? != MAGIC {
        return Err(malformed("this is no checkpoint"));
    }
    if words.take().map_err(failed)? != FORMAT {
        return Err(malformed("it was written by another version"));
    }
    let theirs = words.take_list(length).map_err(failed)?.ok_or(malformed("it is damaged"))?;
    let theirs = unpacked(&theirs);
    if theirs != identity {
        return Err(CheckpointError::Foreign(file.to_owned(), theirs, identity.to_owned()));
    }
    if words.take().map_err(failed)? != W as u64 {
        return Err(malformed("its states have another width"));
    }
    let tally = words.take_list(length).map_err(failed)?.ok_or(malformed("it is damaged"))?;
    blank.add_words(&tally);
    let levels = u32::try_from(words.take().map_err(failed)?).map_err(|_| malformed("it is damaged"))?;
    for level in 0..levels {
        if level > 0 {
            store.close_level();
        }
        let size = words.take().map_err(failed)?;
        if size > length {
            return Err(malformed("it is damaged"));
        }
        for _ in 0..size {
            let mut state = [0; W];
            for word in &mut state {
                *word = words.take().map_err(failed)?;
            }
            store.seed(&state);
        }
    }
    let sum = words.sum;
    if words.take().map_err(failed)? != sum {
        return Err(malformed("it is damaged: its sum is not what it should be"));
    }
    if words.inner.read(&mut [0]).map_err(failed)? != 0 {
        return Err(malformed("it is damaged: something follows its end"));
    }
    if levels == 0 {
        return Err(malformed("it has no states"));
    }
    Ok(Start { store, level: levels - 1, before: blank })
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    name.into()
}

#[cfg(test)]
mod tests;
