//! Exports to Murphi: as text, and as Rumur judges them when they are wrong.

#[path = "agreement/protocols.rs"]
mod protocols;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use honnin_codegen::compile_file;
use honnin_codegen::export::{Claim, Exported, File};
use honnin_codegen::murphi::{self, Export};
use honnin_codegen::source::Source;
use honnin_judges::rumur::Rumur;
use honnin_judges::sheet::{Accord, Sheet};
use honnin_judges::table::table;
use honnin_judges::{Patience, asking, ours};

use protocols::{Protocol, named};

static NEVER: AtomicBool = AtomicBool::new(false);
const PATIENCE: Patience<'static> = Patience { interrupt: &NEVER, until: None };

#[test]
fn an_export_reads_as_if_written_by_hand() {
    let shipped = "model/protocols/src/workflows";
    let all =
        [(shipped, "tutorial"), (shipped, "two_phase_commit"), ("tests/fixtures", "outbox"), (shipped, "issuance")];
    for (folder, name) in all {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder).join(name).with_extension("rs");
        let text = std::fs::read_to_string(path).expect("readable");
        let ir = compile_file(&Source::new(name, &text)).expect("it compiles").swap_remove(0).ir;
        let export = murphi::export(&ir, &ir.scopes[0].sizes).expect("it can be said");
        let stated: Vec<&Claim> = export.claims().iter().filter(|claim| claim.inexpressible().is_none()).collect();
        insta::assert_snapshot!(format!("murphi_{name}"), export.model(&stated));
    }
}

/// An export whose text is changed.
struct Changed<F> {
    export: Export,
    change: F,
}

impl<F: Fn(&str) -> String + Send + Sync> Exported for Changed<F> {
    fn name(&self) -> &str {
        self.export.name()
    }

    fn claims(&self) -> &[Claim] {
        self.export.claims()
    }

    fn files(&self, asked: &[&Claim]) -> Vec<File> {
        let change = |file: File| File { text: (self.change)(&file.text), ..file };
        self.export.files(asked).into_iter().map(change).collect()
    }
}

/// What Rumur says of an export in which something was replaced, beside what we say of the protocol.
fn beside(title: &str, protocol: &Protocol, from: &str, to: &str) -> Sheet {
    let Protocol { ir, sizes } = protocol;
    let rumur = Rumur::find().unwrap_or_else(|missing| panic!("{missing}"));
    let changed = AtomicBool::new(false);
    let change = |text: &str| {
        changed.fetch_or(text.contains(from), Ordering::Relaxed);
        text.replace(from, to)
    };
    let export = Changed { export: murphi::export(ir, sizes).expect("it can be said"), change };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("murphi").join(title.replace(' ', "-"));
    let ours = ours::honnin(ir, sizes, &PATIENCE);
    let theirs = asking::ask_exported(&rumur, ir, &export, &ours, &folder, &PATIENCE);
    assert!(changed.into_inner(), "nothing was perturbed: {title}");
    Sheet::new(ir, title, &[ours, theirs])
}

#[test]
fn a_wrong_export_is_noticed() {
    let protocol = named("model/protocols/src/workflows/two_phase_commit.rs");
    for (what, from, to, accord) in [
        ("guard", "resource[me].state = Working", "resource[me].state != Committed", Accord::Disagreed),
        ("change", "resource[me].state := Prepared", "resource[me].state := Working", Accord::Disagreed),
        ("claim", "!= Committed", "!= Working", Accord::Disagreed),
        ("grammar", "==>", "=>", Accord::Open),
        ("value", "resource[me].state := Prepared", "undefine resource[me].state", Accord::Open),
    ] {
        let sheet = beside(&format!("wrong {what}"), &protocol, from, to);
        assert_eq!(sheet.accord(), accord, "{what}:\n{}", table(&sheet));
    }
    assert_eq!(beside("right", &protocol, "Working", "Working").accord(), Accord::Agreed);
}

#[test]
fn an_old_value_that_is_kept_is_noticed() {
    // What a place in a queue holds when nothing is there is a state of its own to Rumur.
    let protocol = named("tests/fixtures/queues.rs");
    let sheet = beside("kept", &protocol, "undefine desk.waiting.items[1];", "");
    assert_eq!(sheet.accord(), Accord::Disagreed, "{}", table(&sheet));
}
