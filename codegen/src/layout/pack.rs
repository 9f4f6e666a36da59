//! Scalars: structured values, packed bits, mixed-radix indices.

use super::Layout;
use super::words::mask;
use crate::ir::{Field, Type};
use crate::value::Value;

impl Layout {
    /// Packs a scalar value.
    ///
    /// # Panics
    /// When the value is not of the type; so for all operations here.
    #[must_use]
    pub fn pack(&self, ty: &Type, value: &Value) -> u64 {
        match (ty, value) {
            (Type::Struct(id), Value::Struct(fields)) => self.pack_tuple(&self.ir[*id].fields, fields),
            (Type::Option(some), Value::Variant(1, fields)) => 1 | self.pack(some, &fields[0]) << 1,
            (Type::Option(_), Value::Variant(..)) => 0,
            (Type::Enum(id), Value::Variant(variant, fields)) => {
                let payload = self.pack_tuple(&self.ir[*id].variants[*variant].fields, fields);
                *variant as u64 | payload.checked_shl(self.tag_width(ty)).unwrap_or(0)
            }
            (ty, value) => self.domain().index_of(ty, value),
        }
    }

    /// Unpacks a scalar value.
    ///
    /// # Panics
    /// On a tag beyond the last variant.
    #[must_use]
    pub fn unpack(&self, ty: &Type, packed: u64) -> Value {
        match ty {
            Type::Struct(id) => Value::Struct(self.unpack_tuple(&self.ir[*id].fields, packed)),
            Type::Option(_) if packed & 1 == 0 => Value::none(),
            Type::Option(some) => Value::some(self.unpack(some, packed >> 1)),
            Type::Enum(id) => {
                let tag = self.tag_width(ty);
                let variant = usize::try_from(packed & mask(tag)).expect("a tag is small");
                let fields = &self.ir[*id].variants[variant].fields;
                Value::Variant(variant, self.unpack_tuple(fields, packed.checked_shr(tag).unwrap_or(0)))
            }
            ty => self.domain().value_of(ty, packed),
        }
    }

    /// Packs the fields of a message or effect, like a struct.
    #[must_use]
    pub fn pack_tuple(&self, fields: &[Field], values: &[Value]) -> u64 {
        let mut packed = 0;
        let mut offset = 0;
        for (field, value) in fields.iter().zip(values) {
            let width = self.scalar_width(&field.ty);
            if width > 0 {
                packed |= self.pack(&field.ty, value) << offset;
            }
            offset += width;
        }
        packed
    }

    /// Unpacks the fields of a message or effect.
    #[must_use]
    pub fn unpack_tuple(&self, fields: &[Field], packed: u64) -> Vec<Value> {
        let mut offset = 0;
        let mut values = Vec::with_capacity(fields.len());
        for field in fields {
            let width = self.scalar_width(&field.ty);
            values.push(self.unpack(&field.ty, packed.checked_shr(offset).unwrap_or(0) & mask(width)));
            offset += width;
        }
        values
    }

    /// The mixed-radix index of a packed scalar.
    #[must_use]
    pub fn index_of_packed(&self, ty: &Type, packed: u64) -> u64 {
        self.domain().index_of(ty, &self.unpack(ty, packed))
    }

    /// The packed scalar with an index.
    #[must_use]
    pub fn packed_of_index(&self, ty: &Type, index: u64) -> u64 {
        self.pack(ty, &self.domain().value_of(ty, index))
    }

    /// Whether a scalar's packed form is its mixed-radix index.
    #[must_use]
    pub fn is_flat(&self, ty: &Type) -> bool {
        matches!(ty, Type::Bool | Type::Count(_) | Type::Id(_) | Type::Set(_))
    }

    /// The mixed-radix index of a tuple of values.
    #[must_use]
    pub fn tuple_index(&self, fields: &[Field], values: &[Value]) -> u64 {
        self.domain().tuple_index(&fields.iter().map(|field| &field.ty).collect::<Vec<_>>(), values)
    }

    /// The tuple of values with an index.
    #[must_use]
    pub fn tuple_of(&self, fields: &[Field], index: u64) -> Vec<Value> {
        self.domain().tuple_of(&fields.iter().map(|field| &field.ty).collect::<Vec<_>>(), index)
    }
}
