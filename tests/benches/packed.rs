//! How much faster a packed model is than the same protocol written by hand, under the same Stateright engine.
//!
//! `cargo bench -p honnin-tests --bench packed`. Both models are run in turn on one thread, several times; the medians and
//! their ratio are printed. Distinct states and transitions must be equal, and the properties are the same.
//!
//! The engine's own work (it copies a path and asks a concurrent map for every transition) is in both times, and bounds the
//! ratio. So the models are also timed alone: every successor of every reachable state, made and hashed, once.

#[path = "packed/issuance_by_hand.rs"]
mod issuance_by_hand;
#[path = "packed/model.rs"]
mod model;
#[path = "packed/two_phase_commit_by_hand.rs"]
mod two_phase_commit_by_hand;

use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use honnin_checker::runtime::Visitor;
use honnin_checker::system::System;
use issuance_by_hand::Issuance;
use model::Packed;
use stateright::Expectation::{Always, Sometimes};
use stateright::{Checker, Expectation, Model};

/// How often each model is run.
const ROUNDS: usize = 7;

fn main() {
    println!("one thread, breadth first, median of {ROUNDS} alternating runs");
    for (scope, managers) in [("ci", 5), ("full", 7)] {
        let by_hand = || timed(&two_phase_commit_by_hand::TwoPhaseCommit { managers });
        let packed = || packed("two_phase_commit", scope, &[Always, Sometimes, Sometimes]);
        compare(&format!("two-phase commit, {managers} managers"), by_hand, packed);
    }
    let quick = Issuance { people: 2, documents: 1, sessions: 2, jobs: 2, order: 1, misprints: 1 };
    let by_hand = || timed(&quick);
    let packed = || packed("issuance", "quick", &[const { Always }; 9]);
    compare("issuance, 2 visits, 2 jobs", by_hand, packed);
}

/// What a run found, how long it took, and how long the model takes by itself.
struct Ran {
    states: usize,
    transitions: usize,
    /// How many of the properties were decided by an example or a counterexample.
    discoveries: usize,
    took: Duration,
    alone: Duration,
}

fn compare(what: &str, by_hand: impl Fn() -> Ran, packed: impl Fn() -> Ran) {
    let (mut slow, mut fast) = (Vec::new(), Vec::new());
    let mut size = (0, 0);
    for _ in 0..ROUNDS {
        let (one, other) = (by_hand(), packed());
        size = (one.states, one.transitions);
        assert_eq!(size, (other.states, other.transitions), "both models have the same states and transitions");
        assert_eq!(one.discoveries, other.discoveries, "both models have the same verdicts");
        slow.push(one);
        fast.push(other);
    }
    let (states, transitions) = size;
    println!("{what}: {states} states, {transitions} transitions");
    print("under Stateright", &slow, &fast, |ran| ran.took);
    print("the models alone", &slow, &fast, |ran| ran.alone);
}

fn print(what: &str, slow: &[Ran], fast: &[Ran], time: impl Fn(&Ran) -> Duration) {
    let [slow, fast] = [slow, fast].map(|runs| median(runs.iter().map(&time).collect()));
    let ratio = slow.as_secs_f64() / fast.as_secs_f64();
    println!("  {what}: by hand {slow:.1?}, packed {fast:.1?}, ratio {ratio:.1}");
}

/// Explores a model on one thread.
fn timed<M>(model: &M) -> Ran
where
    M: Model<State: Clone + Hash + Send + Sync + Debug + Eq> + Clone + Send + Sync + 'static,
    M::Action: Clone + PartialEq + Debug + Send + Sync,
{
    let start = Instant::now();
    let checker = model.clone().checker().threads(1).spawn_bfs().join();
    let (took, alone) = (start.elapsed(), alone(model));
    let (states, transitions) = (checker.unique_state_count(), checker.state_count() - 1);
    Ran { states, transitions, discoveries: checker.discoveries().len(), took, alone }
}

/// How long it takes to make and hash every successor of every reachable state.
fn alone<M: Model<State: Clone + Hash + Eq>>(model: &M) -> Duration {
    let hashes = BuildHasherDefault::<DefaultHasher>::default();
    let (mut states, mut actions) = (model.init_states(), Vec::new());
    let (mut seen, mut next) = (states.iter().cloned().collect::<HashSet<M::State>>(), 0);
    while let Some(state) = states.get(next).cloned() {
        model.actions(&state, &mut actions);
        let steps = actions.drain(..).filter_map(|action| model.next_state(&state, action));
        states.extend(steps.filter(|step| seen.insert(step.clone())));
        next += 1;
    }
    let start = Instant::now();
    for state in &states {
        model.actions(state, &mut actions);
        for step in actions.drain(..).filter_map(|action| model.next_state(state, action)) {
            black_box(hashes.hash_one(&step));
        }
    }
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Explores a shipped model on one thread, with the properties that are expected of it.
fn packed(workflow: &str, scope: &str, expected: &'static [Expectation]) -> Ran {
    honnin_model::visit(workflow, scope, Timed(expected)).expect("the scope is declared")
}

/// Runs a compiled model with its first properties.
struct Timed(&'static [Expectation]);

impl Visitor for Timed {
    type Output = Ran;

    fn visit<const W: usize, S: System<W> + 'static>(self, system: S) -> Ran {
        timed(&Packed(Arc::new(system), self.0))
    }
}
