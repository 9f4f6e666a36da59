//! The module, section by section.

use super::action::{Exported, comment};
use super::context::{Context, LEFT, MESSAGES};
use super::delivery::{Delivered, Move};
use super::doc::{Tla, definition};
use super::helper::mentions;
use super::{Claim, Form, Subject};
use crate::ir::{
    ActionId, ChannelId, ChannelKind, ComponentId, ComponentKind, MessageId, ParameterId, PropertyId, SortId, Type,
    VariableRole,
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

    fn budgets(&self) -> impl Iterator<Item = ParameterId> + '_ {
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
        sections.push(self.move_section(&parts));
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

    fn declarations(&self) -> String {
        let mut constants: Vec<String> = self
            .ir
            .sorts
            .iter()
            .zip(&self.sorts)
            .map(|(sort, name)| declared(&sort.doc, &format!("Set({})", name.to_uppercase()), name))
            .collect();
        for (parameter, constant) in self.ir.parameters.iter().zip(&self.parameters) {
            let doc = match parameter.kind {
                crate::ir::ParameterKind::Budget => {
                    format!("How often {} may strike.", parameter.name.replace('_', " "))
                }
                _ => format!("How much {} holds.", parameter.name.replace('_', " ")),
            };
            constants.extend(constant.iter().map(|name| declared(&doc, "Int", name)));
        }
        constants.push(declared("Nothing, where there may be something.", "NONE", "None"));
        let variables: Vec<String> = self.variables().iter().map(|name| self.variable(name)).collect();
        let types = self.type_definitions();
        let all = Tla::tuple(&self.variables().iter().map(Tla::text).collect::<Vec<_>>());
        let (constants, variables) = (constants.join(",\n\n"), variables.join(",\n\n"));
        let vars = definition("vars", &all);
        let constants = format!("CONSTANTS\n{constants}\n\n{types}");
        format!("{constants}VARIABLES\n{variables}\n\n{vars}")
    }

    /// The sets of the data that are declared.
    fn type_definitions(&self) -> String {
        let structs = self.ir.structs.iter().enumerate().filter_map(|(index, data)| {
            let name = self.structs[index].as_ref()?;
            Some((data.span, comment(&data.doc), name, self.struct_set(crate::ir::StructId(index))))
        });
        let enums = self.ir.enums.iter().enumerate().filter_map(|(index, data)| {
            let name = self.enums[index].as_ref()?;
            Some((data.span, comment(&data.doc), name, self.enum_set(crate::ir::EnumId(index))))
        });
        // Structs may hold enums and enums structs: what is used stands first.
        let mut left: Vec<_> = structs.chain(enums).collect();
        let mut text = String::new();
        while !left.is_empty() {
            let names: Vec<String> = left.iter().map(|(_, _, name, _)| (*name).clone()).collect();
            let free = left
                .iter()
                .position(|(_, _, own, set)| names.iter().all(|name| name == *own || !mentions(&set.flat(), name)));
            // No type contains itself, so that there is always one.
            let (_, doc, name, set) = left.remove(free.unwrap_or(0));
            text += &format!("{doc}{}\n\n", definition(name, &set));
        }
        text
    }

    fn variable(&self, name: &str) -> String {
        if name == MESSAGES {
            let doc = "Every message that was ever sent: one may arrive any number of times, in any order, or never.";
            return declared(doc, "Set(MESSAGE)", name);
        }
        if name == LEFT {
            return declared("How many faults of each kind may still strike.", "BUDGETS", name);
        }
        if let Some(component) = self.components.iter().position(|component| component.as_deref() == Some(name)) {
            let id = ComponentId(component);
            let fields: Vec<String> =
                self.ir.variables_of(id).map(|variable| self.field_annotation(variable)).collect();
            let record = format!("{{ {} }}", fields.join(", "));
            let ty = match self.per(id) {
                Some(sort) => format!("{} -> {record}", self.sorts[sort.0].to_uppercase()),
                None => record,
            };
            return declared(&self.ir[id].doc, &ty, name);
        }
        let channel = self.channels.iter().position(|channel| channel == name);
        let (doc, ty) = match channel.map(|index| self.ir.channels[index].kind) {
            Some(ChannelKind::Bag { .. }) => {
                ("Messages that arrive once each, in any order, and how many of each.", "MESSAGE -> Int")
            }
            _ => ("Messages that arrive once each, in the order in which they were sent.", "LANE -> Seq(MESSAGE)"),
        };
        declared(doc, ty, name)
    }

    fn field_annotation(&self, variable: crate::ir::VariableId) -> String {
        let declared = &self.ir[variable];
        let ty = if self.per(declared.component).is_some() { declared.ty.entry() } else { &declared.ty };
        let ty = match declared.role {
            VariableRole::Outbox => "Seq({ delivered: Bool, output: OUTPUT })".to_owned(),
            _ => self.annotation(ty),
        };
        format!("{}: {ty}", self.fields[variable.0])
    }

    /// What each variable may be, and what it is at first.
    fn state_section(&self) -> String {
        let mut texts = Vec::new();
        let mut typed = Vec::new();
        let mut initial = Vec::new();
        for id in self.ir.component_ids() {
            let Some(name) = &self.components[id.0] else { continue };
            let (set, start) = self.record_of(id);
            let (set, start) = match self.per(id) {
                Some(sort) => {
                    let first = &self.starts[id.0];
                    let sort_name = Tla::text(&self.sorts[sort.0]);
                    texts.push(definition(first, &start));
                    let start = Tla::function(&self.bound_name(sort), &sort_name, &Tla::text(first));
                    (Tla::enclosed(&format!("[{} -> ", self.sorts[sort.0]), &set, "]"), start)
                }
                None => (set, start),
            };
            typed.push(Tla::compare(&Tla::text(name), "\\in", &set));
            initial.push(Tla::compare(&Tla::text(name), "=", &start));
        }
        self.channel_states(&mut typed, &mut initial);
        let budgets: Vec<ParameterId> = self.budgets().collect();
        if !budgets.is_empty() {
            let field = |budget: &ParameterId, value: Tla| (self.ir[*budget].name.clone(), value);
            let whole = |budget: &ParameterId| Tla::text(self.number(*budget));
            let range =
                |budget: &ParameterId| Tla::binary(&Tla::text("0"), "..", &whole(budget), super::doc::Level::Sum);
            let sets: Vec<_> = budgets.iter().map(|budget| field(budget, range(budget))).collect();
            let starts: Vec<_> = budgets.iter().map(|budget| field(budget, whole(budget))).collect();
            typed.push(Tla::compare(&Tla::text(LEFT), "\\in", &Tla::record(&sets, ":")));
            initial.push(Tla::compare(&Tla::text(LEFT), "=", &Tla::record(&starts, "|->")));
        }
        texts.push(definition("TypeOK", &Tla::list("/\\", typed)));
        texts.push(definition("Init", &Tla::list("/\\", initial)));
        section("States", &texts)
    }

    fn channel_states(&self, typed: &mut Vec<Tla>, initial: &mut Vec<Tla>) {
        let any = |message: MessageId| self.ir[self.ir[message].channel].kind == ChannelKind::Any;
        if self.channels.iter().any(|name| name == MESSAGES) {
            typed.push(Tla::compare(&Tla::text(MESSAGES), "\\subseteq", &self.message_set(any)));
            initial.push(Tla::compare(&Tla::text(MESSAGES), "=", &Tla::text("{}")));
        }
        for (index, channel) in self.ir.channels.iter().enumerate() {
            let base = Tla::text(&self.channels[index]);
            let messages = self.message_set(|message| self.ir[message].channel == ChannelId(index));
            match channel.kind {
                ChannelKind::Any => {}
                ChannelKind::Bag { capacity, .. } => {
                    let domain = Tla::prefix("DOMAIN", &base);
                    typed.push(Tla::apply("IsABag", std::slice::from_ref(&base)));
                    typed.push(Tla::compare(&domain, "\\subseteq", &messages));
                    let number = Tla::apply("BagCardinality", std::slice::from_ref(&base));
                    typed.push(Tla::compare(&number, "<=", &Tla::text(self.bound(capacity))));
                    initial.push(Tla::compare(&base, "=", &Tla::text("EmptyBag")));
                }
                ChannelKind::Fifo { .. } => {
                    let queue = Tla::apply("Seq", &[messages]);
                    let (set, start) = match self.lanes(index) {
                        None => (queue, Tla::text("<<>>")),
                        Some(lanes) => (
                            Tla::enclosed(&format!("[{} -> ", lanes.flat()), &queue, "]"),
                            Tla::function("lane", &lanes, &Tla::text("<<>>")),
                        ),
                    };
                    typed.push(Tla::compare(&base, "\\in", &set));
                    initial.push(Tla::compare(&base, "=", &start));
                }
            }
        }
    }

    /// The set of a component's records, and the first one.
    fn record_of(&self, id: ComponentId) -> (Tla, Tla) {
        let per = self.per(id).is_some();
        let (mut sets, mut starts) = (Vec::new(), Vec::new());
        for variable in self.ir.variables_of(id) {
            let declared = &self.ir[variable];
            let ty = if per { declared.ty.entry() } else { &declared.ty };
            let name = self.fields[variable.0].clone();
            let set = if declared.role == VariableRole::Outbox { self.outbox_set(id) } else { self.set(ty) };
            sets.push((name.clone(), set));
            starts.push((name, self.default(ty)));
        }
        (Tla::record(&sets, ":"), Tla::record(&starts, "|->"))
    }

    fn outbox_set(&self, id: ComponentId) -> Tla {
        let outputs: std::collections::BTreeSet<_> =
            self.ir.actions_of(id).flat_map(|action| self.ir.outputs_of(action)).collect();
        let kept = outputs.into_iter().filter(|output| self.is_kept(*output));
        let output = super::types::union(kept.map(|output| self.output_set(output)).collect());
        let entry = [("delivered".to_owned(), self.set(&Type::Bool)), ("output".to_owned(), output)];
        Tla::apply("Seq", &[Tla::record(&entry, ":")])
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

    fn move_section(&self, parts: &Parts) -> String {
        let handled = parts.deliveries.iter().flat_map(|delivered| delivered.texts.iter().cloned());
        let moves = parts.moves.iter().map(|other| other.text.clone());
        section("Messages on their way", &handled.chain(moves).collect::<Vec<_>>())
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

/// A declaration with its doc comment and type.
fn declared(doc: &str, ty: &str, name: &str) -> String {
    let doc: String = comment(doc).lines().map(|line| format!("    {line}\n")).collect();
    format!("{doc}    \\* @type: {ty};\n    {name}")
}

/// A headline and what belongs to it; nothing where nothing does.
fn section(title: &str, texts: &[String]) -> String {
    if texts.is_empty() {
        return String::new();
    }
    let line = format!("\\* ---- {title} {}", "-".repeat(100_usize.saturating_sub(title.len())));
    format!("{line}\n\n{}", texts.join("\n\n"))
}
