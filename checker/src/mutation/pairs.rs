//! Whether a mutant does the same as the protocol, found out while it is explored: pairs of states that must do the same if
//! the initial ones do, in classes that are merged as they come up.
//!
//! J. E. Hopcroft and R. M. Karp, *A linear algorithm for testing equivalence of finite automata*, 1971. What an event does in
//! several ways is paired in the order in which it is reported, so a *yes* is a bisimulation (up to equivalence: R. Milner,
//! *Communication and Concurrency*, 1989), and a *no* is one where the way to it took no such event. Otherwise nothing is known,
//! and [`bisimilar`](super::bisimulation::bisimilar) is to be asked.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};

use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::ir::{Ir, Sizes};

use super::lts::{Alphabet, Atoms, Lts, Reader};
use crate::system::System as _;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pairing {
    /// They are bisimilar.
    Same,
    /// They are not.
    Different,
    /// That was not to be found out in this way, or it was interrupted.
    Unknown,
}

/// A protocol at a scope, as numbers.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) lts: &'a Lts,
    pub(super) alphabet: &'a Alphabet,
    pub(super) atoms: &'a Atoms,
}

/// Pairs the states of a mutant with those of the protocol, nearest first: O(states × transitions of each) of both together.
pub(super) fn pair(known: Known<'_>, mutant: &Ir, sizes: &Sizes, interrupt: &AtomicBool) -> Pairing {
    dispatch(mutant, sizes, Pairs { known, interrupt }).unwrap_or(Pairing::Unknown)
}

struct Pairs<'a> {
    known: Known<'a>,
    interrupt: &'a AtomicBool,
}

impl Visitor for Pairs<'_> {
    type Output = Pairing;

    fn visit<const W: usize>(self, system: Interpreter<W>) -> Pairing {
        let initial = system.initial();
        let mut work = Work {
            known: self.known,
            reader: Reader::new(system),
            classes: Classes::new(self.known.lts.states()),
            numbers: HashMap::new(),
            states: Vec::new(),
            certain: VecDeque::new(),
            uncertain: VecDeque::new(),
        };
        let first = work.number(initial);
        work.meet(0, first, true);
        let mut taken = 0_u32;
        loop {
            taken = taken.wrapping_add(1);
            if taken.is_multiple_of(4096) && self.interrupt.load(Ordering::Relaxed) {
                return Pairing::Unknown;
            }
            let (pair, certain) = match work.certain.pop_front() {
                Some(pair) => (pair, true),
                None => match work.uncertain.pop_front() {
                    Some(pair) => (pair, false),
                    None => return Pairing::Same,
                },
            };
            match work.compare(pair, certain) {
                Pairing::Same => {}
                Pairing::Different if certain => return Pairing::Different,
                _ => return Pairing::Unknown,
            }
        }
    }
}

struct Work<'a, const W: usize> {
    known: Known<'a>,
    reader: Reader<W>,
    /// Over the states of the protocol, then those of the mutant.
    classes: Classes,
    /// The mutant's states.
    numbers: HashMap<[u64; W], u32>,
    states: Vec<[u64; W]>,
    /// Pairs to be compared. The first are paired by every bisimulation.
    certain: VecDeque<(u32, u32)>,
    uncertain: VecDeque<(u32, u32)>,
}

impl<const W: usize> Work<'_, W> {
    fn number(&mut self, state: [u64; W]) -> u32 {
        let next = u32::try_from(self.states.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(state).or_insert(next);
        if number == next {
            self.states.push(state);
            self.classes.add();
        }
        number
    }

    /// Notes that two states must do the same.
    fn meet(&mut self, one: u32, other: u32, certain: bool) {
        let offset = u32::try_from(self.known.lts.states()).unwrap_or(u32::MAX);
        if self.classes.merge(one, offset + other) {
            if certain { &mut self.certain } else { &mut self.uncertain }.push_back((one, other));
        }
    }

    /// Whether two states do the same, if those that they lead to do.
    fn compare(&mut self, (one, other): (u32, u32), certain: bool) -> Pairing {
        let state = self.states[other as usize];
        let Known { lts, alphabet, atoms } = self.known;
        if atoms.get(&self.reader.said(&state)) != Some(lts.said[one as usize]) {
            return Pairing::Different;
        }
        let mut arcs = Vec::new();
        for (label, next) in self.reader.leaving(&state) {
            let Some(label) = alphabet.get(&label) else { return Pairing::Different };
            arcs.push((label, self.number(next)));
        }
        arcs.sort_by_key(|(label, _)| *label);
        let (mut theirs, mut ours) = (lts.arcs(one as usize), arcs.as_slice());
        while let (Some((label, _)), Some((same, _))) = (theirs.first(), ours.first()) {
            if label != same {
                return Pairing::Different;
            }
            let ways = |arcs: &[(u32, u32)]| arcs.iter().take_while(|(other, _)| other == label).count();
            let (before, after) = (ways(theirs), ways(ours));
            if before != after {
                return Pairing::Unknown;
            }
            for (one, other) in theirs[..before].iter().zip(&ours[..after]) {
                self.meet(one.1, other.1, certain && before == 1);
            }
            (theirs, ours) = (&theirs[before..], &ours[after..]);
        }
        if theirs.is_empty() && ours.is_empty() { Pairing::Same } else { Pairing::Different }
    }
}

/// Disjoint sets.
struct Classes(Vec<u32>);

impl Classes {
    fn new(number: usize) -> Self {
        Self((0..).take(number).collect())
    }

    fn add(&mut self) {
        self.0.push(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
    }

    fn find(&mut self, mut item: u32) -> u32 {
        while self.0[item as usize] != item {
            let above = self.0[self.0[item as usize] as usize];
            self.0[item as usize] = above;
            item = above;
        }
        item
    }

    /// Makes two sets one; `false` when they are already.
    fn merge(&mut self, one: u32, other: u32) -> bool {
        let (one, other) = (self.find(one), self.find(other));
        self.0[other as usize] = one;
        one != other
    }
}
