//! Symmetry reduction is exact: for every shipped protocol and every fixture, on every reachable state.

use honnin_checker::symmetry::Reduction;
use honnin_codegen::compile_file;
use honnin_codegen::ir::{Amount, Ir, Sizes, SortId};
use honnin_codegen::source::Source;
use honnin_protocols::SOURCES;
use honnin_tests::fixtures::FIXTURES;
use honnin_tests::symmetry::{assert_symmetry, is_interchangeable, reductions};

fn protocol(name: &str) -> Ir {
    let source = SOURCES.iter().chain(FIXTURES).find(|source| source.name == name).expect("it is listed");
    compiled(source.file, source.text).swap_remove(0)
}

fn compiled(file: &str, text: &str) -> Vec<Ir> {
    let protocols = compile_file(&Source::new(file, text)).unwrap_or_else(|errors| panic!("{file}: {errors:?}"));
    protocols.into_iter().map(|protocol| protocol.ir).collect()
}

/// The first scope, with other sizes for some parameters.
fn resized(ir: &Ir, sizes: &[(&str, u32)]) -> Sizes {
    let mut quick = ir.scopes[0].sizes.clone();
    for (name, number) in sizes {
        let parameter = ir.parameters.iter().position(|parameter| parameter.name == *name);
        quick.0[parameter.expect("a parameter of that name")] = Amount::AtMost(*number);
    }
    quick
}

/// How many states there are, and how many orbits.
fn compare(name: &str, sizes: &[(&str, u32)]) -> (usize, usize) {
    let ir = protocol(name);
    let reduced = assert_symmetry(&ir, &resized(&ir, sizes));
    for made in reduced.sorts {
        assert!(matches!(made, Reduction::Reduced | Reduction::Single), "{name}: {made:?}");
    }
    (reduced.states, reduced.orbits)
}

macro_rules! reduce {
    ($($test:ident: $name:ident $sizes:expr => $states:literal states, $orbits:literal orbits;)*) => {
        $(
            #[test]
            fn $test() {
                assert_eq!(compare(stringify!($name), &$sizes), ($states, $orbits));
            }
        )*

        const COMPARED: &[&str] = &[$(stringify!($name)),*];
    };
}

mod at_every_reachable_state_reduced_is_unreduced {
    use super::*;

    reduce! {
        tutorial: tutorial [] => 3 states, 2 orbits;
        two_phase_commit: two_phase_commit [] => 288 states, 80 orbits;
        two_phase_commit_with_four: two_phase_commit [("manager", 4)] => 1568 states, 166 orbits;
        issuance_of_one_job: issuance [("job", 1), ("crash", 0), ("power_loss", 0), ("misprint", 0)]
            => 3797 states, 970 orbits;
        issuance_in_one_session: issuance [("session", 1)] => 6374 states, 1663 orbits;
        yokohama_next_image: yokohama_next_image [("job", 1)] => 2549 states, 650 orbits;
        yokohama_unlocked_image: yokohama_unlocked_image [("job", 1)] => 4433 states, 1130 orbits;
        clauses: clauses [] => 2300 states, 640 orbits;
        clauses_with_three: clauses [("guest", 3)] => 4824 states, 680 orbits;
        counts: counts [] => 228 states, 228 orbits;
        members: members [] => 58 states, 19 orbits;
        members_with_five: members [("lamp", 5)] => 329 states, 31 orbits;
        orders: orders [] => 1804 states, 524 orbits;
        orders_with_three: orders [("plate", 3)] => 6044 states, 768 orbits;
        outbox: outbox [] => 867 states, 447 orbits;
        outbox_with_three: outbox [("order", 3)] => 5669 states, 1103 orbits;
        queues: queues [] => 1222 states, 216 orbits;
        queues_with_four: queues [("item", 4)] => 6429 states, 355 orbits;
        shelf: shelf [] => 220 states, 60 orbits;
        shelf_with_three: shelf [("ticket", 3)] => 1336 states, 124 orbits;
        wires: wires [] => 312 states, 163 orbits;
        wires_with_three: wires [("node", 3)] => 2667 states, 534 orbits;
    }

    #[test]
    fn every_other_fixture_at_its_first_scope() {
        for source in SOURCES.iter().chain(FIXTURES).filter(|source| !COMPARED.contains(&source.name)) {
            let (states, orbits) = compare(source.name, &[]);
            assert!(states >= orbits && orbits > 0, "{}", source.name);
        }
    }
}

mod where_ids_are_related_to_ids {
    use super::*;

    fn tangle(scope: usize) -> (usize, usize) {
        let ir = compiled("tangle.rs", include_str!("symmetry/tangle.rs")).swap_remove(0);
        let reduced = assert_symmetry(&ir, &ir.scopes[scope].sizes);
        (reduced.states, reduced.orbits)
    }

    #[test]
    fn two_by_two() {
        assert_eq!(tangle(0), (653, 168));
    }

    #[test]
    fn three_by_one() {
        assert_eq!(tangle(1), (10332, 1725));
    }
}

/// What is refused is refused with a reason: the ids really are not interchangeable.
#[test]
fn a_sort_whose_order_shows_is_not_reduced() {
    for ir in compiled("ordered.rs", include_str!("symmetry/ordered.rs")) {
        let sizes = &ir.scopes[0].sizes;
        let reduced = assert_symmetry(&ir, sizes);
        assert!(matches!(reduced.sorts[..], [Reduction::Ordered(_)]), "{}: {:?}", ir.name, reduced.sorts);
        assert_eq!(reduced.states, reduced.orbits);
        assert!(!is_interchangeable(&ir, sizes, SortId(0)), "{}", ir.name);
    }
}

#[test]
fn what_is_interchangeable_has_the_same_ways_out() {
    let ir = protocol("orders");
    assert!(is_interchangeable(&ir, &ir.scopes[0].sizes, SortId(0)));
}

/// Managers are told apart by what is known of each, and nothing relates one to another.
#[test]
fn unrelated_ids_are_reduced_however_many_there_are() {
    let ir = protocol("two_phase_commit");
    assert_eq!(reductions(&ir, &resized(&ir, &[("manager", 12)])), [Reduction::Reduced]);
}

#[test]
fn related_ids_are_reduced_as_long_as_all_arrangements_can_be_tried() {
    let ir = compiled("related.rs", include_str!("symmetry/related.rs")).swap_remove(0);
    assert_eq!(reductions(&ir, &resized(&ir, &[("member", 8)])), [Reduction::Reduced]);
    assert_eq!(reductions(&ir, &resized(&ir, &[("member", 9)])), [Reduction::TooMany]);
    let reduced = assert_symmetry(&ir, &resized(&ir, &[("member", 4)]));
    // The partial functions on four points, and how many there are up to renaming (A126285 of the encyclopedia of integer
    // sequences).
    assert_eq!((reduced.states, reduced.orbits), (625, 45));
}
