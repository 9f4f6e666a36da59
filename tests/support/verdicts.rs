//! Verdicts without the command line: from a source text, or from what is shipped, at a scope.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use honnin_checker::check::{Options, Subject};
use honnin_checker::registry::{Runnable, interpreter};
use honnin_checker::verdict::{Engine, Outcome, Verdict};
use honnin_codegen::compile_file;
use honnin_codegen::explained::Explained;
use honnin_codegen::ir::{Amount, Ir, Sizes};
use honnin_codegen::layout::Layout;
use honnin_codegen::source::Source;

/// Compiles the one workflow of a text.
///
/// # Panics
/// When it does not compile.
#[must_use]
pub fn compiled(name: &str, text: &str) -> Ir {
    compile_file(&Source::new(name, text)).expect("it compiles").swap_remove(0).ir
}

/// The sizes of a scope, some of them replaced.
///
/// # Panics
/// When a name is not there.
#[must_use]
pub fn sizes(ir: &Ir, scope: &str, replaced: &[(&str, u32)]) -> Sizes {
    let mut sizes = ir.scopes.iter().find(|named| named.name == scope).expect("a scope of that name").sizes.clone();
    for (name, number) in replaced {
        let parameter = ir.parameters.iter().position(|parameter| parameter.name == *name);
        sizes.0[parameter.expect("a parameter of that name")] = Amount::AtMost(*number);
    }
    sizes
}

/// Checks with a compiled model, or with the interpreter when there is none.
///
/// # Panics
/// When the sizes are too large to be packed.
#[must_use]
pub fn verdict(ir: &Ir, sizes: &Sizes, scope: &str, model: Option<&Arc<dyn Runnable>>) -> Verdict {
    let layout = Arc::new(Layout::new(ir, sizes).expect("it fits"));
    let engine = if model.is_some() { Engine::Compiled } else { Engine::Interpreted };
    let subject = Subject {
        layout: Arc::clone(&layout),
        scope: scope.to_owned(),
        engine,
        file: None,
        lines: Vec::new(),
        explained: Explained::default(),
    };
    let system = model.map_or_else(|| interpreter(&layout), Arc::clone);
    let verdict = system.check(&subject, &Options::default(), &AtomicBool::new(false), &());
    verdict.expect("there is no checkpoint to go on from")
}

/// The properties that were violated, in the order of the source.
#[must_use]
pub fn violated(verdict: &Verdict) -> Vec<&str> {
    let violated = verdict.findings.iter().filter(|finding| finding.outcome == Outcome::Violated);
    violated.map(|finding| finding.name.as_str()).collect()
}
