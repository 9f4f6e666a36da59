//! One protocol at one scope, for those who try many: counted by the interpreter, and nothing told step by step.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_codegen::explained::Explained;
use honnin_codegen::ir::{Ir, Sizes};
use honnin_codegen::layout::Layout;

use crate::check::{Options, Subject};
use crate::control::Limits;
use crate::registry::interpreter;
use crate::verdict::{Engine, Verdict};

/// How a trial goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trial {
    /// Threads.
    pub(crate) workers: usize,
    /// Distinct states at which it is given up.
    pub(crate) most: u64,
    /// Whether states that differ in the names of ids only are one: then promises are not judged.
    pub(crate) symmetry: bool,
    /// Whether it ends with the level in which something is not as stated.
    pub(crate) fail_fast: bool,
}

impl Trial {
    /// Checks a protocol; `None` when its states do not fit.
    pub(crate) fn run(self, ir: &Ir, (scope, sizes): (&str, &Sizes), interrupt: &AtomicBool) -> Option<Verdict> {
        let layout = Arc::new(Layout::new(ir, sizes).ok()?);
        let subject = Subject {
            layout: Arc::clone(&layout),
            scope: scope.to_owned(),
            engine: Engine::Interpreted,
            file: None,
            lines: Vec::new(),
            explained: Explained::default(),
        };
        let limits = Limits { workers: self.workers, max_states: Some(self.most), ..Limits::default() };
        let options =
            Options { limits, symmetry: self.symmetry, fail_fast: self.fail_fast, untold: true, ..Options::default() };
        // There is neither a checkpoint nor another process that could fail.
        interpreter(&layout).check(&subject, &options, interrupt, &()).ok()
    }
}
