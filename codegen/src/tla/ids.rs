//! Ids: which are held, which are named by a message under way, which are free, and how they are forgotten.

use super::context::{Context, MESSAGES};
use super::doc::{Tla, definition};
use super::types::union;
use crate::ir::{ChannelKind, Field, MessageId, SortId, Type};

impl Context<'_> {
    /// Where a value contains an id, or is a map whose entry under it is not at its default; `None` where it never does.
    fn mentions(&self, ty: &Type, value: &Tla, sort: SortId, id: &Tla) -> Option<Tla> {
        match ty {
            Type::Id(of) => (*of == sort).then(|| Tla::compare(value, "=", id)),
            Type::Set(of) => (*of == sort).then(|| Tla::compare(id, "\\in", value)),
            Type::Option(some) if super::context::is_option(some) => {
                let inner = self.mentions(some, &value.field("some"), sort, id)?;
                Some(Tla::and(vec![Tla::compare(value, "#", &Tla::text("None")), inner]))
            }
            Type::Option(some) => {
                let inner = self.mentions(some, value, sort, id)?;
                let is_some = Tla::compare(value, "#", &Tla::text("None"));
                Some(if matches!(**some, Type::Id(_)) { inner } else { Tla::and(vec![is_some, inner]) })
            }
            // An outbox holds outputs, which have records of their own.
            Type::Enum(of) if self.enums[of.0].is_none() => {
                let named = self.ir[*of].variants.iter().filter_map(|variant| {
                    let mut outputs = self.all_outputs().into_iter();
                    let output = outputs.find(|output| self.output_name(*output) == variant.name)?;
                    let (types, names) = (self.output_types(output), self.output_fields(output));
                    Some((Tla::string(&variant.name), self.in_fields(types, names, value, sort, id)?))
                });
                any_of(&value.field("type"), named.collect())
            }
            Type::Enum(of) => {
                let variants = self.ir[*of].variants.iter().zip(&self.variants[of.0]);
                let named = variants.filter_map(|(variant, names)| {
                    let inner = self.in_fields(&variant.fields, names, value, sort, id)?;
                    Some((Tla::string(&variant.name), inner))
                });
                any_of(&value.field("tag"), named.collect())
            }
            Type::Struct(of) => {
                let fields = &self.ir[*of].fields;
                let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
                self.in_fields(fields, &names, value, sort, id)
            }
            Type::Map(of, entry) => {
                let own = (*of == sort).then(|| Tla::compare(&value.index(id), "#", &self.default(entry)));
                let name = self.inner_name(*of, id, value);
                let inner = self
                    .mentions(entry, &value.index(&Tla::text(&name)), sort, id)
                    .map(|inner| Tla::quantified("\\E", &[(name.clone(), Tla::text(&self.sorts[of.0]))], &inner));
                let parts: Vec<Tla> = own.into_iter().chain(inner).collect();
                (!parts.is_empty()).then(|| Tla::or(parts))
            }
            Type::Queue(item, _) => {
                let domain = Tla::prefix("DOMAIN", value);
                let inner = self.mentions(item, &value.index(&Tla::text("i")), sort, id)?;
                if matches!(**item, Type::Id(_)) {
                    return Some(Tla::compare(id, "\\in", &Tla::apply("Range", std::slice::from_ref(value))));
                }
                Some(Tla::quantified("\\E", &[("i".to_owned(), domain)], &inner))
            }
            Type::Bool | Type::Count(_) => None,
        }
    }

    fn in_fields(&self, fields: &[Field], names: &[String], value: &Tla, sort: SortId, id: &Tla) -> Option<Tla> {
        let fields = fields.iter().zip(names);
        let parts: Vec<Tla> =
            fields.filter_map(|(field, name)| self.mentions(&field.ty, &value.field(name), sort, id)).collect();
        (!parts.is_empty()).then(|| Tla::or(parts))
    }

    /// A name for an id that is bound where `id` is, and others around `value`.
    fn inner_name(&self, of: SortId, id: &Tla, value: &Tla) -> String {
        let mut names = self.names.clone();
        let words = format!("{} {}", id.flat(), value.flat());
        for word in words.split(|letter: char| !letter.is_alphanumeric() && letter != '_') {
            names.give(&[word]);
        }
        let name = crate::casing::snake(&self.ir[of].name);
        names.give(&[&name, &format!("other_{name}"), &name])
    }

    /// `NamesJob(m, job)`
    fn names_operator(&self, sort: SortId) -> String {
        format!("Names{}", self.sorts[sort.0])
    }

    fn in_message(&self, message: MessageId, sort: SortId, id: &Tla) -> Option<Tla> {
        let (declared, names) = (&self.ir[message].fields, &self.messages[message.0]);
        self.in_fields(declared, names, &Tla::text("m"), sort, id)
    }

    /// All definitions about the ids of a sort.
    pub(super) fn ids(&self, sort: SortId) -> Vec<String> {
        let name = self.bound_name(sort);
        let id = Tla::text(&name);
        let declared = &self.ir[sort].name;
        let mut texts = Vec::new();
        let naming = (0..self.ir.messages.len())
            .map(MessageId)
            .filter_map(|message| Some((Tla::string(&self.ir[message].name), self.in_message(message, sort, &id)?)));
        if let Some(names) = any_of(&Tla::text("m").field("type"), naming.collect()) {
            let head = format!("{}(m, {name})", self.names_operator(sort));
            texts.push(format!("\\* Whether a message names a {declared}.\n{}", definition(&head, &names)));
        }
        let places = self.held_in(sort, &id);
        let head = format!("{}({name})", self.held[sort.0]);
        texts.push(format!(
            "\\* Something holds the {declared}: it is named in a state, or an entry under it is not what it was at first.\n{}",
            definition(&head, &Tla::list("\\/", places)),
        ));
        let free = match self.is_under_way(sort, &id) {
            Some(somewhere) => {
                let head = format!("{}({name})", self.under_way[sort.0]);
                let words = "and so may still be named by one who comes late";
                texts.push(format!(
                    "\\* A message under way names the {declared}, {words}.\n{}",
                    definition(&head, &somewhere),
                ));
                let ask = |operator: &str| Tla::apply(operator, std::slice::from_ref(&id)).not();
                Tla::and(vec![ask(&self.held[sort.0]), ask(&self.under_way[sort.0])])
            }
            None => Tla::apply(&self.held[sort.0], std::slice::from_ref(&id)).not(),
        };
        let free = Tla::filter(&name, &Tla::text(&self.sorts[sort.0]), &free);
        texts.push(definition(&self.free[sort.0], &free));
        texts
    }

    /// Where a message on an `any` channel names an id.
    fn is_under_way(&self, sort: SortId, id: &Tla) -> Option<Tla> {
        let mut channels = self.ir.channels.iter().filter(|channel| channel.kind == ChannelKind::Any);
        let possible = channels.any(|channel| channel.messages.iter().any(|&m| self.in_message(m, sort, id).is_some()));
        possible.then(|| {
            let naming = Tla::apply(&self.names_operator(sort), &[Tla::text("m"), id.clone()]);
            Tla::quantified("\\E", &[("m".to_owned(), Tla::text(MESSAGES))], &naming)
        })
    }

    /// Every place outside of `any` channels where an id may be.
    fn held_in(&self, sort: SortId, id: &Tla) -> Vec<Tla> {
        let mut held = Vec::new();
        for component in self.ir.component_ids() {
            let Some(variable) = &self.components[component.0] else { continue };
            let whole = Tla::text(variable);
            let value = match self.per(component) {
                Some(of) if of == sort => {
                    held.push(Tla::compare(&whole.index(id), "#", &Tla::text(&self.starts[component.0])));
                    whole.index(&Tla::text(self.inner_name(of, id, &whole)))
                }
                Some(of) => whole.index(&Tla::text(self.inner_name(of, id, &whole))),
                None => whole.clone(),
            };
            let parts: Vec<Tla> = self
                .ir
                .variables_of(component)
                .filter_map(|variable| {
                    let ty = &self.ir[variable].ty;
                    let ty = if self.per(component).is_some() { ty.entry() } else { ty };
                    self.mentions(ty, &value.field(&self.fields[variable.0]), sort, id)
                })
                .collect();
            match self.per(component) {
                Some(of) if !parts.is_empty() => {
                    let name = self.inner_name(of, id, &whole);
                    let set = Tla::text(&self.sorts[of.0]);
                    held.push(Tla::quantified("\\E", &[(name, set)], &Tla::or(parts)));
                }
                _ => held.extend(parts),
            }
        }
        for (index, channel) in self.ir.channels.iter().enumerate() {
            let named = channel.messages.iter().any(|&message| self.in_message(message, sort, id).is_some());
            if channel.kind != ChannelKind::Any && named {
                held.push(self.waiting(index, &Tla::apply(&self.names_operator(sort), &[Tla::text("m"), id.clone()])));
            }
        }
        held
    }

    /// Where a message `m` on a bag or FIFO satisfies a formula.
    pub(super) fn waiting(&self, channel: usize, formula: &Tla) -> Tla {
        let base = Tla::text(&self.channels[channel]);
        let within = |queue: &Tla| {
            let range = Tla::apply("Range", std::slice::from_ref(queue));
            Tla::quantified("\\E", &[("m".to_owned(), range)], formula)
        };
        match self.ir.channels[channel].kind {
            ChannelKind::Fifo { .. } if self.has_lanes(channel) => {
                let lanes = Tla::prefix("DOMAIN", &base);
                let inner = within(&base.index(&Tla::text("lane")));
                Tla::quantified("\\E", &[("lane".to_owned(), lanes)], &inner)
            }
            ChannelKind::Fifo { .. } => within(&base),
            _ => {
                let range = Tla::apply("BagToSet", std::slice::from_ref(&base));
                Tla::quantified("\\E", &[("m".to_owned(), range)], formula)
            }
        }
    }

    /// Whether a FIFO is one for each pair of instances.
    pub(super) fn has_lanes(&self, channel: usize) -> bool {
        self.lanes(channel).is_some()
    }

    /// The pairs of instances of a FIFO: a sort, or two.
    pub(super) fn lanes(&self, channel: usize) -> Option<Tla> {
        let message = &self.ir[*self.ir.channels[channel].messages.first()?];
        let sort = |end: crate::ir::Endpoint| {
            let per = end.instance.and_then(|_| self.per(end.component));
            per.map(|sort| Tla::text(&self.sorts[sort.0]))
        };
        match (sort(message.from), sort(message.to)) {
            (None, None) => None,
            (Some(one), None) | (None, Some(one)) => Some(one),
            (Some(from), Some(to)) => Some(Tla::binary(&from, "\\X", &to, super::doc::Level::Sum)),
        }
    }

    /// The action by which an id is forgotten with the messages that name it: its name, parameter and definition.
    pub(super) fn drain(&self, sort: SortId) -> Option<(String, String, String)> {
        let name = self.bound_name(sort);
        let id = Tla::text(&name);
        self.is_under_way(sort, &id)?;
        let action = self
            .names
            .clone()
            .give(&[&format!("Forget{}", self.ir[sort].name), &format!("Drain{}", self.ir[sort].name)]);
        let ask = |operator: &str| Tla::apply(operator, std::slice::from_ref(&id));
        let names = Tla::apply(&self.names_operator(sort), &[Tla::text("m"), id.clone()]);
        let rest = Tla::filter("m", &Tla::text(MESSAGES), &names.not());
        let others: Vec<Tla> =
            self.variables().into_iter().filter(|variable| variable != MESSAGES).map(Tla::text).collect();
        let mut conjuncts = vec![
            ask(&self.held[sort.0]).not(),
            ask(&self.under_way[sort.0]),
            Tla::compare(&Tla::text(MESSAGES).prime(), "=", &rest),
        ];
        conjuncts.extend(super::action::unchanged(&others));
        let words = format!("\\* The last messages that name a {} are gone: it may come back.\n", self.ir[sort].name);
        let text = words + &definition(&format!("{action}({name})"), &Tla::list("/\\", conjuncts));
        Some((action, name, text))
    }

    /// The set of all records of messages on some channels.
    pub(super) fn message_set(&self, wanted: impl Fn(MessageId) -> bool) -> Tla {
        let messages = (0..self.ir.messages.len()).map(MessageId).filter(|message| wanted(*message));
        let sets = messages.map(|message| self.output_set(crate::ir::query::Output::Message(message)));
        union(sets.collect())
    }

    /// The set of all records of an output.
    pub(super) fn output_set(&self, output: crate::ir::query::Output) -> Tla {
        let name = ("type".to_owned(), Tla::set(&[Tla::string(self.output_name(output))]));
        let names = self.output_fields(output).iter().cloned();
        let sets = self.output_types(output).iter().map(|field| self.set(&field.ty));
        Tla::record(&std::iter::once(name).chain(names.zip(sets)).collect::<Vec<_>>(), ":")
    }
}

/// Of tagged records: one of these tags, and what goes with it. Tags with the same formula are put together.
fn any_of(tag: &Tla, cases: Vec<(Tla, Tla)>) -> Option<Tla> {
    let mut grouped: Vec<(Vec<Tla>, Tla)> = Vec::new();
    for (name, formula) in cases {
        match grouped.iter_mut().find(|(_, other)| other.flat() == formula.flat()) {
            Some((names, _)) => names.push(name),
            None => grouped.push((vec![name], formula)),
        }
    }
    let case = |(names, formula): (Vec<Tla>, Tla)| {
        let is = match names.as_slice() {
            [one] => Tla::compare(tag, "=", one),
            many => Tla::compare(tag, "\\in", &Tla::set(many)),
        };
        Tla::and(vec![is, formula])
    };
    let cases: Vec<Tla> = grouped.into_iter().map(case).collect();
    (!cases.is_empty()).then(|| Tla::or(cases))
}
