//! The records of a crate: files in a folder beside its manifest.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use honnin_codegen::emit::gate::{Folder, Found};
use honnin_codegen::record::Settings;
use proc_macro2::Span;

/// A folder, as it was named and in full.
pub(crate) struct Records {
    path: PathBuf,
}

impl Records {
    /// The folder of the crate that is compiled, as its manifest names it; `None` where it wants nothing to be looked for.
    pub(crate) fn own() -> Option<Self> {
        let settings = settings();
        settings.look.then(|| Self::open(&settings.records))
    }

    /// The folder of a name, relative to the manifest of the crate that is compiled.
    pub(crate) fn open(name: &str) -> Self {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
        Self { path: manifest.join(name) }
    }
}

impl Folder for Records {
    fn file(&self, name: &str) -> Found {
        let path = self.path.join(name);
        let content = match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        };
        Found { path: path.display().to_string(), content }
    }

    fn begin_with(&self, start: &str) -> Vec<String> {
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| name.starts_with(start)).collect();
        names.sort();
        names
    }

    fn command(&self, protocol: Span) -> String {
        let file = protocol.local_file().map_or_else(|| "FILE.rs".to_owned(), |file| here(&file));
        format!("honnin verify {file} --into {}", here(&self.path))
    }
}

/// What the manifest of the crate that is compiled says.
pub(crate) fn settings() -> Settings {
    let manifest = env::var_os("CARGO_MANIFEST_PATH").and_then(|path| fs::read_to_string(path).ok());
    Settings::of(&manifest.unwrap_or_default())
}

/// A path as it is written from the folder in which the compiler was called.
fn here(path: &Path) -> String {
    let short = env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_path_buf));
    short.unwrap_or_else(|| path.to_path_buf()).display().to_string()
}
