//! What leaves, and where it goes: records, channels, and the ghosts that see it.

use super::context::Context;
use super::doc::{Level, Tla, Update};
use super::path::Out;
use crate::ir::query::Output;
use crate::ir::{ChannelId, ChannelKind, ComponentId, Delivery, EffectId, MessageId, Trigger};

/// `[type |-> "Render", job |-> job]`
pub(super) fn record(context: &Context<'_>, output: Output, fields: &[Tla]) -> Tla {
    let name = ("type".to_owned(), Tla::string(context.output_name(output)));
    let fields = context.output_fields(output).iter().cloned().zip(fields.iter().cloned());
    Tla::record(&std::iter::once(name).chain(fields).collect::<Vec<_>>(), "|->")
}

/// Outputs as a sequence of records.
pub(super) fn sequence(context: &Context<'_>, outputs: &[Out]) -> Tla {
    let mut parts: Vec<Tla> = Vec::new();
    let mut single: Vec<Tla> = Vec::new();
    for output in outputs {
        match output {
            Out::One(output, fields) => single.push(record(context, *output, fields)),
            Out::Many(outputs) => {
                if !single.is_empty() {
                    parts.push(Tla::tuple(&std::mem::take(&mut single)));
                }
                parts.push(outputs.clone());
            }
        }
    }
    if !single.is_empty() || parts.is_empty() {
        parts.push(Tla::tuple(&single));
    }
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or_else(|| Tla::text("<<>>"));
    parts.fold(first, |all, part| Tla::chain(&all, "\\o", &part))
}

impl Context<'_> {
    /// The channel of an output, if it is a message.
    pub(super) fn channel_of(&self, output: Output) -> Option<ChannelId> {
        match output {
            Output::Message(message) => Some(self.ir[message].channel),
            Output::Effect(_) => None,
        }
    }

    /// Whether an outbox keeps an output: all but what an `any` channel loses and repeats by itself.
    pub(super) fn is_kept(&self, output: Output) -> bool {
        self.channel_of(output).is_none_or(|channel| self.ir[channel].kind != ChannelKind::Any)
    }

    /// Whether what was delivered may be delivered once more to one who does not recognise it.
    pub(super) fn is_repeatable(&self, output: Output) -> bool {
        match output {
            Output::Effect(effect) => {
                matches!(&self.ir[effect].delivery, Delivery::AtLeastOnce { key } if key.is_empty())
            }
            Output::Message(_) => true,
        }
    }

    pub(super) fn is_at_most_once(&self, output: Output) -> bool {
        matches!(output, Output::Effect(effect) if self.ir[effect].delivery == Delivery::AtMostOnce)
    }

    /// Every effect and message.
    pub(super) fn all_outputs(&self) -> Vec<Output> {
        let effects = (0..self.ir.effects.len()).map(|index| Output::Effect(EffectId(index)));
        effects.chain((0..self.ir.messages.len()).map(|index| Output::Message(MessageId(index)))).collect()
    }

    /// The names of those outputs for which something holds, as a set.
    pub(super) fn names_of(&self, wanted: impl Fn(Output) -> bool) -> Tla {
        let outputs = self.all_outputs().into_iter().filter(|output| wanted(*output));
        Tla::set(&outputs.map(|output| Tla::string(self.output_name(output))).collect::<Vec<_>>())
    }

    /// What observes an output.
    pub(super) fn trigger(output: Output) -> Trigger {
        match output {
            Output::Effect(effect) => Trigger::Effect(effect),
            Output::Message(message) => Trigger::Send(message),
        }
    }

    /// The ghosts that see something of a kind.
    pub(super) fn ghosts_of(&self, trigger: Trigger) -> Vec<ComponentId> {
        let mut ghosts: Vec<ComponentId> = self.ir.observers_of(trigger).iter().map(|o| o.component).collect();
        ghosts.sort_unstable();
        ghosts.dedup();
        ghosts
    }

    /// A ghost after all of its observers have seen something.
    pub(super) fn seen(&self, ghost: ComponentId, trigger: Trigger, carried: &[Tla], before: Tla) -> Tla {
        let observers = self.ir.observers_of(trigger);
        let own = observers.into_iter().filter(|observer| observer.component == ghost);
        own.fold(before, |value, observer| {
            let index = self.ir.observers.iter().position(|other| std::ptr::eq(other, observer)).unwrap_or_default();
            let used = super::observer::used(observer, carried.len());
            let arguments = std::iter::once(value).chain(used.into_iter().map(|local| carried[local].clone()));
            Tla::apply(&self.observers[index], &arguments.collect::<Vec<_>>())
        })
    }

    /// A ghost after it has seen outputs.
    pub(super) fn seen_all(&self, ghost: ComponentId, outputs: &[Out], before: Tla) -> Tla {
        if outputs.iter().any(|output| matches!(output, Out::Many(_))) {
            return Tla::apply(&self.sees[ghost.0], &[before, sequence(self, outputs)]);
        }
        outputs.iter().fold(before, |value, output| match output {
            Out::One(output, fields) => self.seen(ghost, Self::trigger(*output), fields, value),
            Out::Many(_) => value,
        })
    }

    /// Which of a FIFO's queues a message travels in; `None` where there is one.
    pub(super) fn lane(&self, message: MessageId, fields: &[Tla]) -> Option<Tla> {
        let message = &self.ir[message];
        let end = |end: crate::ir::Endpoint| end.instance.and_then(|field| fields.get(field).cloned());
        match (end(message.from), end(message.to)) {
            (None, None) => None,
            (Some(one), None) | (None, Some(one)) => Some(one),
            (Some(from), Some(to)) => Some(Tla::tuple(&[from, to])),
        }
    }

    /// The queue of a FIFO that a message travels in.
    pub(super) fn queue(&self, base: &Tla, message: MessageId, fields: &[Tla]) -> Tla {
        self.lane(message, fields).map_or_else(|| base.clone(), |lane| base.index(&lane))
    }

    fn change_queue(&self, base: &Tla, message: MessageId, fields: &[Tla], change: impl Fn(&Tla) -> Tla) -> Tla {
        match self.lane(message, fields) {
            None => change(base),
            Some(lane) => {
                let update = Update { path: Tla::empty().index(&lane), value: change(&Tla::text("@")) };
                Tla::except(base, &[update])
            }
        }
    }

    /// Whether a message can be delivered now.
    pub(super) fn deliverable(&self, message: MessageId, fields: &[Tla]) -> Vec<Tla> {
        let channel = self.ir[message].channel;
        let base = Tla::text(&self.channels[channel.0]);
        let record = record(self, Output::Message(message), fields);
        match self.ir[channel].kind {
            ChannelKind::Any => vec![Tla::compare(&record, "\\in", &base)],
            ChannelKind::Bag { .. } => vec![Tla::apply("BagIn", &[record, base])],
            ChannelKind::Fifo { .. } => {
                let queue = self.queue(&base, message, fields);
                let head = Tla::apply("Head", std::slice::from_ref(&queue));
                vec![Tla::compare(&queue, "#", &Tla::text("<<>>")), Tla::compare(&head, "=", &record)]
            }
        }
    }

    /// A channel without a message that is delivered.
    pub(super) fn taken(&self, message: MessageId, fields: &[Tla], base: &Tla) -> Tla {
        let record = record(self, Output::Message(message), fields);
        match self.ir[self.ir[message].channel].kind {
            ChannelKind::Any => base.clone(),
            ChannelKind::Bag { .. } => bag(base, "(-)", &record),
            ChannelKind::Fifo { .. } => {
                self.change_queue(base, message, fields, |queue| Tla::apply("Tail", std::slice::from_ref(queue)))
            }
        }
    }

    /// A bag or FIFO with one more message, and when it has room for it.
    pub(super) fn sent(&self, message: MessageId, fields: &[Tla], base: &Tla) -> (Tla, Tla) {
        let record = record(self, Output::Message(message), fields);
        match self.ir[self.ir[message].channel].kind {
            ChannelKind::Any => (Tla::bool(true), base.clone()),
            ChannelKind::Bag { capacity, .. } => {
                let number = Tla::apply("BagCardinality", std::slice::from_ref(base));
                let room = Tla::compare(&number, "<", &Tla::text(self.bound(capacity)));
                (room, bag(base, "(+)", &record))
            }
            ChannelKind::Fifo { capacity } => {
                let length = Tla::apply("Len", &[self.queue(base, message, fields)]);
                let room = Tla::compare(&length, "<", &Tla::text(self.bound(capacity)));
                let append = |queue: &Tla| Tla::apply("Append", &[queue.clone(), record.clone()]);
                (room, self.change_queue(base, message, fields, append))
            }
        }
    }

    /// A channel after a sequence of outputs, and when it has room for them.
    pub(super) fn sent_all(&self, channel: ChannelId, outputs: &Tla, base: &Tla) -> (Tla, Tla) {
        let names = self.names_of(|output| self.channel_of(output) == Some(channel));
        let own = |output: &str| Tla::compare(&Tla::text(format!("{output}.type")), "\\in", &names);
        let output = Tla::enclosed("LAMBDA output : ", &own("output"), "");
        let chosen = Tla::apply("SelectSeq", &[outputs.clone(), output]);
        match self.ir[channel].kind {
            ChannelKind::Any => (Tla::bool(true), base.clone()),
            ChannelKind::Bag { capacity, .. } => {
                let after = Tla::binary(base, "(+)", &Tla::apply("BagOf", &[chosen]), Level::Sum);
                let number = Tla::apply("BagCardinality", std::slice::from_ref(&after));
                (Tla::compare(&number, "<=", &Tla::text(self.bound(capacity))), after)
            }
            ChannelKind::Fifo { capacity } => self.queued_all(channel, &chosen, base, &self.bound(capacity)),
        }
    }

    fn queued_all(&self, channel: ChannelId, chosen: &Tla, base: &Tla, capacity: &str) -> (Tla, Tla) {
        let capacity = Tla::text(capacity);
        let fits = |queue: &Tla| Tla::compare(&Tla::apply("Len", std::slice::from_ref(queue)), "<=", &capacity);
        // The queue of an output, by the fields of its record.
        let lanes = self.ir[channel].messages.iter().map(|&message| {
            let fields = self.messages[message.0].iter().map(|field| Tla::text(format!("output.{field}")));
            let lane = self.lane(message, &fields.collect::<Vec<_>>());
            (Tla::compare(&Tla::text("output.type"), "=", &Tla::string(&self.ir[message].name)), lane)
        });
        let lanes: Vec<(Tla, Tla)> = lanes.filter_map(|(is, lane)| lane.map(|lane| (is, lane))).collect();
        if lanes.is_empty() {
            let after = Tla::chain(base, "\\o", chosen);
            return (fits(&after), after);
        }
        let lane = Tla::text("lane");
        let own = lanes.iter().map(|(is, its)| Tla::and(vec![is.clone(), Tla::compare(its, "=", &lane)]));
        let test = Tla::enclosed("LAMBDA output : ", &Tla::or(own.collect()), "");
        let own = Tla::apply("SelectSeq", &[chosen.clone(), test]);
        let domain = Tla::prefix("DOMAIN", &Tla::text(&self.channels[channel.0]));
        let after = Tla::function("lane", &domain, &Tla::chain(&base.index(&lane), "\\o", &own));
        let all = Tla::quantified("\\A", &[("lane".to_owned(), domain)], &fits(&after.index(&lane)));
        (all, after)
    }
}

fn bag(base: &Tla, operator: &str, record: &Tla) -> Tla {
    Tla::binary(base, operator, &Tla::apply("SetToBag", &[Tla::set(std::slice::from_ref(record))]), Level::Sum)
}
