//! Declares every type under its name, and every number that a scope gives.

use proc_macro2::{Ident, Span};

use super::{Resolver, TypeName};
use crate::diagnostic::Errors;
use crate::ir::{
    Bound, ComponentId, EffectId, EnumId, MessageId, Parameter, ParameterId, ParameterKind, Sort, SortId, StructId,
};

/// Names that the language itself gives a meaning.
const RESERVED: &[&str] =
    &["Count", "LeadsTo", "Map", "None", "Option", "Queue", "Self", "Set", "Some", "bool", "me", "self", "unlimited"];

impl Resolver<'_> {
    /// Gives every type its number. Numbers are positions in the source, table by table.
    pub(super) fn declare_types(&mut self) {
        let workflow = self.workflow;
        for (index, item) in workflow.sorts.iter().enumerate() {
            self.declare_type(&item.ident, TypeName::Sort(SortId(index)));
        }
        for (index, item) in workflow.structs.iter().enumerate() {
            self.declare_type(&item.ident, TypeName::Struct(StructId(index)));
        }
        for (index, item) in workflow.enums.iter().enumerate() {
            self.declare_type(&item.ident, TypeName::Enum(EnumId(index)));
        }
        for (index, item) in workflow.messages.iter().enumerate() {
            self.declare_type(&item.ident, TypeName::Message(MessageId(index)));
        }
        for (index, item) in workflow.effects.iter().enumerate() {
            self.declare_type(&item.ident, TypeName::Effect(EffectId(index)));
        }
        for (index, item) in workflow.components.iter().enumerate() {
            self.declare_type(&item.ident, TypeName::Component(ComponentId(index)));
        }
    }

    fn declare_type(&mut self, ident: &Ident, name: TypeName) {
        check_name(ident, &mut self.errors);
        let name_text = ident.to_string();
        if let Some(earlier) = self.type_places.get(&name_text) {
            let message = format!("`{ident}` is declared twice: all types of a workflow share one namespace");
            self.errors.push_with("E0201", ident.span(), message, *earlier, "first declared here");
        } else {
            self.type_places.insert(name_text.clone(), ident.span());
            self.names.types.insert(name_text, name);
        }
    }

    /// The id sorts, each with the parameter that says how many.
    pub(super) fn declare_sorts(&mut self) {
        for (index, item) in self.workflow.sorts.iter().enumerate() {
            let name = crate::casing::snake(&item.ident.to_string());
            let parameter = self.parameter(&name, ParameterKind::Ids(SortId(index)), item.ident.span());
            let span = self.names.spans.number(item.ident.span());
            self.ir.sorts.push(Sort {
                name: item.ident.to_string(),
                doc: item.doc.clone(),
                span,
                parameter,
                fixed: item.node,
                recycled: false,
            });
        }
    }

    /// The parameter of a name; a number may bound several things, but counts only one kind of thing.
    pub(super) fn parameter(&mut self, name: &str, kind: ParameterKind, span: Span) -> ParameterId {
        let Some(known) = self.names.parameters.get(name).copied() else {
            let id = ParameterId(self.ir.parameters.len());
            self.ir.parameters.push(Parameter { name: name.to_owned(), kind });
            self.names.parameters.insert(name.to_owned(), id);
            self.parameter_places.push(span);
            return id;
        };
        let earlier = self.ir[known].kind;
        let shared = earlier == kind || (matches!(earlier, ParameterKind::Ids(_)) && kind == ParameterKind::Capacity);
        if !shared {
            let (earlier, kind) = (what(earlier), what(kind));
            let message = if earlier == kind {
                format!("a scope calls both sorts `{name}`: rename one")
            } else {
                format!("`{name}` is {earlier} already and cannot be {kind} too: rename one")
            };
            self.errors.push_with("E0205", span, message, self.parameter_places[known.0], "the other is here");
        }
        known
    }

    /// The bound that a scope parameter gives.
    pub(super) fn capacity(&mut self, ident: &Ident) -> Bound {
        check_name(ident, &mut self.errors);
        Bound::Parameter(self.parameter(&ident.to_string(), ParameterKind::Capacity, ident.span()))
    }

    /// The budget of a name.
    pub(super) fn budget(&mut self, ident: &Ident) -> ParameterId {
        check_name(ident, &mut self.errors);
        self.parameter(&ident.to_string(), ParameterKind::Budget, ident.span())
    }
}

fn what(kind: ParameterKind) -> &'static str {
    match kind {
        ParameterKind::Ids(_) => "a number of ids",
        ParameterKind::Capacity => "a capacity",
        ParameterKind::Budget => "a budget",
    }
}

/// Refuses names that mean something else.
pub(super) fn check_name(ident: &Ident, errors: &mut Errors) {
    let name = ident.to_string();
    if name.starts_with("r#") || name.starts_with("__") || RESERVED.contains(&name.as_str()) {
        errors.push("E0202", ident.span(), format!("`{name}` is a word of the language: choose another name"));
    }
}
