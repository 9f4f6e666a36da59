//! A protocol at a scope as a labelled transition system: every state, with all that is said of it, and every transition,
//! with all that is seen of it.

use std::collections::HashMap;

use honnin_codegen::interpret::{Interpreter, Promises, Visitor, dispatch};
use honnin_codegen::ir::{Ir, PropertyId, PropertyKind, Sizes};
use honnin_codegen::layout::{Layout, TooWide};

use crate::sorted::dedup_from;
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

/// What is seen of a transition, or of an event that is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Label {
    /// What happened, what left, and which action properties hold of it.
    Step(EventCode, Box<[OutputCode]>, u64),
    /// An event whose run leaves the scope.
    Edge(EventCode, Edge),
    /// An event that breaks a rule. Where in the source does not matter.
    Defect(EventCode, Broken),
}

/// A rule that is broken, wherever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Broken {
    Bound,
    Arithmetic,
    Unhandled,
    Ambiguous,
}

/// Numbers for labels, shared by the systems that are compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Alphabet(HashMap<Label, u32>);

impl Alphabet {
    fn number(&mut self, label: Label) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(label).or_insert(next)
    }
}

/// A labelled transition system. State 0 is the initial one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lts {
    /// By state, what the properties say of it: a number for each set of truths, from `atoms`.
    pub(super) said: Vec<u32>,
    /// By state and one more: where its arcs begin.
    pub(super) offsets: Vec<u32>,
    /// Labels and targets: by state, sorted, without doubles. An event that is no transition leads back.
    pub(super) arcs: Vec<(u32, u32)>,
}

/// Numbers for what is said of states, shared like an [`Alphabet`].
#[derive(Clone, Debug, Default)]
pub(super) struct Atoms(HashMap<Vec<u64>, u32>);

impl Lts {
    pub(super) fn states(&self) -> usize {
        self.said.len()
    }

    pub(super) fn arcs(&self, state: usize) -> &[(u32, u32)] {
        &self.arcs[self.offsets[state] as usize..self.offsets[state + 1] as usize]
    }
}

/// Explores a protocol with the interpreter, breadth first. `None` where there are more states than `most`. Time and memory
/// grow with states and transitions.
///
/// # Errors
/// When its states do not fit.
pub(super) fn explore(
    ir: &Ir,
    sizes: &Sizes,
    alphabet: &mut Alphabet,
    atoms: &mut Atoms,
    most: usize,
) -> Result<Option<Lts>, TooWide> {
    dispatch(ir, sizes, Exploring { layout: Layout::new(ir, sizes)?, alphabet, atoms, most })
}

struct Exploring<'a> {
    layout: Layout,
    alphabet: &'a mut Alphabet,
    atoms: &'a mut Atoms,
    most: usize,
}

impl Visitor for Exploring<'_> {
    type Output = Option<Lts>;

    fn visit<const W: usize>(self, system: Interpreter<W>) -> Option<Lts> {
        let Self { layout, alphabet, atoms, most } = self;
        let promises = Promises::<W>::new(&layout);
        let ir = layout.ir();
        let steps = of_kind(ir, |kind| kind == PropertyKind::Action);
        let mut lts = Lts { offsets: vec![0], ..Lts::default() };
        let mut states = vec![system.initial()];
        let mut numbers = HashMap::from([(states[0], 0)]);
        let mut at = 0;
        while at < states.len() {
            let mut row = Row { system: &system, steps: &steps, before: states[at], found: Vec::new() };
            system.expand(&states[at], &mut row);
            let mut found = row.found;
            // The numbers of states follow from labels and states alone, so that equal systems are equal here.
            found.sort_unstable_by(|one, other| (&one.0.key(), &one.1).cmp(&(&other.0.key(), &other.1)));
            let start = lts.arcs.len();
            for (label, next) in found {
                let fresh = u32::try_from(states.len()).unwrap_or(u32::MAX);
                let target = *numbers.entry(next).or_insert_with(|| {
                    states.push(next);
                    fresh
                });
                lts.arcs.push((alphabet.number(label), target));
            }
            lts.arcs[start..].sort_unstable();
            dedup_from(&mut lts.arcs, start);
            lts.offsets.push(u32::try_from(lts.arcs.len()).unwrap_or(u32::MAX));
            lts.said.push(atoms.number(said(&system, &promises, ir, &states[at])));
            if states.len() > most {
                return None;
            }
            at += 1;
        }
        Some(lts)
    }
}

impl Atoms {
    fn number(&mut self, said: Vec<u64>) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(said).or_insert(next)
    }
}

impl Label {
    /// In what order labels come: the same whatever was seen before.
    fn key(&self) -> (u8, EventCode, &[OutputCode], u64, Option<Edge>) {
        match self {
            Self::Step(event, outputs, holds) => (0, *event, outputs, *holds, None),
            Self::Edge(event, cause) => (1, *event, &[], 0, Some(*cause)),
            Self::Defect(event, broken) => (2, *event, &[], *broken as u64, None),
        }
    }
}

fn of_kind(ir: &Ir, is: impl Fn(PropertyKind) -> bool) -> Vec<PropertyId> {
    (0..ir.properties.len()).map(PropertyId).filter(|id| is(ir[*id].kind)).collect()
}

/// All that any property says of a state: one truth each; of a promise two for each tuple of ids; whether it is final.
fn said<const W: usize>(system: &Interpreter<W>, promises: &Promises<W>, ir: &Ir, state: &[u64; W]) -> Vec<u64> {
    let mut truths = vec![system.is_final(state)];
    for id in (0..ir.properties.len()).map(PropertyId) {
        match ir[id].kind {
            PropertyKind::Always | PropertyKind::Never | PropertyKind::Reachable => {
                truths.push(system.holds(id, state));
            }
            PropertyKind::Action => {}
            PropertyKind::LeadsTo | PropertyKind::AlwaysPossible => {
                for tuple in 0..promises.tuples(id) {
                    let said = promises.says(id, tuple, state);
                    truths.extend([said.trigger, said.goal]);
                }
            }
        }
    }
    let words = truths.chunks(64);
    words.map(|bits| bits.iter().rev().fold(0, |word, bit| word << 1 | u64::from(*bit))).collect()
}

/// Collects what leaves one state.
struct Row<'r, const W: usize> {
    system: &'r Interpreter<W>,
    steps: &'r [PropertyId],
    before: [u64; W],
    found: Vec<(Label, [u64; W])>,
}

impl<const W: usize> Sink<W> for Row<'_, W> {
    const LABELLED: bool = true;

    fn step(&mut self, event: EventCode, outputs: &[OutputCode], next: &[u64; W]) {
        let holds = self.steps.iter().map(|id| self.system.step_holds(*id, &self.before, next));
        let holds = holds.fold(0, |bits, holds| bits << 1 | u64::from(holds));
        self.found.push((Label::Step(event, outputs.into(), holds), *next));
    }

    fn edge(&mut self, event: EventCode, cause: Edge) {
        self.found.push((Label::Edge(event, cause), self.before));
    }

    fn defect(&mut self, event: EventCode, defect: Defect) {
        let broken = match defect {
            Defect::BoundExceeded(..) => Broken::Bound,
            Defect::Arithmetic(_) => Broken::Arithmetic,
            Defect::Unhandled(_) => Broken::Unhandled,
            Defect::Ambiguous(_) => Broken::Ambiguous,
        };
        self.found.push((Label::Defect(event, broken), self.before));
    }
}
