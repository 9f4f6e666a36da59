//! A system in which one state stands for others, and the way back from its runs to those of the system itself.

use super::explorer::Explored;
use crate::hunt::{Labels, Path};
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};
use honnin_codegen::ir::PropertyId;

/// Every successor is the state that stands for it.
pub(super) struct Quotient<'a, const W: usize, S> {
    pub(super) system: &'a S,
    pub(super) explored: &'a Explored<W, S>,
}

impl<const W: usize, S: System<W> + 'static> Quotient<'_, W, S> {
    /// A run of the system itself that goes through the classes of a run of this one. `None` where there is none, which
    /// is a defect of the reduction.
    pub(super) fn lift(&self, path: &Path<W>) -> Option<Path<W>> {
        let mut lifted = Path { start: self.system.initial(), steps: Vec::new(), defect: None };
        let mut last = lifted.start;
        for class in &path.steps {
            let mut steps = Labels::of(self.system, &last).steps.into_iter();
            let step = steps.find(|step| self.explored.representative(&step.state) == class.state)?;
            last = step.state;
            lifted.steps.push(step);
        }
        Some(lifted)
    }
}

impl<const W: usize, S: System<W> + 'static> System<W> for Quotient<'_, W, S> {
    fn initial(&self) -> [u64; W] {
        self.explored.representative(&self.system.initial())
    }

    fn expand<K: Sink<W>>(&self, state: &[u64; W], sink: &mut K) {
        self.system.expand(state, &mut Classes { sink, explored: self.explored });
    }

    fn holds(&self, property: PropertyId, state: &[u64; W]) -> bool {
        self.system.holds(property, state)
    }

    fn may_violate(&self, state: &[u64; W]) -> bool {
        self.system.may_violate(state)
    }

    fn step_holds(&self, property: PropertyId, before: &[u64; W], after: &[u64; W]) -> bool {
        self.system.step_holds(property, before, after)
    }

    fn is_final(&self, state: &[u64; W]) -> bool {
        self.system.is_final(state)
    }
}

struct Classes<'a, const W: usize, S, K> {
    sink: &'a mut K,
    explored: &'a Explored<W, S>,
}

impl<const W: usize, S: System<W> + 'static, K: Sink<W>> Sink<W> for Classes<'_, W, S, K> {
    const LABELLED: bool = K::LABELLED;

    fn step(&mut self, event: EventCode, outputs: &[OutputCode], next: &[u64; W]) {
        self.sink.step(event, outputs, &self.explored.representative(next));
    }

    fn edge(&mut self, event: EventCode, cause: Edge) {
        self.sink.edge(event, cause);
    }

    fn defect(&mut self, event: EventCode, defect: Defect) {
        self.sink.defect(event, defect);
    }
}
