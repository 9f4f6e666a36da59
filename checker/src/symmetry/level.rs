//! One sort in the search for the representative.

use honnin_codegen::ir::SortId;

use super::atoms::{Atoms, Matter};
use super::lookup::Lookup;
use super::signature::{Signature, sum};
use super::swap::Swap;
use super::view::{Bits, Pair, View};

/// A sort, compiled: its transpositions, and what tells its ids apart once those of the levels before have their places.
#[derive(Clone, Debug)]
pub(super) struct Level<const W: usize> {
    sort: SortId,
    signatures: Vec<Signature>,
    /// Where there are two ids it is enough to know by how much the first one's signature is greater.
    difference: Option<Vec<Lookup>>,
    /// Where a state has bits for which the tables are not all there is to a signature.
    restless: Bits<W>,
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
        let signatures: Vec<Signature> = (0..ids).map(|id| Signature::new(atoms, view(id))).collect();
        Self {
            sort,
            restless: Bits::of(signatures.iter().flat_map(Signature::restless)),
            difference: (ids == 2).then(|| Signature::difference(atoms, view(0), view(1))),
            signatures,
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
        self.sign(state, signatures);
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

    #[inline]
    fn sign(&self, state: &[u64; W], signatures: &mut [u64]) {
        let restless = self.restless.meet(state);
        let rest = |me: usize| {
            let view = View { sort: self.sort, me: me as u64, settled: &self.settled };
            if restless { self.signatures[me].rest(state, view) } else { 0 }
        };
        if let (Some(lookups), [first, second]) = (&self.difference, &mut *signatures) {
            let difference = sum(lookups, state).wrapping_add(rest(0)).wrapping_sub(rest(1));
            // Its negative when the ids change places, so that the sign tells them apart, but for the one number that is
            // its own negative beside 0.
            (*first, *second) = match difference.cast_signed() {
                0 | i64::MIN => (0, 0),
                more => (u64::from(more > 0), u64::from(more < 0)),
            };
            return;
        }
        for (me, (signature, compiled)) in signatures.iter_mut().zip(&self.signatures).enumerate() {
            *signature = compiled.tables(state).wrapping_add(rest(me));
        }
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

/// Whether it takes more than its signature to tell how an id of a sort stands to another of its own, or to one of a sort
/// that has no place yet: both are in one entry of a map, or in one message. If nowhere, ids with equal signatures are
/// interchangeable, and none need be tried. `unsettled`: this sort and those that have no place yet, with their sizes.
pub(super) fn is_related(atoms: &Atoms, sort: SortId, unsettled: &[(SortId, u64)]) -> bool {
    atoms.all.iter().any(|atom| {
        let indexed = |sort: SortId| atom.place.path.iter().filter(|(own, _)| *own == sort).count();
        let stored = matches!(atom.matter, Matter::Scalar(..) | Matter::Queue(..));
        // In a place that is the only one of its kind an id's part is all there is to know.
        if stored && unsettled.iter().all(|&(sort, _)| indexed(sort) == 0) {
            return false;
        }
        let most = |&(sort, ids): &(SortId, u64)| indexed(sort) + atom.matter.most(sort, ids);
        let (own, others): (Vec<_>, Vec<_>) = unsettled.iter().partition(|(other, _)| *other == sort);
        let (own, others): (usize, usize) = (own.iter().map(most).sum(), others.iter().map(most).sum());
        own > 1 || own == 1 && others > 0
    })
}
