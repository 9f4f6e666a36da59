//! Guarded commands: a protocol at a scope in the form that imperative judges read (Murphi, Promela).
//!
//! A [`Program`] is a state of finite cells and atomic commands, each a guard and a body (E. W. Dijkstra, *Guarded commands,
//! nondeterminacy and formal derivation of programs*, 1975). It has the same states as the protocol, one for one, and no
//! others. A printer turns one into text and adds nothing: whatever a protocol means is said here.

mod action;
mod body;
mod bounds;
mod claims;
mod context;
mod crash;
mod delivery;
mod expression;
mod finish;
mod ids;
mod items;
mod layout;
mod log;
mod loops;
mod lowering;
mod moves;
mod names;
mod naming;
mod now;
mod output;
mod owner;
mod pattern;
mod program;
mod receive;
mod shape;
mod simplify;
mod statement;
mod value;
mod walk;
mod wire;
mod write;

pub use program::{
    Cause, Claim, Command, Enumeration, EnumerationId, Expr, Field, Index, Kind, Local, LocalId, Place, Predicate,
    PredicateId, Procedure, ProcedureId, Program, Quantifier, Question, Record, RecordId, Root, Shape, Sort, Statement,
    Step, Stop, Tag, Variable, VariableId,
};

use crate::export::Unsupported;
use crate::ir::{Ir, Sizes, SortId};

/// Lowers a protocol at a scope, for a notation of this name.
///
/// # Errors
/// Where a body chooses in the midst of a loop: a fresh id, or an order.
pub fn lower(ir: &Ir, sizes: &Sizes, notation: &'static str) -> Result<Program, Unsupported> {
    let mut context = context::Context::new(ir, sizes);
    for action in ir.action_ids() {
        context.action(action);
    }
    for message in ir.message_ids() {
        context.delivery(message);
        context.channel_faults(message);
    }
    for sort in (0..ir.sorts.len()).map(SortId).filter(|sort| ir[*sort].recycled) {
        context.drain(sort);
    }
    context.claim_all();
    match context.beyond.take() {
        Some(what) => Err(Unsupported { notation, what }),
        None => Ok(context.finish()),
    }
}
