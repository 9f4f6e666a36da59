//! Ghost erasure: without its observers a protocol does the same.

use crate::ir::{ComponentKind, Ir};
use crate::value::State;

/// The protocol without its ghosts' variables and observers, and without properties, which may speak of ghosts.
///
/// Variables keep their numbers: a ghost's variable stays and is never written, so that it keeps its default.
#[must_use]
pub fn erase_ghosts(ir: &Ir) -> Ir {
    let mut erased = ir.clone();
    erased.observers.clear();
    erased.properties.clear();
    erased.final_states.clear();
    erased
}

/// A state as the erased protocol has it: every ghost's variable is at its default, which is that of `initial`.
#[must_use]
pub fn project(ir: &Ir, initial: &State, state: &State) -> State {
    let mut projected = state.clone();
    for (index, variable) in ir.variables.iter().enumerate() {
        if ir[variable.component].kind == ComponentKind::Ghost {
            projected.variables[index] = initial.variables[index].clone();
        }
    }
    projected
}
