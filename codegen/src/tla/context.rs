//! What everything is called in the module.

use super::names::Names;
use crate::casing::{camel, snake};
use crate::ir::query::{Output, visit_statements};
use crate::ir::{
    Body, Bound, ChannelId, ChannelKind, ComponentId, EnumId, Field, Ir, ParameterId, ParameterKind, Sizes, SortId,
    StatementKind, Type, VariableRole,
};

/// A protocol at a scope and the names of all that the module defines.
pub(super) struct Context<'a> {
    pub(super) ir: &'a Ir,
    pub(super) sizes: &'a Sizes,
    /// The module's name.
    pub(super) module: String,
    /// By sort: the constant.
    pub(super) sorts: Vec<String>,
    /// By parameter: the constant, for capacities and counted budgets.
    pub(super) parameters: Vec<Option<String>>,
    /// By struct and by enum: the set of its values. `None` for what the outbox is made of.
    pub(super) structs: Vec<Option<String>>,
    pub(super) enums: Vec<Option<String>>,
    /// By component: the variable, where it has something to keep.
    pub(super) components: Vec<Option<String>>,
    /// By variable: the field of its component's record.
    pub(super) fields: Vec<String>,
    /// By channel: the variable. Those of kind `any` share one.
    pub(super) channels: Vec<String>,
    /// By message and by effect: the fields of its record.
    pub(super) messages: Vec<Vec<String>>,
    pub(super) effects: Vec<Vec<String>>,
    /// By enum and variant: the fields of its record.
    pub(super) variants: Vec<Vec<Vec<String>>>,
    pub(super) actions: Vec<String>,
    pub(super) observers: Vec<String>,
    pub(super) properties: Vec<String>,
    /// By action and by observer: the operators of its loops.
    pub(super) action_loops: Vec<Vec<String>>,
    pub(super) observer_loops: Vec<Vec<String>>,
    /// By sort: what says that an id is held, that it is named by a message under way, and which are free.
    pub(super) held: Vec<String>,
    pub(super) under_way: Vec<String>,
    pub(super) free: Vec<String>,
    /// By component: what it starts from, where there is one for each id.
    pub(super) starts: Vec<String>,
    /// By component: how it commits, where it can crash.
    pub(super) commits: Vec<String>,
    /// By component: what a ghost makes of an output.
    pub(super) sees: Vec<String>,
    /// All names, for locals to keep clear of.
    pub(super) names: Names,
}

/// The name of the variable that holds the messages on all `any` channels.
pub(super) const MESSAGES: &str = "messages";
/// The name of the variable that holds what is left of each budget.
pub(super) const LEFT: &str = "left";

impl<'a> Context<'a> {
    pub(super) fn new(ir: &'a Ir, sizes: &'a Sizes) -> Self {
        let mut names = Names::new();
        let give = |names: &mut Names, wanted: &[&str]| names.give(wanted);
        let sorts = ir.sorts.iter().map(|sort| give(&mut names, &[&sort.name])).collect();
        let parameters = (0..ir.parameters.len()).map(|index| parameter(ir, sizes, index, &mut names)).collect();
        let synthesised = |name: &str| name.starts_with("__");
        let type_name =
            |name: &str, names: &mut Names| (!synthesised(name)).then(|| names.give(&[name, &format!("{name}Value")]));
        let structs = ir.structs.iter().map(|data| type_name(&data.name, &mut names)).collect();
        let enums = ir.enums.iter().map(|data| type_name(&data.name, &mut names)).collect();
        let components = ir
            .component_ids()
            .map(|id| {
                let name = snake(&ir[id].name);
                let kept = ir.variables_of(id).next().is_some();
                kept.then(|| names.give(&[&name, &format!("{name}_state")]))
            })
            .collect();
        let channels = ir
            .channels
            .iter()
            .enumerate()
            .map(|(index, channel)| match channel.kind {
                ChannelKind::Any => MESSAGES.to_owned(),
                _ => channel_name(ir, ChannelId(index), &mut names),
            })
            .collect();
        let (messages, effects) = outputs(ir);
        let qualified = |owner: ComponentId, name: &str| format!("{}{}", ir[owner].name, camel(name));
        let actions: Vec<String> = ir
            .actions
            .iter()
            .map(|action| names.give(&[&camel(&action.name), &qualified(action.component, &action.name)]))
            .collect();
        let observers: Vec<String> = ir
            .observers
            .iter()
            .map(|observer| names.give(&[&camel(&observer.name), &qualified(observer.component, &observer.name)]))
            .collect();
        let properties = ir
            .properties
            .iter()
            .map(|property| names.give(&[&camel(&property.name), &format!("{}Property", camel(&property.name))]))
            .collect();
        let action_loops =
            ir.actions.iter().zip(&actions).map(|(action, name)| loops(&action.body, name, &mut names)).collect();
        let observer_loops = ir
            .observers
            .iter()
            .zip(&observers)
            .map(|(observer, name)| loops(&observer.body, name, &mut names))
            .collect();
        let mut of_sorts = |before: &str, after: &str| -> Vec<String> {
            ir.sorts.iter().map(|sort| names.give(&[&format!("{before}{}{after}", sort.name)])).collect()
        };
        let (held, under_way, free) = (of_sorts("", "IsHeld"), of_sorts("", "IsUnderWay"), of_sorts("Free", ""));
        let mut of_components = |before: &str, after: &str| -> Vec<String> {
            ir.components.iter().map(|component| names.give(&[&format!("{before}{}{after}", component.name)])).collect()
        };
        let (starts, commits) = (of_components("Initial", ""), of_components("", "Commits"));
        let sees = of_components("", "Sees");
        let module = camel(&ir.name);
        Self {
            ir,
            sizes,
            module,
            sorts,
            parameters,
            structs,
            enums,
            components,
            fields: fields(ir),
            channels,
            messages,
            effects,
            variants: (0..ir.enums.len()).map(|index| variants(ir, EnumId(index))).collect(),
            actions,
            observers,
            properties,
            action_loops,
            observer_loops,
            held,
            under_way,
            free,
            starts,
            commits,
            sees,
            names,
        }
    }

    /// The number behind a bound: a literal or a constant.
    pub(super) fn bound(&self, bound: Bound) -> String {
        match bound {
            Bound::Literal(number) => number.to_string(),
            Bound::Parameter(parameter) => self.number(parameter),
        }
    }

    /// The constant of a parameter; the number where it has none.
    pub(super) fn number(&self, parameter: ParameterId) -> String {
        let constant = self.parameters[parameter.0].clone();
        constant.unwrap_or_else(|| self.sizes.get(parameter).unwrap_or(u32::MAX).to_string())
    }

    /// The sort of a component's instances.
    pub(super) fn per(&self, component: ComponentId) -> Option<SortId> {
        self.ir[component].per
    }

    /// The variable of a component.
    pub(super) fn component(&self, component: ComponentId) -> String {
        self.components[component.0].clone().unwrap_or_default()
    }

    /// The fields of an output's record.
    pub(super) fn output_fields(&self, output: Output) -> &[String] {
        match output {
            Output::Effect(effect) => &self.effects[effect.0],
            Output::Message(message) => &self.messages[message.0],
        }
    }

    /// An output's name.
    pub(super) fn output_name(&self, output: Output) -> &'a str {
        match output {
            Output::Effect(effect) => &self.ir[effect].name,
            Output::Message(message) => &self.ir[message].name,
        }
    }

    /// The declared fields of an output.
    pub(super) fn output_types(&self, output: Output) -> &'a [Field] {
        match output {
            Output::Effect(effect) => &self.ir[effect].fields,
            Output::Message(message) => &self.ir[message].fields,
        }
    }

    /// Whether an enum carries nothing: its values are strings then, else records with a `tag`.
    pub(super) fn is_plain(&self, id: EnumId) -> bool {
        self.ir[id].variants.iter().all(|variant| variant.fields.is_empty())
    }
}

fn parameter(ir: &Ir, sizes: &Sizes, index: usize, names: &mut Names) -> Option<String> {
    let parameter = &ir.parameters[index];
    let counted = match parameter.kind {
        ParameterKind::Ids(_) => false,
        ParameterKind::Capacity => true,
        ParameterKind::Budget => sizes.get(ParameterId(index)).is_some(),
    };
    counted.then(|| names.give(&[&format!("Max{}", camel(&parameter.name))]))
}

/// Several channels of one name differ in their ends.
fn channel_name(ir: &Ir, id: ChannelId, names: &mut Names) -> String {
    let name = snake(&ir[id].name);
    let ends = ir[id].messages.first().map(|&message| {
        let [from, to] = [ir[message].from, ir[message].to].map(|end| snake(&ir[end.component].name));
        format!("{name}_{from}_{to}")
    });
    names.give(&[&name, &ends.unwrap_or_else(|| format!("{name}_channel"))])
}

fn fields(ir: &Ir) -> Vec<String> {
    let name = |variable: &crate::ir::Variable| match variable.role {
        VariableRole::Outbox => "outbox".to_owned(),
        _ => variable.name.clone(),
    };
    let wanted: Vec<String> = ir.variables.iter().map(name).collect();
    // The words for what is added give way to a field that is declared.
    let taken = |index: usize| {
        let same = |other: &usize| ir.variables[*other].component == ir.variables[index].component;
        (0..wanted.len()).filter(same).any(|other| other != index && wanted[other] == wanted[index])
    };
    let added = |index: usize| ir.variables[index].role != VariableRole::Declared;
    (0..wanted.len())
        .map(
            |index| if added(index) && taken(index) { format!("{}_now", wanted[index]) } else { wanted[index].clone() },
        )
        .collect()
}

/// The names of record fields: those of the source but where records that meet in one set have one name for two types.
fn record_fields(records: &[(&str, &[Field])], reserved: &str) -> Vec<Vec<String>> {
    let clashes = |field: &Field| {
        let mut all = records.iter().flat_map(|(_, fields)| fields.iter());
        field.name == reserved || all.any(|other| other.name == field.name && !other.ty.matches(&field.ty))
    };
    let name = |owner: &str, fields: &[Field], index: usize| match fields[index].name.as_str() {
        digits if digits.starts_with(|letter: char| letter.is_ascii_digit()) => {
            let number = if fields.len() == 1 { String::new() } else { (index + 1).to_string() };
            if clashes(&fields[index]) { format!("{}{number}", snake(owner)) } else { format!("value{number}") }
        }
        name if clashes(&fields[index]) => format!("{}_{name}", snake(owner)),
        name => name.to_owned(),
    };
    records.iter().map(|(owner, fields)| (0..fields.len()).map(|index| name(owner, fields, index)).collect()).collect()
}

fn outputs(ir: &Ir) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let messages = ir.messages.iter().map(|message| (&*message.name, &*message.fields));
    let effects = ir.effects.iter().map(|effect| (&*effect.name, &*effect.fields));
    let records: Vec<(&str, &[Field])> = messages.chain(effects).collect();
    let mut all = record_fields(&records, "type");
    let effects = all.split_off(ir.messages.len());
    (all, effects)
}

fn variants(ir: &Ir, id: EnumId) -> Vec<Vec<String>> {
    let records: Vec<(&str, &[Field])> =
        ir[id].variants.iter().map(|variant| (&*variant.name, &*variant.fields)).collect();
    record_fields(&records, "tag")
}

fn loops(body: &Body, owner: &str, names: &mut Names) -> Vec<String> {
    let mut found = Vec::new();
    visit_statements(&body.statements, &mut |statement| {
        if let StatementKind::ForEach { .. } = statement.kind {
            found.push(names.give(&[&format!("{owner}Each")]));
        }
    });
    found
}

/// Whether a value of the type may be an `Option`'s `None`, so that an `Option` of it needs a record around it.
pub(super) fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Option(_))
}
