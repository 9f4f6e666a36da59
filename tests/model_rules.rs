//! Model = evaluator, for every rule of the semantics: the fixtures that hold the evaluator to them.

#![allow(unreachable_pub, reason = "a protocol says `pub`, wherever it stands")]

#[macro_use]
#[path = "rules/list.rs"]
mod list;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use honnin_checker::system::System;
use honnin_codegen::compile_file;
use honnin_codegen::source::Source;
use honnin_tests::agreement::assert_agreement;

/// Each fixture's file as a module, its model as another, and a test that compares it with the evaluator.
macro_rules! fixtures {
    ($($path:literal is $file:ident with $workflow:ident;)*) => {
        $(
            #[allow(dead_code, clippy::eq_op, reason = "a fixture is about a rule, not about these")]
            #[path = $path]
            mod $file;
        )*

        mod models {
            $(honnin::model!(crate::$file::$workflow::protocol);)*
        }

        mod at_every_reachable_state_agrees {
            $(
                #[test]
                fn $file() {
                    super::compare(stringify!($file), &crate::models::$workflow::quick::Model);
                }
            )*
        }

        const COMPARED: &[&str] = &[$(stringify!($file)),*];
    };
}

every_rule!(fixtures);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/fixtures")
}

/// Compares a model with the evaluator at the fixture's first scope.
fn compare<const W: usize>(name: &str, system: &impl System<W>) {
    let path = folder().join(name).with_extension("rs");
    let text = fs::read_to_string(&path).expect("the fixture is there");
    let ir = compile_file(&Source::new(name, &text)).expect("a fixture compiles").swap_remove(0).ir;
    let compared = assert_agreement(&ir, &ir.scopes[0].sizes, system, usize::MAX);
    assert!(compared.states > 0);
}

#[test]
fn every_fixture_is_compared() {
    let files = fs::read_dir(folder()).expect("the fixtures are there");
    let names = files.filter_map(|file| Some(file.ok()?.path().file_stem()?.to_str()?.to_owned()));
    let compared: BTreeSet<String> = COMPARED.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(names.collect::<BTreeSet<String>>(), compared);
}
