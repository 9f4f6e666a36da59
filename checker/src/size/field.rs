//! What each field of the state makes of the number of states.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

use honnin_codegen::ir::{ChannelId, ChannelKind, ComponentKind, Ir, Type, VariableId, VariableRole};
use honnin_codegen::layout::{ChannelRegion, Layout, Region, Slot};

use super::{Field, FieldKind};
use crate::space::Space;
use crate::words::noun;

/// After how many states it is looked whether to stop.
const BREATH: u32 = 1 << 12;

/// Every field, and every component and the channels as a whole; each in the order of the layout.
pub(super) fn fields<const W: usize>(
    layout: &Layout,
    space: &dyn Space<W>,
    most: usize,
    interrupt: &AtomicBool,
) -> Option<(Vec<Field>, Vec<Field>)> {
    let measured = |name: &str, kind: FieldKind, bits: u64, mask: &[u64; W]| {
        let (values, factor) = measure(mask, space, most, interrupt)?;
        Some(Field { name: name.to_owned(), kind, bits, values, factor })
    };
    let (mut fields, mut groups) = (Vec::new(), Vec::<Group<W>>::new());
    for ((name, bits), (kind, group, slots)) in layout.bits_by_variable().iter().zip(parts(layout)) {
        if *bits > 0 {
            let mask = mask(&slots);
            fields.push(measured(name, kind, *bits, &mask)?);
            if let Some(group) = group {
                add(&mut groups, group, *bits, &mask);
            }
        }
    }
    let large = groups.into_iter().filter(|group| group.parts > 1);
    let groups = large.map(|group| measured(&group.name, FieldKind::Group, group.bits, &group.mask));
    Some((fields, groups.collect::<Option<_>>()?))
}

/// Several fields that are looked at as one.
struct Group<const W: usize> {
    name: String,
    parts: usize,
    bits: u64,
    mask: [u64; W],
}

fn add<const W: usize>(groups: &mut Vec<Group<W>>, name: String, bits: u64, mask: &[u64; W]) {
    let known = groups.iter().position(|group| group.name == name);
    let number = known.unwrap_or(groups.len());
    if known.is_none() {
        groups.push(Group { name, parts: 0, bits: 0, mask: [0; W] });
    }
    let group = &mut groups[number];
    group.parts += 1;
    group.bits += bits;
    group.mask.iter_mut().zip(mask).for_each(|(sum, more)| *sum |= more);
}

/// In the order of the layout: what a field is, the group that it belongs to, and where it lies.
fn parts(layout: &Layout) -> impl Iterator<Item = (FieldKind, Option<String>, Vec<Slot>)> {
    let ir = layout.ir();
    let variables = ir.variable_ids().map(move |id| {
        let group = format!("all of {}", ir.owner_of(id).name);
        (variable_kind(ir, id), Some(group), variable_slots(layout.variable(id)))
    });
    let channels = (0..ir.channels.len()).map(move |channel| {
        let kind = FieldKind::Channel(ir.channels[channel].kind == ChannelKind::Any);
        (kind, Some("all channels".to_owned()), channel_slots(layout.channel(ChannelId(channel))))
    });
    let budgets = layout.budgets().iter().map(|(_, slot)| (FieldKind::Budget, None, vec![*slot]));
    variables.chain(channels).chain(budgets)
}

/// How many values a field takes, and how many states there are for each that is left without it.
#[expect(clippy::cast_precision_loss, reason = "a ratio to two digits")]
fn measure<const W: usize>(
    mask: &[u64; W],
    space: &dyn Space<W>,
    most: usize,
    interrupt: &AtomicBool,
) -> Option<(Option<u64>, f64)> {
    let mut values: Option<HashSet<[u64; W]>> = Some(HashSet::new());
    let (mut drawn, mut classes) = (0_u64, HashSet::new());
    let share = threshold(space.len() as usize, most);
    for number in 0..space.len() {
        if number % BREATH == 0 && interrupt.load(Ordering::Relaxed) {
            return None;
        }
        let state = space.state(number);
        if let Some(known) = &mut values {
            known.insert(masked(&state, mask, false));
            if known.len() > most {
                values = None;
            }
        }
        let rest = masked(&state, mask, true);
        if hash(&rest) <= share {
            drawn += 1;
            classes.insert(rest);
        }
    }
    let factor = if classes.is_empty() { 1.0 } else { drawn as f64 / classes.len() as f64 };
    Some((values.map(|values| values.len() as u64), factor))
}

/// The hashes up to which a class is drawn, so that about `most` states are.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
fn threshold(states: usize, most: usize) -> u64 {
    if states <= most { u64::MAX } else { (u64::MAX as f64 * (most as f64 / states as f64)) as u64 }
}

fn masked<const W: usize>(state: &[u64; W], mask: &[u64; W], inverted: bool) -> [u64; W] {
    std::array::from_fn(|word| state[word] & if inverted { !mask[word] } else { mask[word] })
}

/// The finaliser of splitmix64 (S. Vigna, 2015), word by word: the same in every run.
fn hash<const W: usize>(words: &[u64; W]) -> u64 {
    words.iter().fold(0x9e37_79b9_7f4a_7c15, |hash, word| {
        let mut mixed = hash ^ word;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).wrapping_add(0x9e37_79b9_7f4a_7c15)
    })
}

fn mask<const W: usize>(slots: &[Slot]) -> [u64; W] {
    let mut mask = [0; W];
    for slot in slots.iter().filter(|slot| slot.width > 0) {
        mask[slot.word] |= slot.mask() << slot.shift;
    }
    mask
}

fn variable_slots(region: &Region) -> Vec<Slot> {
    match region {
        Region::Scalar(slot) => vec![*slot],
        Region::Array(entries) => entries.iter().flat_map(variable_slots).collect(),
        Region::Queue { length, slots } => slots.iter().chain([length]).copied().collect(),
    }
}

fn channel_slots(region: &ChannelRegion) -> Vec<Slot> {
    match region {
        ChannelRegion::Any(slots) | ChannelRegion::Bag(slots) => slots.clone(),
        ChannelRegion::Fifo(lanes) => lanes.concat(),
    }
}

fn variable_kind(ir: &Ir, id: VariableId) -> FieldKind {
    match (&ir[id].role, ir.owner_of(id).kind, &ir[id].ty) {
        (VariableRole::Outbox, ..) => FieldKind::Outbox,
        (_, ComponentKind::Ghost, _) => FieldKind::Ghost,
        (_, _, Type::Map(sort, _)) => FieldKind::State { per: Some(noun(&ir[*sort].name)) },
        _ => FieldKind::State { per: None },
    }
}
