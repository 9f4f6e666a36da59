//! What is shipped: workflows by name, each with its source and its compiled models.
//!
//! A registry is a plain `Vec<Workflow>`, made by whoever owns the protocols. The checker learns from it how to run a model
//! without knowing how many words its states have.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_codegen::interpret::Interpreter;
use honnin_codegen::layout::Layout;

use crate::check::{Options, Subject, check};
use crate::control::Progress;
use crate::engine::CheckpointError;
use crate::system::System;
use crate::verdict::Verdict;

/// A workflow, ready to be checked.
#[derive(Clone)]
pub struct Workflow {
    /// The module's name.
    pub name: &'static str,
    /// Where its source lies, from the root of the repository.
    pub file: &'static str,
    /// The whole source file.
    pub source: &'static str,
    /// Its texts in other languages: the language's tag, and the sidecar.
    pub texts: Vec<(&'static str, &'static str)>,
    /// Its compiled models, by the name of their scope. A scope without one is run by the interpreter.
    pub models: Vec<(&'static str, Arc<dyn Runnable>)>,
}

/// A system of any width.
pub trait Runnable: Send + Sync {
    /// Checks it: see [`check`].
    ///
    /// # Errors
    /// As [`check`].
    fn check(
        &self,
        subject: &Subject,
        options: &Options,
        interrupt: &AtomicBool,
        progress: &dyn Progress,
    ) -> Result<Verdict, CheckpointError>;
}

/// Forgets the width of a system.
pub fn runnable<const W: usize, S: System<W> + 'static>(system: S) -> Arc<dyn Runnable> {
    Arc::new(Erased::<W, S>(Arc::new(system)))
}

struct Erased<const W: usize, S>(Arc<S>);

impl<const W: usize, S: System<W> + 'static> Runnable for Erased<W, S> {
    fn check(
        &self,
        subject: &Subject,
        options: &Options,
        interrupt: &AtomicBool,
        progress: &dyn Progress,
    ) -> Result<Verdict, CheckpointError> {
        check::<W, S>(&self.0, subject, options, interrupt, progress)
    }
}

/// A system that runs any protocol, whatever the width of its states.
#[must_use]
pub fn interpreter(layout: &Arc<Layout>) -> Arc<dyn Runnable> {
    macro_rules! of_width {
        ($($width:literal)*) => {
            match layout.words() {
                $($width => runnable::<$width, _>(Interpreter::<$width>::new(Layout::clone(layout))),)*
                // A layout has no other width.
                _ => runnable::<16, _>(Interpreter::<16>::new(Layout::clone(layout))),
            }
        };
    }
    of_width!(1 2 3 4 6 8 12)
}
