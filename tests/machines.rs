//! The emitted Machines: a snapshot of each fixture's, and every protocol's that can be one.

use std::fs;
use std::path::{Path, PathBuf};

use honnin_codegen::Protocol;
use honnin_codegen::emit::machine;
use honnin_codegen::source::Source;
use honnin_tests::fixtures::FIXTURES;

/// What a Machine says of its own: everything but the support, which is the same in all.
fn shown(protocol: &Protocol) -> String {
    let emitted = syn::parse2(machine::workflow(&protocol.ir, None)).expect("what is emitted is Rust");
    let mut file: syn::File = emitted;
    for item in &mut file.items {
        if let syn::Item::Mod(module) = item
            && let Some((_, items)) = &mut module.content
        {
            items.retain(|item| !matches!(item, syn::Item::Mod(inner) if inner.ident == "support"));
        }
    }
    prettyplease::unparse(&file)
}

fn compiled(name: &str, text: &str) -> Vec<Protocol> {
    honnin_codegen::compile_file(&Source::new(name, text)).unwrap_or_else(|errors| panic!("{name}: {errors:?}"))
}

/// Those that stand for a construct of the language; all others are held against the protocol by the walk.
#[test]
fn fixtures_are_emitted_as_they_were() {
    let mut shown_so_far = 0;
    for fixture in FIXTURES {
        for protocol in compiled(fixture.file, fixture.text) {
            assert!(machine::check(&protocol).is_ok(), "{}", protocol.ir.name);
            insta::assert_snapshot!(format!("machine_{}", protocol.ir.name), shown(&protocol));
            shown_so_far += 1;
        }
    }
    assert!(shown_so_far >= FIXTURES.len());
}

#[test]
fn every_protocol_is_emitted_or_told_what_no_machine_can_express() {
    let mut refused = Vec::new();
    let mut emitted = 0;
    for file in protocols() {
        let name = file.display().to_string();
        for protocol in compiled(&name, &fs::read_to_string(&file).expect("a file")) {
            match machine::check(&protocol) {
                Ok(()) => {
                    let _: syn::File = syn::parse2(machine::workflow(&protocol.ir, None)).expect("Rust");
                    emitted += 1;
                }
                Err(errors) => {
                    assert!(errors.iter().all(|error| error.code.starts_with("E07")), "{name}: {errors:?}");
                    refused.push(protocol.ir.name.clone());
                }
            }
        }
    }
    assert!(emitted > 70, "{emitted} are emitted, refused: {refused:?}");
}

/// The emission of one role leaves the others out, and is otherwise the same.
#[test]
fn one_role_can_be_emitted_alone() {
    let source = honnin_protocols::SOURCES.iter().find(|source| source.name == "issuance").expect("it is shipped");
    let [protocol] = &*compiled(source.file, source.text) else { panic!("one workflow") };
    let text = machine::role(&protocol.ir, "Renderer", None).to_string();
    assert!(text.contains("pub mod renderer") && !text.contains("pub mod server"));
}

/// A comment is no reason to verify again, and a duration is.
#[test]
fn an_edit_to_a_comment_asks_for_nothing() {
    let source = honnin_protocols::SOURCES.iter().find(|source| source.name == "issuance").expect("it is shipped");
    let hash = |text: &str| {
        let [protocol] = &*compiled(source.file, text) else { panic!("one workflow") };
        honnin_codegen::record::machine_hash(&machine::workflow(&protocol.ir, None))
    };
    let before = hash(source.text);
    assert_eq!(before, hash(&source.text.replace("/// The coins are in.", "/// The coins are \"in\", \\ and out.")));
    assert_ne!(before, hash(&source.text.replace("after = \"90s\"", "after = \"91s\"")));
}

/// Every protocol file of this repository, in order.
fn protocols() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders =
        ["model/protocols/src/workflows", "tests/fixtures", "tests/fixtures/liveness", "codegen/tests/fixtures"];
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let found = fs::read_dir(root.join(folder)).expect("a folder").map(|entry| entry.expect("an entry").path());
        let before = files.len();
        files.extend(found.filter(|path| path.extension().is_some_and(|kind| kind == "rs")));
        assert!(files.len() > before, "nothing in {folder}");
    }
    files.sort();
    files
}
