//! Operands: the simple values that most of a body consists of, each with a closure of its own.

use super::compile::Compiler;
use super::run::{Eval, Run};
use crate::ir::{Place, Projection};
use crate::layout::words::mask;
use crate::layout::{Region, Slot};

/// Some bits of a state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bits {
    word: usize,
    shift: u32,
    mask: u64,
}

impl From<Slot> for Bits {
    fn from(slot: Slot) -> Self {
        Self { word: slot.word, shift: slot.shift, mask: slot.mask() }
    }
}

impl Bits {
    #[inline]
    pub(super) fn get<const W: usize>(self, state: &[u64; W]) -> u64 {
        state[self.word] >> self.shift & self.mask
    }

    #[inline]
    pub(super) fn set<const W: usize>(self, state: &mut [u64; W], value: u64) {
        let word = &mut state[self.word];
        *word = *word & !(self.mask << self.shift) | (value & self.mask) << self.shift;
    }

    fn part(self, offset: u32, width: u32) -> Self {
        if width == 0 {
            return Self { word: 0, shift: 0, mask: 0 };
        }
        Self { shift: self.shift + offset, mask: mask(width), ..self }
    }
}

/// A value, by how it is had.
pub(super) enum Operand<const W: usize> {
    /// Known beforehand.
    Constant(u64),
    /// Some bits of a local.
    Local { local: usize, shift: u32, mask: u64 },
    /// Some bits of the state.
    State(Bits),
    /// Some bits of the state, chosen by a local.
    Entry { local: usize, table: Box<[Bits]> },
    /// Some bits of whatever a closure says.
    Computed { eval: Eval<W>, shift: u32, mask: u64 },
}

/// Runs an expression with a closure for an operand, once for each kind of operand, so that no call is indirect that need
/// not be.
macro_rules! monomorphic {
    ($operand:expr, $W:ident, |$source:ident| $body:expr) => {
        match $operand {
            $crate::interpret::operand::Operand::Constant(value) => {
                let $source = move |_: &mut $crate::interpret::run::Run<$W>| value;
                $body
            }
            $crate::interpret::operand::Operand::Local { local, shift, mask } => {
                let $source =
                    move |run: &mut $crate::interpret::run::Run<$W>| run.scratch.locals[local] >> shift & mask;
                $body
            }
            $crate::interpret::operand::Operand::State(bits) => {
                let $source = move |run: &mut $crate::interpret::run::Run<$W>| bits.get(&run.state);
                $body
            }
            $crate::interpret::operand::Operand::Entry { local, table } => {
                let $source = move |run: &mut $crate::interpret::run::Run<$W>| {
                    table[run.scratch.locals[local] as usize].get(&run.state)
                };
                $body
            }
            $crate::interpret::operand::Operand::Computed { eval, shift, mask } => {
                let $source = move |run: &mut $crate::interpret::run::Run<$W>| eval(run) >> shift & mask;
                $body
            }
        }
    };
}
pub(super) use monomorphic;

impl<const W: usize> Operand<W> {
    /// Whatever a closure says.
    pub(super) fn computed(eval: impl Fn(&mut Run<W>) -> u64 + Send + Sync + 'static) -> Self {
        Self::Computed { eval: Box::new(eval), shift: 0, mask: u64::MAX }
    }

    /// Some bits of it.
    pub(super) fn part(self, offset: u32, width: u32) -> Self {
        let offset = if width == 0 { 0 } else { offset };
        let bits = mask(width);
        match self {
            Self::Constant(value) => Self::Constant(value >> offset & bits),
            Self::Local { local, shift, mask } => {
                Self::Local { local, shift: shift + offset, mask: mask >> offset & bits }
            }
            Self::State(place) => Self::State(place.part(offset, width)),
            Self::Entry { local, table } => {
                Self::Entry { local, table: table.iter().map(|place| place.part(offset, width)).collect() }
            }
            Self::Computed { eval, shift, mask } => {
                Self::Computed { eval, shift: shift + offset, mask: mask >> offset & bits }
            }
        }
    }

    /// As a closure.
    pub(super) fn eval(self) -> Eval<W> {
        monomorphic!(self, W, |source| Box::new(source))
    }
}

/// A place that is chosen by ids: a table of what lies at each, and the closure that says which.
pub(super) struct Located<const W: usize, T> {
    table: Box<[T]>,
    index: Index<W>,
}

/// Which entry of a table.
enum Index<const W: usize> {
    Only,
    Local(usize),
    Computed(Eval<W>),
}

impl<const W: usize, T> Located<W, T> {
    /// What lies at the place in this run.
    #[inline]
    pub(super) fn at(&self, run: &mut Run<W>) -> &T {
        match &self.index {
            Index::Only => &self.table[0],
            Index::Local(local) => &self.table[run.scratch.locals[*local] as usize],
            Index::Computed(index) => &self.table[index(run) as usize],
        }
    }
}

impl<const W: usize> Compiler<'_, W> {
    /// Finds a place: `leaf` says what is wanted of the region there.
    pub(super) fn locate<T>(&mut self, place: &Place, leaf: impl Fn(&Region) -> T) -> Located<W, T> {
        let mut regions = vec![self.layout.variable(place.variable)];
        let mut indices = Vec::new();
        for projection in &place.path {
            if let (Projection::Index(index), Some(Region::Array(entries))) = (projection, regions.first()) {
                indices.push((self.operand(index), entries.len() as u64));
                regions = regions.into_iter().flat_map(entries_of).collect();
            }
        }
        Located { table: regions.into_iter().map(leaf).collect(), index: index(indices) }
    }

    /// Finds a scalar place, fields of structs included.
    pub(super) fn locate_scalar(&mut self, place: &Place) -> Located<W, Bits> {
        let fields: Vec<_> = place.path.iter().filter_map(|projection| self.field(projection)).collect();
        self.locate(place, |region| match region {
            Region::Scalar(slot) => {
                fields.iter().fold(Bits::from(*slot), |bits, &(offset, width)| bits.part(offset, width))
            }
            other => panic!("{other:?} is no scalar place"),
        })
    }

    /// The offset and width of a field of a struct.
    fn field(&self, projection: &Projection) -> Option<(u32, u32)> {
        match projection {
            Projection::Index(_) => None,
            Projection::Field(id, field) => {
                let width = self.layout.scalar_width(&self.layout.ir()[*id].fields[*field].ty);
                Some((self.layout.field_offset(*id, *field), width))
            }
        }
    }

    /// Reads a scalar place.
    pub(super) fn read(&mut self, place: &Place) -> Operand<W> {
        let located = self.locate_scalar(place);
        if place.after {
            return Operand::computed(move |run| located.at(run).get(&run.after));
        }
        Self::operand_at(located)
    }

    /// Reads what was located.
    pub(super) fn operand_at(located: Located<W, Bits>) -> Operand<W> {
        match located.index {
            Index::Only => Operand::State(located.table[0]),
            Index::Local(local) => Operand::Entry { local, table: located.table },
            Index::Computed(_) => Operand::computed(move |run| located.at(run).get(&run.state)),
        }
    }
}

/// The entries of a map.
fn entries_of(region: &Region) -> &[Region] {
    match region {
        Region::Array(entries) => entries,
        other => core::slice::from_ref(other),
    }
}

/// The position in a table with one dimension for each index, the last one running fastest.
fn index<const W: usize>(mut indices: Vec<(Operand<W>, u64)>) -> Index<W> {
    match indices.as_slice() {
        [] => Index::Only,
        [(Operand::Local { local, shift: 0, mask: u64::MAX }, _)] => Index::Local(*local),
        _ => {
            let first = indices.remove(0).0.eval();
            let rest: Vec<_> = indices.into_iter().map(|(index, size)| (index.eval(), size)).collect();
            Index::Computed(Box::new(move |run| {
                let first = first(run);
                rest.iter().fold(first, |position, (index, size)| position * size + index(run))
            }))
        }
    }
}
