//! The module, section by section.

use super::action::{Exported, comment};
use super::context::{Context, LEFT};
use super::delivery::{Delivered, Move};
use super::doc::{Tla, definition};
use crate::export::{Claim, Form, Subject};
use crate::ir::{
    ActionId, ChannelId, ChannelKind, ComponentId, ComponentKind, MessageId, ParameterId, PropertyId, SortId,
};

/// Everything that the sections are made of.
struct Parts {
    actions: Vec<Exported>,
    deliveries: Vec<Delivered>,
    /// What no role does: messages dropped, lost and doubled, ids forgotten.
    moves: Vec<Move>,
    claims: Vec<Claim>,
}

impl Context<'_> {
    /// The variables, in order.
    pub(super) fn variables(&self) -> Vec<String> {
        let mut names: Vec<String> = self.components.iter().flatten().cloned().collect();
        for name in &self.channels {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        if self.budgets().next().is_some() {
            names.push(LEFT.to_owned());
        }
        names
    }

    pub(super) fn budgets(&self) -> impl Iterator<Item = ParameterId> + '_ {
        self.sizes.counted_budgets(self.ir).map(|(budget, _)| budget)
    }

    /// The module and what may be asked of it.
    pub(super) fn module(&self, beyond: &mut Option<String>) -> (String, Vec<Claim>) {
        let actions: Vec<Exported> = self.ir.action_ids().map(|id| self.action(id, beyond)).collect();
        let deliveries: Vec<Delivered> =
            (0..self.ir.messages.len()).map(|message| self.delivery(MessageId(message), &actions)).collect();
        let mut parts = Parts { actions, deliveries, moves: Vec::new(), claims: Vec::new() };
        for delivered in &mut parts.deliveries {
            parts.moves.extend(delivered.drop.take());
        }
        for channel in 0..self.ir.channels.len() {
            parts.moves.extend(self.faults(ChannelId(channel)));
        }
        for sort in (0..self.ir.sorts.len()).map(SortId).filter(|sort| self.ir[*sort].recycled) {
            if let Some((name, id, text)) = self.drain(sort) {
                let parameters = vec![(id, Tla::text(&self.sorts[sort.0]))];
                parts.moves.push(Move { name, parameters, text, drops: None });
            }
        }
        let mut sections = vec![self.state_section(), self.id_section(), self.ghost_section(beyond)];
        sections.push(self.commit_section(beyond));
        sections.extend(self.action_sections(&parts));
        sections.push(move_section(&parts));
        sections.push(self.behaviour_section(&parts));
        sections.push(self.property_section(&mut parts));
        let body = sections.into_iter().filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n\n");
        let helpers = self.helpers(&body);
        let helpers = if helpers.is_empty() { String::new() } else { section("Helpers", &helpers) + "\n\n" };
        (
            format!("{}\n\n{}\n\n{helpers}{body}\n{}\n", self.opening(), self.declarations(), "=".repeat(110)),
            parts.claims,
        )
    }

    fn opening(&self) -> String {
        let title = format!(" MODULE {} ", self.module);
        let side = "-".repeat(110_usize.saturating_sub(title.len()) / 2);
        let bags = self.ir.channels.iter().any(|channel| matches!(channel.kind, ChannelKind::Bag { .. }));
        let bags = if bags { ", Bags" } else { "" };
        let rest = "-".repeat(110_usize.saturating_sub(side.len() + title.len()));
        format!("{side}{title}{rest}\n{}EXTENDS Integers, FiniteSets, Sequences{bags}", comment(&self.ir.doc))
    }

    fn id_section(&self) -> String {
        let recycled = (0..self.ir.sorts.len()).map(SortId).filter(|sort| self.ir[*sort].recycled);
        section("Ids that come back", &recycled.flat_map(|sort| self.ids(sort)).collect::<Vec<_>>())
    }

    fn ghost_section(&self, beyond: &mut Option<String>) -> String {
        section("What is observed", &self.observers(beyond))
    }

    /// How outputs in a sequence are seen, and how components that can crash commit.
    fn commit_section(&self, beyond: &mut Option<String>) -> String {
        let commits = self.ir.component_ids().filter(|id| self.commits(*id));
        let commits: Vec<String> = commits.map(|id| self.commit(id, beyond)).collect();
        let ghosts = self.ir.component_ids().filter(|id| self.ir[*id].kind == ComponentKind::Ghost);
        let sees: Vec<String> =
            ghosts.filter(|ghost| self.sees_sequences(*ghost)).map(|ghost| self.sees(ghost)).collect();
        section("Committing and delivering", &[sees, commits].concat())
    }

    /// Whether a ghost may see outputs that only the run tells.
    fn sees_sequences(&self, ghost: ComponentId) -> bool {
        let watches =
            self.all_outputs().into_iter().any(|output| self.ghosts_of(Self::trigger(output)).contains(&ghost));
        let crashes = self.ir.component_ids().any(|id| self.commits(id));
        let loops = self.ir.action_ids().any(|id| {
            let mut outputs = false;
            crate::ir::query::visit_statements(&self.ir[id].body.statements, &mut |statement| {
                if let crate::ir::StatementKind::ForEach { body, .. } = &statement.kind {
                    crate::ir::query::visit_statements(body, &mut |inner| {
                        outputs |= matches!(
                            inner.kind,
                            crate::ir::StatementKind::Send(..) | crate::ir::StatementKind::Emit(..)
                        );
                    });
                }
            });
            outputs
        });
        watches && (crashes || loops)
    }

    fn action_sections(&self, parts: &Parts) -> Vec<String> {
        let of = |id: ComponentId| {
            let texts: Vec<String> =
                self.ir.actions_of(id).map(|action| parts.actions[action.0].text.clone()).collect();
            section(&self.ir[id].name, &texts)
        };
        self.ir.component_ids().map(of).collect()
    }

    /// What may happen, and what does not fail to happen for ever.
    fn behaviour_section(&self, parts: &Parts) -> String {
        let step = |id: ActionId| {
            let action = &parts.actions[id.0];
            let mut binders = action.parameters.clone();
            if action.interruptible {
                binders.push(("interrupted".to_owned(), Tla::text("BOOLEAN")));
            }
            Tla::quantified("\\E", &binders, &action.call(Some("interrupted")))
        };
        let moved = |other: &Move| Tla::quantified("\\E", &other.parameters, &other.call());
        let progresses = |id: &ActionId| self.ir[*id].kind.is_progress();
        let mut own: Vec<Tla> = self.ir.action_ids().filter(progresses).map(step).collect();
        own.extend(parts.moves.iter().filter(|other| other.drops.is_some()).map(moved));
        let mut others: Vec<Tla> = self.ir.action_ids().filter(|id| !progresses(id)).map(step).collect();
        others.extend(parts.moves.iter().filter(|other| other.drops.is_none()).map(moved));
        let list = |name: &str, words: &str, steps: Vec<Tla>| {
            let steps = if steps.is_empty() { Tla::bool(false) } else { Tla::list("\\/", steps) };
            format!("\\* {words}\n{}", definition(name, &steps))
        };
        let next = if others.is_empty() { "Protocol" } else { "Protocol \\/ Environment" };
        let mut texts = vec![list("Protocol", "What the roles do by themselves.", own)];
        if !others.is_empty() {
            texts.push(list("Environment", "What the world does: inputs, faults, ids that are forgotten.", others));
        }
        texts.push(definition("Next", &Tla::text(next)));
        let fair = self.fairness(&parts.actions, &parts.moves);
        let unfair = fair.is_empty();
        if !unfair {
            let words = "\\* What is not put off for ever, by each instance.\n";
            texts.push(words.to_owned() + &definition("Fairness", &Tla::list("/\\", fair)));
        }
        let fairness = if unfair { "" } else { " /\\ Fairness" };
        texts.push(format!("Spec == Init /\\ [][Next]_vars{fairness}"));
        section("Behaviours", &texts)
    }

    fn property_section(&self, parts: &mut Parts) -> String {
        let mut texts = Vec::new();
        let invariant = |subject, name: &str| Claim { subject, name: name.to_owned(), form: Form::Invariant };
        parts.claims.push(invariant(Subject::Types, "TypeOK"));
        for id in (0..self.ir.properties.len()).map(PropertyId) {
            let (text, claim) = self.property(id);
            texts.push(text.trim_start().to_owned());
            parts.claims.push(claim);
        }
        let mut rules: Vec<Tla> = parts.deliveries.iter().flat_map(|delivered| delivered.rules.clone()).collect();
        rules.extend(parts.actions.iter().filter_map(|action| {
            let defect = action.ask(action.defect.as_ref()?);
            Some(Tla::quantified("\\A", &action.parameters, &defect.not()))
        }));
        let words =
            "\\* No rule is broken: every message finds one who handles it, and nothing goes beyond its bound.\n";
        texts.push(words.to_owned() + &definition("NoDefect", &Tla::list("/\\", rules)));
        parts.claims.push(invariant(Subject::NoDefect, "NoDefect"));
        if let Some(finals) = self.finals() {
            texts.push(finals);
            texts.push(self.no_deadlock(parts));
            parts.claims.push(invariant(Subject::NoDeadlock, "NoDeadlock"));
        }
        section("Properties", &texts)
    }

    /// Something moves until a final state is reached; a run that leaves the scope has moved.
    fn no_deadlock(&self, parts: &Parts) -> String {
        let moves = Tla::prefix("ENABLED", &Tla::enclosed("<<", &Tla::text("Protocol"), ">>_vars"));
        let mut ways = vec![Tla::text("Final"), moves];
        for (index, action) in parts.actions.iter().enumerate() {
            let progresses = self.ir.actions[index].kind.is_progress();
            if let Some(edge) = action.edge.as_ref().filter(|_| progresses) {
                ways.push(Tla::quantified("\\E", &action.parameters, &action.ask(edge)));
            }
        }
        let words =
            "\\* Inputs, faults and steps that change nothing do not count. TLC's own check is to be switched off.\n";
        words.to_owned() + &definition("NoDeadlock", &Tla::list("\\/", ways))
    }
}

/// A headline and what belongs to it; nothing where nothing does.
pub(super) fn section(title: &str, texts: &[String]) -> String {
    if texts.is_empty() {
        return String::new();
    }
    let line = format!("\\* ---- {title} {}", "-".repeat(100_usize.saturating_sub(title.len())));
    format!("{line}\n\n{}", texts.join("\n\n"))
}

/// What happens to messages that no role does.
fn move_section(parts: &Parts) -> String {
    let handled = parts.deliveries.iter().flat_map(|delivered| delivered.texts.iter().cloned());
    let moves = parts.moves.iter().map(|other| other.text.clone());
    section("Messages on their way", &handled.chain(moves).collect::<Vec<_>>())
}
