//! Channels: where their messages lie, and how one is put there.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::code::{Code, Level, number};
use super::context::{Context, snake};
use super::output::Output;
use super::place::emit_slot;
use crate::ir::{Channel, ChannelId, ChannelKind, MessageId};
use crate::layout::ChannelRegion;

impl Context<'_> {
    /// `CHANNEL_WIRE.insert(state, 4 + index)?;`
    pub(super) fn emit_insert(&self, message: MessageId, fields: &[Ident], state: &TokenStream) -> TokenStream {
        let code = self.message_code(message);
        let fallible = (!self.is_on_any(Output::Send(message))).then(|| quote!(?));
        let channel = self.message_lane(message, fields);
        quote!(#channel.insert(#state, #code)#fallible;)
    }

    /// `4 + index`: a message's number on its channel.
    pub(super) fn message_code(&self, message: MessageId) -> Code {
        let index = Code::atom(quote!(index));
        match self.layout.message_base(message) {
            0 => index,
            base => Code::binary(&Code::number(base.into()), &quote!(+), &index, Level::Sum),
        }
    }

    /// `CHANNEL_WIRE`, or `CHANNEL_WIRE[(session * 2 + server) as usize]` for the queue of one pair.
    pub(super) fn message_lane(&self, message: MessageId, fields: &[Ident]) -> TokenStream {
        let channel = self.channel_constant(message);
        let declared = &self.ir[message];
        let ChannelKind::Fifo { .. } = self.ir[declared.channel].kind else { return quote!(#channel) };
        let receivers = self.layout.domain().ends(declared.channel).1 as u64;
        let end = |instance: Option<usize>| instance.map(|field| Code::atom(&fields[field]));
        let scaled = |code| Code::binary(&code, &quote!(*), &Code::number(receivers), Level::Product);
        let lane = match (end(declared.from.instance), end(declared.to.instance)) {
            (None, None) => return quote!(#channel[0]),
            (None, Some(to)) => to,
            (Some(from), None) => scaled(from),
            (Some(from), Some(to)) => Code::binary(&scaled(from), &quote!(+), &to, Level::Sum),
        };
        let lane = lane.at(Level::Cast);
        quote!(#channel[#lane as usize])
    }

    /// `CHANNEL_WIRE`
    pub(super) fn channel_constant(&self, message: MessageId) -> Ident {
        let id = self.ir[message].channel;
        let name = snake(&self.ir[id].name).to_uppercase();
        let twin = self.ir.channels.iter().position(|channel| snake(&channel.name).to_uppercase() == name);
        if twin == Some(id.0) { format_ident!("CHANNEL_{name}") } else { format_ident!("CHANNEL_{name}_{}", id.0) }
    }

    /// ```text
    /// const CHANNEL_ISSUE: Any<1> = Any { chunks: [slot(0, 12, 8)] };
    /// const CHANNEL_WIRE: Bag<2> = Bag { channel: ChannelId(3), slots: [slot(0, 20, 4), slot(0, 24, 4)] };
    /// ```
    pub(super) fn emit_channels(&self) -> TokenStream {
        let emit = |(index, channel): (usize, &Channel)| {
            let constant = self.channel_constant(*channel.messages.first()?);
            let (id, all) =
                (number(index as u64), |slots: &[_]| slots.iter().copied().map(emit_slot).collect::<Vec<_>>());
            Some(match self.layout.channel(ChannelId(index)) {
                ChannelRegion::Any(chunks) => {
                    let (count, chunks) = (number(chunks.len() as u64), all(chunks));
                    quote!(const #constant: Any<#count> = Any { chunks: [#(#chunks),*] };)
                }
                ChannelRegion::Bag(slots) => {
                    let (count, slots) = (number(slots.len() as u64), all(slots));
                    quote!(const #constant: Bag<#count> = Bag { channel: ChannelId(#id), slots: [#(#slots),*] };)
                }
                ChannelRegion::Fifo(lanes) => {
                    let (count, capacity) =
                        (number(lanes.len() as u64), number(lanes.first().map_or(0, Vec::len) as u64));
                    let lanes = lanes.iter().map(|slots| {
                        let slots = all(slots);
                        quote!(Fifo { channel: ChannelId(#id), slots: [#(#slots),*] })
                    });
                    quote!(const #constant: [Fifo<#capacity>; #count] = [#(#lanes),*];)
                }
            })
        };
        self.ir.channels.iter().enumerate().filter_map(emit).collect()
    }
}
