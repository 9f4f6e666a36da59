//! Two ids change places in a packed state.

use std::collections::BTreeMap;
use std::sync::Arc;

use honnin_codegen::layout::Slot;
use honnin_codegen::layout::words::{get, set};

use super::atoms::{Atoms, Matter};
use super::lookup::{Lookup, Piece, WIDEST, windows};
use super::shape::Shape;
use super::view::{Bits, Pair};

/// The transposition of two ids, compiled: what stays, what moves as it is, what is looked up, and what is worked out.
#[derive(Clone, Debug)]
pub(super) struct Swap<const W: usize> {
    stay: [u64; W],
    moves: Vec<Move>,
    lookups: Vec<(usize, Lookup)>,
    rest: Vec<Rest>,
    /// Where a state has bits for which the rest does something.
    restless: Bits<W>,
    pair: Pair,
}

/// Bits of one word that go to another with the same rotation.
#[derive(Clone, Copy, Debug)]
struct Move {
    from: usize,
    to: usize,
    rotate: u32,
    mask: u64,
}

/// What no table holds.
#[derive(Clone, Debug)]
enum Rest {
    Scalar(Slot, Slot, Arc<Shape>),
    Queue(Slot, Vec<(Slot, Slot)>, Arc<Shape>),
    Bag(Vec<Slot>, Arc<Shape>),
}

impl<const W: usize> Swap<W> {
    pub(super) fn new(atoms: &Atoms, pair: Pair) -> Self {
        let mut plan =
            Plan { pair, moves: BTreeMap::new(), pieces: BTreeMap::new(), rest: Vec::new(), leaves: vec![0; W] };
        for atom in &atoms.all {
            let image = atoms.image(atom, pair);
            match (&atom.matter, &image.matter) {
                (Matter::Scalar(from, shape), Matter::Scalar(to, _)) => plan.scalar(*from, *to, shape),
                (Matter::Queue(length, slots, shape), Matter::Queue(to, others, _)) => {
                    plan.queue((*length, slots), (*to, others), shape);
                }
                (Matter::Sent { bits, code, codes }, _) => {
                    let [from, to] = [*code, codes.rename(*code, pair)].map(|code| bit(bits, code));
                    plan.carry(from, to);
                }
                (Matter::Bag(slots, shape), _) if shape.mentions(pair.sort) => plan.bag(slots, shape),
                _ => {}
            }
        }
        plan.finish()
    }

    /// The state after it.
    #[inline]
    pub(super) fn apply(&self, state: &[u64; W]) -> [u64; W] {
        let mut image = [0; W];
        for ((image, word), stay) in image.iter_mut().zip(state).zip(&self.stay) {
            *image = word & stay;
        }
        for step in &self.moves {
            image[step.to] |= (state[step.from] & step.mask).rotate_left(step.rotate);
        }
        for (to, lookup) in &self.lookups {
            image[*to] |= lookup.of(state);
        }
        if self.restless.meet(state) {
            for rest in &self.rest {
                rest.apply(self.pair, state, &mut image);
            }
        }
        image
    }
}

impl Rest {
    /// Where there are bits when it does anything: an empty queue stays empty, and what is no id stays.
    fn bits(&self, pair: Pair) -> Option<Vec<Slot>> {
        match self {
            Self::Scalar(from, _, shape) => (shape.rename(0, pair) == 0).then(|| vec![*from]),
            Self::Queue(length, ..) => Some(vec![*length]),
            Self::Bag(slots, shape) => (shape.rename(0, pair) == 0).then(|| slots.clone()),
        }
    }

    fn apply<const W: usize>(&self, pair: Pair, state: &[u64; W], image: &mut [u64; W]) {
        match self {
            Self::Scalar(from, to, shape) => set(image, *to, shape.rename(get(state, *from), pair)),
            Self::Queue(length, slots, shape) => {
                let used = usize::try_from(get(state, *length)).unwrap_or(slots.len());
                for (from, to) in slots.iter().take(used) {
                    set(image, *to, shape.rename(get(state, *from), pair));
                }
            }
            // An insertion sort: bags are short.
            Self::Bag(slots, shape) => {
                for (filled, &slot) in slots.iter().enumerate() {
                    let mut carried = shape.rename(get(state, slot), pair);
                    for &place in &slots[..=filled] {
                        let here = get(image, place);
                        if here < carried {
                            set(image, place, carried);
                            carried = here;
                        }
                    }
                }
            }
        }
    }
}

/// The bit of a code.
pub(super) fn bit(bits: &[Slot], code: u64) -> Slot {
    let none = Slot { word: 0, shift: 0, width: 0 };
    usize::try_from(code).ok().and_then(|code| bits.get(code)).copied().unwrap_or(none)
}

/// A swap in the making.
struct Plan<'a> {
    pair: Pair,
    /// By words and rotation.
    moves: BTreeMap<(usize, usize, u32), u64>,
    /// By words.
    pieces: BTreeMap<(usize, usize), Vec<Piece<'a>>>,
    rest: Vec<Rest>,
    /// The bits that do not stay.
    leaves: Vec<u64>,
}

impl<'a> Plan<'a> {
    fn leave(&mut self, slot: Slot) {
        if slot.width > 0 {
            self.leaves[slot.word] |= slot.mask() << slot.shift;
        }
    }

    /// Takes a slot to another as it is.
    fn carry(&mut self, from: Slot, to: Slot) {
        if from == to || from.width == 0 {
            return;
        }
        self.leave(from);
        let rotate = to.shift.wrapping_sub(from.shift) % 64;
        *self.moves.entry((from.word, to.word, rotate)).or_default() |= from.mask() << from.shift;
    }

    fn scalar(&mut self, from: Slot, to: Slot, shape: &'a Arc<Shape>) {
        let pair = self.pair;
        if !shape.mentions(pair.sort) {
            return self.carry(from, to);
        }
        if let Shape::Set(_) = **shape {
            for bit in 0..from.width {
                let image = u32::try_from(pair.id(pair.sort, u64::from(bit))).unwrap_or(bit);
                self.carry(from.part(bit, 1), to.part(image, 1));
            }
            return;
        }
        self.leave(from);
        if from.width <= WIDEST {
            let value = Box::new(move |value| shape.rename(value, pair) << to.shift);
            self.pieces.entry((from.word, to.word)).or_default().push(Piece { slot: from, value });
        } else {
            self.rest.push(Rest::Scalar(from, to, Arc::clone(shape)));
        }
    }

    fn queue(&mut self, from: (Slot, &[Slot]), to: (Slot, &[Slot]), shape: &Arc<Shape>) {
        self.carry(from.0, to.0);
        let slots: Vec<_> = from.1.iter().copied().zip(to.1.iter().copied()).collect();
        if shape.mentions(self.pair.sort) {
            for (slot, _) in &slots {
                self.leave(*slot);
            }
            self.rest.push(Rest::Queue(from.0, slots, Arc::clone(shape)));
        } else {
            for (slot, image) in &slots {
                self.carry(*slot, *image);
            }
        }
    }

    fn bag(&mut self, slots: &[Slot], shape: &Arc<Shape>) {
        for slot in slots {
            self.leave(*slot);
        }
        self.rest.push(Rest::Bag(slots.to_vec(), Arc::clone(shape)));
    }

    fn finish<const W: usize>(self) -> Swap<W> {
        let mut stay = [u64::MAX; W];
        for (stay, leaves) in stay.iter_mut().zip(&self.leaves) {
            *stay &= !leaves;
        }
        let moves = self.moves.iter().map(|(&(from, to, rotate), &mask)| Move { from, to, rotate, mask }).collect();
        let lookups = self
            .pieces
            .into_iter()
            .flat_map(|((_, to), pieces)| windows(pieces).into_iter().map(move |lookup| (to, lookup)));
        let restless: Option<Vec<Vec<Slot>>> = self.rest.iter().map(|rest| rest.bits(self.pair)).collect();
        let restless = restless.map_or_else(Bits::any, |slots| Bits::of(slots.into_iter().flatten()));
        Swap { stay, moves, lookups: lookups.collect(), rest: self.rest, restless, pair: self.pair }
    }
}
