//! How much faster a packed model is than the same protocol written by hand, under the same Stateright engine.
//!
//! `cargo bench -p honnin-tests --bench packed`. Both models are run in turn on one thread, several times; the medians and
//! their ratio are printed. Distinct states must be equal, and the properties are the same three.

#[path = "packed/by_hand.rs"]
mod by_hand;

use std::time::{Duration, Instant};

use honnin_checker::runtime::{PropertyId, Visitor};
use honnin_checker::system::{Defect, Edge, EventCode, OutputCode, Sink, System};
use stateright::{Checker, Model, Property};

/// How often each model is run.
const ROUNDS: usize = 7;

fn main() {
    println!("two-phase commit, one thread, median of {ROUNDS} alternating runs");
    for (scope, managers) in [("ci", 5), ("full", 7)] {
        let (mut packed, mut by_hand) = (Vec::new(), Vec::new());
        let mut states = 0;
        for _ in 0..ROUNDS {
            let (count, took) = timed(by_hand::TwoPhaseCommit { managers });
            by_hand.push(took);
            let run = honnin_model::visit("two_phase_commit", scope, Timed).expect("the scope is shipped");
            packed.push(run.1);
            assert_eq!(count, run.0, "both models have the same distinct states");
            states = count;
        }
        let (packed, by_hand) = (median(packed), median(by_hand));
        let ratio = by_hand.as_secs_f64() / packed.as_secs_f64();
        println!("{managers} managers, {states} states: by hand {by_hand:.1?}, packed {packed:.1?}, ratio {ratio:.1}");
    }
}

/// Explores a model on one thread.
fn timed<M>(model: M) -> (usize, Duration)
where
    M: Model<State: Clone + std::hash::Hash + Send + Sync + std::fmt::Debug + PartialEq> + Send + Sync + 'static,
    M::Action: Clone + PartialEq + std::fmt::Debug + Send + Sync,
{
    let start = Instant::now();
    let checker = model.checker().threads(1).spawn_bfs().join();
    (checker.unique_state_count(), start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Runs a compiled model.
struct Timed;

impl Visitor for Timed {
    type Output = (usize, Duration);

    fn visit<const W: usize, S: System<W> + 'static>(self, system: S) -> Self::Output {
        timed(Packed(system))
    }
}

/// A compiled model, with the three properties of the model by hand: what the checker adds (deadlocks, defects) is not
/// asked of either.
struct Packed<const W: usize, S>(S);

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
        vec![
            Property::always("all agree", |Self(system), state| system.holds(PropertyId(0), state)),
            Property::sometimes("all commit", |Self(system), state| system.holds(PropertyId(1), state)),
            Property::sometimes("all abort", |Self(system), state| system.holds(PropertyId(2), state)),
        ]
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
