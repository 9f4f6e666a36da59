//! The predicates of promises, `#[leads_to]` and `#[always_possible]`, over packed words and for one tuple of ids at a time.

use super::SCRATCH;
use super::compile::Compiler;
use super::run::{Run, Test};
use crate::ir::{Expr, PropertyId, PropertyKind, Type};
use crate::layout::Layout;

/// The promises of a protocol at a scope. They read states of the shared [layout](crate::layout), so they serve any
/// [`System`](crate::system::System).
pub struct Promises<const W: usize>(Vec<Option<Promise<W>>>);

struct Promise<const W: usize> {
    /// Of a `LeadsTo` only.
    trigger: Option<Test<W>>,
    goal: Test<W>,
    locals: usize,
    /// How many ids each parameter ranges over.
    parameters: Vec<u64>,
}

/// What a state says of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The trigger holds: something is promised from here on. Always so for `AlwaysPossible`.
    pub trigger: bool,
    /// The goal holds.
    pub goal: bool,
}

impl<const W: usize> Promises<W> {
    /// Compiles all promises of a protocol.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        let ids = |ty: &Type| match ty {
            Type::Id(sort) => layout.domain().ids(*sort) as u64,
            _ => layout.domain().cardinality(ty),
        };
        let test = |expr: &Expr| Compiler::new(layout, 0).test(expr, false);
        let promises = layout.ir().properties.iter().map(|property| {
            let (trigger, goal) = match (property.kind, &property.goal) {
                (PropertyKind::LeadsTo, Some(goal)) => (Some(test(&property.predicate)), test(goal)),
                (PropertyKind::AlwaysPossible, _) => (None, test(&property.predicate)),
                _ => return None,
            };
            let parameters = property.locals[..property.parameters].iter().map(|local| ids(&local.ty)).collect();
            Some(Promise { trigger, goal, locals: property.locals.len(), parameters })
        });
        Self(promises.collect())
    }

    /// How many tuples of ids a promise is made for; 1 where it has no parameters, 0 for any other property.
    #[must_use]
    pub fn tuples(&self, property: PropertyId) -> u64 {
        self.0[property.0].as_ref().map_or(0, |promise| promise.parameters.iter().product())
    }

    /// The ids of a tuple, one for each parameter: its number read as a mixed-radix one, first parameter most significant.
    #[must_use]
    pub fn ids(&self, property: PropertyId, tuple: u64) -> Vec<u64> {
        let parameters = self.0[property.0].as_ref().map(|promise| &*promise.parameters).unwrap_or_default();
        let mut rest = tuple;
        let mut ids = Vec::with_capacity(parameters.len());
        for number in parameters.iter().rev() {
            ids.push(rest % number);
            rest /= number;
        }
        ids.reverse();
        ids
    }

    /// What a state says of a promise for one tuple of ids.
    ///
    /// A predicate whose arithmetic leaves the naturals supports no claim: such a trigger counts as true, such a goal as
    /// false, and so does any other property.
    #[must_use]
    pub fn says(&self, property: PropertyId, tuple: u64, state: &[u64; W]) -> Said {
        let Some(promise) = &self.0[property.0] else { return Said { trigger: true, goal: false } };
        let mut scratch = SCRATCH.take();
        scratch.locals.clear();
        scratch.locals.resize(promise.locals, 0);
        let mut run = Run { state: *state, after: *state, scratch, stop: None };
        let mut rest = tuple;
        for (local, ids) in promise.parameters.iter().enumerate().rev() {
            run.scratch.locals[local] = rest % ids;
            rest /= ids;
        }
        let mut value = |test: &Test<W>, otherwise: bool| {
            let value = test(&mut run);
            if run.stop.take().is_some() { otherwise } else { value }
        };
        let trigger = promise.trigger.as_ref().is_none_or(|trigger| value(trigger, true));
        let goal = value(&promise.goal, false);
        SCRATCH.set(run.scratch);
        Said { trigger, goal }
    }
}
