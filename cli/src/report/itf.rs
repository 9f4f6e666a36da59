//! A trace in the format of Apalache and Quint: <https://apalache-mc.org/docs/adr/015adr-trace.html>.
//!
//! Variables and values have the names and shapes of the exported TLA+ module: a record for each role, store and ghost,
//! or a map to records where there is one for each id.

use honnin_checker::trace::Trace;
use honnin_checker::verdict::{Finding, Outcome, Verdict};
use honnin_checker::words::noun;
use honnin_codegen::ir::{ChannelId, ChannelKind, ComponentId, Field, Ir, SortId, Type, VariableId, VariableRole};
use honnin_codegen::layout::Layout;
use honnin_codegen::value::{Contents, Domain, Packet, State, Value};
use serde_json::{Map, Value as Json, json};

/// One trace of all that were found: of what is not as stated, else of a known defect, else a witness. A document has a
/// newline at the end.
pub(crate) fn document(runs: &[(&Layout, &Verdict)]) -> String {
    let rank = |finding: &Finding| (finding.as_expected(), finding.outcome != Outcome::Violated);
    let findings =
        runs.iter().flat_map(|(layout, verdict)| verdict.findings.iter().map(move |it| (*layout, *verdict, it)));
    let told =
        findings.filter_map(|(layout, verdict, finding)| Some((layout, verdict, finding, finding.trace.as_ref()?)));
    let Some((layout, verdict, finding, trace)) = told.min_by_key(|(_, _, finding, _)| rank(finding)) else {
        return nothing("no trace was found");
    };
    let writer = Writer { domain: layout.domain() };
    // Of a run that repeats, the last state is the one that it goes on from; one that stops repeats its last state.
    let last = trace.steps.len();
    let shown = trace.cycle_from.map_or(last + 1, |from| last + usize::from(from == last));
    let states: Vec<Json> =
        trace.states.iter().take(shown).enumerate().map(|(at, state)| writer.state(trace, at, state)).collect();
    let found = format!("{}, {}: {} in {last} steps", verdict.workflow, finding.name, finding.outcome.name());
    written(&found, &writer.names(), &states, trace.cycle_from)
}

/// The document of a run without a trace, and why there is none.
pub(crate) fn nothing(why: &str) -> String {
    written(why, &[], &[], None)
}

fn written(description: &str, names: &[String], states: &[Json], repeats: Option<usize>) -> String {
    let mut document = json!({
        "#meta": {
            "format": "ITF",
            "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
            "description": description,
        },
        "vars": names,
        "states": states,
    });
    if let Some(from) = repeats {
        document["loop"] = json!(from);
    }
    format!("{document:#}\n")
}

struct Writer<'a> {
    domain: Domain<'a>,
}

impl Writer<'_> {
    fn ir(&self) -> &Ir {
        self.domain.ir
    }

    /// Those of the exported module: the components, what travels, what is left of each budget.
    fn names(&self) -> Vec<String> {
        let ir = self.ir();
        let components = ir.component_ids().filter(|id| ir.variables_of(*id).next().is_some());
        let mut names: Vec<String> = components.map(|id| snake(&ir[id].name)).collect();
        if ir.channels.iter().any(|channel| channel.kind == ChannelKind::Any) {
            names.push("messages".to_owned());
        }
        names.extend(ir.channels.iter().filter(|channel| channel.kind != ChannelKind::Any).map(|c| snake(&c.name)));
        if self.domain.sizes.counted_budgets(ir).next().is_some() {
            names.push("left".to_owned());
        }
        names
    }

    fn state(&self, trace: &Trace, at: usize, state: &State) -> Json {
        let ir = self.ir();
        let event = at.checked_sub(1).map_or("initially", |before| trace.steps[before].call.as_str());
        let mut json = Map::from_iter([("#meta".to_owned(), json!({ "index": at, "event": event }))]);
        for component in ir.component_ids().filter(|id| ir.variables_of(*id).next().is_some()) {
            json.insert(snake(&ir[component].name), self.component(component, state));
        }
        let mut posted = Vec::new();
        for (index, (channel, contents)) in ir.channels.iter().zip(&state.channels).enumerate() {
            match contents {
                Contents::Any(packets) => posted.extend(packets.iter().map(|packet| self.packet(packet))),
                Contents::Bag(counts) => {
                    let counts = counts.iter().map(|(packet, count)| json!([self.packet(packet), number(*count)]));
                    json.insert(snake(&channel.name), json!({ "#map": counts.collect::<Vec<_>>() }));
                }
                Contents::Fifo(queues) => {
                    json.insert(snake(&channel.name), self.queues(ChannelId(index), queues));
                }
            }
        }
        if ir.channels.iter().any(|channel| channel.kind == ChannelKind::Any) {
            json.insert("messages".to_owned(), json!({ "#set": posted }));
        }
        let budgets = self.domain.sizes.counted_budgets(ir).zip(&state.budgets);
        let left: Map<String, Json> =
            budgets.map(|((budget, _), left)| (ir[budget].name.clone(), number(*left))).collect();
        if !left.is_empty() {
            json.insert("left".to_owned(), Json::Object(left));
        }
        Json::Object(json)
    }

    /// A sequence; a map to sequences where there is one for each sender, receiver or pair of them.
    fn queues(&self, channel: ChannelId, queues: &[Vec<Packet>]) -> Json {
        let ir = self.ir();
        let queue = |queue: &Vec<Packet>| queue.iter().map(|packet| self.packet(packet)).collect::<Json>();
        let ends = ir[channel].messages.first().map(|&message| [ir[message].from, ir[message].to]);
        let sorts = ends.map_or([None, None], |ends| ends.map(|end| ir[end.component].per));
        let receivers = self.domain.ends(channel).1;
        let key = |lane: usize| match sorts {
            [None, None] => None,
            [Some(from), None] => Some(self.id(from, lane)),
            [None, Some(to)] => Some(self.id(to, lane)),
            [Some(from), Some(to)] => {
                Some(json!({ "#tup": [self.id(from, lane / receivers), self.id(to, lane % receivers)] }))
            }
        };
        match queues {
            [one] if key(0).is_none() => queue(one),
            many => {
                let lanes = many.iter().enumerate();
                json!({ "#map": lanes.map(|(lane, items)| json!([key(lane), queue(items)])).collect::<Vec<_>>() })
            }
        }
    }

    /// A record; a map to records where there is one for each id.
    fn component(&self, component: ComponentId, state: &State) -> Json {
        let Some(sort) = self.ir()[component].per else { return self.record(component, state, None) };
        let instances = (0..self.domain.ids(sort))
            .map(|id| json!([self.value(&Type::Id(sort), &Value::Id(id)), self.record(component, state, Some(id))]));
        json!({ "#map": instances.collect::<Vec<_>>() })
    }

    fn record(&self, component: ComponentId, state: &State, instance: Option<usize>) -> Json {
        let ir = self.ir();
        let value = |id: VariableId| match (&state.variables[id.0], instance) {
            (Value::Map(entries), Some(instance)) => self.value(ir[id].ty.entry(), &entries[instance]),
            (value, _) => self.value(&ir[id].ty, value),
        };
        let name = |id: VariableId| match ir[id].role {
            VariableRole::Declared => ir[id].name.clone(),
            VariableRole::Down => "down".to_owned(),
            VariableRole::Outbox => "outbox".to_owned(),
        };
        ir.variables_of(component).map(|id| (name(id), value(id))).collect::<Map<_, _>>().into()
    }

    fn packet(&self, packet: &Packet) -> Json {
        let message = &self.ir()[packet.message];
        self.fields([("type".to_owned(), json!(message.name))], &message.fields, &packet.fields)
    }

    fn fields(&self, tag: impl IntoIterator<Item = (String, Json)>, fields: &[Field], values: &[Value]) -> Json {
        let fields = fields.iter().zip(values).map(|(field, value)| (field.name.clone(), self.value(&field.ty, value)));
        tag.into_iter().chain(fields).collect::<Map<_, _>>().into()
    }

    /// As the exported module's configuration calls it.
    fn id(&self, sort: SortId, id: usize) -> Json {
        json!(self.domain.show_id(sort, id).to_string().replace(' ', "_"))
    }

    fn value(&self, ty: &Type, value: &Value) -> Json {
        let ids =
            |sort, ids: &mut dyn Iterator<Item = usize>| -> Vec<Json> { ids.map(|id| self.id(sort, id)).collect() };
        match (ty, value) {
            (Type::Option(_), Value::Variant(0, _)) => json!("None"),
            // As in the module: an option in an option says that it is something.
            (Type::Option(inner), Value::Variant(_, some)) if matches!(**inner, Type::Option(_)) => {
                json!({ "some": self.value(inner, &some[0]) })
            }
            (Type::Option(inner), Value::Variant(_, some)) => self.value(inner, &some[0]),
            (Type::Enum(id), Value::Variant(variant, values)) => {
                let (row, plain) = (&self.ir()[*id], self.ir()[*id].variants.iter().all(|v| v.fields.is_empty()));
                let name = json!(row.variants[*variant].name);
                if plain {
                    name
                } else {
                    self.fields([("tag".to_owned(), name)], &row.variants[*variant].fields, values)
                }
            }
            (Type::Struct(id), Value::Struct(values)) => self.fields([], &self.ir()[*id].fields, values),
            (Type::Map(sort, entry), Value::Map(values)) => {
                let keys = ids(*sort, &mut (0..values.len()));
                let entries = keys.into_iter().zip(values).map(|(key, value)| json!([key, self.value(entry, value)]));
                json!({ "#map": entries.collect::<Vec<_>>() })
            }
            (Type::Queue(item, _), Value::Queue(items)) => items.iter().map(|value| self.value(item, value)).collect(),
            (Type::Set(sort), Value::Set(members)) => json!({ "#set": ids(*sort, &mut members.iter().copied()) }),
            (Type::Id(sort), Value::Id(id)) => self.id(*sort, *id),
            (_, Value::Bool(value)) => json!(value),
            (_, Value::Count(count)) => number(*count),
            (ty, value) => unreachable!("{value:?} is no value of {ty:?}"),
        }
    }
}

/// Of any size, as the format wants it.
fn number(number: impl std::fmt::Display) -> Json {
    json!({ "#bigint": format!("{number}") })
}

/// As the exported module calls it: `PrintJob` is `print_job`.
fn snake(name: &str) -> String {
    noun(name).replace(' ', "_")
}
