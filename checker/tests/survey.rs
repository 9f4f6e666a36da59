//! The survey and the hunt against a system whose numbers are known, and against Stateright's own judgement.

#[path = "fixture/two_phase.rs"]
mod two_phase;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_checker::control::{Cause, Limits};
use honnin_checker::hunt::hunt;
use honnin_checker::judge::Measures;
use honnin_checker::stateright::{Explored, Target, targets};
use honnin_checker::survey::{Survey, survey};
use honnin_codegen::ir::PropertyId;
use stateright::{Checker as _, Expectation, HasDiscoveries, Model as _};
use two_phase::TwoPhase;

static GO_ON: AtomicBool = AtomicBool::new(false);

fn walk(system: TwoPhase, limits: Limits) -> Survey {
    survey(Arc::new(system), &two_phase::ir(), Measures::default(), limits, &GO_ON, &())
}

fn good(managers: u32) -> TwoPhase {
    TwoPhase { managers, ..TwoPhase::default() }
}

#[test]
fn two_phase_commit_has_as_many_states_as_stateright_says() {
    for (managers, states) in [(3, 288), (5, 8_832)] {
        for workers in [1, 2, 5] {
            let found = walk(good(managers), Limits { workers, ..Limits::default() });
            assert_eq!((found.states, found.incomplete), (states, None), "{managers} managers, {workers} workers");
        }
    }
}

#[test]
fn depth_and_transitions_are_those_of_a_plain_breadth_first_search() {
    let one = walk(good(3), Limits::default());
    let two = walk(good(3), Limits { workers: 2, ..Limits::default() });
    // Stateright counts the initial state as a transition, and depth from 1.
    let plain = Explored::new(Arc::new(good(3)), &two_phase::ir())
        .checker()
        .finish_when(HasDiscoveries::AllOf(["never found"].into()))
        .spawn_bfs()
        .join();
    assert_eq!(one.transitions, plain.state_count() as u64 - 1);
    assert_eq!(one.depth, Some(u32::try_from(plain.max_depth()).unwrap() - 1));
    assert_eq!((two.transitions, two.depth), (one.transitions, None));
    assert_eq!(one.taken.iter().sum::<u64>(), one.transitions);
}

#[test]
fn verdicts_equal_those_of_plain_stateright_properties() {
    let ir = two_phase::ir();
    for system in [good(2), TwoPhase { hasty: true, ..good(2) }, TwoPhase { strict: true, hasty: true, ..good(2) }] {
        let surveyed = walk(system, Limits { workers: 2, ..Limits::default() });
        let explored = Explored::new(Arc::new(system), &ir);
        let names: Vec<_> = explored.properties().iter().map(|property| property.name).collect();
        let plain = explored.checker().spawn_bfs().join();
        for (target, name) in targets(&ir).into_iter().zip(names) {
            let seen = surveyed.seen.contains_key(&target);
            assert_eq!(seen, plain.discovery(name).is_some(), "{name}");
        }
    }
}

#[test]
fn sentence_names_and_expectations_reach_stateright() {
    let explored = Explored::new(Arc::new(good(2)), &two_phase::ir());
    let shown: Vec<_> = explored.properties().into_iter().map(|p| (p.name, p.expectation)).collect();
    assert_eq!(shown[0], ("Managers agree.", Expectation::Always));
    assert_eq!(shown[1], ("All can commit.", Expectation::Sometimes));
    assert_eq!(shown.len(), 7, "five of the source (no liveness), deadlock, defects");
}

#[test]
fn a_bound_of_exactly_the_states_is_complete_and_one_less_is_not() {
    for workers in [1, 2] {
        let limits = |most| Limits { workers, max_states: Some(most), ..Limits::default() };
        assert_eq!(walk(good(3), limits(288)).incomplete, None);
        let cut = walk(good(3), limits(287));
        assert_eq!((cut.states, cut.incomplete), (287, Some(Cause::MaxStates(287))));
    }
}

#[test]
fn memory_and_interrupt_leave_a_run_incomplete() {
    let starved = walk(good(7), Limits { max_memory: Some(1), ..Limits::default() });
    assert_eq!(starved.incomplete, Some(Cause::Memory(1)));
    let stop = AtomicBool::new(true);
    let stopped = survey(Arc::new(good(7)), &two_phase::ir(), Measures::default(), Limits::default(), &stop, &());
    assert_eq!(stopped.incomplete, Some(Cause::Interrupt));
    assert!(stopped.states < 296_448);
}

#[test]
fn a_panic_in_a_worker_is_an_incomplete_run_and_no_hang() {
    for workers in [1, 2, 4] {
        let found = walk(TwoPhase { explosive: true, ..good(4) }, Limits { workers, ..Limits::default() });
        assert_eq!(found.incomplete, Some(Cause::Internal));
    }
}

fn shortest(system: TwoPhase, target: Target) -> Option<Vec<u16>> {
    let path = hunt(&Arc::new(system), &two_phase::ir(), target, None, Limits::default(), &GO_ON, &()).unwrap()?;
    Some(path.steps.iter().map(|step| step.event.kind).collect())
}

#[test]
fn hunts_find_shortest_ways() {
    let violated = |property| Target::Violated(PropertyId(property));
    assert_eq!(shortest(good(3), violated(two_phase::CONSISTENT)), None);
    assert_eq!(shortest(good(3), violated(two_phase::NOBODY_ABORTS)), Some(vec![4]));
    let all_commit = shortest(good(2), Target::Witnessed(PropertyId(two_phase::COMMIT_AGREEMENT)));
    assert_eq!(all_commit.unwrap().len(), 7, "prepare, receive (twice each), commit, and both hear of it");
    let hasty = TwoPhase { hasty: true, ..good(2) };
    assert_eq!(shortest(hasty, violated(two_phase::CONSISTENT)).unwrap().len(), 3);
}

#[test]
fn a_hunted_step_ends_the_path() {
    let steps = shortest(good(3), Target::Step(PropertyId(two_phase::NOBODY_DECIDES))).unwrap();
    assert_eq!(steps, [1]);
    assert_eq!(shortest(good(3), Target::Step(PropertyId(two_phase::DECISIONS_STAND))), None);
}

#[test]
fn the_survey_of_one_worker_knows_how_far_the_nearest_sight_is() {
    let ir = two_phase::ir();
    let hasty = TwoPhase { hasty: true, strict: true, ..good(3) };
    let surveyed = walk(hasty, Limits::default());
    for (target, depth) in surveyed.seen {
        let path = hunt(&Arc::new(hasty), &ir, target, None, Limits::default(), &GO_ON, &()).unwrap().unwrap();
        let steps = path.steps.len() + usize::from(path.defect.is_some());
        assert_eq!(steps, depth as usize, "{target:?}");
    }
}

#[test]
fn everybody_aborted_is_a_deadlock_unless_declared_final() {
    let steps = shortest(good(1), Target::Deadlock).unwrap();
    assert_eq!(steps.len(), 2, "abort on both sides: the only final state is the committed one");
}
