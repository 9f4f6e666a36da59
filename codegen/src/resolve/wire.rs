//! Messages, the channels they travel on, and effects.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};

use super::{Resolver, TypeName};
use crate::ir::{
    Channel, ChannelId, ChannelKind, ComponentId, ComponentKind, Delivery, Effect, Endpoint, Field, Message, MessageId,
    Otherwise, Type,
};
use crate::syntax::{ChannelItem, EndpointItem, MessageItem};

/// The bags and FIFOs seen so far, by name and pair of roles, with the place of the first message.
type Wires = BTreeMap<(String, ComponentId, ComponentId), (ChannelId, Span)>;

impl Resolver<'_> {
    /// The messages, each on its channel.
    pub(super) fn declare_messages(&mut self) {
        let mut wires = Wires::new();
        for (index, item) in self.workflow.messages.iter().enumerate() {
            let fields = self.fields(&item.fields);
            let from = self.endpoint(&item.from, &fields, &item.ident);
            let to = self.endpoint(&item.to, &fields, &item.ident);
            let channel = self.channel(item, MessageId(index), from.component, to.component, &mut wires);
            if let ChannelItem::Fifo { .. } = item.channel {
                self.check_pair(&item.from, from, item);
                self.check_pair(&item.to, to, item);
            }
            let span = self.names.spans.number(item.ident.span());
            self.ir.messages.push(Message {
                name: item.ident.to_string(),
                doc: item.doc.clone(),
                span,
                fields,
                channel,
                from,
                to,
                otherwise: Otherwise::default(),
            });
        }
    }

    fn endpoint(&mut self, end: &EndpointItem, fields: &[Field], message: &Ident) -> Endpoint {
        let Some(TypeName::Component(component)) = self.names.types.get(&end.role.to_string()).copied() else {
            let text = format!("no role `{}`: a message travels from a `#[role]` to a `#[role]`", end.role);
            self.errors.push("E0206", end.role.span(), text);
            return Endpoint { component: ComponentId(0), instance: None };
        };
        if self.ir[component].kind != ComponentKind::Role {
            let text = format!("`{}` is no role: only roles send and receive", end.role);
            self.errors.push("E0206", end.role.span(), text);
        }
        let instance = end.instance.as_ref().and_then(|name| self.instance(component, name, fields, message));
        Endpoint { component, instance }
    }

    /// The field that names the instance.
    fn instance(&mut self, component: ComponentId, name: &Ident, fields: &[Field], message: &Ident) -> Option<usize> {
        let role = self.ir[component].name.clone();
        let Some(sort) = self.ir[component].per else {
            let text = format!("there is one `{role}`: write `{role}`, or make it `#[role(per = ..)]`");
            self.errors.push("E0207", name.span(), text);
            return None;
        };
        let found = fields.iter().position(|field| name == &field.name);
        if found.is_none_or(|index| fields[index].ty != Type::Id(sort)) {
            let sort = self.ir[sort].name.clone();
            let text = format!(
                "`{name}` must be a field of `{message}` of type `{sort}`: it names the `{role}` that is meant"
            );
            self.errors.push("E0207", name.span(), text);
        }
        found
    }

    fn check_pair(&mut self, end: &EndpointItem, resolved: Endpoint, item: &MessageItem) {
        if self.ir.components.get(resolved.component.0).is_some_and(|role| role.per.is_some()) && end.instance.is_none()
        {
            let role = &end.role;
            let text = format!(
                "a `fifo` runs between two instances: say which `{role}` of `{}` it is, as `{role}[field]`",
                item.ident
            );
            self.errors.push("E0207", role.span(), text);
        }
    }

    fn channel(
        &mut self,
        item: &MessageItem,
        message: MessageId,
        from: ComponentId,
        to: ComponentId,
        wires: &mut Wires,
    ) -> ChannelId {
        let (name, kind) = match &item.channel {
            ChannelItem::Any => {
                let channel = Channel { name: item.ident.to_string(), kind: ChannelKind::Any, messages: vec![message] };
                return self.push_channel(channel);
            }
            ChannelItem::Bag { name, loss, repeat } => {
                let capacity = self.capacity(name);
                let loss = loss.as_ref().map(|budget| self.budget(budget));
                let repeat = repeat.as_ref().map(|budget| self.budget(budget));
                (name, ChannelKind::Bag { capacity, loss, repeat })
            }
            ChannelItem::Fifo { name } => (name, ChannelKind::Fifo { capacity: self.capacity(name) }),
        };
        let key = (name.to_string(), from, to);
        if let Some((known, earlier)) = wires.get(&key).copied() {
            if self.ir[known].kind != kind {
                let text = format!("all messages on `{name}` between these roles share one channel: write it alike");
                self.errors.push_with("E0209", name.span(), text, earlier, "written otherwise here");
            }
            self.ir[known].messages.push(message);
            return known;
        }
        let id = self.push_channel(Channel { name: name.to_string(), kind, messages: vec![message] });
        wires.insert(key, (id, name.span()));
        id
    }

    fn push_channel(&mut self, channel: Channel) -> ChannelId {
        self.ir.channels.push(channel);
        ChannelId(self.ir.channels.len() - 1)
    }

    /// The effects.
    pub(super) fn declare_effects(&mut self) {
        for item in &self.workflow.effects {
            let fields = self.fields(&item.fields);
            let key = item.key.iter().filter_map(|name| self.key_field(name, &fields, &item.ident)).collect();
            let delivery = if item.at_most_once { Delivery::AtMostOnce } else { Delivery::AtLeastOnce { key } };
            let span = self.names.spans.number(item.ident.span());
            self.ir.effects.push(Effect {
                name: item.ident.to_string(),
                doc: item.doc.clone(),
                span,
                fields,
                delivery,
            });
        }
    }

    fn key_field(&mut self, name: &Ident, fields: &[Field], effect: &Ident) -> Option<usize> {
        let found = fields.iter().position(|field| name == &field.name);
        if found.is_none() {
            let text = format!("`{effect}` has no field `{name}`: a repeat is recognised by its own fields");
            self.errors.push("E0210", name.span(), text);
        }
        found
    }
}
