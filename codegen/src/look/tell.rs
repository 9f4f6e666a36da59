//! What was seen, in the protocol's words.

use super::way::{Way, label};
use super::{Sight, Target};
use crate::ir::{Ir, Span};
use crate::layout::Layout;
use crate::system::Defect;
use crate::value::{Label, Occurrence, Output, Renaming, State};

/// Tells a way to what was seen.
pub(super) fn tell<const W: usize>(layout: &Layout, target: Target, way: &Way<W>) -> Sight {
    let (ir, domain) = (layout.ir(), layout.domain());
    let labels: Vec<Label> = way.steps.iter().map(|step| label(layout, step.event, &step.outputs)).collect();
    let stuck = way.defect.map(|(event, _)| label(layout, event, &[]));
    let mut names = Renaming::new(domain);
    labels.iter().chain(&stuck).for_each(|label| names.meet(label));
    let states = core::iter::once(&way.start).chain(way.steps.iter().map(|step| &step.state));
    let states: Vec<State> = states.map(|state| names.state(&layout.decode(state))).collect();
    let mut told = Vec::new();
    for (number, (label, states)) in labels.iter().zip(states.windows(2)).enumerate() {
        let label = names.label(label);
        told.push(format!("{:>2}  {}", number + 1, domain.show_event(&label.event)));
        told.extend(label.outputs.iter().map(|output| match output {
            Output::Effect(..) => format!("      emits {}", domain.show_output(output)),
            Output::Message(_) => format!("      sends {}", domain.show_output(output)),
        }));
        let changes = domain.changes(&states[0], &states[1]).into_iter();
        told.extend(changes.map(|change| format!("      {}: {} → {}", change.place, change.before, change.after)));
    }
    if let Some(stuck) = stuck {
        told.push(format!("  so: {}", arrives(layout, &names.label(&stuck))));
    }
    let (name, span) = about(ir, target);
    Sight { name, span, found: found(ir, target, way.steps.len() + usize::from(way.defect.is_some())), told }
}

fn arrives(layout: &Layout, label: &Label) -> String {
    let domain = layout.domain();
    match &label.event.occurrence {
        // What is neither handled nor told what then is numbered like a drop; nothing is dropped.
        Occurrence::Drop(packet) => format!("{} arrives", domain.show_packet(packet)),
        _ => format!("{} is enabled", domain.show_event(&label.event)),
    }
}

fn about(ir: &Ir, target: Target) -> (String, Span) {
    match target {
        Target::State(property) | Target::Step(property) => (ir[property].name.clone(), ir[property].span),
        Target::Deadlock => ("no-deadlock".to_owned(), ir.final_states.first().map_or(Span(0), |state| state.span)),
        Target::Defect(defect) => {
            let span = match defect {
                Defect::BoundExceeded(_, span) | Defect::Arithmetic(span) => span,
                Defect::Unhandled(message) | Defect::Ambiguous(message) => ir[message].span,
            };
            ("no-defect".to_owned(), span)
        }
    }
}

fn found(ir: &Ir, target: Target, steps: usize) -> String {
    let steps = if steps == 1 { "1 step".to_owned() } else { format!("{steps} steps") };
    match target {
        Target::State(property) | Target::Step(property) => format!("`{}` is violated in {steps}", ir[property].name),
        Target::Deadlock => format!("in {steps} nothing moves any more, and this is no final state"),
        Target::Defect(Defect::BoundExceeded(variable, _)) => {
            format!("in {steps} `{}` would go beyond its bound", ir[variable].name)
        }
        Target::Defect(Defect::Arithmetic(_)) => {
            format!("in {steps} the arithmetic leaves the natural numbers or a bound")
        }
        Target::Defect(Defect::Unhandled(message)) => {
            let name = &ir[message].name;
            format!("in {steps} no handler is enabled for `{name}`: write one, or say `otherwise = drop` or `keep`")
        }
        Target::Defect(Defect::Ambiguous(message)) => {
            format!(
                "in {steps} two handlers are enabled for `{}`: let their guards exclude each other",
                ir[message].name
            )
        }
    }
}
