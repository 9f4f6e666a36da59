//! Predicates over packed words.

use super::compile::Compiler;
use super::operand::Bits;
use super::run::{Run, Scratch, Test};
use crate::ir::{ChannelId, Expr, Local, MessageId, PropertyId, PropertyKind, Type};
use crate::layout::{ChannelRegion, Layout};

/// All predicates of a protocol.
pub(super) struct Properties<const W: usize> {
    properties: Vec<Predicate<W>>,
    finals: Vec<Final<W>>,
}

/// A predicate for all ids of its parameters.
pub(super) struct Predicate<const W: usize> {
    kind: PropertyKind,
    test: Test<W>,
    locals: usize,
    /// How many ids each parameter ranges over.
    parameters: Vec<u64>,
}

/// A final state.
struct Final<const W: usize> {
    predicate: Predicate<W>,
    /// The slots of bags and FIFOs, each with what may wait in it by code + 1.
    waiting: Vec<(Vec<Bits>, Vec<bool>)>,
}

impl<const W: usize> Properties<W> {
    pub(super) fn new(layout: &Layout) -> Self {
        let ir = layout.ir();
        let properties = ir.properties.iter().map(|property| {
            predicate(layout, property.kind, &property.predicate, &property.locals, property.parameters)
        });
        let finals = ir.final_states.iter().map(|state| Final {
            predicate: predicate(layout, PropertyKind::Always, &state.predicate, &state.locals, 0),
            waiting: waiting(layout, &state.remaining),
        });
        Self { properties: properties.collect(), finals: finals.collect() }
    }

    pub(super) fn holds(&self, property: PropertyId, before: &[u64; W], after: &[u64; W]) -> bool {
        self.properties[property.0].holds(before, after)
    }

    pub(super) fn is_final(&self, state: &[u64; W]) -> bool {
        self.finals.iter().any(|declared| {
            let allowed =
                |(slots, allowed): &(Vec<Bits>, Vec<bool>)| slots.iter().all(|slot| allowed[slot.get(state) as usize]);
            declared.waiting.iter().all(allowed) && declared.predicate.holds(state, state)
        })
    }
}

impl<const W: usize> Predicate<W> {
    /// A predicate whose arithmetic leaves the naturals supports no claim.
    pub(super) fn holds(&self, before: &[u64; W], after: &[u64; W]) -> bool {
        let scratch = Scratch { locals: vec![0; self.locals], ..Scratch::default() };
        let mut run = Run { state: *before, after: *after, scratch, stop: None };
        let (wanted, for_all) = match self.kind {
            PropertyKind::Never => (false, true),
            PropertyKind::Reachable => (true, false),
            _ => (true, true),
        };
        for index in 0..self.parameters.iter().product() {
            let mut rest = index;
            for (local, ids) in self.parameters.iter().enumerate().rev() {
                run.scratch.locals[local] = rest % ids;
                rest /= ids;
            }
            let value = (self.test)(&mut run);
            let supports = run.stop.take().is_none() && value == wanted;
            if supports != for_all {
                return supports;
            }
        }
        for_all
    }
}

pub(super) fn predicate<const W: usize>(
    layout: &Layout,
    kind: PropertyKind,
    predicate: &Expr,
    locals: &[Local],
    parameters: usize,
) -> Predicate<W> {
    let ids = |local: &Local| match local.ty {
        Type::Id(sort) => layout.domain().ids(sort) as u64,
        _ => layout.domain().cardinality(&local.ty),
    };
    Predicate {
        kind,
        test: Compiler::new(layout, 0).test(predicate, false),
        locals: locals.len(),
        parameters: locals[..parameters].iter().map(ids).collect(),
    }
}

fn waiting(layout: &Layout, remaining: &[MessageId]) -> Vec<(Vec<Bits>, Vec<bool>)> {
    let channel = |channel: usize| {
        let id = ChannelId(channel);
        let slots: Vec<Bits> = match layout.channel(id) {
            ChannelRegion::Any(_) => return None,
            ChannelRegion::Bag(slots) => slots.iter().map(|slot| Bits::from(*slot)).collect(),
            ChannelRegion::Fifo(lanes) => lanes.iter().flatten().map(|slot| Bits::from(*slot)).collect(),
        };
        let codes = u32::try_from(layout.channel_codes(id)).unwrap_or(u32::MAX);
        let may_wait = |code| remaining.contains(&layout.message_of_code(id, code).message);
        Some((slots, core::iter::once(true).chain((0..codes).map(may_wait)).collect()))
    };
    (0..layout.ir().channels.len()).filter_map(channel).collect()
}
