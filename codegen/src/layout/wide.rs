//! Widths, and what is too wide.

use core::fmt::{self, Display, Formatter};

use super::words::bits_for;
use crate::ir::{ChannelKind, Field, Ir, Sizes, Type};
use crate::value::Domain;

/// The most values that a message may have: they are numbered, and tabled.
const MESSAGE_VALUES: u64 = 1 << 20;

/// How many of the widest parts are named.
const SHOWN: usize = 5;

/// A protocol that does not fit at a scope: what, by how much, and where the bits go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooWide {
    /// The sentence: `a state has 1300 bits in 21 words, and may have 16 words`.
    pub message: String,
    /// What it consists of, with the bits of each.
    pub fields: Vec<(String, u64)>,
}

impl Display for TooWide {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.message)?;
        let mut widest: Vec<_> = self.fields.iter().collect();
        widest.sort_by_key(|(_, bits)| core::cmp::Reverse(*bits));
        for (index, (name, bits)) in widest.iter().take(SHOWN).enumerate() {
            write!(formatter, "{} `{name}` {bits}", if index == 0 { ":" } else { "," })?;
        }
        match widest.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(formatter, " and {more} more"),
        }
    }
}

impl std::error::Error for TooWide {}

/// Everything but the state itself.
pub(super) fn check(ir: &Ir, sizes: &Sizes) -> Result<(), TooWide> {
    let domain = Domain { ir, sizes };
    for sort in &ir.sorts {
        let ids = sizes.get(sort.parameter).unwrap_or(u32::MAX);
        if ids > 64 {
            return Err(TooWide {
                message: format!("sort `{}` has {ids} ids, and may have 64", sort.name),
                fields: Vec::new(),
            });
        }
    }
    for (name, fields) in tuples(ir) {
        let widths: Vec<_> = fields.iter().map(|field| (field.name.clone(), wide_width(domain, &field.ty))).collect();
        let bits: u64 = widths.iter().map(|(_, bits)| bits).sum();
        if bits > 64 {
            let message = format!("`{name}` has {bits} bits, and a value may have 64");
            return Err(TooWide { message, fields: widths });
        }
    }
    for ty in scalars(ir) {
        let bits = wide_width(domain, ty);
        if bits > 64 {
            let message = format!("a value has {bits} bits with its tag, and may have 64");
            return Err(TooWide { message, fields: vec![(type_name(ir, ty), bits)] });
        }
    }
    check_places(domain)?;
    check_messages(domain)
}

/// Nothing is laid out that has more places than a state has bits, whatever their width: a queue of four thousand million
/// units would take none, and all memory there is.
fn check_places(domain: Domain<'_>) -> Result<(), TooWide> {
    const MOST: u64 = 1024;
    let ir = domain.ir;
    let variables = ir.variables.iter().map(|variable| (variable.name.clone(), places(domain, &variable.ty)));
    let channels = ir.channels.iter().map(|channel| {
        let capacity = match channel.kind {
            ChannelKind::Any => 0,
            ChannelKind::Bag { capacity, .. } | ChannelKind::Fifo { capacity } => domain.sizes.bound(capacity),
        };
        (channel.name.clone(), u64::from(capacity))
    });
    match variables.chain(channels).find(|(_, places)| *places > MOST) {
        None => Ok(()),
        Some((name, places)) => {
            let message = format!("`{name}` has {places} places, and may have {MOST}");
            Err(TooWide { message, fields: Vec::new() })
        }
    }
}

fn places(domain: Domain<'_>, ty: &Type) -> u64 {
    match ty {
        Type::Map(sort, entry) => (domain.ids(*sort) as u64).saturating_mul(places(domain, entry)),
        Type::Queue(_, bound) => u64::from(domain.sizes.bound(*bound)),
        _ => 1,
    }
}

/// Numbers of messages, effects and arguments fit an event's code.
fn check_messages(domain: Domain<'_>) -> Result<(), TooWide> {
    let ir = domain.ir;
    let too_many = |name: &str, values: u64, limit: u64| TooWide {
        message: format!("`{name}` has {values} values, and may have {limit}"),
        fields: Vec::new(),
    };
    let kinds = ir.actions.len() + 3 * ir.messages.len() + ir.sorts.len() + ir.effects.len();
    if kinds > usize::from(u16::MAX) {
        return Err(too_many(&ir.name, kinds as u64, u64::from(u16::MAX)));
    }
    for message in &ir.messages {
        let values = cardinality(domain, &message.fields);
        if values > MESSAGE_VALUES {
            return Err(too_many(&message.name, values, MESSAGE_VALUES));
        }
    }
    for effect in &ir.effects {
        let values = cardinality(domain, &effect.fields);
        if values > 1 << 32 {
            return Err(too_many(&effect.name, values, 1 << 32));
        }
    }
    for action in &ir.actions {
        let arguments = usize::from(action.me.is_some()) + action.payload.len() + action.choices.len();
        let types: Vec<_> = action.body.locals[..arguments].iter().map(|local| &local.ty).collect();
        let values = domain.product(&types);
        if values > 1 << 32 {
            return Err(too_many(&action.name, values, 1 << 32));
        }
    }
    Ok(())
}

/// How many values a tuple of fields has.
pub(super) fn cardinality(domain: Domain<'_>, fields: &[Field]) -> u64 {
    domain.product(&fields.iter().map(|field| &field.ty).collect::<Vec<_>>())
}

/// Every tuple of fields, by name.
fn tuples(ir: &Ir) -> impl Iterator<Item = (String, &[Field])> {
    let structs = ir.structs.iter().map(|item| (item.name.clone(), item.fields.as_slice()));
    let variants = ir.enums.iter().flat_map(|item| {
        item.variants.iter().map(move |variant| (format!("{}::{}", item.name, variant.name), variant.fields.as_slice()))
    });
    let messages = ir.messages.iter().map(|item| (item.name.clone(), item.fields.as_slice()));
    let effects = ir.effects.iter().map(|item| (item.name.clone(), item.fields.as_slice()));
    structs.chain(variants).chain(messages).chain(effects)
}

/// Every scalar type that a place or a local has.
fn scalars(ir: &Ir) -> impl Iterator<Item = &Type> {
    fn innermost(ty: &Type) -> &Type {
        match ty {
            Type::Map(_, entry) => innermost(entry),
            Type::Queue(item, _) => item,
            other => other,
        }
    }
    let variables = ir.variables.iter().map(|variable| innermost(&variable.ty));
    let locals = ir.actions.iter().flat_map(|action| action.body.locals.iter().map(|local| &local.ty));
    variables.chain(locals)
}

fn type_name(ir: &Ir, ty: &Type) -> String {
    match ty {
        Type::Enum(id) => ir[*id].name.clone(),
        Type::Struct(id) => ir[*id].name.clone(),
        Type::Option(some) => format!("Option<{}>", type_name(ir, some)),
        Type::Id(sort) => ir[*sort].name.clone(),
        Type::Set(sort) => format!("Set<{}>", ir[*sort].name),
        Type::Bool => "bool".to_owned(),
        Type::Count(_) => "Count".to_owned(),
        Type::Map(_, entry) => type_name(ir, entry),
        Type::Queue(item, _) => type_name(ir, item),
    }
}

/// The bits of the tag of an enum or `Option`.
pub(super) fn tag_width(ir: &Ir, ty: &Type) -> u32 {
    match ty {
        Type::Option(_) => 1,
        Type::Enum(id) => bits_for(ir[*id].variants.len() as u64),
        _ => 0,
    }
}

/// The bits of a packed scalar that is known to fit.
pub(super) fn scalar_width(domain: Domain<'_>, ty: &Type) -> u32 {
    u32::try_from(wide_width(domain, ty)).unwrap_or(u32::MAX)
}

/// The bits of a packed scalar, however many they are.
fn wide_width(domain: Domain<'_>, ty: &Type) -> u64 {
    let tuple = |fields: &[&Type]| fields.iter().map(|ty| wide_width(domain, ty)).sum::<u64>();
    match ty {
        Type::Bool => 1,
        Type::Count(_) => u64::from(bits_for(domain.cardinality(ty))),
        Type::Id(sort) => u64::from(bits_for(domain.ids(*sort) as u64)),
        Type::Set(sort) => domain.ids(*sort) as u64,
        Type::Struct(id) => tuple(&domain.ir[*id].fields.iter().map(|field| &field.ty).collect::<Vec<_>>()),
        Type::Option(_) | Type::Enum(_) => {
            let payload = domain.variants(ty).iter().map(|fields| tuple(fields)).max().unwrap_or(0);
            u64::from(tag_width(domain.ir, ty)) + payload
        }
        Type::Map(..) | Type::Queue(..) => panic!("a map or a queue is no scalar"),
    }
}
