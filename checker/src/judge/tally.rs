//! What one worker has counted; the sum of all workers' is what a survey reports.

use std::collections::BTreeMap;

use honnin_codegen::ir::{ChannelId, MessageId, SortId, Span, VariableId};

use crate::stateright::Target;
use crate::system::{Defect, Edge};

/// Counts, all of which add up or are extremes, so that the order of workers does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// States examined.
    pub states: u64,
    /// Transitions out of them.
    pub transitions: u64,
    /// The most steps to any of them.
    pub depth: u32,
    /// By target: the fewest steps to what shows it, or [`NEVER`].
    seen: Vec<u32>,
    /// States by edge: by sort, then by channel.
    edges: Vec<u64>,
    /// By edge: after how many states it was last counted, so that it counts once in a state.
    counted: Vec<u64>,
    sorts: usize,
    /// States by defect.
    pub defects: BTreeMap<Defect, u64>,
    /// Transitions by kind of event.
    pub taken: Vec<u64>,
    /// Maxima by gauge.
    pub used: Vec<u32>,
}

/// No run is this long.
const NEVER: u32 = u32::MAX;

impl Tally {
    pub(super) fn new(targets: usize, kinds: usize, gauges: usize, (sorts, channels): (usize, usize)) -> Self {
        Self {
            seen: vec![NEVER; targets],
            taken: vec![0; kinds],
            used: vec![0; gauges],
            edges: vec![0; sorts + channels],
            counted: vec![u64::MAX; sorts + channels],
            sorts,
            ..Self::default()
        }
    }

    /// Counts an edge that the state being examined touches.
    #[inline]
    pub(super) fn touch(&mut self, edge: Edge) {
        let place = match edge {
            Edge::NoFreeId(sort) => sort.0,
            Edge::ChannelFull(channel) => self.sorts + channel.0,
        };
        if self.counted[place] != self.states {
            self.counted[place] = self.states;
            self.edges[place] += 1;
        }
    }

    /// The states that touch an edge, for each that any touches.
    pub(crate) fn edges(&self) -> BTreeMap<Edge, u64> {
        let edge = |place: usize| match place.checked_sub(self.sorts) {
            None => Edge::NoFreeId(SortId(place)),
            Some(channel) => Edge::ChannelFull(ChannelId(channel)),
        };
        let touched = self.edges.iter().enumerate().filter(|(_, states)| **states > 0);
        touched.map(|(place, states)| (edge(place), *states)).collect()
    }

    #[inline]
    pub(crate) fn has_seen(&self, target: usize) -> bool {
        self.seen[target] != NEVER
    }

    pub(super) fn see(&mut self, target: usize, depth: u32) {
        self.seen[target] = self.seen[target].min(depth);
    }

    /// What was seen, with the fewest steps.
    pub(crate) fn seen(&self, targets: &[Target]) -> BTreeMap<Target, u32> {
        targets.iter().copied().zip(self.seen.iter().copied()).filter(|(_, depth)| *depth != NEVER).collect()
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.states += other.states;
        self.transitions += other.transitions;
        self.depth = self.depth.max(other.depth);
        for (least, depth) in self.seen.iter_mut().zip(&other.seen) {
            *least = (*least).min(*depth);
        }
        for (sum, more) in self.edges.iter_mut().zip(&other.edges) {
            *sum += more;
        }
        add_counts(&mut self.defects, &other.defects);
        for (sum, more) in self.taken.iter_mut().zip(&other.taken) {
            *sum += more;
        }
        for (most, more) in self.used.iter_mut().zip(&other.used) {
            *most = (*most).max(*more);
        }
    }
}

/// For the way to another process and into a checkpoint.
impl Tally {
    pub(crate) fn words(&self) -> Vec<u64> {
        let mut words = vec![self.states, self.transitions, u64::from(self.depth)];
        words.extend(self.seen.iter().map(|depth| u64::from(*depth)));
        words.extend(&self.taken);
        words.extend(self.used.iter().map(|used| u64::from(*used)));
        words.extend(&self.edges);
        for (defect, states) in &self.defects {
            let (tag, id, span) = match *defect {
                Defect::BoundExceeded(variable, span) => (0, variable.0, span.0),
                Defect::Arithmetic(span) => (1, 0, span.0),
                Defect::Unhandled(message) => (2, message.0, 0),
                Defect::Ambiguous(message) => (3, message.0, 0),
            };
            words.extend([tag, id as u64, u64::from(span), *states]);
        }
        words
    }

    /// Adds what another one of the same protocol counted. Words that are missing are zero.
    #[expect(clippy::cast_possible_truncation, reason = "they were that narrow before")]
    pub(crate) fn add_words(&mut self, words: &[u64]) {
        let mut words = words.iter().copied();
        let mut word = || words.next().unwrap_or(0);
        let mut other = Self { states: word(), transitions: word(), depth: word() as u32, ..Self::default() };
        other.seen = self.seen.iter().map(|_| word() as u32).collect();
        other.taken = self.taken.iter().map(|_| word()).collect();
        other.used = self.used.iter().map(|_| word() as u32).collect();
        other.edges = self.edges.iter().map(|_| word()).collect();
        while let Some(tag) = words.next() {
            let mut word = || words.next().unwrap_or(0);
            let (id, span) = (word() as usize, Span(word() as u32));
            let defect = match tag {
                0 => Defect::BoundExceeded(VariableId(id), span),
                1 => Defect::Arithmetic(span),
                2 => Defect::Unhandled(MessageId(id)),
                _ => Defect::Ambiguous(MessageId(id)),
            };
            other.defects.insert(defect, word());
        }
        self.add(&other);
    }
}

fn add_counts<K: Ord + Copy>(sum: &mut BTreeMap<K, u64>, more: &BTreeMap<K, u64>) {
    for (key, number) in more {
        *sum.entry(*key).or_default() += number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_survives_the_way() {
        let blank = || Tally::new(3, 2, 1, (2, 1));
        let mut tally = blank();
        (tally.states, tally.transitions, tally.depth) = (5, 9, 2);
        tally.see(1, 2);
        tally.taken[1] = 4;
        tally.used[0] = 3;
        for edge in [Edge::NoFreeId(SortId(1)), Edge::ChannelFull(ChannelId(0)), Edge::NoFreeId(SortId(1))] {
            tally.touch(edge);
        }
        assert_eq!(tally.edges().into_values().collect::<Vec<_>>(), [1, 1], "once in a state");
        let defects = [
            Defect::BoundExceeded(VariableId(2), Span(8)),
            Defect::Arithmetic(Span(7)),
            Defect::Unhandled(MessageId(1)),
            Defect::Ambiguous(MessageId(0)),
        ];
        tally.defects.extend(defects.map(|defect| (defect, 6)));
        let mut twin = blank();
        twin.add_words(&tally.words());
        assert_eq!(twin.words(), tally.words());
        twin.add_words(&tally.words());
        let mut double = tally.clone();
        double.add(&tally);
        assert_eq!(twin.words(), double.words());
    }
}
