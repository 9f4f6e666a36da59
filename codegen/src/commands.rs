//! Guarded commands: a protocol at a scope in the form that imperative judges read (Murphi, Promela).
//!
//! A [`Program`] is a state of finite cells and atomic commands, each a guard and a body (E. W. Dijkstra, *Guarded commands,
//! nondeterminacy and formal derivation of programs*, 1975). It has the same states as the protocol, one for one, and no
//! others. A printer turns one into text and adds nothing: whatever a protocol means is said here.

mod program;
mod shape;

pub use program::{
    Cause, Claim, Command, Enumeration, EnumerationId, Expr, Field, Index, Kind, Local, LocalId, Place, Predicate,
    PredicateId, Procedure, ProcedureId, Program, Quantifier, Question, Record, RecordId, Root, Shape, Sort, Statement,
    Step, Stop, Tag, Variable, VariableId,
};
