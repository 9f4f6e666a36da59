//! A state taken apart into what can be moved and renamed by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use honnin_codegen::ir::{ChannelId, SortId, Type};
use honnin_codegen::layout::{ChannelRegion, Layout, Region, Slot};

use super::codes::Codes;
use super::shape::Shape;
use super::view::{Pair, View, stir};

/// A queue of at most so many bits is looked up as a whole.
const SMALL: u32 = 12;

/// What is at a place, whoever the ids in its path are: a digest of the variable or channel and the way into it.
type Kind = u64;

/// Where something is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    kind: Kind,
    /// The ids by which maps are indexed on the way, and those of a FIFO's ends.
    pub(super) path: Vec<(SortId, u64)>,
}

impl Place {
    fn of(kind: Kind) -> Self {
        Self { kind, path: Vec::new() }
    }

    fn entry(&self, sort: SortId, id: u64) -> Self {
        let mut entry = self.clone();
        entry.path.push((sort, id));
        entry
    }

    fn part(&self, part: u64) -> Self {
        Self { kind: stir(self.kind, part), path: self.path.clone() }
    }

    /// Where it is after two ids have changed places.
    fn rename(&self, pair: Pair) -> Self {
        Self { kind: self.kind, path: self.path.iter().map(|&(sort, id)| (sort, pair.id(sort, id))).collect() }
    }

    pub(super) fn digest(&self, view: View<'_>) -> u64 {
        self.path.iter().fold(self.kind, |digest, &(sort, id)| stir(digest, view.id(sort, id)))
    }
}

/// A part of a state that is renamed by itself.
#[derive(Clone, Debug)]
pub(super) struct Atom {
    pub(super) place: Place,
    pub(super) matter: Matter,
}

/// What it is.
#[derive(Clone, Debug)]
pub(super) enum Matter {
    /// One slot.
    Scalar(Slot, Arc<Shape>),
    /// A queue that is not in one piece, or a long one: its length, its slots, and what is in them.
    Queue(Slot, Vec<Slot>, Arc<Shape>),
    /// One of the bits of an `any` channel: whether the message with a code was sent.
    Sent { bits: Arc<[Slot]>, code: u64, codes: Arc<Codes> },
    /// The slots of a bag, which are sorted.
    Bag(Vec<Slot>, Arc<Shape>),
}

impl Matter {
    /// How many ids of a sort can stand in it at once; two stands for more.
    pub(super) fn most(&self, sort: SortId, ids: u64) -> usize {
        match self {
            // The messages of a bag lie there each by itself.
            Self::Scalar(_, shape) | Self::Bag(_, shape) => shape.most(sort),
            Self::Queue(_, slots, shape) => shape.most(sort) * slots.len().min(2),
            Self::Sent { code, codes, .. } => (0..ids).filter(|&id| codes.holds(*code, sort, id)).count().min(2),
        }
    }
}

/// All parts of a state, and where each is found.
pub(super) struct Atoms {
    pub(super) all: Vec<Atom>,
    places: BTreeMap<Place, usize>,
}

impl Atoms {
    pub(super) fn of(layout: &Layout) -> Self {
        let mut atoms = Self { all: Vec::new(), places: BTreeMap::new() };
        let ir = layout.ir();
        for (id, variable) in ir.variable_ids().zip(&ir.variables) {
            atoms.region(layout, layout.variable(id), &variable.ty, &Place::of(stir(1, id.0 as u64)));
        }
        for channel in (0..ir.channels.len()).map(ChannelId) {
            atoms.channel(layout, channel);
        }
        atoms
    }

    /// What is found in a place after two ids have changed places.
    pub(super) fn image<'a>(&'a self, atom: &'a Atom, pair: Pair) -> &'a Atom {
        self.places.get(&atom.place.rename(pair)).map_or(atom, |&image| &self.all[image])
    }

    fn add(&mut self, place: Place, matter: Matter) {
        self.places.insert(place.clone(), self.all.len());
        self.all.push(Atom { place, matter });
    }

    fn region(&mut self, layout: &Layout, region: &Region, ty: &Type, place: &Place) {
        match (region, ty) {
            (Region::Array(entries), Type::Map(sort, entry)) => {
                for (id, region) in (0..).zip(entries) {
                    self.region(layout, region, entry, &place.entry(*sort, id));
                }
            }
            (Region::Queue { length, slots }, Type::Queue(item, _)) => {
                match whole(*length, slots) {
                    Some(slot) => self
                        .add(place.clone(), Matter::Scalar(slot, Arc::new(Shape::queue(layout, item, length.width)))),
                    None => self
                        .add(place.clone(), Matter::Queue(*length, slots.clone(), Arc::new(Shape::of(layout, item)))),
                }
            }
            (Region::Scalar(slot), ty) => self.scalar(*slot, Shape::of(layout, ty), place),
            (region, ty) => unreachable!("{region:?} is no region of {ty:?}"),
        }
    }

    /// The fields of a struct are renamed each by itself.
    fn scalar(&mut self, slot: Slot, shape: Shape, place: &Place) {
        match shape {
            Shape::Tuple(parts) => {
                for (index, part) in (0..).zip(parts) {
                    self.scalar(slot.part(part.offset, part.width), part.shape, &place.part(index));
                }
            }
            shape => self.add(place.clone(), Matter::Scalar(slot, Arc::new(shape))),
        }
    }

    fn channel(&mut self, layout: &Layout, channel: ChannelId) {
        let codes = Arc::new(Codes::of(layout, channel));
        let place = Place::of(stir(2, channel.0 as u64));
        let letter = || Arc::new(Shape::Letter(Arc::clone(&codes)));
        match layout.channel(channel) {
            ChannelRegion::Any(chunks) => {
                let bits = chunks.iter().flat_map(|chunk| (0..chunk.width).map(|bit| chunk.part(bit, 1)));
                let bits: Arc<[Slot]> = bits.collect();
                for code in 0..bits.len() as u64 {
                    let matter = Matter::Sent { bits: Arc::clone(&bits), code, codes: Arc::clone(&codes) };
                    self.add(place.part(code), matter);
                }
            }
            ChannelRegion::Bag(slots) => self.add(place, Matter::Bag(slots.clone(), letter())),
            ChannelRegion::Fifo(lanes) => {
                let places = lane_places(layout, channel, &place);
                for (place, slots) in places.iter().zip(lanes) {
                    for (position, slot) in (0..).zip(slots) {
                        self.add(place.part(position), Matter::Scalar(*slot, letter()));
                    }
                }
            }
        }
    }
}

/// The places of a FIFO's queues: by sender, then by receiver.
fn lane_places(layout: &Layout, channel: ChannelId, place: &Place) -> Vec<Place> {
    let ir = layout.ir();
    let ends = ir[channel].messages.first().map(|&message| [ir[message].from.component, ir[message].to.component]);
    let sorts = ends.map_or([None; 2], |ends| ends.map(|component| ir[component].per));
    sorts.into_iter().flatten().fold(vec![place.clone()], |places, sort| {
        let ids = layout.domain().ids(sort) as u64;
        places.iter().flat_map(|place| (0..ids).map(|id| place.entry(sort, id))).collect()
    })
}

/// The one slot that a queue is, if it is small and in one word.
fn whole(length: Slot, slots: &[Slot]) -> Option<Slot> {
    let width = length.width + slots.iter().map(|slot| slot.width).sum::<u32>();
    let together = |slot: &&Slot| slot.width == 0 || slot.word == length.word && slot.shift > length.shift;
    let small = length.width > 0 && width <= SMALL && slots.iter().all(|slot| together(&slot));
    small.then_some(Slot { width, ..length })
}
