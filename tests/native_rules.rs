//! Native = evaluator, for every rule of the semantics: the fixtures that hold the evaluator to them.

#![allow(unreachable_pub, reason = "a protocol says `pub`, wherever it stands")]

#[macro_use]
#[path = "rules/list.rs"]
mod list;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use honnin_codegen::compile_file;
use honnin_codegen::source::Source;
use honnin_tests::native::assert_agreement;

/// Each fixture's file as a module, its bodies as another, and a test that compares them with the evaluator.
macro_rules! fixtures {
    ($($path:literal is $file:ident with $workflow:ident;)*) => {
        $(
            #[allow(dead_code, reason = "a fixture is about a rule, not about these")]
            #[path = $path]
            mod $file;
        )*

        mod natives {
            $(honnin::native!(crate::$file::$workflow::protocol);)*
        }

        mod at_every_reachable_state_agrees {
            $(
                #[test]
                fn $file() {
                    super::compare(stringify!($file), &crate::natives::$workflow::Native);
                }
            )*
        }

        const COMPARED: &[&str] = &[$(stringify!($file)),*];
    };
}

every_rule!(fixtures);

#[test]
fn every_fixture_is_compared() {
    let files = fs::read_dir(folder()).expect("the fixtures").flatten().map(|entry| entry.path());
    let names: BTreeSet<String> = files.filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned())).collect();
    assert_eq!(names, COMPARED.iter().map(|name| (*name).to_owned()).collect());
}

fn compare(name: &str, bodies: &dyn honnin::native::Bodies) {
    let text = fs::read_to_string(folder().join(name).with_extension("rs")).expect("a fixture");
    let protocols = compile_file(&Source::new(name, &text)).expect("a fixture compiles");
    let ir = &protocols[0].ir;
    let agreement = assert_agreement(ir, &ir.scopes[0].sizes, usize::MAX, bodies);
    assert!(agreement.states > 0);
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/fixtures")
}
