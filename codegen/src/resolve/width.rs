//! Whether every scope fits: ids, scalars, messages and the state as a whole.
//!
//! [`crate::layout`] lays states out and has the last word; this is what can be said at a place in the source, before
//! bodies are read, and without walking what is too large to be walked.

use super::Resolver;
use crate::ir::{ChannelKind, Field, Ir, Scope, Sizes, Type, VariableRole};

/// How many ids a sort may have: a set of them is one word.
const MOST_IDS: u32 = 64;
/// How many bits a scalar may have.
const SCALAR_BITS: u128 = 64;
/// How many bits, and how many slots, a state may have.
const STATE_BITS: u128 = 1_024;
/// How many values a message, an effect or an action's arguments may have: they are numbered.
const MOST_VALUES: u128 = 1 << 32;

/// The bits and the number of values of something, both saturating.
#[derive(Clone, Copy)]
struct Extent {
    bits: u128,
    values: u128,
}

impl Resolver<'_> {
    /// Refuses scopes in which something does not fit.
    pub(super) fn check_widths(&mut self) {
        for index in 0..self.ir.scopes.len() {
            let scope = self.ir.scopes[index].clone();
            if !self.check_ids(&scope) {
                continue;
            }
            self.check_scalars(&scope);
            self.check_values(&scope);
            self.check_state(&scope);
        }
    }

    fn check_ids(&mut self, scope: &Scope) -> bool {
        let place = self.names.spans.place(scope.span);
        let mut fits = true;
        for sort in &self.ir.sorts {
            let ids = scope.sizes.get(sort.parameter).unwrap_or(u32::MAX);
            if ids > MOST_IDS {
                let message =
                    format!("`{}` has {ids} ids in scope `{}`, and may have {MOST_IDS}", sort.name, scope.name);
                self.errors.push("E0504", place, message);
                fits = false;
            }
        }
        fits
    }

    fn check_scalars(&mut self, scope: &Scope) {
        let measure = Measure { ir: &self.ir, sizes: &scope.sizes };
        let tables = (self.ir.structs.iter().map(|row| (&row.name, row.span, &row.fields)))
            .chain(self.ir.messages.iter().map(|row| (&row.name, row.span, &row.fields)))
            .chain(self.ir.effects.iter().map(|row| (&row.name, row.span, &row.fields)));
        let mut wide: Vec<(String, crate::ir::Span, u128)> =
            tables.map(|(name, span, fields)| (name.clone(), span, measure.tuple(fields).bits)).collect();
        for (index, row) in self.ir.enums.iter().enumerate() {
            wide.push((row.name.clone(), row.span, measure.scalar(&Type::Enum(crate::ir::EnumId(index))).bits));
        }
        for variable in &self.ir.variables {
            wide.push((variable.name.clone(), variable.span, measure.scalar(innermost(&variable.ty)).bits));
        }
        for (name, span, bits) in wide.into_iter().filter(|(_, _, bits)| *bits > SCALAR_BITS) {
            let message =
                format!("a value of `{name}` has {bits} bits in scope `{}`, and may have {SCALAR_BITS}", scope.name);
            self.errors.push("E0512", self.names.spans.place(span), message);
        }
    }

    fn check_values(&mut self, scope: &Scope) {
        let measure = Measure { ir: &self.ir, sizes: &scope.sizes };
        let messages = self.ir.messages.iter().map(|row| (&row.name, row.span, measure.tuple(&row.fields)));
        let effects = self.ir.effects.iter().map(|row| (&row.name, row.span, measure.tuple(&row.fields)));
        let actions = self.ir.actions.iter().map(|row| {
            let arguments = row.body.locals.iter().map(|local| &local.ty);
            (&row.name, row.span, measure.types(arguments))
        });
        for (name, span, extent) in messages.chain(effects).chain(actions) {
            if extent.values > MOST_VALUES {
                let message = format!("`{name}` has more than 2^32 different values in scope `{}`", scope.name);
                self.errors.push("E0513", self.names.spans.place(span), message);
            }
        }
    }

    /// The variables and the channels that hold a bounded number of messages.
    fn check_state(&mut self, scope: &Scope) {
        let measure = Measure { ir: &self.ir, sizes: &scope.sizes };
        let mut parts: Vec<(String, u128)> = Vec::new();
        for variable in self.ir.variables.iter().filter(|variable| variable.role == VariableRole::Declared) {
            let name = format!("{}.{}", self.ir[variable.component].name, variable.name);
            parts.push((name, measure.place(&variable.ty)));
        }
        for channel in &self.ir.channels {
            let extents = channel.messages.iter().map(|message| measure.tuple(&self.ir[*message].fields));
            let values = extents.fold(0u128, |sum, extent| sum.saturating_add(extent.values));
            let bits = match channel.kind {
                ChannelKind::Any => values,
                ChannelKind::Bag { capacity, .. } | ChannelKind::Fifo { capacity } => {
                    u128::from(scope.sizes.bound(capacity)).saturating_mul(bits_for(values.saturating_add(1)).max(1))
                }
            };
            parts.push((channel.name.clone(), bits));
        }
        let total = parts.iter().fold(0u128, |sum, (_, bits)| sum.saturating_add(*bits));
        if total > STATE_BITS {
            parts.sort_by_key(|(_, bits)| core::cmp::Reverse(*bits));
            let widest: Vec<String> =
                parts.iter().take(5).map(|(name, bits)| format!("`{name}` {}", shown(*bits))).collect();
            let message = format!(
                "a state has {} bits in scope `{}`, and may have {STATE_BITS}: make it smaller ({})",
                shown(total),
                scope.name,
                widest.join(", ")
            );
            self.errors.push("E0514", self.names.spans.place(scope.span), message);
        }
    }
}

fn shown(bits: u128) -> String {
    if bits > 1 << 32 { "more than 2^32".to_owned() } else { bits.to_string() }
}

fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::Map(_, entry) => innermost(entry),
        Type::Queue(item, _) => item,
        scalar => scalar,
    }
}

/// The bits that tell so many values apart.
fn bits_for(values: u128) -> u128 {
    u128::from(u128::BITS - values.saturating_sub(1).leading_zeros())
}

/// Measures types in a scope.
struct Measure<'a> {
    ir: &'a Ir,
    sizes: &'a Sizes,
}

impl Measure<'_> {
    fn tuple(&self, fields: &[Field]) -> Extent {
        self.types(fields.iter().map(|field| &field.ty))
    }

    fn types<'t>(&self, types: impl Iterator<Item = &'t Type>) -> Extent {
        types.fold(Extent { bits: 0, values: 1 }, |whole, ty| {
            let part = self.scalar(ty);
            Extent { bits: whole.bits.saturating_add(part.bits), values: whole.values.saturating_mul(part.values) }
        })
    }

    fn sum(variants: &[Extent]) -> Extent {
        let payload = variants.iter().map(|variant| variant.bits).max().unwrap_or(0);
        Extent {
            bits: bits_for(variants.len() as u128).saturating_add(payload),
            values: variants.iter().fold(0, |sum, variant| sum.saturating_add(variant.values)),
        }
    }

    fn scalar(&self, ty: &Type) -> Extent {
        let of = |values: u128| Extent { bits: bits_for(values), values };
        match ty {
            Type::Bool => of(2),
            Type::Count(Some(bound)) => of(u128::from(self.sizes.bound(*bound)) + 1),
            Type::Count(None) => of(1 << 32),
            Type::Id(sort) => of(u128::from(self.sizes.ids(self.ir, *sort))),
            Type::Set(sort) => {
                let ids = self.sizes.ids(self.ir, *sort);
                Extent { bits: u128::from(ids), values: 1u128.checked_shl(ids).unwrap_or(u128::MAX) }
            }
            Type::Struct(id) => self.tuple(&self.ir[*id].fields),
            Type::Option(inner) => Self::sum(&[Extent { bits: 0, values: 1 }, self.scalar(inner)]),
            Type::Enum(id) => {
                let variants: Vec<Extent> =
                    self.ir[*id].variants.iter().map(|variant| self.tuple(&variant.fields)).collect();
                Self::sum(&variants)
            }
            Type::Map(..) | Type::Queue(..) => of(1),
        }
    }

    /// The bits of a place, and at least one for each slot, so that what holds nothing is bounded too.
    fn place(&self, ty: &Type) -> u128 {
        match ty {
            Type::Map(sort, entry) => u128::from(self.sizes.ids(self.ir, *sort)).saturating_mul(self.place(entry)),
            Type::Queue(item, bound) => {
                let bound = u128::from(self.sizes.bound(*bound));
                bits_for(bound + 1).saturating_add(bound.saturating_mul(self.scalar(item).bits.max(1)))
            }
            scalar => self.scalar(scalar).bits.max(1),
        }
    }
}
