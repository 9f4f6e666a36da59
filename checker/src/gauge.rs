//! Measures in each state how much of the scope it uses, until all of a part has been used once.

use std::sync::Arc;

use honnin_codegen::evaluate::Evaluator;
use honnin_codegen::interpret::GhostWatch;
use honnin_codegen::ir::Type;
use honnin_codegen::layout::words::get;
use honnin_codegen::layout::{ChannelRegion, Layout, Region, Slot};

use crate::judge::{Gauge, Gauges};
use crate::scope::{Part, parts};

/// A gauge for each part of the scope, in the order of [`parts`].
pub(crate) fn gauges<const W: usize>(layout: &Arc<Layout>) -> Gauges<W> {
    parts(layout)
        .into_iter()
        .map(|(part, most)| Box::new(Usage { layout: Arc::clone(layout), part, most }) as Box<dyn Gauge<W>>)
        .collect()
}

/// Whether a state is one in which only a ghost holds some id.
pub(crate) fn is_held_by_ghosts_alone<const W: usize>(watch: &GhostWatch<W>, state: &[u64; W]) -> bool {
    watch.held_by_ghosts_alone(state).iter().any(|ids| *ids != 0)
}

struct Usage {
    layout: Arc<Layout>,
    part: Part,
    most: u32,
}

impl<const W: usize> Gauge<W> for Usage {
    fn most(&self) -> u32 {
        self.most
    }

    fn used(&self, state: &[u64; W]) -> u32 {
        let layout = &self.layout;
        match self.part {
            Part::Ids(sort) => {
                let live = Evaluator::new(layout.ir(), layout.sizes()).live(&layout.decode(state), sort);
                narrow(live as u64)
            }
            Part::Budget(budget) => {
                layout.budget(budget).map_or(0, |slot| self.most.saturating_sub(narrow(get(state, slot))))
            }
            Part::Channel(channel) => match layout.channel(channel) {
                ChannelRegion::Any(_) => 0,
                ChannelRegion::Bag(slots) => occupied(state, slots),
                ChannelRegion::Fifo(lanes) => lanes.iter().map(|slots| occupied(state, slots)).max().unwrap_or(0),
            },
            Part::Queue(variable) => longest(state, layout.variable(variable), &layout.ir()[variable].ty),
        }
    }
}

fn occupied<const W: usize>(state: &[u64; W], slots: &[Slot]) -> u32 {
    narrow(slots.iter().filter(|slot| get(state, **slot) != 0).count() as u64)
}

fn longest<const W: usize>(state: &[u64; W], region: &Region, ty: &Type) -> u32 {
    match (region, ty) {
        (Region::Queue { length, .. }, _) => narrow(get(state, *length)),
        (Region::Array(entries), Type::Map(_, entry)) => {
            entries.iter().map(|region| longest(state, region, entry)).max().unwrap_or(0)
        }
        _ => 0,
    }
}

fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
