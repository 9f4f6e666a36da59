//! Ways into the state: fields and entries.

use proc_macro2::Span;
use syn::spanned::Spanned;

use crate::ir::{ComponentId, Expr, Place, Projection, SortId, StructId, Type};

use super::context::Lowerer;
use super::operand::{Instance, Operand, Value};

impl Lowerer<'_> {
    /// `self.order`, `image.job`.
    pub(super) fn field(&mut self, source: &syn::ExprField) -> Option<Operand> {
        let syn::Member::Named(name) = &source.member else {
            return self.fail("E0316", source.member.span(), "fields have names; take a variant apart with a pattern");
        };
        match self.operand(&source.base)? {
            Operand::Instance(instance) => self.variable(instance, name),
            Operand::Place { place, ty: Type::Struct(id), writable } => {
                let field = self.struct_field(id, name)?;
                let ty = self.ir[id].fields[field].ty.clone();
                Some(Operand::Place { place: extend(place, Projection::Field(id, field)), ty, writable })
            }
            Operand::Value(Value { expr, ty: Type::Struct(id) }) => {
                let field = self.struct_field(id, name)?;
                let ty = self.ir[id].fields[field].ty.clone();
                Some(Operand::Value(Value { expr: Expr::Field { of: Box::new(expr), id, field }, ty }))
            }
            Operand::Instances { sort, .. } => {
                let message =
                    format!("these are all instances; choose one: `[{}]`", crate::casing::snake(&self.ir[sort].name));
                self.fail("E0302", name.span(), message)
            }
            Operand::Value(Value { ty, .. }) | Operand::Place { ty, .. } => {
                let message = format!("a `{}` has no field `{name}`{}", self.show(&ty), apart(&ty));
                self.fail("E0302", name.span(), message)
            }
        }
    }

    fn variable(&mut self, instance: Instance, name: &syn::Ident) -> Option<Operand> {
        let component = instance.component;
        let Some(&variable) = self.names.variables.get(&(component, name.to_string())) else {
            return self.no_variable(component, name);
        };
        let declared = &self.ir[variable].ty;
        let ty = if self.ir[component].per.is_some() { declared.entry() } else { declared }.clone();
        let place = Place { variable, after: instance.after, path: instance.path };
        Some(Operand::Place { place, ty, writable: instance.writable })
    }

    fn no_variable<T>(&mut self, component: ComponentId, name: &syn::Ident) -> Option<T> {
        let owner = self.ir[component].name.clone();
        if self.names.methods.contains_key(&(component, name.to_string())) {
            let message = format!("`{name}` is a function of `{owner}`: call it with `(..)`");
            return self.fail("E0302", name.span(), message);
        }
        let names = self.names;
        let fields = names.variables.keys().filter(|(of, _)| *of == component).map(|(_, field)| field.as_str());
        self.no_field(&format!("`{owner}`"), name, fields)
    }

    /// The number of a struct's field.
    pub(super) fn struct_field(&mut self, id: StructId, name: &syn::Ident) -> Option<usize> {
        let ir = self.ir;
        let fields = &ir[id].fields;
        match fields.iter().position(|field| name == &field.name) {
            Some(index) => Some(index),
            None => self.no_field(&format!("`{}`", ir[id].name), name, fields.iter().map(|field| field.name.as_str())),
        }
    }

    pub(super) fn no_field<'n, T>(
        &mut self,
        owner: &str,
        name: &syn::Ident,
        fields: impl Iterator<Item = &'n str>,
    ) -> Option<T> {
        let list: Vec<_> = fields.map(|field| format!("`{field}`")).collect();
        let there_are = if list.is_empty() { "it has none".to_owned() } else { format!("it has {}", list.join(", ")) };
        self.fail("E0302", name.span(), format!("{owner} has no field `{name}`; {there_are}"))
    }

    /// `self.progress[job]`, `kiosk[s]`.
    pub(super) fn index(&mut self, source: &syn::ExprIndex) -> Option<Operand> {
        match self.operand(&source.expr)? {
            Operand::Place { place, ty: Type::Map(sort, entry), writable } => {
                let key = self.key(&source.index, sort)?;
                Some(Operand::Place { place: extend(place, Projection::Index(Box::new(key))), ty: *entry, writable })
            }
            Operand::Instances { component, sort, after } => {
                let key = self.key(&source.index, sort)?;
                let path = vec![Projection::Index(Box::new(key))];
                Some(Operand::Instance(Instance { component, path, after, writable: false }))
            }
            Operand::Place { ty: Type::Queue(..), .. } => {
                self.fail("E0311", source.span(), "a queue is read at its head only: `.front()`, `.pop_front()`")
            }
            Operand::Place { ty: Type::Set(_), .. } | Operand::Value(Value { ty: Type::Set(_), .. }) => {
                self.fail("E0311", source.span(), "a set has no entries; ask `.contains(..)`")
            }
            _ => self.fail("E0311", source.span(), "only a `Map` is indexed"),
        }
    }

    fn key(&mut self, source: &syn::Expr, sort: SortId) -> Option<Expr> {
        self.value(source, Some(&Type::Id(sort))).map(|value| value.expr)
    }

    /// A place that may be written.
    pub(super) fn target(&mut self, source: &syn::Expr) -> Option<(Place, Type)> {
        match self.operand(source)? {
            Operand::Place { place, ty, writable: true } => Some((place, ty)),
            Operand::Place { place, .. } => self.not_writable(&place, source.span()),
            Operand::Value(_) => self.fail(
                "E0309",
                source.span(),
                "only the state is assigned; a local is bound once: write `let` with a new name",
            ),
            Operand::Instance(_) | Operand::Instances { .. } => {
                self.fail("E0309", source.span(), "a component is not assigned as a whole; assign its fields")
            }
        }
    }

    pub(super) fn not_writable<T>(&mut self, place: &Place, span: Span) -> Option<T> {
        let component = self.ir[place.variable].component;
        let name = self.ir[component].name.clone();
        let message = if self.mode == super::context::Mode::Property {
            "a property only looks; the state changes in actions".to_owned()
        } else if self.owner.as_ref().is_some_and(|owner| owner.component == component) {
            "this function takes `&self` and can't write; take `&mut self`".to_owned()
        } else {
            format!("`{name}` is borrowed with `&` and can't be written here; a store is taken as `&mut {name}`")
        };
        self.fail("E0310", span, message)
    }
}

fn extend(mut place: Place, step: Projection) -> Place {
    place.path.push(step);
    place
}

fn apart(ty: &Type) -> &'static str {
    match ty {
        Type::Option(_) | Type::Enum(_) => "; take it apart with `if let` or `match`",
        _ => "",
    }
}
