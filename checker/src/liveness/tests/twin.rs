//! The obvious way: every set of states is looked at. A set is where some fair run ends up, going through all of it for
//! ever, exactly if it is strongly connected and denies no instance what it is owed.

use honnin_codegen::ir::Fairness;

use super::random::Small;
use crate::liveness::label::Owner;

/// The sets of states without the goal, reached while it is owed, where a run can stay for ever and be fair.
pub(super) fn fair_sets(small: &Small, dropped: Option<u16>) -> Vec<u64> {
    let owing = owing(small);
    (1..1_u64 << small.states)
        .filter(|&set| set & !owing == 0 && connected(small, set) && fair(small, set, dropped))
        .collect()
}

/// The states with something owed: closed under steps to states without the goal.
fn owing(small: &Small) -> u64 {
    close(small, small.reached() & small.trigger & !small.goal, !small.goal)
}

/// What can be reached from a set of states within another, by any transition.
fn close(small: &Small, mut from: u64, within: u64) -> u64 {
    loop {
        let steps = small.transitions.iter().filter(|step| from >> step.0 & 1 == 1 && within >> step.3 & 1 == 1);
        let more = steps.fold(from, |all, step| all | 1 << step.3);
        if more == from {
            return from;
        }
        from = more;
    }
}

fn connected(small: &Small, set: u64) -> bool {
    (0..small.states).filter(|state| set >> state & 1 == 1).all(|state| close(small, 1 << state, set) == set)
}

fn fair(small: &Small, set: u64, dropped: Option<u16>) -> bool {
    (0..).zip(&small.kinds).filter(|(kind, _)| Some(*kind) != dropped).all(|(kind, (fairness, fault, _))| {
        let members = || (0..small.states).filter(|state| set >> state & 1 == 1);
        let taken = small.transitions.iter().any(|&(from, other, interruption, to)| {
            (other, interruption) == (kind, 0) && from != to && set >> from & 1 == 1 && set >> to & 1 == 1
        });
        match fairness {
            _ if *fault => true,
            Fairness::Unfair => true,
            Fairness::Weak => taken || !members().all(|state| enabled(small, state, kind)),
            Fairness::Strong => taken || !members().any(|state| enabled(small, state, kind)),
        }
    })
}

pub(super) fn enabled(small: &Small, state: u64, kind: u16) -> bool {
    let moves = |step: &&(u64, u16, u16, u64)| (step.0, step.1, step.2) == (state, kind, 0) && step.3 != state;
    small.transitions.iter().any(|step| moves(&step)) || small.edges.contains(&(state, kind))
}

/// The fewest steps to one of the sets with something owed there.
pub(super) fn nearest(small: &Small, sets: &[u64]) -> Option<usize> {
    let sought = sets.iter().fold(0, |all, set| all | set);
    let owes = |state: u64, before: bool| small.goal >> state & 1 == 0 && (before || small.trigger >> state & 1 == 1);
    let mut level = vec![(0, owes(0, false))];
    let mut seen = level.clone();
    for steps in 0.. {
        if level.iter().any(|(state, owing)| *owing && sought >> state & 1 == 1) {
            return Some(steps);
        }
        let mut next = Vec::new();
        for &(state, owing) in &level {
            for step in small.transitions.iter().filter(|step| step.0 == state) {
                let to = (step.3, owes(step.3, owing));
                if !seen.contains(&to) {
                    seen.push(to);
                    next.push(to);
                }
            }
        }
        if next.is_empty() {
            return None;
        }
        level = next;
    }
    None
}

/// The fewest steps to a set of states.
pub(super) fn distance(small: &Small, sought: u64) -> Option<usize> {
    let mut ball = 1;
    for steps in 0..=small.states {
        if ball & sought != 0 {
            return usize::try_from(steps).ok();
        }
        let arrivals = small.transitions.iter().filter(|step| ball >> step.0 & 1 == 1);
        ball = arrivals.fold(ball, |all, step| all | 1 << step.3);
    }
    None
}

/// The states from which neither the goal nor the edge of the scope can be reached, and those from which the edge alone.
pub(super) fn lost(small: &Small) -> (u64, u64) {
    let (mut lost, mut outside) = (0, 0);
    let reached = small.reached();
    for state in (0..small.states).filter(|state| reached >> state & 1 == 1) {
        let future = close(small, 1 << state, u64::MAX);
        if future & small.goal == 0 {
            let leaves = small.edges.iter().any(|(from, _)| future >> from & 1 == 1);
            *(if leaves { &mut outside } else { &mut lost }) |= 1 << state;
        }
    }
    (lost, outside)
}

/// For each owner, the reached states that its steps alone lead back to.
pub(super) fn circling(small: &Small) -> Vec<(Owner, u64)> {
    let reached = small.reached();
    let mut found = Vec::new();
    for owner in small.kinds.iter().filter_map(|kind| kind.2) {
        let own = |step: &&(u64, u16, u16, u64)| small.kinds[usize::from(step.1)].2 == Some(owner) && step.2 == 0;
        let alone = Small { transitions: small.transitions.iter().filter(own).copied().collect(), ..small.clone() };
        let back = |state: &u64| {
            let first = alone.transitions.iter().filter(|step| step.0 == *state).fold(0, |all, step| all | 1 << step.3);
            close(&alone, first, u64::MAX) >> state & 1 == 1
        };
        let states = (0..small.states).filter(|state| reached >> state & 1 == 1).filter(back);
        found.push((owner, states.fold(0, |all, state| all | 1 << state)));
    }
    found
}
