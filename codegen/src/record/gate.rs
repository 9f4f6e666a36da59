//! What a record permits, beside the protocol as it is and the Machine that is emitted from it now.

use std::collections::BTreeMap;

use super::denial::Lack;
use super::{Denial, Difference, Explored, Record, Walk};
use crate::fingerprint::Fingerprints;
use crate::ir::{Amount, ComponentId, ComponentKind, Ir, Property, PropertyKind, Purpose, Scope, Sizes};

/// What a record permits: a debug build, and a release build if nothing is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permit {
    /// The claimed scopes that nobody has explored yet. A release build needs them.
    pub missing: Vec<String>,
}

/// The scopes that a protocol claims something about: all that are not for the walk alone. The first one is what a debug
/// build needs.
#[must_use]
pub fn claimed(ir: &Ir) -> Vec<&Scope> {
    let explored = |scope: &&Scope| scope.purposes != [Purpose::Walk];
    let scopes: Vec<&Scope> = ir.scopes.iter().filter(explored).collect();
    if scopes.is_empty() { ir.scopes.iter().collect() } else { scopes }
}

/// The scopes that are walked: the first, or, where the source says what its scopes are for, each that is for the walk.
#[must_use]
pub fn walked(ir: &Ir) -> Vec<&Scope> {
    let meant: Vec<&Scope> = ir.scopes.iter().filter(|scope| scope.purposes.contains(&Purpose::Walk)).collect();
    let said = meant.len() < ir.scopes.len();
    if said && !meant.is_empty() { meant } else { claimed(ir).into_iter().take(1).collect() }
}

/// The properties that are known to break. A workflow that has any is never verified.
///
/// What is not possible in some of its scopes is no such property, as long as it is in one.
#[must_use]
pub fn refuted(ir: &Ir) -> Vec<&Property> {
    let shown = |property: &Property| {
        property.kind == PropertyKind::Reachable
            && property.refuted.as_ref().is_some_and(|refuted| !refuted.at.0.is_empty())
    };
    ir.properties.iter().filter(|property| property.refuted.is_some() && !shown(property)).collect()
}

/// The numbers of a scope, by the names of the parameters.
#[must_use]
pub fn numbers(ir: &Ir, sizes: &Sizes) -> BTreeMap<String, Amount> {
    ir.parameters.iter().map(|parameter| parameter.name.clone()).zip(sizes.0.iter().copied()).collect()
}

/// The roles: each has a Machine, and each is walked.
pub(super) fn roles(ir: &Ir) -> impl Iterator<Item = ComponentId> + '_ {
    ir.component_ids().filter(|id| ir[*id].kind == ComponentKind::Role)
}

impl Record {
    /// What this record permits for a protocol and the hash of its Machine as it is emitted now.
    ///
    /// # Errors
    /// When it permits nothing.
    pub fn permits(&self, ir: &Ir, machine_hash: &str) -> Result<Permit, Denial> {
        let refuted = refuted(ir);
        if !refuted.is_empty() {
            return Err(Denial::Refuted(refuted.iter().map(|property| property.name.clone()).collect()));
        }
        if self.workflow != ir.name {
            return Err(Denial::Foreign(self.workflow.clone()));
        }
        if let Some(difference) = self.difference(&Fingerprints::of(ir), machine_hash) {
            return Err(Denial::Stale(difference));
        }
        let claimed = claimed(ir);
        let mut permit = Permit::default();
        for scope in &claimed {
            match self.scope(&scope.name) {
                Some(explored) => lacks(ir, scope, explored).map_or(Ok(()), |lack| Err(Denial::Lacks(lack)))?,
                None => permit.missing.push(scope.name.clone()),
            }
        }
        if let Some(first) = claimed.first().filter(|first| permit.missing.contains(&first.name)) {
            return Err(Denial::Lacks(Lack::Scope(first.name.clone())));
        }
        match roles(ir).find(|role| !self.walks_over(ir, *role)) {
            Some(role) => Err(Denial::Lacks(Lack::Walk(ir[role].name.clone()))),
            None => Ok(permit),
        }
    }

    /// What the record is of, if not of this.
    fn difference(&self, prints: &Fingerprints, machine_hash: &str) -> Option<Difference> {
        let mine = &self.fingerprints;
        if mine.behaviour != prints.behaviour {
            return Some(Difference::Behaviour(mine.behaviour.short(), prints.behaviour.short()));
        }
        if mine.machine != prints.machine {
            return Some(Difference::Timers);
        }
        if mine != prints {
            return Some(Difference::Layout);
        }
        (self.machine_hash != machine_hash).then(|| Difference::Emitter(self.honnin.clone()))
    }

    fn walks_over(&self, ir: &Ir, role: ComponentId) -> bool {
        let whole = |walk: &Walk| walk.seen.len() == ir.requirements_of(role).len();
        walked(ir).iter().all(|scope| self.walk(&ir[role].name, &scope.name).is_some_and(whole))
    }
}

/// What a scope of a record lacks.
fn lacks(ir: &Ir, scope: &Scope, explored: &Explored) -> Option<Lack> {
    if explored.numbers != numbers(ir, &scope.sizes) {
        return Some(Lack::Numbers(scope.name.clone()));
    }
    let judged = |property: &&Property| !explored.properties.iter().any(|judged| judged.name == property.name);
    ir.properties.iter().find(judged).map(|property| Lack::Property(scope.name.clone(), property.name.clone()))
}
