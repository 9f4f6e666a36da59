//! Sorted rows that lie one after the other in one vector.

/// Removes doubles among the sorted items from `start` on.
pub(crate) fn dedup_from<T: Copy + PartialEq>(items: &mut Vec<T>, start: usize) {
    let mut kept = start;
    for at in start..items.len() {
        if at == start || items[at] != items[kept - 1] {
            items[kept] = items[at];
            kept += 1;
        }
    }
    items.truncate(kept);
}
