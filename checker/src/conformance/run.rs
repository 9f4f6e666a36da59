//! Long runs: histories that a walk does not have, with a crash at every moment of every event.

use honnin_codegen::evaluate::Commit;
use honnin_codegen::value::Value;

use super::restart::Restart;
use super::{Crash, Driver, Offer, Reach, Role, Stimulus};

/// What a long run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Offers that were done.
    pub done: u64,
    /// Offers to which it said no.
    pub refused: u64,
    /// Crashes, each with its recovery.
    pub crashes: u64,
}

/// Lets a driver run until so many offers were done, as `choose` has it, which gives a number below another. What is
/// offered is anything that leads to a local state of the protocol.
///
/// Before each offer that is done, others in the same condition are given the same, and killed: before the commit, after
/// it, and after each of the outputs. Whatever left and whatever is kept must be what the protocol says: nothing is lost, and nothing is
/// doubled but what the declared channels allow. Now and then it is the driver itself that is killed and goes on from there.
///
/// # Errors
/// What differed, in words.
pub fn run<D: Driver>(
    role: &Role<'_>,
    reach: &Reach,
    mut driver: D,
    events: u64,
    mut choose: impl FnMut(usize) -> usize,
) -> Result<Run, String> {
    let offers = role.offers();
    let mut run = Run::default();
    // A role to which nothing can be offered that is done has no runs; a bound on tries ends those.
    for _ in 0..events * 64 {
        if run.done >= events {
            break;
        }
        let offer = &offers[choose(offers.len())];
        let before = driver.view();
        let (mut tried, expected) = (driver.fork(), role.expected(&before.variables, offer));
        let answer = tried.offer(offer);
        if answer.is_none() && matches!(offer.stimulus, Stimulus::Turn(Some(_))) {
            continue;
        }
        let after = tried.view();
        let told = |wrong: String| told(role, &before.variables, offer, &wrong);
        tried.audit(offer).map_err(&told)?;
        let judged = expected.judge(role, &before, answer.as_ref(), &after).map_err(&told)?;
        let Some((.., commit)) = judged else {
            run.refused += 1;
            continue;
        };
        if !reach.locals.contains_key(&after.variables) {
            continue;
        }
        run.done += 1;
        let mut killed = kill(role, &mut driver, &before.variables, offer, commit).map_err(&told)?;
        run.crashes += killed.len() as u64;
        let one = choose(8 * killed.len());
        driver = if one < killed.len() { killed.swap_remove(one) } else { tried };
    }
    Ok(run)
}

/// Kills others in the same condition at every moment of an offer. Returns them, recovered.
fn kill<D: Driver>(
    role: &Role<'_>,
    driver: &mut D,
    local: &[Value],
    offer: &Offer,
    commit: &Commit,
) -> Result<Vec<D>, String> {
    let after = (0..=commit.outputs.len()).map(|left| (Crash::AfterCommit(offer.clone(), left), Some(commit)));
    let moments = [(Crash::BeforeCommit(offer.clone()), None)].into_iter().chain(after);
    let mut killed = Vec::new();
    for (crash, committed) in moments {
        let mut other = driver.fork();
        let left = other.crash(&crash);
        let variables = committed.map_or_else(|| role.whole(local), |commit| commit.variables.clone());
        let fresh = role.unused(&variables);
        let (answer, view) = (other.recover(&fresh), other.view());
        let restart = Restart { committed, left: &left, fresh: &fresh, answer: &answer, view: &view };
        role.judge_restart(local, &restart).map_err(|wrong| format!("{}: {wrong}", role.show_crash(&crash)))?;
        killed.push(other);
    }
    Ok(killed)
}

fn told(role: &Role<'_>, local: &[Value], offer: &Offer, wrong: &str) -> String {
    format!("in {}, {}: {wrong}", role.show(local), role.show_offer(offer))
}
