//! The start state, and commands as rules.

use super::asked::Asked;
use super::doc::Text;
use super::expression::Owner;
use super::lines::Lines;
use super::statement::Around;
use super::tables::{Cleared, Tables};
use crate::commands::{Cause, Command, Expr, Place, Statement, VariableId};

impl Tables<'_> {
    /// Every cell is clear; what is undefined is so from the start.
    pub(super) fn start(&self) -> String {
        let owner = Owner::new(self, "Init", &[]);
        let mut lines = Lines::default();
        lines.line("startstate \"Init\"\nbegin");
        lines.block(|lines| {
            for (index, variable) in self.program.variables.iter().enumerate() {
                let place = Place::variable(VariableId(index));
                let is_set = |statement: &Statement| matches!(statement, Statement::Assign(set, _) if *set == place);
                if Cleared::of(self.program, &variable.shape) != Cleared::Nothing
                    && !self.program.start.iter().any(is_set)
                {
                    owner.clear(&owner.place(&place), &variable.shape, 0, lines);
                }
            }
            owner.statements(&self.program.start, None, lines);
        });
        lines.line("end;");
        lines.into_text()
    }

    /// A rule for all values of the command's parameters, after the functions that it counts by.
    pub(super) fn rule(&self, command: &Command, asked: &Asked<'_>) -> Vec<String> {
        let mut owner = Owner::new(self, &command.name, &command.locals);
        owner.before = self.before(&mut owner.taken, &asked.compared());
        let mut lines = Lines::default();
        lines.comment(&command.doc);
        if command.parameters.is_empty() {
            owner.rule(command, asked, &mut lines);
        } else {
            let parameters = owner.parameters(command.parameters.iter().copied());
            lines.line(&format!("ruleset {parameters} do"));
            lines.block(|lines| owner.rule(command, asked, lines));
            lines.line("end;");
        }
        owner.with_functions(lines)
    }
}

impl Owner<'_> {
    fn rule(&self, command: &Command, asked: &Asked<'_>, lines: &mut Lines) {
        lines.line(&format!("rule \"{}\"", command.name));
        lines.block(|lines| {
            for (index, stop) in command.stops.iter().enumerate() {
                if command.stops[..index].iter().all(|earlier| earlier.cause != stop.cause) {
                    lines.comment(&match &stop.cause {
                        Cause::Edge(why) => format!("Where it leaves the scope, it is not taken: {why}."),
                        Cause::Defect(why) => format!("Where it breaks a rule, it is not taken: {why}."),
                    });
                }
            }
            if command.guard != Expr::Bool(true) {
                lines.expression("", &self.expr(&command.guard), "");
            }
        });
        if command.guard != Expr::Bool(true) {
            lines.line("==>");
        }
        let mut around = Around::default();
        for (id, name) in &self.before {
            around.declared.push(format!("{name}: {};", self.tables.shape(&self.tables.program[*id].shape)));
            self.keep(*id, name, &mut around.first);
        }
        for (claim, compared, _) in asked.transitions() {
            let kept: Vec<Text> = compared.iter().map(|id| Text::atom(&self.before[id])).collect();
            let holds = Text::call(self.tables.claim(&claim.name), &kept);
            around.last.expression(&format!("assert \"{}\" ", claim.name), &holds, ";");
        }
        self.body(command.parameters.len(), &command.body, asked.rules(), &around, lines);
        lines.line("end;");
    }
}
