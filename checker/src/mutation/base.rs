//! The protocol itself at a scope: what its mutants are compared with.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use honnin_codegen::ir::Ir;

use super::Rung;
use super::executed::Conditions;
use super::lts::{Alphabet, Atoms, Explored, explore};
use super::pairs::Known;
use crate::verdict::{Finding, Standing};

/// The protocol itself at a scope.
pub(super) struct Base {
    pub(super) rung: Rung,
    pub(super) alphabet: Alphabet,
    pub(super) atoms: Atoms,
    pub(super) explored: Explored,
    pub(super) conditions: Conditions,
    /// What is not as stated of the protocol itself: a scope that nobody named may be too small for a witness.
    pub(super) excused: BTreeSet<String>,
}

impl Base {
    /// Explores a protocol; `None` where it has more states than `most`, or they do not fit.
    pub(super) fn new(ir: &Ir, rung: &Rung, most: usize, interrupt: &AtomicBool) -> Option<Self> {
        let (mut alphabet, mut atoms) = (Alphabet::default(), Atoms::default());
        let explored = explore(ir, &rung.sizes, &mut alphabet, &mut atoms, most, interrupt).ok()??;
        let conditions = Conditions::new(ir, &rung.sizes, &explored.states);
        Some(Self { rung: rung.clone(), alphabet, atoms, explored, conditions, excused: BTreeSet::new() })
    }

    pub(super) fn known(&self) -> Known<'_> {
        Known { lts: &self.explored.lts, alphabet: &self.alphabet, atoms: &self.atoms }
    }

    /// Whether a finding about a mutant is not as stated, and was of the protocol.
    pub(super) fn is_noticed(&self, finding: &Finding) -> bool {
        finding.standing() == Standing::NotAsStated && !self.excused.contains(&finding.name)
    }
}
