//! A compiled model as a plain `stateright::Model` with some of its properties.

use std::sync::Arc;

use honnin_checker::runtime::PropertyId;
use honnin_checker::system::{Defect, Edge, EventCode, OutputCode, Sink, System};
use stateright::{Expectation, Model, Property};

/// A compiled model with its first properties, and what is expected of them: what the checker adds (deadlocks, defects) is
/// not asked of it.
pub(crate) struct Packed<const W: usize, S>(pub(crate) Arc<S>, pub(crate) &'static [Expectation]);

impl<const W: usize, S: System<W>> Packed<W, S> {
    fn holds<const PROPERTY: usize>(&self, state: &[u64; W]) -> bool {
        self.0.holds(PropertyId(PROPERTY), state)
    }
}

impl<const W: usize, S> Clone for Packed<W, S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0), self.1)
    }
}

/// An event, with the state after it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step<const W: usize>(EventCode, [u64; W]);

impl<const W: usize, S: System<W>> Model for Packed<W, S> {
    type State = [u64; W];
    type Action = Step<W>;

    fn init_states(&self) -> Vec<Self::State> {
        vec![self.0.initial()]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        self.0.expand(state, &mut Collect(actions));
    }

    fn next_state(&self, _: &Self::State, Step(_, next): Self::Action) -> Option<Self::State> {
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let names = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"];
        let conditions = [
            Self::holds::<0>,
            Self::holds::<1>,
            Self::holds::<2>,
            Self::holds::<3>,
            Self::holds::<4>,
            Self::holds::<5>,
            Self::holds::<6>,
            Self::holds::<7>,
            Self::holds::<8>,
            Self::holds::<9>,
            Self::holds::<10>,
            Self::holds::<11>,
            Self::holds::<12>,
            Self::holds::<13>,
            Self::holds::<14>,
            Self::holds::<15>,
        ];
        let expected = self.1.iter().cloned().zip(names).zip(conditions);
        expected.map(|((expectation, name), condition)| Property { expectation, condition, name }).collect()
    }
}

struct Collect<'a, const W: usize>(&'a mut Vec<Step<W>>);

impl<const W: usize> Sink<W> for Collect<'_, W> {
    const LABELLED: bool = false;

    fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
        self.0.push(Step(event, *next));
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}
