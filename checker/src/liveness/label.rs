//! Events as labels of edges: the instances that fairness and polling tell apart, numbered.

use std::collections::BTreeSet;

use honnin_codegen::ir::query::{Argument, Event};
use honnin_codegen::ir::{ActionKind, ComponentId, Fairness, Ir, Type};
use honnin_codegen::layout::Layout;

use super::Instance;
use crate::system::EventCode;

/// The label of an edge that no rule asks about: an input, something unfair.
pub(super) const PLAIN: u32 = u32::MAX;
/// The label of a fault, and of whatever a crash interrupts.
pub(super) const FAULT: u32 = u32::MAX - 1;

/// A role, or one instance of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// Which role.
    pub component: ComponentId,
    /// Which of its instances; 0 where it is one.
    pub instance: u64,
}

/// The instances of all events that are fair or steps, numbered.
#[derive(Clone, Debug)]
pub(super) struct Labels {
    kinds: Vec<Kind>,
    /// By label, the kind of its events.
    groups: Vec<u16>,
    /// By label.
    owners: Vec<Option<Owner>>,
}

/// What is known of all events of a kind.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    pub(super) fairness: Fairness,
    pub(super) fault: bool,
    /// The first of its labels, where it has some.
    pub(super) base: Option<u32>,
    /// For each id by which instances are told apart: what to divide the event's index by, and how many ids there are.
    pub(super) digits: Vec<(u64, u64)>,
}

impl Labels {
    pub(super) fn new(layout: &Layout) -> Self {
        let ir = layout.ir();
        let mut labels = Self { kinds: Vec::new(), groups: Vec::new(), owners: Vec::new() };
        for number in 0..u16::try_from(ir.event_kinds()).unwrap_or(u16::MAX) {
            let Some(event) = ir.event(number) else { break };
            let step = step_of(ir, event);
            let wanted = ir.fairness_of(event) != Fairness::Unfair || step.is_some();
            let (fairness, fault) = (ir.fairness_of(event), ir.is_fault(event));
            let owner = |first| {
                step.map(|component| Owner { component, instance: if ir[component].per.is_some() { first } else { 0 } })
            };
            labels.push(Kind { fairness, fault, base: None, digits: digits(layout, event) }, wanted, owner);
        }
        labels
    }

    /// Of kinds of events with one instance each; for tests.
    #[cfg(test)]
    pub(super) fn of(kinds: &[(Fairness, bool, Option<Owner>)]) -> Self {
        let mut labels = Self { kinds: Vec::new(), groups: Vec::new(), owners: Vec::new() };
        for &(fairness, fault, owner) in kinds {
            let kind = Kind { fairness, fault, base: None, digits: Vec::new() };
            labels.push(kind, fairness != Fairness::Unfair || owner.is_some(), |_| owner);
        }
        labels
    }

    /// `owner` is asked with the first id of an instance, which is `me` where there is one.
    fn push(&mut self, mut kind: Kind, wanted: bool, owner: impl Fn(u64) -> Option<Owner>) {
        if wanted {
            let group = u16::try_from(self.kinds.len()).unwrap_or(u16::MAX);
            kind.base = Some(u32::try_from(self.groups.len()).unwrap_or(PLAIN));
            let instances: u64 = kind.digits.iter().map(|(_, ids)| ids).product();
            let below: u64 = kind.digits.iter().skip(1).map(|(_, ids)| ids).product();
            self.groups.extend((0..instances).map(|_| group));
            self.owners.extend((0..instances).map(|instance| owner(instance / below)));
        }
        self.kinds.push(kind);
    }

    pub(super) fn len(&self) -> usize {
        self.groups.len()
    }

    /// The label of an event.
    pub(super) fn label(&self, event: EventCode) -> u32 {
        let Some(kind) = self.kinds.get(usize::from(event.kind)) else { return PLAIN };
        if kind.fault || event.interruption != 0 {
            return FAULT;
        }
        let Some(base) = kind.base else { return PLAIN };
        let index = u64::from(event.index);
        let instance = kind.digits.iter().fold(0, |instance, (divisor, ids)| instance * ids + index / divisor % ids);
        base + u32::try_from(instance).unwrap_or(0)
    }

    /// How fair a label is, where events of one kind may have been made unfair.
    pub(super) fn fairness(&self, label: u32, dropped: Option<u16>) -> Fairness {
        match self.groups.get(label as usize) {
            Some(&group) if dropped != Some(group) => self.kinds[usize::from(group)].fairness,
            _ => Fairness::Unfair,
        }
    }

    /// The kind of a label's events.
    pub(super) fn group(&self, label: u32) -> Option<u16> {
        self.groups.get(label as usize).copied()
    }

    /// Whose step a label is.
    pub(super) fn owner(&self, label: u32) -> Option<Owner> {
        self.owners.get(label as usize).copied().flatten()
    }

    /// All whose steps there are, in order.
    pub(super) fn owners(&self) -> BTreeSet<Owner> {
        self.owners.iter().flatten().copied().collect()
    }

    /// Whether there are steps.
    pub(super) fn has_steps(&self) -> bool {
        self.owners.iter().any(Option::is_some)
    }

    /// What a label stands for.
    pub(super) fn instance(&self, label: u32) -> Option<Instance> {
        let group = self.group(label)?;
        let kind = &self.kinds[usize::from(group)];
        let mut rest = u64::from(label - kind.base.unwrap_or(label));
        let mut ids = Vec::with_capacity(kind.digits.len());
        for (_, number) in kind.digits.iter().rev() {
            ids.push(rest % number);
            rest /= number;
        }
        ids.reverse();
        Some(Instance { kind: group, ids })
    }
}

/// The role whose `#[step]` it is.
fn step_of(ir: &Ir, event: Event) -> Option<ComponentId> {
    match event {
        Event::Action(action) if ir[action].kind == ActionKind::Step => Some(ir[action].component),
        _ => None,
    }
}

fn digits(layout: &Layout, event: Event) -> Vec<(u64, u64)> {
    let (ir, domain) = (layout.ir(), layout.domain());
    let arguments = ir.arguments_of(event);
    let values = |argument: &Argument| match argument.ty {
        Type::Id(sort) => domain.ids(sort) as u64,
        _ => domain.cardinality(&argument.ty),
    };
    let digit = |position: usize| {
        let below: u64 = arguments[position + 1..].iter().map(values).product();
        (below, values(&arguments[position]))
    };
    ir.instance_arguments(event).into_iter().map(digit).collect()
}
