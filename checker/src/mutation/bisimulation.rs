//! Whether two systems do the same: strong bisimulation, by refining a partition until it is stable.
//!
//! R. Paige and R. E. Tarjan, *Three partition refinement algorithms*, 1987, in the simple form in which every block is split by
//! the signatures of its states (S. Blom and S. Orzan, *A distributed algorithm for strong bisimulation reduction of state
//! spaces*, 2003): O(rounds × transitions). Signatures are compared whole; a hash only finds them.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::atomic::{AtomicBool, Ordering};

use super::lts::Lts;

/// Whether the initial states of two systems are strongly bisimilar: what one does in a state, with all that is seen of it, the
/// other can do, and comes to a state of which the same is true, and so on. Fairness is a matter of labels, and these are the
/// same. `None` when it was interrupted.
pub(super) fn bisimilar(one: &Lts, other: &Lts, interrupt: &AtomicBool) -> Option<bool> {
    if one == other {
        return Some(true);
    }
    let split = one.states();
    let all = split + other.states();
    let arcs = |state: usize| if state < split { one.arcs(state) } else { other.arcs(state - split) };
    let first = |state: usize| if state < split { 0 } else { split };
    let mut block: Vec<u32> = one.said.iter().chain(&other.said).copied().collect();
    let mut blocks = count(&block);
    loop {
        if interrupt.load(Ordering::Relaxed) {
            return None;
        }
        let mut found = Blocks::default();
        let mut next = Vec::with_capacity(all);
        let mut signature = Vec::new();
        for state in 0..all {
            signature.clear();
            let base = first(state);
            signature.extend(arcs(state).iter().map(|(label, target)| (*label, block[base + *target as usize])));
            signature.sort_unstable();
            signature.dedup();
            next.push(found.number(block[state], &signature));
        }
        let refined = found.blocks();
        block = next;
        if block[0] != block[split] {
            return Some(false);
        }
        if refined == blocks {
            return Some(true);
        }
        blocks = refined;
    }
}

fn count(block: &[u32]) -> usize {
    let mut seen = block.to_vec();
    seen.sort_unstable();
    seen.dedup();
    seen.len()
}

/// The blocks of a round, by the block of the round before and the signature.
#[derive(Default)]
struct Blocks {
    /// By the hash, the blocks that have it.
    known: HashMap<u64, Vec<u32>>,
    /// By block.
    was: Vec<u32>,
    /// By block and one more: where its signature begins.
    offsets: Vec<usize>,
    signatures: Vec<(u32, u32)>,
}

impl Blocks {
    fn blocks(&self) -> usize {
        self.was.len()
    }

    fn number(&mut self, was: u32, signature: &[(u32, u32)]) -> u32 {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one((was, signature));
        let known = self.known.get(&hash).map(Vec::as_slice).unwrap_or_default();
        let same = |block: &&u32| {
            let at = **block as usize;
            self.was[at] == was && self.signatures[self.offsets[at]..self.offsets[at + 1]] == *signature
        };
        if let Some(block) = known.iter().find(same) {
            return *block;
        }
        let block = u32::try_from(self.was.len()).unwrap_or(u32::MAX);
        self.known.entry(hash).or_default().push(block);
        if self.offsets.is_empty() {
            self.offsets.push(0);
        }
        self.was.push(was);
        self.signatures.extend_from_slice(signature);
        self.offsets.push(self.signatures.len());
        block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// States with what is said of them, and their arcs.
    fn lts(states: &[(u32, &[(u32, u32)])]) -> Lts {
        let mut lts = Lts { offsets: vec![0], ..Lts::default() };
        for (said, arcs) in states {
            lts.said.push(*said);
            lts.arcs.extend_from_slice(arcs);
            lts.offsets.push(u32::try_from(lts.arcs.len()).expect("few"));
        }
        lts
    }

    fn same(one: &Lts, other: &Lts) -> bool {
        bisimilar(one, other, &AtomicBool::new(false)).expect("nobody interrupts")
    }

    #[test]
    fn a_choice_made_early_is_not_one_made_late() {
        // a.(b + c) and a.b + a.c have the same traces.
        let late = lts(&[(0, &[(0, 1)]), (0, &[(1, 2), (2, 2)]), (0, &[])]);
        let early = lts(&[(0, &[(0, 1), (0, 2)]), (0, &[(1, 3)]), (0, &[(2, 3)]), (0, &[])]);
        assert!(!same(&late, &early));
        assert!(same(&late, &late));
    }

    #[test]
    fn copies_of_a_state_are_one() {
        let one = lts(&[(0, &[(0, 1)]), (1, &[(1, 0)])]);
        let two = lts(&[(0, &[(0, 1), (0, 2)]), (1, &[(1, 3)]), (1, &[(1, 0)]), (0, &[(0, 2)])]);
        assert!(same(&one, &two));
    }

    #[test]
    fn what_is_said_of_states_tells_them_apart() {
        let one = lts(&[(0, &[(0, 1)]), (1, &[])]);
        let other = lts(&[(0, &[(0, 1)]), (2, &[])]);
        assert!(!same(&one, &other));
    }

    #[test]
    fn a_loop_is_not_an_end() {
        let one = lts(&[(0, &[(0, 0)])]);
        let other = lts(&[(0, &[(0, 1)]), (0, &[])]);
        assert!(!same(&one, &other));
        let unrolled = lts(&[(0, &[(0, 1)]), (0, &[(0, 0)])]);
        assert!(same(&one, &unrolled));
    }

    #[test]
    fn refinement_agrees_with_the_definition_on_every_small_system() {
        // Two states and two labels: all 2^8 sets of arcs, each against each other, with the same said of every state.
        let systems: Vec<Lts> = (0..256_u32).map(small).collect();
        for one in &systems {
            for other in systems.iter().step_by(7) {
                assert_eq!(same(one, other), by_definition(one, other), "{one:?} {other:?}");
            }
        }
    }

    fn small(bits: u32) -> Lts {
        let arcs = |from: u32| {
            let all = [(0, 0), (0, 1), (1, 0), (1, 1)];
            all.into_iter().enumerate().filter(move |(at, _)| bits >> (from * 4) >> at & 1 == 1).map(|(_, arc)| arc)
        };
        let (first, second): (Vec<_>, Vec<_>) = (arcs(0).collect(), arcs(1).collect());
        lts(&[(0, &first), (0, &second)])
    }

    /// The greatest relation in which each answers each: pairs are struck out until nothing changes.
    fn by_definition(one: &Lts, other: &Lts) -> bool {
        let mut related = vec![vec![true; other.states()]; one.states()];
        loop {
            let answers = |from: &[(u32, u32)], to: &[(u32, u32)], ok: &dyn Fn(u32, u32) -> bool| {
                from.iter().all(|(label, target)| to.iter().any(|(l, t)| l == label && ok(*target, *t)))
            };
            let mut changed = false;
            for s in 0..one.states() {
                for t in 0..other.states() {
                    let forth = answers(one.arcs(s), other.arcs(t), &|a, b| related[a as usize][b as usize]);
                    let back = answers(other.arcs(t), one.arcs(s), &|a, b| related[b as usize][a as usize]);
                    if related[s][t] && !(one.said[s] == other.said[t] && forth && back) {
                        related[s][t] = false;
                        changed = true;
                    }
                }
            }
            if !changed {
                return related[0][0];
            }
        }
    }
}
