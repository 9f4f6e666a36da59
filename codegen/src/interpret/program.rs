//! A protocol compiled: for each action, message and output all that an expansion needs, looked up beforehand.

use super::compile::Compiler;
use super::count;
use super::frailty::{Frailty, frailty};
use super::operand::Bits;
use super::radix::{Radix, packed_values};
use super::run::Exec;
use super::wire::{Incoming, Wire, incoming, wire};
use crate::ir::query::{self, Instance};
use crate::ir::{
    Action, ActionId, ActionKind, ChannelId, ChannelKind, ComponentId, Delivery, EffectId, Field, MessageId, SortId,
    StatementKind, Trigger,
};
use crate::layout::Layout;
use crate::layout::words::mask;

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
        Self::compile(layout, false)
    }

    /// Where bodies are counted, an action's count is at its number, those of the conditions follow in the order of
    /// [`Ir::sites`](crate::ir::Ir::sites), and every run of a body ends as if it were refused: nothing comes of it.
    pub(super) fn compile(layout: Layout, counted: bool) -> Self {
        let ir = layout.ir();
        let most = |crash: bool| {
            let of = ir.actions.iter().filter(|action| matches!(action.kind, ActionKind::Crash { .. }) == crash);
            of.map(|action| action.body.locals.len()).max().unwrap_or(0)
        };
        let struck = most(false);
        let observed = struck + most(true);
        let watching = ir.observers.iter().map(|observer| observer.body.locals.len()).max().unwrap_or(0);
        let frail: Vec<ComponentId> = ir.component_ids().filter(|&component| ir.down_of(component).is_some()).collect();
        let mut actions: Vec<_> = ir.action_ids().map(|id| action(&layout, id, struck, observed, &frail)).collect();
        if counted {
            count::count(&layout, &mut actions);
        }
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

/// The offset and mask of each field of a packed tuple.
pub(super) fn fields(layout: &Layout, fields: &[Field]) -> Vec<(u32, u64)> {
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
