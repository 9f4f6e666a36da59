//! All states of a system by the simplest search, under two different numberings.

use std::collections::HashMap;

use honnin_checker::space::Space;
use honnin_checker::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

pub(crate) struct Explored<const W: usize> {
    states: Vec<[u64; W]>,
    numbers: HashMap<[u64; W], u32>,
}

impl<const W: usize> Explored<W> {
    /// Every state that can be reached; `backwards` numbers all but the initial one the other way round.
    pub(crate) fn of(system: &impl System<W>, backwards: bool) -> Self {
        let mut found = Found { states: vec![system.initial()], numbers: HashMap::from([(system.initial(), 0)]) };
        let mut next = 0;
        while let Some(state) = found.states.get(next).copied() {
            system.expand(&state, &mut found);
            next += 1;
        }
        let Found { mut states, .. } = found;
        if backwards {
            states[1..].reverse();
        }
        let numbers = states.iter().copied().zip(0..).collect();
        Self { states, numbers }
    }
}

struct Found<const W: usize> {
    states: Vec<[u64; W]>,
    numbers: HashMap<[u64; W], u32>,
}

impl<const W: usize> Sink<W> for Found<W> {
    const LABELLED: bool = false;

    fn step(&mut self, _: EventCode, _: &[OutputCode], next: &[u64; W]) {
        if !self.numbers.contains_key(next) {
            self.numbers.insert(*next, u32::try_from(self.states.len()).unwrap());
            self.states.push(*next);
        }
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}

impl<const W: usize> Space<W> for Explored<W> {
    fn len(&self) -> u32 {
        u32::try_from(self.states.len()).unwrap()
    }

    fn state(&self, number: u32) -> [u64; W] {
        self.states[number as usize]
    }

    fn number(&self, state: &[u64; W]) -> Option<u32> {
        self.numbers.get(state).copied()
    }
}
