//! What one worker has counted; the sum of all workers' is what the survey reports.

use std::collections::BTreeMap;

use crate::stateright::Target;
use crate::system::{Defect, Edge};

/// Counts, all of which add up or are maxima, so that the order of workers does not matter.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// States expanded.
    pub states: u64,
    /// Transitions out of them.
    pub transitions: u64,
    /// The most steps to any of them.
    pub depth: u32,
    /// The fewest steps to a state that shows it.
    pub seen: BTreeMap<Target, u32>,
    /// States by edge.
    pub edges: BTreeMap<Edge, u64>,
    /// States by defect.
    pub defects: BTreeMap<Defect, u64>,
    /// Transitions by kind of event.
    pub taken: Vec<u64>,
    /// Maxima by gauge.
    pub used: Vec<u32>,
}

impl Tally {
    pub(super) fn new(kinds: usize, gauges: usize) -> Self {
        Self { taken: vec![0; kinds], used: vec![0; gauges], ..Self::default() }
    }

    pub(super) fn see(&mut self, target: Target, depth: u32) {
        let known = self.seen.entry(target).or_insert(depth);
        *known = depth.min(*known);
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.states += other.states;
        self.transitions += other.transitions;
        self.depth = self.depth.max(other.depth);
        for (target, depth) in &other.seen {
            self.see(*target, *depth);
        }
        add_counts(&mut self.edges, &other.edges);
        add_counts(&mut self.defects, &other.defects);
        for (sum, more) in self.taken.iter_mut().zip(&other.taken) {
            *sum += more;
        }
        for (most, more) in self.used.iter_mut().zip(&other.used) {
            *most = (*most).max(*more);
        }
    }
}

fn add_counts<K: Ord + Copy>(sum: &mut BTreeMap<K, u64>, more: &BTreeMap<K, u64>) {
    for (key, number) in more {
        *sum.entry(*key).or_default() += number;
    }
}
