//! How each type lies in cells.

use std::collections::BTreeMap;

use super::names::Names;
use super::program::{Enumeration, EnumerationId, Field, Kind, Place, Record, RecordId, Shape, Step, Tag};
use crate::casing::camel;
use crate::ir::{self, Bound, EnumId, Ir, Sizes, StructId, Type};

/// The enumerations and records so far.
pub(super) struct Layout<'a> {
    pub(super) ir: &'a Ir,
    pub(super) sizes: &'a Sizes,
    pub(super) enumerations: Vec<Enumeration>,
    pub(super) records: Vec<Record>,
    pub(super) names: Names,
    enums: BTreeMap<EnumId, Union>,
    structs: BTreeMap<StructId, Option<RecordId>>,
    options: BTreeMap<Type, RecordId>,
    queues: BTreeMap<(Type, u32), RecordId>,
}

/// How one of several variants lies in cells: a tag, and fields that variants share where name and type are the same.
#[derive(Clone, Debug)]
pub(super) struct Union {
    pub(super) tags: EnumerationId,
    /// A record with the tag as its first field; `None` where no variant has a field.
    pub(super) record: Option<RecordId>,
    /// By variant, where each of its fields lies in the record.
    pub(super) fields: Vec<Vec<usize>>,
}

/// A variant of a union.
pub(super) struct Case<'c> {
    pub(super) name: &'c str,
    pub(super) doc: &'c str,
    pub(super) fields: &'c [ir::Field],
}

impl<'a> Layout<'a> {
    pub(super) fn new(ir: &'a Ir, sizes: &'a Sizes) -> Self {
        let mut names = Names::default();
        for name in ir.sorts.iter().map(|sort| &sort.name) {
            names.give(name);
        }
        Self {
            ir,
            sizes,
            enumerations: Vec::new(),
            records: Vec::new(),
            names,
            enums: BTreeMap::new(),
            structs: BTreeMap::new(),
            options: BTreeMap::new(),
            queues: BTreeMap::new(),
        }
    }

    /// What a place of a type holds.
    pub(super) fn shape(&mut self, ty: &Type) -> Shape {
        match ty {
            Type::Bool => Shape::cell(Kind::Bool),
            Type::Count(bound) => Shape::cell(Kind::Number(bound.map_or(u32::MAX, |bound| self.sizes.bound(bound)))),
            Type::Id(sort) => Shape::optional(Kind::Id(*sort)),
            Type::Set(sort) => Shape::set(*sort),
            Type::Enum(id) => {
                let union = self.union(*id);
                union.record.map_or(Shape::cell(Kind::Tag(union.tags)), Shape::Record)
            }
            // A struct without fields has one value.
            Type::Struct(id) => self.record(*id).map_or(Shape::cell(Kind::Bool), Shape::Record),
            Type::Option(some) => match self.shape(some) {
                Shape::Cell { kind, .. } if self.is_cell(some) => Shape::optional(kind),
                shape => Shape::Record(self.option(some, shape)),
            },
            Type::Map(sort, entry) => Shape::Array(Kind::Id(*sort), Box::new(self.shape(entry))),
            Type::Queue(item, bound) => Shape::Record(self.queue(item, *bound)),
        }
    }

    /// Whether an `Option` of it is one cell.
    pub(super) fn is_cell(&mut self, ty: &Type) -> bool {
        match ty {
            Type::Bool | Type::Count(_) | Type::Id(_) => true,
            Type::Enum(id) => self.union(*id).record.is_none(),
            _ => false,
        }
    }

    /// How an enum lies in cells.
    pub(super) fn union(&mut self, id: EnumId) -> Union {
        if let Some(known) = self.enums.get(&id) {
            return known.clone();
        }
        let ir = self.ir;
        let declared = &ir[id];
        let case = |variant: &'a ir::Variant| Case { name: &variant.name, doc: &variant.doc, fields: &variant.fields };
        let cases: Vec<Case<'_>> = declared.variants.iter().map(case).collect();
        let union = self.united(&declared.name, &declared.doc, &cases);
        self.enums.insert(id, union.clone());
        union
    }

    /// Lays out some variants.
    pub(super) fn united(&mut self, name: &str, doc: &str, cases: &[Case<'_>]) -> Union {
        let plain = cases.iter().all(|case| case.fields.is_empty());
        let own = self.names.give(name);
        let tags_name = if plain { own.clone() } else { self.names.give(&format!("{own}Kind")) };
        let mut fields: Vec<Field> = Vec::new();
        let mut types: Vec<&Type> = Vec::new();
        let mut ways = Vec::new();
        let mut names = Names::default();
        names.give("tag");
        for case in cases {
            let mut way = Vec::new();
            for field in case.fields {
                let word = if field.name.starts_with(char::is_numeric) { "value" } else { &field.name };
                let shared = (0..fields.len())
                    .find(|&at| fields[at].name == word && *types[at] == field.ty && !way.contains(&(at + 1)));
                way.push(
                    1 + shared.unwrap_or_else(|| {
                        let shape = self.shape(&field.ty);
                        fields.push(Field { name: names.give(word), doc: field.doc.clone(), shape });
                        types.push(&field.ty);
                        fields.len() - 1
                    }),
                );
            }
            ways.push(way);
        }
        let tags = EnumerationId(self.enumerations.len());
        let tag = |case: &Case<'_>| Tag { name: camel(case.name), doc: case.doc.to_owned() };
        let enumeration = Enumeration { name: tags_name, doc: doc.to_owned(), tags: cases.iter().map(tag).collect() };
        self.enumerations.push(enumeration);
        let record = (!plain).then(|| {
            let tag = Field { name: "tag".to_owned(), doc: String::new(), shape: Shape::cell(Kind::Tag(tags)) };
            fields.insert(0, tag);
            self.push(own, doc, fields)
        });
        Union { tags, record, fields: ways }
    }

    /// The record of a struct; `None` where it has no fields.
    pub(super) fn record(&mut self, id: StructId) -> Option<RecordId> {
        if let Some(known) = self.structs.get(&id) {
            return *known;
        }
        let ir = self.ir;
        let declared = &ir[id];
        let mut fields = Vec::new();
        for field in &declared.fields {
            let shape = self.shape(&field.ty);
            fields.push(Field { name: field.name.clone(), doc: field.doc.clone(), shape });
        }
        let record = (!fields.is_empty()).then(|| {
            let name = self.names.give(&declared.name);
            self.push(name, &declared.doc, fields)
        });
        self.structs.insert(id, record);
        record
    }

    fn option(&mut self, some: &Type, shape: Shape) -> RecordId {
        if let Some(known) = self.options.get(some) {
            return *known;
        }
        let name = self.names.give(&format!("Maybe{}", self.word(some)));
        let there =
            Field { name: "there".to_owned(), doc: "Whether there is one.".to_owned(), shape: Shape::cell(Kind::Bool) };
        let record = self.push(name, "", vec![there, plain_field("value", shape)]);
        self.options.insert(some.clone(), record);
        record
    }

    fn queue(&mut self, item: &Type, bound: Bound) -> RecordId {
        let capacity = self.sizes.bound(bound);
        if let Some(known) = self.queues.get(&(item.clone(), capacity)) {
            return *known;
        }
        let shape = self.shape(item);
        let name = format!("{}Queue", self.word(item));
        let record = self.list(&name, capacity, shape);
        self.queues.insert((item.clone(), capacity), record);
        record
    }

    /// A list of at most so many items, the head first; what lies beyond its length is clear.
    pub(super) fn list(&mut self, name: &str, capacity: u32, item: Shape) -> RecordId {
        let name = self.names.give(name);
        let items = Shape::Array(Kind::Number(capacity.max(1) - 1), Box::new(item));
        let length = plain_field("length", Shape::cell(Kind::Number(capacity)));
        self.push(name, "", vec![length, plain_field("items", items)])
    }

    pub(super) fn push(&mut self, name: String, doc: &str, fields: Vec<Field>) -> RecordId {
        self.records.push(Record { name, doc: doc.to_owned(), fields });
        RecordId(self.records.len() - 1)
    }

    /// A word for a type.
    pub(super) fn word(&self, ty: &Type) -> String {
        let name = match ty {
            Type::Bool => "Bool",
            Type::Count(_) => "Count",
            Type::Id(sort) => &self.ir[*sort].name,
            Type::Enum(id) => self.ir[*id].name.trim_start_matches("__"),
            Type::Struct(id) => self.ir[*id].name.trim_start_matches("__"),
            Type::Set(sort) => return format!("{}Set", self.ir[*sort].name),
            Type::Option(some) => return format!("Maybe{}", self.word(some)),
            Type::Map(_, entry) => return format!("{}Map", self.word(entry)),
            Type::Queue(item, _) => return format!("{}Queue", self.word(item)),
        };
        name.to_owned()
    }
}

/// A field that needs no words.
fn plain_field(name: &str, shape: Shape) -> Field {
    Field { name: name.to_owned(), doc: String::new(), shape }
}

impl Place {
    /// A field of the record in this place.
    pub(super) fn field(&self, record: RecordId, field: usize) -> Self {
        self.step(Step::Field(record, field))
    }
}
