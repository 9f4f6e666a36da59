//! The path that the kept states leave open, walked from the initial state with labels.

use std::sync::Arc;

use honnin_codegen::layout::Layout;
use honnin_codegen::value::{Label, Renaming};

use super::backward::Kept;
use super::reduction::Reduction;
use crate::hunt::{Labels, Path, Step};
use crate::judge::Judge;
use crate::stateright::Target;
use crate::system::{EventCode, OutputCode, System};

/// Walks from the initial state through `kept`, level by level, to what shows `target`. `None` if there is no such path,
/// which is a defect of the engine.
pub(super) fn walk<const W: usize, S: System<W>>(
    judge: &Judge<W, S>,
    reduction: &Reduction<W>,
    layout: Option<&Arc<Layout>>,
    target: Target,
    kept: &[Kept<W>],
) -> Option<Path<W>> {
    let mut path = Path { start: judge.system.initial(), steps: Vec::new(), defect: None };
    let mut names = Names { layout: layout.map(|layout| (&**layout, Renaming::new(layout.domain()))) };
    let mut last = path.start;
    let mut left = *kept.first()?.get(&reduction.representative(&last))?;
    for level in &kept[1..] {
        let steps = Labels::of(&*judge.system, &last).steps.into_iter();
        let steps = steps.filter(|step| {
            let rest = level.get(&reduction.representative(&step.state));
            rest.is_some_and(|rest| rest + judge.price(step.event) == left)
        });
        let step = names.least(steps)?;
        left -= judge.price(step.event);
        last = step.state;
        path.steps.push(step);
    }
    let beyond = Labels::of(&*judge.system, &last);
    match target {
        Target::Step(property) => {
            let broken = beyond.steps.into_iter().filter(|step| {
                judge.price(step.event) == left && !judge.system.step_holds(property, &last, &step.state)
            });
            path.steps.push(names.least(broken)?);
        }
        Target::Defect => {
            let cheapest = beyond.defects.into_iter().filter(|(event, _)| judge.price(*event) == left);
            path.defect = Some(cheapest.min_by_key(|(event, defect)| (names.of(*event, &[]), *event, *defect))?);
        }
        _ => {}
    }
    Some(path)
}

/// Ids are numbered as they come up on the way: that is their order.
struct Names<'a> {
    layout: Option<(&'a Layout, Renaming<'a>)>,
}

impl Names<'_> {
    /// The least step; its ids have come up then.
    fn least<const W: usize>(&mut self, steps: impl Iterator<Item = Step<W>>) -> Option<Step<W>> {
        let step = steps
            .min_by_key(|step| (self.of(step.event, &step.outputs), step.event, step.outputs.clone(), step.state))?;
        if let Some((layout, names)) = &mut self.layout {
            names.meet(&label(layout, step.event, &step.outputs));
        }
        Some(step)
    }

    /// A label by the names that its ids would have.
    fn of(&self, event: EventCode, outputs: &[OutputCode]) -> (EventCode, Vec<OutputCode>) {
        let Some((layout, names)) = &self.layout else { return (event, outputs.to_vec()) };
        let label = names.clone().label(&label(layout, event, outputs));
        (layout.encode_event(&label.event), label.outputs.iter().map(|output| layout.encode_output(output)).collect())
    }
}

fn label(layout: &Layout, event: EventCode, outputs: &[OutputCode]) -> Label {
    let outputs = outputs.iter().map(|output| layout.decode_output(*output)).collect();
    Label { event: layout.decode_event(event), outputs }
}
