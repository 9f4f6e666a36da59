//! One mutant, scope by scope.

use std::sync::atomic::{AtomicBool, Ordering};

use honnin_codegen::fingerprint::{Fingerprint, Fingerprints};
use honnin_codegen::ir::{Ir, PropertyKind};
use honnin_codegen::mutate::Mutant;
use honnin_codegen::{Protocol, compile_one};

use super::base::Base;
use super::bisimulation::bisimilar;
use super::executed::is_executed;
use super::ladder::ladder;
use super::lts::explore;
use super::pairs::{Pairing, pair};
use super::same::same_in_each;
use super::{Fate, Plan, Rung, Unfit, is_condition};
use crate::control::Cause;
use crate::trial::Trial;
use crate::verdict::{Kind, Standing, Verdict};

/// Judges mutants against the protocol.
pub(super) struct Judge<'p> {
    plan: &'p Plan,
    ir: Ir,
    fingerprint: Fingerprint,
    bases: Vec<Base>,
    /// The scopes of the plan at which the protocol has too many states.
    skipped: Vec<String>,
    /// What the protocol claims.
    properties: Vec<String>,
}

/// The user does not want to wait.
struct Interrupted;

/// What the fingerprint of a protocol is to its mutants.
pub(super) fn fingerprint(protocol: &Protocol) -> Fingerprint {
    Fingerprints::of(&protocol.ir).behaviour
}

/// With more states a mutant is not compared by refinement, unless nothing else is left.
const REFINED: usize = 30_000;

/// With so many states a run ends where something is noticed, and it pays to look first at one of each class of those that
/// differ in the names of ids only.
const MANY: usize = 5_000;

impl<'p> Judge<'p> {
    /// Judges the protocol itself, at every scope.
    pub(super) fn new(plan: &'p Plan, interrupt: &AtomicBool) -> Result<Self, Unfit> {
        let protocol = compile_one(&plan.source, &plan.workflow).map_err(Unfit::Malformed)?;
        let protocol = protocol.ok_or_else(|| Unfit::Malformed(Vec::new()))?;
        let fingerprint = fingerprint(&protocol);
        let mut judge =
            Self { plan, ir: protocol.ir, fingerprint, bases: Vec::new(), skipped: Vec::new(), properties: Vec::new() };
        for rung in ladder(&judge.ir, &plan.scopes, judge.most(), interrupt) {
            match judge.base(&rung, interrupt) {
                Ok(Some((base, verdict))) => {
                    let claims = verdict.findings.iter().filter(|finding| finding.kind != Kind::Taken);
                    judge.properties = claims.map(|finding| finding.name.clone()).collect();
                    judge.bases.push(base);
                }
                // Nobody named it: where the protocol is not as stated there, it is of no use.
                Ok(None) | Err(_) if !rung.named => {}
                Ok(None) => judge.skipped.push(rung.name),
                Err(verdict) => return Err(Unfit::NotAsStated(verdict)),
            }
        }
        match plan.scopes.first() {
            Some((name, _)) if !judge.bases.iter().any(|base| base.rung.named) => Err(Unfit::TooLarge(name.clone())),
            _ => Ok(judge),
        }
    }

    /// The protocol itself at a scope; `None` where it has too many states.
    fn base(&self, rung: &Rung, interrupt: &AtomicBool) -> Result<Option<(Base, Verdict)>, Box<Verdict>> {
        if rung.states.is_none() {
            return Ok(None);
        }
        let Some(mut base) = Base::new(&self.ir, rung, self.most(), interrupt) else { return Ok(None) };
        let trial = Trial { workers: 1, most: self.plan.most, symmetry: false, fail_fast: true };
        let Some(verdict) = trial.run(&self.ir, (&rung.name, &rung.sizes), interrupt) else { return Ok(None) };
        let wrong = verdict.findings.iter().filter(|finding| finding.standing() == Standing::NotAsStated);
        base.excused = wrong.map(|finding| finding.name.clone()).collect();
        let stopped = verdict.incomplete == Some(Cause::Violation);
        if stopped || rung.named && !base.excused.is_empty() {
            Err(Box::new(verdict))
        } else {
            Ok(Some((base, verdict)))
        }
    }

    fn most(&self) -> usize {
        usize::try_from(self.plan.most).unwrap_or(usize::MAX)
    }

    /// The scopes that are too large.
    pub(super) fn skipped(&self) -> Vec<String> {
        self.skipped.clone()
    }

    /// What the protocol claims.
    pub(super) fn properties(&self) -> Vec<String> {
        self.properties.clone()
    }

    /// That of the protocol.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// What becomes of a mutant; `None` when it was interrupted.
    ///
    /// What does the same at a scope is not noticed there, and is tried at the next. What does not do the same at one is
    /// another protocol, and no more compared.
    pub(super) fn fate(&self, mutant: &Mutant, ir: &Ir, interrupt: &AtomicBool) -> Option<Fate> {
        let (mut alike, mut same) = (Pairing::Unknown, Vec::new());
        for (index, base) in self.bases.iter().enumerate() {
            if alike != Pairing::Different {
                alike = self.alike(base, ir, interrupt)?;
            }
            if alike == Pairing::Unknown && index + 1 == self.bases.len() {
                alike = self.refined(base, ir, interrupt)?;
            }
            if alike == Pairing::Same {
                same.push(base);
            } else if let Some(settled) = self.killed(ir, base, interrupt).ok()? {
                return Some(settled);
            }
        }
        // Not every scope executes the place.
        let unexecuted = alike == Pairing::Same;
        let executed = same.iter().rev().find(|base| unexecuted && self.executed(mutant, ir, base, interrupt));
        let fate = match executed {
            Some(base) => Fate::Equivalent { scope: base.rung.name.clone() },
            None => Fate::Survived { unexecuted },
        };
        Some(fate).filter(|_| !interrupt.load(Ordering::Relaxed))
    }

    /// Whether a mutant does the same as the protocol at a scope; of a large one it may stay unknown.
    fn alike(&self, base: &Base, ir: &Ir, interrupt: &AtomicBool) -> Option<Pairing> {
        let sizes = &base.rung.sizes;
        let alike = match same_in_each(&self.ir, ir, sizes, &base.explored.states, interrupt) {
            Some(true) => Pairing::Same,
            _ => pair(base.known(), ir, sizes, interrupt),
        };
        if interrupt.load(Ordering::Relaxed) {
            return None;
        }
        let small = base.explored.lts.states() <= REFINED;
        if alike == Pairing::Unknown && small { self.refined(base, ir, interrupt) } else { Some(alike) }
    }

    /// Whether a mutant does the same as the protocol at a scope, found out the long way.
    fn refined(&self, base: &Base, ir: &Ir, interrupt: &AtomicBool) -> Option<Pairing> {
        let (mut alphabet, mut atoms) = (base.alphabet.clone(), base.atoms.clone());
        let explored = explore(ir, &base.rung.sizes, &mut alphabet, &mut atoms, self.most(), interrupt);
        let Ok(Some(explored)) = explored else { return Some(Pairing::Different) };
        let same = bisimilar(&base.explored.lts, &explored.lts, interrupt)?;
        Some(if same { Pairing::Same } else { Pairing::Different })
    }

    /// Whether the place that a mutant changes was executed at a scope, a condition with both outcomes.
    fn executed(&self, mutant: &Mutant, ir: &Ir, base: &Base, interrupt: &AtomicBool) -> bool {
        let condition = Some(&base.conditions).filter(|_| is_condition(mutant.operator));
        is_executed((&self.ir, ir), &base.rung.sizes, &base.explored.states, condition, interrupt)
    }

    /// Whether something is not as stated at a scope where it is of the protocol. Among few states all that notices is told;
    /// among many, what shows first, and the ids are exchanged before promises are judged.
    fn killed(&self, ir: &Ir, base: &Base, interrupt: &AtomicBool) -> Result<Option<Fate>, Interrupted> {
        let rung = &base.rung;
        let many = base.explored.lts.states() >= MANY;
        let promises = ir.properties.iter().any(|property| property.kind == PropertyKind::LeadsTo);
        let passes: &[bool] = if many && promises { &[true, false] } else { &[false] };
        for &symmetry in passes {
            let trial = Trial { workers: 1, most: self.plan.most, symmetry, fail_fast: many };
            let Some(verdict) = trial.run(ir, (&rung.name, &rung.sizes), interrupt) else {
                return Ok(Some(Fate::Unjudged(format!("its states do not fit at scope `{}`", rung.name))));
            };
            let noticed = verdict.findings.iter().filter(|finding| base.is_noticed(finding));
            let mut by: Vec<_> = noticed.map(|finding| (finding.name.clone(), finding.steps)).collect();
            if !by.is_empty() {
                by.sort_by_key(|(_, steps)| steps.unwrap_or(u32::MAX));
                return Ok(Some(Fate::Killed { scope: rung.name.clone(), by }));
            }
            match verdict.incomplete {
                None | Some(Cause::Violation) => {}
                Some(Cause::Interrupt) => return Err(Interrupted),
                Some(cause) => return Ok(Some(Fate::Unjudged(cause.to_string()))),
            }
        }
        Ok(None)
    }
}
