//! Values of the protocol's types, as expressions over cells: what is stored where, and what is computed.

use super::context::Context;
use super::program::{Expr, Kind, LocalId, Place, Quantifier};
use crate::ir::query::{payload_type, variant_fields};
use crate::ir::{SortId, Type};

/// A value of a scalar type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A truth value, a number, an id, or a tag of an enum without payload.
    Plain(Expr),
    /// What a place holds.
    Stored(Place),
    /// A struct's fields.
    Struct(Vec<Value>),
    /// A variant of an enum or `Option`, with its payload.
    Variant(usize, Vec<Value>),
    /// A set: by number of the id, whether it is in; those beyond are not.
    Members(Vec<Expr>),
    /// By a condition.
    Either(Box<Expr>, Box<Value>, Box<Value>),
    /// Never asked for: a payload of another variant.
    Dead,
}

impl Value {
    pub(super) fn either(condition: Expr, yes: Self, no: Self) -> Self {
        match (condition, yes, no) {
            (Expr::Bool(true), yes, _) => yes,
            (Expr::Bool(false), _, no) => no,
            (_, Self::Dead, other) | (_, other, Self::Dead) => other,
            (_, yes, no) if yes == no => yes,
            (condition, yes, no) => Self::Either(Box::new(condition), Box::new(yes), Box::new(no)),
        }
    }

    /// The places that it looks at.
    pub(super) fn reads(&self) -> Vec<Place> {
        let all = |values: &[Self]| values.iter().flat_map(Self::reads).collect::<Vec<_>>();
        match self {
            Self::Plain(expr) => expr.reads(),
            Self::Stored(place) => {
                let mut places: Vec<Place> = place.indexes().flat_map(Expr::reads).collect();
                places.push(place.clone());
                places
            }
            Self::Struct(fields) | Self::Variant(_, fields) => all(fields),
            Self::Members(members) => members.iter().flat_map(Expr::reads).collect(),
            Self::Either(condition, yes, no) => [condition.reads(), yes.reads(), no.reads()].concat(),
            Self::Dead => Vec::new(),
        }
    }
}

impl Context<'_> {
    /// A value that is one cell and never nothing.
    pub(super) fn plain(&mut self, value: &Value, ty: &Type) -> Expr {
        match (value, ty) {
            (Value::Plain(expr), _) => expr.clone(),
            (Value::Stored(place), _) => Expr::Read(place.clone()),
            (Value::Variant(variant, _), Type::Enum(id)) => Expr::Tag(self.layout.union(*id).tags, *variant),
            (Value::Either(condition, yes, no), _) => {
                let (yes, no) = (self.plain(yes, ty), self.plain(no, ty));
                Expr::choose((**condition).clone(), yes, no)
            }
            (_, Type::Count(_)) => Expr::Number(0),
            _ => Expr::Bool(false),
        }
    }

    /// A field of a struct.
    pub(super) fn field(&mut self, value: &Value, ty: &Type, field: usize) -> Value {
        match (value, ty) {
            (Value::Struct(fields), _) => fields[field].clone(),
            (Value::Stored(place), Type::Struct(id)) => match self.layout.record(*id) {
                Some(record) => Value::Stored(place.field(record, field)),
                None => Value::Dead,
            },
            (Value::Either(condition, yes, no), _) => {
                let (yes, no) = (self.field(yes, ty, field), self.field(no, ty, field));
                Value::either((**condition).clone(), yes, no)
            }
            _ => Value::Dead,
        }
    }

    /// Whether a value of an enum or `Option` is of a variant.
    pub(super) fn is(&mut self, value: &Value, ty: &Type, variant: usize) -> Expr {
        match (value, ty) {
            (Value::Variant(other, _), _) => Expr::Bool(*other == variant),
            (Value::Either(condition, yes, no), _) => {
                let (yes, no) = (self.is(yes, ty, variant), self.is(no, ty, variant));
                Expr::choose((**condition).clone(), yes, no)
            }
            (Value::Stored(place), Type::Option(some)) => {
                let there = if self.layout.is_cell(some) {
                    Expr::IsNothing(place.clone()).not()
                } else {
                    Expr::Read(self.part(place, ty, 0))
                };
                if variant == 1 { there } else { there.not() }
            }
            (Value::Stored(place), Type::Enum(id)) => {
                let union = self.layout.union(*id);
                let tag = union.record.map_or(place.clone(), |record| place.field(record, 0));
                self.is_tag(Expr::Read(tag), union.tags, variant)
            }
            (Value::Plain(expr), Type::Enum(id)) => {
                let tags = self.layout.union(*id).tags;
                self.is_tag(expr.clone(), tags, variant)
            }
            _ => Expr::Bool(false),
        }
    }

    fn is_tag(&self, tag: Expr, tags: super::EnumerationId, variant: usize) -> Expr {
        match self.layout.enumerations[tags.0].tags.len() {
            1 => Expr::Bool(true),
            _ => Expr::equal(tag, Expr::Tag(tags, variant)),
        }
    }

    /// A field of a variant's payload, where the value is of it.
    pub(super) fn payload(&mut self, value: &Value, ty: &Type, variant: usize, field: usize) -> Value {
        match (value, ty) {
            (Value::Variant(other, fields), _) if *other == variant => fields[field].clone(),
            (Value::Either(condition, yes, no), _) => {
                let (yes, no) = (self.payload(yes, ty, variant, field), self.payload(no, ty, variant, field));
                Value::either((**condition).clone(), yes, no)
            }
            (Value::Stored(place), Type::Option(some)) => {
                Value::Stored(if self.layout.is_cell(some) { place.clone() } else { self.part(place, ty, 1) })
            }
            (Value::Stored(place), Type::Enum(id)) => {
                let union = self.layout.union(*id);
                match union.record {
                    Some(record) => Value::Stored(place.field(record, union.fields[variant][field])),
                    None => Value::Dead,
                }
            }
            _ => Value::Dead,
        }
    }

    /// A field of the record in which a place of a type lies.
    pub(super) fn part(&mut self, place: &Place, ty: &Type, field: usize) -> Place {
        match self.layout.shape(ty) {
            super::Shape::Record(record) => place.field(record, field),
            _ => place.clone(),
        }
    }

    /// Whether an id is in a set.
    pub(super) fn contains(&mut self, set: &Value, id: &Expr, sort: SortId) -> Expr {
        match set {
            Value::Stored(place) => Expr::Read(place.at(id.clone())),
            Value::Either(condition, yes, no) => {
                let (yes, no) = (self.contains(yes, id, sort), self.contains(no, id, sort));
                Expr::choose((**condition).clone(), yes, no)
            }
            Value::Members(members) => {
                let mut ways = Vec::new();
                for (number, member) in members.iter().enumerate() {
                    let this = Expr::equal(id.clone(), self.id(sort, number));
                    ways.push(Expr::and([this, member.clone()]));
                }
                Expr::or(ways)
            }
            _ => Expr::Bool(false),
        }
    }

    /// Whether two values of a type are equal.
    pub(super) fn equal(&mut self, left: &Value, right: &Value, ty: &Type, owner: &mut super::owner::Owner) -> Expr {
        if left == right {
            return Expr::Bool(true);
        }
        match (left, right, ty) {
            (Value::Either(condition, yes, no), other, _) | (other, Value::Either(condition, yes, no), _) => {
                let (yes, no) = (self.equal(yes, other, ty, owner), self.equal(no, other, ty, owner));
                Expr::choose((**condition).clone(), yes, no)
            }
            (_, _, Type::Bool | Type::Count(_) | Type::Id(_)) => {
                Expr::equal(self.plain(left, ty), self.plain(right, ty))
            }
            (_, _, Type::Set(sort)) => self.equal_sets(left, right, *sort, owner),
            (_, _, Type::Struct(id)) => {
                let types: Vec<Type> = self.ir[*id].fields.iter().map(|field| field.ty.clone()).collect();
                let same = types.iter().enumerate().map(|(field, inner)| {
                    let (left, right) = (self.field(left, ty, field), self.field(right, ty, field));
                    self.equal(&left, &right, inner, owner)
                });
                Expr::and(same.collect::<Vec<_>>())
            }
            (Value::Variant(variant, _), other, _) | (other, Value::Variant(variant, _), _) => {
                let is = self.is(other, ty, *variant);
                let same = self.equal_payloads(left, right, ty, *variant, owner);
                Expr::and([is, same])
            }
            (_, _, Type::Enum(id)) if self.layout.union(*id).record.is_none() => {
                Expr::equal(self.plain(left, ty), self.plain(right, ty))
            }
            _ => {
                let count = self.variants(ty);
                let mut ways = Vec::new();
                for variant in 0..count {
                    let both = [self.is(left, ty, variant), self.is(right, ty, variant)];
                    let same = self.equal_payloads(left, right, ty, variant, owner);
                    ways.push(Expr::and(both.into_iter().chain([same])));
                }
                Expr::or(ways)
            }
        }
    }

    fn equal_payloads(
        &mut self,
        left: &Value,
        right: &Value,
        ty: &Type,
        variant: usize,
        owner: &mut super::owner::Owner,
    ) -> Expr {
        let mut same = Vec::new();
        for field in 0..self.payload_length(ty, variant) {
            let inner = payload_type(self.ir, ty, variant, field);
            let (left, right) = (self.payload(left, ty, variant, field), self.payload(right, ty, variant, field));
            same.push(self.equal(&left, &right, &inner, owner));
        }
        Expr::and(same)
    }

    fn equal_sets(&mut self, left: &Value, right: &Value, sort: SortId, owner: &mut super::owner::Owner) -> Expr {
        let named = |value: &Value| matches!(value, Value::Members(members) if !members.is_empty());
        if named(left) || named(right) {
            let all = (0..self.ids(sort)).map(|number| {
                let id = self.id(sort, number);
                Expr::equal(self.contains(left, &id, sort), self.contains(right, &id, sort))
            });
            return Expr::and(all.collect::<Vec<_>>());
        }
        let local = owner.binder(&self.snake_sort(sort), Kind::Id(sort));
        let id = Expr::Read(Place::local(local));
        let same = Expr::equal(self.contains(left, &id, sort), self.contains(right, &id, sort));
        Expr::quantified(Quantifier::All, local, Kind::Id(sort), same)
    }

    /// How many variants an enum or `Option` has.
    pub(super) fn variants(&self, ty: &Type) -> usize {
        match ty {
            Type::Enum(id) => self.ir[*id].variants.len(),
            _ => 2,
        }
    }

    /// How many fields the payload of a variant has.
    pub(super) fn payload_length(&self, ty: &Type, variant: usize) -> usize {
        match ty {
            Type::Option(_) => variant,
            _ => variant_fields(self.ir, ty, variant).len(),
        }
    }

    /// How many ids are in a set.
    pub(super) fn cardinality(&mut self, set: &Value, sort: SortId, local: LocalId) -> Expr {
        let id = Expr::Read(Place::local(local));
        let body = self.contains(set, &id, sort);
        Expr::quantified(Quantifier::Count, local, Kind::Id(sort), body)
    }
}
