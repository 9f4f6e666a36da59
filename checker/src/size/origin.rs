//! Which events lead to states first, and which faults must have struck for a state to be reached.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use honnin_codegen::ir::query::Event;
use honnin_codegen::ir::{ActionKind, Ir};

use super::{Added, Leading, Representative};
use crate::space::Space;
use crate::system::{Defect, Edge, EventCode, OutputCode, Sink, System};

/// How many faults are told apart: one bit each.
const FAULTS: usize = 64;

/// What leads to the states that are nearest to the initial one.
pub(super) struct Origin {
    pub(super) near: u64,
    pub(super) events: Vec<Leading>,
    pub(super) faults: Vec<Added>,
}

/// The states, and how a successor is found among them.
#[derive(Clone, Copy)]
pub(super) struct Known<'a, const W: usize> {
    pub(super) space: &'a dyn Space<W>,
    pub(super) representative: Representative<'a, W>,
}

/// Searches the known states by levels until another level would be more than `most` states. `None` when interrupted.
pub(super) fn origin<const W: usize, S: System<W>>(
    system: &S,
    ir: &Ir,
    known: Known<'_, W>,
    most: usize,
    interrupt: &AtomicBool,
) -> Option<Origin> {
    let mut near = Near::new(ir, known);
    if !known.space.is_empty() {
        near.search(system, most, interrupt)?;
        near.settle(system, interrupt)?;
    }
    let named = |kind: usize| name(ir, kind);
    let mut events: Vec<_> = (0..ir.event_kinds())
        .map(|kind| Leading { name: named(kind), states: near.entered[kind], transitions: near.taken[kind] })
        .filter(|event| event.states > 0)
        .collect();
    events.sort_by(|a, b| b.states.cmp(&a.states).then_with(|| a.name.cmp(&b.name)));
    let without = |bit: usize| near.ways.values().filter(|way| **way >> bit & 1 == 0).count() as u64;
    let faults = near.faults.iter().enumerate().map(|(bit, kind)| Added { name: named(*kind), states: without(bit) });
    let mut faults: Vec<_> = faults.filter(|fault| fault.states > 0).collect();
    faults.sort_by(|a, b| b.states.cmp(&a.states).then_with(|| a.name.cmp(&b.name)));
    Some(Origin { near: near.ways.len() as u64, events, faults })
}

struct Near<'a, const W: usize> {
    known: Known<'a, W>,
    /// The kinds of events that are faults, by bit.
    faults: Vec<usize>,
    /// By kind of event, the bit of the fault that it is; and of the crash that strikes at an interruption.
    bits: Vec<u64>,
    struck: Vec<u64>,
    /// By state, and by bit of a fault, whether some way leads there without it.
    ways: HashMap<u32, u64>,
    entered: Vec<u64>,
    taken: Vec<u64>,
}

impl<'a, const W: usize> Near<'a, W> {
    fn new(ir: &Ir, known: Known<'a, W>) -> Self {
        let is_fault = |kind: usize| match u16::try_from(kind).ok().and_then(|kind| ir.event(kind)) {
            Some(Event::Action(action)) => {
                matches!(ir[action].kind, ActionKind::Fault { .. } | ActionKind::Crash { .. })
            }
            Some(Event::Lose(_) | Event::Repeat(_)) => true,
            _ => false,
        };
        let faults: Vec<usize> = (0..ir.event_kinds()).filter(|&kind| is_fault(kind)).take(FAULTS).collect();
        let bit = |kind: usize| faults.iter().position(|fault| *fault == kind).map_or(0, |bit| 1 << bit);
        let bits = (0..ir.event_kinds()).map(bit).collect();
        // Where several crashes may strike, an event does not say which one did: none is blamed.
        let crash = |kind: usize| match ir.actions.get(kind) {
            Some(action) => {
                let mut crashes = ir.crashes_of(action.component);
                match (crashes.next(), crashes.next()) {
                    (Some(only), None) => bit(only.0),
                    _ => 0,
                }
            }
            None => 0,
        };
        let struck = (0..ir.event_kinds()).map(crash).collect();
        let (entered, taken) = (vec![0; ir.event_kinds()], vec![0; ir.event_kinds()]);
        Self { known, faults, bits, struck, ways: HashMap::new(), entered, taken }
    }

    fn search<S: System<W>>(&mut self, system: &S, most: usize, interrupt: &AtomicBool) -> Option<()> {
        let mut level = vec![0];
        self.ways.insert(0, u64::MAX);
        while !level.is_empty() {
            let mut next: HashMap<u32, u16> = HashMap::new();
            let mut taken = vec![0; self.taken.len()];
            for &number in &level {
                self.expand(system, number, interrupt, &mut |event, to| {
                    taken[usize::from(event.kind)] += 1;
                    if !self.ways.contains_key(&to) {
                        let by = next.entry(to).or_insert(event.kind);
                        *by = event.kind.min(*by);
                    }
                })?;
            }
            self.taken.iter_mut().zip(taken).for_each(|(sum, more)| *sum += more);
            if self.ways.len() + next.len() > most {
                return Some(());
            }
            level = next.keys().copied().collect();
            for (number, by) in next {
                self.entered[usize::from(by)] += 1;
                self.ways.insert(number, 0);
            }
        }
        Some(())
    }

    /// Carries over which faults a way does without, until nothing changes.
    fn settle<S: System<W>>(&mut self, system: &S, interrupt: &AtomicBool) -> Option<()> {
        let mut changed = vec![0_u32];
        while !changed.is_empty() {
            let mut next = Vec::new();
            for number in changed {
                let here = self.ways[&number];
                let mut found = Vec::new();
                self.expand(system, number, interrupt, &mut |event, to| {
                    let kind = usize::from(event.kind);
                    let struck = if event.interruption == 0 { 0 } else { self.struck[kind] };
                    found.push((to, here & !(self.bits[kind] | struck)));
                })?;
                for (to, faultless) in found {
                    let Some(way) = self.ways.get_mut(&to) else { continue };
                    if faultless & !*way != 0 {
                        *way |= faultless;
                        next.push(to);
                    }
                }
            }
            next.sort_unstable();
            next.dedup();
            changed = next;
        }
        Some(())
    }

    fn expand<S: System<W>>(
        &self,
        system: &S,
        number: u32,
        interrupt: &AtomicBool,
        found: &mut dyn FnMut(EventCode, u32),
    ) -> Option<()> {
        if interrupt.load(Ordering::Relaxed) {
            return None;
        }
        let state = self.known.space.state(number);
        system.expand(&state, &mut Steps { known: self.known, found });
        Some(())
    }
}

/// Hands on the transitions to known states.
struct Steps<'a, const W: usize> {
    known: Known<'a, W>,
    found: &'a mut dyn FnMut(EventCode, u32),
}

impl<const W: usize> Sink<W> for Steps<'_, W> {
    const LABELLED: bool = false;

    fn step(&mut self, event: EventCode, _: &[OutputCode], next: &[u64; W]) {
        let representative = (self.known.representative)(next);
        if let Some(number) = self.known.space.number(&representative) {
            (self.found)(event, number);
        }
    }

    fn edge(&mut self, _: EventCode, _: Edge) {}

    fn defect(&mut self, _: EventCode, _: Defect) {}
}

fn name(ir: &Ir, kind: usize) -> String {
    match u16::try_from(kind).ok().and_then(|kind| ir.event(kind)) {
        Some(Event::Action(action)) => ir[action].name.clone(),
        Some(Event::Drop(message)) => format!("drop {}", ir[message].name),
        Some(Event::Lose(message)) => format!("lose {}", ir[message].name),
        Some(Event::Repeat(message)) => format!("repeat {}", ir[message].name),
        Some(Event::Drain(sort)) => format!("forget {}", ir[sort].name),
        None => String::new(),
    }
}
