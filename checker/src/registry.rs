//! What is shipped: workflows by name, each with its source and its compiled models.
//!
//! A registry is a plain `Vec<Workflow>`, made by whoever owns the protocols. The checker learns from it how to run a model
//! without knowing how many words its states have.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_codegen::interpret::Interpreter;
use honnin_codegen::layout::Layout;

use crate::check::{Options, Subject, check};
use crate::control::Progress;
use crate::engine::EngineError;
use crate::forgotten::Forgotten;
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
    ) -> Result<Verdict, EngineError>;
}

macro_rules! runnables {
    ($($width:literal)*) => {
        // For each width by name, not for all of them: what explores is compiled here, and not again for each model.
        $(impl Runnable for Forgotten<$width> {
            fn check(
                &self,
                subject: &Subject,
                options: &Options,
                interrupt: &AtomicBool,
                progress: &dyn Progress,
            ) -> Result<Verdict, EngineError> {
                check::<$width, _>(&Arc::new(self.clone()), subject, options, interrupt, progress)
            }
        })*

        /// Forgets the width of a system.
        ///
        /// # Panics
        /// When no layout has that width.
        pub fn runnable<const W: usize, S: System<W> + 'static>(system: S) -> Arc<dyn Runnable> {
            let system: Box<dyn Any + Send + Sync> = Box::new(Forgotten::new(system));
            $(let system = match system.downcast::<Forgotten<$width>>() {
                Ok(system) => return Arc::from(system as Box<dyn Runnable>),
                Err(system) => system,
            };)*
            drop(system);
            panic!("no layout has {W} words");
        }

        /// A system that runs any protocol, whatever the width of its states.
        ///
        /// # Panics
        /// Never: a layout has no other width.
        #[must_use]
        pub fn interpreter(layout: &Arc<Layout>) -> Arc<dyn Runnable> {
            match layout.words() {
                $($width => runnable::<$width, _>(Interpreter::<$width>::new(Layout::clone(layout))),)*
                other => panic!("no layout has {other} words"),
            }
        }
    };
}

// The widths that states may have: `honnin_codegen::layout::WORDS`.
runnables! { 1 2 3 4 6 8 12 16 }
