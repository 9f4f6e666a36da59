//! What is asked of the state before, in order: what makes a command enabled, what stops it, what it chooses.

use super::lowering::Lowering;
use super::program::{Cause, Expr, Index, LocalId, Stop};

/// Something that is asked of the state before.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// Not enabled unless this holds.
    Require(Expr),
    /// Cannot be carried out unless this holds.
    Stop(Expr, Cause),
    /// Any value for which this holds is chosen.
    Choose(LocalId, Index, Expr),
}

/// What happens where something does not hold.
#[derive(Clone, Debug)]
pub(super) enum Else {
    Refused,
    Stopped(Cause),
}

impl Lowering<'_, '_> {
    /// Where this is a transition, with everything asked of the state before.
    pub(super) fn guard(&self) -> Expr {
        Expr::and(self.items.iter().map(|item| match item {
            Item::Require(ok) | Item::Stop(ok, _) | Item::Choose(_, _, ok) => ok.clone(),
        }))
    }

    /// Where it cannot be carried out, and why.
    pub(super) fn stops(&self) -> Vec<Stop> {
        let mut stops = Vec::new();
        let mut before = Vec::new();
        for item in &self.items {
            if let Item::Stop(ok, cause) = item {
                let when = Expr::and(before.iter().cloned().chain([ok.clone().not()]));
                stops.push(Stop { when, cause: cause.clone() });
            }
            match item {
                Item::Require(ok) | Item::Stop(ok, _) | Item::Choose(_, _, ok) => before.push(ok.clone()),
            }
        }
        stops
    }
}

/// Whether it is enabled at all, whatever it chooses: only a refusal says no.
pub(super) fn enabled(items: &[Item]) -> Expr {
    let Some((first, rest)) = items.split_first() else { return Expr::Bool(true) };
    if !items.iter().any(|item| matches!(item, Item::Require(_))) {
        return Expr::Bool(true);
    }
    match first {
        Item::Require(ok) => Expr::and([ok.clone(), enabled(rest)]),
        Item::Stop(ok, _) => Expr::or([ok.clone().not(), enabled(rest)]),
        Item::Choose(local, over, ok) => {
            let inner = enabled(rest);
            // There is something to choose, or it would have stopped.
            if inner.mentions(*local) { Expr::some(&[(*local, *over)], Expr::and([ok.clone(), inner])) } else { inner }
        }
    }
}

/// Whether it stops for a cause that is wanted, whatever it chooses.
pub(super) fn stops(items: &[Item], wanted: &dyn Fn(&Cause) -> bool) -> Expr {
    let Some((first, rest)) = items.split_first() else { return Expr::Bool(false) };
    let later = stops(rest, wanted);
    match first {
        Item::Stop(ok, cause) if wanted(cause) => Expr::or([ok.clone().not(), later]),
        Item::Require(ok) | Item::Stop(ok, _) => Expr::and([ok.clone(), later]),
        Item::Choose(local, over, ok) => {
            if later == Expr::Bool(false) {
                later
            } else {
                Expr::some(&[(*local, *over)], Expr::and([ok.clone(), later]))
            }
        }
    }
}
