//! Deliveries over packed words.

use super::expansion::{Attempt, Expansion, Taken};
use super::program::{Part, Program};
use super::wire::Allowance;
use crate::ir::{ChannelId, MessageId, Otherwise};
use crate::layout::{ChannelRegion, words};
use crate::system::{Defect, Edge, EventCode, Sink};

/// A deliverable message: which, its index among the message's values, and where it lies.
#[derive(Clone, Copy)]
struct Deliverable {
    message: usize,
    index: u32,
    taken: Option<Taken>,
}

impl<K: Sink<W>, const W: usize> Expansion<'_, K, W> {
    /// Delivers every deliverable message on a channel, and lets it be lost or doubled on a bag.
    pub(super) fn channel(&mut self, channel: usize) {
        let program = self.program;
        let wire = &program.wires[channel];
        let found = |code: u64, taken| {
            let (message, index) = wire.codes[code as usize];
            Deliverable { message: usize::from(message), index, taken }
        };
        match &wire.region {
            ChannelRegion::Any(chunks) => {
                for (chunk, slot) in chunks.iter().enumerate() {
                    let mut bits = words::get(self.before, *slot);
                    while bits != 0 {
                        self.offer(found(chunk as u64 * 64 + u64::from(bits.trailing_zeros()), None));
                        bits &= bits - 1;
                    }
                }
            }
            ChannelRegion::Bag(slots) => {
                let mut last = 0;
                for (position, slot) in slots.iter().enumerate() {
                    let here = words::get(self.before, *slot);
                    if here == 0 {
                        break;
                    }
                    if core::mem::replace(&mut last, here) != here {
                        let deliverable = found(here - 1, Some(Taken { channel, lane: 0, position }));
                        self.offer(deliverable);
                        self.faults(channel, deliverable, here - 1);
                    }
                }
            }
            ChannelRegion::Fifo(lanes) => {
                for (lane, slots) in lanes.iter().enumerate() {
                    let head = slots.first().map_or(0, |head| words::get(self.before, *head));
                    if head != 0 {
                        self.offer(found(head - 1, Some(Taken { channel, lane, position: 0 })));
                    }
                }
            }
        }
    }

    /// Offers a message to each instance that may receive it.
    fn offer(&mut self, deliverable: Deliverable) {
        let incoming = &self.program.incoming[deliverable.message];
        let payload = incoming.payloads[deliverable.index as usize];
        let named = incoming.route.map(|(offset, mask)| (payload >> offset & mask) as u32);
        let (mut handled, mut awaited, mut ambiguous) = (false, false, false);
        for instance in named.map_or(0..incoming.instances, |named| named..named + 1) {
            if incoming.frailty.is_some_and(|frailty| self.is_down(frailty, instance as usize)) {
                awaited = true;
                continue;
            }
            let handlers = self.handlers(deliverable, payload, instance);
            handled |= handlers > 0;
            ambiguous |= handlers > 1;
        }
        if ambiguous {
            let defect = Defect::Ambiguous(MessageId(deliverable.message));
            self.sink.defect(self.dropped(deliverable), defect);
        }
        if !handled && !awaited {
            self.otherwise(deliverable);
        }
    }

    /// Offers a message to an instance, and says how many handlers were enabled.
    fn handlers(&mut self, deliverable: Deliverable, payload: u64, instance: u32) -> usize {
        let program = self.program;
        let incoming = &program.incoming[deliverable.message];
        let mut handlers = 0;
        for &taker in &incoming.takers {
            let action = &program.actions[taker];
            for (position, (offset, mask)) in incoming.fields.iter().enumerate() {
                self.run.scratch.locals[action.payload + position] = payload >> offset & mask;
            }
            let coded = if action.coded_me { instance * incoming.payloads.len() as u32 } else { 0 };
            let index = coded + deliverable.index;
            let attempt = Attempt { instance: instance as usize, index, taken: deliverable.taken };
            let enabled = self.choices(action, attempt);
            handlers += usize::from(enabled && action.part == Part::Handler);
        }
        handlers
    }

    /// A message that no handler is enabled for.
    fn otherwise(&mut self, deliverable: Deliverable) {
        match (self.program.incoming[deliverable.message].otherwise, deliverable.taken) {
            (Otherwise::Drop, Some(taken)) => {
                self.restart();
                self.take(taken);
                self.report_step(false, self.dropped(deliverable));
            }
            (Otherwise::Drop, None) | (Otherwise::Keep, _) => {}
            (Otherwise::Defect, _) => {
                let defect = Defect::Unhandled(MessageId(deliverable.message));
                self.sink.defect(self.dropped(deliverable), defect);
            }
        }
    }

    /// Loss and repetition of a message in a bag.
    fn faults(&mut self, channel: usize, deliverable: Deliverable, code: u64) {
        let wire = &self.program.wires[channel];
        let Some(taken) = deliverable.taken else { return };
        if self.strikes(wire.loss) {
            self.take(taken);
            self.report_step(false, self.event(1, deliverable));
        }
        if self.strikes(wire.repeat) {
            let event = self.event(2, deliverable);
            if self.send(channel, 0, code as u32) {
                self.report_step(false, event);
            } else {
                self.sink.edge(event, Edge::ChannelFull(ChannelId(channel)));
            }
        }
    }

    /// Starts a transition with one fault less to come; `false` when none is left.
    fn strikes(&mut self, allowance: Allowance) -> bool {
        self.restart();
        match allowance {
            Allowance::Never => false,
            Allowance::Unlimited => true,
            Allowance::Counted(budget) => {
                let left = budget.get(self.before);
                budget.set(&mut self.run.state, left.saturating_sub(1));
                left > 0
            }
        }
    }

    /// Puts a message on a channel; `false` when there is no room.
    pub(super) fn send(&mut self, channel: usize, lane: usize, code: u32) -> bool {
        let state = &mut self.run.state;
        match &self.program.wires[channel].region {
            ChannelRegion::Any(chunks) => {
                words::any_insert(state, chunks, code);
                true
            }
            ChannelRegion::Bag(slots) => words::bag_insert(state, slots, code),
            ChannelRegion::Fifo(lanes) => words::fifo_push(state, &lanes[lane], code),
        }
    }

    /// Takes a message off its bag or FIFO.
    pub(super) fn take(&mut self, taken: Taken) {
        match &self.program.wires[taken.channel].region {
            ChannelRegion::Any(_) => {}
            ChannelRegion::Bag(slots) => words::close_gap(&mut self.run.state, slots, taken.position),
            ChannelRegion::Fifo(lanes) => words::close_gap(&mut self.run.state, &lanes[taken.lane], 0),
        }
    }

    /// Starts a transition without outputs.
    pub(super) fn restart(&mut self) {
        self.run.state = *self.before;
        self.run.scratch.puts.clear();
    }

    fn dropped(&self, deliverable: Deliverable) -> EventCode {
        self.event(0, deliverable)
    }

    /// The number of what a channel does to a message: 0 drops, 1 loses, 2 repeats it.
    fn event(&self, what: usize, deliverable: Deliverable) -> EventCode {
        let kind = self.program.actions.len() + what * self.program.incoming.len() + deliverable.message;
        EventCode { kind: kind as u16, interruption: 0, index: deliverable.index }
    }
}

impl<const W: usize> Program<W> {
    /// Which of a FIFO's queues a message travels in; 0 for other channels.
    pub(super) fn lane(&self, message: usize, payload: u64) -> usize {
        let incoming = &self.incoming[message];
        let end = |end: Option<(u32, u64)>| end.map_or(0, |(offset, mask)| (payload >> offset & mask) as usize);
        match self.wires[incoming.channel.0].region {
            ChannelRegion::Fifo(_) => {
                end(incoming.from) * self.wires[incoming.channel.0].receivers + end(incoming.route)
            }
            _ => 0,
        }
    }
}
