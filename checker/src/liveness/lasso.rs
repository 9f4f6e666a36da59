//! From a fair component to a run in steps: the shortest way into it, and a short cycle that denies nobody anything.

use std::collections::BTreeSet;

use honnin_codegen::ir::Fairness;

use super::Instance;
use super::graph::{Arc, OUTSIDE};
use super::label::{Labels, Owner};
use super::route::{Guide, Leg, Node, Quest};
use crate::control::Cause;
use crate::hunt::{Path, Step};
use crate::system::System;

/// Going wherever a predicate on nodes holds.
pub(super) struct Reach<F, G> {
    /// Whether something is owed at a state after it was, or was not, at the one before.
    pub(super) owing: F,
    pub(super) sought: G,
}

impl<F: Fn(bool, u32) -> bool, G: Fn(Node) -> bool> Quest for Reach<F, G> {
    fn follow(&self, from: Node, arc: Arc) -> Option<Node> {
        let known = arc.target != OUTSIDE && arc.target != from.state;
        known.then(|| Node { state: arc.target, owing: (self.owing)(from.owing, arc.target) })
    }

    fn arrives(&self, _: Arc, to: Node) -> bool {
        (self.sought)(to)
    }
}

/// Going round by one owner's steps alone.
struct Round<'a> {
    labels: &'a Labels,
    owner: Owner,
    home: u32,
}

impl Quest for Round<'_> {
    fn follow(&self, _: Node, arc: Arc) -> Option<Node> {
        (self.labels.owner(arc.label) == Some(self.owner) && arc.target != OUTSIDE).then(|| Node::at(arc.target))
    }

    fn arrives(&self, _: Arc, to: Node) -> bool {
        to.state == self.home
    }
}

/// Going on inside a component until a demand is met.
struct Inside<'a, F, G> {
    /// In order.
    component: &'a [u32],
    takes: F,
    stands: G,
}

impl<F: Fn(u32) -> bool, G: Fn(u32) -> bool> Quest for Inside<'_, F, G> {
    fn follow(&self, from: Node, arc: Arc) -> Option<Node> {
        (arc.target != from.state && self.component.binary_search(&arc.target).is_ok()).then(|| Node::at(arc.target))
    }

    fn arrives(&self, arc: Arc, to: Node) -> bool {
        (self.takes)(arc.label) || (self.stands)(to.state)
    }
}

impl<const W: usize, S: System<W>> Guide<'_, W, S> {
    /// The path to the nearest node that is sought, given whether something is owed at the start.
    pub(super) fn stem<F: Fn(bool, u32) -> bool, G: Fn(Node) -> bool>(
        &self,
        quest: &Reach<F, G>,
    ) -> Result<Option<(Path<W>, u32)>, Cause> {
        let initial = self.system.initial();
        let state = self.space.number(&initial).ok_or(Cause::Internal)?;
        let start = Node { state, owing: (quest.owing)(false, state) };
        let legs = if (quest.sought)(start) { Some(Vec::new()) } else { self.way(start, quest)? };
        Ok(legs.map(|legs| {
            let end = legs.last().map_or(state, |leg| leg.to.state);
            (Path { start: initial, steps: steps(legs), defect: None }, end)
        }))
    }

    /// A cycle from a state of a fair component, whose states are given in order, back to it, in which every instance that fairness protects has its turn or
    /// is not entitled to one; without steps where a run may just stop.
    ///
    /// It goes to the nearest state or step that meets one more demand until none is left, and home: at most as many ways
    /// as there are instances. With it come the weakly fair instances that are enabled on it and not taken.
    pub(super) fn cycle(&self, component: &[u32], start: u32) -> Result<(Vec<Step<W>>, Vec<Instance>), Cause> {
        let mut demands = Demands::default();
        demands.enter(self, start);
        if demands.open.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let mut legs: Vec<Leg<W>> = Vec::new();
        loop {
            let here = legs.last().map_or(start, |leg| leg.to.state);
            if demands.open.is_empty() && here == start {
                let spared = demands.spared.iter().filter_map(|&label| self.labels.instance(label)).collect();
                return Ok((steps(legs), spared));
            }
            let home = demands.open.is_empty();
            let takes = |label: u32| !home && demands.open.contains(&label);
            let stands = |state: u32| if home { state == start } else { demands.lapses(self, state) };
            let way = self.way(Node::at(here), &Inside { component, takes, stands })?.ok_or(Cause::Internal)?;
            for leg in way {
                demands.take(leg.label);
                demands.enter(self, leg.to.state);
                legs.push(leg);
            }
        }
    }

    /// The shortest cycle of one owner's steps from a state back to it.
    pub(super) fn round(&self, owner: Owner, home: u32) -> Result<Option<Vec<Step<W>>>, Cause> {
        Ok(self.way(Node::at(home), &Round { labels: self.labels, owner, home })?.map(steps))
    }

    fn fairness(&self, label: u32) -> Fairness {
        self.labels.fairness(label, None)
    }
}

fn steps<const W: usize>(legs: Vec<Leg<W>>) -> Vec<Step<W>> {
    legs.into_iter().map(|leg| leg.step).collect()
}

/// What a cycle still owes, by label.
#[derive(Default)]
struct Demands {
    open: BTreeSet<u32>,
    /// Taken, or for a weakly fair one: found disabled.
    met: BTreeSet<u32>,
    taken: BTreeSet<u32>,
    /// Weakly fair, found enabled and not taken so far.
    spared: BTreeSet<u32>,
    begun: bool,
}

impl Demands {
    /// At the first state all that is enabled is owed; afterwards no weakly fair instance can be added, since it was
    /// disabled before, and a strongly fair one is when it becomes enabled.
    fn enter<const W: usize, S: System<W>>(&mut self, guide: &Guide<'_, W, S>, state: u32) {
        let enabled: BTreeSet<u32> = guide.graph.enabled(state).collect();
        let lapsed = |label: &u32| guide.fairness(*label) == Fairness::Weak && !enabled.contains(label);
        let gone: Vec<u32> = self.open.iter().copied().filter(lapsed).collect();
        for label in gone {
            self.open.remove(&label);
            self.met.insert(label);
        }
        let weak = enabled.iter().filter(|&&label| guide.fairness(label) == Fairness::Weak);
        self.spared.extend(weak.filter(|label| !self.taken.contains(label)));
        for &label in enabled.difference(&self.met) {
            match guide.fairness(label) {
                Fairness::Strong => self.open.insert(label),
                Fairness::Weak if !self.begun => self.open.insert(label),
                _ => false,
            };
        }
        self.begun = true;
    }

    fn take(&mut self, label: u32) {
        self.open.remove(&label);
        self.spared.remove(&label);
        self.met.insert(label);
        self.taken.insert(label);
    }

    /// Whether a weakly fair instance that is owed is disabled at a state.
    fn lapses<const W: usize, S: System<W>>(&self, guide: &Guide<'_, W, S>, state: u32) -> bool {
        let weak = self.open.iter().filter(|&&label| guide.fairness(label) == Fairness::Weak);
        weak.into_iter().any(|&label| !guide.graph.enabled(state).any(|enabled| enabled == label))
    }
}
