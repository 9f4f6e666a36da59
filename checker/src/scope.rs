//! A scope in words: what the verdict is about, where runs leave it, which parts of it nobody used.

use honnin_codegen::ir::{
    Amount, Bound, ChannelKind, Ir, ParameterId, ParameterKind, Sizes, SortId, Type, VariableId, VariableRole,
};
use honnin_codegen::layout::Layout;

use crate::system::Edge;
use crate::verdict::Scope;
use crate::words::{list, noun, ordinal};

/// The numbers of a scope by name, and its words.
#[must_use]
pub fn scope(ir: &Ir, sizes: &Sizes, name: &str) -> Scope {
    let mut scope = Scope { name: name.to_owned(), words: words(ir, sizes), ..Scope::default() };
    for (parameter, amount) in ir.parameters.iter().zip(&sizes.0) {
        let (name, number) =
            (parameter.name.clone(), if let Amount::AtMost(number) = amount { Some(*number) } else { None });
        match (parameter.kind, number) {
            (ParameterKind::Ids(_), Some(number)) => scope.ids.push((name, number)),
            (ParameterKind::Capacity, Some(number)) => scope.capacities.push((name, number)),
            (_, number) => scope.budgets.push((name, number)),
        }
    }
    scope
}

/// `2 persons in all, 3 sessions and 3 jobs live at once, order ≤ 3, ≤ 1 crash; any loss, repetition and reordering`.
fn words(ir: &Ir, sizes: &Sizes) -> String {
    let sorts = |recycled: bool| -> Vec<String> {
        let chosen = ir.sorts.iter().filter(|sort| sort.recycled == recycled);
        chosen.map(|sort| several(sizes.get(sort.parameter).unwrap_or(0), &noun(&sort.name))).collect()
    };
    // Ids that are never taken fresh do not come and go: no run is cut for want of one.
    let fixed = sorts(false);
    let mut parts = Vec::new();
    if !fixed.is_empty() {
        parts.push(format!("{} in all", list(&fixed)));
    }
    let live = sorts(true);
    if !live.is_empty() {
        parts.push(format!("{} live at once", list(&live)));
    }
    let (mut none, mut unlimited) = (Vec::new(), Vec::new());
    for (parameter, amount) in ir.parameters.iter().zip(&sizes.0) {
        let name = parameter.name.replace('_', " ");
        match (parameter.kind, amount) {
            (ParameterKind::Ids(_), _) => {}
            (ParameterKind::Capacity, Amount::AtMost(number)) => parts.push(format!("{name} ≤ {number}")),
            (_, Amount::AtMost(0)) => none.push(name),
            (_, Amount::AtMost(number)) => parts.push(format!("≤ {}", several(*number, &name))),
            (_, Amount::Unlimited) => unlimited.push(plural(&name)),
        }
    }
    if !unlimited.is_empty() {
        parts.push(format!("any number of {}", list(&unlimited)));
    }
    if !none.is_empty() {
        parts.push(format!("no {}", none.join(", no ")));
    }
    let any = ir.channels.iter().any(|channel| channel.kind == ChannelKind::Any);
    let numbers = (!parts.is_empty()).then(|| parts.join(", "));
    let wires = any.then(|| "any loss, repetition and reordering".to_owned());
    numbers.into_iter().chain(wires).collect::<Vec<_>>().join("; ")
}

fn several(number: u32, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {}", plural(noun)) }
}

/// English enough for identifiers.
fn plural(noun: &str) -> String {
    let vowel_y = ["ay", "ey", "oy", "uy"].iter().any(|ending| noun.ends_with(ending));
    if noun.ends_with('y') && !vowel_y {
        format!("{}ies", &noun[..noun.len() - 1])
    } else if ["s", "x", "ch", "sh"].iter().any(|ending| noun.ends_with(ending)) {
        format!("{noun}es")
    } else {
        format!("{noun}s")
    }
}

/// Why a run leaves the scope, after *n states*: `wanted a 4th job`.
#[must_use]
pub fn edge(ir: &Ir, sizes: &Sizes, edge: Edge) -> String {
    match edge {
        Edge::NoFreeId(sort) => {
            let number = ordinal(sizes.ids(ir, sort) + 1);
            let article = if number.starts_with('8') || number.starts_with("11") { "an" } else { "a" };
            format!("wanted {article} {number} {}", noun(&ir[sort].name))
        }
        Edge::ChannelFull(channel) => format!("found no room on {}", ir[channel].name),
    }
}

/// A part of the scope that states may or may not use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Ids of a sort that are live at once.
    Ids(SortId),
    /// What is left of a budget, by its number among the counted ones.
    Budget(ParameterId),
    /// The places of a bag or FIFO.
    Channel(honnin_codegen::ir::ChannelId),
    /// The places of a queue.
    Queue(VariableId),
}

/// The parts of a scope and how much each has. Only ids that are taken fresh can be more than anybody needs.
pub(crate) fn parts(layout: &Layout) -> Vec<(Part, u32)> {
    let (ir, sizes) = (layout.ir(), layout.sizes());
    let sorts = (0..ir.sorts.len()).map(SortId).filter(|sort| ir[*sort].recycled);
    let ids = sorts.map(|sort| (Part::Ids(sort), sizes.ids(ir, sort)));
    let budgets = sizes.counted_budgets(ir).map(|(budget, number)| (Part::Budget(budget), number));
    let channels = ir.channels.iter().enumerate().filter_map(|(index, channel)| match channel.kind {
        ChannelKind::Bag { capacity, .. } | ChannelKind::Fifo { capacity } => {
            Some((Part::Channel(honnin_codegen::ir::ChannelId(index)), sizes.bound(capacity)))
        }
        ChannelKind::Any => None,
    });
    let queues = ir.variables.iter().enumerate().filter_map(|(index, variable)| {
        let bound = queue_bound(&variable.ty)?;
        let given = variable.role == VariableRole::Declared && matches!(bound, Bound::Parameter(_));
        given.then(|| (Part::Queue(VariableId(index)), sizes.bound(bound)))
    });
    ids.chain(budgets).chain(channels).chain(queues).collect()
}

fn queue_bound(ty: &Type) -> Option<Bound> {
    match ty {
        Type::Queue(_, bound) => Some(*bound),
        Type::Map(_, entry) => queue_bound(entry),
        _ => None,
    }
}

/// What no state used of a part: `the 4th job was never used`. `None` when all of it was.
pub(crate) fn unused(ir: &Ir, part: Part, most: u32, used: u32) -> Option<String> {
    if used >= most {
        return None;
    }
    let which: Vec<String> = match most - used {
        1..=3 => (used + 1..=most).map(ordinal).collect(),
        _ => vec![format!("{} to {}", ordinal(used + 1), ordinal(most))],
    };
    let (which, was) = (list(&which), if most - used == 1 { "was" } else { "were" });
    Some(match part {
        Part::Ids(sort) => format!("the {which} {} {was} never used", noun(&ir[sort].name)),
        Part::Budget(budget) => format!("the {which} {} never struck", ir[budget].name.replace('_', " ")),
        Part::Channel(channel) => format!("the {which} place on {} {was} never used", ir[channel].name),
        Part::Queue(variable) => {
            let owner = noun(&ir[ir[variable].component].name).replace(' ', "_");
            format!("the {which} place in {owner}.{} {was} never used", ir[variable].name)
        }
    })
}
