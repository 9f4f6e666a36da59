//! Reading and writing the fields of packed states.

use super::Slot;

/// The lowest `width` bits.
#[must_use]
pub const fn mask(width: u32) -> u64 {
    if width >= 64 { u64::MAX } else { (1 << width) - 1 }
}

/// How many bits tell `values` values apart.
#[must_use]
pub const fn bits_for(values: u64) -> u32 {
    if values <= 1 { 0 } else { 64 - (values - 1).leading_zeros() }
}

/// Reads a slot.
#[inline]
#[must_use]
pub fn get<const W: usize>(state: &[u64; W], slot: Slot) -> u64 {
    state[slot.word] >> slot.shift & mask(slot.width)
}

/// Writes a slot.
#[inline]
pub fn set<const W: usize>(state: &mut [u64; W], slot: Slot, value: u64) {
    let mask = mask(slot.width);
    state[slot.word] = state[slot.word] & !(mask << slot.shift) | (value & mask) << slot.shift;
}

/// Puts a code into a bag's slots (descending, a slot is a code + 1). `false` when the bag is full.
#[inline]
pub fn bag_insert<const W: usize>(state: &mut [u64; W], slots: &[Slot], code: u32) -> bool {
    if slots.last().is_none_or(|&last| get(state, last) != 0) {
        return false;
    }
    let mut carried = u64::from(code) + 1;
    for &slot in slots {
        let here = get(state, slot);
        if here < carried {
            set(state, slot, carried);
            carried = here;
        }
        if carried == 0 {
            break;
        }
    }
    true
}

/// Takes what lies at a position out of a bag's or a FIFO's slots; the rest moves up.
#[inline]
pub fn close_gap<const W: usize>(state: &mut [u64; W], slots: &[Slot], position: usize) {
    for pair in slots[position..].windows(2) {
        let next = get(state, pair[1]);
        set(state, pair[0], next);
    }
    if let Some(&last) = slots.last() {
        set(state, last, 0);
    }
}

/// Appends a code to a FIFO's slots. `false` when it is full.
#[inline]
pub fn fifo_push<const W: usize>(state: &mut [u64; W], slots: &[Slot], code: u32) -> bool {
    match slots.iter().find(|&&slot| get(state, slot) == 0) {
        Some(&free) => {
            set(state, free, u64::from(code) + 1);
            true
        }
        None => false,
    }
}

/// Appends a value to a queue. `false` when it is full.
#[inline]
pub fn queue_push<const W: usize>(state: &mut [u64; W], length: Slot, slots: &[Slot], value: u64) -> bool {
    let used = get(state, length);
    match usize::try_from(used).ok().and_then(|used| slots.get(used)) {
        Some(&slot) => {
            set(state, slot, value);
            set(state, length, used + 1);
            true
        }
        None => false,
    }
}

/// Takes the head of a queue away; nothing when it is empty.
#[inline]
pub fn queue_pop<const W: usize>(state: &mut [u64; W], length: Slot, slots: &[Slot]) {
    let used = get(state, length);
    if used > 0 {
        close_gap(state, slots, 0);
        set(state, length, used - 1);
    }
}

/// Takes each occurrence of a value out of a queue.
#[inline]
pub fn queue_remove<const W: usize>(state: &mut [u64; W], length: Slot, slots: &[Slot], value: u64) {
    let used = usize::try_from(get(state, length)).unwrap_or(slots.len()).min(slots.len());
    let mut kept = 0;
    for &slot in &slots[..used] {
        let item = get(state, slot);
        if item != value {
            set(state, slots[kept], item);
            kept += 1;
        }
    }
    for &slot in &slots[kept..used] {
        set(state, slot, 0);
    }
    set(state, length, kept as u64);
}

/// Sets a slot, an array or a queue to its default.
#[inline]
pub fn clear<const W: usize>(state: &mut [u64; W], slots: &[Slot]) {
    for &slot in slots {
        set(state, slot, 0);
    }
}

/// Puts a code into the set of an `any` channel.
#[inline]
pub fn any_insert<const W: usize>(state: &mut [u64; W], chunks: &[Slot], code: u32) {
    let chunk = chunks[code as usize / 64];
    state[chunk.word] |= 1 << (chunk.shift + code % 64);
}
