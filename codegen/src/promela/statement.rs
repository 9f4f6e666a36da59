//! Statements: what a command or procedure does.

use super::context::{Context, Texts};
use super::expression::call;
use super::lines::{comment, fold};
use crate::commands::{Shape, Statement};

/// What to do where a body does not come to its end, if that is asked.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ends<'t> {
    /// Where a rule of the semantics is broken.
    pub(super) broken: Option<&'t str>,
    /// Where the run leaves the scope.
    pub(super) leaves: Option<&'t str>,
}

/// Lines of Promela; each knows how deep it stands.
#[derive(Default)]
pub(super) struct Lines {
    text: String,
    depth: usize,
}

impl Lines {
    pub(super) fn at(depth: usize) -> Self {
        Self { text: String::new(), depth }
    }

    pub(super) fn line(&mut self, line: &str) {
        self.text += &" ".repeat(2 * self.depth);
        self.text += line;
        self.text += "\n";
    }

    pub(super) fn deeper(&mut self, by: usize, more: impl FnOnce(&mut Self)) {
        self.depth += by;
        more(self);
        self.depth -= by;
    }

    /// A condition and what follows it, over as many lines as it needs.
    pub(super) fn condition(&mut self, before: &str, condition: &str, after: &str) {
        let folded = fold(condition, 2 * self.depth + before.len());
        self.line(&format!("{before}{folded}{after}"));
    }

    pub(super) fn remark(&mut self, words: &str) {
        self.text += &comment(words, 2 * self.depth);
    }

    pub(super) fn done(self) -> String {
        self.text
    }
}

impl Texts<'_, '_> {
    /// Statements, one after the other.
    pub(super) fn statements(&self, body: &[Statement], ends: Ends<'_>, lines: &mut Lines) {
        for statement in body {
            self.statement(statement, ends, lines);
        }
    }

    fn statement(&self, statement: &Statement, ends: Ends<'_>, lines: &mut Lines) {
        match statement {
            Statement::Assign(place, value) => {
                lines.condition(&format!("{} = ", self.place(place)), &self.expr(value), ";");
            }
            Statement::Copy { to, from } => {
                let shape = self.context.program.shape(self.locals, to);
                self.context.copy(&self.place(to), &self.place(from), &shape, lines);
            }
            Statement::Clear(place) => {
                let shape = self.context.program.shape(self.locals, place);
                self.context.reset(&self.place(place), &shape, lines);
            }
            Statement::If(condition, yes, no) => {
                lines.line("if");
                lines.condition(":: ", &self.expr(condition), " ->");
                lines.deeper(2, |lines| self.block(yes, ends, lines));
                if is_empty(no, ends) {
                    lines.line(":: else");
                } else {
                    lines.line(":: else ->");
                    lines.deeper(2, |lines| self.block(no, ends, lines));
                }
                lines.line("fi;");
            }
            Statement::For { local, over, body } => {
                if is_empty(body, ends) {
                    return;
                }
                let size = self.context.size(*over);
                lines.line(&format!("for ({} : 0 .. {size} - 1) {{", self.said[*local]));
                lines.deeper(1, |lines| self.block(body, ends, lines));
                lines.line("};");
            }
            Statement::Call(id, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(|argument| self.expr(argument)).collect();
                lines.line(&format!("{};", call(&self.context.names.procedures[id.0], &arguments)));
            }
            Statement::Broken(why) => said(why, ends.broken, lines),
            Statement::Leaves(why) => said(why, ends.leaves, lines),
        }
    }

    /// Statements of which there has to be one, and the last of which may not be a loop: SPIN 6.5.2 would leave a `d_step`
    /// by a label that it never wrote.
    pub(super) fn block(&self, body: &[Statement], ends: Ends<'_>, lines: &mut Lines) {
        self.statements(body, ends, lines);
        if self.context.is_open(body, ends) {
            lines.line("skip;");
        }
    }
}

impl Context<'_> {
    /// Copies a place, cell by cell.
    pub(super) fn copy(&self, to: &str, from: &str, shape: &Shape, lines: &mut Lines) {
        let [to_cells, from_cells] = [to, from].map(|root| self.all_cells(root, shape));
        for ((to_path, _), (from_path, _)) in to_cells.iter().zip(&from_cells) {
            lines.line(&format!("{to}{to_path} = {from}{from_path};"));
        }
    }

    /// Clears a place, cell by cell.
    pub(super) fn reset(&self, place: &str, shape: &Shape, lines: &mut Lines) {
        for (path, cell) in self.all_cells(place, shape) {
            lines.line(&format!("{place}{path} = {};", self.clear(&cell)));
        }
    }

    /// The ways to all cells of a place, from there, and what each cell is.
    pub(super) fn all_cells(&self, root: &str, shape: &Shape) -> Vec<(String, Shape)> {
        let mut cells = Vec::new();
        self.cells(String::new(), shape, root.ends_with(']'), &mut cells);
        cells
    }

    fn cells(&self, path: String, shape: &Shape, indexed: bool, cells: &mut Vec<(String, Shape)>) {
        match shape {
            Shape::Cell { .. } => cells.push((path, shape.clone())),
            Shape::Record(record) => {
                let fields = self.program[*record].fields.iter().zip(&self.names.fields[record.0]);
                for (field, name) in fields {
                    self.cells(format!("{path}.{name}"), &field.shape, false, cells);
                }
            }
            Shape::Array(index, entry) => {
                let at = if indexed { ".at" } else { "" };
                for number in 0..self.program.size(*index) {
                    let value = self.value(*index, number);
                    self.cells(format!("{path}{at}[{value}]"), entry, true, cells);
                }
            }
        }
    }

    /// Whether statements end in a loop, or are none.
    fn is_open(&self, body: &[Statement], ends: Ends<'_>) -> bool {
        let last = body.iter().rev().find(|statement| !is_empty(core::slice::from_ref(statement), ends));
        match last {
            None | Some(Statement::For { .. }) => true,
            Some(Statement::Call(id, _)) => self.is_open(&self.program[*id].body, ends),
            Some(_) => false,
        }
    }
}

fn said(why: &str, what: Option<&str>, lines: &mut Lines) {
    if let Some(what) = what {
        lines.remark(why);
        lines.line(what);
    }
}

/// Whether statements come to nothing.
fn is_empty(body: &[Statement], ends: Ends<'_>) -> bool {
    body.iter().all(|statement| match statement {
        Statement::Leaves(_) => ends.leaves.is_none(),
        Statement::Broken(_) => ends.broken.is_none(),
        Statement::For { body, .. } => is_empty(body, ends),
        _ => false,
    })
}
