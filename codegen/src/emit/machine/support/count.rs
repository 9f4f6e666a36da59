//! Counts: natural numbers that stay within their bounds.

use super::answer::Stop;

/// `a + b`.
///
/// # Errors
/// It is no count any more; `says` is what would have had to hold.
pub fn add(a: u32, b: u32, says: &'static str) -> Result<u32, Stop> {
    a.checked_add(b).ok_or(Stop::Bound(says))
}

/// `a - b`.
///
/// # Errors
/// It would be below zero; `says` is what would have had to hold.
pub fn subtract(a: u32, b: u32, says: &'static str) -> Result<u32, Stop> {
    a.checked_sub(b).ok_or(Stop::Bound(says))
}

/// A count for a place that holds no more than `most`.
///
/// # Errors
/// It is more; `says` is what would have had to hold.
pub fn within(count: u32, most: u32, says: &'static str) -> Result<u32, Stop> {
    if count <= most { Ok(count) } else { Err(Stop::Bound(says)) }
}

/// How many there are.
#[must_use]
pub fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
