//! Whether a driver takes its own steps in a fair order: one that is enabled again and again is taken at last.

use std::collections::BTreeMap;

use honnin_codegen::ir::{ActionId, SortId, Type};
use honnin_codegen::value::Value;

use super::{Answer, Driver, Offer, Role, Stimulus};

/// A step with all of its arguments.
type Turn = (ActionId, Vec<Value>);

/// Lets a driver run, with offers that come in an order that `seed` gives, and one turn after each. Of all turns there
/// are, each may come before another that is enabled once, and then that one is taken: *least recently taken first*, which
/// is strongly fair. Says how many turns were taken.
///
/// # Errors
/// A turn that was put off more often, in words.
pub fn turns<D: Driver>(role: &Role<'_>, mut driver: D, seed: u64, events: u64) -> Result<u64, String> {
    let all: Vec<Turn> =
        role.steps().flat_map(|action| role.arguments(action).into_iter().map(move |of| (action, of))).collect();
    let mut offers = role.offers();
    offers.retain(|offer| !matches!(offer.stimulus, Stimulus::Turn(_)));
    let (mut put_off, mut taken, mut random) = (BTreeMap::<&Turn, usize>::new(), 0, seed | 1);
    for _ in 0..events {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        if let Some(offer) = usize::try_from(random % offers.len().max(1) as u64).ok().and_then(|at| offers.get(at)) {
            driver.offer(offer);
        }
        let variables = role.whole(&driver.view().variables);
        let fresh = role.unused(&variables);
        let enabled: Vec<&Turn> = all.iter().filter(|(action, of)| role.is_enabled(*action, of, &variables)).collect();
        put_off.retain(|turn, _| !role.is_forgotten(turn, &variables));
        let Some(Answer::Done(done)) = driver.poll(&fresh) else { continue };
        let after = driver.view().variables;
        let is_taken = |turn: &&Turn| {
            let outcomes = role.local.take(turn.0, &turn.1, &variables, &fresh).into_iter().filter_map(Result::ok);
            outcomes.into_iter().any(|of| of.outputs == done.outputs && role.part(&of.variables) == after)
        };
        taken += 1;
        for turn in enabled {
            if is_taken(&turn) {
                put_off.remove(turn);
                continue;
            }
            let times = put_off.entry(turn).or_default();
            *times += 1;
            if *times >= all.len() {
                let offer = Offer::from(Stimulus::Turn(Some(turn.clone())));
                return Err(format!("{} was enabled and put off {times} times", role.show_offer(&offer)));
            }
        }
    }
    Ok(taken)
}

impl Role<'_> {
    /// Whether an id of a turn is one that nothing names any more: should it come back, it is another one.
    fn is_forgotten(&self, turn: &Turn, variables: &[Value]) -> bool {
        let locals = &self.domain().ir[turn.0].body.locals;
        turn.1.iter().zip(locals).any(|(value, local)| match (&local.ty, value) {
            (Type::Id(sort), Value::Id(id)) => self.local.free(variables, SortId(sort.0)).contains(id),
            _ => false,
        })
    }
}
