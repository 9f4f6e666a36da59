//! What each field of the state makes of the number of states.

use std::sync::atomic::AtomicBool;

use honnin_codegen::ir::{ChannelId, ChannelKind, ComponentKind, Ir, Type, VariableId, VariableRole};
use honnin_codegen::layout::{ChannelRegion, Layout, Region, Slot};

use super::{Field, FieldKind, measure};
use crate::space::Space;
use crate::words::noun;

/// Every field, and every component and the channels as a whole; each in the order of the layout.
pub(super) fn fields<const W: usize>(
    layout: &Layout,
    space: &dyn Space<W>,
    most: usize,
    workers: usize,
    interrupt: &AtomicBool,
) -> Option<(Vec<Field>, Vec<Field>)> {
    let (mut rows, mut groups) = (Vec::new(), Vec::<Group<W>>::new());
    for ((name, bits), (kind, group, slots)) in layout.bits_by_variable().iter().zip(parts(layout)) {
        if *bits > 0 {
            let mask = mask(&slots);
            if let Some(group) = group {
                add(&mut groups, group, *bits, &mask);
            }
            rows.push((name.clone(), kind, *bits, mask));
        }
    }
    let single = rows.len();
    let large = groups.into_iter().filter(|group| group.parts > 1);
    rows.extend(large.map(|group| (group.name, FieldKind::Group, group.bits, group.mask)));
    let masks: Vec<[u64; W]> = rows.iter().map(|(.., mask)| *mask).collect();
    let measured = measure::measure(&masks, space, most, workers, interrupt)?;
    let mut fields: Vec<Field> = rows
        .into_iter()
        .zip(measured)
        .map(|((name, kind, bits, _), (values, factor))| Field { name, kind, bits, values, factor })
        .collect();
    let groups = fields.split_off(single);
    Some((fields, groups))
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

pub(crate) fn mask<const W: usize>(slots: &[Slot]) -> [u64; W] {
    let mut mask = [0; W];
    for slot in slots.iter().filter(|slot| slot.width > 0) {
        mask[slot.word] |= slot.mask() << slot.shift;
    }
    mask
}

pub(crate) fn variable_slots(region: &Region) -> Vec<Slot> {
    match region {
        Region::Scalar(slot) => vec![*slot],
        Region::Array(entries) => entries.iter().flat_map(variable_slots).collect(),
        Region::Queue { length, slots } => slots.iter().chain([length]).copied().collect(),
    }
}

pub(crate) fn channel_slots(region: &ChannelRegion) -> Vec<Slot> {
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
