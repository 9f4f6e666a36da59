//! The text of a model that asks what holds in every state or of every step.

use std::fmt::Write as _;

use super::command::Besides;
use super::context::{Context, Texts};
use super::expression::Level;
use super::lines::{comment, fill, fold};
use super::statement::{Ends, Lines};
use crate::commands::{Claim, Expr, PredicateId, ProcedureId, Question};

/// What a step is called that keeps what was, and one that looks at what became of it.
const REMEMBER: &str = "Remember";
const LOOK_BACK: &str = "LookBack";

impl<'a> Context<'a> {
    /// The model; it asks the claims with these numbers.
    pub(super) fn safety(&self, asked: &[usize]) -> String {
        let claims = || asked.iter().map(|&index| (index, &self.program.claims[index]));
        let transitions: Vec<usize> = claims()
            .filter(|(_, claim)| matches!(claim.question, Question::Transition(..)))
            .map(|(at, _)| at)
            .collect();
        let no_defect = claims().find(|(_, claim)| matches!(claim.question, Question::NoDefect(_)));
        let broken = no_defect.map(|(index, _)| self.fails(index));
        let ends = Ends { broken: broken.as_deref(), leaves: None };
        let mut text = self.head(&self.flags(asked), ends);
        let mut besides = Besides { before: None, after: None, ends };
        if !transitions.is_empty() {
            text += &self.looking_back(&transitions);
            (besides.before, besides.after) = (Some("Remember();"), Some("LookBack();"));
        }
        for index in 0..self.program.commands.len() {
            let _ = write!(text, "\n{}", self.command(index, besides));
        }
        text += "\n/* One control state: what a state is, the variables say. */\nactive proctype Protocol() {\n";
        text += "  do\n";
        for index in 0..self.program.commands.len() {
            let _ = writeln!(text, "{}", fill(&self.options(index), 2));
        }
        for (index, claim) in claims() {
            text += &self.judged(index, claim);
        }
        text + "  od\n}\n"
    }

    /// Everything up to the commands.
    pub(super) fn head(&self, added: &str, ends: Ends<'_>) -> String {
        let program = self.program;
        let mut text = comment(&format!("{}\n{}", program.name, program.doc.trim()), 0);
        let _ = write!(text, "\n{}{}\n{}", self.constants(), self.records(), self.variables());
        if !self.scratch.declared.is_empty() {
            let declared = self.scratch.declared.join("\n");
            let _ = write!(text, "\n/* Used within a step only: no part of a state. */\n{declared}\n");
        }
        text += added;
        for (index, predicate) in program.predicates.iter().enumerate() {
            let _ = write!(text, "\n{}", self.predicate(PredicateId(index), predicate));
        }
        for (index, procedure) in program.procedures.iter().enumerate() {
            let _ = write!(text, "\n{}", self.procedure(ProcedureId(index), procedure, ends));
        }
        text
    }

    /// What says that a claim is violated, in words that a verifier repeats.
    fn fails(&self, index: usize) -> String {
        let name = &self.names.claims[index];
        format!("{name} = false; assert({name});")
    }

    /// The options of a claim: enabled where it is violated, so that where it holds nothing is added.
    fn judged(&self, index: usize, claim: &Claim) -> String {
        let texts = self.in_claim(claim);
        let wrong = match &claim.question {
            Question::Invariant(holds) | Question::NoDefect(holds) => texts.at(&negation(holds), Level::Or),
            Question::Witness(sought) => texts.at(sought, Level::Or),
            _ => return String::new(),
        };
        let mut lines = Lines::at(1);
        lines.remark(&claim.doc);
        let folded = fold(&wrong, 14);
        lines.line(&format!(":: d_step {{ {folded} -> {} }}", self.fails(index).trim_end_matches(';')));
        lines.done()
    }

    /// The locals of a claim: its parameters and what quantifiers bind are given values later.
    pub(super) fn in_claim<'c>(&'c self, claim: &'c Claim) -> Texts<'c, 'a> {
        Texts { context: self, locals: &claim.locals, texts: vec![String::new(); claim.locals.len()] }
    }

    /// What action properties need: the values before, and the look back.
    fn looking_back(&self, asked: &[usize]) -> String {
        let mut variables: Vec<usize> = Vec::new();
        let mut judged = Lines::at(1);
        for &index in asked {
            let claim = &self.program.claims[index];
            let Question::Transition(kept, holds) = &claim.question else { continue };
            variables.extend(kept.iter().map(|variable| variable.0));
            judged.remark(&claim.doc);
            let name = &self.names.claims[index];
            judged.condition(&format!("{name} = "), &self.in_claim(claim).expr(holds), ";");
            judged.line(&format!("assert({name});"));
        }
        variables.sort_unstable();
        variables.dedup();
        let mut text = "\n/* What was before a step. */\n".to_owned();
        let mut remembered = Lines::at(1);
        for variable in variables {
            let _ = writeln!(text, "{}", self.declared_before(variable));
            let (to, from) = (&self.before[variable], &self.names.variables[variable]);
            self.copy(to, from, &self.program.variables[variable].shape, &mut remembered);
        }
        let _ = write!(text, "\ninline {REMEMBER}() {{\n{}}}\n", remembered.done());
        let _ = write!(text, "\ninline {LOOK_BACK}() {{\n{}}}\n", judged.done());
        text
    }

    /// The variables of the claims that are asked.
    fn flags(&self, asked: &[usize]) -> String {
        let named = |index: &&usize| {
            !matches!(
                self.program.claims[**index].question,
                Question::LeadsTo(..) | Question::Possible(..) | Question::Inexpressible(_)
            )
        };
        let asked: Vec<usize> = asked.iter().filter(named).copied().collect();
        if asked.is_empty() {
            return String::new();
        }
        let mut text = "\n/* What is claimed: true, as far as is known. */\n".to_owned();
        for index in asked {
            let _ = writeln!(text, "hidden byte {} = true;", self.names.claims[index]);
        }
        text
    }
}

/// The opposite, of a conjunction part by part.
fn negation(expr: &Expr) -> Expr {
    match expr {
        Expr::And(parts) => Expr::Or(parts.iter().map(negation).collect()),
        Expr::Not(inner) => (**inner).clone(),
        other => Expr::Not(Box::new(other.clone())),
    }
}
