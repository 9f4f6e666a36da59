//! A structured state.

use std::collections::{BTreeMap, BTreeSet};

use super::{Domain, Packet, Value};
use crate::ir::{ChannelId, ChannelKind};

/// A state: the declared values, the channels' contents, and what is left of each counted budget.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    /// By [`VariableId`](crate::ir::VariableId).
    pub variables: Vec<Value>,
    /// By [`ChannelId`].
    pub channels: Vec<Contents>,
    /// In the order of [`Sizes::counted_budgets`](crate::ir::Sizes::counted_budgets).
    pub budgets: Vec<u32>,
}

/// What is on a channel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contents {
    /// What has ever been sent and whose ids are not retired.
    Any(BTreeSet<Packet>),
    /// How many of each.
    Bag(BTreeMap<Packet, usize>),
    /// One queue for each pair, by sender and then receiver; head first.
    Fifo(Vec<Vec<Packet>>),
}

impl Domain<'_> {
    /// The one initial state: everything at its default, every channel empty, every budget whole.
    #[must_use]
    pub fn initial(&self) -> State {
        let channels = (0..self.ir.channels.len()).map(|channel| self.empty(ChannelId(channel))).collect();
        State {
            variables: self.ir.variables.iter().map(|variable| self.default(&variable.ty)).collect(),
            channels,
            budgets: self.sizes.counted_budgets(self.ir).map(|(_, number)| number).collect(),
        }
    }

    /// A channel with nothing on it.
    #[must_use]
    pub fn empty(&self, channel: ChannelId) -> Contents {
        match self.ir[channel].kind {
            ChannelKind::Any => Contents::Any(BTreeSet::new()),
            ChannelKind::Bag { .. } => Contents::Bag(BTreeMap::new()),
            ChannelKind::Fifo { .. } => {
                let (senders, receivers) = self.ends(channel);
                Contents::Fifo(vec![Vec::new(); senders * receivers])
            }
        }
    }

    /// How many senders and receivers a channel has.
    #[must_use]
    pub fn ends(&self, channel: ChannelId) -> (usize, usize) {
        let Some(&message) = self.ir[channel].messages.first() else { return (1, 1) };
        let count = |component: crate::ir::ComponentId| self.ir[component].per.map_or(1, |sort| self.ids(sort));
        (count(self.ir[message].from.component), count(self.ir[message].to.component))
    }

    /// Which of a FIFO's queues a message travels in.
    ///
    /// # Panics
    /// When the field that names an instance is no id, which resolution excludes.
    #[must_use]
    pub fn lane(&self, packet: &Packet) -> usize {
        let message = &self.ir[packet.message];
        let end = |instance: Option<usize>| instance.map_or(0, |field| packet.fields[field].as_id());
        end(message.from.instance) * self.ends(message.channel).1 + end(message.to.instance)
    }
}
