//! The protocols of the repository, each at a small scope.

#![allow(dead_code, reason = "each test needs a part of it")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_checker::check::{Options, Subject};
use honnin_checker::control::Limits;
use honnin_checker::registry::interpreter;
use honnin_checker::verdict::Engine;
use honnin_codegen::compile_file;
use honnin_codegen::explained::Explained;
use honnin_codegen::ir::{Amount, Ir, ParameterKind, Sizes};
use honnin_codegen::layout::Layout;
use honnin_codegen::source::Source;

/// A protocol and its sizes.
pub(crate) struct Protocol {
    pub(crate) ir: Ir,
    pub(crate) sizes: Sizes,
}

/// As many states as every judge counts in some seconds: TLC is slow where much is promised.
const MOST: u64 = 2_400;

/// The protocols of a folder of the repository, by the names of their files.
pub(crate) fn folder(path: &str) -> Vec<Protocol> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let entries = std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("a file").path());
    let mut files: Vec<_> = entries.filter(|file| file.extension().is_some_and(|kind| kind == "rs")).collect();
    files.sort();
    assert!(!files.is_empty(), "nothing is in {}", path.display());
    files.iter().flat_map(|file| read(file)).collect()
}

/// The protocol in a file of the repository.
pub(crate) fn named(file: &str) -> Protocol {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)).swap_remove(0)
}

fn read(file: &Path) -> Vec<Protocol> {
    let text = std::fs::read_to_string(file).expect("readable");
    let compiled = compile_file(&Source::new(file.display().to_string(), &text));
    let compiled = compiled.unwrap_or_else(|errors| panic!("{}: {errors:#?}", file.display()));
    compiled.into_iter().map(|protocol| small(protocol.ir)).collect()
}

/// At its first scope; where that is too large, with fewer ids.
fn small(ir: Ir) -> Protocol {
    let mut sizes = ir.scopes[0].sizes.clone();
    while !fits(&ir, &sizes) {
        let ids = ir.parameters.iter().enumerate().filter(|(_, it)| matches!(it.kind, ParameterKind::Ids(_)));
        let number = |index: usize| if let Amount::AtMost(number) = sizes.0[index] { number } else { 0 };
        let largest = ids.map(|(index, _)| index).max_by_key(|&index| number(index)).expect("a sort");
        let fewer = number(largest) - 1;
        assert!(fewer > 0, "{} is too large with one id of each sort", ir.name);
        sizes.0[largest] = Amount::AtMost(fewer);
    }
    Protocol { ir, sizes }
}

fn fits(ir: &Ir, sizes: &Sizes) -> bool {
    let layout = Arc::new(Layout::new(ir, sizes).expect("it fits in words"));
    let limits = Limits { max_states: Some(MOST), ..Limits::default() };
    let subject = Subject {
        layout: Arc::clone(&layout),
        scope: "small".to_owned(),
        engine: Engine::Interpreted,
        file: None,
        lines: Vec::new(),
        explained: Explained::default(),
    };
    let options = Options { limits, ..Options::default() };
    let verdict = interpreter(&layout).check(&subject, &options, &AtomicBool::new(false), &());
    verdict.expect("nothing is resumed").incomplete.is_none()
}

/// The folders that protocols are in.
const FOLDERS: [&str; 5] = [
    "model/protocols/src/workflows",
    "model/protocols/src/catalogue",
    "tests/fixtures",
    "tests/fixtures/liveness",
    "codegen/tests/fixtures",
];

/// Every protocol of the repository.
pub(crate) fn everything() -> Vec<Protocol> {
    FOLDERS.iter().flat_map(|path| folder(path)).collect()
}
