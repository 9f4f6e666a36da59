//! `leads_to`: whenever the trigger, sooner or later the goal, in every fair run and for each tuple of ids.

use std::collections::BTreeSet;

use honnin_codegen::interpret::Promises;
use honnin_codegen::ir::{Ir, PropertyId};

use super::bits::Bits;
use super::fair::Region;
use super::graph::Graph;
use super::lasso::Reach;
use super::route::{Guide, Node};
use super::watch::Held;
use super::{Assumed, Claim, Counterexample, Judgement, Lasso, Outcome, Run};
use crate::control::{Cause, Progress};
use crate::system::System;

/// A promise, and what states say of it.
pub(super) struct Claimed<'a, const W: usize> {
    pub(super) promises: &'a Promises<W>,
    pub(super) property: PropertyId,
    pub(super) ir: &'a Ir,
    /// Whether it is wanted what it rests on.
    pub(super) needs: bool,
}

/// What the states say for one tuple of ids.
pub(super) struct Marks {
    /// The trigger holds and the goal does not.
    pub(super) unmet: Bits,
    pub(super) goal: Bits,
    /// In how many states the trigger holds.
    pub(super) asked: u64,
}

impl<const W: usize> Claimed<'_, W> {
    pub(super) fn tuples(&self) -> u64 {
        self.promises.tuples(self.property)
    }

    pub(super) fn ids(&self, tuple: u64) -> Vec<u64> {
        self.promises.ids(self.property, tuple)
    }

    pub(super) fn announce(&self, progress: &dyn Progress) {
        progress.phase(&format!("judging {}", self.ir[self.property].name));
    }

    /// Asks every state.
    pub(super) fn marks<S: System<W>>(
        &self,
        guide: &Guide<'_, W, S>,
        tuple: u64,
        progress: &dyn Progress,
    ) -> Result<Marks, Cause> {
        let states = guide.space.len();
        let (mut unmet, mut goal) = (Bits::new(states as usize), Bits::new(states as usize));
        let mut asked = 0;
        for number in 0..states {
            if number % (1 << 16) == 0 {
                guide.watch.check()?;
                progress.examined(u64::from(number));
            }
            let said = self.promises.says(self.property, tuple, &guide.space.state(number));
            asked += u64::from(said.trigger);
            if said.goal {
                goal.insert(number as usize);
            } else if said.trigger {
                unmet.insert(number as usize);
            }
        }
        Ok(Marks { unmet, goal, asked })
    }
}

/// What is known of a `leads_to` after some of its tuples.
#[derive(Default)]
pub(super) struct Known<const W: usize> {
    worst: Option<Counterexample<W>>,
    pub(super) needs: BTreeSet<u16>,
    asked: u64,
    owed: u64,
}

/// Judges it for every tuple; of several counterexamples the shortest is kept, and the first of those.
pub(super) fn judge<const W: usize, S: System<W>>(
    guide: &Guide<'_, W, S>,
    claim: &Claimed<'_, W>,
    progress: &dyn Progress,
) -> Result<Judgement<W>, Cause> {
    claim.announce(progress);
    let states = guide.graph.states() as usize;
    let _held = guide.watch.hold(4 * Bits::bytes(states))?;
    let mut known = Known::default();
    let mut cut = Bits::new(states);
    for tuple in 0..claim.tuples() {
        let marks = claim.marks(guide, tuple, progress)?;
        if let Some(run) = one(guide, &marks, &mut known, &mut cut, claim.needs)? {
            let shorter = known.worst.as_ref().is_none_or(|worst| run.len() < worst.run.len());
            if shorter {
                known.worst = Some(Counterexample { ids: claim.ids(tuple), run });
            }
        }
    }
    let outcome = known.worst.map_or_else(
        || {
            let needs = known.needs.iter().filter_map(|&kind| claim.ir.event(kind)).collect();
            Outcome::Holds(Assumed { needs, without_fairness: known.owed == 0, asked: known.asked, owed: known.owed })
        },
        Outcome::Violated,
    );
    Ok(Judgement { claim: Claim::Property(claim.property), outcome, cut: cut.len() })
}

/// Judges it for one tuple.
pub(super) fn one<const W: usize, S: System<W>>(
    guide: &Guide<'_, W, S>,
    marks: &Marks,
    known: &mut Known<W>,
    cut: &mut Bits,
    needs: bool,
) -> Result<Option<Run<W>>, Cause> {
    known.asked += marks.asked;
    let (owing, _held) = owing(guide, marks)?;
    if owing.is_empty() {
        return Ok(None);
    }
    known.owed += owing.len() as u64;
    for &state in owing.iter().filter(|&&state| guide.graph.leaves(state)) {
        cut.insert(state as usize);
    }
    let mut region = Region::new(guide.graph, guide.labels, guide.watch, owing)?;
    let components = region.components()?;
    let mut fair = Vec::new();
    for component in components.iter() {
        for part in region.fair_parts(component, None)? {
            fair.push(region.states(&part));
        }
    }
    if !fair.is_empty() {
        return lasso(guide, marks, fair).map(Some);
    }
    if needs && known.worst.is_none() {
        for component in components.iter() {
            let keys = region.keys(component, &known.needs)?;
            known.needs.extend(keys);
        }
    }
    Ok(None)
}

/// The states in which something is owed: those that an unmet trigger leads to without the goal.
fn owing<'a, const W: usize, S: System<W>>(
    guide: &Guide<'a, W, S>,
    marks: &Marks,
) -> Result<(Vec<u32>, Held<'a, 'a>), Cause> {
    let graph: &Graph<'_> = guide.graph;
    let mut seen = marks.unmet.clone();
    let mut stack: Vec<u32> = seen.iter().collect();
    while let Some(state) = stack.pop() {
        for arc in graph.moves(state) {
            if !marks.goal.contains(arc.target as usize) && seen.insert(arc.target as usize) {
                stack.push(arc.target);
            }
        }
    }
    let held = guide.watch.hold(4 * seen.len())?;
    Ok((seen.iter().collect(), held))
}

/// The shortest way into a fair part, and a cycle there.
fn lasso<const W: usize, S: System<W>>(
    guide: &Guide<'_, W, S>,
    marks: &Marks,
    mut fair: Vec<Vec<u32>>,
) -> Result<Run<W>, Cause> {
    let mut targets = Bits::new(guide.graph.states() as usize);
    for part in &mut fair {
        part.sort_unstable();
        for &state in &*part {
            targets.insert(state as usize);
        }
    }
    let quest = Reach {
        owing: |owing: bool, state: u32| {
            let state = state as usize;
            marks.unmet.contains(state) || (owing && !marks.goal.contains(state))
        },
        sought: |node: Node| node.owing && targets.contains(node.state as usize),
    };
    let (stem, end) = guide.stem(&quest)?.ok_or(Cause::Internal)?;
    let part = fair.iter().find(|part| part.binary_search(&end).is_ok()).ok_or(Cause::Internal)?;
    let (cycle, spared) = guide.cycle(part, end)?;
    Ok(Run::Lasso(Lasso { stem, cycle, spared, alone: None }))
}
