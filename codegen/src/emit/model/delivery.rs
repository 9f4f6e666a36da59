//! Deliveries: each deliverable message, offered to whoever may receive it, and what befalls it on the way.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::action::Emitted;
use super::attempt::{Attempt, lasting};
use super::code::{Code, Level, number};
use super::context::{Context, snake};
use super::output::{Output, field_names};
use crate::ir::{Action, ActionId, ActionKind, ChannelId, ChannelKind, MessageId, Otherwise, ParameterId};

impl<'a> Context<'a> {
    /// What `expand` does about a channel.
    ///
    /// ```text
    /// CHANNEL_ISSUE.each(state, |index| deliver_issue(state, run, sink, index));
    /// ```
    pub(super) fn emit_channel(&self, id: ChannelId, deliveries: &[Attempt]) -> TokenStream {
        let channel = &self.ir[id];
        let Some(&first) = channel.messages.first() else { return TokenStream::new() };
        let constant = self.channel_constant(first);
        match channel.kind {
            ChannelKind::Any if !self.matters(first) => TokenStream::new(),
            ChannelKind::Any => {
                let deliver = deliveries[first.0].call(Some(&quote!(index)));
                quote!(#constant.each(state, |index| #deliver);)
            }
            ChannelKind::Bag { loss, repeat, .. } => {
                let deliver = self.emit_by_code(id, |message, index| deliveries[message.0].call(Some(index)));
                let faults = self.emit_channel_faults(id, &constant, loss, repeat);
                quote!(for code in #constant.distinct(state) { #deliver; #faults })
            }
            ChannelKind::Fifo { .. } => {
                let deliver = self.emit_by_code(id, |message, index| deliveries[message.0].call(Some(index)));
                quote!(for code in #constant.iter().filter_map(|queue| queue.iter(state).next()) { #deliver })
            }
        }
    }

    /// Loss and repetition.
    ///
    /// ```text
    /// let (lost, repeated) = match code { 0..4 => (runtime::event(20, code), runtime::event(24, code)), .. };
    /// if state[1] & 0x30 != 0 {
    ///     let mut next = *state;
    ///     next[1] -= 0x10;
    ///     CHANNEL_WIRE.remove(&mut next, code);
    ///     sink.step(lost, &[], &next);
    /// }
    /// ```
    fn emit_channel_faults(
        &self,
        id: ChannelId,
        constant: &Ident,
        loss: Option<ParameterId>,
        repeat: Option<ParameterId>,
    ) -> TokenStream {
        let kind = |MessageId(message), before: usize| {
            number((self.ir.actions.len() + before * self.ir.messages.len() + message) as u64)
        };
        let guarded = |budget: ParameterId, fault: TokenStream| {
            let draw = self.emit_draw(budget, &quote!(next));
            let guard = self.left(budget, &quote!(state)).map(|left| {
                let some = lasting(&left);
                quote!(if #some)
            });
            quote!(#guard { let mut next = *state; #draw #fault })
        };
        let losing = loss.map(|budget| {
            let event = self.emit_by_code(id, |message, index| {
                let kind = kind(message, 1);
                quote!(runtime::event(#kind, #index))
            });
            guarded(budget, quote!(#constant.remove(&mut next, code); sink.step(#event, &[], &next);))
        });
        let repeating = repeat.map(|budget| {
            let event = self.emit_by_code(id, |message, index| {
                let kind = kind(message, 2);
                quote!(runtime::event(#kind, #index))
            });
            let step = quote! {
                match #constant.insert(&mut next, code) {
                    Ok(()) => sink.step(#event, &[], &next),
                    Err(stop) => _ = stop.report(sink, #event),
                }
            };
            guarded(budget, step)
        });
        quote!(#losing #repeating)
    }

    /// `match code { 0..4 => deliver_order(run, sink, code), _ => deliver_reply(run, sink, code - 4) }`
    fn emit_by_code(&self, id: ChannelId, of: impl Fn(MessageId, &TokenStream) -> TokenStream) -> TokenStream {
        let messages = &self.ir[id].messages;
        if let [only] = **messages {
            return of(only, &quote!(code));
        }
        let arms = messages.iter().enumerate().map(|(position, &message)| {
            let base = u64::from(self.layout.message_base(message));
            let (from, to) = (number(base), number(base + self.layout.message_cardinality(message)));
            let index = if base == 0 { quote!(code) } else { quote!(code - #from) };
            let of = of(message, &index);
            if position + 1 == messages.len() { quote!(_ => #of,) } else { quote!(#from..#to => #of,) }
        });
        quote!(match code { #(#arms)* })
    }

    /// Whether anything comes of a message on its channel.
    fn matters(&self, message: MessageId) -> bool {
        self.handlers(message).next().is_some() || self.ir[message].otherwise == Otherwise::Defect
    }

    fn handlers(&self, message: MessageId) -> impl Iterator<Item = (ActionId, &'a Action)> + use<'a> {
        let actions = self.ir.actions.iter().enumerate();
        actions.filter(move |(_, action)| action.receives == Some(message)).map(|(id, action)| (ActionId(id), action))
    }

    /// The function that offers a message to its receivers.
    ///
    /// ```text
    /// fn deliver_rendered<K: Sink<2>>(state: &State, run: &mut Run<'_, 2>, sink: &mut K, index: u64) {
    ///     let image = image_at(index);
    ///     if state.server_down() != 0 {
    ///         return;
    ///     }
    ///     if may_collect(state, image) {
    ///         run.once(sink, runtime::event(7, index), |run| collect(run, image));
    ///     }
    /// }
    /// ```
    pub(super) fn emit_deliver(&self, message: MessageId, actions: &[Emitted]) -> Attempt {
        if self.is_on_any(Output::Send(message)) && !self.matters(message) {
            return Attempt::default();
        }
        let declared = &self.ir[message];
        let function = format_ident!("deliver_{}", snake(&declared.name));
        let names = field_names(&declared.fields);
        let otherwise = self.emit_otherwise(message, &names);
        let per = self.ir[declared.to.component].per;
        let all = per.filter(|_| declared.to.instance.is_none());
        let offer = self.emit_offer(message, &names, actions, !otherwise.is_empty());
        let me = per.map(|_| quote!(me));
        let down = self.down(declared.to.component, me.as_ref()).map(|down| {
            let down = Code::binary(&down, &quote!(!=), &Code::number(0), Level::Compare);
            match (all, otherwise.is_empty()) {
                (None, _) => quote!(if #down { return; }),
                (Some(_), true) => quote!(if #down { continue; }),
                (Some(_), false) => quote!(if #down { handled = true; continue; }),
            }
        });
        let offered = match (all, declared.to.instance.filter(|_| per.is_some())) {
            (Some(sort), _) => {
                let ids = number(self.ids(sort));
                quote!(for me in 0..#ids { #down #offer })
            }
            (None, Some(field)) => {
                let field = &names[field];
                quote!(let me = #field; #down #offer)
            }
            (None, None) => quote!(#down #offer),
        };
        let body = if otherwise.is_empty() {
            offered
        } else {
            quote!(let mut handled = false; #offered if !handled { #otherwise })
        };
        let lets = self.emit_fields(&declared.fields, &names, &body);
        self.emit_attempt(function, true, &quote!(#lets #body))
    }

    /// Every handler of one instance is tried, and every fault that strikes at a delivery.
    fn emit_offer(&self, message: MessageId, names: &[Ident], actions: &[Emitted], counted: bool) -> TokenStream {
        let receivers = self.handlers(message).filter(|(_, action)| action.kind == ActionKind::Receive).count();
        let payload: Vec<Code> = names.iter().map(Code::atom).collect();
        let attempts = self.handlers(message).map(|(id, action)| {
            let handler = action.kind == ActionKind::Receive;
            let receipt = self.emit_receipt(message, names);
            let with = |explore: &TokenStream| match (handler, receivers > 1, counted) {
                (true, true, _) => quote!(enabled |= #explore),
                (true, false, true) => quote!(handled |= #explore),
                _ => explore.clone(),
            };
            let attempt = self.emit_over_choices(id, &actions[id.0], &payload, &receipt, with);
            if handler && receivers > 1 {
                return quote!(let mut enabled = false; #attempt handlers += u32::from(enabled););
            }
            match action.kind.budget().and_then(|budget| self.left(budget, &quote!(state))) {
                Some(left) => {
                    let some = lasting(&left);
                    quote!(if #some { #attempt })
                }
                None => attempt,
            }
        });
        let attempts: TokenStream = attempts.collect();
        if receivers < 2 {
            return attempts;
        }
        let (event, id) = (self.emit_fate(message), number(message.0 as u64));
        let handled = counted.then(|| quote!(handled |= handlers > 0;));
        quote! {
            let mut handlers = 0;
            #attempts
            if handlers > 1 {
                sink.defect(#event, Defect::Ambiguous(MessageId(#id)));
            }
            #handled
        }
    }

    /// What happens to a message that no handler is enabled for; nothing where it waits.
    fn emit_otherwise(&self, message: MessageId, names: &[Ident]) -> TokenStream {
        let (event, id) = (self.emit_fate(message), number(message.0 as u64));
        let taken = !self.is_on_any(Output::Send(message));
        match self.ir[message].otherwise {
            Otherwise::Drop if taken => {
                let receipt = self.emit_take(message, names, &quote!(next));
                quote!(let mut next = *state; #receipt sink.step(#event, &[], &next);)
            }
            Otherwise::Drop | Otherwise::Keep => TokenStream::new(),
            Otherwise::Defect => quote!(sink.defect(#event, Defect::Unhandled(MessageId(#id)));),
        }
    }

    /// The event of a message that is dropped.
    fn emit_fate(&self, MessageId(message): MessageId) -> TokenStream {
        let kind = number((self.ir.actions.len() + message) as u64);
        quote!(runtime::event(#kind, index))
    }

    fn emit_receipt(&self, message: MessageId, names: &[Ident]) -> TokenStream {
        self.emit_take(message, names, &quote!(run.state))
    }

    /// `CHANNEL_WIRE.remove(&mut run.state, code);`
    fn emit_take(&self, message: MessageId, names: &[Ident], state: &TokenStream) -> TokenStream {
        let (channel, code) = (self.message_lane(message, names), self.message_code(message));
        match self.ir[self.ir[message].channel].kind {
            ChannelKind::Any => TokenStream::new(),
            ChannelKind::Bag { .. } => quote!(#channel.remove(&mut #state, #code);),
            ChannelKind::Fifo { .. } => quote!(#channel.pop(&mut #state);),
        }
    }
}
