//! The example in the documentation: types of one's own, and the loop around a machine.

use std::fmt::Write as _;

use crate::emit::machine::data::document_fields;
use crate::emit::machine::names::{self, ident, is_document};
use crate::emit::machine::own::Own;
use crate::emit::machine::role::Role;
use crate::ir::{Ir, StructId, Type};

/// A block that compiles where the module is in scope; it is not run, since no example knows where that is.
pub(super) fn of(ir: &Ir, role: &Role<'_>) -> String {
    let mut text = String::from("```ignore\n");
    let module = ident(&ir.name);
    let own = role.module();
    let documents: Vec<StructId> = (0..ir.structs.len()).map(StructId).filter(|id| is_document(ir, *id)).collect();
    let _ = writeln!(text, "use {module}::support::{{Answer, Unverified}};");
    let _ = writeln!(text, "use {module}::{own}::{{Config, Event, Fresh, Machine}};\n");
    types(&mut text, ir, &documents);
    for id in &documents {
        document(&mut text, ir, *id, role);
    }
    around(&mut text, role);
    text + "```\n"
}

/// The caller's choice of types.
fn types(text: &mut String, ir: &Ir, documents: &[StructId]) {
    let module = ident(&ir.name);
    text.push_str("/// Numbers for ids; a UUID or a database key does as well.\n");
    text.push_str("#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]\nenum Numbers {}\n\n");
    let _ = writeln!(text, "impl {module}::Types for Numbers {{");
    for sort in &ir.sorts {
        let _ = writeln!(text, "    type {} = u64;", ident(&sort.name));
    }
    for id in documents {
        let name = &ir[*id].name;
        let _ = writeln!(text, "    type {name} = My{name};");
    }
    text.push_str("}\n\n");
}

/// A document that says what it was made with.
fn document(text: &mut String, ir: &Ir, id: StructId, role: &Role<'_>) {
    let (module, name) = (ident(&ir.name), &ir[id].name);
    let fields = document_fields(ir, id, &|ty| plain(ir, ty));
    let _ = writeln!(text, "#[derive(Clone, Debug)]\nstruct My{name} {{");
    for (field, ty) in &fields {
        let _ = writeln!(text, "    {field}: {ty},");
    }
    let _ = writeln!(text, "}}\n\nimpl {module}::{name}<Numbers> for My{name} {{");
    for (field, ty) in &fields {
        let copied = ["bool", "u32", "u64"].contains(&&**ty);
        let value = if copied { format!("self.{field}") } else { format!("self.{field}.clone()") };
        let _ = writeln!(text, "    fn {field}(&self) -> {ty} {{\n        {value}\n    }}");
    }
    text.push_str("}\n\n");
    if role.makes().contains(&id) {
        let make = names::make_trait(ir, id);
        let parameters: Vec<String> = fields.iter().map(|(field, ty)| format!("{field}: {ty}")).collect();
        let names: Vec<&str> = fields.iter().map(|(field, _)| &**field).collect();
        let _ = writeln!(text, "impl {module}::{make}<Numbers> for My{name} {{");
        let _ = writeln!(text, "    fn make({}) -> Self {{", parameters.join(", "));
        let _ = writeln!(text, "        Self {{ {} }}\n    }}\n}}\n", names.join(", "));
    }
}

/// A type of a document's field over numbers.
fn plain(ir: &Ir, ty: &Type) -> String {
    let module = ident(&ir.name);
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Count(_) => "u32".to_owned(),
        Type::Id(_) => "u64".to_owned(),
        Type::Option(inner) => format!("Option<{}>", plain(ir, inner)),
        Type::Set(_) => "std::collections::BTreeSet<u64>".to_owned(),
        Type::Struct(id) if is_document(ir, *id) => format!("My{}", ir[*id].name),
        Type::Struct(id) => generic(ir, ty, &format!("{module}::{}", ir[*id].name)),
        Type::Enum(id) => generic(ir, ty, &format!("{module}::{}", ir[*id].name)),
        Type::Map(_, inner) | Type::Queue(inner, _) => plain(ir, inner),
    }
}

fn generic(ir: &Ir, ty: &Type, name: &str) -> String {
    if names::is_generic(ir, ty) { format!("{name}<Numbers>") } else { name.to_owned() }
}

/// The loop around a machine.
fn around(text: &mut String, role: &Role<'_>) {
    let event = if role.takes_types(Own::Event) { "Event<Numbers>" } else { "Event" };
    let capacities = role.capacities.iter().map(|id| format!("{}: 1", ident(&role.ir[*id].name)));
    let nodes =
        role.nodes.iter().map(|sort| format!("{}: [1, 2].into()", ident(&role.ir[role.ir[*sort].parameter].name)));
    let numbers: Vec<String> = capacities.chain(nodes).collect();
    let numbers = if numbers.is_empty() { String::new() } else { format!(" {} ", numbers.join(", ")) };
    let _ = writeln!(
        text,
        "fn run(events: impl Iterator<Item = {event}>) -> Result<(), Unverified> {{\n    \
         let mut machine = Machine::<Numbers>::new(Config {{{numbers}}})?;\n    \
         for event in events {{\n        \
         match machine.decide(event, &Fresh::default()) {{\n            \
         Answer::Done(step) => {{\n                \
         // Commit step.writes() and step.outputs() in one transaction. Then:\n                \
         machine.apply(&step).expect(\"nothing else was applied\");\n                \
         // Let the outputs out, start and cancel step.timers(), and ask machine.poll() for more.\n            \
         }}\n            \
         Answer::Wanted(sort) => println!(\"decide again with a fresh {{sort}}\"),\n            \
         Answer::Dropped(refusal) | Answer::NotNow(refusal) | Answer::Refused(refusal) => println!(\"{{refusal}}\"),\n        \
         }}\n    \
         }}\n    \
         Ok(())\n\
         }}"
    );
}
