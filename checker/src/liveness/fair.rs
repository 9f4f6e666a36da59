//! Fair cycles: in which components of a graph a run can stay for ever without denying anybody what fairness owes him.
//!
//! A weakly fair instance that is enabled in every state of a component and taken by no edge inside it spoils the component
//! and every part of it. A strongly fair one that is enabled somewhere and taken nowhere spoils every cycle through the
//! states where it is enabled: these are taken out, and what is left falls into components that are looked at again
//! (Streett emptiness: O. Lichtenstein and A. Pnueli, *Checking that finite state concurrent programs satisfy their linear
//! specification*, POPL 1985; E. A. Emerson and C.-L. Lei, *Modalities for model checking*, Science of Computer
//! Programming 8, 1987). Time is edges times (1 + the number of strongly fair instances) at worst.
//!
//! A single state is a component too: every state may be repeated for ever by stuttering, which takes nothing.

use std::collections::BTreeSet;

use honnin_codegen::ir::Fairness;

use super::component::{Components, Next, Tarjan};
use super::graph::{Arc, Graph};
use super::label::Labels;
use super::watch::{Held, Watch};
use crate::control::Cause;

const NONE: u32 = u32::MAX;

/// A part of the graph in which fair cycles are sought.
pub(super) struct Region<'a> {
    graph: &'a Graph<'a>,
    labels: &'a Labels,
    watch: &'a Watch<'a>,
    /// The states of the region; their positions are the nodes.
    members: Vec<u32>,
    /// The node of each state of the graph.
    nodes: Vec<u32>,
    /// The part that each node is in at the moment; parts are told apart by number.
    parts: Vec<u32>,
    part: u32,
    tarjan: Tarjan,
    tally: Tally,
    _held: Held<'a, 'a>,
}

impl<'a> Region<'a> {
    pub(super) fn new(
        graph: &'a Graph<'a>,
        labels: &'a Labels,
        watch: &'a Watch<'a>,
        members: Vec<u32>,
    ) -> Result<Self, Cause> {
        let (states, size) = (graph.states() as usize, members.len());
        let held = watch.hold(4 * states as u64 + 8 * size as u64 + Tarjan::bytes(size))?;
        let mut nodes = vec![NONE; states];
        for (node, &state) in (0..).zip(&members) {
            nodes[state as usize] = node;
        }
        let (parts, tarjan) = (vec![0; size], Tarjan::new(size));
        let tally = Tally::new(labels.len());
        Ok(Self { graph, labels, watch, members, nodes, parts, part: 0, tarjan, tally, _held: held })
    }

    /// The components of the whole region, as sets of nodes.
    pub(super) fn components(&mut self) -> Result<Components, Cause> {
        self.part += 1;
        self.parts.fill(self.part);
        let (part, all) = (self.part, 0..u32::try_from(self.members.len()).unwrap_or(NONE));
        self.tarjan_in(part, all)
    }

    /// The states of nodes.
    pub(super) fn states(&self, nodes: &[u32]) -> Vec<u32> {
        nodes.iter().map(|&node| self.members[node as usize]).collect()
    }

    /// The parts of a component in which a run can stay for ever and be fair, all of it: each is strongly connected, and
    /// every fair run that stays in the component ends up in one of them.
    pub(super) fn fair_parts(&mut self, component: &[u32], dropped: Option<u16>) -> Result<Vec<Vec<u32>>, Cause> {
        if let [node] = *component {
            let fair = !self.owed(node, dropped).any(|_| true);
            return Ok(if fair { vec![vec![node]] } else { Vec::new() });
        }
        let mut fair = Vec::new();
        let mut left = vec![component.to_vec()];
        while let Some(nodes) = left.pop() {
            let spoilt = self.spoilt(&nodes, dropped);
            if !spoilt.weak.is_empty() {
                continue;
            }
            if spoilt.strong.is_empty() {
                fair.push(nodes);
                continue;
            }
            let rest = self.without(&nodes, &spoilt.strong);
            self.part += 1;
            for &node in &rest {
                self.parts[node as usize] = self.part;
            }
            let found = self.tarjan_in(self.part, rest.iter().copied())?;
            left.extend(found.iter().map(<[u32]>::to_vec));
        }
        Ok(fair)
    }

    /// The kinds of events without whose fairness a run could stay in a component for ever, where it cannot now: each is
    /// tried by itself. Those in `known` are not tried again.
    pub(super) fn keys(&mut self, component: &[u32], known: &BTreeSet<u16>) -> Result<Vec<u16>, Cause> {
        if let [node] = *component {
            let mut kinds = self.owed(node, None).filter_map(|label| self.labels.group(label));
            let first = kinds.next().filter(|kind| !known.contains(kind) && kinds.all(|other| other == *kind));
            return Ok(first.into_iter().collect());
        }
        let spoilt = self.spoilt(component, None);
        // Each of two kinds that spoil the whole goes on doing so without the other.
        let weak: BTreeSet<u16> = spoilt.weak.iter().filter_map(|&label| self.labels.group(label)).collect();
        let candidates = match weak.len() {
            0 => spoilt.enabled.iter().filter_map(|&label| self.labels.group(label)).collect(),
            1 => weak,
            _ => return Ok(Vec::new()),
        };
        let mut keys = Vec::new();
        for kind in candidates.difference(known) {
            if !self.fair_parts(component, Some(*kind))?.is_empty() {
                keys.push(*kind);
            }
        }
        Ok(keys)
    }

    fn tarjan_in(&mut self, part: u32, nodes: impl Iterator<Item = u32> + Clone) -> Result<Components, Cause> {
        let inside = Inside { graph: self.graph, members: &self.members, nodes: &self.nodes, parts: &self.parts };
        self.tarjan.components(nodes, |node, position| inside.next(part, node, position), self.watch)
    }

    /// What fairness owes to somebody whom a run through all of a component denies it.
    fn spoilt(&mut self, component: &[u32], dropped: Option<u16>) -> Spoilt {
        self.part += 1;
        for &node in component {
            self.parts[node as usize] = self.part;
        }
        self.tally.clear();
        for &node in component {
            let state = self.members[node as usize];
            for arc in self.graph.arcs(state) {
                if arc.target != state && self.labels.fairness(arc.label, dropped) != Fairness::Unfair {
                    let inside = self
                        .nodes
                        .get(arc.target as usize)
                        .is_some_and(|&target| target != NONE && self.parts[target as usize] == self.part);
                    self.tally.see(arc.label, node, inside);
                }
            }
        }
        let mut spoilt = Spoilt { weak: Vec::new(), strong: Vec::new(), enabled: self.tally.touched.clone() };
        for &label in &self.tally.touched {
            let seen = &self.tally.seen[label as usize];
            match self.labels.fairness(label, dropped) {
                _ if seen.taken => {}
                Fairness::Weak if seen.states == component.len() => spoilt.weak.push(label),
                Fairness::Strong => spoilt.strong.push(label),
                _ => {}
            }
        }
        spoilt
    }

    /// The fair labels that are enabled at a node: a run that stops there denies them.
    fn owed(&self, node: u32, dropped: Option<u16>) -> impl Iterator<Item = u32> + '_ {
        let enabled = self.graph.enabled(self.members[node as usize]);
        enabled.filter(move |&label| self.labels.fairness(label, dropped) != Fairness::Unfair)
    }

    /// The nodes at which none of the labels is enabled.
    fn without(&self, nodes: &[u32], labels: &[u32]) -> Vec<u32> {
        let enabled = |node: u32| self.graph.enabled(self.members[node as usize]).any(|label| labels.contains(&label));
        nodes.iter().copied().filter(|&node| !enabled(node)).collect()
    }
}

/// The labels for whose sake a component is not fair, and all fair ones that are enabled in it.
struct Spoilt {
    weak: Vec<u32>,
    strong: Vec<u32>,
    enabled: Vec<u32>,
}

/// The edges inside a part of a region.
struct Inside<'a> {
    graph: &'a Graph<'a>,
    members: &'a [u32],
    nodes: &'a [u32],
    parts: &'a [u32],
}

impl Inside<'_> {
    fn next(&self, part: u32, node: u32, position: u32) -> Next {
        let Some(&Arc { target, .. }) = self.graph.arcs(self.members[node as usize]).get(position as usize) else {
            return Next::End;
        };
        match self.nodes.get(target as usize) {
            Some(&target) if target != NONE && self.parts[target as usize] == part => Next::To(target),
            _ => Next::Skip,
        }
    }
}

/// What was seen of each label in one component.
struct Tally {
    seen: Vec<Seen>,
    touched: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Seen {
    /// In how many states it is enabled, and the last of them.
    states: usize,
    last: u32,
    taken: bool,
}

const UNSEEN: Seen = Seen { states: 0, last: NONE, taken: false };

impl Tally {
    fn new(labels: usize) -> Self {
        Self { seen: vec![UNSEEN; labels], touched: Vec::new() }
    }

    fn clear(&mut self) {
        for label in self.touched.drain(..) {
            self.seen[label as usize] = UNSEEN;
        }
    }

    fn see(&mut self, label: u32, node: u32, taken: bool) {
        let seen = &mut self.seen[label as usize];
        if seen.states == 0 {
            self.touched.push(label);
        }
        if seen.last != node {
            seen.last = node;
            seen.states += 1;
        }
        seen.taken |= taken;
    }
}
