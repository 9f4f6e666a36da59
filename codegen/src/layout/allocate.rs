//! Where each variable, channel and budget lies.

use super::words::bits_for;
use super::{ChannelRegion, Layout, Region, Slot, TooWide, WORDS};
use crate::ir::{ChannelId, ChannelKind, Type};

/// The next free bit.
#[derive(Default)]
struct Cursor {
    word: usize,
    shift: u32,
    /// Bits given out, without padding.
    bits: u64,
}

impl Cursor {
    /// Gives a slot of at most 64 bits out, in the next word when it would straddle.
    fn slot(&mut self, width: u32) -> Slot {
        if width == 0 {
            return Slot { word: 0, shift: 0, width };
        }
        if self.shift + width > 64 {
            self.word += 1;
            self.shift = 0;
        }
        let slot = Slot { word: self.word, shift: self.shift, width };
        self.shift += width;
        self.bits += u64::from(width);
        slot
    }

    fn slots(&mut self, number: u32, width: u32) -> Vec<Slot> {
        (0..number).map(|_| self.slot(width)).collect()
    }

    fn words(&self) -> usize {
        self.word + usize::from(self.shift > 0)
    }
}

/// Fills the regions of a layout.
pub(super) fn allocate(layout: &mut Layout) -> Result<(), TooWide> {
    let mut cursor = Cursor::default();
    let mut widths = Vec::new();
    let mut note = |cursor: &Cursor, name: String| {
        let before: u64 = widths.iter().map(|(_, bits)| bits).sum();
        widths.push((name, cursor.bits - before));
    };
    for variable in &layout.ir.variables {
        let region = region(layout, &mut cursor, &variable.ty);
        layout.variables.push(region);
        note(&cursor, format!("{}.{}", layout.ir[variable.component].name, variable.name));
    }
    for index in 0..layout.ir.channels.len() {
        let region = channel(layout, &mut cursor, ChannelId(index));
        layout.channels.push(region);
        note(&cursor, format!("channel {}", layout.ir.channels[index].name));
    }
    for (budget, number) in layout.sizes.counted_budgets(&layout.ir) {
        layout.budgets.push((budget, cursor.slot(bits_for(u64::from(number) + 1))));
        note(&cursor, format!("budget {}", layout.ir[budget].name));
    }
    let (needed, most) = (cursor.words(), WORDS[WORDS.len() - 1]);
    let fits = WORDS.into_iter().find(|&words| words >= needed);
    let Some(words) = fits else {
        let message = format!("a state has {} bits in {needed} words, and may have {most} words", cursor.bits);
        return Err(TooWide { message, fields: widths });
    };
    layout.words = words;
    layout.widths = widths;
    Ok(())
}

fn region(layout: &Layout, cursor: &mut Cursor, ty: &Type) -> Region {
    match ty {
        Type::Map(sort, entry) => {
            Region::Array((0..layout.domain().ids(*sort)).map(|_| region(layout, cursor, entry)).collect())
        }
        Type::Queue(item, bound) => {
            let bound = layout.sizes.bound(*bound);
            let length = cursor.slot(bits_for(u64::from(bound) + 1));
            Region::Queue { length, slots: cursor.slots(bound, layout.scalar_width(item)) }
        }
        scalar => Region::Scalar(cursor.slot(layout.scalar_width(scalar))),
    }
}

fn channel(layout: &Layout, cursor: &mut Cursor, id: ChannelId) -> ChannelRegion {
    let codes = layout.channel_codes(id);
    let width = bits_for(codes + 1);
    match layout.ir[id].kind {
        ChannelKind::Any => {
            let chunk = |start: u64| u32::try_from((codes - start).min(64)).unwrap_or(64);
            let starts = (0..codes).step_by(64);
            ChannelRegion::Any(starts.map(|start| cursor.slot(chunk(start))).collect())
        }
        ChannelKind::Bag { capacity, .. } => ChannelRegion::Bag(cursor.slots(layout.sizes.bound(capacity), width)),
        ChannelKind::Fifo { capacity } => {
            let (senders, receivers) = layout.domain().ends(id);
            let capacity = layout.sizes.bound(capacity);
            ChannelRegion::Fifo((0..senders * receivers).map(|_| cursor.slots(capacity, width)).collect())
        }
    }
}
