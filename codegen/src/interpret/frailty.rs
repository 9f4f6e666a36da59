//! Components that crash: what goes down with them, and what waits in their outbox.

use super::operand::Bits;
use super::statement::all_slots;
use crate::ir::{ComponentId, Type, VariableId};
use crate::layout::words::mask;
use crate::layout::{Layout, Region, Slot};

/// A component that crashes.
pub(super) struct Frailty<const W: usize> {
    /// By instance.
    pub(super) down: Vec<Bits>,
    /// By instance, everything that is not durable.
    pub(super) volatile: Vec<[u64; W]>,
    pub(super) outbox: Option<Outbox>,
}

/// An outbox: entries `delivered | tag << 1 | payload << (1 + tag's width)`.
pub(super) struct Outbox {
    pub(super) variable: VariableId,
    /// By instance.
    pub(super) queues: Vec<(Slot, Vec<Slot>)>,
    pub(super) tag_width: u32,
    /// By tag, the kind of output and the mask of its payload.
    pub(super) kinds: Vec<(u16, u64)>,
}

/// What an expansion needs of a component that crashes.
pub(super) fn frailty<const W: usize>(layout: &Layout, component: ComponentId) -> Frailty<W> {
    let ir = layout.ir();
    let per = ir[component].per.is_some();
    let parts = |variable: VariableId| match layout.variable(variable) {
        Region::Array(entries) if per => entries.clone(),
        region => vec![region.clone()],
    };
    let down = ir.down_of(component).map(parts).unwrap_or_default();
    let down: Vec<_> = down.iter().flat_map(all_slots).map(Bits::from).collect();
    let mut volatile = vec![[0; W]; down.len()];
    for variable in ir.volatile_of(component) {
        for (mask, region) in volatile.iter_mut().zip(parts(variable)) {
            for slot in all_slots(&region) {
                mask[slot.word] |= slot.mask() << slot.shift;
            }
        }
    }
    let outbox = ir.outbox_of(component).and_then(|variable| {
        let ty = if per { ir[variable].ty.entry() } else { &ir[variable].ty };
        outbox(layout, variable, ty, &parts(variable))
    });
    Frailty { down, volatile, outbox }
}

fn outbox(layout: &Layout, variable: VariableId, ty: &Type, regions: &[Region]) -> Option<Outbox> {
    let ir = layout.ir();
    let Type::Queue(entry, _) = ty else { return None };
    let Type::Struct(entry) = **entry else { return None };
    let output = &ir[entry].fields[1].ty;
    let Type::Enum(id) = *output else { return None };
    let kind = |name: &str| {
        let effect = ir.effects.iter().position(|effect| effect.name == name);
        let message = || ir.messages.iter().position(|message| message.name == name);
        let kind = effect.or_else(|| message().map(|message| ir.effects.len() + message));
        u16::try_from(kind.expect("a variant is named like an effect or a message")).unwrap_or(u16::MAX)
    };
    let kinds = ir[id].variants.iter().map(|variant| (kind(&variant.name), mask(layout.tuple_width(&variant.fields))));
    let queues = regions.iter().filter_map(|region| match region {
        Region::Queue { length, slots } => Some((*length, slots.clone())),
        _ => None,
    });
    Some(Outbox { variable, queues: queues.collect(), tag_width: layout.tag_width(output), kinds: kinds.collect() })
}
