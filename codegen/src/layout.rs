//! The packed layout of a state: the one that the packed interpreter and every emitted model share.
//!
//! A scalar packs into at most 64 bits: a `bool` is one bit, a count or id as many as its largest value needs, a struct
//! its fields with the first one lowest, an enum or `Option` its tag with the payload above it, a set one bit for each id.
//! The default of every type is all zero bits, and what is unused stays zero.
//!
//! In a state come the variables in order, maps entry by entry, a queue as its length and then its slots; then the
//! channels (see [`ChannelRegion`]); then what is left of each counted budget. No field straddles a 64-bit word.

mod allocate;
mod code;
mod pack;
mod state;
mod wide;
pub mod words;

pub use wide::TooWide;

use crate::ir::{ChannelId, EffectId, EnumId, Field, Ir, MessageId, ParameterId, Sizes, StructId, Type, VariableId};
use crate::value::Domain;

/// How many words a state may have: the next larger of these is taken.
pub const WORDS: [usize; 8] = [1, 2, 3, 4, 6, 8, 12, 16];

/// Where a scalar lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// Which word.
    pub word: usize,
    /// Its lowest bit.
    pub shift: u32,
    /// How many bits; a slot of none reads as zero.
    pub width: u32,
}

impl Slot {
    /// A part of it.
    #[must_use]
    pub fn part(self, offset: u32, width: u32) -> Self {
        if width == 0 { Self { word: 0, shift: 0, width } } else { Self { shift: self.shift + offset, width, ..self } }
    }

    /// The bits of an unshifted value.
    #[must_use]
    pub fn mask(self) -> u64 {
        words::mask(self.width)
    }
}

/// Where a variable, or a part of it, lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Region {
    /// A scalar, structs included: the fields of one are [parts](Slot::part) of its slot.
    Scalar(Slot),
    /// A map's entries, by id.
    Array(Vec<Region>),
    /// A queue. Slots beyond the length are zero.
    Queue {
        /// How many slots are in use.
        length: Slot,
        /// The slots, head first.
        slots: Vec<Slot>,
    },
}

/// Where a channel lies. Messages are their *codes* ([`Layout::message_code`]); a slot holds a code + 1, or 0 for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelRegion {
    /// One bit for each code: code `c` is bit `c % 64` of chunk `c / 64`.
    Any(Vec<Slot>),
    /// The messages in descending order of their codes, then zeros.
    Bag(Vec<Slot>),
    /// For each sender, for each receiver: a queue, head first, then zeros.
    Fifo(Vec<Vec<Slot>>),
}

/// The layout of a protocol at a scope.
#[derive(Clone, Debug)]
pub struct Layout {
    ir: Ir,
    sizes: Sizes,
    words: usize,
    variables: Vec<Region>,
    channels: Vec<ChannelRegion>,
    budgets: Vec<(ParameterId, Slot)>,
    widths: Vec<(String, u64)>,
}

impl Layout {
    /// Lays a protocol out.
    ///
    /// # Errors
    /// When a scalar has more than 64 bits, a sort more than 64 ids, a message too many values, or a state more than 16
    /// words.
    pub fn new(ir: &Ir, sizes: &Sizes) -> Result<Self, TooWide> {
        wide::check(ir, sizes)?;
        let mut layout = Self {
            ir: ir.clone(),
            sizes: sizes.clone(),
            words: 0,
            variables: Vec::new(),
            channels: Vec::new(),
            budgets: Vec::new(),
            widths: Vec::new(),
        };
        allocate::allocate(&mut layout)?;
        Ok(layout)
    }

    /// The protocol.
    #[must_use]
    pub fn ir(&self) -> &Ir {
        &self.ir
    }

    /// The scope.
    #[must_use]
    pub fn sizes(&self) -> &Sizes {
        &self.sizes
    }

    /// The domains of the types.
    #[must_use]
    pub fn domain(&self) -> Domain<'_> {
        Domain { ir: &self.ir, sizes: &self.sizes }
    }

    /// How many words a state has: one of [`WORDS`].
    #[must_use]
    pub fn words(&self) -> usize {
        self.words
    }

    /// How many bits of a state mean something (padding not counted).
    #[must_use]
    pub fn bits(&self) -> u64 {
        self.widths.iter().map(|(_, bits)| bits).sum()
    }

    /// The bits of each variable (`Server.progress`), channel (`channel wire`) and budget (`budget crash`), in order.
    #[must_use]
    pub fn bits_by_variable(&self) -> &[(String, u64)] {
        &self.widths
    }

    /// Where a variable lies.
    #[must_use]
    pub fn variable(&self, variable: VariableId) -> &Region {
        &self.variables[variable.0]
    }

    /// Where a channel lies.
    #[must_use]
    pub fn channel(&self, channel: ChannelId) -> &ChannelRegion {
        &self.channels[channel.0]
    }

    /// Where lies what is left of a budget; `None` when it is unlimited.
    #[must_use]
    pub fn budget(&self, budget: ParameterId) -> Option<Slot> {
        self.budgets.iter().find(|(parameter, _)| *parameter == budget).map(|(_, slot)| *slot)
    }

    /// The counted budgets, in order.
    #[must_use]
    pub fn budgets(&self) -> &[(ParameterId, Slot)] {
        &self.budgets
    }

    /// The bits of a packed scalar. A count without a bound, which only expressions have, takes 32.
    ///
    /// # Panics
    /// On a map or a queue.
    #[must_use]
    pub fn scalar_width(&self, ty: &Type) -> u32 {
        wide::scalar_width(self.domain(), ty)
    }

    /// The bits of the tag of an enum or `Option`; none for other types.
    #[must_use]
    pub fn tag_width(&self, ty: &Type) -> u32 {
        wide::tag_width(&self.ir, ty)
    }

    /// Where a field starts in a packed struct.
    #[must_use]
    pub fn field_offset(&self, id: StructId, field: usize) -> u32 {
        self.tuple_offset(&self.ir[id].fields, field)
    }

    /// Where a field of a variant starts in a packed enum or `Option`.
    #[must_use]
    pub fn payload_offset(&self, ty: &Type, variant: usize, field: usize) -> u32 {
        self.tag_width(ty)
            + match ty {
                Type::Enum(id) => self.tuple_offset(&self.ir[*id].variants[variant].fields, field),
                _ => 0,
            }
    }

    /// The type of a field of a variant of an enum or `Option`.
    ///
    /// # Panics
    /// On other types.
    #[must_use]
    pub fn payload_type<'a>(&'a self, ty: &'a Type, variant: usize, field: usize) -> &'a Type {
        match ty {
            Type::Option(some) => some,
            Type::Enum(EnumId(id)) => &self.ir.enums[*id].variants[variant].fields[field].ty,
            other => panic!("{other:?} has no variants"),
        }
    }

    /// Where a field starts when a tuple of fields (a message, an effect) is packed like a struct.
    #[must_use]
    pub fn tuple_offset(&self, fields: &[Field], field: usize) -> u32 {
        self.tuple_width(&fields[..field])
    }

    /// The bits of a tuple of fields that is packed like a struct.
    #[must_use]
    pub fn tuple_width(&self, fields: &[Field]) -> u32 {
        fields.iter().map(|field| self.scalar_width(&field.ty)).sum()
    }

    /// How many values a message has.
    #[must_use]
    pub fn message_cardinality(&self, message: MessageId) -> u64 {
        wide::cardinality(self.domain(), &self.ir[message].fields)
    }

    /// How many values an effect has.
    #[must_use]
    pub fn effect_cardinality(&self, effect: EffectId) -> u64 {
        wide::cardinality(self.domain(), &self.ir[effect].fields)
    }
}
