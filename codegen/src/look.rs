//! The look that a compiler takes: the first states of a protocol's first scope, and the shortest way to whatever is not
//! as stated there.
//!
//! It is no verdict. It finds what is near, in a fraction of a second, with the packed interpreter; an exploration finds
//! the rest. Its traces are the canonical ones of a check: fewest steps, then fewest faults, then the least events.

mod index;
mod search;
mod tell;
mod way;

use crate::Protocol;
use crate::interpret::{Interpreter, Visitor, dispatch};
use crate::ir::{Ir, PropertyId, Span};
use crate::record::claimed;
use crate::system::Defect;

/// How far to look.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Distinct states.
    pub states: usize,
    /// Transitions.
    pub transitions: usize,
}

impl Budget {
    /// What a compiler may take: see ARCHITECTURE.md for what it costs.
    pub const COMPILER: Self = Self { states: 20_000, transitions: 200_000 };
}

/// Something that is not as stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The property's name; `no-deadlock` and `no-defect` for the two that every protocol has.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// What was found, in one clause.
    pub found: String,
    /// The shortest way to it, a line for each step and for what it changes.
    pub told: Vec<String>,
}

/// What can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    /// A state that breaks an `always` or `never`.
    State(PropertyId),
    /// A transition that breaks an action property.
    Step(PropertyId),
    /// A state in which nothing moves.
    Deadlock,
    /// A rule of the semantics that a transition would break.
    Defect(Defect),
}

/// Looks at the first scope of a protocol: all that is seen to be otherwise than stated in the first level of states that
/// shows anything, each with a shortest way to it. Nothing where nothing is seen within the budget.
#[must_use]
pub fn look(protocol: &Protocol, budget: Budget) -> Vec<Sight> {
    let ir = &protocol.ir;
    let Some(scope) = claimed(ir).first().copied() else { return Vec::new() };
    let look = Look { scope: &scope.name, budget };
    dispatch(ir, &scope.sizes, look).unwrap_or_default()
}

struct Look<'a> {
    scope: &'a str,
    budget: Budget,
}

impl Visitor for Look<'_> {
    type Output = Vec<Sight>;

    fn visit<const W: usize>(self, interpreter: Interpreter<W>) -> Vec<Sight> {
        let search = search::Search::run(&interpreter, self.scope, self.budget);
        let tell = |target: &Target| Some(tell::tell(interpreter.layout(), *target, &way::way(&search, *target)?));
        search.seen.iter().filter_map(tell).collect()
    }
}

/// Whether a property is known to break in a scope: then it is no news.
fn is_refuted(ir: &Ir, property: PropertyId, scope: &str) -> bool {
    let refuted = ir[property].refuted.as_ref();
    refuted.is_some_and(|refuted| refuted.at.covers(scope))
}

#[cfg(test)]
mod tests;
