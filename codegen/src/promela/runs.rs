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
    /// Which strongly fair instance moved last.
    taken: Option<String>,
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
        let strong = plan.strong();
        let mut give = |wanted: &str| self.names.give(wanted, "the_");
        let added = Added {
            outside: give("outside"),
            taken: (!strong.is_empty()).then(|| give("taken")),
            chosen: give("chosen"),
            triggered: give("triggered"),
            met: give("met"),
        };
        let ids: Vec<String> = claim.locals[..parameters.len()].iter().map(|local| give(&local.name)).collect();
        let leaves = format!("{} = true;", added.outside);
        let ends = Ends { leaves: Some(&leaves), broken: None };
        let mut text = self.head(&self.variables_added(&added, &ids), ends);
        for index in 0..self.program.commands.len() {
            let _ = write!(text, "\n{}", self.divided(index, plan, ends));
        }
        text += &self.unfair(plan, &added);
        for fair in plan.fair.iter().filter(|fair| !fair.strong) {
            let options = self.offered(fair, &added, None);
            let _ = write!(text, "\nactive proctype {}() {{\n  do\n{options}  od\n}}\n", fair.name);
        }
        if !ids.is_empty() {
            text += &self.chooser(&added, &ids, parameters);
        }
        text += &self.question(claim, [trigger, goal], &ids, &added);
        text += &never(self, &strong, &added, &self.names.claims[asked]);
        text
    }

    fn variables_added(&self, added: &Added, ids: &[String]) -> String {
        let mut text = format!("\n/* The run has left the scope: nothing is asked of it any more. */\nbool {};\n", added.outside);
        if let Some(taken) = &added.taken {
            let _ = write!(text, "\n/* Which of the strongly fair instances moved last; 0: none of them. */\nbyte {taken};\n");
        }
        if !ids.is_empty() {
            let ids: Vec<String> = ids.iter().map(|id| format!("byte {id};\n")).collect();
            let _ = write!(text, "\n/* The ids that are asked about. */\n{}bool {};\n", ids.concat(), added.chosen);
        }
        text
    }

    /// A command as a condition and a body.
    fn divided(&self, index: usize, plan: &Plan, ends: Ends<'_>) -> String {
        let command = &self.program.commands[index];
        let texts = self.in_command(index);
        let name = &self.names.commands[index];
        let parameters = &texts.texts[..command.parameters.len()];
        let mut may = texts.at(&command.guard, Level::And);
        if let Some(changes) = &plan.changes[index] {
            let _ = write!(may, " && ({changes})");
        }
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

    /// The options of a fair instance.
    fn offered(&self, fair: &Fair, added: &Added, number: Option<usize>) -> String {
        let mut text = String::new();
        for (index, arguments) in &fair.members {
            text += &self.offer(*index, arguments, added, number);
            if self.leaves(*index).is_some() {
                let leaves = call(&format!("{}Leaves", self.names.commands[*index]), arguments);
                let _ = writeln!(text, "  :: d_step {{ {leaves} -> {} = true }}", added.outside);
            }
        }
        text
    }

    fn offer(&self, index: usize, arguments: &[String], added: &Added, number: Option<usize>) -> String {
        let name = &self.names.commands[index];
        let (may, does) = (call(&format!("{name}May"), arguments), call(name, arguments));
        let taken = added.taken.as_ref().map(|taken| format!("; {taken} = {}", number.unwrap_or(0)));
        format!("  :: d_step {{ {may} -> {does}{} }}\n", taken.unwrap_or_default())
    }

    /// What may be put off for ever, and what is strongly fair: the claim looks after that.
    fn unfair(&self, plan: &Plan, added: &Added) -> String {
        let mut text = "\n/* What may be put off for ever; nothing at all may happen, too. */\n".to_owned();
        text += "active proctype World() {\n";
        text += "  do\n";
        text += &match &added.taken {
            Some(taken) => format!("  :: {taken} = 0\n"),
            None => "  :: true\n".to_owned(),
        };
        for (index, command) in self.program.commands.iter().enumerate() {
            let is_fair = |arguments: &Vec<String>| {
                plan.fair.iter().any(|fair| fair.members.iter().any(|(at, tuple)| *at == index && tuple == arguments))
            };
            for arguments in self.tuples(&command.parameters).iter().filter(|arguments| !is_fair(arguments)) {
                text += &self.offer(index, arguments, added, None);
            }
        }
        if added.taken.is_some() {
            text += "  /* Strongly fair: the claim sees to it. */\n";
        }
        for (number, fair) in plan.strong().iter().enumerate() {
            text += &self.offered(fair, added, Some(number + 1));
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
        texts.texts[..ids.len()].clone_from_slice(ids);
        let mut triggered = texts.at(trigger, Level::Equal);
        if !ids.is_empty() {
            triggered = format!("{} && {triggered}", added.chosen);
        }
        let met = format!("{} || {}", added.outside, texts.at(goal, Level::And));
        format!("\n{}{}{}", comment(&claim.doc, 0), define(&added.triggered, &triggered), define(&added.met, &met))
    }
}

/// The claim, as a formula; where something is strongly fair, as the automaton of its negation.
fn never(context: &Context<'_>, strong: &[&Fair], added: &Added, name: &str) -> String {
    let (triggered, met) = (&added.triggered, &added.met);
    let Some(taken) = &added.taken else {
        return format!("\nltl {name} {{ [] ({triggered} -> <> {met}) }}\n");
    };
    let mut text = String::new();
    for (number, fair) in strong.iter().enumerate() {
        let _ = write!(text, "{}", define(&format!("enabled_{}", number + 1), &fair.enabled(context)));
    }
    let words = "The negation: once it is triggered and not met, it is never met. From some moment on each strongly fair instance\n\
                 is either never enabled again, or taken for ever: accept_N takes those whose bits are in N.";
    let mut lines = Lines::at(0);
    lines.remark(words);
    lines.line(&format!("never {name} {{"));
    lines.line("idle:");
    lines.line("  do");
    lines.line("  :: true");
    lines.line(&format!("  :: {triggered} && !({met}) -> goto owed"));
    lines.line("  od;");
    lines.line("owed:");
    lines.line("  do");
    lines.line(&format!("  :: !({met})"));
    let choices = 0_usize..1 << strong.len();
    for choice in choices.clone() {
        lines.line(&format!("  :: {} -> goto {}", settled(choice, strong.len(), met), label(choice, 0)));
    }
    lines.line("  od;");
    for choice in choices {
        rounds(choice, strong.len(), (taken.as_str(), met.as_str()), &mut lines);
    }
    lines.line("}");
    text + "\n" + &lines.done()
}

/// What holds from then on: it is not met, and of the strongly fair instances those that are not taken are not enabled.
fn settled(choice: usize, strong: usize, met: &str) -> String {
    let idle = (0..strong).filter(|number| choice >> number & 1 == 0).map(|number| format!(" && !enabled_{}", number + 1));
    format!("!({met}){}", idle.collect::<String>())
}

/// The states of the automaton in which the instances of a choice are taken in turn, for ever.
fn rounds(choice: usize, strong: usize, (taken, met): (&str, &str), lines: &mut Lines) {
    let chosen: Vec<usize> = (0..strong).filter(|number| choice >> number & 1 == 1).collect();
    let settled = settled(choice, strong, met);
    lines.line(&format!("{}:", label(choice, 0)));
    if chosen.is_empty() {
        lines.line(&format!("  do :: {settled} od;"));
        return;
    }
    lines.line(&format!("  {settled};"));
    for (position, number) in chosen.iter().enumerate() {
        lines.line(&format!("{}:", label(choice, position + 1)));
        lines.line("  do");
        lines.line(&format!("  :: {settled} && {taken} == {} -> break", number + 1));
        lines.line(&format!("  :: {settled}"));
        lines.line("  od;");
    }
    lines.line(&format!("  goto {};", label(choice, 0)));
}

/// A state of the automaton: the first of each round is accepting.
fn label(choice: usize, position: usize) -> String {
    if position == 0 { format!("accept_{choice}") } else { format!("taken_{choice}_{position}") }
}
