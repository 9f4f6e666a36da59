//! One sort in the search for the representative.

use honnin_codegen::ir::SortId;

use super::atoms::{Atoms, Matter};
use super::shape::{Pair, View};
use super::signature::Signature;
use super::swap::Swap;

/// A sort, compiled: its transpositions, and what tells its ids apart once those of the levels before have their places.
#[derive(Clone, Debug)]
pub(super) struct Level<const W: usize> {
    sort: SortId,
    signatures: Vec<Signature>,
    /// By the lower, then the higher of two ids.
    swaps: Vec<Vec<Swap<W>>>,
    settled: Vec<bool>,
    order: u64,
}

impl<const W: usize> Level<W> {
    /// `settled`: the sorts whose ids have their places, and those that are not reduced.
    pub(super) fn new(atoms: &Atoms, sort: SortId, ids: u64, settled: &[bool]) -> Self {
        let view = |me| View { sort, me, settled };
        let swap = |a, b| Swap::new(atoms, Pair { sort, ids: (a, b) });
        Self {
            sort,
            signatures: (0..ids).map(|id| Signature::new(atoms, view(id))).collect(),
            swaps: (0..ids).map(|a| (a + 1..ids).map(|b| swap(a, b)).collect()).collect(),
            settled: settled.to_vec(),
            order: factorial(ids),
        }
    }

    pub(super) fn sort(&self) -> SortId {
        self.sort
    }

    pub(super) fn ids(&self) -> usize {
        self.signatures.len()
    }

    /// How many permutations there are.
    pub(super) fn order(&self) -> u64 {
        self.order
    }

    /// The transposition of two different ids.
    pub(super) fn swap(&self, a: usize, b: usize) -> &Swap<W> {
        let (low, high) = (a.min(b), a.max(b));
        &self.swaps[low][high - low - 1]
    }

    /// The state with the greatest signature's id first; leaves the signatures, sorted.
    #[inline]
    pub(super) fn arrange(&self, state: &[u64; W], signatures: &mut [u64]) -> [u64; W] {
        for ((me, signature), compiled) in (0..).zip(signatures.iter_mut()).zip(&self.signatures) {
            *signature = compiled.of(state, View { sort: self.sort, me, settled: &self.settled });
        }
        let mut sorted = *state;
        for first in 0..signatures.len() {
            let mut greatest = first;
            for other in first + 1..signatures.len() {
                if signatures[other] > signatures[greatest] {
                    greatest = other;
                }
            }
            if greatest != first {
                signatures.swap(first, greatest);
                sorted = self.swap(first, greatest).apply(&sorted);
            }
        }
        sorted
    }
}

/// How many permutations there are; `u64::MAX` stands for more.
pub(super) fn factorial(ids: u64) -> u64 {
    (1..=ids).fold(1, u64::saturating_mul)
}

/// How many bits of a state are the own of ids of a sort: the more, the better they are told apart.
pub(super) fn own_bits(atoms: &Atoms, sort: SortId) -> u64 {
    let own = atoms.all.iter().filter(|atom| atom.place.path.iter().any(|(own, _)| *own == sort));
    own.map(|atom| match &atom.matter {
        Matter::Scalar(slot, _) => u64::from(slot.width),
        Matter::Queue(length, slots, _) => {
            u64::from(length.width) + slots.iter().map(|slot| u64::from(slot.width)).sum::<u64>()
        }
        Matter::Sent { .. } | Matter::Bag(..) => 0,
    })
    .sum()
}

/// Whether somewhere an id of a sort stands together with another of its own, or with one of a sort that has no place yet.
/// If not, ids with equal signatures are interchangeable, and none need be tried.
pub(super) fn is_related(atoms: &Atoms, sort: SortId, unsettled: &[(SortId, u64)]) -> bool {
    atoms.all.iter().any(|atom| {
        let most = |(sort, ids): (SortId, u64)| {
            atom.place.path.iter().filter(|(own, _)| *own == sort).count() + atom.matter.most(sort, ids)
        };
        let own = unsettled.iter().copied().find(|(own, _)| *own == sort).map_or(0, most);
        let others: usize = unsettled.iter().copied().filter(|(other, _)| *other != sort).map(most).sum();
        own > 1 || own == 1 && others > 0
    })
}
