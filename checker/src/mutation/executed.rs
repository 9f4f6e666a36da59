//! Whether the place that a mutant changes was executed by the protocol: where it never was, doing the same means nothing.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use honnin_codegen::fingerprint::refused_where_changed;
use honnin_codegen::interpret::{Interpreter, Item, Probe, Visitor, dispatch};
use honnin_codegen::ir::{ActionId, Ir, Sizes, Span};

use super::same::same_in_each;

/// By action and place: whether every condition there was true in some state, and false in some state.
#[derive(Clone, Debug, Default)]
pub(super) struct Conditions(BTreeMap<(ActionId, Span), bool>);

impl Conditions {
    /// What the conditions of a protocol come to in these states.
    pub(super) fn new(ir: &Ir, sizes: &Sizes, states: &[u64]) -> Self {
        dispatch(ir, sizes, Counting { states }).unwrap_or_default()
    }
}

/// Whether the protocol comes to what a mutant changes in one of these states, which are its own at a scope: where it is refused
/// just before it, it does something else. A `condition` must have been true and false.
pub(super) fn is_executed(
    (ir, mutant): (&Ir, &Ir),
    sizes: &Sizes,
    states: &[u64],
    condition: Option<&Conditions>,
    interrupt: &AtomicBool,
) -> bool {
    let (refused, places) = refused_where_changed(ir, mutant);
    let decides = |conditions: &Conditions| places.iter().any(|place| conditions.0.get(place) == Some(&true));
    condition.is_none_or(decides) && same_in_each(ir, &refused, sizes, states, interrupt) == Some(false)
}

struct Counting<'a> {
    states: &'a [u64],
}

impl Visitor for Counting<'_> {
    type Output = Conditions;

    fn visit<const W: usize>(self, system: Interpreter<W>) -> Conditions {
        let mut probe = Probe::<W>::new(system.layout().clone());
        let wanted: Vec<bool> = probe.items().iter().map(|item| matches!(item, Item::Condition(_))).collect();
        probe.narrow(&wanted);
        let mut counts = probe.blank();
        for words in self.states.chunks_exact(W) {
            let Ok(state) = words.try_into() else { continue };
            probe.examine(&state, &mut counts);
        }
        let mut conditions = Conditions::default();
        for (item, [no, yes]) in probe.items().iter().zip(&counts) {
            if let Item::Condition(site) = item {
                *conditions.0.entry((site.action, site.span)).or_insert(true) &= *no > 0 && *yes > 0;
            }
        }
        conditions
    }
}
