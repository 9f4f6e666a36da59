//! Packed scalars: their parts, their mixed-radix index, the ids in them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::code::{Code, Level, hexadecimal, number};
use super::context::{Context, snake, types};
use crate::ir::{SortId, Type};
use crate::layout::words::mask;

/// A function on packed scalars of one type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Helper {
    /// `index_of_image(value)`: the index of a value.
    Index(Type),
    /// `image_at(index)`: the value with an index.
    At(Type),
    /// `job_in_image(value)`: the set of the ids of a sort that a value names.
    Names(SortId, Type),
}

impl Context<'_> {
    /// The part of a packed value that lies at `offset`: `value >> 2 & 0x3`.
    pub(super) fn part(&self, value: &Code, of: &Type, offset: u32, ty: &Type) -> Code {
        let width = self.layout.scalar_width(ty);
        let rest = value.shifted_right(offset);
        if width > 0 && offset + width == self.layout.scalar_width(of) { rest } else { rest.masked(width) }
    }

    /// The tag of a packed enum or `Option`.
    pub(super) fn tag(&self, value: &Code, ty: &Type) -> Code {
        let width = self.layout.tag_width(ty);
        if width > 0 && width == self.layout.scalar_width(ty) { value.clone() } else { value.masked(width) }
    }

    /// A packed struct or variant from its parts: `1 | job << 1`.
    pub(super) fn assemble(tag: u64, parts: impl IntoIterator<Item = (Code, u32)>) -> Code {
        let tag = (tag > 0).then(|| Code::atom(hexadecimal_or_decimal(tag)));
        Code::union(
            tag.into_iter().chain(parts.into_iter().map(
                |(part, offset)| {
                    if part.is("0") { part } else { part.shifted_left(offset) }
                },
            )),
        )
    }

    /// The mixed-radix index of a tuple, first part most significant: `session * 4 + index_of_image(image)`.
    pub(super) fn tuple_index(&self, parts: &[(Code, &Type)]) -> Code {
        let digit = |(part, ty): &(Code, &Type)| (self.index_of(ty, part), self.cardinality(ty));
        Self::combine(&parts.iter().map(digit).collect::<Vec<_>>())
    }

    /// The number with these digits, each with its base, first digit most significant. A digit of base 1 says nothing.
    pub(super) fn combine(digits: &[(Code, u64)]) -> Code {
        let significant = digits.iter().filter(|(_, base)| *base != 1);
        significant.fold(Code::number(0), |index, (digit, base)| {
            if index.is("0") {
                return digit.clone();
            }
            let shifted = Code::binary(&index, &quote!(*), &Code::number(*base), Level::Product);
            Code::binary(&shifted, &quote!(+), digit, Level::Sum)
        })
    }

    /// The parts of the tuple with an index, packed: `index / 4`, `image_at(index % 4)`.
    pub(super) fn tuple_at(&self, types: &[&Type], index: &Code) -> Vec<Code> {
        let mut later: u64 = types.iter().map(|ty| self.cardinality(ty)).product();
        let mut first = true;
        let digit = |ty: &&Type| {
            let values = self.cardinality(ty);
            if values == 1 {
                return Code::number(0);
            }
            later /= values;
            let by = |code: &Code, operator: TokenStream, by| {
                Code::binary(code, &operator, &Code::number(by), Level::Product)
            };
            let rest = if later == 1 { index.clone() } else { by(index, quote!(/), later) };
            let digit = if core::mem::take(&mut first) { rest } else { by(&rest, quote!(%), values) };
            self.value_at(ty, &digit)
        };
        types.iter().map(digit).collect()
    }

    /// The index of a packed value.
    pub(super) fn index_of(&self, ty: &Type, value: &Code) -> Code {
        if is_its_index(ty) {
            return value.clone();
        }
        self.need_helper(Helper::Index(ty.clone()));
        let function = format_ident!("index_of_{}", self.type_name(ty));
        Code::atom(quote!(#function(#value)))
    }

    /// The packed value with an index.
    pub(super) fn value_at(&self, ty: &Type, index: &Code) -> Code {
        if is_its_index(ty) {
            return index.clone();
        }
        self.need_helper(Helper::At(ty.clone()));
        let function = format_ident!("{}_at", self.type_name(ty));
        Code::atom(quote!(#function(#index)))
    }

    /// The ids of a sort in a packed value, as a packed set; `None` when the type has none.
    pub(super) fn names(&self, sort: SortId, ty: &Type, value: &Code) -> Option<Code> {
        match ty {
            Type::Id(other) => (*other == sort).then(|| singleton(value)),
            Type::Set(other) => (*other == sort).then(|| value.clone()),
            _ if !self.may_name(sort, ty) => None,
            _ => {
                self.need_helper(Helper::Names(sort, ty.clone()));
                let function = format_ident!("{}_in_{}", snake(&self.ir[sort].name), self.type_name(ty));
                Some(Code::atom(quote!(#function(#value))))
            }
        }
    }

    /// Whether values of a type can name an id of a sort.
    pub(super) fn may_name(&self, sort: SortId, ty: &Type) -> bool {
        match ty {
            Type::Id(other) | Type::Set(other) => *other == sort,
            Type::Struct(id) => types(&self.ir[*id].fields).into_iter().any(|ty| self.may_name(sort, ty)),
            Type::Enum(id) => {
                let fields = self.ir[*id].variants.iter().flat_map(|variant| types(&variant.fields));
                fields.into_iter().any(|ty| self.may_name(sort, ty))
            }
            Type::Option(entry) | Type::Map(_, entry) | Type::Queue(entry, _) => self.may_name(sort, entry),
            Type::Bool | Type::Count(_) => false,
        }
    }

    /// Writes a helper out.
    pub(super) fn emit_helper(&self, helper: &Helper) -> TokenStream {
        match helper {
            Helper::Index(ty) => self.emit_index_of(ty),
            Helper::At(ty) => self.emit_value_at(ty),
            Helper::Names(sort, ty) => self.emit_names(*sort, ty),
        }
    }

    /// ```text
    /// const fn index_of_progress(value: u64) -> u64 {
    ///     match value & 0x3 {
    ///         1 => 1 + (value >> 2 & 0x1) * 2 + (value >> 3 & 0x1),
    ///         _ => 0,
    ///     }
    /// }
    /// ```
    fn emit_index_of(&self, ty: &Type) -> TokenStream {
        let mut before = 0;
        let body = self.emit_by_variant(ty, |parts| {
            let index = self.tuple_index(parts);
            let shifted = match (before, index.is("0")) {
                (0, _) => index,
                (_, true) => Code::number(before),
                _ => Code::binary(&Code::number(before), &quote!(+), &index, Level::Sum),
            };
            before += parts.iter().map(|(_, ty)| self.cardinality(ty)).product::<u64>();
            shifted
        });
        let function = format_ident!("index_of_{}", self.type_name(ty));
        quote!(const fn #function(value: u64) -> u64 { #body })
    }

    /// ```text
    /// const fn job_in_progress(value: u64) -> u64 {
    ///     match value & 0x3 {
    ///         1 => 1 << (value >> 2 & 0x1),
    ///         _ => 0,
    ///     }
    /// }
    /// ```
    fn emit_names(&self, sort: SortId, ty: &Type) -> TokenStream {
        let body = self
            .emit_by_variant(ty, |parts| Code::union(parts.iter().filter_map(|(part, ty)| self.names(sort, ty, part))));
        let function = format_ident!("{}_in_{}", snake(&self.ir[sort].name), self.type_name(ty));
        quote!(const fn #function(value: u64) -> u64 { #body })
    }

    /// The same for each variant of `value`, from its parts; the last arm stands for variant 0.
    fn emit_by_variant(&self, ty: &Type, mut of: impl FnMut(&[(Code, &Type)]) -> Code) -> TokenStream {
        let value = Code::atom(quote!(value));
        let part = |(offset, part): (u32, &'_ Type)| self.part(&value, ty, offset, part);
        if let Type::Struct(id) = ty {
            let fields = types(&self.ir[*id].fields);
            let parts = fields
                .iter()
                .enumerate()
                .map(|(index, field)| (part((self.layout.field_offset(*id, index), field)), *field));
            return of(&parts.collect::<Vec<_>>()).at(Level::Block);
        }
        let arms = self.layout.domain().variants(ty).into_iter().enumerate().map(|(variant, fields)| {
            let parts = fields
                .iter()
                .enumerate()
                .map(|(index, field)| (part((self.layout.payload_offset(ty, variant, index), field)), *field));
            (variant, of(&parts.collect::<Vec<_>>()))
        });
        let arms: Vec<_> = arms.collect();
        emit_match(&self.tag(&value, ty), &arms)
    }

    /// ```text
    /// const fn progress_at(index: u64) -> u64 {
    ///     match index {
    ///         1..5 => 1 | (index - 1) / 2 << 2 | (index - 1) % 2 << 3,
    ///         _ => 0,
    ///     }
    /// }
    /// ```
    fn emit_value_at(&self, ty: &Type) -> TokenStream {
        let index = Code::atom(quote!(index));
        let function = format_ident!("{}_at", self.type_name(ty));
        if let Type::Struct(id) = ty {
            let parts = self.tuple_at(&types(&self.ir[*id].fields), &index).into_iter().enumerate();
            let value = Self::assemble(0, parts.map(|(field, part)| (part, self.layout.field_offset(*id, field))));
            return quote!(const fn #function(index: u64) -> u64 { #value });
        }
        let mut before = 0;
        let arms = self.layout.domain().variants(ty).into_iter().enumerate().map(|(variant, fields)| {
            let values: u64 = fields.iter().map(|ty| self.cardinality(ty)).product();
            let (from, to) = (number(before), number(before + values));
            let within = match before {
                0 => index.clone(),
                _ => Code::binary(&index, &quote!(-), &Code::number(before), Level::Sum),
            };
            before += values;
            let parts = self.tuple_at(&fields, &within).into_iter().enumerate();
            let offset = |field| self.layout.payload_offset(ty, variant, field);
            let value = Self::assemble(variant as u64, parts.map(|(field, part)| (part, offset(field))));
            if values == 1 { quote!(#from => #value,) } else { quote!(#from..#to => #value,) }
        });
        let arms = arms.collect::<Vec<_>>();
        quote!(const fn #function(index: u64) -> u64 { match index { #(#arms)* _ => 0 } })
    }

    /// `option_image`
    pub(super) fn type_name(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::Count(_) => "count".to_owned(),
            Type::Id(sort) => snake(&self.ir[*sort].name),
            Type::Enum(id) => snake(&self.ir[*id].name),
            Type::Struct(id) => snake(&self.ir[*id].name),
            Type::Option(some) => format!("option_{}", self.bounded_name(some)),
            Type::Set(sort) => format!("set_{}", snake(&self.ir[*sort].name)),
            Type::Map(_, entry) => format!("map_{}", self.type_name(entry)),
            Type::Queue(item, _) => format!("queue_{}", self.type_name(item)),
        }
    }

    /// Counts of different bounds are told apart.
    fn bounded_name(&self, ty: &Type) -> String {
        match ty {
            Type::Count(Some(bound)) => format!("count_{}", self.layout.sizes().bound(*bound)),
            other => self.type_name(other),
        }
    }
}

/// Whether a packed value is its own index.
fn is_its_index(ty: &Type) -> bool {
    matches!(ty, Type::Bool | Type::Count(_) | Type::Id(_) | Type::Set(_))
}

/// `match on { 1 => a, 2 | 3 => b, _ => c }`: equal arms are merged, and those equal to variant 0's come last.
fn emit_match(on: &Code, arms: &[(usize, Code)]) -> TokenStream {
    let text = |code: &Code| quote!(#code).to_string();
    let Some(((_, default), rest)) = arms.split_first() else { return quote!(0) };
    let mut merged: Vec<(Vec<TokenStream>, &Code)> = Vec::new();
    for (variant, code) in rest.iter().filter(|(_, code)| text(code) != text(default)) {
        let literal = number(*variant as u64);
        match merged.iter_mut().find(|(_, other)| text(other) == text(code)) {
            Some((variants, _)) => variants.push(quote!(#literal)),
            None => merged.push((vec![quote!(#literal)], code)),
        }
    }
    if merged.is_empty() {
        return default.at(Level::Block);
    }
    let arms = merged.iter().map(|(variants, code)| quote!(#(#variants)|* => #code,));
    quote!(match #on { #(#arms)* _ => #default })
}

/// The set of one id: `1 << job`
pub(super) fn singleton(id: &Code) -> Code {
    let one = Code::number(1);
    if id.is("0") { one } else { Code::binary(&one, &quote!(<<), id, Level::Shift) }
}

fn hexadecimal_or_decimal(tag: u64) -> proc_macro2::Literal {
    if tag > mask(16) { hexadecimal(tag) } else { number(tag) }
}
