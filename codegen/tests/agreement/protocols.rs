//! Where the protocols come from.

use std::fs;
use std::path::Path;

use honnin_codegen::compile_file;
use honnin_codegen::diagnostic::Diagnostic;
use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::ir::{Amount, Ir, Sizes};
use honnin_codegen::source::Source;

use crate::explore::{Numbers, graph};

/// A tiny protocol whose first lines end with its numbers.
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) ir: Ir,
    pub(crate) expected: Numbers,
}

/// Every file of `tests/fixtures`.
pub(crate) fn fixtures() -> Vec<Fixture> {
    let mut fixtures = Vec::new();
    let mut errors = Vec::new();
    for (name, text) in files("tests/fixtures") {
        let line = text.lines().take_while(|line| line.starts_with("//!")).last().unwrap_or_default();
        match (compiled(&name, &text), line.trim_start_matches("//!").parse()) {
            (Ok(mut irs), Ok(expected)) => fixtures.push(Fixture { name, ir: irs.remove(0), expected }),
            (Err(error), _) | (_, Err(error)) => errors.push(error),
        }
    }
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    fixtures
}

/// Every workflow of the protocols that are shipped.
pub(crate) fn shipped() -> Vec<(String, Ir)> {
    let irs = |(name, text): (String, String)| compiled(&name, &text).unwrap_or_else(|error| panic!("{error}"));
    let named = |ir: Ir| (ir.name.clone(), ir);
    files("../model/protocols/src/workflows").into_iter().flat_map(irs).map(named).collect()
}

/// The one workflow of a text.
pub(crate) fn of_text(name: &str, text: &str) -> Ir {
    compiled(name, text).unwrap_or_else(|error| panic!("{error}")).remove(0)
}

/// The first scope of a protocol with some numbers changed.
pub(crate) fn scope(ir: &Ir, changed: &[(&str, u32)]) -> Sizes {
    let mut sizes = ir.scopes[0].sizes.clone();
    for (name, number) in changed {
        let index = ir.parameters.iter().position(|parameter| parameter.name == *name).expect("a parameter");
        sizes.0[index] = Amount::AtMost(*number);
    }
    sizes
}

/// The numbers of the whole graph, as the interpreter finds them.
pub(crate) fn numbers(ir: &Ir, sizes: &Sizes) -> Numbers {
    struct Count;
    impl Visitor for Count {
        type Output = Numbers;
        fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Numbers {
            graph(&interpreter)
        }
    }
    dispatch(ir, sizes, Count).expect("it fits")
}

pub(crate) fn compiled(name: &str, text: &str) -> Result<Vec<Ir>, String> {
    let line = |error: &Diagnostic| format!("{name}:{}: {}: {}", error.span.start().line, error.code, error.message);
    let protocols = compile_file(&Source::new(name, text));
    let protocols = protocols.map_err(|errors| errors.iter().map(line).collect::<Vec<_>>().join("\n"))?;
    Ok(protocols.into_iter().map(|protocol| protocol.ir).collect())
}

pub(crate) fn files(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    let file = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("a readable file"))
    };
    paths.iter().map(file).collect()
}
