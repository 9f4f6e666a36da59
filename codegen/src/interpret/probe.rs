//! What of a protocol is exercised: how often each action was enabled, each condition true and false, each premise given,
//! each variant of an enum there.
//!
//! The bodies are run as for an expansion, in every state that is shown, with all arguments and choices; what would come of
//! them is left out. A crash that strikes between a commit and its delivery is no run of its own.

mod variants;

use std::collections::BTreeMap;

use super::SCRATCH;
use super::expansion::Expansion;
use super::ids::Census;
use super::program::Program;
use super::property::{Predicate, predicate};
use super::wire::Allowance;
use crate::ir::query::{Premise, Site};
use crate::ir::{ActionId, EnumId, Otherwise, PropertyKind};
use crate::layout::Layout;
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink};
use variants::{Labels, Variants};

/// By number of the item, how often it was false and true: of an action, refused and enabled, once for each combination of
/// arguments and choices; of a condition, once for each time it was asked; of a premise, once for each state; of a variant, once for each state: whether
/// it is there, or in what leaves the state.
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
    /// A variant of an enum.
    Variant(EnumId, usize),
}

/// A protocol at a scope, compiled to count.
pub struct Probe<const W: usize> {
    program: Program<W>,
    census: Census<W>,
    items: Vec<Item>,
    /// Where premises start among the items, and each with its number.
    premises: Vec<(usize, Predicate<W>)>,
    variants: Variants,
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
        let mut items: Vec<Item> = items.collect();
        let mut enums = BTreeMap::new();
        for id in ir.seen_enums() {
            enums.insert(id, items.len());
            items.extend((0..ir[id].variants.len()).map(|variant| Item::Variant(id, variant)));
        }
        let (variants, census) = (Variants::new(&layout, enums), Census::new(&layout));
        let (spontaneous, channels, asks_for_ids) = (Vec::new(), Vec::new(), true);
        let mut program = Program::compile(layout, true);
        for wire in &mut program.wires {
            (wire.loss, wire.repeat) = (Allowance::Never, Allowance::Never);
        }
        for incoming in &mut program.incoming {
            incoming.otherwise = Otherwise::Keep;
        }
        let mut probe = Self { program, census, items, premises: tests, variants, spontaneous, channels, asks_for_ids };
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

    /// Leaves out what is not wanted any more, by item: premises, variants, and actions none of whose conditions is wanted
    /// either.
    /// What is left out for good is not counted from here on; a condition that is not wanted may still be.
    pub fn narrow(&mut self, wanted: &[bool]) {
        self.premises.retain(|(number, _)| wanted[*number]);
        self.variants.narrow(self.program.layout.ir(), wanted);
        let mut actions: Vec<bool> =
            self.program.layout.ir().action_ids().map(|action| self.variants.needs(action)).collect();
        for (item, wanted) in self.items.iter().zip(wanted) {
            match item {
                Item::Action(action) | Item::Condition(Site { action, .. }) => actions[action.0] |= wanted,
                Item::Premise(_) | Item::Variant(..) => {}
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
        let bodies = self.spontaneous.is_empty() && self.channels.is_empty();
        bodies && self.premises.is_empty() && self.variants.is_idle()
    }

    /// Counts what a state exercises.
    ///
    /// # Panics
    /// When there are fewer counts than items.
    pub fn examine(&self, state: &[u64; W], counts: &mut Counts) {
        for (number, premise) in &self.premises {
            counts[*number][usize::from(premise.holds(state, state))] += 1;
        }
        let layout = &self.program.layout;
        let mut marks = vec![false; if self.variants.is_idle() { 0 } else { self.items.len() }];
        self.variants.mark_state(layout, state, &mut marks);
        if self.variants.look_at_labels() {
            let mut labels = Labels { layout, variants: &self.variants, marks: &mut marks };
            self.run(state, counts, &mut labels);
        } else {
            self.run(state, counts, &mut Nothing);
        }
        self.variants.count(layout.ir(), &marks, counts);
    }

    /// Runs the bodies that count.
    fn run<K: Sink<W>>(&self, state: &[u64; W], counts: &mut Counts, sink: &mut K) {
        let mut scratch = SCRATCH.take();
        scratch.fit(self.program.locals, self.program.layout.ir().sorts.len());
        scratch.counts = core::mem::take(counts);
        let mut expansion = Expansion::new(&self.program, &self.census, state, scratch, sink);
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
