//! The bodies of some actions, run in a state with all arguments and choices.

use crate::interpret::SCRATCH;
use crate::interpret::expansion::Expansion;
use crate::interpret::ids::Census;
use crate::interpret::program::Program;
use crate::interpret::wire::Allowance;
use crate::ir::Otherwise;
use crate::layout::Layout;
use crate::system::Sink;

use super::Counts;

/// Actions of a program.
pub(super) struct Bodies<const W: usize> {
    program: Program<W>,
    /// The actions that are run, those that a message starts among them.
    spontaneous: Vec<usize>,
    channels: Vec<usize>,
    /// Whether one of them asks which ids are free.
    asks_for_ids: bool,
}

impl<const W: usize> Bodies<W> {
    /// All actions; where they are counted, nothing else comes of them.
    pub(super) fn new(layout: Layout, counted: bool) -> Self {
        let mut program = Program::compile(layout, counted);
        for wire in &mut program.wires {
            (wire.loss, wire.repeat) = (Allowance::Never, Allowance::Never);
        }
        for incoming in &mut program.incoming {
            incoming.otherwise = Otherwise::Keep;
        }
        let actions = &program.layout.ir().actions;
        let spontaneous = (0..actions.len()).filter(|&action| actions[action].receives.is_none()).collect();
        let mut bodies = Self { program, spontaneous, channels: Vec::new(), asks_for_ids: true };
        bodies.choose_channels();
        bodies
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.program.layout
    }

    /// Leaves out the actions that are not wanted.
    pub(super) fn narrow(&mut self, wanted: &[bool]) {
        for incoming in &mut self.program.incoming {
            incoming.takers.retain(|&taker| wanted[taker]);
        }
        self.spontaneous.retain(|&action| wanted[action]);
        self.choose_channels();
    }

    /// Whether no action is left.
    pub(super) fn is_empty(&self) -> bool {
        self.spontaneous.is_empty() && self.channels.is_empty()
    }

    /// Runs them in a state.
    pub(super) fn run<K: Sink<W>>(&self, census: &Census<W>, state: &[u64; W], counts: &mut Counts, sink: &mut K) {
        let mut scratch = SCRATCH.take();
        scratch.fit(self.program.locals, self.layout().ir().sorts.len());
        scratch.counts = core::mem::take(counts);
        let mut expansion = Expansion::new(&self.program, census, state, scratch, sink);
        if self.asks_for_ids {
            expansion.count_ids();
        }
        for &action in &self.spontaneous {
            expansion.spontaneous(action);
        }
        for &channel in &self.channels {
            expansion.channel(channel);
        }
        let mut scratch = expansion.finish();
        *counts = core::mem::take(&mut scratch.counts);
        SCRATCH.set(scratch);
    }

    fn choose_channels(&mut self) {
        let waits = |channel: usize| {
            let mut arriving = self.program.incoming.iter().filter(|incoming| incoming.channel.0 == channel);
            arriving.any(|incoming| !incoming.takers.is_empty())
        };
        self.channels = (0..self.program.wires.len()).filter(|&channel| waits(channel)).collect();
        let received = self.program.incoming.iter().flat_map(|incoming| &incoming.takers);
        let mut run = received.chain(&self.spontaneous).map(|&action| &self.program.actions[action]);
        self.asks_for_ids = run.any(|action| action.forks || action.opens.is_some());
    }
}
