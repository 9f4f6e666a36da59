//! What happens to a message that nobody handles, and what a bag does by itself.

use super::action::{Exported, comment, head, unchanged};
use super::context::{Context, LEFT};
use super::doc::{Level, Tla, definition};
use crate::ir::query::Output;
use crate::ir::{ChannelId, ChannelKind, MessageId, Otherwise, ParameterId};

/// A transition that no action of a role is.
pub(super) struct Move {
    pub(super) name: String,
    pub(super) parameters: Vec<(String, Tla)>,
    pub(super) text: String,
    /// The message that is dropped.
    pub(super) drops: Option<MessageId>,
}

impl Move {
    pub(super) fn call(&self) -> Tla {
        Tla::apply(&self.name, &self.parameters.iter().map(|(name, _)| Tla::text(name)).collect::<Vec<_>>())
    }
}

/// What is known of the deliveries of a message.
#[derive(Default)]
pub(super) struct Delivered {
    /// Definitions.
    pub(super) texts: Vec<String>,
    /// The transition in which it is dropped.
    pub(super) drop: Option<Move>,
    /// What must hold in every state, or a rule is broken.
    pub(super) rules: Vec<Tla>,
}

impl Context<'_> {
    /// Who handles a message, and what happens where nobody does.
    pub(super) fn delivery(&self, message: MessageId, actions: &[Exported]) -> Delivered {
        let mut delivered = Delivered::default();
        let handlers: Vec<usize> = self.ir.handlers_of(message).map(|action| action.0).collect();
        let fields = self.fields_of(message);
        let values: Vec<Tla> = fields.iter().map(|(name, _)| Tla::text(name)).collect();
        let there = self.deliverable(message, &values);
        let to = self.ir[message].to;
        let anyone = self.per(to.component).filter(|_| to.instance.is_none());
        let me = match (to.instance, anyone) {
            (Some(field), _) => Some(values[field].clone()),
            (None, Some(_)) => Some(Tla::text("me")),
            (None, None) => None,
        };
        let down = self.is_down(to.component, me.as_ref());
        let enabled: Vec<Tla> =
            handlers.iter().map(|&handler| self.handles(handler, message, &values, &actions[handler])).collect();
        let up = |formula: Tla| match &down {
            // Nothing is delivered to one that is down: what it might handle waits for it.
            Some(down) => Tla::or(vec![down.clone(), formula]),
            None => formula,
        };
        let some = |formula: Tla| match anyone {
            Some(sort) if !formula.is("TRUE") => {
                let set = Tla::text(&self.sorts[sort.0]);
                Tla::quantified("\\E", &[("me".to_owned(), set)], &formula)
            }
            _ => formula,
        };
        let handled = some(up(Tla::or(enabled.clone())));
        let taken = self.ir[self.ir[message].channel].kind != ChannelKind::Any;
        let otherwise = self.ir[message].otherwise;
        let matters = otherwise == Otherwise::Defect || (otherwise == Otherwise::Drop && taken);
        if !handled.is("TRUE") && matters {
            let name = format!("{}IsHandled", self.ir[message].name);
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            let words =
                format!("\\* Somebody can handle the {}, or will be able to when up again.\n", self.ir[message].name);
            delivered.texts.push(words + &definition(&head(&name, &names), &handled));
            let handled = Tla::apply(&name, &values);
            match otherwise {
                Otherwise::Keep => {}
                Otherwise::Drop => {
                    delivered.drop = Some(self.drop_of(message, fields.clone(), there.clone(), &handled));
                }
                Otherwise::Defect => {
                    let rule = Tla::implies(&Tla::and(there.clone()), &handled);
                    delivered.rules.push(Tla::quantified("\\A", &fields, &rule));
                }
            }
        }
        for (index, first) in enabled.iter().enumerate() {
            for second in &enabled[index + 1..] {
                let both = Tla::and(vec![first.clone(), second.clone()]);
                let twice = match &down {
                    Some(down) => Tla::and(vec![down.not(), both]),
                    None => both,
                };
                if !twice.is("FALSE") {
                    let rule = Tla::implies(&Tla::and(there.clone()), &some(twice).not());
                    delivered.rules.push(Tla::quantified("\\A", &fields, &rule));
                }
            }
        }
        delivered
    }

    /// Names and sets of a message's fields.
    fn fields_of(&self, message: MessageId) -> Vec<(String, Tla)> {
        let mut names = self.names.clone();
        names.give(&["me"]);
        let fields = self.ir[message].fields.iter().zip(&self.messages[message.0]);
        fields.map(|(field, name)| (names.give(&[name, &format!("the_{name}")]), self.set(&field.ty))).collect()
    }

    /// Where a handler is enabled for a message, whatever it chooses, and but for its being up.
    fn handles(&self, handler: usize, message: MessageId, values: &[Tla], exported: &Exported) -> Tla {
        let enabled = exported.body.enabled();
        if enabled.is("TRUE") || enabled.is("FALSE") {
            return enabled;
        }
        // The handler's own names for its arguments, as the fields of this message.
        let fields = self.ir[message].fields.len();
        let unrouted = self.ir[message].to.instance.is_none() && self.ir.actions[handler].me.is_some();
        let skipped = usize::from(unrouted);
        let own = &exported.parameters[skipped..skipped + fields];
        let choices = &exported.parameters[skipped + fields..];
        let formula = Tla::quantified("\\E", choices, &enabled);
        own.iter().zip(values).rev().fold(formula, |formula, ((name, _), value)| {
            if value.is(name) { formula } else { Tla::binding(name, value, &formula) }
        })
    }

    fn drop_of(&self, message: MessageId, fields: Vec<(String, Tla)>, there: Vec<Tla>, handled: &Tla) -> Move {
        let values: Vec<Tla> = fields.iter().map(|(name, _)| Tla::text(name)).collect();
        let channel = self.channels[self.ir[message].channel.0].clone();
        let after = self.taken(message, &values, &Tla::text(&channel));
        let wanted = format!("Drop{}", self.ir[message].name);
        let name = self.names.clone().give(&[&wanted, &format!("{wanted}Message")]);
        let mut conjuncts = there;
        conjuncts.push(handled.not());
        conjuncts.push(Tla::compare(&Tla::text(&channel).prime(), "=", &after));
        let others: Vec<Tla> = self.variables().into_iter().filter(|other| *other != channel).map(Tla::text).collect();
        conjuncts.extend(unchanged(&others));
        let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        let text = definition(&head(&name, &names), &Tla::list("/\\", conjuncts));
        let doc = comment(&format!("Nobody can handle this {}: it is taken and forgotten.", self.ir[message].name));
        Move { text: doc + &text, name, parameters: fields, drops: Some(message) }
    }

    /// The loss and the doubling of a message in a bag.
    pub(super) fn faults(&self, channel: ChannelId) -> Vec<Move> {
        let ChannelKind::Bag { loss, repeat, capacity } = self.ir[channel].kind else { return Vec::new() };
        let name = &self.channels[channel.0];
        let base = Tla::text(name);
        let one = Tla::apply("SetToBag", &[Tla::set(&[Tla::text("m")])]);
        let room = Tla::compare(
            &Tla::apply("BagCardinality", std::slice::from_ref(&base)),
            "<",
            &Tla::text(self.bound(capacity)),
        );
        let fault = |verb: &str, words: &str, budget: ParameterId, operator: &str, room: Option<Tla>| {
            let wanted = format!("{verb}{}", crate::casing::camel(name));
            let action = self.names.clone().give(&[&wanted, &format!("{wanted}Message")]);
            let mut conjuncts = vec![Tla::apply("BagIn", &[Tla::text("m"), base.clone()])];
            conjuncts.extend(room);
            let mut changed = vec![name.clone()];
            let after = Tla::binary(&base, operator, &one, Level::Sum);
            let mut effects = vec![Tla::compare(&base.prime(), "=", &after)];
            if self.parameters[budget.0].is_some() {
                let left = Tla::text(LEFT).field(&self.ir[budget].name);
                conjuncts.push(Tla::compare(&left, ">", &Tla::text("0")));
                effects.push(Tla::compare(&Tla::text(LEFT).prime(), "=", &self.drawn(budget, &Tla::text(LEFT))));
                changed.push(LEFT.to_owned());
            }
            conjuncts.extend(effects);
            let others: Vec<Tla> =
                self.variables().into_iter().filter(|other| !changed.contains(other)).map(Tla::text).collect();
            conjuncts.extend(unchanged(&others));
            let text = comment(words) + &definition(&format!("{action}(m)"), &Tla::list("/\\", conjuncts));
            let set = Tla::apply("BagToSet", std::slice::from_ref(&base));
            Move { name: action, parameters: vec![("m".to_owned(), set)], text, drops: None }
        };
        let lost = loss.map(|budget| fault("Lose", "A message is lost on the way.", budget, "(-)", None));
        let doubled =
            repeat.map(|budget| fault("Double", "A message is doubled on the way.", budget, "(+)", Some(room)));
        lost.into_iter().chain(doubled).collect()
    }

    /// Where nothing waits on a bag or FIFO but messages of these names.
    pub(super) fn nothing_else_waits(&self, remaining: &[MessageId]) -> Vec<Tla> {
        let awaits = |(index, channel): (usize, &crate::ir::Channel)| {
            let others = channel.messages.iter().any(|message| !remaining.contains(message));
            (channel.kind != ChannelKind::Any && others).then(|| {
                let names = self.names_of(|output| matches!(output, Output::Message(m) if remaining.contains(&m)));
                let other = if remaining.is_empty() {
                    Tla::bool(true)
                } else {
                    Tla::compare(&Tla::text("m").field("type"), "\\notin", &names)
                };
                self.waiting(index, &other).not()
            })
        };
        self.ir.channels.iter().enumerate().filter_map(awaits).collect()
    }
}
