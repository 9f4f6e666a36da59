//! Roles, stores, ghosts and their variables.

use proc_macro2::Ident;

use super::{Resolver, TypeName};
use crate::ir::{Component, ComponentId, ComponentKind, SortId, Type, Variable, VariableId, VariableRole};
use crate::syntax::{ComponentItem, ComponentItemKind, Mark};

impl Resolver<'_> {
    /// The components, without their variables.
    pub(super) fn declare_components(&mut self) {
        for item in &self.workflow.components {
            let per = item.per.as_ref().and_then(|name| self.per(name));
            let kind = match item.kind {
                ComponentItemKind::Role => ComponentKind::Role,
                ComponentItemKind::Store => ComponentKind::Store,
                ComponentItemKind::Ghost => ComponentKind::Ghost,
            };
            let span = self.names.spans.number(item.ident.span());
            self.ir.components.push(Component { name: item.ident.to_string(), doc: item.doc.clone(), span, kind, per });
        }
    }

    fn per(&mut self, name: &Ident) -> Option<SortId> {
        if let Some(TypeName::Sort(sort)) = self.names.types.get(&name.to_string()) {
            return Some(*sort);
        }
        let message = format!("no id sort `{name}`: a role is one per `#[id]` or `#[node]`");
        self.errors.push("E0206", name.span(), message);
        None
    }

    /// The variables: each component's fields, then whether it is down where it can crash.
    pub(super) fn declare_variables(&mut self) {
        for (index, item) in self.workflow.components.iter().enumerate() {
            let component = ComponentId(index);
            self.check_field_names(&item.fields);
            self.check_durable(item);
            for field in &item.fields {
                let ty = self.field_type(field);
                let durable = item.kind != ComponentItemKind::Role || item.durable.contains(&field.ident);
                let variable = Variable {
                    name: field.ident.to_string(),
                    doc: field.doc.clone(),
                    span: self.names.spans.number(field.ident.span()),
                    component,
                    ty: self.lift(component, ty),
                    durable,
                    role: VariableRole::Declared,
                };
                let id = VariableId(self.ir.variables.len());
                self.ir.variables.push(variable);
                self.names.variables.insert((component, field.ident.to_string()), id);
            }
            self.declare_down(component, item);
        }
    }

    fn declare_down(&mut self, component: ComponentId, item: &ComponentItem) {
        let crash = self.workflow.functions.iter().find(|function| {
            function.owner.as_ref() == Some(&item.ident)
                && function.marks.iter().any(|(mark, _)| matches!(mark, Mark::Crash { .. }))
        });
        let Some(crash) = crash else { return };
        let variable = Variable {
            name: "down".to_owned(),
            doc: format!("`{}` has crashed and not yet recovered.", item.ident),
            span: self.names.spans.number(crash.ident.span()),
            component,
            ty: self.lift(component, Type::Bool),
            durable: true,
            role: VariableRole::Down,
        };
        self.ir.variables.push(variable);
    }

    /// A variable of a component that is one per id is a map.
    fn lift(&self, component: ComponentId, ty: Type) -> Type {
        match self.ir[component].per {
            Some(sort) => Type::Map(sort, Box::new(ty)),
            None => ty,
        }
    }

    fn check_durable(&mut self, item: &ComponentItem) {
        super::data::check_distinct(item.durable.iter(), "durable field", &mut self.errors);
        for name in &item.durable {
            if !item.fields.iter().any(|field| field.ident == *name) {
                let message = format!("`{}` has no field `{name}` that could be durable", item.ident);
                self.errors.push("E0210", name.span(), message);
            }
        }
    }
}
