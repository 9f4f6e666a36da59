//! Between the model's values and the JSON that this service stores and sends.
//!
//! What is compared with the model is therefore what is really written and sent, names of fields included.

use honnin_checker::conformance::{Role, Stimulus, TimerKey};
use honnin_codegen::ir::{Action, ActionId, ActionKind, ComponentId, EffectId, Field, Ir, MessageId, SortId, Type};
use honnin_codegen::value::{Output, Packet, Value};
use serde_json::{Map, Value as Json, json};

use crate::program::city::{Document, Job, Node, Page, Person, PrintImage, Said, Session};

/// A translation of ids: the same for the whole life of a driver.
#[derive(Clone, Copy)]
pub(crate) struct Translator<'a> {
    role: &'a Role<'a>,
    component: ComponentId,
    /// Whether the order of ids is turned round.
    reversed: bool,
}

impl<'a> Translator<'a> {
    pub(crate) fn new(role: &'a Role<'a>, component: ComponentId, reversed: bool) -> Self {
        Self { role, component, reversed }
    }

    fn ir(&self) -> &'a Ir {
        self.role.domain().ir
    }

    /// The role's variables: name and type.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&'a str, &'a Type)> {
        let ir = self.ir();
        self.role.variables().iter().map(move |id| (&*ir[*id].name, &ir[*id].ty))
    }

    /// The sort of this name.
    pub(crate) fn sort(&self, name: &str) -> Option<SortId> {
        self.ir().sorts.iter().position(|sort| sort.name == name).map(SortId)
    }

    /// All ids of a sort, in the model's order.
    pub(crate) fn ids(&self, sort: SortId) -> Vec<Json> {
        (0..self.role.domain().ids(sort)).map(|number| self.id(sort, number)).collect()
    }

    /// What the service calls an id.
    pub(crate) fn id(&self, sort: SortId, number: usize) -> Json {
        let small = if self.reversed { 3 - number as u64 % 4 } else { number as u64 };
        let whole = if self.reversed { 1_000_000 - number as u64 } else { number as u64 };
        match &*self.ir()[sort].name {
            "Person" => json!(Person(7_000_000 + whole)),
            "Session" => json!(Session { kiosk: 3, visit: whole }),
            "Job" => json!(Job { node: Node(0), epoch: 2, number: whole }),
            // Servers are told in their order, and stay in it.
            "Node" => json!(Node(u32::try_from(number).unwrap_or_default())),
            "Document" => json!(Document::ALL[usize::try_from(small).unwrap_or_default()]),
            other => json!(format!("{other} is not known in this city")),
        }
    }

    /// What comes in, as the service hears it.
    pub(crate) fn event(&self, stimulus: &Stimulus) -> Option<Json> {
        match stimulus {
            Stimulus::Action(id, arguments) => {
                let kind = match self.ir()[*id].kind {
                    ActionKind::Fault { .. } => "Fault",
                    _ => "Input",
                };
                Some(wrapped(kind, self.call(*id, arguments)))
            }
            Stimulus::Message(_, packet) => {
                let message = &self.ir()[packet.message];
                Some(wrapped("Message", wrapped(&message.name, self.record(&message.fields, &packet.fields))))
            }
            Stimulus::Timer(..) | Stimulus::Turn(_) => None,
        }
    }

    /// `{ "PrintDeadline": { "job": .. } }`
    pub(crate) fn call(&self, id: ActionId, arguments: &[Value]) -> Json {
        let action = &self.ir()[id];
        let fields =
            parameters(action).zip(arguments).map(|((name, ty), value)| (name.to_owned(), self.json(ty, value)));
        tagged(&camel(&action.name), fields.collect())
    }

    /// The timer that a service calls so.
    pub(crate) fn timer(&self, json: &Json) -> Option<TimerKey> {
        let (name, fields) = untagged(json)?;
        let action = self.ir().machine_actions_of(self.component).find(|id| camel(&self.ir()[*id].name) == name)?;
        let read = |(name, ty): (&str, &Type)| self.value(ty, &fields[name]);
        let arguments = parameters(&self.ir()[action]).map(read).collect::<Option<_>>()?;
        Some(TimerKey { action, arguments })
    }

    /// What goes out, as the model says it.
    pub(crate) fn output(&self, json: &Json) -> Option<Output> {
        let (name, record) = untagged(json)?;
        if let Some(number) = self.ir().effects.iter().position(|effect| effect.name == name) {
            return Some(Output::Effect(EffectId(number), self.values(&self.ir().effects[number].fields, &record)?));
        }
        let number = self.ir().messages.iter().position(|message| message.name == name)?;
        let fields = self.values(&self.ir().messages[number].fields, &record)?;
        Some(Output::Message(Packet { message: MessageId(number), fields }))
    }

    /// A value as the service writes it.
    pub(crate) fn json(&self, ty: &Type, value: &Value) -> Json {
        match (ty, value) {
            (Type::Bool, Value::Bool(value)) => json!(value),
            (Type::Count(_), Value::Count(value)) => json!(value),
            (Type::Id(sort), Value::Id(number)) => self.id(*sort, *number),
            (Type::Option(_), Value::Variant(0, _)) => Json::Null,
            (Type::Option(inner), Value::Variant(_, parts)) => self.json(inner, &parts[0]),
            (Type::Enum(id), Value::Variant(variant, parts)) => {
                let variant = &self.ir()[*id].variants[*variant];
                tagged(&variant.name, self.fields(&variant.fields, parts))
            }
            (Type::Struct(id), Value::Struct(parts)) if self.ir()[*id].name == "Page" => {
                self.page(&self.ir()[*id].fields, parts)
            }
            (Type::Struct(id), Value::Struct(parts)) => self.record(&self.ir()[*id].fields, parts),
            (Type::Queue(inner, _), Value::Queue(items)) => items.iter().map(|item| self.json(inner, item)).collect(),
            _ => Json::String(format!("{value:?} is not of the type {ty:?}")),
        }
    }

    /// A value that the service wrote; `None` if it is none of the scope's.
    pub(crate) fn value(&self, ty: &Type, json: &Json) -> Option<Value> {
        Some(match ty {
            Type::Bool => Value::Bool(json.as_bool()?),
            Type::Count(_) => Value::Count(u32::try_from(json.as_u64()?).ok()?),
            Type::Id(sort) => Value::Id(self.ids(*sort).iter().position(|id| id == json)?),
            Type::Option(_) if json.is_null() => Value::none(),
            Type::Option(inner) => Value::some(self.value(inner, json)?),
            Type::Enum(id) => {
                let (name, record) = untagged(json)?;
                let number = self.ir()[*id].variants.iter().position(|variant| variant.name == name)?;
                Value::Variant(number, self.values(&self.ir()[*id].variants[number].fields, &record)?)
            }
            Type::Struct(id) if self.ir()[*id].name == "Page" => {
                let page: Page = serde_json::from_value(json.clone()).ok()?;
                let Said { job, sheet, subject, document, version, my_number } = page.said();
                let content = json!({ "document": document, "fields": u32::from(my_number) });
                let said =
                    json!({ "job": job, "sheet": sheet, "subject": subject, "content": content, "version": version });
                Value::Struct(self.values(&self.ir()[*id].fields, &said)?)
            }
            Type::Struct(id) => Value::Struct(self.values(&self.ir()[*id].fields, json)?),
            Type::Queue(inner, _) => {
                Value::Queue(json.as_array()?.iter().map(|item| self.value(inner, item)).collect::<Option<_>>()?)
            }
            Type::Set(_) | Type::Map(..) => return None,
        })
    }

    /// A page that says this of itself, in a file that is named after nobody who lives here.
    fn page(&self, fields: &[Field], parts: &[Value]) -> Json {
        let said = self.record(fields, parts);
        let page = serde_json::from_value(said["job"].clone()).and_then(|job| {
            let subject = serde_json::from_value(said["subject"].clone())?;
            let document = serde_json::from_value(said["content"]["document"].clone())?;
            let sheet = serde_json::from_value(said["sheet"].clone())?;
            let version = serde_json::from_value(said["version"].clone())?;
            let my_number = said["content"]["fields"] != json!(0);
            Ok(PrintImage::draw(Person(1), &Said { job, sheet, subject, document, version, my_number }))
        });
        page.map_or_else(|error| json!(error.to_string()), |page| json!(page))
    }

    fn record(&self, fields: &[Field], parts: &[Value]) -> Json {
        Json::Object(self.fields(fields, parts))
    }

    fn fields(&self, fields: &[Field], parts: &[Value]) -> Map<String, Json> {
        fields.iter().zip(parts).map(|(field, part)| (field.name.clone(), self.json(&field.ty, part))).collect()
    }

    fn values(&self, fields: &[Field], record: &Json) -> Option<Vec<Value>> {
        fields.iter().map(|field| self.value(&field.ty, record.get(&*field.name)?)).collect()
    }
}

/// The parameters of an action: name and type.
fn parameters(action: &Action) -> impl Iterator<Item = (&str, &Type)> {
    action.body.locals[..action.arity()].iter().map(|local| (&*local.name, &local.ty))
}

/// `print_deadline` as a variant.
fn camel(name: &str) -> String {
    let upper = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('_').filter(|word| !word.is_empty()).map(upper).collect()
}

/// A variant with its fields.
fn tagged(name: &str, fields: Map<String, Json>) -> Json {
    if fields.is_empty() { json!(name) } else { wrapped(name, Json::Object(fields)) }
}

/// A variant that holds one thing.
fn wrapped(name: &str, inner: Json) -> Json {
    Json::Object(Map::from_iter([(name.to_owned(), inner)]))
}

/// The name of a variant, and its fields.
fn untagged(json: &Json) -> Option<(&str, Json)> {
    match json {
        Json::String(name) => Some((name, Json::Null)),
        Json::Object(object) => object.iter().next().map(|(name, fields)| (&**name, fields.clone())),
        _ => None,
    }
}
