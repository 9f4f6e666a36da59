//! Breadth first, level by level, until something is seen or the budget is used.

use core::ops::Range;
use std::collections::BTreeSet;

use super::index::Met;
use super::{Budget, Target, is_refuted};
use crate::interpret::Interpreter;
use crate::ir::{Ir, PropertyId, PropertyKind};
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

/// What was searched.
pub(super) struct Search<'a, const W: usize> {
    pub(super) system: &'a Interpreter<W>,
    met: Met<W>,
    /// The levels, as ranges of the states met; the last one is that in which something was seen, or that leads to it.
    levels: Vec<Range<usize>>,
    /// What was seen there.
    pub(super) seen: BTreeSet<Target>,
    pub(super) judge: Judge,
}

/// What is asked, by kind.
pub(super) struct Judge {
    states: Vec<PropertyId>,
    steps: Vec<PropertyId>,
    /// Whether a state in which nothing moves has to be a declared one.
    rests: bool,
    /// By kind of event.
    progress: Vec<bool>,
    faults: Vec<bool>,
}

impl Judge {
    fn new(ir: &Ir, scope: &str) -> Self {
        let asked = |kinds: &[PropertyKind]| -> Vec<PropertyId> {
            let all = (0..ir.properties.len()).map(PropertyId);
            all.filter(|id| kinds.contains(&ir[*id].kind) && !is_refuted(ir, *id, scope)).collect()
        };
        Self {
            states: asked(&[PropertyKind::Always, PropertyKind::Never]),
            steps: asked(&[PropertyKind::Action]),
            rests: !ir.final_states.is_empty(),
            progress: ir.events().map(|event| ir.is_progress(event)).collect(),
            faults: ir.events().map(|event| ir.is_fault(event)).collect(),
        }
    }

    /// How many faults an event is: a crash that interrupts an action is one.
    pub(super) fn price(&self, event: EventCode) -> u32 {
        let fault = self.faults.get(usize::from(event.kind)).is_some_and(|fault| *fault);
        u32::from(fault || event.interruption != 0)
    }

    fn progresses(&self, event: EventCode) -> bool {
        event.interruption == 0 && self.progress.get(usize::from(event.kind)).is_some_and(|own| *own)
    }
}

impl<'a, const W: usize> Search<'a, W> {
    pub(super) fn run(system: &'a Interpreter<W>, scope: &str, budget: Budget) -> Self {
        let judge = Judge::new(system.layout().ir(), scope);
        let mut search = Self { system, met: Met::new(), levels: Vec::new(), seen: BTreeSet::new(), judge };
        search.met.insert(&system.initial());
        let (mut level, mut transitions) = (0..1, 0);
        while !level.is_empty() {
            let end = level.end;
            search.levels.push(level.clone());
            for number in level {
                let state = search.met.states()[number];
                let mut leaving = Leaving { search: &mut search, before: state, moves: false, transitions: 0 };
                system.expand(&state, &mut leaving);
                let (moves, more) = (leaving.moves, leaving.transitions);
                transitions += more;
                search.judge_state(&state, moves);
                let spent = search.met.states().len() >= budget.states || transitions >= budget.transitions;
                if spent && number + 1 < end {
                    return search;
                }
            }
            if !search.seen.is_empty()
                || search.met.states().len() >= budget.states
                || transitions >= budget.transitions
            {
                return search;
            }
            level = end..search.met.states().len();
        }
        search
    }

    fn judge_state(&mut self, state: &[u64; W], moves: bool) {
        for index in 0..self.judge.states.len() {
            let property = self.judge.states[index];
            if !self.system.holds(property, state) {
                self.seen.insert(Target::State(property));
            }
        }
        if self.judge.rests && !moves && !self.system.is_final(state) {
            self.seen.insert(Target::Deadlock);
        }
    }

    /// The states of each level, the first one first.
    pub(super) fn levels(&self) -> impl DoubleEndedIterator<Item = &[[u64; W]]> {
        self.levels.iter().map(|level| &self.met.states()[level.clone()])
    }

    /// Whether a target shows in a state, and with how many faults: of the cheapest step that shows it.
    pub(super) fn cost(&self, target: Target, state: &[u64; W]) -> Option<u32> {
        let leaving = || Steps::of(self.system, state);
        match target {
            Target::State(property) => (!self.system.holds(property, state)).then_some(0),
            Target::Step(property) => {
                let steps = leaving().taken.into_iter();
                let broken = steps.filter(|step| !self.system.step_holds(property, state, &step.state));
                broken.map(|step| self.judge.price(step.event)).min()
            }
            Target::Deadlock => {
                let rests = !self.system.is_final(state) && !leaving().moves(&self.judge, state);
                rests.then_some(0)
            }
            Target::Defect(defect) => {
                let defects = leaving().defects.into_iter().filter(|(_, other)| *other == defect);
                defects.map(|(event, _)| self.judge.price(event)).min()
            }
        }
    }
}

/// What leaves a state while the search goes on.
struct Leaving<'s, 'a, const W: usize> {
    search: &'s mut Search<'a, W>,
    before: [u64; W],
    moves: bool,
    transitions: usize,
}

impl<const W: usize> Sink<W> for Leaving<'_, '_, W> {
    const LABELLED: bool = false;

    fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
        self.transitions += 1;
        for index in 0..self.search.judge.steps.len() {
            let property = self.search.judge.steps[index];
            if !self.search.system.step_holds(property, &self.before, next) {
                self.search.seen.insert(Target::Step(property));
            }
        }
        if *next != self.before {
            self.moves = self.moves || self.search.judge.progresses(event);
            self.search.met.insert(next);
        }
    }

    fn edge(&mut self, event: EventCode, _: Edge) {
        self.moves = self.moves || self.search.judge.progresses(event);
    }

    fn defect(&mut self, event: EventCode, defect: Defect) {
        self.moves = self.moves || self.search.judge.progresses(event);
        self.search.seen.insert(Target::Defect(defect));
    }
}

/// A transition with its label.
#[derive(Clone)]
pub(super) struct Step<const W: usize> {
    pub(super) event: EventCode,
    pub(super) outputs: Vec<OutputCode>,
    pub(super) state: [u64; W],
}

/// What leaves a state, with labels.
#[derive(Default)]
pub(super) struct Steps<const W: usize> {
    pub(super) taken: Vec<Step<W>>,
    pub(super) defects: Vec<(EventCode, Defect)>,
    edges: Vec<EventCode>,
}

impl<const W: usize> Steps<W> {
    pub(super) fn of(system: &Interpreter<W>, state: &[u64; W]) -> Self {
        let mut steps = Self::default();
        system.expand(state, &mut steps);
        steps
    }

    fn moves(&self, judge: &Judge, before: &[u64; W]) -> bool {
        let steps = self.taken.iter().filter(|step| step.state != *before).map(|step| step.event);
        let defects = self.defects.iter().map(|(event, _)| *event);
        steps.chain(defects).chain(self.edges.iter().copied()).any(|event| judge.progresses(event))
    }
}

impl<const W: usize> Sink<W> for Steps<W> {
    const LABELLED: bool = true;

    fn step(&mut self, event: EventCode, outputs: &[OutputCode], next: &[u64; W]) {
        self.taken.push(Step { event, outputs: outputs.to_vec(), state: *next });
    }

    fn edge(&mut self, event: EventCode, _: Edge) {
        self.edges.push(event);
    }

    fn defect(&mut self, event: EventCode, defect: Defect) {
        self.defects.push((event, defect));
    }
}
