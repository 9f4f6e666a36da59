//! A run of a body over packed words: what the closures read and write.

use crate::ir::SortId;
use crate::system::{Defect, Edge};

/// A value in a body: a scalar in packed form.
pub(super) type Eval<const W: usize> = Box<dyn Fn(&mut Run<W>) -> u64 + Send + Sync>;

/// A truth value in a body.
pub(super) type Test<const W: usize> = Box<dyn Fn(&mut Run<W>) -> bool + Send + Sync>;

/// Statements. They say whether the run goes on; if not, [`Run::stop`] says why, and nothing there means refused.
pub(super) type Exec<const W: usize> = Box<dyn Fn(&mut Run<W>) -> bool + Send + Sync>;

/// Why a run that was not refused is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Edge(Edge),
    Defect(Defect),
}

/// Something put out: the number of [`OutputCode::kind`](crate::system::OutputCode), and the fields packed as in a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Put {
    pub(super) kind: u16,
    pub(super) payload: u64,
}

/// A run.
pub(super) struct Run<const W: usize> {
    /// The state read and written.
    pub(super) state: [u64; W],
    /// In an action property, the state after the step.
    pub(super) after: [u64; W],
    /// What may be reused by the next run.
    pub(super) scratch: Scratch,
    /// Why it is cut.
    pub(super) stop: Option<Stop>,
}

/// The parts of a run that live on the heap, kept from one expansion to the next.
#[derive(Default)]
pub(super) struct Scratch {
    /// Of the action, of a crash that strikes at it, of an observer, one behind the other.
    pub(super) locals: Vec<u64>,
    /// What was put out, in order.
    pub(super) puts: Vec<Put>,
    /// By sort, the ids that were free in the state expanded.
    pub(super) free: Vec<u64>,
    /// By sort, those that may be drained.
    pub(super) drainable: Vec<u64>,
    /// By sort, those that this run has not taken yet.
    pub(super) left: Vec<u64>,
    /// The choices.
    pub(super) tape: Tape,
    /// How often each counted condition was false and true, and each counted action refused and not.
    pub(super) counts: Vec<[u64; 2]>,
}

impl Scratch {
    /// Makes room for a protocol's locals and sorts.
    pub(super) fn fit(&mut self, locals: usize, sorts: usize) {
        self.locals.resize(locals, 0);
        for ids in [&mut self.free, &mut self.drainable, &mut self.left] {
            ids.clear();
            ids.resize(sorts, 0);
        }
    }
}

impl<const W: usize> Run<W> {
    /// Notes the first reason to stop. Always `false`: the run does not go on.
    #[cold]
    pub(super) fn halt(&mut self, stop: Stop) -> bool {
        self.stop.get_or_insert(stop);
        false
    }

    /// Notes a defect in an expression, which goes on with whatever it has; its statement stops.
    #[cold]
    pub(super) fn spoil(&mut self, defect: Defect) -> u64 {
        self.stop.get_or_insert(Stop::Defect(defect));
        0
    }

    /// Takes a free id; none when there is none.
    pub(super) fn fresh(&mut self, sort: SortId) -> Option<u64> {
        let left = self.scratch.left[sort.0];
        if left == 0 {
            return None;
        }
        let chosen = self.scratch.tape.choose(left.count_ones());
        let id = (0..chosen).fold(left, |left, _| left & (left - 1)).trailing_zeros();
        self.scratch.left[sort.0] &= !(1 << id);
        Some(u64::from(id))
    }
}

/// The choices of a run: what was chosen, of how many. A body is run again with the next combination until all were taken.
#[derive(Default)]
pub(super) struct Tape {
    choices: Vec<(u32, u32)>,
    position: usize,
}

impl Tape {
    /// One of `options`, of which there is at least one.
    pub(super) fn choose(&mut self, options: u32) -> u32 {
        if self.position == self.choices.len() {
            self.choices.push((0, options));
        }
        self.position += 1;
        self.choices[self.position - 1].0
    }

    /// Turns to the next combination, depth first; `false` after the last.
    pub(super) fn advance(&mut self) -> bool {
        self.position = 0;
        while let Some((chosen, options)) = self.choices.pop() {
            if chosen + 1 < options {
                self.choices.push((chosen + 1, options));
                return true;
            }
        }
        false
    }

    /// The numbers below `number` in any order.
    pub(super) fn order(&mut self, number: u64) -> Vec<u64> {
        let mut left: Vec<u64> = (0..number).collect();
        let options = |left: &Vec<u64>| u32::try_from(left.len()).unwrap_or(u32::MAX);
        (0..number).map(|_| left.remove(self.choose(options(&left)) as usize)).collect()
    }
}
