//! One mutant, scope by scope.

use std::sync::atomic::AtomicBool;

use honnin_codegen::fingerprint::{Fingerprint, Fingerprints};
use honnin_codegen::ir::{Ir, PropertyKind, Sizes};
use honnin_codegen::mutate::Mutant;
use honnin_codegen::{Protocol, compile_file};

use super::bisimulation::bisimilar;
use super::executed::{Conditions, Original};
use super::lts::{Alphabet, Atoms, Lts, explore};
use super::{Fate, Plan, Unfit, is_condition};
use crate::control::Cause;
use crate::trial::Trial;
use crate::verdict::{Finding, Standing, Verdict};

/// Judges mutants against the protocol.
pub(super) struct Judge<'p> {
    plan: &'p Plan,
    original: Original,
    fingerprint: Fingerprint,
    /// By scope.
    bases: Vec<Base>,
}

/// The protocol itself at a scope.
struct Base {
    alphabet: Alphabet,
    atoms: Atoms,
    lts: Lts,
    conditions: Conditions,
}

/// The user does not want to wait.
struct Interrupted;

/// What the fingerprint of a protocol is to its mutants.
pub(super) fn fingerprint(protocol: &Protocol) -> Fingerprint {
    Fingerprints::of(&protocol.ir).behaviour
}

impl<'p> Judge<'p> {
    /// Judges the protocol itself, at every scope.
    pub(super) fn new(plan: &'p Plan, interrupt: &AtomicBool) -> Result<Self, Unfit> {
        let protocols = compile_file(&plan.source).map_err(Unfit::Malformed)?;
        let mut named = protocols.into_iter().filter(|protocol| protocol.ir.name == plan.workflow);
        let protocol = named.next().ok_or_else(|| Unfit::Malformed(Vec::new()))?;
        let fingerprint = fingerprint(&protocol);
        let places = protocol.spans.0.iter().map(|span| span.start().line..span.end().line + 1).collect();
        let mut judge = Self { plan, original: Original { ir: protocol.ir, places }, fingerprint, bases: Vec::new() };
        for (index, (name, sizes)) in plan.scopes.iter().enumerate() {
            let (mut alphabet, mut atoms) = (Alphabet::default(), Atoms::default());
            let explored = explore(&judge.original.ir, sizes, &mut alphabet, &mut atoms, judge.most());
            // A larger scope has no fewer states.
            let Ok(Some(lts)) = explored else { break };
            let verdict = judge.check(&judge.original.ir, index, false, interrupt);
            let verdict = verdict.ok_or_else(|| Unfit::TooLarge(name.clone()))?;
            if verdict.standing() == Standing::NotAsStated {
                return Err(Unfit::NotAsStated(Box::new(verdict)));
            }
            let conditions = judge.original.conditions(sizes, judge.most());
            judge.bases.push(Base { alphabet, atoms, lts, conditions });
        }
        match plan.scopes.first() {
            Some((name, _)) if judge.bases.is_empty() => Err(Unfit::TooLarge(name.clone())),
            _ => Ok(judge),
        }
    }

    fn most(&self) -> usize {
        usize::try_from(self.plan.most).unwrap_or(usize::MAX)
    }

    /// The scopes that are too large.
    pub(super) fn skipped(&self) -> Vec<String> {
        self.plan.scopes.iter().skip(self.bases.len()).map(|(name, _)| name.clone()).collect()
    }

    /// That of the protocol.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// What becomes of a mutant; `None` when it was interrupted.
    pub(super) fn fate(&self, mutant: &Mutant, ir: &Ir, interrupt: &AtomicBool) -> Option<Fate> {
        let mut fate = Fate::Survived { unexecuted: false };
        for (index, ((scope, sizes), base)) in self.plan.scopes.iter().zip(&self.bases).enumerate() {
            if let Some(settled) = self.killed(ir, index, interrupt).ok()? {
                return Some(settled);
            }
            let (mut alphabet, mut atoms) = (base.alphabet.clone(), base.atoms.clone());
            let Ok(Some(lts)) = explore(ir, sizes, &mut alphabet, &mut atoms, self.most()) else { continue };
            let same = bisimilar(&base.lts, &lts, interrupt)?;
            if same && self.executed(mutant, sizes, base) {
                return Some(Fate::Equivalent { scope: scope.clone() });
            }
            fate = Fate::Survived { unexecuted: same };
        }
        Some(fate)
    }

    /// Whether the place that a mutant changes was executed at a scope, a condition with both outcomes.
    fn executed(&self, mutant: &Mutant, sizes: &Sizes, base: &Base) -> bool {
        let lines = mutant.lines(&self.plan.source);
        if is_condition(mutant.operator) {
            return base.conditions.decide(&lines);
        }
        self.original.is_executed(sizes, &lines, (&base.lts, &base.alphabet, &base.atoms))
            || base.conditions.decide(&lines)
    }

    /// Whether something is not as stated at a scope. The ids are exchanged where that leaves promises to be judged after.
    fn killed(&self, ir: &Ir, scope: usize, interrupt: &AtomicBool) -> Result<Option<Fate>, Interrupted> {
        let name = &self.plan.scopes[scope].0;
        let promises = ir.properties.iter().any(|property| property.kind == PropertyKind::LeadsTo);
        let passes: &[bool] = if promises { &[true, false] } else { &[false] };
        for &symmetry in passes {
            let Some(verdict) = self.check(ir, scope, symmetry, interrupt) else {
                return Ok(Some(Fate::Unjudged(format!("its states do not fit at scope `{name}`"))));
            };
            if verdict.standing() == Standing::NotAsStated {
                let by = verdict.findings.iter().filter(|finding| finding.standing() == Standing::NotAsStated);
                let by = by.map(|finding: &Finding| (finding.name.clone(), finding.steps)).collect();
                return Ok(Some(Fate::Killed { scope: name.clone(), by }));
            }
            match verdict.incomplete {
                None | Some(Cause::Violation) => {}
                Some(Cause::Interrupt) => return Err(Interrupted),
                Some(cause) => return Ok(Some(Fate::Unjudged(cause.to_string()))),
            }
        }
        Ok(None)
    }

    /// Checks a protocol at a scope, to the first level in which something is not as stated; nothing is told step by step.
    fn check(&self, ir: &Ir, scope: usize, symmetry: bool, interrupt: &AtomicBool) -> Option<Verdict> {
        let (name, sizes) = &self.plan.scopes[scope];
        Trial { workers: 1, most: self.plan.most, symmetry, fail_fast: true }.run(ir, (name, sizes), interrupt)
    }
}
