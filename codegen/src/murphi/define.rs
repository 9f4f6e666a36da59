//! Named conditions as functions, named changes as procedures.

use super::expression::Owner;
use super::lines::Lines;
use super::statement::Around;
use super::tables::Tables;
use crate::commands::{Index, Kind, Local, PredicateId, ProcedureId, Shape};

impl Tables<'_> {
    /// A function, after those that it counts by.
    pub(super) fn function(&self, id: PredicateId) -> Vec<String> {
        let (name, predicate) = (self.predicate(id), &self.program[id]);
        let owner = Owner::new(self, name, &predicate.locals);
        let parameters = owner.parameters(indexes(&predicate.locals[..predicate.parameters]));
        let mut lines = Lines::default();
        lines.comment(&predicate.doc);
        lines.line(&format!("function {name}({parameters}): boolean;\nbegin"));
        lines.block(|lines| lines.expression("return ", &owner.expr(&predicate.body), ";"));
        lines.line("end;");
        owner.with_functions(lines)
    }

    /// A procedure, after the functions that it counts by. `rules`: what to call the claim that no rule is broken, where
    /// that is asked.
    pub(super) fn change(&self, id: ProcedureId, rules: Option<&str>) -> Vec<String> {
        let (name, procedure) = (self.procedure(id), &self.program[id]);
        let owner = Owner::new(self, name, &procedure.locals);
        let parameters = owner.parameters(indexes(&procedure.locals[..procedure.parameters]));
        let mut lines = Lines::default();
        lines.comment(&procedure.doc);
        lines.line(&format!("procedure {name}({parameters});"));
        owner.body(procedure.parameters, &procedure.body, rules, &Around::default(), &mut lines);
        lines.line("end;");
        owner.with_functions(lines)
    }
}

impl Owner<'_> {
    /// The owner's text, after the functions that it counts by.
    pub(super) fn with_functions(&self, lines: Lines) -> Vec<String> {
        let mut texts = self.functions();
        texts.push(lines.into_text());
        texts
    }
}

/// What parameters range over.
fn indexes(parameters: &[Local]) -> Vec<Index> {
    let kind = |local: &Local| match local.shape {
        Shape::Cell { kind, .. } => kind,
        // No parameter is more than a cell.
        Shape::Record(_) | Shape::Array(..) => Kind::Bool,
    };
    parameters.iter().map(kind).collect()
}
