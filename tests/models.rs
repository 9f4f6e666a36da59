//! Model = evaluator = interpreter, for every shipped protocol and every fixture, at a small scope; and what is emitted.

use honnin_checker::runtime::Visitor;
use honnin_checker::system::System;
use honnin_codegen::emit::model;
use honnin_codegen::fingerprint::Fingerprints;
use honnin_codegen::interpret;
use honnin_codegen::ir::{Amount, Ir, Sizes};
use honnin_codegen::source::Source;
use honnin_codegen::{Protocol, compile_file};
use honnin_protocols::SOURCES;
use honnin_tests::agreement::{Compared, assert_agreement};
use honnin_tests::fixtures::FIXTURES;

honnin::model!(honnin_protocols::tutorial::protocol);
honnin::model!(honnin_protocols::two_phase_commit::protocol);
honnin::model!(
    honnin_protocols::issuance::protocol,
    scope(small, like = quick, person = 1, session = 1, job = 1),
    scope(
        rich,
        like = everything,
        person = 1,
        node = 1,
        crash = 0,
        power_loss = 0,
        paper_jam = 0,
        renderer_failure = 0
    )
);
honnin::model!(
    honnin_protocols::yokohama_next_image::protocol,
    scope(small, like = quick, person = 1, session = 1, job = 1)
);
honnin::model!(
    honnin_protocols::yokohama_unlocked_image::protocol,
    scope(small, like = quick, person = 1, session = 1, job = 1)
);
honnin::model!(honnin_tests::fixtures::clauses::protocol);
honnin::model!(honnin_tests::fixtures::members::protocol);
honnin::model!(honnin_tests::fixtures::counts::protocol);
honnin::model!(honnin_tests::fixtures::orders::protocol);
honnin::model!(honnin_tests::fixtures::outbox::protocol);
honnin::model!(honnin_tests::fixtures::queues::protocol);
honnin::model!(honnin_tests::fixtures::shelf::protocol);
honnin::model!(honnin_tests::fixtures::wires::protocol);

fn protocol(name: &str) -> Protocol {
    let source = SOURCES.iter().chain(FIXTURES).find(|source| source.name == name).expect("it is listed");
    compile_file(&Source::new(source.file, source.text)).expect("what is shipped compiles").swap_remove(0)
}

/// Compares the compiled model and the interpreter with the evaluator.
fn compare<const W: usize>(name: &str, sizes: &[(&str, u32)], system: &impl System<W>) -> Compared {
    let ir = protocol(name).ir;
    let sizes = resized(&ir, &ir.scopes[0].name, sizes);
    compare_at(&ir, &sizes, system)
}

fn compare_at<const W: usize>(ir: &Ir, sizes: &Sizes, system: &impl System<W>) -> Compared {
    let compared = assert_agreement(ir, sizes, system, usize::MAX);
    let interpreted = interpret::dispatch(ir, sizes, Interpreted(ir, sizes)).expect("it fits");
    assert_eq!(compared, interpreted);
    compared
}

struct Interpreted<'a>(&'a Ir, &'a Sizes);

impl interpret::Visitor for Interpreted<'_> {
    type Output = Compared;

    fn visit<const W: usize>(self, interpreter: interpret::Interpreter<W>) -> Compared {
        assert_agreement(self.0, self.1, &interpreter, usize::MAX)
    }
}

/// A scope, with other sizes for some parameters.
fn resized(ir: &Ir, scope: &str, sizes: &[(&str, u32)]) -> Sizes {
    let mut resized = ir.scopes.iter().find(|known| known.name == scope).expect("a scope of that name").sizes.clone();
    for (name, number) in sizes {
        let parameter = ir.parameters.iter().position(|parameter| parameter.name == *name);
        resized.0[parameter.expect("a parameter of that name")] = Amount::AtMost(*number);
    }
    resized
}

macro_rules! agree {
    ($($name:ident :: $scope:ident $(at $sizes:expr)? => $states:literal states, $transitions:literal transitions;)*) => {
        $(
            #[test]
            fn $name() {
                let sizes: &[&[(&str, u32)]] = &[$(&$sizes)?];
                let compared = compare(stringify!($name), &sizes.concat(), &super::$name::$scope::Model);
                assert_eq!(compared, Compared { states: $states, transitions: $transitions });
            }
        )*

        const COMPARED: &[&str] = &[$(stringify!($name)),*];
    };
}

mod at_every_reachable_state_agrees {
    use super::*;

    agree! {
        tutorial::quick => 3 states, 4 transitions;
        two_phase_commit::quick => 288 states, 1145 transitions;
        issuance::small at [("person", 1), ("session", 1), ("job", 1)] => 95 states, 381 transitions;
        yokohama_next_image::small at [("person", 1), ("session", 1), ("job", 1)] => 37 states, 134 transitions;
        yokohama_unlocked_image::small at [("person", 1), ("session", 1), ("job", 1)] => 68 states, 268 transitions;
        clauses::quick => 2300 states, 9220 transitions;
        members::quick => 58 states, 261 transitions;
        counts::quick => 228 states, 875 transitions;
        orders::quick => 1804 states, 5728 transitions;
        outbox::quick => 867 states, 3062 transitions;
        queues::quick => 1222 states, 4278 transitions;
        shelf::quick => 220 states, 704 transitions;
        wires::quick => 312 states, 638 transitions;
    }

    /// Fields, sheets and versions, which `quick` leaves out.
    #[test]
    fn issuance_with_all_that_it_takes_in() {
        let less = ["person", "node"].map(|name| (name, 1));
        let faults = ["crash", "power_loss", "paper_jam", "renderer_failure"].map(|name| (name, 0));
        let ir = protocol("issuance").ir;
        let sizes = resized(&ir, "everything", &[&less[..], &faults[..]].concat());
        let compared = compare_at(&ir, &sizes, &super::issuance::rich::Model);
        assert_eq!(compared, Compared { states: 9156, transitions: 47_004 });
    }

    #[test]
    fn every_protocol_is_compared() {
        let names = SOURCES.iter().chain(FIXTURES).map(|source| source.name);
        let missing: Vec<_> = names.filter(|name| !COMPARED.contains(name)).collect();
        assert!(missing.is_empty(), "not compared: {missing:?}");
    }
}

/// Compares the first states of a shipped protocol, run by its compiled model where it has one.
struct Beginning<'a>(&'a Ir, &'a Sizes);

impl Visitor for Beginning<'_> {
    type Output = Compared;

    fn visit<const W: usize, S: System<W> + 'static>(self, system: S) -> Compared {
        assert_agreement(self.0, self.1, &system, 1_000)
    }
}

impl interpret::Visitor for Beginning<'_> {
    type Output = Compared;

    fn visit<const W: usize>(self, interpreter: interpret::Interpreter<W>) -> Compared {
        assert_agreement(self.0, self.1, &interpreter, 1_000)
    }
}

#[test]
fn the_shipped_protocols_agree_at_the_first_thousand_states_of_each_scope() {
    for source in SOURCES {
        let ir = protocol(source.name).ir;
        for scope in &ir.scopes {
            let beginning = || Beginning(&ir, &scope.sizes);
            let compiled = honnin_model::visit(source.name, &scope.name, beginning());
            let compared = compiled.map_or_else(|| interpret::dispatch(&ir, &scope.sizes, beginning()), Ok);
            assert!(compared.is_ok_and(|compared| compared.transitions > 0), "{} at {}", source.name, scope.name);
        }
    }
}

#[test]
fn a_compiled_model_has_the_fingerprint_of_its_source() {
    for source in SOURCES {
        let expected = Fingerprints::of(&protocol(source.name).ir).behaviour.to_string();
        assert_eq!(honnin_model::fingerprint(source.name), Some(&*expected), "{}", source.name);
    }
}

#[test]
fn the_registry_has_a_model_for_quick_at_least() {
    let workflows = honnin_model::workflows();
    assert_eq!(workflows.len(), SOURCES.len());
    for workflow in workflows {
        let ir = protocol(workflow.name).ir;
        let compiled: Vec<&str> = workflow.models.iter().map(|(scope, _)| *scope).collect();
        let declared = |name: &&str| ir.scopes.iter().any(|scope| scope.name == **name);
        assert!(compiled.iter().all(declared), "{}: {compiled:?}", workflow.name);
        assert!(compiled.contains(&"quick"), "{}: {compiled:?}", workflow.name);
    }
}

#[test]
fn a_model_reads_as_if_written_by_hand() {
    for name in ["tutorial", "outbox", "wires"] {
        let ir = protocol(name).ir;
        let file = syn::parse2(model::workflow(&ir, &ir.scopes[..1])).expect("what is emitted is Rust");
        insta::assert_snapshot!(name, prettyplease::unparse(&file));
    }
}
