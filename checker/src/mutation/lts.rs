//! A protocol at a scope as a labelled transition system: every state, with all that is said of it, and every transition,
//! with all that is seen of it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use honnin_codegen::interpret::{GhostWatch, Interpreter, Promises, Visitor, dispatch};
use honnin_codegen::ir::{Ir, PropertyId, PropertyKind, Sizes};
use honnin_codegen::layout::TooWide;

use crate::gauge::is_held_by_ghosts_alone;
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

/// What is seen of a transition, or of an event that is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Label {
    /// What happened, what left, which action properties hold of it, and whether it changes anything: fairness is owed to what
    /// does.
    Step(EventCode, Box<[OutputCode]>, u64, bool),
    /// An event whose run leaves the scope.
    Edge(EventCode, Edge),
    /// An event that breaks a rule. Where in the source does not matter.
    Defect(EventCode, Broken),
}

/// A rule that is broken, wherever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Broken {
    Bound,
    Arithmetic,
    Unhandled,
    Ambiguous,
}

/// Numbers for labels, shared by the systems that are compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Alphabet(HashMap<Label, u32>);

/// Numbers for what is said of states, shared like an [`Alphabet`].
#[derive(Clone, Debug, Default)]
pub(super) struct Atoms(HashMap<Vec<u64>, u32>);

/// A labelled transition system. State 0 is the initial one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lts {
    /// By state, what the properties say of it: a number for each set of truths, from `atoms`.
    pub(super) said: Vec<u32>,
    /// By state and one more: where its arcs begin.
    pub(super) offsets: Vec<u32>,
    /// Labels and targets: by state, in the order of the labels; those of one label in the order in which they were reported.
    /// An event that is no transition leads back.
    pub(super) arcs: Vec<(u32, u32)>,
}

impl Alphabet {
    fn number(&mut self, label: Label) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(label).or_insert(next)
    }

    /// The number of a label that is known.
    pub(super) fn get(&self, label: &Label) -> Option<u32> {
        self.0.get(label).copied()
    }
}

impl Atoms {
    fn number(&mut self, said: Vec<u64>) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(said).or_insert(next)
    }

    /// The number of what has been said before.
    pub(super) fn get(&self, said: &[u64]) -> Option<u32> {
        self.0.get(said).copied()
    }
}

impl Lts {
    pub(super) fn states(&self) -> usize {
        self.said.len()
    }

    pub(super) fn arcs(&self, state: usize) -> &[(u32, u32)] {
        &self.arcs[self.offsets[state] as usize..self.offsets[state + 1] as usize]
    }
}

/// A protocol at a scope: what it does in a state, and what is said of one.
pub(super) struct Reader<const W: usize> {
    pub(super) system: Interpreter<W>,
    promises: Promises<W>,
    ghosts: Option<GhostWatch<W>>,
    steps: Vec<PropertyId>,
}

impl<const W: usize> Reader<W> {
    pub(super) fn new(system: Interpreter<W>) -> Self {
        let layout = system.layout();
        let (promises, ghosts) = (Promises::new(layout), GhostWatch::new(layout));
        let steps = (0..layout.ir().properties.len()).map(PropertyId);
        let steps = steps.filter(|id| layout.ir()[*id].kind == PropertyKind::Action).collect();
        Self { system, promises, ghosts, steps }
    }

    /// What leaves a state, as it is reported.
    pub(super) fn leaving(&self, state: &[u64; W]) -> Vec<(Label, [u64; W])> {
        let mut row = Row { system: &self.system, steps: &self.steps, before: *state, found: Vec::new() };
        self.system.expand(state, &mut row);
        row.found
    }

    /// All that any property says of a state: one truth each; of a promise two for each tuple of ids; whether it is final;
    /// whether only a ghost remembers some id.
    pub(super) fn said(&self, state: &[u64; W]) -> Vec<u64> {
        let ir = self.system.layout().ir();
        let held = self.ghosts.as_ref().is_some_and(|ghosts| is_held_by_ghosts_alone(ghosts, state));
        let mut truths = vec![self.system.is_final(state), held];
        for id in (0..ir.properties.len()).map(PropertyId) {
            match ir[id].kind {
                PropertyKind::Always | PropertyKind::Never | PropertyKind::Reachable => {
                    truths.push(self.system.holds(id, state));
                }
                PropertyKind::Action => {}
                PropertyKind::LeadsTo | PropertyKind::AlwaysPossible => {
                    for tuple in 0..self.promises.tuples(id) {
                        let said = self.promises.says(id, tuple, state);
                        truths.extend([said.trigger, said.goal]);
                    }
                }
            }
        }
        let words = truths.chunks(64);
        words.map(|bits| bits.iter().rev().fold(0, |word, bit| word << 1 | u64::from(*bit))).collect()
    }
}

/// Every state of a protocol.
pub(super) struct Explored {
    pub(super) lts: Lts,
    /// The words of every state, one state after the other.
    pub(super) states: Vec<u64>,
}

/// Explores a protocol with the interpreter, breadth first. `None` where there are more states than `most`, or it was
/// interrupted. Time and memory grow with states and transitions.
///
/// # Errors
/// When its states do not fit.
pub(super) fn explore(
    ir: &Ir,
    sizes: &Sizes,
    alphabet: &mut Alphabet,
    atoms: &mut Atoms,
    most: usize,
    interrupt: &AtomicBool,
) -> Result<Option<Explored>, TooWide> {
    dispatch(ir, sizes, Exploring { alphabet, atoms, most, interrupt })
}

struct Exploring<'a> {
    alphabet: &'a mut Alphabet,
    atoms: &'a mut Atoms,
    most: usize,
    interrupt: &'a AtomicBool,
}

impl Visitor for Exploring<'_> {
    type Output = Option<Explored>;

    fn visit<const W: usize>(self, system: Interpreter<W>) -> Option<Explored> {
        let Self { alphabet, atoms, most, interrupt } = self;
        let reader = Reader::new(system);
        let mut lts = Lts { offsets: vec![0], ..Lts::default() };
        let mut states = vec![reader.system.initial()];
        let mut numbers = HashMap::from([(states[0], 0)]);
        let mut at = 0;
        while at < states.len() {
            if states.len() > most || at % 4096 == 0 && interrupt.load(Ordering::Relaxed) {
                return None;
            }
            let start = lts.arcs.len();
            for (label, next) in reader.leaving(&states[at]) {
                let fresh = u32::try_from(states.len()).unwrap_or(u32::MAX);
                let target = *numbers.entry(next).or_insert_with(|| {
                    states.push(next);
                    fresh
                });
                lts.arcs.push((alphabet.number(label), target));
            }
            lts.arcs[start..].sort_by_key(|(label, _)| *label);
            lts.offsets.push(u32::try_from(lts.arcs.len()).unwrap_or(u32::MAX));
            lts.said.push(atoms.number(reader.said(&states[at])));
            at += 1;
        }
        Some(Explored { lts, states: states.concat() })
    }
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
        self.found.push((Label::Step(event, outputs.into(), holds, *next != self.before), *next));
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
