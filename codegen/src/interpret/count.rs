//! Bodies that count what they are asked: compiled beside the others, only where somebody wants to know.

use super::compile::Compiler;
use super::program::Compiled;
use super::run::{Exec, Test};
use crate::ir::Expr;
use crate::layout::Layout;

/// Puts counting bodies in the place of the others: see [`Program::compile`](super::program::Program::compile).
pub(super) fn count<const W: usize>(layout: &Layout, actions: &mut [Compiled<W>]) {
    let mut next = actions.len();
    for (number, (action, compiled)) in layout.ir().actions.iter().zip(actions).enumerate() {
        let mut compiler = Compiler::new(layout, compiled.base);
        compiler.counted = Some(next);
        let body = compiler.block(&action.body.statements);
        next += action.body.conditions().len();
        debug_assert_eq!(compiler.counted, Some(next), "conditions are counted in their order");
        compiled.body = counted(body, number);
    }
}

/// A run that comes to its end, or would leave the scope or break a rule, is one in which the action is enabled.
fn counted<const W: usize>(body: Exec<W>, number: usize) -> Exec<W> {
    Box::new(move |run| {
        let enabled = body(run) || run.stop.take().is_some();
        run.scratch.counts[number][usize::from(enabled)] += 1;
        false
    })
}

impl<const W: usize> Compiler<'_, W> {
    /// A guard. Where conditions are counted, so is each of its conjuncts.
    pub(super) fn require(&mut self, guard: &Expr) -> Test<W> {
        if self.counted.is_none() {
            return self.test(guard, false);
        }
        let conjuncts: Vec<_> = guard.conjuncts().into_iter().map(|conjunct| self.condition(conjunct)).collect();
        Box::new(move |run| conjuncts.iter().all(|conjunct| conjunct(run) && run.stop.is_none()))
    }

    /// A condition. What breaks a rule of arithmetic is neither true nor false.
    pub(super) fn condition(&mut self, condition: &Expr) -> Test<W> {
        let test = self.test(condition, false);
        let Some(number) = self.counted.filter(|_| !matches!(condition, Expr::Bool(_))) else { return test };
        self.counted = Some(number + 1);
        Box::new(move |run| {
            let holds = test(run);
            if run.stop.is_none() {
                run.scratch.counts[number][usize::from(holds)] += 1;
            }
            holds
        })
    }
}
