//! What of a protocol is exercised: how often each action was enabled, each condition true and false, each premise given,
//! each variant of an enum there.
//!
//! The bodies are run as for an expansion, in every state that is shown, with all arguments and choices; what would come of
//! them is left out. A crash that strikes between a commit and its delivery is no run of its own.

mod bodies;
mod variants;

use std::collections::BTreeMap;

use super::ids::Census;
use super::property::{Predicate, predicate};
use crate::ir::query::{Premise, Site};
use crate::ir::{ActionId, EnumId, PropertyKind};
use crate::layout::Layout;
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink};
use bodies::Bodies;
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
    counted: Bodies<W>,
    /// Whose effects and choices are looked at.
    labelled: Bodies<W>,
    census: Census<W>,
    items: Vec<Item>,
    /// Where premises start among the items, and each with its number.
    premises: Vec<(usize, Predicate<W>)>,
    variants: Variants,
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
        let (labelled, counted) = (Bodies::new(Layout::clone(&layout), false), Bodies::new(layout, true));
        let mut probe = Self { counted, labelled, census, items, premises: tests, variants };
        probe.narrow_labels();
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
        let ir = self.counted.layout().ir();
        self.variants.narrow(ir, wanted);
        let mut actions = vec![false; ir.actions.len()];
        for (item, wanted) in self.items.iter().zip(wanted) {
            match item {
                Item::Action(action) | Item::Condition(Site { action, .. }) => actions[action.0] |= wanted,
                Item::Premise(_) | Item::Variant(..) => {}
            }
        }
        self.counted.narrow(&actions);
        self.narrow_labels();
    }

    fn narrow_labels(&mut self) {
        let actions = self.labelled.layout().ir().action_ids();
        let needed: Vec<bool> = actions.map(|action| self.variants.needs(action)).collect();
        self.labelled.narrow(&needed);
    }

    /// Whether nothing is left to count.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.counted.is_empty() && self.premises.is_empty() && self.variants.is_idle()
    }

    /// Counts what a state exercises.
    ///
    /// # Panics
    /// When there are fewer counts than items.
    pub fn examine(&self, state: &[u64; W], counts: &mut Counts) {
        for (number, premise) in &self.premises {
            counts[*number][usize::from(premise.holds(state, state))] += 1;
        }
        if !self.counted.is_empty() {
            self.counted.run(&self.census, state, counts, &mut Nothing);
        }
        if !self.variants.is_idle() {
            self.examine_variants(state, counts);
        }
    }

    fn examine_variants(&self, state: &[u64; W], counts: &mut Counts) {
        let layout = self.labelled.layout();
        let mut marks = vec![false; self.items.len()];
        self.variants.mark_state(layout, state, &mut marks);
        if !self.labelled.is_empty() {
            let mut labels = Labels { layout, variants: &self.variants, marks: &mut marks };
            self.labelled.run(&self.census, state, &mut Vec::new(), &mut labels);
        }
        self.variants.count(layout.ir(), &marks, counts);
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
