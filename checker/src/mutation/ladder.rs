//! The scopes on the way up: a mutant that is noticed among few states need not be followed among many.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

use honnin_codegen::interpret::{Interpreter, Visitor, dispatch};
use honnin_codegen::ir::{Amount, Ir, ParameterKind, Sizes};

use super::Rung;
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System as _};

/// A scope with no more states needs none below it.
const FEW: usize = 2_000;
/// A scope that nobody named has no more states.
const MANY: usize = 50_000;
/// So many parameters are lowered at most.
const LOWERED: usize = 8;

/// The scopes of a plan, and smaller ones that have so few states that they are worth their time: some numbers of ids are 1
/// there, and none is part of another scope with less than twice its states. By the number of states, those that have too
/// many last.
pub(super) fn ladder(ir: &Ir, scopes: &[(String, Sizes)], most: usize, interrupt: &AtomicBool) -> Vec<Rung> {
    let rung = |(name, sizes): &(String, Sizes)| Rung {
        name: name.clone(),
        sizes: sizes.clone(),
        named: true,
        states: states(ir, sizes, most, interrupt),
    };
    let mut found: Vec<Rung> = scopes.iter().map(rung).collect();
    for (name, sizes) in scopes {
        if states(ir, sizes, FEW.min(most), interrupt).is_none() {
            for rung in smaller(ir, name, sizes, MANY.min(most), interrupt) {
                if found.iter().all(|known| known.sizes != rung.sizes) {
                    found.push(rung);
                }
            }
        }
    }
    let is_needed = |rung: &&Rung| {
        let twice = rung.states.map(|states| 2 * states);
        let covers = |other: &Rung| other.states.is_some_and(|states| Some(states) < twice);
        let mut others = found.iter().filter(|other| other.sizes != rung.sizes && is_within(&rung.sizes, &other.sizes));
        rung.named || !others.any(covers)
    };
    let mut rungs: Vec<Rung> = found.iter().filter(is_needed).cloned().collect();
    rungs.sort_by_key(|rung| rung.states.unwrap_or(usize::MAX));
    rungs
}

fn is_within(one: &Sizes, other: &Sizes) -> bool {
    one.0.iter().zip(&other.0).all(|(one, other)| one <= other)
}

/// All scopes in which some numbers of ids are 1 and the others are those of a scope, and that have no more states than `most`.
fn smaller(ir: &Ir, name: &str, sizes: &Sizes, most: usize, interrupt: &AtomicBool) -> Vec<Rung> {
    let several = |index: &usize| {
        matches!(ir.parameters[*index].kind, ParameterKind::Ids(_))
            && matches!(sizes.0[*index], Amount::AtMost(number) if number > 1)
    };
    let parameters: Vec<usize> = (0..ir.parameters.len()).filter(several).take(LOWERED).collect();
    let all = 1_u32 << parameters.len();
    // By the set of those that keep their number: larger than the scope itself none is.
    let mut too_large: Vec<u32> = vec![all - 1];
    let mut found = Vec::new();
    for kept in 0..all {
        if too_large.iter().any(|large| large & kept == *large) {
            continue;
        }
        let lowered = parameters.iter().enumerate().filter(|(bit, _)| kept >> bit & 1 == 0);
        let lowered: Vec<usize> = lowered.map(|(_, index)| *index).collect();
        let mut lower = sizes.clone();
        for index in &lowered {
            lower.0[*index] = Amount::AtMost(1);
        }
        match states(ir, &lower, most, interrupt) {
            None => too_large.push(kept),
            Some(states) => {
                let words = lowered.iter().map(|index| format!("{}=1", ir.parameters[*index].name));
                let name = format!("{name} with {}", words.collect::<Vec<_>>().join(", "));
                found.push(Rung { name, sizes: lower, named: false, states: Some(states) });
            }
        }
    }
    found
}

/// How many states there are; `None` where that is more than `most`, they do not fit, or nobody wants to know any more.
fn states(ir: &Ir, sizes: &Sizes, most: usize, interrupt: &AtomicBool) -> Option<usize> {
    dispatch(ir, sizes, Counting { most, interrupt }).ok().flatten()
}

struct Counting<'a> {
    most: usize,
    interrupt: &'a AtomicBool,
}

impl Visitor for Counting<'_> {
    type Output = Option<usize>;

    fn visit<const W: usize>(self, system: Interpreter<W>) -> Option<usize> {
        let mut seen = HashSet::from([system.initial()]);
        let mut waiting = vec![system.initial()];
        while let Some(state) = waiting.pop() {
            if seen.len() > self.most || self.interrupt.load(Ordering::Relaxed) {
                return None;
            }
            system.expand(&state, &mut Next { seen: &mut seen, waiting: &mut waiting });
        }
        Some(seen.len())
    }
}

/// Collects the states that are new.
struct Next<'n, const W: usize> {
    seen: &'n mut HashSet<[u64; W]>,
    waiting: &'n mut Vec<[u64; W]>,
}

impl<const W: usize> Sink<W> for Next<'_, W> {
    const LABELLED: bool = false;

    fn step(&mut self, _: EventCode, _: &[OutputCode], next: &[u64; W]) {
        if self.seen.insert(*next) {
            self.waiting.push(*next);
        }
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}
