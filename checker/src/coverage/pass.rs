//! Passes over all states.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use honnin_codegen::interpret::{Counts, Item, Probe};

use crate::space::Space;

/// How many states are looked at before what was seen is dropped for the first time; then twice as many, and so on.
const FIRST: u32 = 1 << 4;

/// After how many states a worker looks whether it is to stop.
const BREATH: u32 = 1 << 12;

/// Counts everything in every state. `None` when interrupted.
pub(super) fn all<const W: usize>(
    probe: &Probe<W>,
    space: &dyn Space<W>,
    workers: usize,
    interrupt: &AtomicBool,
) -> Option<Counts> {
    count(probe, space, &|number| number, 0..space.len(), workers, interrupt)
}

/// Counts until each relevant item has been seen, or every state has. What is seen is dropped between rounds, so only that
/// something was seen or was not is the same for every numbering of the states. `None` when interrupted.
///
/// States are taken far from one another, since neighbours exercise the same.
pub(super) fn until_seen<const W: usize>(
    probe: &mut Probe<W>,
    relevant: &[bool],
    space: &dyn Space<W>,
    workers: usize,
    interrupt: &AtomicBool,
) -> Option<Counts> {
    let states = space.len();
    let stride = stride(states);
    let far = |number: u32| (u64::from(number) * stride % u64::from(states)).try_into().unwrap_or(0);
    let (mut counts, mut from, mut more) = (probe.blank(), 0, FIRST);
    loop {
        let wanted: Vec<bool> = probe
            .items()
            .iter()
            .zip(&counts)
            .zip(relevant)
            .map(|((item, of), wanted)| *wanted && is_open(item, *of))
            .collect();
        probe.narrow(&wanted);
        if probe.is_idle() || from == states {
            return Some(counts);
        }
        let to = states.min(from.saturating_add(more));
        add(&mut counts, &count(probe, space, &far, from..to, workers, interrupt)?);
        (from, more) = (to, more.saturating_mul(2));
    }
}

/// Whether something of an item is still to be seen. A premise need not fail, nor a variant be missing.
fn is_open(item: &Item, [no, yes]: [u64; 2]) -> bool {
    match item {
        Item::Premise(_) | Item::Variant(..) => yes == 0,
        Item::Action(_) | Item::Condition(_) => no == 0 || yes == 0,
    }
}

/// A step that goes through all numbers below `states`: near the golden section of them, and without a common divisor.
fn stride(states: u32) -> u64 {
    let states = u64::from(states);
    let near = states * 618 / 1000;
    (near.max(1)..=states.max(1)).find(|&step| divisor(step, states) == 1).unwrap_or(1)
}

fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

fn count<const W: usize>(
    probe: &Probe<W>,
    space: &dyn Space<W>,
    order: &(dyn Fn(u32) -> u32 + Sync),
    range: Range<u32>,
    workers: usize,
    interrupt: &AtomicBool,
) -> Option<Counts> {
    let workers = u32::try_from(workers.max(1)).unwrap_or(1);
    let share = (range.end - range.start).div_ceil(workers).max(1);
    let part = |worker: u32| {
        let start = range.end.min(range.start.saturating_add(share.saturating_mul(worker)));
        start..range.end.min(start.saturating_add(share))
    };
    let work = |range: Range<u32>| {
        let mut counts = probe.blank();
        for number in range {
            if number % BREATH == 0 && interrupt.load(Ordering::Relaxed) {
                return None;
            }
            probe.examine(&space.state(order(number)), &mut counts);
        }
        Some(counts)
    };
    if workers == 1 {
        return work(range);
    }
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn({
                    let work = &work;
                    let part = part(worker);
                    move || work(part)
                })
            })
            .collect();
        let mut counts = probe.blank();
        for worker in running {
            add(&mut counts, &worker.join().ok().flatten()?);
        }
        Some(counts)
    })
}

fn add(sum: &mut Counts, more: &Counts) {
    for (sum, more) in sum.iter_mut().zip(more) {
        sum[0] += more[0];
        sum[1] += more[1];
    }
}

#[cfg(test)]
mod tests {
    use super::{divisor, stride};

    #[test]
    fn a_stride_goes_through_all_numbers() {
        for states in 1..200 {
            assert_eq!(divisor(stride(states), u64::from(states)), 1, "{states}");
        }
    }
}
