//! The choices inside a body: it is run again and again, each time with the next combination, until all were taken.

use std::collections::BTreeSet;

use super::Stop;
use crate::ir::SortId;
use crate::system::Edge;

/// What a run of a body chooses.
#[derive(Clone, Debug)]
pub struct Tape {
    /// By sort, the ids that were free when the action started.
    free: Vec<BTreeSet<usize>>,
    /// Those that this run has not taken yet.
    left: Vec<BTreeSet<usize>>,
    /// What was chosen, of how many.
    choices: Vec<(usize, usize)>,
    /// The next choice of this run.
    position: usize,
    /// Where the fresh ids are not chosen but given: by sort, in the order in which they are taken.
    given: Option<Vec<Vec<usize>>>,
    /// How many of those this run has taken, by sort.
    taken: Vec<usize>,
}

impl Tape {
    /// Before the first run, with the ids of each sort that are free.
    #[must_use]
    pub fn new(free: Vec<BTreeSet<usize>>) -> Self {
        let taken = vec![0; free.len()];
        Self { left: free.clone(), free, choices: Vec::new(), position: 0, given: None, taken }
    }

    /// The same, with the fresh ids given instead of chosen: as a host gives them. A sort that is left out has none.
    #[must_use]
    pub fn giving(self, fresh: &[Vec<usize>]) -> Self {
        Self { given: Some(fresh.to_vec()), ..self }
    }

    /// `fresh!`: any free id that this run has not taken yet.
    ///
    /// # Errors
    /// The edge of the scope when there is none. Where ids are given, [`Stop::InUse`] when the next one is not free.
    pub fn fresh(&mut self, sort: SortId) -> Result<usize, Stop> {
        if let Some(given) = &self.given {
            let next = given.get(sort.0).and_then(|ids| ids.get(self.taken[sort.0]));
            let id = *next.ok_or(Stop::Edge(Edge::NoFreeId(sort)))?;
            self.taken[sort.0] += 1;
            return if self.left[sort.0].remove(&id) { Ok(id) } else { Err(Stop::InUse(sort)) };
        }
        let left: Vec<usize> = self.left[sort.0].iter().copied().collect();
        if left.is_empty() {
            return Err(Stop::Edge(Edge::NoFreeId(sort)));
        }
        let id = left[self.choose(left.len())];
        self.left[sort.0].remove(&id);
        Ok(id)
    }

    /// `any_order(..)`: the numbers below `number`, in any order.
    pub fn order(&mut self, number: usize) -> Vec<usize> {
        let mut left: Vec<usize> = (0..number).collect();
        (0..number).map(|_| left.remove(self.choose(left.len()))).collect()
    }

    /// One of `options`, of which there is at least one; the first one first.
    pub fn choose(&mut self, options: usize) -> usize {
        if self.position == self.choices.len() {
            self.choices.push((0, options));
        }
        self.position += 1;
        self.choices[self.position - 1].0
    }

    /// Takes an id out of the free ones: the run has it already.
    pub(super) fn exclude(&mut self, sort: SortId, id: usize) {
        self.free[sort.0].remove(&id);
        self.left[sort.0].remove(&id);
    }

    /// Turns to the next combination, depth first; `false` after the last.
    pub fn advance(&mut self) -> bool {
        self.position = 0;
        self.taken.fill(0);
        self.left.clone_from(&self.free);
        while let Some((chosen, options)) = self.choices.pop() {
            if chosen + 1 < options {
                self.choices.push((chosen + 1, options));
                return true;
            }
        }
        false
    }
}
