//! Channels and the messages that come in on them.

use super::operand::Bits;
use super::program::fields;
use crate::ir::{ChannelId, ChannelKind, ComponentId, Ir, MessageId, Otherwise, ParameterId};
use crate::layout::{ChannelRegion, Layout};

/// How often a channel may fail.
#[derive(Clone, Copy)]
pub(super) enum Allowance {
    Never,
    /// As long as something is left.
    Counted(Bits),
    Unlimited,
}

/// A message, at its delivery.
pub(super) struct Incoming {
    pub(super) channel: ChannelId,
    pub(super) base: u32,
    /// By index.
    pub(super) payloads: Vec<u64>,
    pub(super) fields: Vec<(u32, u64)>,
    /// The receiving instance: of how many, and the offset and mask of the field that names it.
    pub(super) instances: u32,
    pub(super) route: Option<(u32, u64)>,
    /// For a FIFO: the offset and mask of the field that names the sender.
    pub(super) from: Option<(u32, u64)>,
    pub(super) frailty: Option<usize>,
    /// Handlers, and faults that strike at the delivery.
    pub(super) takers: Vec<usize>,
    pub(super) otherwise: Otherwise,
}

/// A channel.
pub(super) struct Wire {
    pub(super) region: ChannelRegion,
    /// By code: the message and its index.
    pub(super) codes: Vec<(u16, u32)>,
    pub(super) receivers: usize,
    pub(super) loss: Allowance,
    pub(super) repeat: Allowance,
}

/// What an expansion needs of a message at its delivery.
pub(super) fn incoming(layout: &Layout, id: MessageId, frail: &[ComponentId]) -> Incoming {
    let ir = layout.ir();
    let message = &ir[id];
    let parts = fields(layout, &message.fields);
    let values = 0..layout.message_cardinality(id);
    let payload = |index| layout.pack_tuple(&message.fields, &layout.tuple_of(&message.fields, index));
    Incoming {
        channel: message.channel,
        base: layout.message_base(id),
        payloads: values.map(payload).collect(),
        instances: instances(ir, layout, message.to.component),
        route: message.to.instance.map(|field| parts[field]),
        from: message.from.instance.map(|field| parts[field]),
        fields: parts,
        frailty: frail.iter().position(|&component| component == message.to.component),
        takers: ir.handlers_of(id).chain(ir.delivery_faults_of(id)).map(|action| action.0).collect(),
        otherwise: message.otherwise,
    }
}

fn instances(ir: &Ir, layout: &Layout, component: ComponentId) -> u32 {
    ir[component].per.map_or(1, |sort| layout.domain().ids(sort) as u32)
}

/// What an expansion needs of a channel.
pub(super) fn wire(layout: &Layout, id: ChannelId) -> Wire {
    let ir = layout.ir();
    let mut codes = Vec::new();
    for &message in &ir[id].messages {
        let values = u32::try_from(layout.message_cardinality(message)).unwrap_or(u32::MAX);
        codes.extend((0..values).map(|index| (message.0 as u16, index)));
    }
    let allowance = |budget: Option<ParameterId>| match budget.map(|budget| layout.budget(budget)) {
        None => Allowance::Never,
        Some(None) => Allowance::Unlimited,
        Some(Some(slot)) => Allowance::Counted(slot.into()),
    };
    let (loss, repeat) = match ir[id].kind {
        ChannelKind::Bag { loss, repeat, .. } => (allowance(loss), allowance(repeat)),
        _ => (Allowance::Never, Allowance::Never),
    };
    let receivers = layout.domain().ends(id).1;
    Wire { region: layout.channel(id).clone(), codes, receivers, loss, repeat }
}
