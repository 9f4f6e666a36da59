//! Faults of an emitter, to be seeded: each makes a machine that is not as its protocol, in one of the ways in which an
//! emitter goes wrong.

use proc_macro2::TokenStream;

use crate::ir::Ir;

/// A fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// None yet.
    DroppedGuard,
}
impl Sabotage {
    /// by name
    pub fn named(_: &str) -> Option<Self> {
        None
    }
    /// emit
    pub fn emit(self, _: &Ir) -> Option<TokenStream> {
        None
    }
}
