//! Outputs and channels: what is put out, what observers see of it, what is taken.

use super::{Bodies, Evaluator, Stop};
use crate::ir::{ActionId, ChannelKind, Trigger};
use crate::system::Edge;
use crate::value::{Contents, Output, Packet, State, Value};

impl<B: Bodies> Evaluator<'_, B> {
    /// Delivers outputs in order; the observers of each see it as it leaves.
    pub(super) fn put_out(&self, state: &mut State, outputs: &[Output]) -> Result<(), Stop> {
        for output in outputs {
            let trigger = match output {
                Output::Effect(effect, _) => Trigger::Effect(*effect),
                Output::Message(packet) => {
                    self.send(state, packet)?;
                    Trigger::Send(packet.message)
                }
            };
            self.observe(state, trigger, output.fields())?;
        }
        Ok(())
    }

    /// Lets the observers of an input or a fault see it.
    pub(super) fn observe_action(&self, state: &mut State, id: ActionId, arguments: &[Value]) -> Result<(), Stop> {
        self.observe(state, Trigger::Action(id), arguments)
    }

    fn observe(&self, state: &mut State, trigger: Trigger, arguments: &[Value]) -> Result<(), Stop> {
        let ir = self.domain.ir;
        let mut observers: Vec<usize> = (0..ir.observers.len()).collect();
        observers.retain(|&index| ir.observers[index].trigger == trigger);
        // Observers of one trigger run in the order of names, not of the source.
        observers.sort_by_key(|&index| (&ir[ir.observers[index].component].name, &ir.observers[index].name));
        observers.into_iter().try_for_each(|index| self.bodies.observe(index, arguments, &mut state.variables))
    }

    /// Puts a message on its channel; a bag or FIFO without room is the edge of the scope.
    pub(super) fn send(&self, state: &mut State, packet: &Packet) -> Result<(), Stop> {
        let id = self.domain.ir[packet.message].channel;
        let room = match self.domain.ir[id].kind {
            ChannelKind::Any => usize::MAX,
            ChannelKind::Bag { capacity, .. } | ChannelKind::Fifo { capacity } => {
                self.domain.sizes.bound(capacity) as usize
            }
        };
        let full = Stop::Edge(Edge::ChannelFull(id));
        match &mut state.channels[id.0] {
            Contents::Any(packets) => drop(packets.insert(packet.clone())),
            Contents::Bag(counts) if counts.values().sum::<usize>() >= room => return Err(full),
            Contents::Bag(counts) => *counts.entry(packet.clone()).or_default() += 1,
            Contents::Fifo(queues) => {
                let queue = &mut queues[self.domain.lane(packet)];
                if queue.len() >= room {
                    return Err(full);
                }
                queue.push(packet.clone());
            }
        }
        Ok(())
    }

    /// Takes a deliverable message off its channel; off an `any` channel nothing is ever taken.
    pub(super) fn take(&self, state: &mut State, packet: &Packet) {
        match &mut state.channels[self.domain.ir[packet.message].channel.0] {
            Contents::Any(_) => {}
            Contents::Bag(counts) => {
                if let Some(count) = counts.get_mut(packet) {
                    *count -= 1;
                }
                counts.retain(|_, count| *count > 0);
            }
            Contents::Fifo(queues) => drop(queues[self.domain.lane(packet)].remove(0)),
        }
    }
}
