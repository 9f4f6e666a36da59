//! A whole IR as text: one block for each declaration, in order, without docs and spans.

use core::fmt::{self, Display, Formatter};

use super::Words;
use crate::ir::{
    Action, ActionKind, Amount, Bound, Channel, ChannelKind, Component, ComponentKind, Delivery, Effect, Endpoint,
    Fairness, Field, FinalState, Ir, Local, Message, Observer, Otherwise, ParameterId, ParameterKind, Property,
    PropertyKind, Purpose, Scope, Statement, Trigger, Variable, VariableRole,
};

impl Display for Ir {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "workflow {}", self.name)?;
        self.write_data(f)?;
        self.write_channels(f)?;
        self.write_components(f)?;
        self.write_claims(f)
    }
}

impl Ir {
    fn write_data(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for parameter in &self.parameters {
            let kind = match parameter.kind {
                ParameterKind::Ids(sort) => format!("ids of {}", self[sort].name),
                ParameterKind::Capacity => "capacity".to_owned(),
                ParameterKind::Budget => "budget".to_owned(),
            };
            writeln!(f, "parameter {}: {kind}", parameter.name)?;
        }
        for sort in &self.sorts {
            let kind = if sort.fixed { "node" } else { "id" };
            writeln!(f, "{kind} {}{}", sort.name, if sort.recycled { ", recycled" } else { "" })?;
        }
        for data in &self.structs {
            writeln!(f, "struct {}{}", data.name, self.fields(&data.fields))?;
        }
        for data in &self.enums {
            let variants: Vec<_> =
                data.variants.iter().map(|variant| variant.name.clone() + &self.fields(&variant.fields)).collect();
            writeln!(f, "enum {} {{ {} }}", data.name, variants.join(", "))?;
        }
        Ok(())
    }

    fn write_channels(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for channel in &self.channels {
            writeln!(f, "{}", self.channel(channel))?;
        }
        for message in &self.messages {
            writeln!(f, "{}", self.message(message))?;
        }
        for effect in &self.effects {
            writeln!(f, "{}", self.effect(effect))?;
        }
        Ok(())
    }

    fn write_components(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for id in self.component_ids() {
            writeln!(f, "\n{}", self.component(&self[id]))?;
            for variable in self.variables_of(id) {
                writeln!(f, "    {}", self.variable(&self[variable]))?;
            }
            for action in self.actions_of(id) {
                writeln!(f, "    {}", self.action(&self[action]))?;
                self.write_body(f, &self[action].body.locals, &self[action].body.statements)?;
            }
            for observer in self.observers.iter().filter(|observer| observer.component == id) {
                writeln!(f, "    {}", self.observer(observer))?;
                self.write_body(f, &observer.body.locals, &observer.body.statements)?;
            }
        }
        Ok(())
    }

    fn write_body(&self, f: &mut Formatter<'_>, locals: &[Local], statements: &[Statement]) -> fmt::Result {
        let words = Words { ir: self, locals };
        let mut lines = Vec::new();
        for statement in statements {
            words.lines(statement, 2, &mut lines);
        }
        lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }

    fn write_claims(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.properties.is_empty() || !self.final_states.is_empty() {
            writeln!(f)?;
        }
        for property in &self.properties {
            writeln!(f, "{}", self.property(property))?;
        }
        for state in &self.final_states {
            writeln!(f, "{}", self.final_state(state))?;
        }
        if !self.scopes.is_empty() {
            writeln!(f)?;
        }
        self.scopes.iter().try_for_each(|scope| writeln!(f, "{}", self.scope(scope)))
    }

    fn fields(&self, fields: &[Field]) -> String {
        let parts: Vec<_> =
            fields.iter().map(|field| format!("{}: {}", field.name, self.type_words(&field.ty))).collect();
        if parts.is_empty() { String::new() } else { format!(" {{ {} }}", parts.join(", ")) }
    }

    fn channel(&self, channel: &Channel) -> String {
        let budget = |what: &str, budget: Option<_>| {
            budget.map(|id: ParameterId| format!(", {what} = {}", self[id].name)).unwrap_or_default()
        };
        let (kind, capacity, more) = match channel.kind {
            ChannelKind::Any => ("any", None, String::new()),
            ChannelKind::Bag { capacity, loss, repeat } => {
                ("bag", Some(capacity), budget("loss", loss) + &budget("repeat", repeat))
            }
            ChannelKind::Fifo { capacity } => ("fifo", Some(capacity), String::new()),
        };
        let room = capacity.map(|bound: Bound| format!("[{}]", self.bound_words(bound))).unwrap_or_default();
        let messages: Vec<_> = channel.messages.iter().map(|&id| self[id].name.as_str()).collect();
        format!("{kind} {}{room}{more}: {}", channel.name, messages.join(", "))
    }

    fn message(&self, message: &Message) -> String {
        let end = |end: Endpoint| {
            let instance = end.instance.map(|field| format!("[{}]", message.fields[field].name)).unwrap_or_default();
            self[end.component].name.clone() + &instance
        };
        let otherwise = match message.otherwise {
            Otherwise::Drop => "drop",
            Otherwise::Keep => "keep",
            Otherwise::Defect => "defect",
        };
        let fields = self.fields(&message.fields);
        let (name, from, to) = (&message.name, end(message.from), end(message.to));
        format!("message {name}{fields} from {from} to {to} on {}, otherwise {otherwise}", self[message.channel].name)
    }

    fn effect(&self, effect: &Effect) -> String {
        let delivery = match &effect.delivery {
            Delivery::AtMostOnce => "at most once".to_owned(),
            Delivery::AtLeastOnce { key } if key.is_empty() => "at least once".to_owned(),
            Delivery::AtLeastOnce { key } => {
                let key: Vec<_> = key.iter().map(|&field| effect.fields[field].name.as_str()).collect();
                format!("at least once, key {}", key.join(", "))
            }
        };
        format!("effect {}{} {delivery}", effect.name, self.fields(&effect.fields))
    }

    fn component(&self, component: &Component) -> String {
        let kind = match component.kind {
            ComponentKind::Role => "role",
            ComponentKind::Store => "store",
            ComponentKind::Ghost => "ghost",
        };
        let per = component.per.map(|sort| format!(" per {}", self[sort].name)).unwrap_or_default();
        format!("{kind} {}{per}", component.name)
    }

    fn variable(&self, variable: &Variable) -> String {
        let added = match variable.role {
            VariableRole::Declared => "",
            VariableRole::Down | VariableRole::Outbox => ", added",
        };
        let durable = if variable.durable { ", durable" } else { "" };
        format!("{}: {}{durable}{added}", variable.name, self.type_words(&variable.ty))
    }

    fn action(&self, action: &Action) -> String {
        let budget = |budget: Option<_>| {
            budget.map_or("unlimited".to_owned(), |id: ParameterId| format!("budget {}", self[id].name))
        };
        let kind = match &action.kind {
            ActionKind::Input { opens: true } => "input, opens".to_owned(),
            ActionKind::Input { opens: false } => "input".to_owned(),
            ActionKind::Receive => "receive".to_owned(),
            ActionKind::Step => "step".to_owned(),
            ActionKind::Timeout { after: None } => "timeout".to_owned(),
            ActionKind::Timeout { after: Some(after) } => format!("timeout after {after}"),
            ActionKind::Fault { budget: id } => format!("fault, {}", budget(*id)),
            ActionKind::Crash { budget: id } => format!("crash, {}", budget(*id)),
            ActionKind::Recover => "recover".to_owned(),
        };
        let fairness = match action.fairness {
            Fairness::Unfair => "unfair",
            Fairness::Weak => "weakly fair",
            Fairness::Strong => "strongly fair",
        };
        let named = |locals: &[usize]| {
            let of = |&local: &usize| {
                let local = &action.body.locals[local];
                format!("{}: {}", local.name, self.type_words(&local.ty))
            };
            locals.iter().map(of).collect::<Vec<_>>().join(", ")
        };
        let message = action.receives.map(|id| format!("{} {{ {} }}", self[id].name, named(&action.payload)));
        let me = action.me.map(|me| named(&[me]));
        let choices = (!action.choices.is_empty()).then(|| named(&action.choices));
        let arguments: Vec<_> = [me, message, choices].into_iter().flatten().collect();
        let dead = match &action.dead {
            None => String::new(),
            Some(dead) => format!(", dead{}", dead.at),
        };
        format!("{kind} {}({}), {fairness}{dead}", action.name, arguments.join(", "))
    }

    fn observer(&self, observer: &Observer) -> String {
        let trigger = match observer.trigger {
            Trigger::Action(id) => self[id].name.clone(),
            Trigger::Send(id) => format!("send {}", self[id].name),
            Trigger::Effect(id) => self[id].name.clone(),
        };
        format!("on {trigger}: {}", observer.name)
    }

    fn property(&self, property: &Property) -> String {
        let words = Words { ir: self, locals: &property.locals };
        let kind = match property.kind {
            PropertyKind::Always => "always",
            PropertyKind::Never => "never",
            PropertyKind::Action => "action property",
            PropertyKind::Reachable => "reachable",
            PropertyKind::LeadsTo => "leads to",
            PropertyKind::AlwaysPossible => "always possible",
        };
        let of: Vec<_> = property.locals[..property.parameters].iter().map(|local| local.name.as_str()).collect();
        let goal = property.goal.as_ref().map(|goal| format!(" => {}", words.expr(goal))).unwrap_or_default();
        let refuted = match &property.refuted {
            None => String::new(),
            Some(refuted) => format!(", refuted{}", refuted.at),
        };
        let predicate = words.expr(&property.predicate);
        format!("{kind} {}({}){refuted}: {predicate}{goal}", property.name, of.join(", "))
    }

    fn final_state(&self, state: &FinalState) -> String {
        let predicate = Words { ir: self, locals: &state.locals }.expr(&state.predicate);
        let remaining: Vec<_> = state.remaining.iter().map(|&id| self[id].name.as_str()).collect();
        let remaining =
            if remaining.is_empty() { String::new() } else { format!(", remaining {}", remaining.join(", ")) };
        format!("final state {}{remaining}: {predicate}", state.name)
    }

    fn scope(&self, scope: &Scope) -> String {
        let purposes = scope.purposes.iter().map(|purpose| match purpose {
            Purpose::Safety => "safety".to_owned(),
            Purpose::Liveness => "liveness".to_owned(),
            Purpose::Walk => "walk".to_owned(),
        });
        let sizes = self.parameters.iter().zip(&scope.sizes.0).map(|(parameter, amount)| match amount {
            Amount::AtMost(number) => format!("{} = {number}", parameter.name),
            Amount::Unlimited => format!("{} = unlimited", parameter.name),
        });
        format!("scope {}: {}", scope.name, purposes.chain(sizes).collect::<Vec<_>>().join(", "))
    }
}
