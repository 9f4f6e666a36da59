//! Small random systems, and their states under any numbering.

use std::collections::HashMap;

use honnin_codegen::ir::{ComponentId, Fairness, PropertyId, SortId};

use crate::liveness::label::Owner;
use crate::space::Space;
use crate::system::{Edge, EventCode, Sink, System};

/// A generator of numbers: xorshift64*.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below a bound.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound
    }
}

/// A few states, from 0, and labelled transitions between them.
#[derive(Clone, Debug)]
pub(super) struct Small {
    pub(super) states: u64,
    /// How fair, whether a fault, whose step.
    pub(super) kinds: Vec<(Fairness, bool, Option<Owner>)>,
    /// From, kind, interruption, to.
    pub(super) transitions: Vec<(u64, u16, u16, u64)>,
    /// From, kind.
    pub(super) edges: Vec<(u64, u16)>,
    /// Sets of states.
    pub(super) trigger: u64,
    pub(super) goal: u64,
}

impl Small {
    pub(super) fn random(random: &mut Random) -> Self {
        let states = 1 + random.below(7);
        let kinds = (0..=random.below(5)).map(|_| kind(random)).collect::<Vec<_>>();
        let pick = |random: &mut Random| u16::try_from(random.below(kinds.len() as u64)).unwrap();
        let transition = |random: &mut Random| {
            let (from, kind, to) = (random.below(states), pick(random), random.below(states));
            (from, kind, u16::from(random.below(8) == 0), to)
        };
        let transitions = (0..random.below(4 * states)).map(|_| transition(random)).collect();
        let rare = random.below(3);
        let edges = (0..random.below(1 + rare)).map(|_| (random.below(states), pick(random))).collect();
        let goal = random.below(1 << states) & random.below(1 << states);
        let trigger = random.below(1 << states);
        Self { states, kinds, transitions, edges, trigger, goal }
    }

    /// The states that can be reached, as a set.
    pub(super) fn reached(&self) -> u64 {
        let mut found = 1;
        loop {
            let arrivals = self.transitions.iter().filter(|step| found >> step.0 & 1 == 1);
            let more = arrivals.fold(found, |all, step| all | 1 << step.3);
            if more == found {
                return found;
            }
            found = more;
        }
    }

    /// All of its states under a random numbering, but that the initial one has number 0.
    pub(super) fn space(&self, random: &mut Random) -> Numbered {
        let reached = self.reached();
        let mut states: Vec<u64> = (0..self.states).filter(|state| reached >> state & 1 == 1).collect();
        for at in (2..states.len()).rev() {
            let other = 1 + random.below(at as u64);
            states.swap(at, usize::try_from(other).unwrap());
        }
        Numbered::new(states)
    }
}

fn kind(random: &mut Random) -> (Fairness, bool, Option<Owner>) {
    let owner = |random: &mut Random| Owner { component: ComponentId(0), instance: random.below(2) };
    match random.below(8) {
        0 => (Fairness::Unfair, true, None),
        1 => (Fairness::Unfair, false, None),
        2 => (Fairness::Unfair, false, Some(owner(random))),
        3..5 => (Fairness::Weak, false, None),
        5 => (Fairness::Weak, false, Some(owner(random))),
        6 => (Fairness::Strong, false, Some(owner(random))),
        _ => (Fairness::Strong, false, None),
    }
}

impl System<1> for Small {
    fn initial(&self) -> [u64; 1] {
        [0]
    }

    fn expand<K: Sink<1>>(&self, state: &[u64; 1], sink: &mut K) {
        for &(from, kind, interruption, to) in &self.transitions {
            if from == state[0] {
                sink.step(EventCode { kind, interruption, index: 0 }, &[], &[to]);
            }
        }
        for &(from, kind) in &self.edges {
            if from == state[0] {
                sink.edge(EventCode { kind, interruption: 0, index: 0 }, Edge::NoFreeId(SortId(0)));
            }
        }
    }

    fn holds(&self, _: PropertyId, _: &[u64; 1]) -> bool {
        true
    }

    fn step_holds(&self, _: PropertyId, _: &[u64; 1], _: &[u64; 1]) -> bool {
        true
    }

    fn is_final(&self, _: &[u64; 1]) -> bool {
        true
    }
}

/// States by number.
pub(super) struct Numbered {
    states: Vec<u64>,
    numbers: HashMap<u64, u32>,
}

impl Numbered {
    pub(super) fn new(states: Vec<u64>) -> Self {
        let numbers = states.iter().copied().zip(0..).collect();
        Self { states, numbers }
    }
}

impl Space<1> for Numbered {
    fn len(&self) -> u32 {
        u32::try_from(self.states.len()).unwrap()
    }

    fn state(&self, number: u32) -> [u64; 1] {
        [self.states[number as usize]]
    }

    fn number(&self, state: &[u64; 1]) -> Option<u32> {
        self.numbers.get(&state[0]).copied()
    }
}
