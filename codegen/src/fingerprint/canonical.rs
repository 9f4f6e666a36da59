//! The canonical text: one line for each item, sorted, in brackets; items by name, locals by number.

mod body;
mod types;

pub(super) use body::{block, expr};

use crate::ir::{
    Action, ActionKind, Amount, At, Bound, ChannelId, ChannelKind, ComponentKind, Delivery, Effect, Endpoint, Fairness,
    FinalState, Ir, Message, Observer, Otherwise, ParameterId, ParameterKind, Property, PropertyKind, Purpose, Scope,
    Trigger, Variable, VariableId, VariableRole,
};

use super::SEMANTICS_VERSION;

/// What is verified.
pub(super) fn behaviour(ir: &Ir) -> Vec<String> {
    let mut lines = surroundings(ir);
    lines.extend(ir.actions.iter().map(|action| self::action(ir, action)));
    sorted(lines)
}

/// All of it but the actions, in the order of the IR.
pub(super) fn surroundings(ir: &Ir) -> Vec<String> {
    let mut lines = vec![format!("(semantics {SEMANTICS_VERSION})"), format!("(workflow {})", ir.name)];
    lines.extend(ir.parameters.iter().map(|parameter| {
        let kind = match parameter.kind {
            ParameterKind::Ids(sort) => format!("(ids {})", ir[sort].name),
            ParameterKind::Capacity => "capacity".to_owned(),
            ParameterKind::Budget => "budget".to_owned(),
        };
        format!("(parameter {} {kind})", parameter.name)
    }));
    lines.extend(
        ir.sorts
            .iter()
            .map(|sort| format!("(sort {} {} {} {})", sort.name, ir[sort.parameter].name, sort.fixed, sort.recycled)),
    );
    lines.extend(ir.structs.iter().map(|data| format!("(struct {} {})", data.name, types::fields(ir, &data.fields))));
    lines.extend(ir.enums.iter().map(|data| format!("(enum {} {})", data.name, types::variants(ir, &data.variants))));
    lines.extend(ir.messages.iter().map(|message| self::message(ir, message)));
    lines.extend(ir.effects.iter().map(|effect| self::effect(ir, effect)));
    lines.extend(ir.components.iter().map(|component| {
        let kind = match component.kind {
            ComponentKind::Role => "role",
            ComponentKind::Store => "store",
            ComponentKind::Ghost => "ghost",
        };
        format!("({kind} {} {})", component.name, optional(component.per.map(|sort| &ir[sort].name)))
    }));
    lines.extend(ir.variables.iter().map(|variable| self::variable(ir, variable)));
    lines.extend(ir.observers.iter().map(|observer| self::observer(ir, observer)));
    lines.extend(ir.properties.iter().map(|property| self::property(ir, property)));
    lines.extend(ir.final_states.iter().map(|state| final_state(ir, state)));
    lines.extend(ir.scopes.iter().map(|scope| self::scope(ir, scope)));
    lines
}

/// What only the Machine knows: the durations of the timers, and which structs are types of the caller's own.
pub(super) fn production(ir: &Ir) -> Vec<String> {
    let after = |action: &Action| match &action.kind {
        ActionKind::Timeout { after: Some(after) } => Some(format!("(after {} {after:?})", action_name(ir, action))),
        _ => None,
    };
    let documents = ir.structs.iter().filter(|data| data.document).map(|data| format!("(document {})", data.name));
    sorted(ir.actions.iter().filter_map(after).chain(documents).collect())
}

/// What is stored.
pub(super) fn durable_layout(ir: &Ir) -> Vec<String> {
    let stored = |variable: &&Variable| {
        ir[variable.component].kind != ComponentKind::Ghost
            && (variable.durable || variable.role != VariableRole::Declared)
    };
    let row = |variable: &Variable| {
        let component = &ir[variable.component].name;
        format!("(row {component}.{} {})", variable.name, types::layout(ir, &variable.ty))
    };
    sorted(ir.variables.iter().filter(stored).map(row).collect())
}

/// What is sent.
pub(super) fn wire_layout(ir: &Ir) -> Vec<String> {
    let message =
        |message: &Message| format!("(message {} {})", message.name, types::fields_layout(ir, &message.fields));
    sorted(ir.messages.iter().map(message).collect())
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

fn optional(text: Option<impl AsRef<str>>) -> String {
    text.map_or_else(|| "-".to_owned(), |text| text.as_ref().to_owned())
}

fn scopes(at: &At) -> String {
    optional((!at.0.is_empty()).then(|| at.0.join(" ")))
}

fn parameter(ir: &Ir, id: Option<ParameterId>) -> String {
    optional(id.map(|id| &ir[id].name))
}

fn bound(ir: &Ir, bound: Bound) -> String {
    match bound {
        Bound::Literal(number) => number.to_string(),
        Bound::Parameter(parameter) => ir[parameter].name.clone(),
    }
}

fn variable_name(ir: &Ir, id: VariableId) -> String {
    format!("{}.{}", ir[ir[id].component].name, ir[id].name)
}

fn action_name(ir: &Ir, action: &Action) -> String {
    format!("{}.{}", ir[action.component].name, action.name)
}

/// Channels have no line of their own: a message says all of its channel, and those with one name, one sender and one
/// receiver share it.
fn channel(ir: &Ir, id: ChannelId) -> String {
    match ir[id].kind {
        ChannelKind::Any => "any".to_owned(),
        ChannelKind::Bag { capacity, loss, repeat } => {
            let (loss, repeat) = (parameter(ir, loss), parameter(ir, repeat));
            format!("(bag {} {} {loss} {repeat})", ir[id].name, bound(ir, capacity))
        }
        ChannelKind::Fifo { capacity } => format!("(fifo {} {})", ir[id].name, bound(ir, capacity)),
    }
}

fn message(ir: &Ir, message: &Message) -> String {
    let end = |end: Endpoint| {
        let field = optional(end.instance.map(|field| &message.fields[field].name));
        format!("({} {field})", ir[end.component].name)
    };
    let otherwise = match message.otherwise {
        Otherwise::Drop => "drop",
        Otherwise::Keep => "keep",
        Otherwise::Defect => "defect",
    };
    let (fields, channel) = (types::fields(ir, &message.fields), channel(ir, message.channel));
    let (from, to) = (end(message.from), end(message.to));
    format!("(message {} {fields} {channel} {from} {to} {otherwise})", message.name)
}

fn effect(ir: &Ir, effect: &Effect) -> String {
    let delivery = match &effect.delivery {
        Delivery::AtMostOnce => "at-most-once".to_owned(),
        Delivery::AtLeastOnce { key } => {
            let mut key: Vec<_> = key.iter().map(|&field| effect.fields[field].name.as_str()).collect();
            key.sort_unstable();
            format!("(at-least-once {})", key.join(" "))
        }
    };
    format!("(effect {} {} {delivery})", effect.name, types::fields(ir, &effect.fields))
}

fn variable(ir: &Ir, variable: &Variable) -> String {
    let role = match variable.role {
        VariableRole::Declared => "declared",
        VariableRole::Down => "down",
        VariableRole::Outbox => "outbox",
    };
    let (component, ty) = (&ir[variable.component].name, types::named(ir, &variable.ty));
    format!("(variable {component}.{} {ty} {} {role})", variable.name, variable.durable)
}

pub(super) fn action(ir: &Ir, action: &Action) -> String {
    let kind = match &action.kind {
        ActionKind::Input { opens } => format!("(input {opens})"),
        ActionKind::Receive => "receive".to_owned(),
        ActionKind::Step => "step".to_owned(),
        ActionKind::Timeout { .. } => "timeout".to_owned(),
        ActionKind::Fault { budget } => format!("(fault {})", parameter(ir, *budget)),
        ActionKind::Crash { budget } => format!("(crash {})", parameter(ir, *budget)),
        ActionKind::Recover => "recover".to_owned(),
    };
    let fairness = match action.fairness {
        Fairness::Unfair => "unfair",
        Fairness::Weak => "weak",
        Fairness::Strong => "strong",
    };
    let receives = optional(action.receives.map(|id| &ir[id].name));
    let choices: Vec<_> = action.choices.iter().map(|&id| types::named(ir, &action.body.locals[id].ty)).collect();
    let body = body::block(ir, &action.body.statements);
    let name = action_name(ir, action);
    // What is not said leaves no trace, so that the fingerprints of protocols without it stay as they were.
    let dead = action.dead.as_ref().map(|dead| format!(" (dead {})", scopes(&dead.at))).unwrap_or_default();
    format!("(action {name} {kind} {receives} {fairness} ({}) {body}{dead})", choices.join(" "))
}

fn observer(ir: &Ir, observer: &Observer) -> String {
    let trigger = match observer.trigger {
        Trigger::Action(id) => format!("(action {})", action_name(ir, &ir[id])),
        Trigger::Send(id) => format!("(send {})", ir[id].name),
        Trigger::Effect(id) => format!("(effect {})", ir[id].name),
    };
    let body = body::block(ir, &observer.body.statements);
    format!("(observer {}.{} {trigger} {body})", ir[observer.component].name, observer.name)
}

fn property(ir: &Ir, property: &Property) -> String {
    let kind = match property.kind {
        PropertyKind::Always => "always",
        PropertyKind::Never => "never",
        PropertyKind::Action => "action-property",
        PropertyKind::Reachable => "reachable",
        PropertyKind::LeadsTo => "leads-to",
        PropertyKind::AlwaysPossible => "always-possible",
    };
    let parameters = property.locals[..property.parameters].iter().map(|local| types::named(ir, &local.ty));
    let parameters: Vec<_> = parameters.collect();
    let predicate = body::expr(ir, &property.predicate);
    let goal = optional(property.goal.as_ref().map(|goal| body::expr(ir, goal)));
    let refuted = match &property.refuted {
        None => "-".to_owned(),
        Some(refuted) => format!("(refuted {})", scopes(&refuted.at)),
    };
    format!("({kind} {} ({}) {predicate} {goal} {refuted})", property.name, parameters.join(" "))
}

fn final_state(ir: &Ir, state: &FinalState) -> String {
    let remaining = sorted(state.remaining.iter().map(|&id| ir[id].name.clone()).collect());
    format!("(final-state {} {} ({}))", state.name, body::expr(ir, &state.predicate), remaining.join(" "))
}

fn scope(ir: &Ir, scope: &Scope) -> String {
    let purpose = |purpose: &Purpose| match purpose {
        Purpose::Safety => "safety".to_owned(),
        Purpose::Liveness => "liveness".to_owned(),
        Purpose::Walk => "walk".to_owned(),
    };
    let purposes = sorted(scope.purposes.iter().map(purpose).collect());
    let size = |(index, amount): (usize, &Amount)| match amount {
        Amount::AtMost(number) => format!("({} {number})", ir.parameters[index].name),
        Amount::Unlimited => format!("({} unlimited)", ir.parameters[index].name),
    };
    let sizes = sorted(scope.sizes.0.iter().enumerate().map(size).collect());
    format!("(scope {} ({}) ({}))", scope.name, purposes.join(" "), sizes.join(" "))
}
