//! The locals of a command, procedure, predicate or claim that is being written.

use super::names::Names;
use super::program::{Expr, Index, Local, LocalId, Place, Shape};

/// The locals so far, and the names that they may not have.
#[derive(Clone, Debug, Default)]
pub(super) struct Owner {
    pub(super) locals: Vec<Local>,
    names: Names,
}

impl Owner {
    /// Nothing yet. `names` are those of the state.
    pub(super) fn new(names: &Names) -> Self {
        Self { locals: Vec::new(), names: names.clone() }
    }

    /// A parameter, or what a loop or quantifier binds.
    pub(super) fn binder(&mut self, name: &str, over: Index) -> LocalId {
        self.local(name, Shape::cell(over))
    }

    /// A local that is written.
    pub(super) fn local(&mut self, name: &str, shape: Shape) -> LocalId {
        let name = self.names.give(name);
        self.locals.push(Local { name, shape });
        self.locals.len() - 1
    }
}

/// What a local holds.
pub(super) fn read(local: LocalId) -> Expr {
    Expr::Read(Place::local(local))
}
