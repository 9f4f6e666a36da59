//! Roles, channels, messages, inputs and effects as a flowchart.

use std::collections::BTreeMap;

use super::escape;
use crate::ir::query::Output;
use crate::ir::{ActionKind, ChannelKind, ComponentId, ComponentKind, Ir};

/// The workflow at a glance: who talks to whom, and over what; what comes in from the world and what goes out.
///
/// ```text
/// flowchart LR
///     world(("world"))
///     c0["Kiosk<br/>one per Session"]
///     c0 -. "Issue<br/>Leave" .-> c1
/// ```
#[must_use]
pub fn overview(ir: &Ir) -> String {
    let mut lines = vec![
        "---".to_owned(),
        format!("title: {}", ir.name),
        "---".to_owned(),
        "flowchart LR".to_owned(),
        "    %% Dotted: any channel, where messages may be lost, repeated and reordered. Plain: bag. Thick: fifo."
            .to_owned(),
        "    world((\"the world\"))".to_owned(),
    ];
    for id in ir.component_ids() {
        lines.extend(node(ir, id).map(|node| format!("    c{}{node}", id.0)));
    }
    lines.extend(inputs(ir));
    lines.extend(messages(ir));
    lines.extend(effects(ir));
    lines.join("\n") + "\n"
}

/// Ghosts are no parts of the system.
fn node(ir: &Ir, id: ComponentId) -> Option<String> {
    let component = &ir[id];
    let per = component.per.map(|sort| format!("<br/>one per {}", escape(&ir[sort].name))).unwrap_or_default();
    let text = escape(&component.name) + &per;
    match component.kind {
        ComponentKind::Role => Some(format!("[\"{text}\"]")),
        ComponentKind::Store => Some(format!("[(\"{text}\")]")),
        ComponentKind::Ghost => None,
    }
}

fn inputs(ir: &Ir) -> Vec<String> {
    let mut of: BTreeMap<ComponentId, Vec<&str>> = BTreeMap::new();
    for action in ir.actions.iter().filter(|action| matches!(action.kind, ActionKind::Input { .. })) {
        of.entry(action.component).or_default().push(&action.name);
    }
    of.into_iter().map(|(role, names)| format!("    world -- {} --> c{}", list(&names), role.0)).collect()
}

fn messages(ir: &Ir) -> Vec<String> {
    let mut lines = Vec::new();
    let mut ways: BTreeMap<(ComponentId, ComponentId, &'static str), Vec<&str>> = BTreeMap::new();
    for message in &ir.messages {
        let kind = match ir[message.channel].kind {
            ChannelKind::Any => "any",
            ChannelKind::Bag { .. } => "bag",
            ChannelKind::Fifo { .. } => "fifo",
        };
        ways.entry((message.from.component, message.to.component, kind)).or_default().push(&message.name);
    }
    for ((from, to, kind), names) in ways {
        let (open, close) = match kind {
            "any" => ("-.", ".->"),
            "bag" => ("--", "-->"),
            _ => ("==", "==>"),
        };
        lines.push(format!("    c{} {open} {} {close} c{}", from.0, list(&names), to.0));
    }
    lines
}

fn effects(ir: &Ir) -> Vec<String> {
    let mut lines = Vec::new();
    for role in ir.component_ids() {
        let mut names: Vec<&str> = Vec::new();
        for output in ir.actions_of(role).flat_map(|action| ir.outputs_of(action)) {
            if let Output::Effect(id) = output
                && !names.contains(&&*ir[id].name)
            {
                names.push(&ir[id].name);
            }
        }
        names.sort_unstable();
        if !names.is_empty() {
            lines.push(format!("    c{} -- {} --> world", role.0, list(&names)));
        }
    }
    lines
}

fn list(names: &[&str]) -> String {
    format!("\"{}\"", names.iter().map(|name| escape(name)).collect::<Vec<_>>().join("<br/>"))
}
