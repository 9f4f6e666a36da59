//! The finite domain of each type: its default, its size, and its values in order.

use std::collections::BTreeSet;

use super::Value;
use crate::ir::{Field, Ir, Sizes, SortId, Type};

/// A protocol at a scope: every type has finitely many values.
///
/// Values are numbered by a *mixed-radix index*: a struct's or variant's first field is the most significant digit; an
/// enum's variants come one after the other; a set is its bit mask.
#[derive(Clone, Copy, Debug)]
pub struct Domain<'a> {
    /// The protocol.
    pub ir: &'a Ir,
    /// The scope.
    pub sizes: &'a Sizes,
}

impl<'a> Domain<'a> {
    /// How many ids a sort has.
    #[must_use]
    pub fn ids(&self, sort: SortId) -> usize {
        self.sizes.ids(self.ir, sort) as usize
    }

    /// The payload types of each variant of an enum or `Option`; empty for other types.
    #[must_use]
    pub fn variants(&self, ty: &'a Type) -> Vec<Vec<&'a Type>> {
        match ty {
            Type::Option(some) => vec![Vec::new(), vec![&**some]],
            Type::Enum(id) => self.ir[*id].variants.iter().map(|variant| types(&variant.fields)).collect(),
            _ => Vec::new(),
        }
    }

    /// The value that every place starts from; all zero bits in packed form.
    #[must_use]
    pub fn default(&self, ty: &Type) -> Value {
        match ty {
            Type::Bool => Value::Bool(false),
            Type::Count(_) => Value::Count(0),
            Type::Id(_) => Value::Id(0),
            Type::Option(_) => Value::none(),
            Type::Enum(id) => Value::Variant(0, self.defaults(&self.ir[*id].variants[0].fields)),
            Type::Struct(id) => Value::Struct(self.defaults(&self.ir[*id].fields)),
            Type::Set(_) => Value::Set(BTreeSet::new()),
            Type::Map(sort, entry) => Value::Map(vec![self.default(entry); self.ids(*sort)]),
            Type::Queue(..) => Value::Queue(Vec::new()),
        }
    }

    fn defaults(&self, fields: &[Field]) -> Vec<Value> {
        fields.iter().map(|field| self.default(&field.ty)).collect()
    }

    /// How many values a scalar type has; `u64::MAX` stands for "too many".
    ///
    /// # Panics
    /// On a map or a queue, which are no scalars; so for all operations on indices here.
    #[must_use]
    pub fn cardinality(&self, ty: &Type) -> u64 {
        match ty {
            Type::Bool => 2,
            Type::Count(Some(bound)) => u64::from(self.sizes.bound(*bound)) + 1,
            Type::Count(None) => 1 << 32,
            Type::Id(sort) => self.ids(*sort) as u64,
            Type::Set(sort) => 1u64.checked_shl(self.sizes.ids(self.ir, *sort)).unwrap_or(u64::MAX),
            Type::Struct(id) => self.product(&types(&self.ir[*id].fields)),
            Type::Option(_) | Type::Enum(_) => {
                self.variants(ty).iter().fold(0, |sum, fields| sum.saturating_add(self.product(fields)))
            }
            Type::Map(..) | Type::Queue(..) => panic!("a map or a queue is no scalar"),
        }
    }

    /// How many tuples of values there are.
    #[must_use]
    pub fn product(&self, types: &[&Type]) -> u64 {
        types.iter().fold(1, |product, ty| product.saturating_mul(self.cardinality(ty)))
    }

    /// The mixed-radix index of a scalar value.
    ///
    /// # Panics
    /// When the value is not of the type.
    #[must_use]
    pub fn index_of(&self, ty: &Type, value: &Value) -> u64 {
        match (ty, value) {
            (_, Value::Bool(value)) => u64::from(*value),
            (_, Value::Count(value)) => u64::from(*value),
            (_, Value::Id(value)) => *value as u64,
            (_, Value::Set(ids)) => ids.iter().fold(0, |mask, id| mask | 1 << id),
            (Type::Struct(id), Value::Struct(fields)) => self.tuple_index(&types(&self.ir[*id].fields), fields),
            (Type::Option(_) | Type::Enum(_), Value::Variant(variant, fields)) => {
                let variants = self.variants(ty);
                let before: u64 = variants[..*variant].iter().map(|fields| self.product(fields)).sum();
                before + self.tuple_index(&variants[*variant], fields)
            }
            (ty, value) => panic!("{value:?} is no value of {ty:?}"),
        }
    }

    /// The mixed-radix index of a tuple, first value most significant.
    #[must_use]
    pub fn tuple_index(&self, types: &[&Type], values: &[Value]) -> u64 {
        let digit = |index, (ty, value): (&&Type, &Value)| index * self.cardinality(ty) + self.index_of(ty, value);
        types.iter().zip(values).fold(0, digit)
    }

    /// The scalar value with an index.
    ///
    /// # Panics
    /// When there is no such value.
    #[must_use]
    pub fn value_of(&self, ty: &Type, index: u64) -> Value {
        match ty {
            Type::Bool => Value::Bool(index == 1),
            Type::Count(_) => Value::Count(u32::try_from(index).expect("a count is a u32")),
            Type::Id(_) => Value::Id(usize::try_from(index).expect("an id is small")),
            Type::Set(sort) => Value::Set((0..self.ids(*sort)).filter(|id| index >> id & 1 == 1).collect()),
            Type::Struct(id) => Value::Struct(self.tuple_of(&types(&self.ir[*id].fields), index)),
            Type::Option(_) | Type::Enum(_) => self.variant_of(ty, index),
            Type::Map(..) | Type::Queue(..) => panic!("a map or a queue is no scalar"),
        }
    }

    fn variant_of(&self, ty: &Type, mut index: u64) -> Value {
        for (variant, fields) in self.variants(ty).iter().enumerate() {
            let size = self.product(fields);
            if index < size {
                return Value::Variant(variant, self.tuple_of(fields, index));
            }
            index -= size;
        }
        panic!("an index beyond the last variant")
    }

    /// The tuple with an index.
    #[must_use]
    pub fn tuple_of(&self, types: &[&Type], mut index: u64) -> Vec<Value> {
        let mut values = Vec::with_capacity(types.len());
        for ty in types.iter().rev() {
            let size = self.cardinality(ty);
            values.push(self.value_of(ty, index % size));
            index /= size;
        }
        values.reverse();
        values
    }

    /// All tuples of values, in the order of their index.
    pub fn tuples(&self, types: &[&'a Type]) -> impl Iterator<Item = Vec<Value>> + use<'a> {
        let (domain, types) = (*self, types.to_vec());
        (0..self.product(&types)).map(move |index| domain.tuple_of(&types, index))
    }
}

/// The types of fields.
fn types(fields: &[Field]) -> Vec<&Type> {
    fields.iter().map(|field| &field.ty).collect()
}
