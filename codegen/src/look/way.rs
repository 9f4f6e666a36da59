//! The shortest way to what was seen: the levels are taken backwards, keeping the states from which it is reached in time;
//! then one path is walked forwards, taking the least event each time.

use std::collections::BTreeMap;

use super::Target;
use super::search::{Search, Step, Steps};
use crate::interpret::Interpreter;
use crate::layout::Layout;
use crate::system::{Defect, EventCode, OutputCode, System};
use crate::value::{Label, Renaming};

/// A path with what left at each step.
pub(super) struct Way<const W: usize> {
    pub(super) start: [u64; W],
    pub(super) steps: Vec<Step<W>>,
    /// Of a defect: what cannot be taken from the last state, and why.
    pub(super) defect: Option<(EventCode, Defect)>,
}

/// States from which the target is reached in time, with the fewest faults on the way.
type Kept<const W: usize> = BTreeMap<[u64; W], u32>;

/// The canonical way; `None` where the target does not show in the last level, which is a defect of the search.
pub(super) fn way<const W: usize>(search: &Search<'_, W>, target: Target) -> Option<Way<W>> {
    let kept = keep(search, target);
    let (system, judge) = (search.system, &search.judge);
    let mut names = Names::new(system);
    let mut way = Way { start: system.initial(), steps: Vec::new(), defect: None };
    let mut last = way.start;
    let mut left = *kept.first()?.get(&last)?;
    for level in &kept[1..] {
        let steps = Steps::of(system, &last).taken.into_iter();
        let kept = |step: &Step<W>| level.get(&step.state).is_some_and(|rest| rest + judge.price(step.event) == left);
        let step = names.least(steps.filter(kept))?;
        left -= judge.price(step.event);
        last = step.state;
        way.steps.push(step);
    }
    let beyond = Steps::of(system, &last);
    match target {
        Target::Step(property) => {
            let broken =
                |step: &Step<W>| judge.price(step.event) == left && !system.step_holds(property, &last, &step.state);
            way.steps.push(names.least(beyond.taken.into_iter().filter(broken))?);
        }
        Target::Defect(defect) => {
            let same = |(event, other): &(EventCode, Defect)| *other == defect && judge.price(*event) == left;
            let defects = beyond.defects.into_iter().filter(same);
            way.defect = Some(defects.min_by_key(|(event, _)| (names.of(*event, &[]), *event))?);
        }
        Target::State(_) | Target::Deadlock => {}
    }
    Some(way)
}

/// By level, the first one first.
fn keep<const W: usize>(search: &Search<'_, W>, target: Target) -> Vec<Kept<W>> {
    let mut levels = search.levels().rev();
    let last = levels.next().unwrap_or_default().iter();
    let mut kept = vec![last.filter_map(|state| Some((*state, search.cost(target, state)?))).collect::<Kept<W>>()];
    for level in levels {
        let next = kept.last().unwrap_or(&Kept::new()).clone();
        let cheapest = |state: &[u64; W]| {
            let steps = Steps::of(search.system, state).taken.into_iter();
            steps.filter_map(|step| Some(next.get(&step.state)? + search.judge.price(step.event))).min()
        };
        kept.push(level.iter().filter_map(|state| Some((*state, cheapest(state)?))).collect());
    }
    kept.reverse();
    kept
}

/// Ids are numbered as they come up on the way: that is their order.
struct Names<'a> {
    layout: &'a Layout,
    names: Renaming<'a>,
}

impl<'a> Names<'a> {
    fn new<const W: usize>(system: &'a Interpreter<W>) -> Self {
        let layout = system.layout();
        Self { layout, names: Renaming::new(layout.domain()) }
    }

    /// The least step; its ids have come up then.
    fn least<const W: usize>(&mut self, steps: impl Iterator<Item = Step<W>>) -> Option<Step<W>> {
        let key = |step: &Step<W>| (self.of(step.event, &step.outputs), step.event, step.outputs.clone(), step.state);
        let step = steps.min_by_key(key)?;
        self.names.meet(&label(self.layout, step.event, &step.outputs));
        Some(step)
    }

    /// A label by the names that its ids would have.
    fn of(&self, event: EventCode, outputs: &[OutputCode]) -> (EventCode, Vec<OutputCode>) {
        let label = self.names.clone().label(&label(self.layout, event, outputs));
        let outputs = label.outputs.iter().map(|output| self.layout.encode_output(output)).collect();
        (self.layout.encode_event(&label.event), outputs)
    }
}

pub(super) fn label(layout: &Layout, event: EventCode, outputs: &[OutputCode]) -> Label {
    let outputs = outputs.iter().map(|output| layout.decode_output(*output)).collect();
    Label { event: layout.decode_event(event), outputs }
}
