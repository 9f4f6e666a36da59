//! Packed tuples to mixed-radix indices.

use crate::ir::{Field, Type};
use crate::layout::Layout;
use crate::layout::words::mask;

/// Numbers the values of a tuple of fields.
pub(super) struct Radix {
    fields: Vec<(u32, u64, u64, Digit)>,
}

/// How a field becomes a digit.
enum Digit {
    /// It is one.
    Flat,
    /// By a table.
    Table(Box<[u32]>),
    /// The long way: too wide for a table.
    Slow(Type),
}

impl Radix {
    pub(super) fn new(layout: &Layout, fields: &[Field]) -> Self {
        let field = |(position, field): (usize, &Field)| {
            let width = layout.scalar_width(&field.ty);
            let offset = if width == 0 { 0 } else { layout.tuple_offset(fields, position) };
            (offset, mask(width), layout.domain().cardinality(&field.ty), digit(layout, &field.ty, width))
        };
        Self { fields: fields.iter().enumerate().map(field).collect() }
    }

    /// The index of a packed tuple.
    pub(super) fn index(&self, layout: &Layout, payload: u64) -> u32 {
        let mut index = 0;
        for (offset, mask, size, digit) in &self.fields {
            let packed = payload >> offset & mask;
            let digit = match digit {
                Digit::Flat => packed,
                Digit::Table(table) => u64::from(table[packed as usize]),
                Digit::Slow(ty) => layout.index_of_packed(ty, packed),
            };
            index = index * size + digit;
        }
        index as u32
    }
}

fn digit(layout: &Layout, ty: &Type, width: u32) -> Digit {
    if layout.is_flat(ty) {
        return Digit::Flat;
    }
    if width > 16 {
        return Digit::Slow(ty.clone());
    }
    let mut table = vec![0; 1 << width];
    for index in 0..layout.domain().cardinality(ty) {
        table[layout.packed_of_index(ty, index) as usize] = index as u32;
    }
    Digit::Table(table.into())
}

/// The packed form of every value of a type, by index.
pub(super) fn packed_values(layout: &Layout, ty: &Type) -> Vec<u64> {
    (0..layout.domain().cardinality(ty)).map(|index| layout.packed_of_index(ty, index)).collect()
}
