//! Reduced = unreduced: orbits, representatives and what leaves them, against renaming structured states in every way.

mod rename;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use honnin_checker::symmetry::{Reduction, Symmetry};
use honnin_codegen::interpret::{self, Interpreter};
use honnin_codegen::ir::{Ir, PropertyId, PropertyKind, Sizes, SortId};
use honnin_codegen::layout::Layout;
use honnin_codegen::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

use rename::{rename, renamings};

/// What was compared.
#[derive(Debug, PartialEq, Eq)]
pub struct Reduced {
    /// Distinct states.
    pub states: usize,
    /// Representatives.
    pub orbits: usize,
    /// What was made of each sort.
    pub sorts: Vec<Reduction>,
}

/// Compares the reduced exploration of a protocol with the full one, on every reachable state.
///
/// # Panics
/// Where they differ.
#[must_use]
pub fn assert_symmetry(ir: &Ir, sizes: &Sizes) -> Reduced {
    interpret::dispatch(ir, sizes, Comparison).expect("it fits")
}

/// As if every sort were interchangeable: whether the states of one orbit really have the same ways out.
///
/// # Panics
/// When the protocol does not fit at this scope.
#[must_use]
pub fn is_interchangeable(ir: &Ir, sizes: &Sizes, sort: SortId) -> bool {
    interpret::dispatch(ir, sizes, Exchange(sort)).expect("it fits")
}

/// What is made of each sort, without any comparison.
///
/// # Panics
/// When the protocol does not fit at this scope.
#[must_use]
pub fn reductions(ir: &Ir, sizes: &Sizes) -> Vec<Reduction> {
    interpret::dispatch(ir, sizes, Examination).expect("it fits")
}

struct Examination;

impl interpret::Visitor for Examination {
    type Output = Vec<Reduction>;

    fn visit<const W: usize>(self, system: Interpreter<W>) -> Vec<Reduction> {
        Symmetry::<W>::new(system.layout()).sorts().to_vec()
    }
}

struct Comparison;

impl interpret::Visitor for Comparison {
    type Output = Reduced;

    fn visit<const W: usize>(self, system: Interpreter<W>) -> Reduced {
        let symmetry = Symmetry::<W>::new(system.layout());
        let states = reachable(&system, |state| *state);
        let comparing = Comparing { layout: system.layout(), symmetry: &symmetry, system: &system };
        let representatives = comparing.orbits(&states);
        let reached = reachable(&system, |state| symmetry.canonical(state));
        assert_eq!(reached, representatives.values().copied().collect(), "what the reduced exploration reaches");
        for state in &states {
            let (own, other) = (comparing.outlook(state), comparing.outlook(&symmetry.canonical(state)));
            assert_eq!(own, other, "a state and its representative, at {:#?}", system.layout().decode(state));
        }
        let sorts = symmetry.sorts().to_vec();
        Reduced { states: states.len(), orbits: reached.len(), sorts }
    }
}

struct Exchange(SortId);

impl interpret::Visitor for Exchange {
    type Output = bool;

    fn visit<const W: usize>(self, system: Interpreter<W>) -> bool {
        let layout = system.layout();
        let symmetry = Symmetry::<W>::new(layout);
        let comparing = Comparing { layout, symmetry: &symmetry, system: &system };
        let states = reachable(&system, |state| *state);
        let renamings = renamings(layout, &[self.0]);
        let count = |state: &[u64; W]| comparing.outlook(state).without_successors();
        states.iter().all(|state| {
            let images = renamings.iter().map(|renaming| rename(layout, renaming, state));
            images.map(|image| count(&image)).all(|outlook| outlook == count(state))
        })
    }
}

/// What can be seen of a state and its ways out whatever the ids are called.
#[derive(Debug, PartialEq, Eq)]
struct Outlook<const W: usize> {
    holds: Vec<bool>,
    steps: Vec<(u16, u16, [u64; W], Vec<bool>)>,
    edges: Vec<(u16, Edge)>,
    defects: Vec<(u16, Defect)>,
}

impl<const W: usize> Outlook<W> {
    fn without_successors(mut self) -> Self {
        for step in &mut self.steps {
            step.2 = [0; W];
        }
        self.steps.sort();
        self
    }
}

struct Comparing<'a, const W: usize> {
    layout: &'a Layout,
    symmetry: &'a Symmetry<W>,
    system: &'a Interpreter<W>,
}

impl<const W: usize> Comparing<'_, W> {
    /// The representative of each orbit, by its least member.
    fn orbits(&self, states: &BTreeSet<[u64; W]>) -> BTreeMap<[u64; W], [u64; W]> {
        let all = (0..).map(SortId).zip(self.symmetry.sorts());
        let reduced: Vec<_> = all.filter(|(_, made)| **made == Reduction::Reduced).map(|(sort, _)| sort).collect();
        let renamings = renamings(self.layout, &reduced);
        assert_eq!(renamings.len() as u64, self.symmetry.order());
        assert_eq!(self.symmetry.is_trivial(), renamings.len() == 1);
        let mut representatives = BTreeMap::new();
        let mut sum = 0;
        for state in states {
            let images: Vec<_> = renamings.iter().map(|renaming| rename(self.layout, renaming, state)).collect();
            for (renaming, image) in renamings.iter().zip(&images) {
                assert_eq!(
                    self.symmetry.apply(renaming, state),
                    *image,
                    "{renaming:?} of {:#?}",
                    self.layout.decode(state)
                );
            }
            let orbit: BTreeSet<_> = images.into_iter().collect();
            assert!(orbit.is_subset(states), "a renamed state is reachable too");
            assert_eq!(self.symmetry.orbit(state), orbit.len() as u64, "{:#?}", self.layout.decode(state));
            let canonical = self.symmetry.canonical(state);
            assert!(orbit.contains(&canonical), "a representative is one of the orbit");
            let least = *orbit.first().expect("the state is in its orbit");
            let known = *representatives.entry(least).or_insert_with(|| {
                sum += orbit.len();
                canonical
            });
            assert_eq!(canonical, known, "one representative, at {:#?}", self.layout.decode(state));
        }
        assert_eq!(sum, states.len(), "the orbits' sizes add up to the unreduced number of states");
        representatives
    }

    fn outlook(&self, state: &[u64; W]) -> Outlook<W> {
        let mut ways =
            Ways { comparing: self, before: *state, steps: Vec::new(), edges: Vec::new(), defects: Vec::new() };
        self.system.expand(state, &mut ways);
        let Ways { mut steps, mut edges, mut defects, .. } = ways;
        steps.sort();
        edges.sort();
        defects.sort();
        let properties = self.properties(|kind| !matches!(kind, PropertyKind::LeadsTo | PropertyKind::Action));
        let holds = properties.map(|property| self.system.holds(property, state));
        let holds = holds.chain([self.system.is_final(state)]).collect();
        Outlook { holds, steps, edges, defects }
    }

    fn properties(&self, wanted: impl Fn(PropertyKind) -> bool) -> impl Iterator<Item = PropertyId> {
        let properties = self.layout.ir().properties.iter().enumerate();
        properties.filter(move |(_, property)| wanted(property.kind)).map(|(index, _)| PropertyId(index))
    }
}

struct Ways<'a, const W: usize> {
    comparing: &'a Comparing<'a, W>,
    before: [u64; W],
    steps: Vec<(u16, u16, [u64; W], Vec<bool>)>,
    edges: Vec<(u16, Edge)>,
    defects: Vec<(u16, Defect)>,
}

impl<const W: usize> Sink<W> for Ways<'_, W> {
    const LABELLED: bool = true;

    fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
        let Comparing { symmetry, system, .. } = self.comparing;
        let properties = self.comparing.properties(|kind| kind == PropertyKind::Action);
        let holds = properties.map(|property| system.step_holds(property, &self.before, next)).collect();
        self.steps.push((event.kind, event.interruption, symmetry.canonical(next), holds));
    }

    fn edge(&mut self, event: EventCode, cause: Edge) {
        self.edges.push((event.kind, cause));
    }

    fn defect(&mut self, event: EventCode, defect: Defect) {
        self.defects.push((event.kind, defect));
    }
}

fn reachable<const W: usize>(system: &Interpreter<W>, taken_for: impl Fn(&[u64; W]) -> [u64; W]) -> BTreeSet<[u64; W]> {
    let initial = taken_for(&system.initial());
    let (mut seen, mut queue) = (BTreeSet::from([initial]), VecDeque::from([initial]));
    while let Some(state) = queue.pop_front() {
        let mut next = Next(Vec::new());
        system.expand(&state, &mut next);
        for next in next.0 {
            let next = taken_for(&next);
            if seen.insert(next) {
                queue.push_back(next);
            }
        }
    }
    seen
}

struct Next<const W: usize>(Vec<[u64; W]>);

impl<const W: usize> Sink<W> for Next<W> {
    const LABELLED: bool = false;

    fn step(&mut self, _: EventCode, _: &[OutputCode], next: &[u64; W]) {
        self.0.push(*next);
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}
