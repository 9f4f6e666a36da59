//! Rows: what a host stores, and what it must have loaded.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::emit::machine::names::{camel, doc};
use crate::emit::machine::own::Own;
use crate::emit::machine::role::{Container, Role, Var, plain};

impl Role<'_> {
    /// The variables with rows that are stored.
    pub(in crate::emit::machine) fn stored(&self) -> impl Iterator<Item = &Var<'_>> {
        self.vars.iter().filter(|var| var.durable)
    }

    /// `Live`: the variant of the derived table's rows.
    pub(in crate::emit::machine) fn live_row(&self) -> Option<Ident> {
        self.live.as_ref().map(|field| camel(&plain(field)))
    }

    /// ```text
    /// pub enum RowKey<T: Types> { Jobs(T::Job), Order(u64), .. }
    /// pub enum Row<T: Types> { Jobs(T::Job, Progress<T>), Order(u64, T::Job), .. }
    /// pub enum Write<T: Types> { Put(Row<T>), Delete(RowKey<T>) }
    /// pub enum Table { Jobs, Order, .. }
    /// pub enum Need<T: Types> { Row(RowKey<T>), All(Table), OrderFront, OrderBack, OrderHolding(T::Job) }
    /// ```
    pub(super) fn emit_rows(&self) -> TokenStream {
        let (keys, rows) = (self.emit_row_keys(), self.emit_row());
        let (row, key) = (self.own(Own::Row), self.own(Own::RowKey));
        let puts = quote! {
            #[doc = " This row is put in the place of the one under its key, if there is one."] Put(#row),
            #[doc = " The row under this key is deleted, if there is one."] Delete(#key),
        };
        let write = self.emit_own(Own::Write, "A change of what is stored.", &puts);
        let (tables, needs) = (self.emit_table_names(), self.emit_need());
        quote! { #keys #rows #write #tables #needs }
    }

    fn emit_row_keys(&self) -> TokenStream {
        let stored = self.stored().map(|var| {
            let (says, row, keys) = (doc(&var.variable.doc), &var.row, self.key_fields(var));
            if keys.is_empty() { quote!(#says #row,) } else { quote!(#says #row(#(#keys),*),) }
        });
        let live = self.live_row().map(|row| {
            let me = self.component.per.map(|sort| self.names.sort(sort));
            quote!(#[doc = " An instance that is not at rest."] #row(#me),)
        });
        self.emit_own(Own::RowKey, "The key of a stored row.", &quote!(#(#stored)* #live))
    }

    fn emit_row(&self) -> TokenStream {
        let stored = self.stored().map(|var| {
            let (says, row, keys) = (doc(&var.variable.doc), &var.row, self.key_fields(var));
            let value = (!var.members).then(|| self.names.ty(&var.value));
            quote!(#says #row(#(#keys,)* #value),)
        });
        let live = self.live_row().map(|row| {
            let me = self.component.per.map(|sort| self.names.sort(sort));
            quote!(#[doc = " An instance that is not at rest."] #row(#me),)
        });
        let says = "A stored row. What is at its default has none.";
        let rows = self.emit_own(Own::Row, says, &quote!(#(#stored)* #live));
        let arms = self.stored().map(|var| {
            let (row, names) = (&var.row, self.key_names(var));
            let rest = (!var.members).then(|| quote!(_));
            let key = if names.is_empty() { quote!() } else { quote!((#(*#names),*)) };
            quote!(Self::#row(#(#names,)* #rest) => RowKey::#row #key,)
        });
        let arms: TokenStream = arms.collect();
        let live = self.live_row().map(|row| quote!(Self::#row(me) => RowKey::#row(*me),));
        let body =
            if arms.is_empty() && live.is_none() { quote!(match *self {}) } else { quote!(match self { #arms #live }) };
        let (generics, own, key) = (self.own_generics(Own::Row), self.own(Own::Row), self.own(Own::RowKey));
        quote! {
            #rows
            impl #generics #own {
                /// Its key.
                #[must_use]
                pub fn key(&self) -> #key { #body }
            }
        }
    }

    fn emit_table_names(&self) -> TokenStream {
        let names = self.stored().map(|var| {
            let (says, row) = (doc(&var.variable.doc), &var.row);
            quote!(#says #row,)
        });
        let live = self.live_row().map(|row| quote!(#[doc = " The instances that are not at rest."] #row,));
        quote! {
            /// What rows there are.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
            #[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
            pub enum Table { #(#names)* #live }
        }
    }

    fn emit_need(&self) -> TokenStream {
        let key = self.own(Own::RowKey);
        let lines = self.stored().filter(|var| var.container == Container::Line).map(|var| {
            let (row, item) = (&var.row, self.names.ty(&var.value));
            let [front, back, holding] = ["Front", "Back", "Holding"].map(|end| format_ident!("{row}{end}"));
            let name = plain(&var.field);
            let says = [
                format!(" The first row of `{name}`."),
                format!(" The last row of `{name}`."),
                format!(" Every row of `{name}` that holds this."),
            ];
            let [first, last, every] = says;
            quote!(#[doc = #first] #front, #[doc = #last] #back, #[doc = #every] #holding(#item),)
        });
        let variants = quote! {
            #[doc = " The row under this key, if there is one."] Row(#key),
            #[doc = " Every row of this table."] All(Table),
            #(#lines)*
        };
        self.emit_own(Own::Need, "What must be loaded before an event can be decided.", &variants)
    }

    /// The types of a key's parts.
    fn key_fields(&self, var: &Var<'_>) -> Vec<TokenStream> {
        match var.container {
            Container::Line => vec![quote!(u64)],
            Container::Table => var.keys.iter().map(|sort| self.names.sort(*sort)).collect(),
        }
    }

    /// The names of a key's parts: `job`, `position`, `me`.
    pub(in crate::emit::machine) fn key_names(&self, var: &Var<'_>) -> Vec<Ident> {
        if var.container == Container::Line {
            return vec![format_ident!("position")];
        }
        let mut names: Vec<Ident> = Vec::new();
        for (index, sort) in var.keys.iter().enumerate() {
            let name = if index == 0 && var.mine { "me" } else { &*self.ir[self.ir[*sort].parameter].name };
            let taken = names.iter().any(|other| other == name);
            names.push(if taken { format_ident!("{name}_{index}") } else { crate::emit::machine::names::ident(name) });
        }
        names
    }
}
