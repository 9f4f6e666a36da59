//! What is declared: constants, types, variables, and what each is at first.

use std::fmt::Write as _;

use super::action::comment;
use super::context::{Context, LEFT, MESSAGES};
use super::doc::{Tla, definition};
use super::helper::mentions;
use super::module::section;
use crate::ir::query::Output;
use crate::ir::{ChannelId, ChannelKind, ComponentId, MessageId, ParameterId, Type, VariableRole};

impl Context<'_> {
    pub(super) fn declarations(&self) -> String {
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
            let alias = alias(name, &self.struct_annotation(crate::ir::StructId(index)));
            Some((data.span, comment(&data.doc) + &alias, name, self.struct_set(crate::ir::StructId(index))))
        });
        let enums = self.ir.enums.iter().enumerate().filter_map(|(index, data)| {
            let name = self.enums[index].as_ref()?;
            let id = crate::ir::EnumId(index);
            let alias = if self.is_plain(id) { String::new() } else { alias(name, &self.enum_annotation(id)) };
            Some((data.span, comment(&data.doc) + &alias, name, self.enum_set(id)))
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
            let _ = write!(text, "{doc}{}\n\n", definition(name, &set));
        }
        text
    }

    fn variable(&self, name: &str) -> String {
        if name == MESSAGES {
            let doc = "Every message that was ever sent: one may arrive any number of times, in any order, or never.";
            let any = |message: MessageId| self.ir[self.ir[message].channel].kind == ChannelKind::Any;
            return declared(doc, &format!("Set({})", self.message_annotation(any)), name);
        }
        if name == LEFT {
            let budgets: Vec<String> = self.budgets().map(|budget| format!("{}: Int", self.ir[budget].name)).collect();
            let ty = format!("{{ {} }}", budgets.join(", "));
            return declared("How many faults of each kind may still strike.", &ty, name);
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
        let Some(channel) = self.channels.iter().position(|channel| channel == name) else { return name.to_owned() };
        let message = self.message_annotation(|message| self.ir[message].channel == ChannelId(channel));
        if let ChannelKind::Bag { .. } = self.ir.channels[channel].kind {
            let doc = "Messages that arrive once each, in any order, and how many of each.";
            return declared(doc, &format!("{message} -> Int"), name);
        }
        let lanes = self.lanes(channel).map(|lanes| lanes.flat().to_uppercase().replace(" \\X ", ", "));
        let ty = match lanes {
            None => format!("Seq({message})"),
            Some(pair) if pair.contains(", ") => format!("<<{pair}>> -> Seq({message})"),
            Some(one) => format!("{one} -> Seq({message})"),
        };
        declared("Messages that arrive once each, in the order in which they were sent.", &ty, name)
    }

    /// The one type of the records of some messages.
    fn message_annotation(&self, wanted: impl Fn(MessageId) -> bool) -> String {
        let messages = (0..self.ir.messages.len()).map(MessageId).filter(|message| wanted(*message));
        self.records(messages.map(Output::Message).collect())
    }

    fn records(&self, outputs: Vec<Output>) -> String {
        let mut fields = vec!["type: Str".to_owned()];
        for output in outputs {
            for (name, field) in self.output_fields(output).iter().zip(self.output_types(output)) {
                let text = format!("{name}: {}", self.annotation(&field.ty));
                if !fields.contains(&text) {
                    fields.push(text);
                }
            }
        }
        format!("{{ {} }}", fields.join(", "))
    }

    fn field_annotation(&self, variable: crate::ir::VariableId) -> String {
        let declared = &self.ir[variable];
        let ty = if self.per(declared.component).is_some() { declared.ty.entry() } else { &declared.ty };
        let ty = match declared.role {
            VariableRole::Outbox => {
                let kept = self.lets_out(declared.component).into_iter().filter(|output| self.is_kept(*output));
                format!("Seq({{ delivered: Bool, output: {} }})", self.records(kept.collect()))
            }
            _ => self.annotation(ty),
        };
        format!("{}: {ty}", self.fields[variable.0])
    }

    /// What each variable may be, and what it is at first.
    pub(super) fn state_section(&self) -> String {
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
            let range = |budget: &ParameterId| super::types::up_to(&self.number(*budget));
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
}

/// A declaration with its doc comment and type.
fn declared(doc: &str, ty: &str, name: &str) -> String {
    let lines: Vec<String> =
        comment(doc).lines().map(str::to_owned).chain([format!("\\* @type: {ty};"), name.to_owned()]).collect();
    format!("    {}", lines.join("\n    "))
}

/// The name under which Apalache knows the type of a record.
fn alias(name: &str, ty: &str) -> String {
    format!("\\* @typeAlias: {} = {ty};\n", super::names::alias(name))
}
