//! All values of a type as a few patterns of plain cells: what a message may carry, or an action may choose.
//!
//! A judge ranges over ids, numbers, truth values and tags, never over nothing or a payload that may be dead. So an
//! `Option` is two patterns, an enum with payload one for each variant, and a set a truth value for each id.

use super::context::Context;
use super::program::{Expr, Index, Kind};
use super::value::Value;
use crate::casing::{camel, snake};
use crate::ir::query::variant_name;
use crate::ir::{Field, Type};

/// Some values: those with these variants, for all values of the leaves.
#[derive(Clone, Debug, Default)]
pub(super) struct Pattern {
    /// What tells it from others: the names of its variants.
    pub(super) words: Vec<String>,
    /// What is still open.
    pub(super) leaves: Vec<Leaf>,
    /// The values, by part.
    parts: Vec<Part>,
}

/// A plain cell of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) name: String,
    pub(super) over: Index,
    /// There is one value at this scope.
    pub(super) single: bool,
    /// The part that this leaf is all of.
    pub(super) whole: Option<usize>,
}

/// A value with leaves by number.
#[derive(Clone, Debug)]
enum Part {
    Leaf(usize),
    Members(usize, usize),
    Struct(Vec<Part>),
    Variant(usize, Vec<Part>),
}

impl Context<'_> {
    /// The patterns of a tuple of named values.
    pub(super) fn patterns(&mut self, fields: &[(String, Type)]) -> Vec<Pattern> {
        let mut patterns = vec![Pattern::default()];
        for (number, (name, ty)) in fields.iter().enumerate() {
            let mut longer = Vec::new();
            for pattern in patterns {
                for (mut pattern, part) in self.grow(&pattern, name, ty) {
                    if let (Part::Leaf(leaf), Type::Id(_)) = (&part, ty) {
                        pattern.leaves[*leaf].whole = Some(number);
                    }
                    pattern.parts.push(part);
                    longer.push(pattern);
                }
            }
            patterns = longer;
        }
        patterns
    }

    /// The patterns of the fields of a message or effect.
    pub(super) fn field_patterns(&mut self, fields: &[Field]) -> Vec<Pattern> {
        self.patterns(&fields.iter().map(|field| (field.name.clone(), field.ty.clone())).collect::<Vec<_>>())
    }

    /// A pattern with one more value.
    fn grow(&mut self, pattern: &Pattern, name: &str, ty: &Type) -> Vec<(Pattern, Part)> {
        let leaf = |over: Index, single: bool| {
            let mut pattern = pattern.clone();
            pattern.leaves.push(Leaf { name: name.to_owned(), over, single, whole: None });
            let part = Part::Leaf(pattern.leaves.len() - 1);
            vec![(pattern, part)]
        };
        match ty {
            Type::Bool => leaf(Kind::Bool, false),
            Type::Count(bound) => {
                let last = bound.map_or(u32::MAX, |bound| self.sizes.bound(bound));
                leaf(Kind::Number(last), last == 0)
            }
            Type::Id(sort) => leaf(Kind::Id(*sort), self.ids(*sort) == 1),
            Type::Set(sort) => {
                let mut pattern = pattern.clone();
                let first = pattern.leaves.len();
                for number in 0..self.ids(*sort) {
                    // The leaves stand for single ids.
                    let _ = self.id(*sort, number);
                    let name = format!("{name}_has_{}_{}", snake(&self.ir[*sort].name), number + 1);
                    pattern.leaves.push(Leaf { name, over: Kind::Bool, single: false, whole: None });
                }
                let part = Part::Members(first, self.ids(*sort));
                vec![(pattern, part)]
            }
            Type::Struct(id) => {
                let ir = self.ir;
                let fields: Vec<_> = ir[*id].fields.iter().map(|field| (inner(name, &field.name), &field.ty)).collect();
                self.grow_all(pattern, &fields)
                    .into_iter()
                    .map(|(pattern, parts)| (pattern, Part::Struct(parts)))
                    .collect()
            }
            Type::Enum(id) if self.layout.union(*id).record.is_none() => {
                leaf(Kind::Tag(self.layout.union(*id).tags), false)
            }
            _ => (0..self.variants(ty)).flat_map(|variant| self.grow_variant(pattern, name, ty, variant)).collect(),
        }
    }

    fn grow_variant(&mut self, pattern: &Pattern, name: &str, ty: &Type, variant: usize) -> Vec<(Pattern, Part)> {
        let ir = self.ir;
        let mut pattern = pattern.clone();
        let word = match ty {
            Type::Option(_) => ["No", "Some"][variant],
            _ => variant_name(ir, ty, variant),
        };
        pattern.words.push(if matches!(ty, Type::Option(_)) { camel(&format!("{word}_{name}")) } else { camel(word) });
        let fields: Vec<(String, &Type)> = match ty {
            Type::Option(some) if variant == 1 => vec![(name.to_owned(), &**some)],
            Type::Enum(id) => {
                let fields = ir[*id].variants[variant].fields.iter();
                fields.map(|field| (inner(name, &field.name), &field.ty)).collect()
            }
            _ => Vec::new(),
        };
        let grown = self.grow_all(&pattern, &fields);
        grown.into_iter().map(|(pattern, parts)| (pattern, Part::Variant(variant, parts))).collect()
    }

    fn grow_all(&mut self, pattern: &Pattern, fields: &[(String, &Type)]) -> Vec<(Pattern, Vec<Part>)> {
        let mut all = vec![(pattern.clone(), Vec::new())];
        for (name, ty) in fields {
            let mut longer = Vec::new();
            for (pattern, parts) in all {
                for (pattern, part) in self.grow(&pattern, name, ty) {
                    longer.push((pattern, [parts.clone(), vec![part]].concat()));
                }
            }
            all = longer;
        }
        all
    }

    /// When values are of a pattern, and what its leaves are then.
    pub(super) fn matched(&mut self, pattern: &Pattern, values: &[Value], types: &[Type]) -> (Expr, Vec<Expr>) {
        let mut conditions = Vec::new();
        let mut leaves = vec![Expr::Bool(false); pattern.leaves.len()];
        for ((part, value), ty) in pattern.parts.iter().zip(values).zip(types) {
            self.fill(part, value, ty, &mut conditions, &mut leaves);
        }
        (Expr::and(conditions), leaves)
    }

    fn fill(&mut self, part: &Part, value: &Value, ty: &Type, conditions: &mut Vec<Expr>, leaves: &mut [Expr]) {
        match (part, ty) {
            (Part::Leaf(leaf), _) => leaves[*leaf] = self.plain(value, ty),
            (Part::Members(first, count), Type::Set(sort)) => {
                for number in 0..*count {
                    let id = self.id(*sort, number);
                    leaves[first + number] = self.contains(value, &id, *sort);
                }
            }
            (Part::Struct(parts), Type::Struct(id)) => {
                let ir = self.ir;
                for (field, part) in parts.iter().enumerate() {
                    let inner = self.field(value, ty, field);
                    self.fill(part, &inner, &ir[*id].fields[field].ty, conditions, leaves);
                }
            }
            (Part::Members(..) | Part::Struct(_), _) => {}
            (Part::Variant(variant, parts), _) => {
                conditions.push(self.is(value, ty, *variant));
                for (field, part) in parts.iter().enumerate() {
                    let inner = self.payload(value, ty, *variant, field);
                    let inner_type = crate::ir::query::payload_type(self.ir, ty, *variant, field);
                    self.fill(part, &inner, &inner_type, conditions, leaves);
                }
            }
        }
    }
}

impl Pattern {
    /// The values, with these for the leaves.
    pub(super) fn values(&self, leaves: &[Expr]) -> Vec<Value> {
        self.parts.iter().map(|part| part.value(leaves)).collect()
    }

    /// Its name among others.
    pub(super) fn name(&self) -> String {
        self.words.concat()
    }
}

impl Part {
    fn value(&self, leaves: &[Expr]) -> Value {
        let all = |parts: &[Self]| parts.iter().map(|part| part.value(leaves)).collect();
        match self {
            Self::Leaf(leaf) => Value::Plain(leaves[*leaf].clone()),
            Self::Members(first, count) => Value::Members(leaves[*first..first + count].to_vec()),
            Self::Struct(parts) => Value::Struct(all(parts)),
            Self::Variant(variant, parts) => Value::Variant(*variant, all(parts)),
        }
    }
}

/// The name of a field of something named.
fn inner(name: &str, field: &str) -> String {
    if field.starts_with(char::is_numeric) { name.to_owned() } else { format!("{name}_{field}") }
}
