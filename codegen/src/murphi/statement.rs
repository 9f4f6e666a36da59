//! Statements.

use super::doc::Text;
use super::expression::Owner;
use super::lines::Lines;
use super::tables::Cleared;
use super::visit::{used, writes_first};
use crate::commands::{Expr, Kind, Place, Shape, Statement, VariableId};

/// What a body has besides its own statements.
#[derive(Default)]
pub(super) struct Around {
    /// Declarations of variables.
    pub(super) declared: Vec<String>,
    /// What is done before.
    pub(super) first: Lines,
    /// What is done after.
    pub(super) last: Lines,
}

impl Owner<'_> {
    /// Statements, a line each. `rules`: what to call the claim that no rule is broken, where that is asked.
    pub(super) fn statements(&self, statements: &[Statement], rules: Option<&str>, lines: &mut Lines) {
        for statement in statements {
            self.statement(statement, rules, lines);
        }
    }

    fn statement(&self, statement: &Statement, rules: Option<&str>, lines: &mut Lines) {
        match statement {
            Statement::Assign(place, value) => {
                lines.expression(&format!("{} := ", self.place(place).flat()), &self.expr(value), ";");
            }
            Statement::Copy { to, from } => self.copy(to, from, lines),
            Statement::Clear(place) => {
                let shape = self.tables.program.shape(self.locals, place);
                self.clear(&self.place(place), &shape, 0, lines);
            }
            Statement::If(condition, yes, no) => self.branch("if ", condition, yes, no, rules, lines),
            Statement::For { local, over, body } => {
                lines.line(&format!("for {}: {} do", self.given[*local], self.tables.kind(*over)));
                lines.block(|lines| self.statements(body, rules, lines));
                lines.line("end;");
            }
            Statement::Call(id, arguments) => {
                let arguments: Vec<Text> = arguments.iter().map(|argument| self.expr(argument)).collect();
                lines.expression("", &Text::call(self.tables.procedure(*id), &arguments), ";");
            }
            Statement::Broken(why) => {
                if let Some(name) = rules {
                    lines.comment(why);
                    lines.line(&format!("assert \"{name}\" false;"));
                }
            }
            Statement::Leaves(why) => lines.comment(&format!("The run leaves the scope here, and is cut: {why}.")),
        }
    }

    fn branch(
        &self,
        word: &str,
        condition: &Expr,
        yes: &[Statement],
        no: &[Statement],
        rules: Option<&str>,
        lines: &mut Lines,
    ) {
        if !is_said(yes, rules) {
            // What would stand there is not asked.
            if is_said(no, rules) {
                self.branch(word, &Expr::Not(Box::new(condition.clone())), no, &[], rules, lines);
            }
            return;
        }
        lines.expression(word, &self.expr(condition), " then");
        lines.block(|lines| self.statements(yes, rules, lines));
        match no {
            [Statement::If(condition, yes, no)] if is_said(yes, rules) => {
                self.branch("elsif ", condition, yes, no, rules, lines);
                return;
            }
            no if is_said(no, rules) => {
                lines.line("else");
                lines.block(|lines| self.statements(no, rules, lines));
            }
            _ => {}
        }
        lines.line("end;");
    }

    fn copy(&self, to: &Place, from: &Place, lines: &mut Lines) {
        transfer(&self.tables.program.shape(self.locals, to), &self.place(to), &self.place(from), lines);
    }

    /// Clears a place; `depth` tells the variables of loops apart.
    pub(super) fn clear(&self, place: &Text, shape: &Shape, depth: usize, lines: &mut Lines) {
        let text = place.flat();
        match (Cleared::of(self.tables.program, shape), shape) {
            (Cleared::Nothing, _) => lines.line(&format!("undefine {text};")),
            (_, Shape::Cell { kind: Kind::Bool, .. }) => lines.line(&format!("{text} := false;")),
            (_, Shape::Cell { kind: Kind::Number(_), .. }) => lines.line(&format!("{text} := 0;")),
            (_, Shape::Cell { kind: Kind::Tag(id), .. }) => {
                lines.line(&format!("{text} := {};", self.tables.tag(*id, 0)));
            }
            (Cleared::First, _) | (_, Shape::Cell { .. }) => lines.line(&format!("clear {text};")),
            (Cleared::Mixed, Shape::Record(id)) => {
                lines.line(&format!("{}({text});", self.tables.clearing(*id)));
            }
            (Cleared::Mixed, Shape::Array(index, entry)) => {
                let mut taken = self.taken.clone();
                let names: Vec<String> = (0..=depth).map(|_| taken.give(&[&self.tables.item(*index)])).collect();
                let item = &names[depth];
                lines.line(&format!("for {item}: {} do", self.tables.kind(*index)));
                lines.block(|lines| self.clear(&place.index(&Text::atom(item)), entry, depth + 1, lines));
                lines.line("end;");
            }
        }
    }

    /// `var .. begin ..`, of which the end is still to come.
    pub(super) fn body(
        &self,
        parameters: usize,
        body: &[Statement],
        rules: Option<&str>,
        around: &Around,
        lines: &mut Lines,
    ) {
        let used = used(body);
        let kept: Vec<usize> = (parameters..self.locals.len()).filter(|local| used.contains(local)).collect();
        if !kept.is_empty() || !around.declared.is_empty() {
            lines.line("var");
        }
        lines.block(|lines| {
            around.declared.iter().for_each(|declaration| lines.line(declaration));
            for &local in &kept {
                let shape = self.tables.shape(&self.locals[local].shape);
                lines.line(&format!("{}: {shape};", self.given[local]));
            }
        });
        lines.line("begin");
        lines.block(|lines| {
            for &local in &kept {
                let shape = &self.locals[local].shape;
                // Murphi's locals start undefined.
                if Cleared::of(self.tables.program, shape) != Cleared::Nothing && !writes_first(body, local) {
                    self.clear(&Text::atom(&self.given[local]), shape, 0, lines);
                }
            }
            lines.line(around.first.text());
            self.statements(body, rules, lines);
            lines.line(around.last.text());
        });
    }

    /// Keeps what a variable is before a command.
    pub(super) fn keep(&self, id: VariableId, name: &str, lines: &mut Lines) {
        let (from, to) = (self.place(&Place::variable(id)), Text::atom(name));
        transfer(&self.tables.program[id].shape, &to, &from, lines);
    }
}

/// Whether anything of these stands in the text.
fn is_said(statements: &[Statement], rules: Option<&str>) -> bool {
    statements.iter().any(|statement| match statement {
        Statement::Broken(_) => rules.is_some(),
        Statement::Leaves(_) => false,
        Statement::If(_, yes, no) => is_said(yes, rules) || is_said(no, rules),
        Statement::For { body, .. } => is_said(body, rules),
        _ => true,
    })
}

/// Nothing is no value that Murphi would assign.
fn transfer(shape: &Shape, to: &Text, from: &Text, lines: &mut Lines) {
    let assignment = |lines: &mut Lines| lines.expression(&format!("{} := ", to.flat()), from, ";");
    if !matches!(shape, Shape::Cell { optional: true, .. }) {
        return assignment(lines);
    }
    lines.expression("if ", &Text::call("isundefined", std::slice::from_ref(from)), " then");
    lines.block(|lines| lines.line(&format!("undefine {};", to.flat())));
    lines.line("else");
    lines.block(assignment);
    lines.line("end;");
}
