//! Words of 64 bits on their way to and from a file.

use std::io::{self, Read, Write};

/// Words to or from a file, and a sum over them.
pub(super) struct Words<T> {
    pub(super) inner: T,
    pub(super) sum: u64,
}

impl<T> Words<T> {
    fn add(&mut self, word: u64) {
        self.sum = crate::engine::shard::hash(&[self.sum, word]);
    }
}

impl<T: Write> Words<T> {
    pub(super) fn put(&mut self, word: u64) -> io::Result<()> {
        self.add(word);
        self.inner.write_all(&word.to_le_bytes())
    }

    pub(super) fn put_list(&mut self, words: &[u64]) -> io::Result<()> {
        self.put(words.len() as u64)?;
        words.iter().try_for_each(|word| self.put(*word))
    }
}

impl<T: Read> Words<T> {
    pub(super) fn take(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.inner.read_exact(&mut bytes)?;
        let word = u64::from_le_bytes(bytes);
        self.add(word);
        Ok(word)
    }

    /// A list of fewer than `most` words.
    pub(super) fn take_list(&mut self, most: u64) -> io::Result<Option<Vec<u64>>> {
        let length = self.take()?;
        if length > most {
            return Ok(None);
        }
        (0..length).map(|_| self.take()).collect::<io::Result<_>>().map(Some)
    }
}

/// A text as words, padded.
pub(super) fn packed(text: &str) -> Vec<u64> {
    let bytes = text.as_bytes();
    let words = bytes.chunks(8).map(|chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        u64::from_le_bytes(word)
    });
    words.collect()
}

/// The text of such words.
pub(super) fn unpacked(words: &[u64]) -> String {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    String::from_utf8_lossy(&bytes).trim_end_matches('\0').to_owned()
}
