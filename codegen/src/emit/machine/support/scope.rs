//! Holding a Machine's numbers against the scopes that were verified.

use super::answer::Unverified;

/// A number that the protocol leaves open: its name, what is asked for, and what was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// The capacity, or the sort of nodes.
    pub what: &'static str,
    /// The number asked for.
    pub asked: u64,
    /// The numbers of the verified scopes.
    pub verified: &'static [u64],
}

/// Whether some scope has just these numbers.
///
/// # Errors
/// None has: the first number that is in no scope at all, or else the first one.
pub fn held_against(scopes: &[&[u64]], whole: &'static str, numbers: &[Number]) -> Result<(), Unverified> {
    let agrees = |scope: &&[u64]| scope.iter().eq(numbers.iter().map(|number| &number.asked));
    if scopes.iter().any(agrees) {
        return Ok(());
    }
    let unknown = numbers.iter().find(|number| !number.verified.contains(&number.asked)).or(numbers.first());
    Err(match unknown {
        Some(Number { what, asked, verified }) => Unverified { what, asked: *asked, verified },
        None => Unverified { what: whole, asked: 0, verified: &[] },
    })
}
