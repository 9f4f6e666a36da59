//! What tells the ids of a sort apart without trying permutations.

use std::sync::Arc;

use honnin_codegen::layout::Slot;
use honnin_codegen::layout::words::get;

use super::atoms::{Atom, Atoms, Matter};
use super::lookup::{Lookup, Piece, WIDEST, windows};
use super::shape::Shape;
use super::swap::bit;
use super::view::{View, stir};

/// A number for one id: the sum, over all parts of the state that are the id's or name it, of a digest of what the id sees
/// there. Ids that a permutation takes to each other have equal numbers in the state and its image; an id that is free has 0.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    lookups: Vec<Lookup>,
    rest: Vec<Rest>,
}

/// What no table holds.
#[derive(Clone, Debug)]
struct Rest {
    /// Where, as the id sees it.
    place: u64,
    /// The part is the id's own: it counts even where the id is not named.
    own: bool,
    length: Option<Slot>,
    slots: Vec<Slot>,
    shape: Arc<Shape>,
    /// Whether it matters which slot a value is in.
    ordered: bool,
}

impl Signature {
    pub(super) fn new(atoms: &Atoms, view: View<'_>) -> Self {
        let (pieces, rest) = parts(atoms, view);
        Self { lookups: windows(pieces), rest }
    }

    /// By how much the signature of one id exceeds that of another, without what no table holds of either.
    pub(super) fn difference(atoms: &Atoms, view: View<'_>, other: View<'_>) -> Vec<Lookup> {
        let (mut pieces, less) = (parts(atoms, view).0, parts(atoms, other).0);
        pieces.extend(less.into_iter().map(|Piece { slot, value }| {
            let value: Box<dyn Fn(u64) -> u64> = Box::new(move |bits| value(bits).wrapping_neg());
            Piece { slot, value }
        }));
        windows(pieces)
    }

    /// What all tables hold.
    #[inline]
    pub(super) fn tables<const W: usize>(&self, state: &[u64; W]) -> u64 {
        sum(&self.lookups, state)
    }

    /// What no table holds.
    pub(super) fn rest<const W: usize>(&self, state: &[u64; W], view: View<'_>) -> u64 {
        self.rest.iter().map(|rest| rest.of(state, view)).fold(0, u64::wrapping_add)
    }

    /// Where there are bits in a state for which [`Signature::rest`] is not 0.
    pub(super) fn restless(&self) -> impl Iterator<Item = Slot> {
        self.rest.iter().flat_map(|rest| match rest.length {
            Some(length) => vec![length],
            None => rest.slots.clone(),
        })
    }
}

/// The sum of some lookups.
#[inline]
pub(super) fn sum<const W: usize>(lookups: &[Lookup], state: &[u64; W]) -> u64 {
    lookups.iter().map(|lookup| lookup.of(state)).fold(0, u64::wrapping_add)
}

fn parts<'a>(atoms: &'a Atoms, view: View<'a>) -> (Vec<Piece<'a>>, Vec<Rest>) {
    let (mut pieces, mut rest) = (Vec::new(), Vec::new());
    for atom in &atoms.all {
        part(atom, view, &mut pieces, &mut rest);
    }
    (pieces, rest)
}

fn part<'a>(atom: &'a Atom, view: View<'a>, pieces: &mut Vec<Piece<'a>>, rest: &mut Vec<Rest>) {
    let own = atom.place.path.contains(&(view.sort, view.me));
    let place = atom.place.digest(view);
    let mut slots = |length: Option<Slot>, slots: &[Slot], shape: &'a Arc<Shape>, ordered: bool| {
        if own || shape.mentions(view.sort) {
            rest.push(Rest { place, own, length, slots: slots.to_vec(), shape: Arc::clone(shape), ordered });
        }
    };
    match &atom.matter {
        Matter::Scalar(slot, shape) if slot.width > WIDEST => slots(None, &[*slot], shape, false),
        Matter::Scalar(slot, shape) if own || shape.mentions(view.sort) => {
            pieces.push(Piece { slot: *slot, value: Box::new(move |value| worth(place, own, shape, value, view)) });
        }
        Matter::Sent { bits, code, codes } if codes.holds(*code, view.sort, view.me) => {
            let worth = codes.digest(*code, view);
            pieces.push(Piece { slot: bit(bits, *code), value: Box::new(move |sent| sent * worth) });
        }
        Matter::Scalar(..) | Matter::Sent { .. } => {}
        Matter::Queue(length, all, shape) => slots(Some(*length), all, shape, true),
        Matter::Bag(all, shape) if all.iter().all(|slot| slot.width <= WIDEST) => {
            if shape.mentions(view.sort) {
                let value = move |value| worth(place, own, shape, value, view);
                pieces.extend(all.iter().map(|slot| Piece { slot: *slot, value: Box::new(value) }));
            }
        }
        Matter::Bag(all, shape) => slots(None, all, shape, false),
    }
}

/// What a value adds: nothing when it is the default or does not concern the id.
fn worth(place: u64, own: bool, shape: &Shape, value: u64, view: View<'_>) -> u64 {
    let concerned = value != 0 && (own || shape.holds(value, view.sort, view.me));
    if concerned { stir(place, shape.digest(value, view)) } else { 0 }
}

impl Rest {
    fn of<const W: usize>(&self, state: &[u64; W], view: View<'_>) -> u64 {
        let used = self.length.map_or(self.slots.len(), |length| usize::try_from(get(state, length)).unwrap_or(0));
        let mut sum = 0u64;
        for (position, &slot) in (1..).zip(self.slots.iter().take(used)) {
            let value = get(state, slot);
            // In a queue a value of zero bits is a value.
            let there = value != 0 || self.length.is_some();
            if there && (self.own || self.shape.holds(value, view.sort, view.me)) {
                let place = if self.ordered { stir(self.place, position) } else { self.place };
                sum = sum.wrapping_add(stir(place, self.shape.digest(value, view)));
            }
        }
        sum
    }
}
