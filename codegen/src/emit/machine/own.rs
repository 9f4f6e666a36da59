//! The types that a role's module defines, and whether they take the caller's types as their argument.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::names::{self, is_generic};
use super::role::{Act, Container, Role};
use crate::ir::query::Output;
use crate::ir::{StructId, Type};

/// A type of a role's module whose argument depends on what is in it. `Machine`, `Step`, `Changes` and
/// `Transaction` always take `T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    Config,
    Event,
    Input,
    Message,
    Fault,
    Timer,
    Turn,
    Output,
    Row,
    RowKey,
    Write,
    Need,
    Fresh,
    Key,
    Cause,
}

impl Own {
    /// Its name.
    pub(super) fn ident(self) -> Ident {
        format_ident!("{self:?}")
    }
}

impl Role<'_> {
    /// `Input<T>`, or `Input` where no id or document occurs in it; `Fresh<'_, T>`.
    pub(super) fn own(&self, own: Own) -> TokenStream {
        let name = own.ident();
        match (own, self.takes_types(own)) {
            (Own::Fresh, true) => quote!(#name<'_, T>),
            (_, true) => quote!(#name<T>),
            (_, false) => quote!(#name),
        }
    }

    /// Whether it takes the caller's types.
    pub(super) fn takes_types(&self, own: Own) -> bool {
        self.holds(own).iter().any(|ty| is_generic(self.ir, ty))
    }

    /// The types of all that it holds.
    pub(super) fn holds(&self, own: Own) -> Vec<Type> {
        let both = |first: Own, second: Own| [self.holds(first), self.holds(second)].concat();
        match own {
            Own::Config => self.nodes.iter().map(|sort| Type::Id(*sort)).collect(),
            Own::Event => [both(Own::Input, Own::Message), both(Own::Fault, Own::Timer)].concat(),
            Own::Input => arguments(self.inputs()),
            Own::Fault => arguments(self.faults()),
            Own::Timer => arguments(self.timers()),
            Own::Turn => arguments(self.turns()),
            Own::Message => self.message_types(),
            Own::Output => self.output_types(),
            Own::Row | Own::Write => [self.holds(Own::RowKey), self.row_types(|_| true)].concat(),
            Own::RowKey => self.key_types(),
            Own::Need => [self.holds(Own::RowKey), self.row_types(|container| container == Container::Line)].concat(),
            Own::Cause => both(Own::Event, Own::Turn),
            Own::Key => self
                .outputs
                .iter()
                .filter_map(|output| self.keyed(*output))
                .flat_map(|(_, fields)| fields.into_iter().map(|field| field.ty.clone()))
                .collect(),
            Own::Fresh => self.fresh.iter().map(|sort| Type::Id(*sort)).collect(),
        }
    }

    /// The documents that it makes.
    pub(super) fn makes(&self) -> Vec<StructId> {
        let mut made = std::collections::BTreeSet::new();
        for act in &self.actions {
            crate::ir::query::visit_expressions(&act.action.body.statements, &mut |expr| match expr {
                crate::ir::Expr::Struct { id, .. } if names::is_document(self.ir, *id) => {
                    made.insert(*id);
                }
                _ => {}
            });
        }
        made.into_iter().collect()
    }

    /// `where T::Image: MakeImage<T>`, for a role that makes documents: on each `impl` that runs its bodies.
    pub(super) fn bounds(&self) -> TokenStream {
        let bounds: Vec<TokenStream> = self
            .makes()
            .into_iter()
            .map(|id| {
                let (name, make) = (names::ident(&self.ir[id].name), names::make_trait(self.ir, id));
                quote!(T::#name: #make<T>)
            })
            .collect();
        if bounds.is_empty() { TokenStream::new() } else { quote!(where #(#bounds),*) }
    }

    fn message_types(&self) -> Vec<Type> {
        let mut types = Vec::new();
        for &message in &self.received {
            types.extend(self.component.per.filter(|_| self.says_who(message)).map(Type::Id));
            types.extend(self.ir[message].fields.iter().map(|field| field.ty.clone()));
        }
        types
    }

    fn output_types(&self) -> Vec<Type> {
        let fields = self.outputs.iter().flat_map(|output| match output {
            Output::Effect(effect) => &self.ir[*effect].fields,
            Output::Message(message) => &self.ir[*message].fields,
        });
        fields.map(|field| field.ty.clone()).collect()
    }

    fn key_types(&self) -> Vec<Type> {
        let keys = self.vars.iter().filter(|var| var.durable).flat_map(|var| &var.keys);
        let live = self.live.iter().filter_map(|_| self.component.per.as_ref());
        keys.chain(live).map(|sort| Type::Id(*sort)).collect()
    }

    fn row_types(&self, of: impl Fn(Container) -> bool) -> Vec<Type> {
        let durable = self.vars.iter().filter(|var| var.durable && of(var.container));
        durable.map(|var| var.value.clone()).collect()
    }
}

fn arguments<'r, 'a: 'r>(acts: impl Iterator<Item = &'r Act<'a>>) -> Vec<Type> {
    acts.flat_map(|act| &act.arguments).map(|argument| argument.ty.clone()).collect()
}
