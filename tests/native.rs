//! Native = evaluator, for every shipped protocol and every fixture, at a small scope.

use honnin_codegen::compile_file;
use honnin_codegen::ir::{Amount, Ir, Sizes};
use honnin_codegen::source::Source;
use honnin_protocols::SOURCES;
use honnin_tests::fixtures::FIXTURES;
use honnin_tests::native::{Agreement, assert_agreement};

/// Each protocol's own bodies, in a module of its name.
macro_rules! natives {
    ($($protocol:path),* $(,)?) => {
        $(honnin::native!($protocol);)*
    };
}

natives!(
    honnin_protocols::issuance::protocol,
    honnin_protocols::tutorial::protocol,
    honnin_protocols::two_phase_commit::protocol,
    honnin_protocols::yokohama_next_image::protocol,
    honnin_protocols::yokohama_unlocked_image::protocol,
    honnin_tests::fixtures::clauses::protocol,
    honnin_tests::fixtures::counts::protocol,
    honnin_tests::fixtures::members::protocol,
    honnin_tests::fixtures::orders::protocol,
    honnin_tests::fixtures::outbox::protocol,
    honnin_tests::fixtures::queues::protocol,
    honnin_tests::fixtures::shelf::protocol,
    honnin_tests::fixtures::wires::protocol,
);

/// One test for each protocol, in its `quick` scope with these other sizes, to these numbers of
/// states, transitions, edges and defects.
macro_rules! agree {
    ($($protocol:ident at [$($size:ident = $number:literal),*] => $states:literal, $transitions:literal, $edges:literal, $defects:literal;)*) => {
        $(
            #[test]
            fn $protocol() {
                let sizes = &[$((stringify!($size), $number)),*];
                let agreement = compare(stringify!($protocol), sizes, usize::MAX, &super::$protocol::Native);
                let Agreement { states, transitions, edges, defects, .. } = agreement;
                assert_eq!((states, transitions, edges, defects), ($states, $transitions, $edges, $defects));
            }
        )*

        const SMALL: &[&str] = &[$(stringify!($protocol)),*];
    };
}

/// A budget without a limit, which takes no counter in the state.
const UNLIMITED: u32 = u32::MAX;

/// One visit at a time, by either of two people, and every fault.
const ONE: &[(&str, u32)] = &[
    ("person", 2),
    ("session", 1),
    ("job", 1),
    ("crash", UNLIMITED),
    ("power_loss", UNLIMITED),
    ("paper_jam", UNLIMITED),
    ("renderer_failure", UNLIMITED),
];

/// Two tests for each protocol that is too large for the evaluator in its `quick` scope: every state for one visitor, and
/// the states nearest to the start for two. What their numbers are, their own tests say.
macro_rules! large {
    ($($protocol:ident with $more:expr => $states:literal),*) => {
        $(
            mod $protocol {
                #[test]
                fn for_one() {
                    let bodies = &crate::$protocol::Native;
                    let sizes = [crate::ONE, $more].concat();
                    let agreement = crate::compare(stringify!($protocol), &sizes, usize::MAX, bodies);
                    assert_eq!(agreement.states, $states);
                }

                #[test]
                fn for_two() {
                    let agreement = crate::compare(stringify!($protocol), &[], 1_500, &crate::$protocol::Native);
                    assert_eq!(agreement.states, 1_500);
                }
            }
        )*

        const LARGE: &[&str] = &[$(stringify!($protocol)),*];
    };
}

mod at_every_reachable_state_agrees {
    use super::*;

    agree! {
        tutorial at [] => 3, 4, 0, 0;
        two_phase_commit at [] => 288, 1145, 0, 0;
        clauses at [] => 2300, 9220, 0, 0;
        counts at [] => 228, 875, 0, 183;
        members at [] => 58, 261, 0, 0;
        orders at [] => 1804, 5728, 2128, 0;
        outbox at [] => 867, 3062, 316, 0;
        queues at [] => 1222, 4278, 0, 1764;
        shelf at [] => 220, 704, 212, 0;
        wires at [] => 312, 638, 40, 100;
    }

    large! {
        issuance with &[("misprint", crate::UNLIMITED), ("version", 1), ("amendment", 1)] => 3_710,
        yokohama_next_image with &[] => 230,
        yokohama_unlocked_image with &[] => 316
    }

    #[test]
    fn every_protocol_is_compared() {
        let names = SOURCES.iter().chain(FIXTURES).map(|source| source.name);
        let missing: Vec<_> = names.filter(|name| !SMALL.contains(name) && !LARGE.contains(name)).collect();
        assert!(missing.is_empty(), "not compared: {missing:?}");
    }
}

/// Compares a protocol in a scope and, unless it is cut short, demands that every action was taken.
fn compare(name: &str, sizes: &[(&str, u32)], most: usize, bodies: &dyn honnin::native::Bodies) -> Agreement {
    let source = SOURCES.iter().chain(FIXTURES).find(|source| source.name == name).expect("it is listed");
    let protocols = compile_file(&Source::new(source.file, source.text)).expect("what is shipped compiles");
    let ir = &protocols[0].ir;
    let agreement = assert_agreement(ir, &resized(ir, sizes), most, bodies);
    let never = ir.actions.iter().enumerate().filter(|(number, _)| !agreement.taken.contains(number));
    let never: Vec<&str> = never.map(|(_, action)| &*action.name).collect();
    assert!(never.is_empty() || agreement.states == most, "never taken: {never:?}");
    agreement
}

/// The `quick` scope, with other sizes for some parameters.
fn resized(ir: &Ir, sizes: &[(&str, u32)]) -> Sizes {
    let mut quick = ir.scopes[0].sizes.clone();
    for (name, number) in sizes {
        let parameter = ir.parameters.iter().position(|parameter| parameter.name == *name);
        let amount = if *number == UNLIMITED { Amount::Unlimited } else { Amount::AtMost(*number) };
        quick.0[parameter.expect("a parameter of that name")] = amount;
    }
    quick
}
