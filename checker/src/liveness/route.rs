//! Shortest ways through the graph that are the same in every run: fewest steps, then fewest faults, then first in the order
//! of events, outputs and states. How states are numbered has no say.

use std::collections::HashMap;

use super::bits::Bits;
use super::graph::{Arc, Graph};
use super::label::{FAULT, Labels};
use super::watch::Watch;
use crate::control::Cause;
use crate::hunt::Step;
use crate::space::Space;
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

/// A state on the way, and whether something is owed there: what a run has seen matters, not only where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node {
    pub(super) state: u32,
    pub(super) owing: bool,
}

impl Node {
    pub(super) fn at(state: u32) -> Self {
        Self { state, owing: false }
    }

    fn index(self) -> usize {
        self.state as usize * 2 + usize::from(self.owing)
    }
}

/// A labelled step, and where it leads.
#[derive(Clone, Debug)]
pub(super) struct Leg<const W: usize> {
    pub(super) step: Step<W>,
    pub(super) label: u32,
    pub(super) to: Node,
}

/// Where to go: which edges may be taken, and which of them arrives.
pub(super) trait Quest {
    /// Where an edge leads, if it may be taken.
    fn follow(&self, from: Node, arc: Arc) -> Option<Node>;

    /// Whether an edge that may be taken is what is sought.
    fn arrives(&self, arc: Arc, to: Node) -> bool;
}

/// Finds ways.
pub(super) struct Guide<'a, const W: usize, S> {
    pub(super) system: &'a S,
    pub(super) space: &'a dyn Space<W>,
    pub(super) graph: &'a Graph<'a>,
    pub(super) labels: &'a Labels,
    pub(super) watch: &'a Watch<'a>,
}

impl<const W: usize, S: System<W>> Guide<'_, W, S> {
    /// The way from `start` to the first edge that arrives, that edge included; `None` when there is none. Time grows with
    /// the states and edges nearer than that edge.
    pub(super) fn way(&self, start: Node, quest: &impl Quest) -> Result<Option<Vec<Leg<W>>>, Cause> {
        let _held = self.watch.hold(Bits::bytes(self.graph.states() as usize * 2))?;
        let Some(levels) = self.levels(start, quest)? else { return Ok(None) };
        let costs = self.costs(&levels, quest);
        let mut legs: Vec<Leg<W>> = Vec::with_capacity(levels.len());
        for level in 0..levels.len() {
            let from = legs.last().map_or(start, |leg| leg.to);
            let left = costs[level].get(&from).copied().ok_or(Cause::Internal)?;
            let fits = |leg: &Leg<W>| {
                let arc = Arc { target: leg.to.state, label: leg.label };
                cost(&costs, level, arc, leg.to, quest) == Some(left)
            };
            legs.push(self.legs(from, quest)?.into_iter().find(fits).ok_or(Cause::Internal)?);
        }
        Ok(Some(legs))
    }

    /// The nodes by their distance, up to the nearest from which an edge arrives.
    fn levels(&self, start: Node, quest: &impl Quest) -> Result<Option<Vec<Vec<Node>>>, Cause> {
        let mut seen = Bits::new(self.graph.states() as usize * 2);
        seen.insert(start.index());
        let mut levels = vec![vec![start]];
        loop {
            self.watch.check()?;
            let (mut next, mut arrived) = (Vec::new(), false);
            for &node in levels.last().into_iter().flatten() {
                for &arc in self.graph.arcs(node.state) {
                    if let Some(to) = quest.follow(node, arc) {
                        arrived |= quest.arrives(arc, to);
                        if seen.insert(to.index()) {
                            next.push(to);
                        }
                    }
                }
            }
            if arrived {
                return Ok(Some(levels));
            }
            if next.is_empty() {
                return Ok(None);
            }
            levels.push(next);
        }
    }

    /// For each node on a shortest way, by level, the fewest faults from there on.
    fn costs(&self, levels: &[Vec<Node>], quest: &impl Quest) -> Vec<HashMap<Node, u32>> {
        let mut costs = vec![HashMap::new(); levels.len()];
        for level in (0..levels.len()).rev() {
            for &node in &levels[level] {
                let arcs = self.graph.arcs(node.state).iter();
                let ways = arcs.filter_map(|&arc| cost(&costs, level, arc, quest.follow(node, arc)?, quest));
                if let Some(least) = ways.min() {
                    costs[level].insert(node, least);
                }
            }
        }
        costs
    }

    /// What leaves a node, in order.
    fn legs(&self, from: Node, quest: &impl Quest) -> Result<Vec<Leg<W>>, Cause> {
        let mut steps = Steps::<W>(Vec::new());
        self.system.expand(&self.space.state(from.state), &mut steps);
        steps.0.sort_by(|a, b| (a.event, &a.outputs, a.state).cmp(&(b.event, &b.outputs, b.state)));
        let mut legs = Vec::with_capacity(steps.0.len());
        for step in steps.0 {
            let target = self.space.number(&step.state).ok_or(Cause::Internal)?;
            let label = self.labels.label(step.event);
            if let Some(to) = quest.follow(from, Arc { target, label }) {
                legs.push(Leg { step, label, to });
            }
        }
        Ok(legs)
    }
}

/// The fewest faults from an edge at a level on, itself included; `None` when it is on no shortest way.
fn cost(costs: &[HashMap<Node, u32>], level: usize, arc: Arc, to: Node, quest: &impl Quest) -> Option<u32> {
    let beyond = match costs.get(level + 1) {
        None => quest.arrives(arc, to).then_some(0),
        Some(next) => next.get(&to).copied(),
    };
    beyond.map(|beyond| beyond + u32::from(arc.label == FAULT))
}

struct Steps<const W: usize>(Vec<Step<W>>);

impl<const W: usize> Sink<W> for Steps<W> {
    const LABELLED: bool = true;

    fn step(&mut self, event: EventCode, outputs: &[OutputCode], next: &[u64; W]) {
        self.0.push(Step { event, outputs: outputs.to_vec(), state: *next });
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}
