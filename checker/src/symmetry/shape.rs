//! Where ids stand in a packed value: what a type or a message looks like to somebody who renames.

use std::sync::Arc;

use honnin_codegen::ir::{Field, SortId, Type};
use honnin_codegen::layout::Layout;
use honnin_codegen::layout::words::mask;

use super::codes::Codes;
use super::view::{Pair, View, stir};

/// What packed bits are made of.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// A number or a truth value.
    Plain,
    Id(SortId),
    Set(SortId),
    Tuple(Vec<Part>),
    /// An enum or `Option`: a tag of so many bits, above it the fields of the variant.
    Tagged(u32, Vec<Vec<Part>>),
    /// A slot of a bag or FIFO: a message's code + 1, or 0.
    Letter(Arc<Codes>),
    /// A queue whose slots follow its length without a gap.
    Queue {
        length: u32,
        item: Box<Part>,
    },
}

/// A part of packed bits.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// From which bit.
    pub(super) offset: u32,
    /// How many bits.
    pub(super) width: u32,
    /// How many values.
    values: u64,
    pub(super) shape: Shape,
}

impl Part {
    /// Its bits.
    pub(super) fn of(&self, packed: u64) -> u64 {
        packed.checked_shr(self.offset).unwrap_or(0) & mask(self.width)
    }

    fn place(&self, packed: u64) -> u64 {
        packed.checked_shl(self.offset).unwrap_or(0)
    }
}

impl Shape {
    pub(super) fn of(layout: &Layout, ty: &Type) -> Self {
        match ty {
            Type::Id(sort) => Self::Id(*sort),
            Type::Set(sort) => Self::Set(*sort),
            Type::Struct(id) => Self::Tuple(parts(layout, &layout.ir()[*id].fields, 0)),
            Type::Option(some) => Self::Tagged(1, vec![Vec::new(), vec![part(layout, some, 1)]]),
            Type::Enum(id) => {
                let tag = layout.tag_width(ty);
                let variants = layout.ir()[*id].variants.iter();
                Self::Tagged(tag, variants.map(|variant| parts(layout, &variant.fields, tag)).collect())
            }
            Type::Bool | Type::Count(_) | Type::Map(..) | Type::Queue(..) => Self::Plain,
        }
    }

    /// The fields of a message.
    pub(super) fn tuple(layout: &Layout, fields: &[Field]) -> Self {
        Self::Tuple(parts(layout, fields, 0))
    }

    /// A queue in one piece.
    pub(super) fn queue(layout: &Layout, item: &Type, length: u32) -> Self {
        Self::Queue { length, item: Box::new(part(layout, item, length)) }
    }

    /// The parts of a value, those of its variant only.
    fn parts(&self, packed: u64) -> &[Part] {
        match self {
            Self::Tuple(parts) => parts,
            Self::Tagged(tag, variants) => {
                usize::try_from(packed & mask(*tag)).ok().and_then(|v| variants.get(v)).map_or(&[], Vec::as_slice)
            }
            _ => &[],
        }
    }

    /// Whether ids of a sort can stand in it.
    pub(super) fn mentions(&self, sort: SortId) -> bool {
        self.most(sort) > 0
    }

    /// How many ids of a sort can stand in it at once; two stands for more.
    pub(super) fn most(&self, sort: SortId) -> usize {
        let sum = |parts: &[Part]| parts.iter().map(|part| part.shape.most(sort)).sum::<usize>().min(2);
        match self {
            Self::Plain => 0,
            Self::Id(own) => usize::from(*own == sort),
            Self::Set(own) => 2 * usize::from(*own == sort),
            Self::Tuple(parts) => sum(parts),
            Self::Tagged(_, variants) => variants.iter().map(|parts| sum(parts)).max().unwrap_or(0),
            Self::Letter(codes) => codes.most(sort),
            Self::Queue { item, .. } => 2 * usize::from(item.shape.mentions(sort)),
        }
    }

    /// The value after two ids have changed places.
    pub(super) fn rename(&self, packed: u64, pair: Pair) -> u64 {
        match self {
            Self::Id(sort) => pair.id(*sort, packed),
            Self::Set(sort) if *sort == pair.sort => pair.set(packed),
            Self::Plain | Self::Set(_) => packed,
            Self::Tuple(_) | Self::Tagged(..) => {
                let tag = if let Self::Tagged(tag, _) = self { packed & mask(*tag) } else { 0 };
                let renamed = |part: &Part| part.place(part.shape.rename(part.of(packed), pair));
                self.parts(packed).iter().map(renamed).fold(tag, |all, part| all | part)
            }
            Self::Letter(_) if packed == 0 => 0,
            Self::Letter(codes) => codes.rename(packed - 1, pair) + 1,
            Self::Queue { length, item } => {
                let renamed = |part: Part| part.place(item.shape.rename(part.of(packed), pair));
                slots(*length, item, packed).map(renamed).fold(packed & mask(*length), |all, part| all | part)
            }
        }
    }

    /// Whether an id stands in a value.
    pub(super) fn holds(&self, packed: u64, sort: SortId, id: u64) -> bool {
        match self {
            Self::Plain => false,
            Self::Id(own) => *own == sort && packed == id,
            Self::Set(own) => *own == sort && packed >> id & 1 == 1,
            Self::Tuple(_) | Self::Tagged(..) => {
                self.parts(packed).iter().any(|part| part.shape.holds(part.of(packed), sort, id))
            }
            Self::Letter(codes) => packed > 0 && codes.holds(packed - 1, sort, id),
            Self::Queue { length, item } => {
                slots(*length, item, packed).any(|part| item.shape.holds(part.of(packed), sort, id))
            }
        }
    }

    /// What an id sees of a value.
    pub(super) fn digest(&self, packed: u64, view: View<'_>) -> u64 {
        match self {
            Self::Plain => packed,
            Self::Id(sort) => view.id(*sort, packed),
            Self::Set(sort) => view.set(*sort, packed),
            Self::Tuple(_) | Self::Tagged(..) => {
                let tag = if let Self::Tagged(tag, _) = self { packed & mask(*tag) } else { 0 };
                let parts = self.parts(packed).iter();
                parts.fold(tag, |digest, part| stir(digest, part.shape.digest(part.of(packed), view)))
            }
            Self::Letter(_) if packed == 0 => 0,
            Self::Letter(codes) => codes.digest(packed - 1, view),
            Self::Queue { length, item } => {
                let items = slots(*length, item, packed);
                items.fold(0, |digest, part| stir(digest, item.shape.digest(part.of(packed), view)))
            }
        }
    }

    /// The packed value of a mixed-radix index.
    pub(super) fn packed(&self, mut index: u64) -> u64 {
        match self {
            Self::Tuple(parts) => packed_tuple(parts, index),
            Self::Tagged(_, variants) => {
                for (tag, parts) in (0..).zip(variants) {
                    let values = product(parts);
                    if index < values {
                        return tag | packed_tuple(parts, index);
                    }
                    index -= values;
                }
                0
            }
            _ => index,
        }
    }

    /// The mixed-radix index of a packed value.
    pub(super) fn index(&self, packed: u64) -> u64 {
        let digits = |all: u64, part: &Part| all * part.values + part.shape.index(part.of(packed));
        let before = match self {
            Self::Tuple(_) => 0,
            Self::Tagged(tag, variants) => {
                let tag = usize::try_from(packed & mask(*tag)).unwrap_or(usize::MAX);
                variants.iter().take(tag).map(|parts| product(parts)).sum()
            }
            _ => return packed,
        };
        before + self.parts(packed).iter().fold(0, digits)
    }
}

/// The slots of a queue that are in use.
fn slots(length: u32, item: &Part, packed: u64) -> impl Iterator<Item = Part> + use<> {
    let (offset, width, values) = (item.offset, item.width, item.values);
    let used = u32::try_from(packed & mask(length)).unwrap_or(0);
    let most = 64u32.saturating_sub(offset).checked_div(width).unwrap_or(used);
    (0..used.min(most)).map(move |slot| Part { offset: offset + slot * width, width, values, shape: Shape::Plain })
}

fn product(parts: &[Part]) -> u64 {
    parts.iter().fold(1, |product, part| product.saturating_mul(part.values))
}

fn packed_tuple(parts: &[Part], mut index: u64) -> u64 {
    let mut packed = 0;
    for part in parts.iter().rev() {
        packed |= part.place(part.shape.packed(index % part.values));
        index /= part.values;
    }
    packed
}

fn part(layout: &Layout, ty: &Type, offset: u32) -> Part {
    let (width, values) = (layout.scalar_width(ty), layout.domain().cardinality(ty));
    Part { offset, width, values, shape: Shape::of(layout, ty) }
}

fn parts(layout: &Layout, fields: &[Field], offset: u32) -> Vec<Part> {
    let part = |(index, field): (usize, &Field)| part(layout, &field.ty, offset + layout.tuple_offset(fields, index));
    fields.iter().enumerate().map(part).collect()
}
