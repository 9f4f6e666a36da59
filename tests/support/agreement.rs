//! Model = evaluator: labelled successors, properties and final states, on every reachable state of a scope.

use std::collections::{BTreeSet, VecDeque};

use honnin_codegen::evaluate::{Evaluator, Interpreted, Outcome};
use honnin_codegen::ir::{Ir, PropertyId, PropertyKind, Sizes};
use honnin_codegen::layout::Layout;
use honnin_codegen::system::{Defect, Edge, EventCode, OutputCode, Sink, System};
use honnin_codegen::value::State;

/// What was compared.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Distinct states.
    pub states: usize,
    /// Transitions.
    pub transitions: usize,
}

/// A way out of a packed state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way<const W: usize> {
    /// A transition.
    Step(EventCode, Vec<OutputCode>, [u64; W]),
    /// A run that leaves the scope.
    Edge(EventCode, Edge),
    /// A broken rule.
    Defect(EventCode, Defect),
}

/// Compares a system with the evaluator on every reachable state, or on the first `limit` of them.
///
/// # Panics
/// Where they differ, with the state in full.
#[must_use]
pub fn assert_agreement<const W: usize>(ir: &Ir, sizes: &Sizes, system: &impl System<W>, limit: usize) -> Compared {
    let layout = Layout::new(ir, sizes).expect("it fits");
    let mut walk = Walk { layout: &layout, evaluator: Evaluator::new(ir, sizes), compared: Compared::default() };
    walk.everything(system, limit);
    walk.compared
}

struct Walk<'a> {
    layout: &'a Layout,
    evaluator: Evaluator<'a, Interpreted<'a>>,
    compared: Compared,
}

impl Walk<'_> {
    fn everything<const W: usize>(&mut self, system: &impl System<W>, limit: usize) {
        let initial = self.evaluator.initial();
        assert_eq!(self.layout.encode::<W>(&initial), system.initial());
        let (mut seen, mut queue) = (BTreeSet::from([initial.clone()]), VecDeque::from([initial]));
        while let Some(state) = queue.pop_front().filter(|_| self.compared.states < limit) {
            self.compared.states += 1;
            let outcomes = self.evaluator.successors(&state);
            self.compare(&state, &outcomes, system);
            let steps = outcomes.into_iter().filter_map(|outcome| match outcome {
                Outcome::Step { next, .. } => Some(next),
                _ => None,
            });
            for next in steps {
                self.compared.transitions += 1;
                self.compare_step(&state, &next, system);
                if seen.insert(next.clone()) {
                    queue.push_back(next);
                }
            }
        }
    }

    fn compare<const W: usize>(&self, state: &State, outcomes: &[Outcome], system: &impl System<W>) {
        let packed = self.layout.encode::<W>(state);
        assert_eq!(&self.layout.decode(&packed), state, "a state that comes back changed from its packed form");
        let expected: BTreeSet<Way<W>> = outcomes.iter().map(|outcome| self.pack(outcome)).collect();
        let (mut labelled, mut bare) = (Labelled(Vec::new()), Counting(0));
        system.expand(&packed, &mut labelled);
        system.expand(&packed, &mut bare);
        let found: BTreeSet<Way<W>> = labelled.0.iter().cloned().collect();
        let (more, less): (Vec<_>, Vec<_>) =
            (found.difference(&expected).collect(), expected.difference(&found).collect());
        assert!(
            more.is_empty() && less.is_empty(),
            "too much: {more:#x?}\nmissing: {less:#x?}\nat {packed:#x?} {state:#?}"
        );
        let is_step = |way: &&Way<W>| matches!(way, Way::Step(..));
        let steps = expected.iter().filter(is_step).count();
        assert_eq!(labelled.0.iter().filter(is_step).count(), steps, "each transition comes once");
        assert_eq!(bare.0, steps, "as many transitions without labels as with");
        assert_eq!(system.is_final(&packed), self.evaluator.is_final(state));
        for property in self.properties(|kind| !matches!(kind, PropertyKind::LeadsTo | PropertyKind::Action)) {
            let expected = self.evaluator.holds(property, state);
            assert_eq!(system.holds(property, &packed), expected, "{property:?} at {state:#?}");
        }
        let violated = self
            .properties(|kind| matches!(kind, PropertyKind::Always | PropertyKind::Never))
            .any(|property| !self.evaluator.holds(property, state));
        assert!(system.may_violate(&packed) || !violated, "a violation passed over at {state:#?}");
    }

    fn compare_step<const W: usize>(&self, before: &State, after: &State, system: &impl System<W>) {
        for property in self.properties(|kind| kind == PropertyKind::Action) {
            let packed = [before, after].map(|state| self.layout.encode::<W>(state));
            let expected = self.evaluator.step_holds(property, before, after);
            assert_eq!(system.step_holds(property, &packed[0], &packed[1]), expected, "{property:?}");
        }
    }

    fn properties(&self, wanted: impl Fn(PropertyKind) -> bool) -> impl Iterator<Item = PropertyId> {
        let properties = self.layout.ir().properties.iter().enumerate();
        properties.filter(move |(_, property)| wanted(property.kind)).map(|(index, _)| PropertyId(index))
    }

    fn pack<const W: usize>(&self, outcome: &Outcome) -> Way<W> {
        match outcome {
            Outcome::Step { label, next } => {
                let outputs = label.outputs.iter().map(|output| self.layout.encode_output(output)).collect();
                Way::Step(self.layout.encode_event(&label.event), outputs, self.layout.encode(next))
            }
            Outcome::Edge { event, cause } => Way::Edge(self.layout.encode_event(event), *cause),
            Outcome::Defect { event, defect } => Way::Defect(self.layout.encode_event(event), *defect),
        }
    }
}

struct Labelled<const W: usize>(Vec<Way<W>>);

impl<const W: usize> Sink<W> for Labelled<W> {
    const LABELLED: bool = true;

    fn step(&mut self, event: EventCode, outputs: &[OutputCode], next: &[u64; W]) {
        self.0.push(Way::Step(event, outputs.to_vec(), *next));
    }

    fn edge(&mut self, event: EventCode, cause: Edge) {
        self.0.push(Way::Edge(event, cause));
    }

    fn defect(&mut self, event: EventCode, defect: Defect) {
        self.0.push(Way::Defect(event, defect));
    }
}

struct Counting(usize);

impl<const W: usize> Sink<W> for Counting {
    const LABELLED: bool = false;

    fn step(&mut self, _: EventCode, outputs: &[OutputCode], _: &[u64; W]) {
        assert!(outputs.is_empty(), "outputs that nobody wants");
        self.0 += 1;
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}
