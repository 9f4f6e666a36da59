//! The walk over the machines of a protocol that is not shipped: a package is made of it, built and run.
//!
//! The package holds the protocol and nothing else of the crate that it comes from, so that a crate whose gate is closed
//! can be verified.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use honnin_checker::walks::Walked;
use honnin_codegen::emit::machine;
use honnin_codegen::ir::Scope;
use honnin_codegen::record::machine_hash;

use crate::failure::{Failure, reason};
use crate::subject::read;
use crate::verify::say;
use crate::verify::subject::Candidate;

/// What the walks found, and whether all was as it should be; or why nothing was walked.
pub(super) fn walk(candidate: &Candidate, scope: &Scope) -> Result<Result<Vec<(bool, Walked)>, String>, Failure> {
    let name = candidate.name();
    let Some(protocol) = protocol(candidate)? else { return Ok(Err("its module was not found again".to_owned())) };
    let home = home(candidate);
    let failed = |error: &io::Error| Failure::usage(format!("cannot write {}: {}", home.display(), reason(error)));
    Package { home: &home, name, scope: &scope.name }.write(&protocol).map_err(|error| failed(&error))?;
    say("  building its machines, to walk them\n")?;
    let output = match cargo(&home) {
        Ok(output) => output,
        Err(error) => return Ok(Err(format!("cargo cannot be run: {}", reason(&error)))),
    };
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Ok(Err(format!("the program in {} failed; what it said stands above", home.display())));
    }
    let hash = machine_hash(&machine::workflow(candidate.ir(), None));
    if text.lines().next() != Some(hash.as_str()) {
        return Ok(Err("this program is not of the source that it was built from: build it again".to_owned()));
    }
    Ok(Ok(text.lines().filter_map(Walked::read).collect()))
}

/// The module of the protocol, as tokens in a text.
fn protocol(candidate: &Candidate) -> Result<Option<String>, Failure> {
    let source = match &candidate.loaded.shipped {
        Some(workflow) => honnin_codegen::source::Source::new(workflow.file, workflow.source),
        None => read(Path::new(&candidate.loaded.file))?,
    };
    let tokens = source.tokens().ok().and_then(|tokens| honnin_codegen::syntax::find(tokens).ok());
    let same = |module: &proc_macro2::TokenStream| {
        honnin_codegen::compile(module).is_ok_and(|protocol| protocol.ir.name == candidate.name())
    };
    let versions = tokens.into_iter().flatten().flat_map(|text| honnin_codegen::twins::read(&text).versions);
    let module = versions.map(|version| version.module).find(same);
    Ok(module.map(|module| format!("#[workflow]\n{module}\n")))
}

/// Where cargo builds what is around the protocol, or where it would.
fn home(candidate: &Candidate) -> PathBuf {
    let file = Path::new(&candidate.loaded.file).canonicalize().unwrap_or_default();
    let package = file.ancestors().find(|above| above.join("Cargo.toml").exists()).map(Path::to_owned);
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.or_else(|| package.map(|package| package.join("target"))).unwrap_or_else(std::env::temp_dir);
    std::path::absolute(target.join("honnin-verify").join(candidate.name())).unwrap_or(target)
}

/// The two crates: macros of a crate cannot be called by path within it.
struct Package<'a> {
    home: &'a Path,
    name: &'a str,
    scope: &'a str,
}

impl Package<'_> {
    fn write(&self, protocol: &str) -> io::Result<()> {
        let name = self.name;
        let lib = format!("use honnin::prelude::*;\n\n{protocol}");
        let main = format!(
            "honnin::unverified_machine!(protocol::{name}::protocol);\n\
             honnin::conformance!(protocol::{name}::protocol, machine = {name});\n\n\
             fn main() -> Result<(), String> {{\n    \
             let source = include_str!(\"../protocol/src/lib.rs\");\n    \
             honnin_checker::walks::main(source, {scope:?}, |role, walk| {name}_conformance::visit(role, walk))\n}}\n",
            scope = self.scope
        );
        let honnin = dependency("honnin", "honnin");
        let checker = dependency("honnin-checker", "checker");
        let head = |name: &str| format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n");
        let look = "[package.metadata.honnin]\nlook = false\n\n";
        let library = format!("{}{look}[dependencies]\n{honnin}", head("protocol"));
        let manifest = format!(
            "{}[workspace]\nmembers = [\"protocol\"]\n\n[dependencies]\n{honnin}{checker}protocol = {{ path = \"protocol\" }}\n",
            head("walk")
        );
        for (file, text) in [
            ("protocol/Cargo.toml", library),
            ("protocol/src/lib.rs", lib),
            ("Cargo.toml", manifest),
            ("src/main.rs", main),
        ] {
            put(&self.home.join(file), &text)?;
        }
        // The versions that this program was built with.
        if let Some(lock) = root().map(|root| root.join("Cargo.lock")).filter(|lock| lock.exists()) {
            fs::copy(lock, self.home.join("Cargo.lock"))?;
        }
        Ok(())
    }
}

/// What is the same stays as it is, and is not built again.
fn put(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, text)
}

/// The source that this program was built from, if it is still there; else its version.
fn dependency(name: &str, folder: &str) -> String {
    match root() {
        Some(root) => format!("{name} = {{ path = {:?} }}\n", root.join(folder).display().to_string()),
        None => format!("{name} = \"={}\"\n", env!("CARGO_PKG_VERSION")),
    }
}

fn root() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    root.join("checker/Cargo.toml").exists().then(|| root.to_owned())
}

/// Errors of the compiler, and the words of the walk where something differs, are for whoever waits.
fn cargo(home: &Path) -> io::Result<std::process::Output> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--release", "--quiet"]).current_dir(home).stdin(Stdio::null()).stderr(Stdio::inherit());
    command.env("CARGO_TARGET_DIR", home.join("target")).env_remove("RUSTFLAGS");
    command.output()
}
