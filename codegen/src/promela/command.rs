//! Conditions, changes and commands: a macro, an inline, an inline that is one step.
//!
//! ```text
//! inline Pay(me) {
//!   d_step {
//!     kiosk[me].visit == Visit_Shown ->
//!     kiosk[me].visit = Visit_Paid;
//!   }
//! }
//! ```

use super::context::{Context, Texts};
use super::expression::call;
use super::lines::{comment, define};
use super::statement::{Ends, Lines};
use crate::commands::{Cause, Predicate, PredicateId, Procedure, ProcedureId};

/// What is done besides, in every step.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Besides<'t> {
    /// Before the body.
    pub(super) before: Option<&'t str>,
    /// After the body.
    pub(super) after: Option<&'t str>,
    /// Where a body does not come to its end.
    pub(super) ends: Ends<'t>,
}

impl<'a> Context<'a> {
    /// The locals of a command, as texts.
    pub(super) fn in_command(&self, index: usize) -> Texts<'_, 'a> {
        let command = &self.program.commands[index];
        Texts { context: self, locals: &command.locals, said: self.commands[index].clone() }
    }

    pub(super) fn predicate(&self, id: PredicateId, predicate: &Predicate) -> String {
        let texts = Texts { context: self, locals: &predicate.locals, said: self.predicates[id.0].clone() };
        let head = call(&self.names.predicates[id.0], &texts.said[..predicate.parameters]);
        comment(&predicate.doc, 0) + &define(&head, &texts.expr(&predicate.body))
    }

    pub(super) fn procedure(&self, id: ProcedureId, procedure: &Procedure, ends: Ends<'_>) -> String {
        let texts = Texts { context: self, locals: &procedure.locals, said: self.procedures[id.0].clone() };
        let head = call(&self.names.procedures[id.0], &texts.said[..procedure.parameters]);
        let mut lines = Lines::at(0);
        lines.remark(&procedure.doc);
        lines.line(&format!("inline {head} {{"));
        lines.deeper(1, |lines| {
            let kept = texts.said.iter().enumerate().skip(procedure.parameters);
            texts.start_clear(kept.map(|(local, _)| local), lines);
            texts.block(&procedure.body, ends, lines);
        });
        lines.line("}");
        lines.done()
    }

    /// A command as one step.
    pub(super) fn command(&self, index: usize, besides: Besides<'_>) -> String {
        let command = &self.program.commands[index];
        let texts = self.in_command(index);
        let mut lines = Lines::at(0);
        lines.remark(&command.doc);
        for stop in &command.stops {
            if let Cause::Edge(words) = &stop.cause {
                lines.remark(&format!("The run leaves the scope where {}.", sentence(words)));
            }
        }
        let parameters = &texts.said[..command.parameters.len()];
        lines.line(&format!("inline {} {{", call(&self.names.commands[index], parameters)));
        lines.deeper(1, |lines| {
            lines.line("d_step {");
            lines.deeper(1, |lines| {
                lines.condition("", &texts.expr(&command.guard), " ->");
                besides.before.into_iter().for_each(|before| lines.line(before));
                texts.start_clear(command.parameters.len()..command.locals.len(), lines);
                if besides.after.is_some() {
                    texts.statements(&command.body, besides.ends, lines);
                } else {
                    texts.block(&command.body, besides.ends, lines);
                }
                besides.after.into_iter().for_each(|after| lines.line(after));
            });
            lines.line("}");
        });
        lines.line("}");
        lines.done()
    }

    /// The calls of a command, one for each tuple of arguments.
    pub(super) fn options(&self, index: usize) -> Vec<String> {
        let command = &self.program.commands[index];
        let tuples = self.tuples(&command.parameters);
        tuples.iter().map(|tuple| format!(":: {}", call(&self.names.commands[index], tuple))).collect()
    }
}

impl Texts<'_, '_> {
    /// Clears the values that are kept, as every body expects them.
    pub(super) fn start_clear(&self, locals: impl Iterator<Item = usize>, lines: &mut Lines) {
        for local in locals.filter(|&local| self.said[local].contains("kept_")) {
            self.context.reset(&self.said[local], &self.locals[local].shape, lines);
        }
    }
}

/// Words within a sentence.
fn sentence(words: &str) -> &str {
    words.trim().trim_end_matches('.')
}
