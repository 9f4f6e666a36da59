//! Which refusals an exploration has seen: the others are news in production.

use honnin_codegen::ir::{ActionId, ActionKind};
use honnin_codegen::value::{Packet, Value};

use super::{Reach, Role};

impl Role<'_> {
    /// For each [requirement](honnin_codegen::ir::Ir::requirements_of) of the role, whether it said no in some state that the
    /// protocol reaches: to an input or a fault, which may come at any time, with any arguments; to a timer, which may go
    /// off too late; to a message that is on its way there and that nobody else takes.
    #[must_use]
    pub fn seen(&self, reach: &Reach) -> Vec<bool> {
        let mut seen = vec![false; self.sites()];
        let ir = self.domain().ir;
        let offered: Vec<(ActionId, Vec<Value>)> = ir
            .machine_actions_of(self.component)
            .filter(|&id| {
                let kind = &ir[id].kind;
                matches!(kind, ActionKind::Input { .. } | ActionKind::Fault { .. } | ActionKind::Timeout { .. })
            })
            .flat_map(|id| self.arguments(id).into_iter().map(move |arguments| (id, arguments)))
            .collect();
        for (local, packets) in &reach.locals {
            let variables = self.whole(local);
            for (action, arguments) in &offered {
                self.note(*action, arguments, &variables, &mut seen);
            }
            for packet in packets {
                for to in self.receivers(packet) {
                    self.note_message(to, packet, &variables, &mut seen);
                }
            }
        }
        seen
    }

    fn note(&self, action: ActionId, arguments: &[Value], variables: &[Value], seen: &mut [bool]) {
        let number = self.local.refusal(action, arguments, variables, &[]);
        if let Some(site) = number.and_then(|number| self.site(action, number)) {
            seen[site] = true;
        }
    }

    /// A message that nobody takes is refused by each of its handlers.
    fn note_message(&self, to: Option<usize>, packet: &Packet, variables: &[Value], seen: &mut [bool]) {
        let offered = self.handlings(to, packet);
        if !offered.iter().any(|(action, arguments)| self.is_enabled(*action, arguments, variables)) {
            for (action, arguments) in &offered {
                self.note(*action, arguments, variables, seen);
            }
        }
    }

    /// Each handler of a message with each of its arguments.
    pub(super) fn handlings(&self, to: Option<usize>, packet: &Packet) -> Vec<(ActionId, Vec<Value>)> {
        let ir = self.domain().ir;
        let handlers = ir.handlers_of(packet.message);
        let each = handlers.flat_map(|action| {
            let types: Vec<_> = ir[action].choices.iter().map(|&of| &ir[action].body.locals[of].ty).collect();
            self.domain().tuples(&types).map(move |choices| {
                let me = to.map(Value::Id).into_iter();
                (action, me.chain(packet.fields.iter().cloned()).chain(choices).collect())
            })
        });
        each.collect()
    }
}
