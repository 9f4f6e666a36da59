//! Types as sets, defaults as values, and what Apalache calls them.

use super::context::{Context, is_option};
use super::doc::Tla;
use crate::ir::{Field, Type};

impl Context<'_> {
    /// The set of all values of a type.
    pub(super) fn set(&self, ty: &Type) -> Tla {
        match ty {
            Type::Bool => Tla::text("BOOLEAN"),
            Type::Count(Some(bound)) => up_to(&self.bound(*bound)),
            Type::Count(None) => Tla::text("Nat"),
            Type::Id(sort) => Tla::text(&self.sorts[sort.0]),
            Type::Enum(id) => self.enums[id.0].as_ref().map_or_else(|| self.enum_set(*id), Tla::text),
            Type::Struct(id) => self.structs[id.0].as_ref().map_or_else(|| self.struct_set(*id), Tla::text),
            Type::Option(some) if is_option(some) => {
                let some = Tla::record(&[("some".to_owned(), self.set(some))], ":");
                Tla::chain(&Tla::set(&[Tla::text("None")]), "\\cup", &some)
            }
            Type::Option(some) => Tla::chain(&Tla::set(&[Tla::text("None")]), "\\cup", &self.set(some)),
            Type::Set(sort) => Tla::prefix("SUBSET", &Tla::text(&self.sorts[sort.0])),
            Type::Map(sort, entry) => {
                let (sort, entry) = (&self.sorts[sort.0], self.set(entry));
                Tla::enclosed(&format!("[{sort} -> "), &entry, "]")
            }
            Type::Queue(item, _) => Tla::apply("Seq", &[self.set(item)]),
        }
    }

    /// The records of an enum's variants.
    pub(super) fn enum_set(&self, id: crate::ir::EnumId) -> Tla {
        let declared = &self.ir[id].variants;
        if self.is_plain(id) {
            return Tla::set(&declared.iter().map(|variant| Tla::string(&variant.name)).collect::<Vec<_>>());
        }
        let sets = declared.iter().zip(&self.variants[id.0]).map(|(variant, names)| {
            let tag = ("tag".to_owned(), Tla::set(&[Tla::string(&variant.name)]));
            let fields = names.iter().zip(&variant.fields).map(|(name, field)| (name.clone(), self.set(&field.ty)));
            Tla::record(&std::iter::once(tag).chain(fields).collect::<Vec<_>>(), ":")
        });
        union(sets.collect())
    }

    pub(super) fn struct_set(&self, id: crate::ir::StructId) -> Tla {
        let fields = self.ir[id].fields.iter().map(|field| (field.name.clone(), self.set(&field.ty)));
        Tla::record(&fields.collect::<Vec<_>>(), ":")
    }

    /// The value that every place starts from.
    pub(super) fn default(&self, ty: &Type) -> Tla {
        match ty {
            Type::Bool => Tla::bool(false),
            Type::Count(_) => Tla::text("0"),
            // No place starts from an id: the language has it wrapped in an `Option`.
            Type::Id(_) | Type::Option(_) => Tla::text("None"),
            Type::Enum(id) => {
                let fields = self.ir[*id].variants[0].fields.iter().map(|field| self.default(&field.ty)).collect();
                self.variant(*id, 0, fields)
            }
            Type::Struct(id) => {
                let fields: &[Field] = &self.ir[*id].fields;
                let fields = fields.iter().map(|field| (field.name.clone(), self.default(&field.ty)));
                Tla::record(&fields.collect::<Vec<_>>(), "|->")
            }
            Type::Set(_) => Tla::text("{}"),
            Type::Map(sort, entry) => {
                Tla::function(&self.bound_name(*sort), &Tla::text(&self.sorts[sort.0]), &self.default(entry))
            }
            Type::Queue(..) => Tla::text("<<>>"),
        }
    }

    /// A name for an id of a sort that is bound where nothing else is.
    pub(super) fn bound_name(&self, sort: crate::ir::SortId) -> String {
        let name = crate::casing::snake(&self.ir[sort].name);
        self.names.clone().give(&[&name, &format!("any_{name}")])
    }

    /// A value of an enum.
    pub(super) fn variant(&self, id: crate::ir::EnumId, variant: usize, fields: Vec<Tla>) -> Tla {
        let name = Tla::string(&self.ir[id].variants[variant].name);
        if self.is_plain(id) {
            return name;
        }
        let names = self.variants[id.0][variant].iter().cloned();
        let fields = std::iter::once(("tag".to_owned(), name)).chain(names.zip(fields));
        Tla::record(&fields.collect::<Vec<_>>(), "|->")
    }

    /// The type as Apalache writes it. Its records are the old, unified ones: one record type for all variants of an enum.
    pub(super) fn annotation(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "Bool".to_owned(),
            Type::Count(_) => "Int".to_owned(),
            Type::Id(sort) => self.sorts[sort.0].to_uppercase(),
            Type::Enum(id) if self.is_plain(*id) => "Str".to_owned(),
            Type::Enum(id) => match &self.enums[id.0] {
                Some(name) => format!("${}", super::names::alias(name)),
                None => self.enum_annotation(*id),
            },
            Type::Struct(id) => match &self.structs[id.0] {
                Some(name) => format!("${}", super::names::alias(name)),
                None => self.struct_annotation(*id),
            },
            Type::Option(some) if is_option(some) => format!("{{ some: {} }}", self.annotation(some)),
            Type::Option(some) => self.annotation(some),
            Type::Set(sort) => format!("Set({})", self.sorts[sort.0].to_uppercase()),
            Type::Map(sort, entry) => format!("{} -> {}", self.sorts[sort.0].to_uppercase(), self.annotation(entry)),
            Type::Queue(item, _) => format!("Seq({})", self.annotation(item)),
        }
    }

    /// One record type for all variants.
    pub(super) fn enum_annotation(&self, id: crate::ir::EnumId) -> String {
        let mut fields = vec!["tag: Str".to_owned()];
        for (variant, names) in self.ir[id].variants.iter().zip(&self.variants[id.0]) {
            for (name, field) in names.iter().zip(&variant.fields) {
                let text = format!("{name}: {}", self.annotation(&field.ty));
                if !fields.contains(&text) {
                    fields.push(text);
                }
            }
        }
        format!("{{ {} }}", fields.join(", "))
    }

    pub(super) fn struct_annotation(&self, id: crate::ir::StructId) -> String {
        let fields = self.ir[id].fields.iter();
        let fields: Vec<_> = fields.map(|field| format!("{}: {}", field.name, self.annotation(&field.ty))).collect();
        format!("{{ {} }}", fields.join(", "))
    }
}

/// `0..bound`
pub(super) fn up_to(bound: &str) -> Tla {
    Tla::enclosed("0..", &Tla::text(bound), "")
}

/// `a \cup b \cup c`
pub(super) fn union(sets: Vec<Tla>) -> Tla {
    let mut sets = sets.into_iter();
    let first = sets.next().unwrap_or_else(|| Tla::text("{}"));
    sets.fold(first, |union, set| Tla::chain(&union, "\\cup", &set))
}
