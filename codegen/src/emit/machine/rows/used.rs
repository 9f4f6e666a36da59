//! Whether an id is in use: what a fresh one is held against.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::super::data::visit::{Each, emit_each};
use super::super::role::{Container, Role, Var, plain};
use crate::ir::{SortId, Type};

impl Role<'_> {
    /// Whether the items of a line are counted where they name ids: the positions of ids answer by themselves.
    pub(super) fn is_counted(&self, line: &Var<'_>, sort: SortId) -> bool {
        line.value_names(self.ir, sort) && !(line.positions.is_some() && line.value == Type::Id(sort))
    }

    /// ```text
    /// fn is_used_job(&self, job: T::Job) -> bool { self.used_job.contains(&job) || self.jobs.get(&job).is_some() }
    /// ```
    pub(super) fn emit_used(&self) -> TokenStream {
        let each = self.guarded.iter().map(|&sort| {
            let (name, ty, used) = (self.is_used(sort), self.names.sort(sort), self.used(sort));
            let places = self.vars.iter().map(|var| self.emit_names(var, sort));
            let says = format!(" Whether a row names this {}: then it is not fresh.", self.ir[sort].name);
            quote! { #[doc = #says] fn #name(&self, id: #ty) -> bool { self.#used.contains(&id) #(#places)* } }
        });
        each.collect()
    }

    /// Whether a variable names an id in a way that is not counted.
    fn emit_names(&self, var: &Var<'_>, sort: SortId) -> TokenStream {
        let field = &var.field;
        match (var.container, &*var.keys, &var.positions) {
            (Container::Table, [key], _) if *key == sort => quote!(|| self.#field.get(&id).is_some()),
            (Container::Table, [], _) => {
                let by_value = |other: &TokenStream| quote!(names |= #other == id;);
                let reference = |other: &TokenStream| quote!(names |= *#other == id;);
                let closure = quote!(&mut |other| names |= other == id);
                let each = Each { value: &by_value, reference: &reference, closure: &closure };
                let names = emit_each(self.ir, sort, &quote!(row), &var.value, each);
                if names.is_empty() {
                    return names;
                }
                quote! {
                    || self.#field.get(&()).is_some_and(|row| {
                        let mut names = false;
                        #names
                        names
                    })
                }
            }
            (Container::Line, _, Some(positions)) if var.value == Type::Id(sort) => {
                quote!(|| self.#positions.contains(&id))
            }
            _ => TokenStream::new(),
        }
    }

    /// `is_used_job`
    pub(in super::super) fn is_used(&self, sort: SortId) -> Ident {
        format_ident!("is_{}", plain(&self.used(sort)))
    }
}
