//! A system whose type is forgotten, so that everything that explores is compiled once for each width of states and not
//! once for each model. It costs one indirect call for each transition.

use std::sync::Arc;

use honnin_codegen::ir::PropertyId;

use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

/// Any system with states of `W` words.
#[derive(Clone)]
pub struct Forgotten<const W: usize>(Arc<dyn Known<W>>);

impl<const W: usize> Forgotten<W> {
    /// Forgets the type of a system.
    pub fn new<S: System<W> + 'static>(system: S) -> Self {
        Self(Arc::new(system))
    }
}

impl<const W: usize> System<W> for Forgotten<W> {
    fn initial(&self) -> [u64; W] {
        self.0.initial_state()
    }

    #[inline]
    fn expand<K: Sink<W>>(&self, state: &[u64; W], sink: &mut K) {
        if K::LABELLED { self.0.expand_labelled(state, sink) } else { self.0.expand_bare(state, sink) }
    }

    fn holds(&self, property: PropertyId, state: &[u64; W]) -> bool {
        self.0.state_holds(property, state)
    }

    fn may_violate(&self, state: &[u64; W]) -> bool {
        self.0.state_may_violate(state)
    }

    fn step_holds(&self, property: PropertyId, before: &[u64; W], after: &[u64; W]) -> bool {
        self.0.transition_holds(property, before, after)
    }

    fn is_final(&self, state: &[u64; W]) -> bool {
        self.0.state_is_final(state)
    }
}

/// [`System`] without type parameters.
trait Known<const W: usize>: Send + Sync {
    fn initial_state(&self) -> [u64; W];
    fn expand_labelled(&self, state: &[u64; W], sink: &mut dyn Receiver<W>);
    fn expand_bare(&self, state: &[u64; W], sink: &mut dyn Receiver<W>);
    fn state_holds(&self, property: PropertyId, state: &[u64; W]) -> bool;
    fn state_may_violate(&self, state: &[u64; W]) -> bool;
    fn transition_holds(&self, property: PropertyId, before: &[u64; W], after: &[u64; W]) -> bool;
    fn state_is_final(&self, state: &[u64; W]) -> bool;
}

impl<const W: usize, S: System<W>> Known<W> for S {
    fn initial_state(&self) -> [u64; W] {
        self.initial()
    }

    fn expand_labelled(&self, state: &[u64; W], sink: &mut dyn Receiver<W>) {
        self.expand(state, &mut Forward::<true, W>(sink));
    }

    fn expand_bare(&self, state: &[u64; W], sink: &mut dyn Receiver<W>) {
        self.expand(state, &mut Forward::<false, W>(sink));
    }

    fn state_holds(&self, property: PropertyId, state: &[u64; W]) -> bool {
        self.holds(property, state)
    }

    fn state_may_violate(&self, state: &[u64; W]) -> bool {
        self.may_violate(state)
    }

    fn transition_holds(&self, property: PropertyId, before: &[u64; W], after: &[u64; W]) -> bool {
        self.step_holds(property, before, after)
    }

    fn state_is_final(&self, state: &[u64; W]) -> bool {
        self.is_final(state)
    }
}

/// [`Sink`] without constants.
trait Receiver<const W: usize> {
    fn take_step(&mut self, event: EventCode, outputs: &[OutputCode], next: &[u64; W]);
    fn take_edge(&mut self, event: EventCode, cause: Edge);
    fn take_defect(&mut self, event: EventCode, defect: Defect);
}

impl<const W: usize, K: Sink<W>> Receiver<W> for K {
    #[inline]
    fn take_step(&mut self, event: EventCode, outputs: &[OutputCode], next: &[u64; W]) {
        self.step(event, outputs, next);
    }

    fn take_edge(&mut self, event: EventCode, cause: Edge) {
        self.edge(event, cause);
    }

    fn take_defect(&mut self, event: EventCode, defect: Defect) {
        self.defect(event, defect);
    }
}

/// Hands everything on.
struct Forward<'a, const LABELLED: bool, const W: usize>(&'a mut dyn Receiver<W>);

impl<const LABELLED: bool, const W: usize> Sink<W> for Forward<'_, LABELLED, W> {
    const LABELLED: bool = LABELLED;

    #[inline]
    fn step(&mut self, event: EventCode, outputs: &[OutputCode], next: &[u64; W]) {
        self.0.take_step(event, outputs, next);
    }

    fn edge(&mut self, event: EventCode, cause: Edge) {
        self.0.take_edge(event, cause);
    }

    fn defect(&mut self, event: EventCode, defect: Defect) {
        self.0.take_defect(event, defect);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Violates something in state 1, and says so before it is asked what.
    struct Careless;

    impl System<1> for Careless {
        fn initial(&self) -> [u64; 1] {
            [0]
        }

        fn expand<K: Sink<1>>(&self, _: &[u64; 1], _: &mut K) {}

        fn holds(&self, _: PropertyId, state: &[u64; 1]) -> bool {
            *state != [1]
        }

        fn may_violate(&self, state: &[u64; 1]) -> bool {
            *state == [1]
        }

        fn step_holds(&self, _: PropertyId, _: &[u64; 1], _: &[u64; 1]) -> bool {
            true
        }

        fn is_final(&self, _: &[u64; 1]) -> bool {
            false
        }
    }

    #[test]
    fn a_forgotten_system_answers_for_all_properties_at_once_as_it_did() {
        let system = Forgotten::new(Careless);
        assert_eq!([0, 1, 2].map(|state| system.may_violate(&[state])), [false, true, false]);
    }
}
