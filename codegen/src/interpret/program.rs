//! A protocol compiled: for each action, message and output all that an expansion needs, looked up beforehand.

use super::compile::Compiler;
use super::operand::Bits;
use super::radix::{Radix, packed_values};
use super::run::Exec;
use super::statement::all_slots;
use crate::ir::query::{self, Instance};
use crate::ir::{
    Action, ActionId, ActionKind, ChannelId, ChannelKind, ComponentId, Delivery, EffectId, Field, Ir, MessageId,
    Otherwise, ParameterId, SortId, StatementKind, Trigger, Type, VariableId,
};
use crate::layout::words::mask;
use crate::layout::{ChannelRegion, Layout, Region, Slot};

/// An action.
pub(super) struct Compiled<const W: usize> {
    pub(super) kind: u16,
    pub(super) body: Exec<W>,
    /// Where its locals start: `me` first where there is one.
    pub(super) base: usize,
    /// Whether the number of its arguments starts with `me`.
    pub(super) coded_me: bool,
    /// The packed values of each choice.
    pub(super) choices: Vec<Vec<u64>>,
    /// How many combinations of choices there are.
    pub(super) combinations: u32,
    /// The first local of the payload and of the choices.
    pub(super) payload: usize,
    pub(super) first_choice: usize,
    pub(super) instances: u32,
    pub(super) opens: Option<SortId>,
    pub(super) budget: Option<Bits>,
    /// Only for a component that crashes.
    pub(super) frailty: Option<usize>,
    pub(super) part: Part,
    /// How many arguments its observers see.
    pub(super) arity: usize,
    pub(super) observers: Vec<Exec<W>>,
    /// Runs differently each time: it must be run for every combination of its choices.
    pub(super) forks: bool,
    /// The crashes that may strike after its commit, by action.
    pub(super) crashes: Vec<usize>,
}

/// What an action is to a delivery or a crash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// One handler of a message must be enabled.
    Handler,
    /// The instance goes down.
    Crash,
    /// The instance comes up.
    Recovery,
    /// Nothing of these.
    Other,
}

/// How often a channel may fail.
#[derive(Clone, Copy)]
pub(super) enum Allowance {
    Never,
    /// As long as something is left.
    Counted(Bits),
    Unlimited,
}

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

/// A message or an effect, on its way out.
pub(super) struct Outgoing<const W: usize> {
    pub(super) send: Option<MessageId>,
    pub(super) radix: Radix,
    /// The offset and mask of each field.
    pub(super) fields: Vec<(u32, u64)>,
    pub(super) observers: Vec<Exec<W>>,
    /// An outbox keeps it; once delivered it may come again; it may be lost at the crash.
    pub(super) kept: bool,
    pub(super) repeatable: bool,
    pub(super) at_most_once: bool,
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

/// Everything.
pub(super) struct Program<const W: usize> {
    pub(super) layout: Layout,
    pub(super) actions: Vec<Compiled<W>>,
    pub(super) frailties: Vec<Frailty<W>>,
    pub(super) outgoing: Vec<Outgoing<W>>,
    pub(super) incoming: Vec<Incoming>,
    pub(super) wires: Vec<Wire>,
    /// Where the locals of observers start, and how many locals there are in all.
    pub(super) observed: usize,
    pub(super) locals: usize,
}

impl<const W: usize> Program<W> {
    pub(super) fn new(layout: Layout) -> Self {
        let ir = layout.ir();
        let most = |crash: bool| {
            let of = ir.actions.iter().filter(|action| matches!(action.kind, ActionKind::Crash { .. }) == crash);
            of.map(|action| action.body.locals.len()).max().unwrap_or(0)
        };
        let struck = most(false);
        let observed = struck + most(true);
        let watching = ir.observers.iter().map(|observer| observer.body.locals.len()).max().unwrap_or(0);
        let frail: Vec<ComponentId> = ir.component_ids().filter(|&component| ir.down_of(component).is_some()).collect();
        let actions = ir.action_ids().map(|id| action(&layout, id, struck, observed, &frail)).collect();
        let frailties = frail.iter().map(|&component| frailty(&layout, component)).collect();
        let effects = (0..ir.effects.len()).map(|effect| outgoing_effect(&layout, EffectId(effect), observed));
        let messages = ir.message_ids().map(|message| outgoing_message(&layout, message, observed));
        let outgoing = effects.chain(messages).collect();
        let incoming = ir.message_ids().map(|message| incoming(&layout, message, &frail)).collect();
        let wires = (0..ir.channels.len()).map(|channel| wire(&layout, ChannelId(channel))).collect();
        let locals = observed + watching;
        Self { layout, actions, frailties, outgoing, incoming, wires, observed, locals }
    }
}

fn action<const W: usize>(
    layout: &Layout,
    id: ActionId,
    struck: usize,
    observed: usize,
    frail: &[ComponentId],
) -> Compiled<W> {
    let ir = layout.ir();
    let action = &ir[id];
    let is_crash = matches!(action.kind, ActionKind::Crash { .. });
    let base = if is_crash { struck } else { 0 };
    let opens = matches!(action.kind, ActionKind::Input { opens: true });
    let per = ir[action.component].per;
    let choices: Vec<_> =
        action.choices.iter().map(|&local| packed_values(layout, &action.body.locals[local].ty)).collect();
    let crashes: Vec<usize> = ir.crashes_of(action.component).filter(|_| !is_crash).map(|crash| crash.0).collect();
    let payload = base + usize::from(action.me.is_some());
    Compiled {
        kind: ir.event_kind(query::Event::Action(id)),
        body: Compiler::new(layout, base).block(&action.body.statements),
        base,
        coded_me: matches!(ir.instance_of(id), Instance::Argument(_)),
        combinations: choices.iter().map(|values| values.len() as u32).product(),
        choices,
        payload,
        first_choice: payload + action.payload.len(),
        instances: per.map_or(1, |sort| layout.domain().ids(sort) as u32),
        opens: per.filter(|_| opens),
        budget: action.kind.budget().and_then(|budget| layout.budget(budget)).map(Bits::from),
        frailty: frail.iter().position(|&component| component == action.component),
        part: match action.kind {
            ActionKind::Receive => Part::Handler,
            ActionKind::Crash { .. } => Part::Crash,
            ActionKind::Recover => Part::Recovery,
            _ => Part::Other,
        },
        arity: action.arity(),
        observers: observers(layout, Trigger::Action(id), observed),
        forks: forks(action)
            || action.kind == ActionKind::Recover
            || crashes.len() > 1
            || crashes.iter().any(|&crash| forks(&ir.actions[crash])),
        crashes,
    }
}

/// Whether a body chooses.
pub(super) fn forks(action: &Action) -> bool {
    let mut chooses = false;
    query::visit_statements(&action.body.statements, &mut |statement| {
        chooses |= matches!(statement.kind, StatementKind::Fresh(..) | StatementKind::ForEach { ordered: true, .. });
    });
    chooses
}

fn observers<const W: usize>(layout: &Layout, trigger: Trigger, base: usize) -> Vec<Exec<W>> {
    let compile = |observer: &crate::ir::Observer| Compiler::new(layout, base).block(&observer.body.statements);
    layout.ir().observers_of(trigger).into_iter().map(compile).collect()
}

fn frailty<const W: usize>(layout: &Layout, component: ComponentId) -> Frailty<W> {
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

fn fields(layout: &Layout, fields: &[Field]) -> Vec<(u32, u64)> {
    let part = |(position, field): (usize, &Field)| {
        let width = layout.scalar_width(&field.ty);
        (if width == 0 { 0 } else { layout.tuple_offset(fields, position) }, mask(width))
    };
    fields.iter().enumerate().map(part).collect()
}

fn outgoing_effect<const W: usize>(layout: &Layout, id: EffectId, observed: usize) -> Outgoing<W> {
    let effect = &layout.ir()[id];
    Outgoing {
        send: None,
        radix: Radix::new(layout, &effect.fields),
        fields: fields(layout, &effect.fields),
        observers: observers(layout, Trigger::Effect(id), observed),
        kept: true,
        repeatable: matches!(&effect.delivery, Delivery::AtLeastOnce { key } if key.is_empty()),
        at_most_once: effect.delivery == Delivery::AtMostOnce,
    }
}

fn outgoing_message<const W: usize>(layout: &Layout, id: MessageId, observed: usize) -> Outgoing<W> {
    let message = &layout.ir()[id];
    Outgoing {
        send: Some(id),
        radix: Radix::new(layout, &message.fields),
        fields: fields(layout, &message.fields),
        observers: observers(layout, Trigger::Send(id), observed),
        kept: layout.ir()[message.channel].kind != ChannelKind::Any,
        repeatable: true,
        at_most_once: false,
    }
}

fn incoming(layout: &Layout, id: MessageId, frail: &[ComponentId]) -> Incoming {
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

fn wire(layout: &Layout, id: ChannelId) -> Wire {
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
