//! The text of a model that asks what holds in every state or of every step.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::command::Besides;
use super::context::{Context, Texts, walk};
use super::expression::Level;
use super::lines::{comment, fill, fold};
use super::statement::{Ends, Lines};
use crate::commands::{Claim, Expr, PredicateId, ProcedureId, Quantifier, Question, Statement};

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
        let spoken: Vec<&'a Expr> = claims().flat_map(|(_, claim)| said(&claim.question)).collect();
        let mut text = self.head(&self.flags(asked), spoken, ends);
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
    pub(super) fn head(&self, added: &str, spoken: Vec<&'a Expr>, ends: Ends<'_>) -> String {
        let program = self.program;
        let mut text = comment(&format!("{}\n{}", program.name, program.doc.trim()), 0);
        let _ = write!(text, "\n{}{}\n{}", self.constants(), self.records(), self.variables());
        if !self.scratch.declared.is_empty() {
            let declared = self.scratch.declared.join("\n");
            let _ = write!(text, "\n/* Used within a step only: no part of a state. */\n{declared}\n");
        }
        text += added;
        let asked = self.asked_of(spoken);
        for (index, predicate) in program.predicates.iter().enumerate().filter(|(index, _)| asked.contains(index)) {
            let _ = write!(text, "\n{}", self.predicate(PredicateId(index), predicate));
        }
        for (index, procedure) in program.procedures.iter().enumerate() {
            let _ = write!(text, "\n{}", self.procedure(ProcedureId(index), procedure, ends));
        }
        text
    }

    /// The named conditions that commands, procedures and these expressions ask.
    fn asked_of(&self, spoken: Vec<&'a Expr>) -> BTreeSet<usize> {
        let mut expressions = spoken;
        for command in &self.program.commands {
            expressions.push(&command.guard);
            expressions.extend(command.stops.iter().map(|stop| &stop.when));
            in_statements(&command.body, &mut expressions);
        }
        for procedure in &self.program.procedures {
            in_statements(&procedure.body, &mut expressions);
        }
        let mut asked = BTreeSet::new();
        for expression in expressions {
            calls(expression, &mut asked);
        }
        // Each condition asks earlier ones only.
        for (index, predicate) in self.program.predicates.iter().enumerate().rev() {
            if asked.contains(&index) {
                calls(&predicate.body, &mut asked);
            }
        }
        asked
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
        Texts { context: self, locals: &claim.locals, said: vec![String::new(); claim.locals.len()] }
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

/// The conditions that an expression asks itself.
fn calls(expression: &Expr, asked: &mut BTreeSet<usize>) {
    expression.visit(&mut |inner| {
        if let Expr::Call(id, _) = inner {
            asked.insert(id.0);
        }
    });
}

/// The expressions of a question.
pub(super) fn said(question: &Question) -> Vec<&Expr> {
    match question {
        Question::Invariant(said)
        | Question::Witness(said)
        | Question::NoDefect(said)
        | Question::Transition(_, said) => vec![said],
        Question::LeadsTo(_, trigger, goal) => vec![trigger, goal],
        Question::Possible(..) | Question::Inexpressible(_) => Vec::new(),
    }
}

fn in_statements<'s>(body: &'s [Statement], found: &mut Vec<&'s Expr>) {
    walk(body, &mut |statement| match statement {
        Statement::Assign(place, value) => found.extend(place.indexes().chain([value])),
        Statement::Copy { to, from } => found.extend(to.indexes().chain(from.indexes())),
        Statement::Clear(place) => found.extend(place.indexes()),
        Statement::If(condition, ..) => found.push(condition),
        Statement::Call(_, arguments) => found.extend(arguments),
        Statement::For { .. } | Statement::Broken(_) | Statement::Leaves(_) => {}
    });
}

/// The opposite, with the negation as far inside as it goes.
fn negation(expr: &Expr) -> Expr {
    let parts = |parts: &[Expr]| parts.iter().map(negation).collect();
    match expr {
        Expr::And(of) => Expr::Or(parts(of)),
        Expr::Or(of) => Expr::And(parts(of)),
        Expr::Not(of) => (**of).clone(),
        Expr::Quantified { quantifier, local, over, body } => {
            let quantifier = match quantifier {
                Quantifier::All => Quantifier::Exists,
                Quantifier::Exists => Quantifier::All,
                Quantifier::Count => return Expr::Not(Box::new(expr.clone())),
            };
            Expr::Quantified { quantifier, local: *local, over: *over, body: Box::new(negation(body)) }
        }
        other => Expr::Not(Box::new(other.clone())),
    }
}
