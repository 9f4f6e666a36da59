//! Evaluator and packed interpreter agree: labelled successors, edges, defects and predicates on every reachable state of
//! every shipped protocol and every fixture; each fixture pins its numbers; without its ghosts a protocol does the same.

#[path = "agreement/coverage.rs"]
mod coverage;
#[path = "agreement/explore.rs"]
mod explore;
#[path = "agreement/protocols.rs"]
mod protocols;

use explore::{Numbers, compare};
use honnin_codegen::ir::{Ir, Scope};
use protocols::{fixtures, numbers, scope, shipped};

/// How many states of a shipped protocol the slow evaluator is asked about; a fixture is explored whole.
const ENOUGH: usize = 1_000;

#[test]
fn every_fixture_is_explored_alike_and_has_its_numbers() {
    let fixtures = fixtures();
    assert!(fixtures.len() > 20, "only {} fixtures were found", fixtures.len());
    let mut wrong = Vec::new();
    for fixture in &fixtures {
        let found = compare(&fixture.ir, &fixture.ir.scopes[0].sizes, usize::MAX);
        if found != fixture.expected {
            wrong.push(format!("{}: {found}, not {}", fixture.name, fixture.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_shipped_protocol_is_explored_alike() {
    let protocols = shipped();
    assert!(!protocols.is_empty(), "no shipped protocol was found");
    for (name, ir) in &protocols {
        let quick: &Scope = ir.scopes.iter().find(|scope| scope.name == "quick").unwrap_or(&ir.scopes[0]);
        println!("{name} at {}: {}", quick.name, compare(ir, &quick.sizes, ENOUGH));
    }
}

#[test]
fn what_is_exercised_is_counted_alike() {
    let fixtures = fixtures().into_iter().map(|fixture| (fixture.ir, usize::MAX));
    let shipped = shipped().into_iter().map(|(_, ir)| (ir, ENOUGH));
    let mut items = 0;
    for (ir, enough) in fixtures.chain(shipped) {
        items += coverage::compare(&ir, &ir.scopes[0].sizes, enough);
    }
    assert!(items > 300, "only {items} items were counted");
}

#[test]
fn two_phase_commit_has_the_states_of_the_published_model() {
    let (_, ir) = shipped().into_iter().find(|(name, _)| name == "two_phase_commit").expect("it is shipped");
    for (managers, states) in [(3, 288), (5, 8_832), (7, 296_448)] {
        let found = numbers(&ir, &scope(&ir, &[("manager", managers)]));
        assert_eq!(found.states, states, "with {managers} resource managers");
    }
}

#[test]
fn ghosts_only_observe() {
    let shipped = shipped().into_iter().map(|(_, ir)| ir);
    for ir in fixtures().into_iter().map(|fixture| fixture.ir).chain(shipped) {
        let sizes = &ir.scopes[0].sizes;
        if let Err(difference) = explore::erasure(&ir, sizes, ENOUGH) {
            panic!("{}: {difference}", ir.name);
        }
    }
}

/// A ghost that remembers an id keeps it from coming back: the check has to see that.
#[test]
fn a_ghost_that_holds_an_id_is_found() {
    let ir = protocols::of_text("a_ghost_that_holds_an_id", HOLDS);
    let difference = explore::erasure(&ir, &ir.scopes[0].sizes, ENOUGH);
    assert!(difference.is_err_and(|difference| difference.contains("a ghost changes what can happen")));
}

const HOLDS: &str = r"
    #[workflow]
    #[scope(quick, job = 1)]
    pub mod holds {
        #[id]
        pub struct Job;

        #[effect(at_least_once)]
        pub struct Print { job: Job }

        #[role]
        pub struct Desk { printed: bool }

        impl Desk {
            #[input]
            fn begin(&mut self) {
                let job = fresh!(Job);
                self.printed = true;
                emit!(Print { job });
            }
        }

        #[ghost]
        pub struct Room { last: Option<Job> }

        impl Room {
            #[on(Print)]
            fn remember(&mut self, job: Job) {
                self.last = Some(job);
            }
        }
    }
";

/// The numbers are those of the whole graph, so that a fixture that is cut off would be seen.
#[test]
fn a_comparison_that_is_cut_off_says_fewer_states() {
    let ir: Ir = fixtures().remove(0).ir;
    let whole: Numbers = compare(&ir, &ir.scopes[0].sizes, usize::MAX);
    let cut = compare(&ir, &ir.scopes[0].sizes, 1);
    assert!(cut.states < whole.states);
}
