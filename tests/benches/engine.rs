//! How fast our own engine is beside Stateright's breadth-first search, on the same packed models.
//!
//! `cargo bench -p honnin-tests --bench engine`. They are run in turn, several times; the medians and their ratios are
//! printed. Distinct states and transitions must be equal. Stateright is given the properties of states; our engine judges
//! those and all else that a check does: action properties, deadlocks, defects, edges, how often each action was taken.
//!
//! `cargo bench -p honnin-tests --bench engine -- --large` explores two-phase commit with 11 managers once, with our engine
//! alone, and prints the memory that the process held at most.

#[path = "packed/model.rs"]
mod model;
#[allow(dead_code, reason = "what is sought in it is sought by the checker's own tests")]
#[path = "../../checker/tests/fixture/two_phase.rs"]
mod two_phase;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use honnin_checker::control::Limits;
use honnin_checker::engine::{Plan, bytes_per_state, explore};
use honnin_checker::judge::Measures;
use honnin_checker::runtime::Visitor;
use honnin_checker::system::System;
use honnin_codegen::ir::Ir;
use model::Packed;
use stateright::Expectation::{self, Always, Sometimes};
use stateright::{Checker as _, Model as _};
use two_phase::TwoPhase;

/// How often each is run.
const ROUNDS: usize = 5;

static GO_ON: AtomicBool = AtomicBool::new(false);

fn main() {
    if std::env::args().any(|argument| argument == "--large") {
        return large();
    }
    println!("median of {ROUNDS} alternating runs; transitions a second in millions");
    for (workflow, scope, expected) in [
        ("two_phase_commit", "full", &[Always, Sometimes, Sometimes] as &'static [Expectation]),
        ("issuance", "quick", &[const { Always }; 9]),
    ] {
        let compare = Compare { ir: ir(workflow), expected };
        println!("{workflow} at scope {scope}");
        honnin_model::visit(workflow, scope, compare).expect("the scope is declared");
    }
}

/// What a run counted, and how long it took.
type Ran = (usize, usize, Duration);

/// Runs a compiled model under both engines.
struct Compare {
    ir: Ir,
    expected: &'static [Expectation],
}

impl Visitor for Compare {
    type Output = ();

    fn visit<const W: usize, S: System<W> + 'static>(self, system: S) {
        let system = Arc::new(system);
        let ours = |workers| our_run(&system, &self.ir, workers);
        let theirs = |workers| their_run(&Packed(Arc::clone(&system), self.expected), workers);
        let (mut one, mut two, mut their_one, mut their_two) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            one.push(ours(1));
            their_one.push(theirs(1));
            two.push(ours(2));
            their_two.push(theirs(2));
        }
        let runs = [&one, &two, &their_one, &their_two];
        let sizes: Vec<_> = runs.iter().flat_map(|runs| runs.iter()).map(|ran| (ran.0, ran.1)).collect();
        assert!(sizes.iter().all(|size| *size == sizes[0]), "equal states and transitions: {sizes:?}");
        let (states, transitions) = sizes[0];
        println!("  {states} states, {transitions} transitions; ours at most {} bytes a state", bytes_per_state(W));
        let [one, two, their_one, their_two] = runs.map(|runs| median(runs));
        let speed = |took: Duration| f64::from(u32::try_from(transitions).unwrap()) / took.as_secs_f64() / 1e6;
        for (what, took) in [("ours, 1 worker", one), ("ours, 2 workers", two)] {
            println!("  {what}: {took:.2?}, {:.1}", speed(took));
        }
        for (what, took, ours) in [("Stateright, 1 thread", their_one, one), ("Stateright, 2 threads", their_two, two)]
        {
            let ratio = took.as_secs_f64() / ours.as_secs_f64();
            println!("  {what}: {took:.2?}, {:.1}; ours is {ratio:.1} times as fast with as many", speed(took));
        }
        println!("  ours, 2 workers against 1: {:.2}", one.as_secs_f64() / two.as_secs_f64());
    }
}

fn our_run<const W: usize, S: System<W> + 'static>(system: &Arc<S>, ir: &Ir, workers: usize) -> Ran {
    let limits = Limits { workers, ..Limits::default() };
    let start = Instant::now();
    let run = explore(Arc::clone(system), ir, Measures::default(), limits, Plan::default(), &GO_ON, &());
    let took = start.elapsed();
    let survey = run.expect("nothing is resumed").survey;
    assert_eq!(survey.incomplete, None);
    (usize::try_from(survey.states).unwrap(), usize::try_from(survey.transitions).unwrap(), took)
}

fn their_run<const W: usize, S: System<W> + 'static>(model: &Packed<W, S>, threads: usize) -> Ran {
    let start = Instant::now();
    let checker = model.clone().checker().threads(threads).spawn_bfs().join();
    let took = start.elapsed();
    // Stateright counts the initial state as a transition.
    (checker.unique_state_count(), checker.state_count() - 1, took)
}

fn median(runs: &[Ran]) -> Duration {
    let mut times: Vec<Duration> = runs.iter().map(|ran| ran.2).collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn ir(workflow: &str) -> Ir {
    let source = honnin_protocols::SOURCES.iter().find(|source| source.name == workflow).expect("it is shipped");
    let source = honnin_codegen::source::Source::new(source.file, source.text);
    honnin_codegen::compile_file(&source).expect("it compiles").remove(0).ir
}

/// Two-phase commit with 11 managers, packed by hand: no scope of the shipped one is that large.
fn large() {
    let system = Arc::new(TwoPhase { managers: 11, ..TwoPhase::default() });
    let (states, transitions, took) = our_run(&system, &two_phase::ir(), 2);
    let process = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let held = process.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown");
    println!("two-phase commit, 11 managers: {states} states, {transitions} transitions, {took:.1?}, {held}");
}
