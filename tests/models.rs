//! Model = evaluator, for every shipped protocol and every fixture, at a small scope.

use honnin_checker::system::System;
use honnin_codegen::compile_file;
use honnin_codegen::ir::{Amount, Ir, Sizes};
use honnin_codegen::source::Source;
use honnin_protocols::SOURCES;
use honnin_tests::agreement::{Compared, assert_agreement};
use honnin_tests::fixtures::FIXTURES;

honnin::model!(honnin_protocols::tutorial::protocol);
honnin::model!(honnin_protocols::two_phase_commit::protocol);
honnin::model!(honnin_tests::fixtures::counts::protocol);
honnin::model!(honnin_tests::fixtures::orders::protocol);
honnin::model!(honnin_tests::fixtures::outbox::protocol);
honnin::model!(honnin_tests::fixtures::queues::protocol);
honnin::model!(honnin_tests::fixtures::shelf::protocol);
honnin::model!(honnin_tests::fixtures::wires::protocol);

fn compare<const W: usize>(name: &str, sizes: &[(&str, u32)], system: &impl System<W>) -> Compared {
    let source = SOURCES.iter().chain(FIXTURES).find(|source| source.name == name).expect("it is listed");
    let protocols = compile_file(&Source::new(source.file, source.text)).expect("what is shipped compiles");
    let ir = &protocols[0].ir;
    assert_agreement(ir, &resized(ir, sizes), system)
}

/// The `quick` scope, with other sizes for some parameters.
fn resized(ir: &Ir, sizes: &[(&str, u32)]) -> Sizes {
    let mut quick = ir.scopes[0].sizes.clone();
    for (name, number) in sizes {
        let parameter = ir.parameters.iter().position(|parameter| parameter.name == *name);
        quick.0[parameter.expect("a parameter of that name")] = Amount::AtMost(*number);
    }
    quick
}

macro_rules! agree {
    ($($name:ident;)*) => {
        $(
            #[test]
            fn $name() {
                let compared = compare(stringify!($name), &[], &super::$name::quick::Model);
                eprintln!("{compared:?}");
            }
        )*
    };
}

mod at_every_reachable_state_agrees {
    use super::*;

    agree! {
        tutorial;
        two_phase_commit;
        counts;
        orders;
        outbox;
        queues;
        shelf;
        wires;
    }
}
