//! A role's control states and what moves between them.

use std::collections::{BTreeMap, BTreeSet};

use super::control::{Region, State, regions};
use super::escape;
use super::path::ways;
use crate::ir::query::Output;
use crate::ir::{Action, ActionKind, ComponentId, Ir};

/// The control states of a role: those of its enums, or else of its flags.
///
/// ```text
/// stateDiagram-v2
///     state "Nobody" as s0
///     [*] --> s0
///     s0 --> s1 : «input» present_card
/// ```
#[must_use]
pub fn state_diagram(ir: &Ir, role: ComponentId) -> String {
    let mut lines = vec![
        "---".to_owned(),
        format!("title: {}", ir[role].name),
        "---".to_owned(),
        "stateDiagram-v2".to_owned(),
        "    %% Control states only: a transition may need more than is shown. Outputs marked ? are not always there."
            .to_owned(),
    ];
    let regions = regions(ir, role);
    match &*regions {
        [] => lines.extend(flow(ir, role, &Region { variables: Vec::new(), key: None }, "s")),
        [region] => {
            lines.push(format!("    %% The states are those of {}.", region.title(ir)));
            lines.extend(flow(ir, role, region, "s"));
        }
        several => {
            for (number, region) in several.iter().enumerate() {
                lines.push(format!("    state \"{}\" as r{number} {{", escape(&region.title(ir))));
                lines.extend(
                    flow(ir, role, region, &format!("r{number}s")).into_iter().map(|line| format!("    {line}")),
                );
                lines.push("    }".to_owned());
            }
        }
    }
    lines.join("\n") + "\n"
}

/// From, to, and the position of the action.
type Edge = (State, State, usize);

/// What goes out: on every way, and on some.
#[derive(Clone, Debug)]
struct Outputs {
    always: BTreeSet<Output>,
    ever: BTreeSet<Output>,
}

fn flow(ir: &Ir, role: ComponentId, region: &Region, prefix: &str) -> Vec<String> {
    let (states, edges) = explore(ir, role, region);
    let number = |state: &State| states.iter().position(|known| known == state).unwrap_or_default();
    let mut lines = Vec::new();
    for (index, state) in states.iter().enumerate() {
        lines.push(format!("    state \"{}\" as {prefix}{index}", escape(&region.name(ir, state))));
    }
    lines.push(format!("    [*] --> {prefix}0"));
    let mut arrows: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for ((from, to, action), outputs) in &edges {
        let label = label(ir, &ir.actions[*action], outputs);
        arrows.entry((number(from), number(to))).or_default().push(label);
    }
    for ((from, to), mut labels) in arrows {
        labels.sort();
        lines.push(format!("    {prefix}{from} --> {prefix}{to} : {}", labels.join("<br/>")));
    }
    lines
}

/// The states that can be reached, the initial one first, and what moves between them. A move that changes nothing here
/// is drawn if something goes out.
fn explore(ir: &Ir, role: ComponentId, region: &Region) -> (Vec<State>, BTreeMap<Edge, Outputs>) {
    let mut states = vec![region.initial()];
    let mut edges: BTreeMap<Edge, Outputs> = BTreeMap::new();
    let mut next = 0;
    while let Some(from) = states.get(next).cloned() {
        next += 1;
        for action in ir.actions_of(role) {
            for path in ways(ir, region, &ir[action], &from) {
                if path.state == from && (path.outputs.is_empty() || !path.touches) {
                    continue;
                }
                if !states.contains(&path.state) {
                    states.push(path.state.clone());
                }
                note(&mut edges, (from.clone(), path.state, action.0), path.outputs);
            }
        }
    }
    states.sort();
    (states, edges)
}

fn note(edges: &mut BTreeMap<Edge, Outputs>, edge: Edge, outputs: BTreeSet<Output>) {
    edges
        .entry(edge)
        .and_modify(|known| {
            known.always.retain(|output| outputs.contains(output));
            known.ever.extend(outputs.iter().copied());
        })
        .or_insert_with(|| Outputs { always: outputs.clone(), ever: outputs });
}

/// `«timeout» give_up / Leave, Over`, `show(Certificate) / Show`.
fn label(ir: &Ir, action: &Action, outputs: &Outputs) -> String {
    let kind = match action.kind {
        ActionKind::Input { .. } => "«input» ",
        ActionKind::Receive => "",
        ActionKind::Step => "«step» ",
        ActionKind::Timeout { .. } => "«timeout» ",
        ActionKind::Fault { .. } => "«fault» ",
        ActionKind::Crash { .. } => "«crash» ",
        ActionKind::Recover => "«recover» ",
    };
    let message = action.receives.map(|id| format!("({})", escape(&ir[id].name))).unwrap_or_default();
    let outputs: Vec<_> = outputs
        .ever
        .iter()
        .map(|output| {
            let name = match *output {
                Output::Effect(id) => &ir[id].name,
                Output::Message(id) => &ir[id].name,
            };
            let doubt = if outputs.always.contains(output) { "" } else { "?" };
            escape(name) + doubt
        })
        .collect();
    let outputs = if outputs.is_empty() { String::new() } else { format!(" / {}", outputs.join(", ")) };
    format!("{kind}{}{message}{outputs}", escape(&action.name))
}
