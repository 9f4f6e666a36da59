//! From packed paths to steps in words.

use honnin_codegen::ir::{ActionId, Ir, Span};
use honnin_codegen::layout::Layout;
use honnin_codegen::value::{Domain, Event, Label, Occurrence, Output, Packet, Renaming, State, Value};

use super::{Trace, TraceStep, reason};
use crate::hunt::Path;
use crate::stateright::Target;
use crate::words::{first_sentence, noun};

/// Tells a path that was hunted for `target`; `lines` gives the source line of each span of the IR.
#[must_use]
pub fn trace<const W: usize>(layout: &Layout, path: &Path<W>, target: Target, lines: &[u32]) -> Trace {
    let domain = layout.domain();
    let told = Told::new(layout, path);
    let steps = told.steps(lines);
    // There is always an initial state.
    let end = told.states.len() - 1;
    let (before, last) = (&told.states[end.saturating_sub(1)], &told.states[end]);
    let mut conclusion = match target {
        Target::Violated(property) | Target::Witnessed(property) => {
            reason::property(domain, property, (last, last), &told.states)
        }
        Target::Step(property) => reason::property(domain, property, (before, last), &[]),
        Target::Deadlock => vec!["nothing moves any more, and this is no final state".to_owned()],
        Target::Defect => Vec::new(),
        Target::GhostHolds => reason::ghosts(domain, last),
    };
    if let (Some(event), Some((_, defect))) = (&told.defect, path.defect) {
        let what = match &event.occurrence {
            // What is neither handled nor told what then is numbered like a drop; nothing is dropped.
            Occurrence::Drop(packet) => format!("{} arrives", domain.show_packet(packet)),
            _ => format!("{} is enabled", domain.show_event(event)),
        };
        conclusion.push(format!("{what}, and {}", reason::defect(domain.ir, defect)));
    }
    Trace { steps, conclusion, cycle_from: None, states: told.states }
}

/// A path as labels and states, its ids numbered by first use: those of the events first, as they are read first.
pub(super) struct Told<'a> {
    domain: Domain<'a>,
    labels: Vec<Label>,
    /// One more than labels.
    pub(super) states: Vec<State>,
    defect: Option<Event>,
    /// How ids are called in it.
    pub(super) renaming: Renaming<'a>,
}

impl<'a> Told<'a> {
    pub(super) fn new<const W: usize>(layout: &'a Layout, path: &Path<W>) -> Self {
        let label = |event, outputs: &[crate::system::OutputCode]| Label {
            event: layout.decode_event(event),
            outputs: outputs.iter().map(|output| layout.decode_output(*output)).collect(),
        };
        let labels: Vec<Label> = path.steps.iter().map(|step| label(step.event, &step.outputs)).collect();
        let defect = path.defect.map(|(event, _)| label(event, &[]));
        let mut renaming = Renaming::new(layout.domain());
        for label in labels.iter().chain(&defect) {
            renaming.meet(label);
        }
        let states = std::iter::once(&path.start).chain(path.steps.iter().map(|step| &step.state));
        let states = states.map(|words| renaming.state(&layout.decode(words))).collect();
        let labels = labels.iter().map(|label| renaming.label(label)).collect();
        let defect = defect.map(|label| renaming.label(&label).event);
        Self { domain: layout.domain(), labels, states, defect, renaming }
    }

    /// The steps in words.
    pub(super) fn steps(&self, lines: &[u32]) -> Vec<TraceStep> {
        let teller = Teller { domain: self.domain, lines };
        let step = |at: usize| teller.step(&self.labels[at], &self.states[at], &self.states[at + 1]);
        (0..self.labels.len()).map(step).collect()
    }
}

struct Teller<'a> {
    domain: Domain<'a>,
    lines: &'a [u32],
}

impl Teller<'_> {
    fn step(&self, label: &Label, before: &State, after: &State) -> TraceStep {
        let (action, title, span) = self.about(&label.event.occurrence);
        TraceStep {
            action,
            call: self.domain.show_event(&label.event).to_string(),
            actor: self.actor(&label.event.occurrence),
            title,
            arguments: self.arguments(&label.event.occurrence),
            line: span.and_then(|span| self.lines.get(span.0 as usize)).copied().unwrap_or(0),
            outputs: label.outputs.iter().map(|output| self.output(output)).collect(),
            changes: self.domain.changes(before, after),
            state: self.domain.contents(after),
        }
    }

    fn ir(&self) -> &Ir {
        self.domain.ir
    }

    fn about(&self, occurrence: &Occurrence) -> (String, String, Option<Span>) {
        let channel =
            |verb: &str, packet: &Packet| (verb.to_owned(), String::new(), Some(self.ir()[packet.message].span));
        match occurrence {
            Occurrence::Action(action, _) => {
                let action = &self.ir()[*action];
                (action.name.clone(), first_sentence(&action.doc), Some(action.span))
            }
            Occurrence::Drop(packet) => channel("drop", packet),
            Occurrence::Lose(packet) => channel("lose", packet),
            Occurrence::Repeat(packet) => channel("repeat", packet),
            Occurrence::Drain(sort, _) => ("forget".to_owned(), String::new(), Some(self.ir()[*sort].span)),
        }
    }

    fn actor(&self, occurrence: &Occurrence) -> String {
        let Occurrence::Action(action, arguments) = occurrence else { return String::new() };
        let action = &self.ir()[*action];
        let component = &self.ir()[action.component];
        let role = noun(&component.name);
        match (component.per, arguments.first()) {
            (Some(sort), Some(Value::Id(me))) => format!("{role} of {}", self.domain.show_id(sort, *me)),
            _ => role,
        }
    }

    fn arguments(&self, occurrence: &Occurrence) -> Vec<(String, String)> {
        match occurrence {
            Occurrence::Action(action, arguments) => self.call(*action, arguments),
            Occurrence::Drop(packet) | Occurrence::Lose(packet) | Occurrence::Repeat(packet) => {
                let fields = self.ir()[packet.message].fields.iter().zip(&packet.fields);
                fields
                    .map(|(field, value)| (field.name.clone(), self.domain.show(&field.ty, value).to_string()))
                    .collect()
            }
            Occurrence::Drain(sort, id) => {
                vec![(noun(&self.ir()[*sort].name), self.domain.show_id(*sort, *id).to_string())]
            }
        }
    }

    fn call(&self, action: ActionId, arguments: &[Value]) -> Vec<(String, String)> {
        let locals = self.ir()[action].body.locals.iter().zip(arguments);
        locals.map(|(local, value)| (local.name.clone(), self.domain.show(&local.ty, value).to_string())).collect()
    }

    fn output(&self, output: &Output) -> String {
        let shown = self.domain.show_output(output);
        match output {
            Output::Effect(..) => format!("emits {shown}"),
            Output::Message(_) => format!("sends {shown}"),
        }
    }
}
