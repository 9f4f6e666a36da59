//! Delivery: each deliverable message finds exactly one handler, or its `otherwise` applies; and what else may happen to
//! a message on the way.

use std::collections::BTreeSet;

use super::{Bodies, Evaluator, Outcome, report};
use crate::ir::{ActionId, ActionKind, ChannelKind, ComponentId, Otherwise, ParameterId, VariableRole};
use crate::system::Defect;
use crate::value::{Contents, Event, Label, Occurrence, Packet, State, Value};

impl<B: Bodies> Evaluator<'_, B> {
    /// Delivers each deliverable message to each instance that may receive it.
    pub(super) fn deliveries(&self, state: &State, found: &mut BTreeSet<Outcome>) {
        for packet in deliverable(state) {
            let receiver = self.domain.ir[packet.message].to.component;
            let mut handled = false;
            let mut awaited = false;
            for instance in self.receivers(&packet) {
                // Nothing is delivered to an instance that is down: what it might handle waits for it.
                if self.is_down(state, receiver, instance) {
                    awaited = true;
                    continue;
                }
                let handlers = self.offer(state, &packet, instance, found);
                handled |= handlers > 0;
                if handlers > 1 {
                    let event = Occurrence::Drop(packet.clone()).into();
                    found.insert(Outcome::Defect { event, defect: Defect::Ambiguous(packet.message) });
                }
            }
            if !handled && !awaited {
                self.otherwise(state, packet, found);
            }
        }
    }

    /// Offers a message to an instance and says how many handlers were enabled. A fault that strikes at a delivery is no
    /// handler.
    fn offer(&self, state: &State, packet: &Packet, instance: Option<usize>, found: &mut BTreeSet<Outcome>) -> usize {
        let mut handlers = 0;
        for (index, action) in self.domain.ir.actions.iter().enumerate() {
            if action.receives != Some(packet.message) {
                continue;
            }
            let types: Vec<_> = action.choices.iter().map(|&local| &action.body.locals[local].ty).collect();
            let mut enabled = false;
            for choices in self.domain.tuples(&types) {
                let me = instance.map(Value::Id);
                let arguments: Vec<_> = me.into_iter().chain(packet.fields.iter().cloned()).chain(choices).collect();
                enabled |= self.attempt(state, ActionId(index), &arguments, found);
            }
            handlers += usize::from(enabled && action.kind == ActionKind::Receive);
        }
        handlers
    }

    /// A message that no handler is enabled for.
    fn otherwise(&self, state: &State, packet: Packet, found: &mut BTreeSet<Outcome>) {
        let message = packet.message;
        let taken = !matches!(self.domain.ir[self.domain.ir[message].channel].kind, ChannelKind::Any);
        match self.domain.ir[message].otherwise {
            Otherwise::Drop if taken => {
                let mut next = state.clone();
                self.take(&mut next, &packet);
                step(Occurrence::Drop(packet), next, found);
            }
            Otherwise::Drop | Otherwise::Keep => {}
            Otherwise::Defect => {
                let event = Occurrence::Drop(packet).into();
                found.insert(Outcome::Defect { event, defect: Defect::Unhandled(message) });
            }
        }
    }

    /// The loss and the repetition of each distinct message in a bag.
    pub(super) fn channel_faults(&self, state: &State, found: &mut BTreeSet<Outcome>) {
        for (channel, contents) in self.domain.ir.channels.iter().zip(&state.channels) {
            let (ChannelKind::Bag { loss, repeat, .. }, Contents::Bag(counts)) = (channel.kind, contents) else {
                continue;
            };
            for packet in counts.keys() {
                if let Some(mut next) = self.struck(state, loss) {
                    self.take(&mut next, packet);
                    step(Occurrence::Lose(packet.clone()), next, found);
                }
                if let Some(mut next) = self.struck(state, repeat) {
                    match self.send(&mut next, packet) {
                        Ok(()) => step(Occurrence::Repeat(packet.clone()), next, found),
                        Err(stop) => report(stop, Occurrence::Repeat(packet.clone()).into(), found),
                    }
                }
            }
        }
    }

    /// The state with one fault less to come; nothing where no such fault is declared or left.
    fn struck(&self, state: &State, budget: Option<ParameterId>) -> Option<State> {
        let budget = budget.filter(|&budget| self.left(state, budget) != Some(0))?;
        let mut next = state.clone();
        self.draw(&mut next, budget);
        Some(next)
    }

    /// The instances that may receive a message: the one it names, or all.
    fn receivers(&self, packet: &Packet) -> Vec<Option<usize>> {
        let to = self.domain.ir[packet.message].to;
        match (self.domain.ir[to.component].per, to.instance) {
            (None, _) => vec![None],
            (Some(_), Some(field)) => vec![Some(packet.fields[field].as_id())],
            (Some(sort), None) => (0..self.domain.ids(sort)).map(Some).collect(),
        }
    }

    /// Whether an instance has crashed and not recovered.
    pub(super) fn is_down(&self, state: &State, component: ComponentId, instance: Option<usize>) -> bool {
        self.added(component, VariableRole::Down).is_some_and(|down| {
            let down = &state.variables[down.0];
            instance.map_or(down, |id| &down.parts()[id]).as_bool()
        })
    }
}

/// Every message on an `any` channel, each distinct one in a bag, the head of each FIFO.
fn deliverable(state: &State) -> Vec<Packet> {
    let of = |contents: &Contents| match contents {
        Contents::Any(packets) => packets.iter().cloned().collect::<Vec<_>>(),
        Contents::Bag(counts) => counts.keys().cloned().collect(),
        Contents::Fifo(queues) => queues.iter().filter_map(|queue| queue.first().cloned()).collect(),
    };
    state.channels.iter().flat_map(of).collect()
}

fn step(occurrence: Occurrence, next: State, found: &mut BTreeSet<Outcome>) {
    let label = Label { event: Event::from(occurrence), outputs: Vec::new() };
    found.insert(Outcome::Step { label, next });
}
