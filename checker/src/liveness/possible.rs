//! `always_possible`: from every state the goal can still be reached. Fairness plays no part.

use super::bits::Bits;
use super::component::{Components, Next, Tarjan};
use super::graph::OUTSIDE;
use super::lasso::Reach;
use super::promise::{Claimed, Marks};
use super::route::{Guide, Node};
use super::watch::Held;
use super::{Assumed, Claim, Counterexample, Judgement, Outcome, Run};
use crate::control::{Cause, Progress};
use crate::hunt::Path;
use crate::system::System;

/// The components of the whole graph, each after all that it leads to.
pub(super) struct Order<'a> {
    components: Components,
    _held: Held<'a, 'a>,
}

pub(super) fn order<'a, const W: usize, S: System<W>>(guide: &Guide<'a, W, S>) -> Result<Order<'a>, Cause> {
    let states = guide.graph.states();
    let held = guide.watch.hold(8 * u64::from(states))?;
    let _tarjan = guide.watch.hold(Tarjan::bytes(states as usize))?;
    let next = |state: u32, position: u32| match guide.graph.arcs(state).get(position as usize) {
        None => Next::End,
        Some(arc) if arc.target == OUTSIDE => Next::Skip,
        Some(arc) => Next::To(arc.target),
    };
    let components = Tarjan::new(states as usize).components(0..states, next, guide.watch)?;
    Ok(Order { components, _held: held })
}

/// Judges it for every tuple; of several counterexamples the shortest is kept, and the first of those.
pub(super) fn judge<const W: usize, S: System<W>>(
    guide: &Guide<'_, W, S>,
    claim: &Claimed<'_, W>,
    order: Option<&Order<'_>>,
    progress: &dyn Progress,
) -> Result<Judgement<W>, Cause> {
    claim.announce(progress);
    let order = order.ok_or(Cause::Internal)?;
    let states = guide.graph.states() as usize;
    let _held = guide.watch.hold(6 * Bits::bytes(states))?;
    let mut worst: Option<Counterexample<W>> = None;
    let (mut cut, mut asked, mut owed) = (Bits::new(states), 0, 0);
    for tuple in 0..claim.tuples() {
        let marks = claim.marks(guide, tuple, progress)?;
        asked += marks.asked;
        owed += marks.unmet.len();
        if let Some(path) = one(guide, order, &marks, &mut cut)? {
            let shorter = worst.as_ref().is_none_or(|worst| path.steps.len() < worst.run.len());
            if shorter {
                worst = Some(Counterexample { ids: claim.ids(tuple), run: Run::Lost(path) });
            }
        }
    }
    let assumed = Assumed { needs: Vec::new(), without_fairness: true, asked, owed };
    let outcome = worst.map_or(Outcome::Holds(assumed), Outcome::Violated);
    Ok(Judgement { claim: Claim::Property(claim.property), outcome, cut: cut.len() })
}

/// Judges it for one tuple. Where the goal can be reached outside the scope only is added to `cut`.
pub(super) fn one<const W: usize, S: System<W>>(
    guide: &Guide<'_, W, S>,
    order: &Order<'_>,
    marks: &Marks,
    cut: &mut Bits,
) -> Result<Option<Path<W>>, Cause> {
    let inside = leading(guide, order, |state| marks.goal.contains(state as usize));
    let outside = leading(guide, order, |state| guide.graph.leaves(state));
    let mut lost = Bits::new(guide.graph.states() as usize);
    for state in 0..guide.graph.states() as usize {
        if !inside.contains(state) {
            if outside.contains(state) {
                cut.insert(state)
            } else {
                lost.insert(state)
            };
        }
    }
    if lost.is_empty() {
        return Ok(None);
    }
    let sought = |node: Node| lost.contains(node.state as usize);
    let (path, _) = guide.stem(&Reach { owing: |_, _| false, sought })?.ok_or(Cause::Internal)?;
    Ok(Some(path))
}

/// The states that lead to one that is sought, itself included.
fn leading<const W: usize, S: System<W>>(
    guide: &Guide<'_, W, S>,
    order: &Order<'_>,
    sought: impl Fn(u32) -> bool,
) -> Bits {
    let mut found = Bits::new(guide.graph.states() as usize);
    for component in order.components.iter() {
        let leads =
            |&state: &u32| sought(state) || guide.graph.moves(state).any(|arc| found.contains(arc.target as usize));
        if component.iter().any(leads) {
            for &state in component {
                found.insert(state as usize);
            }
        }
    }
    found
}
