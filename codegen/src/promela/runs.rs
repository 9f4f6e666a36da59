//! The text of a model that asks whether something always leads to something else.

use std::fmt::Write as _;

use super::context::Context;
use super::expression::{Level, call};
use super::lines::{comment, define, fill};
use super::live::{Fair, Plan};
use super::statement::{Ends, Lines};
use crate::commands::{Claim, Expr, Index, Question};

/// The names that such a model adds.
struct Added {
    /// The run has left the scope.
    outside: String,
    /// Which fair instance moved last.
    taken: String,
    /// The ids that are asked about are chosen.
    chosen: String,
    triggered: String,
    met: String,
}

impl Context<'_> {
    /// The model that asks the claim with this number.
    pub(super) fn liveness(&mut self, asked: usize, plan: &Plan) -> String {
        let claim = &self.program.claims[asked];
        let Question::LeadsTo(parameters, trigger, goal) = &claim.question else { return String::new() };
        let mut give = |wanted: &str| self.names.give(wanted, "the_");
        let added = Added {
            outside: give("outside"),
            taken: give("taken"),
            chosen: give("chosen"),
            triggered: give("triggered"),
            met: give("met"),
        };
        let ids: Vec<String> = claim.locals[..parameters.len()].iter().map(|local| give(&local.name)).collect();
        let leaves = format!("{} = true;", added.outside);
        let ends = Ends { leaves: Some(&leaves), broken: None };
        let mut text = self.head(&variables_added(&added, &ids), vec![trigger, goal], ends);
        for index in 0..self.program.commands.len() {
            let _ = write!(text, "\n{}", self.divided(index, plan, ends));
        }
        text += &self.world(plan, &added);
        if !ids.is_empty() {
            text += &self.chooser(&added, &ids, parameters);
        }
        text += &self.question(claim, [trigger, goal], &ids, &added);
        for (number, fair) in plan.fair.iter().enumerate() {
            text += &define(&enabled(number), &fair.enabled(self));
        }
        let automaton = Automaton { fair: &plan.fair, taken: &added.taken, met: &added.met };
        text + &automaton.never(&self.names.claims[asked], &added.triggered)
    }

    /// A command as a condition and a body.
    fn divided(&self, index: usize, plan: &Plan, ends: Ends<'_>) -> String {
        let command = &self.program.commands[index];
        let texts = self.in_command(index);
        let name = &self.names.commands[index];
        let parameters = &texts.said[..command.parameters.len()];
        let changes = command.changes.as_ref().filter(|_| plan.says_changes(index));
        let may = match changes {
            Some(changes) => texts.expr(&Expr::And(vec![command.guard.clone(), changes.clone()])),
            None => texts.expr(&command.guard),
        };
        let mut text = comment(&command.doc, 0);
        text += &define(&call(&format!("{name}May"), parameters), &may);
        if let Some(leaves) = self.leaves(index) {
            text += &define(&call(&format!("{name}Leaves"), parameters), &texts.at(&leaves, Level::Or));
        }
        let mut lines = Lines::at(0);
        lines.line(&format!("inline {} {{", call(name, parameters)));
        lines.deeper(1, |lines| {
            texts.start_clear(command.parameters.len()..command.locals.len(), lines);
            texts.block(&command.body, ends, lines);
        });
        lines.line("}");
        text + &lines.done()
    }

    /// Everything that may happen, and who it was.
    fn world(&self, plan: &Plan, added: &Added) -> String {
        let Added { taken, outside, .. } = added;
        let mut text =
            "\nactive proctype Protocol() {\n  do\n  /* Nothing has to happen, but for what is owed. */\n".to_owned();
        let _ = writeln!(text, "  :: {taken} = 0");
        for (index, command) in self.program.commands.iter().enumerate() {
            let name = &self.names.commands[index];
            let leaves = self.leaves(index).is_some();
            for arguments in self.tuples(&command.parameters) {
                let number = plan.number(index, &arguments);
                let (may, does) = (call(&format!("{name}May"), &arguments), call(name, &arguments));
                let _ = writeln!(text, "  :: d_step {{ {may} -> {does}; {taken} = {number} }}");
                if leaves && number > 0 {
                    let leaves = call(&format!("{name}Leaves"), &arguments);
                    let _ = writeln!(text, "  :: d_step {{ {leaves} -> {outside} = true }}");
                }
            }
        }
        text + "  od\n}\n"
    }

    /// Chooses the ids that are asked about.
    fn chooser(&self, added: &Added, ids: &[String], parameters: &[Index]) -> String {
        let options = self.tuples(parameters).into_iter().map(|tuple| {
            let given = ids.iter().zip(tuple).map(|(id, value)| format!("{id} = {value}; "));
            format!(":: d_step {{ {}{} = true }}", given.collect::<String>(), added.chosen)
        });
        let options = fill(&options.collect::<Vec<_>>(), 2);
        format!("\n/* It is asked of any ids. */\nactive proctype Anybody() {{\n  if\n{options}\n  fi\n}}\n")
    }

    fn question(&self, claim: &Claim, [trigger, goal]: [&Expr; 2], ids: &[String], added: &Added) -> String {
        let mut texts = self.in_claim(claim);
        texts.said[..ids.len()].clone_from_slice(ids);
        let mut triggered = texts.at(trigger, Level::Equal);
        if !ids.is_empty() {
            triggered = format!("{} && {triggered}", added.chosen);
        }
        let met = format!("{} || {}", added.outside, texts.at(goal, Level::And));
        format!("\n{}{}{}", comment(&claim.doc, 0), define(&added.triggered, &triggered), define(&added.met, &met))
    }
}

/// The variables of such a model.
fn variables_added(added: &Added, ids: &[String]) -> String {
    let Added { outside, taken, chosen, .. } = added;
    let mut text = format!("\n/* The run has left the scope: nothing is asked of it any more. */\nbool {outside};\n");
    let _ = write!(text, "\n/* Which of the fair instances moved last; 0: none of them. */\nbyte {taken};\n");
    if !ids.is_empty() {
        let ids: Vec<String> = ids.iter().map(|id| format!("byte {id};\n")).collect();
        let _ = write!(text, "\n/* The ids that are asked about. */\n{}bool {chosen};\n", ids.concat());
    }
    text
}

fn enabled(number: usize) -> String {
    format!("enabled_{}", number + 1)
}

/// The automaton of the negation of a promise.
struct Automaton<'t> {
    fair: &'t [Fair],
    taken: &'t str,
    met: &'t str,
}

impl Automaton<'_> {
    fn never(&self, name: &str, triggered: &str) -> String {
        let met = self.met;
        let mut lines = Lines::at(0);
        lines.remark(
            "The negation: once it is triggered and not met, it is never met, in a run in which each weakly fair\n\
             instance is for ever again not enabled or taken, and each strongly fair one either never enabled from some\n\
             moment on, or for ever again taken: which of them are taken, the run chooses.",
        );
        lines.line(&format!("never {name} {{"));
        lines.line("idle:");
        lines.line("  do");
        lines.line("  :: true");
        lines.line(&format!("  :: {triggered} && !{met} -> goto owed"));
        lines.line("  od;");
        lines.line("owed:");
        lines.line("  do");
        lines.line(&format!("  :: !{met}"));
        let choices = 0_usize..1 << self.fair.iter().filter(|fair| fair.strong).count();
        for choice in choices.clone() {
            lines.line(&format!("  :: {} -> goto {}", self.settled(choice), label(choice, 0)));
        }
        lines.line("  od;");
        for choice in choices {
            self.rounds(choice, &mut lines);
        }
        lines.line("}");
        "\n".to_owned() + &lines.done()
    }

    /// The strongly fair instances, and whether a choice has them taken.
    fn strong(&self, choice: usize) -> impl Iterator<Item = (usize, bool)> {
        let strong = self.fair.iter().enumerate().filter(|(_, fair)| fair.strong);
        strong.enumerate().map(move |(bit, (number, _))| (number, choice >> bit & 1 == 1))
    }

    /// What holds from then on: it is not met, and of the strongly fair instances those that are not taken are not enabled.
    fn settled(&self, choice: usize) -> String {
        let idle =
            self.strong(choice).filter(|(_, taken)| !taken).map(|(number, _)| format!(" && !{}", enabled(number)));
        format!("!{}{}", self.met, idle.collect::<String>())
    }

    /// The states of the automaton in which everybody gets what is owed in turn, for ever.
    fn rounds(&self, choice: usize, lines: &mut Lines) {
        let settled = self.settled(choice);
        let weak = self.fair.iter().enumerate().filter(|(_, fair)| !fair.strong);
        let weak = weak.map(|(number, _)| format!("(!{} || {} == {})", enabled(number), self.taken, number + 1));
        let strong = self.strong(choice).filter(|(_, taken)| *taken);
        let strong = strong.map(|(number, _)| format!("{} == {}", self.taken, number + 1));
        let owed: Vec<String> = weak.chain(strong).collect();
        lines.line(&format!("{}:", label(choice, 0)));
        if owed.is_empty() {
            lines.line(&format!("  do :: {settled} od;"));
            return;
        }
        lines.line(&format!("  {settled};"));
        for (position, owed) in owed.iter().enumerate() {
            lines.line(&format!("{}:", label(choice, position + 1)));
            lines.line("  do");
            lines.line(&format!("  :: {settled} && {owed} -> break"));
            lines.line(&format!("  :: {settled}"));
            lines.line("  od;");
        }
        lines.line(&format!("  goto {};", label(choice, 0)));
    }
}

/// A state of the automaton: the first of each round is accepting.
fn label(choice: usize, position: usize) -> String {
    if position == 0 { format!("accept_{choice}") } else { format!("turn_{choice}_{position}") }
}
