//! `polling-ends`: no cycle consists of one role's steps alone, so whoever takes its steps one after the other gets done.

use super::bits::Bits;
use super::component::{Components, Next, Tarjan};
use super::label::Owner;
use super::lasso::Reach;
use super::route::{Guide, Node};
use super::{Assumed, Claim, Counterexample, Judgement, Lasso, Outcome, Run};
use crate::control::Cause;
use crate::system::System;

/// Judges it. In one pass over all steps together nothing is found in most protocols; only then does each owner need its
/// own.
pub(super) fn judge<const W: usize, S: System<W>>(guide: &Guide<'_, W, S>) -> Result<Judgement<W>, Cause> {
    let states = guide.graph.states() as usize;
    let _held = guide.watch.hold(Tarjan::bytes(states) + 8 * states as u64)?;
    let mut tarjan = Tarjan::new(states);
    let mut circling: Vec<(Owner, Bits)> = Vec::new();
    if !circles(guide, &mut tarjan, |owner| owner.is_some())?.is_empty() {
        for owner in guide.labels.owners() {
            let states = circles(guide, &mut tarjan, |other| other == Some(owner))?;
            if !states.is_empty() {
                circling.push((owner, states));
            }
        }
    }
    let outcome = match run(guide, &circling)? {
        None => Outcome::Holds(Assumed { without_fairness: true, ..Assumed::default() }),
        Some(run) => Outcome::Violated(Counterexample { ids: Vec::new(), run }),
    };
    Ok(Judgement { claim: Claim::PollingEnds, outcome, cut: 0 })
}

/// The states on cycles of steps whose owner is allowed.
fn circles<const W: usize, S: System<W>>(
    guide: &Guide<'_, W, S>,
    tarjan: &mut Tarjan,
    allowed: impl Fn(Option<Owner>) -> bool,
) -> Result<Bits, Cause> {
    let states = guide.graph.states();
    let next = |state: u32, position: u32| match guide.graph.arcs(state).get(position as usize) {
        None => Next::End,
        // What leaves the scope has no state to go to.
        Some(arc) if arc.target < states && allowed(guide.labels.owner(arc.label)) => Next::To(arc.target),
        Some(_) => Next::Skip,
    };
    let components: Components = tarjan.components(0..states, next, guide.watch)?;
    let mut found = Bits::new(states as usize);
    for component in components.iter() {
        let stays = |&state: &u32| {
            let arcs = guide.graph.arcs(state).iter();
            arcs.into_iter().any(|arc| arc.target == state && allowed(guide.labels.owner(arc.label)))
        };
        if component.len() > 1 || component.iter().any(stays) {
            for &state in component {
                found.insert(state as usize);
            }
        }
    }
    Ok(found)
}

/// The nearest of those states, and the shortest cycle there; the first owner's where several go round equally short.
fn run<const W: usize, S: System<W>>(
    guide: &Guide<'_, W, S>,
    circling: &[(Owner, Bits)],
) -> Result<Option<Run<W>>, Cause> {
    let sought = |node: Node| circling.iter().any(|(_, states)| states.contains(node.state as usize));
    if circling.is_empty() {
        return Ok(None);
    }
    let (stem, end) = guide.stem(&Reach { owing: |_, _| false, sought })?.ok_or(Cause::Internal)?;
    let mut best: Option<Lasso<W>> = None;
    for (owner, _) in circling.iter().filter(|(_, states)| states.contains(end as usize)) {
        let cycle = guide.round(*owner, end)?.ok_or(Cause::Internal)?;
        if best.as_ref().is_none_or(|best| cycle.len() < best.cycle.len()) {
            best = Some(Lasso { stem: stem.clone(), cycle, spared: Vec::new(), alone: Some(*owner) });
        }
    }
    Ok(best.map(Run::Lasso))
}
