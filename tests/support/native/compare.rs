//! The comparison: labelled successors, properties and final states, on every reachable state of a scope.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use honnin_codegen::evaluate::{Bodies, Evaluator, Interpreted, Outcome, Predicate};
use honnin_codegen::ir::{Ir, PropertyId, PropertyKind, Sizes, Span, VariableId};
use honnin_codegen::system::Defect;
use honnin_codegen::value::{Domain, Occurrence, State, Value};

use super::Native;

/// What was compared.
#[derive(Debug, Default)]
pub struct Agreement {
    /// Distinct states.
    pub states: usize,
    /// Transitions.
    pub transitions: usize,
    /// Runs that leave the scope.
    pub edges: usize,
    /// Runs that break a rule.
    pub defects: usize,
    /// The actions that were taken at least once, by number.
    pub taken: BTreeSet<usize>,
    /// How often each property's predicate was true, and was not.
    pub answers: BTreeMap<usize, (usize, usize)>,
}

/// Compares a protocol's own bodies with the evaluator's on every reachable state, or on the `most` nearest to the start.
///
/// # Panics
/// Where they differ, with the state in full.
#[must_use]
pub fn assert_agreement(ir: &Ir, sizes: &Sizes, most: usize, bodies: &dyn honnin::native::Bodies) -> Agreement {
    let domain = Domain { ir, sizes };
    let (lowered, native) = (Interpreted::new(domain), Native::new(domain, bodies));
    let mut walk = Walk { domain, lowered, native, agreement: Agreement::default() };
    walk.states(most);
    walk.agreement
}

struct Walk<'a> {
    domain: Domain<'a>,
    lowered: Interpreted<'a>,
    native: Native<'a>,
    agreement: Agreement,
}

impl Walk<'_> {
    fn states(&mut self, most: usize) {
        let lowered = Evaluator::with_bodies(self.domain, self.lowered);
        let native = Evaluator::with_bodies(self.domain, self.native);
        let initial = lowered.initial();
        let (mut seen, mut queue) = (BTreeSet::from([initial.clone()]), VecDeque::from([initial]));
        while self.agreement.states < most
            && let Some(state) = queue.pop_front()
        {
            let (left, right) = (lowered.successors(&state), native.successors(&state));
            let (left, right) = (without_places(left), without_places(right));
            assert_eq!(left, right, "the evaluator (left) and the protocol's own bodies (right) at {state:#?}");
            self.agreement.states += 1;
            self.ask_state(&state);
            for next in left.into_iter().filter_map(|outcome| self.step(&state, outcome)) {
                if seen.insert(next.clone()) {
                    queue.push_back(next);
                }
            }
        }
    }

    fn step(&mut self, before: &State, outcome: Outcome) -> Option<State> {
        let (label, next) = match outcome {
            Outcome::Step { label, next } => (label, next),
            Outcome::Edge { .. } => {
                self.agreement.edges += 1;
                return None;
            }
            Outcome::Defect { .. } => {
                self.agreement.defects += 1;
                return None;
            }
        };
        self.agreement.transitions += 1;
        if let Occurrence::Action(action, _) = label.event.occurrence {
            self.agreement.taken.insert(action.0);
        }
        self.ask_step(before, &next);
        Some(next)
    }

    fn ask_state(&mut self, state: &State) {
        for (index, property) in self.domain.ir.properties.iter().enumerate() {
            if property.kind != PropertyKind::Action {
                self.ask(index, state, state);
            }
        }
        for index in 0..self.domain.ir.final_states.len() {
            self.both(Predicate::Final(index), &[], state, state);
        }
    }

    fn ask_step(&mut self, before: &State, after: &State) {
        for (index, property) in self.domain.ir.properties.iter().enumerate() {
            if property.kind == PropertyKind::Action {
                self.ask(index, before, after);
            }
        }
    }

    fn ask(&mut self, index: usize, before: &State, after: &State) {
        let property = &self.domain.ir.properties[index];
        let types: Vec<_> = property.locals[..property.parameters].iter().map(|local| &local.ty).collect();
        for ids in self.domain.tuples(&types) {
            let answer = self.both(Predicate::Property(PropertyId(index)), &ids, before, after);
            let (yes, no) = self.agreement.answers.entry(index).or_default();
            *if answer == Some(true) { yes } else { no } += 1;
            if property.goal.is_some() {
                self.both(Predicate::Goal(PropertyId(index)), &ids, before, after);
            }
        }
    }

    fn both(&self, predicate: Predicate, ids: &[Value], before: &State, after: &State) -> Option<bool> {
        let ask = |bodies: &dyn Bodies| bodies.satisfies(predicate, ids, &before.variables, &after.variables);
        let (lowered, native) = (ask(&self.lowered), ask(&self.native));
        assert_eq!(lowered, native, "{predicate:?} of {ids:?}, lowered (left) and native (right), at {before:#?}");
        lowered
    }
}

/// A defect without its place in the text: the two sides know it by the event, the rule and the state.
fn without_places(outcomes: Vec<Outcome>) -> BTreeSet<Outcome> {
    let place = |defect| match defect {
        Defect::BoundExceeded(..) => Defect::BoundExceeded(VariableId(0), Span(0)),
        Defect::Arithmetic(_) => Defect::Arithmetic(Span(0)),
        Defect::Unhandled(_) | Defect::Ambiguous(_) => defect,
    };
    let strip = |outcome| match outcome {
        Outcome::Defect { event, defect } => Outcome::Defect { event, defect: place(defect) },
        other => other,
    };
    outcomes.into_iter().map(strip).collect()
}
