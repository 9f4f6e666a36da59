//! What of a protocol is exercised: how often each action was enabled, each condition true and false, each premise given.
//!
//! The bodies are run as for an expansion, in every state that is shown, with all arguments and choices; what would come of
//! them is left out. A crash that strikes between a commit and its delivery is no run of its own.

use super::SCRATCH;
use super::expansion::Expansion;
use super::ids::Census;
use super::program::Program;
use super::property::{Predicate, predicate};
use super::wire::Allowance;
use crate::ir::query::{Premise, Site};
use crate::ir::{ActionId, Otherwise, PropertyKind};
use crate::layout::Layout;
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink};

/// By number of the item, how often it was false and true: of an action, refused and enabled, once for each combination of
/// arguments and choices; of a condition, once for each time it was asked; of a premise, once for each state.
pub type Counts = Vec<[u64; 2]>;

/// Something to exercise.
#[derive(Clone, Debug)]
pub enum Item {
    /// An action.
    Action(ActionId),
    /// A condition of an action's body.
    Condition(Site),
    /// A premise of a property.
    Premise(Premise),
}

/// A protocol at a scope, compiled to count.
pub struct Probe<const W: usize> {
    program: Program<W>,
    census: Census<W>,
    items: Vec<Item>,
    /// Where premises start among the items, and each with its number.
    premises: Vec<(usize, Predicate<W>)>,
    /// The actions that are run, those that a message starts among them.
    spontaneous: Vec<usize>,
    channels: Vec<usize>,
    /// Whether one of them asks which ids are free.
    asks_for_ids: bool,
}

impl<const W: usize> Probe<W> {
    /// Compiles a protocol to count.
    ///
    /// # Panics
    /// When `W` is not the layout's number of words.
    #[must_use]
    pub fn new(layout: Layout) -> Self {
        assert_eq!(W, layout.words(), "the layout has another number of words");
        let ir = layout.ir();
        let (sites, premises) = (ir.sites(), ir.premises());
        let first = ir.actions.len() + sites.len();
        let test = |premise: &Premise| {
            let property = &ir[premise.property];
            predicate(&layout, PropertyKind::Reachable, &premise.expr, &property.locals, property.parameters)
        };
        let tests = premises.iter().enumerate().map(|(number, premise)| (first + number, test(premise))).collect();
        let conditions = sites.into_iter().map(Item::Condition);
        let items = ir.action_ids().map(Item::Action).chain(conditions).chain(premises.into_iter().map(Item::Premise));
        let (items, census) = (items.collect(), Census::new(&layout));
        let (spontaneous, channels, asks_for_ids) = (Vec::new(), Vec::new(), true);
        let mut program = Program::compile(layout, true);
        for wire in &mut program.wires {
            (wire.loss, wire.repeat) = (Allowance::Never, Allowance::Never);
        }
        for incoming in &mut program.incoming {
            incoming.otherwise = Otherwise::Keep;
        }
        let mut probe = Self { program, census, items, premises: tests, spontaneous, channels, asks_for_ids };
        probe.choose();
        probe
    }

    /// What is counted, by number.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Counts of nothing.
    #[must_use]
    pub fn blank(&self) -> Counts {
        vec![[0; 2]; self.items.len()]
    }

    /// Leaves out what is not wanted any more, by item: premises, and actions none of whose conditions is wanted either.
    /// What is left out for good is not counted from here on; a condition that is not wanted may still be.
    pub fn narrow(&mut self, wanted: &[bool]) {
        self.premises.retain(|(number, _)| wanted[*number]);
        let mut actions = vec![false; self.program.actions.len()];
        for (item, wanted) in self.items.iter().zip(wanted) {
            match item {
                Item::Action(action) | Item::Condition(Site { action, .. }) => actions[action.0] |= wanted,
                Item::Premise(_) => {}
            }
        }
        for incoming in &mut self.program.incoming {
            incoming.takers.retain(|&taker| actions[taker]);
        }
        self.spontaneous.retain(|&action| actions[action]);
        self.choose_channels();
    }

    /// Whether nothing is left to count.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.spontaneous.is_empty() && self.channels.is_empty() && self.premises.is_empty()
    }

    /// Counts what a state exercises.
    ///
    /// # Panics
    /// When there are fewer counts than items.
    pub fn examine(&self, state: &[u64; W], counts: &mut Counts) {
        for (number, premise) in &self.premises {
            counts[*number][usize::from(premise.holds(state, state))] += 1;
        }
        let mut scratch = SCRATCH.take();
        scratch.fit(self.program.locals, self.program.layout.ir().sorts.len());
        scratch.counts = core::mem::take(counts);
        let mut nothing = Nothing;
        let mut expansion = Expansion::new(&self.program, &self.census, state, scratch, &mut nothing);
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

    fn choose(&mut self) {
        let actions = &self.program.layout.ir().actions;
        self.spontaneous = (0..actions.len()).filter(|&action| actions[action].receives.is_none()).collect();
        self.choose_channels();
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

/// Nothing comes of a run that is only counted.
struct Nothing;

impl<const W: usize> Sink<W> for Nothing {
    const LABELLED: bool = false;

    fn step(&mut self, _: EventCode, _: &[OutputCode], _: &[u64; W]) {}

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}
