//! Properties and final states over structured states.

use super::{Bodies, Evaluator, Predicate};
use crate::ir::{PropertyId, PropertyKind};
use crate::value::{Contents, State};

impl<B: Bodies> Evaluator<'_, B> {
    /// Whether a state satisfies a state property, as [`System::holds`](crate::system::System::holds) has it: not violated
    /// here, or witnessed here. A predicate whose arithmetic leaves the naturals supports no claim.
    #[must_use]
    pub fn holds(&self, property: PropertyId, state: &State) -> bool {
        let instances = self.instances(property, state, state);
        match self.domain.ir[property].kind {
            PropertyKind::Never => instances.into_iter().all(|value| value == Some(false)),
            PropertyKind::Reachable => instances.into_iter().any(|value| value == Some(true)),
            _ => instances.into_iter().all(|value| value == Some(true)),
        }
    }

    /// Whether a transition satisfies an action property, for all ids.
    #[must_use]
    pub fn step_holds(&self, property: PropertyId, before: &State, after: &State) -> bool {
        self.instances(property, before, after).into_iter().all(|value| value == Some(true))
    }

    /// Whether a state is a declared final state, with nothing waiting but what that declaration allows.
    #[must_use]
    pub fn is_final(&self, state: &State) -> bool {
        self.domain.ir.final_states.iter().enumerate().any(|(index, declared)| {
            let predicate = Predicate::Final(index);
            self.bodies.satisfies(predicate, &[], &state.variables, &state.variables) == Some(true)
                && state.channels.iter().all(|contents| match contents {
                    Contents::Any(_) => true,
                    Contents::Bag(counts) => counts.keys().all(|packet| declared.remaining.contains(&packet.message)),
                    Contents::Fifo(queues) => {
                        queues.iter().flatten().all(|packet| declared.remaining.contains(&packet.message))
                    }
                })
        })
    }

    /// The predicate for all ids of its parameters.
    fn instances(&self, property: PropertyId, before: &State, after: &State) -> Vec<Option<bool>> {
        let declared = &self.domain.ir[property];
        let types: Vec<_> = declared.locals[..declared.parameters].iter().map(|local| &local.ty).collect();
        let predicate = Predicate::Property(property);
        let satisfied = |ids: Vec<_>| self.bodies.satisfies(predicate, &ids, &before.variables, &after.variables);
        self.domain.tuples(&types).map(satisfied).collect()
    }
}
