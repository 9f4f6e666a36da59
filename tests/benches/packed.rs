//! How much faster a packed model is than the same protocol written by hand, under the same Stateright engine.
//!
//! `cargo bench -p honnin-tests --bench packed`. Both models are run in turn on one thread, several times; the medians and
//! their ratio are printed. Distinct states and transitions must be equal, and the properties are the same.
//!
//! The engine's own work (it copies a path and asks a concurrent map for every transition) is in both times, and bounds the
//! ratio. So the models are also timed alone: every successor of every reachable state, made and hashed, once.

#![allow(unreachable_pub, reason = "a protocol says `pub`, wherever it stands")]

#[path = "packed/issuing_by_hand.rs"]
mod issuing_by_hand;
#[path = "packed/issuing.rs"]
mod issuing_file;
#[path = "packed/two_phase_commit_by_hand.rs"]
mod two_phase_commit_by_hand;

use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use honnin_checker::runtime::{PropertyId, Visitor};
use honnin_checker::system::{Defect, Edge, EventCode, OutputCode, Sink, System};
use stateright::{Checker, Model, Property};

/// The compiled models.
mod models {
    honnin::model!(crate::issuing_file::issuing::protocol);
    honnin::model!(honnin_protocols::two_phase_commit::protocol);
}

/// How often each model is run.
const ROUNDS: usize = 7;

fn main() {
    println!("one thread, breadth first, median of {ROUNDS} alternating runs");
    for (scope, managers) in [("ci", 5), ("full", 7)] {
        let by_hand = || timed(&two_phase_commit_by_hand::TwoPhaseCommit { managers });
        let packed = || models::two_phase_commit::visit(scope, Timed(3)).expect("the scope is declared");
        compare(&format!("two-phase commit, {managers} managers"), by_hand, packed);
    }
    let by_hand = || timed(&issuing_by_hand::Issuing { people: 2, sessions: 2, jobs: 2 });
    let packed = || models::issuing::visit("small", Timed(2)).expect("the scope is declared");
    compare("issuing, 2 visits, 2 jobs", by_hand, packed);
}

/// What a run found, how long it took, and how long the model takes by itself.
struct Ran {
    states: usize,
    transitions: usize,
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
    Ran { states: checker.unique_state_count(), transitions: checker.state_count() - 1, took, alone }
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

/// Runs a compiled model with so many of its properties.
struct Timed(usize);

impl Visitor for Timed {
    type Output = Ran;

    fn visit<const W: usize, S: System<W> + 'static>(self, system: S) -> Ran {
        timed(&Packed(Arc::new(system), self.0))
    }
}

/// A compiled model, with the properties of the model by hand: what the checker adds (deadlocks, defects) is not asked of
/// either.
struct Packed<const W: usize, S>(Arc<S>, usize);

impl<const W: usize, S> Clone for Packed<W, S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0), self.1)
    }
}

/// An event, with the state after it.
#[derive(Clone, Debug, PartialEq)]
struct Step<const W: usize>(EventCode, [u64; W]);

impl<const W: usize, S: System<W>> Model for Packed<W, S> {
    type State = [u64; W];
    type Action = Step<W>;

    fn init_states(&self) -> Vec<Self::State> {
        vec![self.0.initial()]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        self.0.expand(state, &mut Collect(actions));
    }

    fn next_state(&self, _: &Self::State, Step(_, next): Self::Action) -> Option<Self::State> {
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let all = [
            Property::<Self>::always("the first", |Self(system, _), state| system.holds(PropertyId(0), state)),
            Property::<Self>::sometimes("the second", |Self(system, _), state| system.holds(PropertyId(1), state)),
            Property::<Self>::sometimes("the third", |Self(system, _), state| system.holds(PropertyId(2), state)),
        ];
        all.into_iter().take(self.1).collect()
    }
}

struct Collect<'a, const W: usize>(&'a mut Vec<Step<W>>);

impl<const W: usize> Sink<W> for Collect<'_, W> {
    const LABELLED: bool = false;

    fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
        self.0.push(Step(event, *next));
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}
