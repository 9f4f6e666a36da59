//! Values and labels in the protocol's own words.

use core::fmt::{self, Display, Formatter, Write as _};

use super::{Domain, Event, Interruption, Occurrence, Output, Packet, Value};
use crate::ir::{Action, ActionId, ActionKind, Field, SortId, Type};

/// A text that knows its protocol; made by the `show_*` functions of [`Domain`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown(String);

impl Display for Shown {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl Domain<'_> {
    /// `job 1`: the sort in snake case, and the id's number counted from 1.
    #[must_use]
    pub fn show_id(&self, sort: SortId, id: usize) -> Shown {
        Shown(format!("{} {}", crate::casing::snake(&self.ir[sort].name), id + 1))
    }

    /// `Some(Image { job: job 1, subject: person 2 })`.
    #[must_use]
    pub fn show(&self, ty: &Type, value: &Value) -> Shown {
        let mut text = String::new();
        self.value(&mut text, ty, value);
        Shown(text)
    }

    /// `Certificate { session: session 1 }`.
    #[must_use]
    pub fn show_packet(&self, packet: &Packet) -> Shown {
        let message = &self.ir[packet.message];
        self.named(&message.name, &message.fields, &packet.fields)
    }

    /// An effect or a message, as [`Self::show_packet`].
    #[must_use]
    pub fn show_output(&self, output: &Output) -> Shown {
        match output {
            Output::Effect(effect, fields) => self.named(&self.ir[*effect].name, &self.ir[*effect].fields, fields),
            Output::Message(packet) => self.show_packet(packet),
        }
    }

    /// `print_deadline(job 1)`, `drop Certificate { .. }`, `forget job 2`,
    /// `power_loss(session 1) strikes during print(session 1), after 1 output`.
    #[must_use]
    pub fn show_event(&self, event: &Event) -> Shown {
        let occurrence = match &event.occurrence {
            Occurrence::Action(action, arguments) => self.call(*action, arguments),
            Occurrence::Drop(packet) => format!("drop {}", self.show_packet(packet)),
            Occurrence::Lose(packet) => format!("lose {}", self.show_packet(packet)),
            Occurrence::Repeat(packet) => format!("repeat {}", self.show_packet(packet)),
            Occurrence::Drain(sort, id) => format!("forget {}", self.show_id(*sort, *id)),
        };
        match (&event.occurrence, event.interruption) {
            (Occurrence::Action(action, arguments), Some(interruption)) => {
                Shown(self.strike(*action, arguments, interruption, &occurrence))
            }
            _ => Shown(occurrence),
        }
    }

    fn strike(&self, action: ActionId, arguments: &[Value], interruption: Interruption, call: &str) -> String {
        let action = &self.ir[action];
        let strikes =
            |other: &&Action| other.component == action.component && matches!(other.kind, ActionKind::Crash { .. });
        let names: Vec<&str> = self.ir.actions.iter().filter(strikes).map(|crash| crash.name.as_str()).collect();
        let instance = match (self.ir[action.component].per, arguments.first()) {
            (Some(sort), Some(me)) => format!("({})", self.show(&Type::Id(sort), me)),
            _ => "()".to_owned(),
        };
        let outputs = match interruption.delivered {
            0 => "before any output".to_owned(),
            1 => "after 1 output".to_owned(),
            more => format!("after {more} outputs"),
        };
        let lost = if interruption.lost { ", and the next is lost" } else { "" };
        format!("{}{instance} strikes during {call}, {outputs}{lost}", names.join(" or "))
    }

    /// A received message is shown whole; `me` only where the message does not name it.
    fn call(&self, id: ActionId, arguments: &[Value]) -> String {
        let action = &self.ir[id];
        let mut parts = Vec::new();
        let message = action.receives.map(|message| (message, &self.ir[message]));
        let named = message.is_some_and(|(_, message)| message.to.instance.is_some());
        if action.me.is_some() && !named {
            parts.push(self.argument(action, 0, arguments));
        }
        let payload = usize::from(action.me.is_some());
        let choices = payload + action.payload.len();
        if let Some((message, _)) = message {
            let fields = arguments[payload..choices].to_vec();
            parts.push(self.show_packet(&Packet { message, fields }).0);
        }
        parts.extend((choices..arguments.len()).map(|local| self.argument(action, local, arguments)));
        format!("{}({})", action.name, parts.join(", "))
    }

    fn argument(&self, action: &Action, local: usize, arguments: &[Value]) -> String {
        self.show(&action.body.locals[local].ty, &arguments[local]).0
    }

    fn named(&self, name: &str, fields: &[Field], values: &[Value]) -> Shown {
        let mut text = name.to_owned();
        self.fields(&mut text, fields, values);
        Shown(text)
    }

    fn value(&self, text: &mut String, ty: &Type, value: &Value) {
        match (ty, value) {
            (_, Value::Bool(value)) => append(text, value),
            (_, Value::Count(value)) => append(text, value),
            (Type::Id(sort), Value::Id(id)) => append(text, &self.show_id(*sort, *id)),
            (Type::Option(_), Value::Variant(0, _)) => text.push_str("None"),
            (Type::Option(some), Value::Variant(_, fields)) => {
                text.push_str("Some(");
                self.value(text, some, &fields[0]);
                text.push(')');
            }
            (Type::Enum(id), Value::Variant(variant, values)) => {
                let variant = &self.ir[*id].variants[*variant];
                text.push_str(&variant.name);
                self.fields(text, &variant.fields, values);
            }
            (Type::Struct(id), Value::Struct(values)) => {
                text.push_str(&self.ir[*id].name);
                self.fields(text, &self.ir[*id].fields, values);
            }
            (Type::Set(sort), Value::Set(ids)) => {
                list(text, ["{", "}"], ids, |text, id| append(text, &self.show_id(*sort, *id)));
            }
            (Type::Map(sort, entry), Value::Map(entries)) => {
                list(text, ["{ ", " }"], entries.iter().enumerate(), |text, (id, value)| {
                    append(text, &format_args!("{}: ", self.show_id(*sort, id)));
                    self.value(text, entry, value);
                });
            }
            (Type::Queue(item, _), Value::Queue(items)) => {
                list(text, ["[", "]"], items, |text, value| self.value(text, item, value));
            }
            (ty, value) => panic!("{value:?} is no value of {ty:?}"),
        }
    }

    /// ` { job: job 1 }`, `(job 1)` for a tuple variant, nothing for a unit.
    fn fields(&self, text: &mut String, fields: &[Field], values: &[Value]) {
        let tuple = fields.first().is_some_and(|field| field.name.starts_with(|first: char| first.is_ascii_digit()));
        let brackets = if tuple { ["(", ")"] } else { [" { ", " }"] };
        if fields.is_empty() {
            return;
        }
        list(text, brackets, fields.iter().zip(values), |text, (field, value)| {
            if !tuple {
                append(text, &format_args!("{}: ", field.name));
            }
            self.value(text, &field.ty, value);
        });
    }
}

fn append(text: &mut String, item: &impl Display) {
    write!(text, "{item}").expect("writing to a string does not fail");
}

fn list<T>(
    text: &mut String,
    [open, close]: [&str; 2],
    items: impl IntoIterator<Item = T>,
    mut show: impl FnMut(&mut String, T),
) {
    text.push_str(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        show(text, item);
    }
    text.push_str(close);
}
