//! Our own engine against Stateright, against itself with other numbers of workers, and against every limit.

#[path = "fixture/two_phase.rs"]
mod two_phase;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use honnin_checker::control::{Cause, Limits};
use honnin_checker::engine::{CheckpointError, EngineError, Exploration, Plan, Reduction, explore};
use honnin_checker::hunt::hunt;
use honnin_checker::judge::Measures;
use honnin_checker::space::Space as _;
use honnin_checker::stateright::{Target, targets};
use honnin_checker::survey::{Survey, survey};
use honnin_checker::system::System;
use honnin_codegen::ir::PropertyId;
use two_phase::TwoPhase;

static GO_ON: AtomicBool = AtomicBool::new(false);

fn good(managers: u32) -> TwoPhase {
    TwoPhase { managers, ..TwoPhase::default() }
}

fn run<S: System<1> + 'static>(system: S, limits: Limits, plan: Plan<1>) -> Exploration<1, S> {
    explore(Arc::new(system), &two_phase::ir(), Measures::default(), limits, plan, &GO_ON, &()).unwrap()
}

fn plain(system: TwoPhase, workers: usize) -> Survey {
    run(system, Limits { workers, ..Limits::default() }, Plan::default()).survey
}

/// Everything in a survey that must not depend on who ran it.
fn told(survey: &Survey) -> String {
    format!("{survey:?}")
}

#[test]
fn it_finds_what_stateright_finds() {
    let systems =
        [good(2), good(4), TwoPhase { hasty: true, ..good(3) }, TwoPhase { strict: true, hasty: true, ..good(3) }];
    for system in systems {
        let limits = Limits::default();
        let theirs = survey(Arc::new(system), &two_phase::ir(), Measures::default(), limits, &GO_ON, &());
        assert!(theirs.states > 10, "the twin explores");
        for workers in [1, 2, 5] {
            assert_eq!(told(&plain(system, workers)), told(&theirs), "{workers} workers");
        }
    }
}

#[test]
fn published_numbers_of_states_are_reached() {
    assert_eq!([3, 5, 7].map(|managers| plain(good(managers), 2).states), [288, 8_832, 296_448]);
}

#[test]
fn a_bound_on_states_leaves_whole_levels_and_the_same_ones_for_any_number_of_workers() {
    let all = plain(good(5), 1).states;
    let mut kept = Vec::new();
    for most in [1, 2, 100, 4000, all - 1] {
        let limited = |workers| {
            let limits = Limits { workers, max_states: Some(most), ..Limits::default() };
            run(good(5), limits, Plan::default()).survey
        };
        let one = limited(1);
        assert_eq!(one.incomplete, Some(Cause::MaxStates(most)));
        assert!((1..=most).contains(&one.states), "{} of {most}", one.states);
        assert_eq!(told(&one), told(&limited(4)));
        kept.push(one.states);
    }
    assert!(kept.is_sorted() && kept[0] == 1 && kept[4] < all, "{kept:?}");
    let limits = Limits { max_states: Some(all), ..Limits::default() };
    assert_eq!(run(good(5), limits, Plan::default()).survey.incomplete, None, "a space of that size is complete");
}

#[test]
fn a_bound_on_memory_ends_the_run_alike_for_any_number_of_workers() {
    let limited = |workers| {
        let limits = Limits { workers, max_memory: Some(1 << 20), ..Limits::default() };
        run(good(5), limits, Plan::default()).survey.incomplete
    };
    assert_eq!((limited(1), limited(4)), (Some(Cause::Memory(1 << 20)), Some(Cause::Memory(1 << 20))));
}

#[test]
fn a_bound_on_depth_examines_every_state_up_to_it() {
    let all = plain(good(4), 1);
    let depth = all.depth.unwrap();
    let limited = |steps| {
        let limits = Limits { workers: 2, max_depth: Some(steps), ..Limits::default() };
        run(good(4), limits, Plan::default()).survey
    };
    assert_eq!((limited(0).states, limited(0).incomplete), (1, Some(Cause::Depth(0))));
    assert!(limited(depth - 1).states < all.states);
    assert_eq!(told(&limited(depth)), told(&all), "the deepest states were examined, and nothing lies beyond");
}

#[test]
fn time_and_an_interrupt_stop_a_run_with_what_is_known() {
    let limits = Limits { max_time: Some(Duration::ZERO), ..Limits::default() };
    let late = run(good(9), limits, Plan::default()).survey;
    assert_eq!(late.incomplete, Some(Cause::Time(Duration::ZERO)));
    let stop = AtomicBool::new(true);
    let ended = explore(
        Arc::new(good(9)),
        &two_phase::ir(),
        Measures::default(),
        Limits::default(),
        Plan::default(),
        &stop,
        &(),
    );
    let ended = ended.unwrap().survey;
    assert_eq!(ended.incomplete, Some(Cause::Interrupt));
    assert!(ended.states < 10_340_352, "it did not go on to the end");
}

#[test]
fn the_first_violation_ends_the_run_with_its_level_if_that_is_wished() {
    let system = TwoPhase { hasty: true, ..good(5) };
    let all = plain(system, 1);
    let violated = *all.seen.keys().find(|target| matches!(target, Target::Violated(_))).unwrap();
    let early = |workers| {
        let plan = Plan { alarms: vec![violated], ..Plan::default() };
        run(system, Limits { workers, ..Limits::default() }, plan).survey
    };
    let one = early(1);
    assert_eq!(one.incomplete, Some(Cause::Violation));
    assert!(one.states < all.states && one.seen[&violated] == all.seen[&violated]);
    assert_eq!(told(&one), told(&early(3)));
}

#[test]
fn a_trace_is_a_shortest_one_and_the_same_for_any_number_of_workers() {
    let ir = two_phase::ir();
    for system in [good(3), TwoPhase { hasty: true, ..good(3) }] {
        let one = run(system, Limits::default(), Plan::default());
        let many = run(system, Limits { workers: 4, ..Limits::default() }, Plan::default());
        let mut traced = 0;
        for target in targets(&ir) {
            let limits = Limits { workers: 4, ..Limits::default() };
            let path = one.path(target, None, Limits::default(), &GO_ON, &()).unwrap();
            assert_eq!(path, many.path(target, None, limits, &GO_ON, &()).unwrap(), "{target:?}");
            let theirs = hunt(&Arc::new(system), &ir, target, None, Limits::default(), &GO_ON, &()).unwrap();
            assert_eq!(path.as_ref().map(|path| path.steps.len()), theirs.map(|path| path.steps.len()), "{target:?}");
            traced += usize::from(path.is_some());
        }
        assert!(traced > 0, "something is traced");
    }
}

#[test]
fn the_states_that_were_found_have_numbers() {
    let exploration = run(good(4), Limits { workers: 2, ..Limits::default() }, Plan::default());
    let space = exploration.space().unwrap();
    assert_eq!(u64::from(space.len()), exploration.survey.states);
    assert_eq!(space.state(0), good(4).initial());
    assert!((0..space.len()).all(|number| space.number(&space.state(number)) == Some(number)));
    assert_eq!(space.number(&[u64::MAX]), None);
}

/// A file that goes when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("honnin-checkpoint-{}-{number}", std::process::id())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn leaving(file: &Scratch) -> Plan<1> {
    Plan { checkpoint: Some(file.0.clone()), identity: "this".to_owned(), ..Plan::default() }
}

fn resuming(file: &Scratch) -> Plan<1> {
    Plan { resume: Some(file.0.clone()), identity: "this".to_owned(), ..Plan::default() }
}

#[test]
fn a_run_that_was_stopped_goes_on_as_if_it_had_not_been() {
    let all = run(good(5), Limits::default(), Plan::default());
    let stops = [
        Limits { max_states: Some(1000), ..Limits::default() },
        Limits { max_depth: Some(7), workers: 3, ..Limits::default() },
        Limits { max_states: Some(1), ..Limits::default() },
    ];
    for stop in stops {
        let file = Scratch::new();
        let stopped = run(good(5), stop, leaving(&file));
        assert!(stopped.unsaved.is_none() && stopped.survey.incomplete.is_some());
        for workers in [1, 4] {
            let resumed = run(good(5), Limits { workers, ..Limits::default() }, resuming(&file));
            assert_eq!(told(&resumed.survey), told(&all.survey));
            let target = Target::Witnessed(PropertyId(1));
            let path = |run: &Exploration<1, TwoPhase>| run.path(target, None, Limits::default(), &GO_ON, &()).unwrap();
            assert_eq!(path(&resumed), path(&all));
        }
    }
}

#[test]
fn a_checkpoint_left_on_the_way_is_as_good() {
    let file = Scratch::new();
    let plan = Plan { every: Some(Duration::ZERO), ..leaving(&file) };
    let all = run(good(5), Limits { workers: 3, ..Limits::default() }, plan);
    assert!(all.survey.incomplete.is_none() && file.0.exists());
    assert_eq!(told(&run(good(5), Limits::default(), resuming(&file)).survey), told(&all.survey));
}

#[test]
fn a_checkpoint_that_is_not_what_it_should_be_is_refused() {
    let file = Scratch::new();
    run(good(4), Limits { max_states: Some(500), ..Limits::default() }, leaving(&file));
    let good_bytes = std::fs::read(&file.0).unwrap();
    let refused = |bytes: &[u8], identity: &str| {
        std::fs::write(&file.0, bytes).unwrap();
        let plan = Plan { identity: identity.to_owned(), ..resuming(&file) };
        let ir = two_phase::ir();
        explore(Arc::new(good(4)), &ir, Measures::default(), Limits::default(), plan, &GO_ON, &()).err()
    };
    assert!(refused(&good_bytes, "this").is_none());
    assert!(matches!(refused(&good_bytes, "that"), Some(EngineError::Checkpoint(CheckpointError::Foreign(..)))));
    assert!(matches!(
        refused(b"no such thing at all", "this"),
        Some(EngineError::Checkpoint(CheckpointError::Malformed(..)))
    ));
    for length in (0..good_bytes.len()).step_by(101) {
        assert!(refused(&good_bytes[..length], "this").is_some(), "cut at {length}");
    }
    for place in (0..good_bytes.len()).step_by(53) {
        let mut damaged = good_bytes.clone();
        damaged[place] ^= 0x10;
        assert!(refused(&damaged, "this").is_some(), "damaged at {place}");
    }
    std::fs::remove_file(&file.0).unwrap();
    let missing = explore(
        Arc::new(good(4)),
        &two_phase::ir(),
        Measures::default(),
        Limits::default(),
        resuming(&file),
        &GO_ON,
        &(),
    );
    assert!(matches!(missing.err(), Some(EngineError::Checkpoint(CheckpointError::Io(..)))));
}

#[test]
fn where_no_checkpoint_can_be_left_nothing_begins() {
    let folder = Scratch::new();
    let plan = Plan { checkpoint: Some(folder.0.join("no/such/folder")), ..Plan::default() };
    let ir = two_phase::ir();
    let refused = explore(Arc::new(good(4)), &ir, Measures::default(), Limits::default(), plan, &GO_ON, &()).err();
    assert!(matches!(refused, Some(EngineError::Checkpoint(CheckpointError::Io(..)))), "{refused:?}");
}

#[test]
fn a_panic_in_one_worker_ends_the_run_and_is_no_verdict() {
    for workers in [1, 4] {
        let system = TwoPhase { explosive: true, ..good(5) };
        let broken = run(system, Limits { workers, ..Limits::default() }, Plan::default()).survey;
        assert_eq!(broken.incomplete, Some(Cause::Internal), "{workers} workers");
    }
}

/// The same state with the first two managers' parts exchanged.
fn swapped(managers: u32, [state]: [u64; 1]) -> [u64; 1] {
    let exchange = |state: u64, at: u32, width: u32| {
        let mask = (1 << width) - 1;
        let differs = (state >> at ^ state >> (at + width)) & mask;
        state ^ differs << at ^ differs << (at + width)
    };
    let state = exchange(state, 0, 2);
    let state = exchange(state, 2 * managers + 2, 1);
    [exchange(state, 3 * managers + 2, 1)]
}

#[test]
fn a_reduction_stands_in_the_way_of_no_trace() {
    // Which of the first two managers is which does not matter: take the smaller of both states.
    let system = TwoPhase { hasty: true, ..good(3) };
    let whole = run(system, Limits::default(), Plan::default());
    let plan = Plan { reduction: Reduction::by(move |state| swapped(3, *state).min(*state)), ..Plan::default() };
    let reduced = run(system, Limits { workers: 3, ..Limits::default() }, plan);
    assert!(reduced.survey.states < whole.survey.states);
    assert_eq!(reduced.survey.seen, whole.survey.seen);
    for target in whole.survey.seen.keys() {
        let path = |run: &Exploration<1, TwoPhase>| run.path(*target, None, Limits::default(), &GO_ON, &()).unwrap();
        assert_eq!(path(&whole), path(&reduced), "{target:?}");
    }
}
