//! Promises the slow way: components found by what leads there and back.

use std::collections::{BTreeMap, BTreeSet};

use honnin_codegen::evaluate::{Bodies as _, Interpreted, Predicate};
use honnin_codegen::ir::{ActionId, ActionKind, ChannelKind, Fairness, PropertyId, PropertyKind, Type};
use honnin_codegen::value::{Event, Occurrence, Value};

use super::{Graph, Instance};

impl Graph<'_> {
    /// The fair instance that an event is of.
    pub(super) fn instance(&self, event: &Event) -> Option<Instance> {
        let instance = match &event.occurrence {
            _ if event.interruption.is_some() => return None,
            Occurrence::Action(action, arguments) => {
                let types = self.ir[*action].body.locals.iter().map(|local| &local.ty);
                (action.0, ids(types, arguments))
            }
            Occurrence::Drop(packet) => {
                let types = self.ir[packet.message].fields.iter().map(|field| &field.ty);
                (self.ir.actions.len() + packet.message.0, ids(types, &packet.fields))
            }
            _ => return None,
        };
        (self.fairness(instance.0) != Fairness::Unfair).then_some(instance)
    }

    fn fairness(&self, event: usize) -> Fairness {
        let Some(message) = event.checked_sub(self.ir.actions.len()) else { return self.ir[ActionId(event)].fairness };
        let receives = |action: &&honnin_codegen::ir::Action| {
            action.kind == ActionKind::Receive && action.receives.is_some_and(|received| received.0 == message)
        };
        let handlers: Vec<Fairness> = self.ir.actions.iter().filter(receives).map(|action| action.fairness).collect();
        let lossy = matches!(self.ir[self.ir.messages[message].channel].kind, ChannelKind::Bag { loss: Some(_), .. });
        match handlers.is_empty() {
            _ if handlers.contains(&Fairness::Strong) => Fairness::Strong,
            _ if handlers.contains(&Fairness::Weak) => Fairness::Weak,
            true if lossy => Fairness::Strong,
            true => Fairness::Weak,
            false => Fairness::Unfair,
        }
    }

    /// Whether a promise holds for every tuple of ids.
    pub(super) fn keeps(&self, property: PropertyId) -> bool {
        let declared = &self.ir[property];
        let types: Vec<&Type> = declared.locals[..declared.parameters].iter().map(|local| &local.ty).collect();
        self.domain.tuples(&types).all(|ids| match declared.kind {
            PropertyKind::LeadsTo => self.leads_to(property, &ids),
            _ => self.possible(property, &ids),
        })
    }

    fn says(&self, predicate: Predicate, ids: &[Value], otherwise: bool) -> BTreeSet<usize> {
        let bodies = Interpreted::new(self.domain);
        let says = |state: &Vec<Value>| bodies.satisfies(predicate, ids, state, state).unwrap_or(otherwise);
        (0..self.variables.len()).filter(|&state| says(&self.variables[state])).collect()
    }

    fn leads_to(&self, property: PropertyId, ids: &[Value]) -> bool {
        let trigger = self.says(Predicate::Property(property), ids, true);
        let goal = self.says(Predicate::Goal(property), ids, false);
        let without: BTreeSet<usize> = (0..self.steps.len()).filter(|state| !goal.contains(state)).collect();
        let owing = self.close(trigger.intersection(&without).copied().collect(), &without, false);
        !self.can_stay(owing)
    }

    fn possible(&self, property: PropertyId, ids: &[Value]) -> bool {
        let goal = self.says(Predicate::Property(property), ids, false);
        let all: BTreeSet<usize> = (0..self.steps.len()).collect();
        let leaving = all.iter().filter(|&&state| self.steps[state].iter().any(|step| step.0.is_none()));
        self.close(goal.iter().chain(leaving).copied().collect(), &all, true) == all
    }

    /// What some states lead to within a set, or within it lead to them.
    fn close(&self, from: BTreeSet<usize>, within: &BTreeSet<usize>, backwards: bool) -> BTreeSet<usize> {
        let mut edges: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &state in within {
            for target in self.steps[state].iter().filter_map(|step| step.0).filter(|target| within.contains(target)) {
                let (from, to) = if backwards { (target, state) } else { (state, target) };
                edges.entry(from).or_default().push(to);
            }
        }
        let mut left: Vec<usize> = from.iter().copied().collect();
        let mut found = from;
        while let Some(state) = left.pop() {
            left.extend(edges.get(&state).into_iter().flatten().copied().filter(|next| found.insert(*next)));
        }
        found
    }

    /// Whether a fair run can stay in a set for ever.
    fn can_stay(&self, states: BTreeSet<usize>) -> bool {
        let mut left = vec![states];
        while let Some(states) = left.pop() {
            let Some(&first) = states.first() else { continue };
            let there = self.close(BTreeSet::from([first]), &states, false);
            // What leads back from there is within `there`.
            let component = self.close(BTreeSet::from([first]), &there, true);
            if self.is_fair(&component) {
                return true;
            }
            left.push(there.difference(&component).copied().collect());
            left.push(states.difference(&there).copied().collect());
        }
        false
    }

    /// Whether a fair run can stay in a component, or in a part of it.
    fn is_fair(&self, component: &BTreeSet<usize>) -> bool {
        let enabled =
            |state: usize, instance: &Instance| self.steps[state].iter().any(|s| s.1.as_ref() == Some(instance));
        let steps = || component.iter().flat_map(|&state| &self.steps[state]);
        let inside = |step: &&(Option<usize>, Option<Instance>)| step.0.is_some_and(|to| component.contains(&to));
        let taken: BTreeSet<&Instance> = steps().filter(inside).filter_map(|step| step.1.as_ref()).collect();
        let denied: BTreeSet<&Instance> = steps().filter_map(|step| step.1.as_ref()).collect();
        for instance in denied.difference(&taken) {
            let barring: BTreeSet<usize> =
                component.iter().copied().filter(|&state| enabled(state, instance)).collect();
            if barring.len() == component.len() {
                return false;
            }
            if self.fairness(instance.0) == Fairness::Strong {
                return self.can_stay(component.difference(&barring).copied().collect());
            }
        }
        true
    }
}

fn ids<'a>(types: impl Iterator<Item = &'a Type>, values: &[Value]) -> Vec<usize> {
    let id = |(ty, value): (&Type, &Value)| match (ty, value) {
        (Type::Id(_), Value::Id(id)) => Some(*id),
        _ => None,
    };
    types.zip(values).filter_map(id).collect()
}
