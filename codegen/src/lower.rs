//! Bodies: from `syn`'s expressions and statements to the IR's, with types checked on the way.
//!
//! One pass. Patterns become tests and bindings, helpers are inlined, methods and macros become statements and
//! expressions of the IR; what has an error becomes poison, which silences what follows from it, so that one mistake is
//! one error.

pub(crate) mod codes;

mod access;
mod branch;
mod call;
mod context;
mod expression;
mod literal;
mod macros;
mod method;
mod operand;
mod operator;
mod outbox;
mod owner;
mod pattern;
mod quantifier;
mod statement;
mod types;

#[cfg(test)]
mod tests;

use crate::diagnostic::{Diagnostic, Errors};
use crate::ir::{ActionId, Body, Ir};
use crate::resolve::{Names, Spans};
use crate::syntax::Workflow;

use context::Lowerer;
use owner::Predicate;

/// Fills the bodies that [`resolve`](crate::resolve) left empty, and adds what follows from them: the outboxes.
///
/// # Errors
/// Everything that is wrong in any body.
pub fn lower(workflow: &Workflow, mut ir: Ir, names: &mut Names) -> Result<Ir, Vec<Diagnostic>> {
    let spans = std::mem::take(&mut names.spans);
    let mut lowerer = Lowerer::new(workflow, &ir, names, spans);
    let bodies = Bodies::of(&mut lowerer);
    check_uncalled(&mut lowerer);
    let (spans, errors) = (lowerer.spans, lowerer.errors);
    names.spans = spans;
    bodies.fill(&mut ir);
    number_variants(workflow, &mut ir, &mut names.spans);
    finish(errors, ir)
}

/// Gives the variants of declared enums their places, after those of the bodies: these are in emitted text, which is thus the
/// same however many variants there are.
fn number_variants(workflow: &Workflow, ir: &mut Ir, spans: &mut Spans) {
    for (item, declared) in workflow.enums.iter().zip(&mut ir.enums) {
        for variant in &mut declared.variants {
            let written = item.variants.iter().find(|written| written.ident == variant.name);
            variant.span = written.map_or(declared.span, |written| spans.number(written.ident.span()));
        }
    }
}

/// Helpers are checked where they are called; those that never are, here.
fn check_uncalled(lowerer: &mut Lowerer<'_>) {
    let (names, functions) = (lowerer.names, &lowerer.workflow.functions);
    let mut helpers: Vec<usize> = names.methods.values().chain(names.functions.values()).copied().collect();
    helpers.sort_unstable();
    for helper in helpers {
        if !lowerer.called.contains(&helper) {
            lowerer.called.insert(helper);
            lowerer.uncalled(&functions[helper]);
        }
    }
}

fn finish(errors: Errors, mut ir: Ir) -> Result<Ir, Vec<Diagnostic>> {
    if errors.is_empty() {
        outbox::add_outboxes(&mut ir);
    }
    errors.finish(ir)
}

/// The bodies of everything that has one.
struct Bodies {
    actions: Vec<(ActionId, Body)>,
    observers: Vec<Body>,
    properties: Vec<Option<Predicate>>,
    final_states: Vec<Option<Predicate>>,
}

impl Bodies {
    fn of(lowerer: &mut Lowerer<'_>) -> Self {
        let (ir, names, functions) = (lowerer.ir, lowerer.names, &lowerer.workflow.functions);
        let actions = names.actions.iter().map(|(id, function)| (*id, lowerer.action(*id, &functions[*function])));
        let actions = actions.collect();
        let observers = ir.observers.iter().zip(&names.observers);
        let observers = observers.map(|(row, function)| lowerer.observer(row, &functions[*function])).collect();
        let properties = ir.properties.iter().zip(&names.properties);
        let properties = properties
            .map(|(row, function)| lowerer.predicate(&functions[*function], &row.locals, Some(row.kind)))
            .collect();
        let final_states = ir.final_states.iter().zip(&names.final_states);
        let final_states =
            final_states.map(|(row, function)| lowerer.predicate(&functions[*function], &row.locals, None)).collect();
        Self { actions, observers, properties, final_states }
    }

    fn fill(self, ir: &mut Ir) {
        for (id, body) in self.actions {
            ir[id].body = body;
        }
        for (observer, body) in ir.observers.iter_mut().zip(self.observers) {
            observer.body = body;
        }
        for (property, lowered) in ir.properties.iter_mut().zip(self.properties) {
            let Some(Predicate { locals, claim, goal }) = lowered else { continue };
            (property.locals, property.predicate, property.goal) = (locals, claim, goal);
        }
        for (state, lowered) in ir.final_states.iter_mut().zip(self.final_states) {
            let Some(Predicate { locals, claim, .. }) = lowered else { continue };
            (state.locals, state.predicate) = (locals, claim);
        }
    }
}
