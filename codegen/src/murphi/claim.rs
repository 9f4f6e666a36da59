//! Claims: invariants, covers, what is asserted of each transition, what stays possible.

use super::asked::Asked;
use super::doc::Text;
use super::expression::Owner;
use super::lines::Lines;
use super::tables::Tables;
use crate::commands::{Claim, Expr, Index, Question, VariableId};
use crate::export::Form;

/// Why a promise cannot be asked.
const RUNS: &str = "a promise is about whole runs, and Murphi speaks of states and of what can be reached from them";

/// How a claim is asked of Rumur.
pub(super) fn form(question: &Question) -> Form {
    match question {
        Question::Invariant(_) | Question::Transition(..) | Question::NoDefect(_) => Form::Invariant,
        Question::Witness(_) => Form::Witness,
        Question::Possible(..) => Form::Property,
        Question::LeadsTo(..) => Form::Inexpressible(RUNS.to_owned()),
        Question::Inexpressible(why) => Form::Inexpressible(why.clone()),
    }
}

impl Tables<'_> {
    /// A claim in Murphi's words, after the functions that it counts by; as a remark where it is not asked.
    pub(super) fn claimed(&self, claim: &Claim, asked: &Asked<'_>) -> Vec<String> {
        let texts = self.asking(claim);
        if asked.contains(&claim.name) {
            return texts;
        }
        let words = match form(&claim.question) {
            Form::Inexpressible(why) => format!("{}: cannot be asked here; {why}.", claim.name),
            _ => format!("{}: not asked here.", claim.name),
        };
        let mut lines = Lines::default();
        lines.comment(&claim.doc);
        lines.comment(&words);
        vec![lines.into_text()]
    }

    fn asking(&self, claim: &Claim) -> Vec<String> {
        let property = |word: &str, holds: &Expr| {
            let owner = Owner::new(self, &claim.name, &claim.locals);
            let mut lines = Lines::default();
            lines.comment(&claim.doc);
            lines.line(&format!("{word} \"{}\"", claim.name));
            lines.block(|lines| lines.expression("", &owner.expr(holds), ";"));
            owner.with_functions(lines)
        };
        match &claim.question {
            Question::Invariant(holds) | Question::NoDefect(holds) => property("invariant", holds),
            Question::Witness(holds) => property("cover", holds),
            Question::Possible(over, goal, leaves) => self.possible(claim, over, goal, leaves),
            Question::Transition(..) => {
                let mut lines = Lines::default();
                lines.comment(&format!("{}: asserted at the end of every rule.", claim.name));
                vec![lines.into_text()]
            }
            Question::LeadsTo(..) | Question::Inexpressible(_) => Vec::new(),
        }
    }

    /// What stays possible for each of some ids; where a run may leave the scope, nobody knows what else is.
    fn possible(&self, claim: &Claim, over: &[Index], goal: &Expr, leaves: &Expr) -> Vec<String> {
        let owner = Owner::new(self, &claim.name, &claim.locals);
        let holds = Text::or(vec![owner.expr(goal), owner.expr(leaves)]);
        let liveness = |lines: &mut Lines| {
            lines.line(&format!("liveness \"{}\"", claim.name));
            lines.block(|lines| lines.expression("", &holds, ";"));
        };
        let mut lines = Lines::default();
        lines.comment(&claim.doc);
        if over.is_empty() {
            liveness(&mut lines);
        } else {
            lines.line(&format!("ruleset {} do", owner.parameters(over.iter().copied())));
            lines.block(liveness);
            lines.line("end;");
        }
        owner.with_functions(lines)
    }

    /// What is asserted of each transition, as a function of what some variables were before, and of what is now.
    pub(super) fn comparison(&self, claim: &Claim, compared: &[VariableId], holds: &Expr) -> Vec<String> {
        let name = self.claim(&claim.name);
        let mut owner = Owner::new(self, name, &claim.locals);
        owner.before = self.before(&mut owner.taken, compared);
        let parameters: Vec<String> = compared.iter().map(|id| owner.kept(*id)).collect();
        let mut lines = Lines::default();
        lines.comment(&claim.doc);
        lines.line(&format!("function {name}({}): boolean;\nbegin", parameters.join("; ")));
        lines.block(|lines| lines.expression("return ", &owner.expr(holds), ";"));
        lines.line("end;");
        owner.with_functions(lines)
    }
}
