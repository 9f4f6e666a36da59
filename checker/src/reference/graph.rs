//! All states of the reference semantics, structured, and every claim judged on them the slow way: sets, maps, and nothing
//! shared with the engines but the language itself.

mod promise;

use std::collections::{BTreeMap, BTreeSet};

use honnin_codegen::evaluate::{Evaluator, Interpreted, Outcome};
use honnin_codegen::ir::query::Event as Kind;
use honnin_codegen::ir::{Ir, PropertyId, PropertyKind, Sizes};
use honnin_codegen::value::{Domain, Occurrence, State, Value};

use crate::stateright::{Target, targets};

/// An action or a drop (its message's number behind the actions), and the ids that set it apart.
type Instance = (usize, Vec<usize>);

/// All states and what leaves them, by number. Nowhere: the scope is left.
pub struct Graph<'a> {
    ir: &'a Ir,
    domain: Domain<'a>,
    variables: Vec<Vec<Value>>,
    steps: Vec<BTreeSet<(Option<usize>, Option<Instance>)>>,
    seen: BTreeSet<Target>,
}

impl<'a> Graph<'a> {
    /// Explores, and judges what a state or a step shows; `None` where somebody says stop, who is asked once for each state
    /// with the number of those that are known.
    pub fn explore(ir: &'a Ir, sizes: &'a Sizes, stop: impl Fn(usize) -> bool) -> Option<Self> {
        let evaluator = Evaluator::new(ir, sizes);
        let mut states = vec![evaluator.initial()];
        let mut numbers = BTreeMap::from([(states[0].clone(), 0)]);
        let domain = Domain { ir, sizes };
        let mut graph = Self { ir, domain, variables: Vec::new(), steps: Vec::new(), seen: BTreeSet::new() };
        while graph.steps.len() < states.len() {
            if stop(states.len()) {
                return None;
            }
            let here = states[graph.steps.len()].clone();
            let outcomes = evaluator.successors(&here);
            graph.judge(&evaluator, &here, &outcomes);
            let mut steps = BTreeSet::new();
            for outcome in outcomes {
                match outcome {
                    Outcome::Step { label, next } if next != here => {
                        let number = *numbers.entry(next).or_insert_with_key(|next| {
                            states.push(next.clone());
                            states.len() - 1
                        });
                        steps.insert((Some(number), graph.instance(&label.event)));
                    }
                    Outcome::Edge { event, .. } => {
                        steps.insert((None, graph.instance(&event)));
                    }
                    Outcome::Step { .. } | Outcome::Defect { .. } => {}
                }
            }
            graph.variables.push(here.variables);
            graph.steps.push(steps);
        }
        Some(graph)
    }

    /// How many distinct states there are.
    #[must_use]
    pub fn states(&self) -> usize {
        self.steps.len()
    }

    /// Whether a state or a step shows it: a violation, a witness, a deadlock, a defect.
    #[must_use]
    pub fn shows(&self, target: Target) -> bool {
        self.seen.contains(&target)
    }

    /// Whether a property was found to be violated; of a `#[reachable]`, whether there is a witness.
    #[must_use]
    pub fn found(&self, property: PropertyId) -> bool {
        match self.ir[property].kind {
            PropertyKind::Always | PropertyKind::Never => self.shows(Target::Violated(property)),
            PropertyKind::Reachable => self.shows(Target::Witnessed(property)),
            PropertyKind::Action => self.shows(Target::Step(property)),
            PropertyKind::LeadsTo | PropertyKind::AlwaysPossible => !self.keeps(property),
        }
    }

    fn judge(&mut self, evaluator: &Evaluator<'_, Interpreted<'_>>, here: &State, outcomes: &[Outcome]) {
        for target in targets(self.ir) {
            let shown = match target {
                Target::Violated(property) => !evaluator.holds(property, here),
                Target::Witnessed(property) => evaluator.holds(property, here),
                Target::Step(property) => outcomes.iter().any(|outcome| match outcome {
                    Outcome::Step { next, .. } => !evaluator.step_holds(property, here, next),
                    _ => false,
                }),
                Target::Deadlock => !evaluator.is_final(here) && !outcomes.iter().any(|way| self.moves(here, way)),
                Target::Defect => outcomes.iter().any(|outcome| matches!(outcome, Outcome::Defect { .. })),
                Target::GhostHolds => false,
            };
            if shown {
                self.seen.insert(target);
            }
        }
    }

    /// Whether the protocol itself goes on; a run that is cut has.
    fn moves(&self, here: &State, outcome: &Outcome) -> bool {
        let event = match outcome {
            Outcome::Step { next, .. } if next == here => return false,
            Outcome::Step { label, .. } => &label.event,
            Outcome::Edge { event, .. } | Outcome::Defect { event, .. } => event,
        };
        let kind = match &event.occurrence {
            Occurrence::Action(action, _) => Kind::Action(*action),
            Occurrence::Drop(packet) => Kind::Drop(packet.message),
            Occurrence::Lose(packet) => Kind::Lose(packet.message),
            Occurrence::Repeat(packet) => Kind::Repeat(packet.message),
            Occurrence::Drain(sort, _) => Kind::Drain(*sort),
        };
        event.interruption.is_none() && self.ir.is_progress(kind)
    }
}
