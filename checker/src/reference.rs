//! The reference semantics as a [`System`]: slow, and what every other system is compared with.

mod graph;

use std::sync::Arc;

use honnin_codegen::evaluate::{Evaluator, Interpreted, Outcome};
use honnin_codegen::ir::PropertyId;
use honnin_codegen::layout::Layout;

use crate::system::{OutputCode, Sink, System};

pub use graph::Graph;

/// The evaluator over packed states.
#[derive(Clone, Debug)]
pub struct Reference<const W: usize> {
    layout: Arc<Layout>,
}

impl<const W: usize> Reference<W> {
    /// Of a layout whose states have `W` words.
    #[must_use]
    pub fn new(layout: Arc<Layout>) -> Self {
        debug_assert_eq!(layout.words(), W);
        Self { layout }
    }

    fn evaluator(&self) -> Evaluator<'_, Interpreted<'_>> {
        Evaluator::new(self.layout.ir(), self.layout.sizes())
    }
}

impl<const W: usize> System<W> for Reference<W> {
    fn initial(&self) -> [u64; W] {
        self.layout.encode(&self.evaluator().initial())
    }

    fn expand<K: Sink<W>>(&self, state: &[u64; W], sink: &mut K) {
        let layout = &self.layout;
        for outcome in self.evaluator().successors(&layout.decode(state)) {
            match outcome {
                Outcome::Step { label, next } => {
                    let wanted = label.outputs.iter().filter(|_| K::LABELLED);
                    let outputs: Vec<OutputCode> = wanted.map(|output| layout.encode_output(output)).collect();
                    sink.step(layout.encode_event(&label.event), &outputs, &layout.encode(&next));
                }
                Outcome::Edge { event, cause } => sink.edge(layout.encode_event(&event), cause),
                Outcome::Defect { event, defect } => sink.defect(layout.encode_event(&event), defect),
            }
        }
    }

    fn holds(&self, property: PropertyId, state: &[u64; W]) -> bool {
        self.evaluator().holds(property, &self.layout.decode(state))
    }

    fn step_holds(&self, property: PropertyId, before: &[u64; W], after: &[u64; W]) -> bool {
        self.evaluator().step_holds(property, &self.layout.decode(before), &self.layout.decode(after))
    }

    fn is_final(&self, state: &[u64; W]) -> bool {
        self.evaluator().is_final(&self.layout.decode(state))
    }
}
