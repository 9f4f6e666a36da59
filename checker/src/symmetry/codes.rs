//! Messages by their codes, which are mixed-radix numbers of their fields.

use honnin_codegen::ir::{ChannelId, SortId};
use honnin_codegen::layout::Layout;

use super::shape::Shape;
use super::view::{Pair, View, stir};

/// The messages of a channel, by code.
#[derive(Clone, Debug)]
pub(super) struct Codes {
    channel: u64,
    messages: Vec<Message>,
}

#[derive(Clone, Debug)]
struct Message {
    first: u64,
    values: u64,
    shape: Shape,
}

impl Codes {
    pub(super) fn of(layout: &Layout, channel: ChannelId) -> Self {
        let messages = layout.ir()[channel].messages.iter().map(|&message| Message {
            first: u64::from(layout.message_base(message)),
            values: layout.message_cardinality(message),
            shape: Shape::tuple(layout, &layout.ir()[message].fields),
        });
        Self { channel: channel.0 as u64, messages: messages.collect() }
    }

    /// How many ids of a sort can stand in a message; two stands for more.
    pub(super) fn most(&self, sort: SortId) -> usize {
        self.messages.iter().map(|message| message.shape.most(sort)).max().unwrap_or(0)
    }

    /// A message and its packed fields; `None` where there is no such code.
    fn open(&self, code: u64) -> Option<(&Message, u64)> {
        let message = self.messages.iter().find(|message| code.wrapping_sub(message.first) < message.values)?;
        Some((message, message.shape.packed(code - message.first)))
    }

    pub(super) fn rename(&self, code: u64, pair: Pair) -> u64 {
        let renamed = |(message, fields): (&Message, u64)| {
            message.first + message.shape.index(message.shape.rename(fields, pair))
        };
        self.open(code).map_or(code, renamed)
    }

    pub(super) fn holds(&self, code: u64, sort: SortId, id: u64) -> bool {
        self.open(code).is_some_and(|(message, fields)| message.shape.holds(fields, sort, id))
    }

    pub(super) fn digest(&self, code: u64, view: View<'_>) -> u64 {
        self.open(code)
            .map_or(0, |(message, fields)| stir(stir(self.channel, message.first), message.shape.digest(fields, view)))
    }
}
