//! The one writer of a machine's rows: each is put with all that is derived from it.

mod used;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::data::visit::{Each, emit_each};
use super::names::is_copy;
use super::own::Own;
use super::role::{Container, Role, Var, plain};
use crate::ir::{SortId, Type};

impl Role<'_> {
    /// ```text
    /// pub fn load(&mut self, row: Row<T>) { .. }
    /// pub fn rows(&self) -> impl Iterator<Item = Row<T>> { .. }
    /// pub fn snapshot(&self) -> Vec<Stored<Row<T>>> { .. }
    /// fn put_jobs(&mut self, job: T::Job, row: Option<Progress<T>>) { .. }
    /// fn is_used_job(&self, job: T::Job) -> bool { .. }
    /// ```
    pub(super) fn emit_row_methods(&self) -> TokenStream {
        let (row, load) = (self.own(Own::Row), self.emit_load());
        let (rows, puts) = (self.emit_rows_of(), self.vars.iter().map(|var| self.emit_put(var)));
        let (live, used) = (self.emit_put_live(), self.emit_used());
        quote! {
            /// Puts a row that was stored: for a host that holds only what an event [needs](Self::needs).
            pub fn load(&mut self, row: #row) { #load }

            /// Every row that is to be stored.
            pub fn rows(&self) -> impl Iterator<Item = #row> { #rows }

            /// Every row that is to be stored, each with the layout that it is written in.
            #[must_use]
            pub fn snapshot(&self) -> Vec<support::Stored<#row>> {
                self.rows().map(|row| support::Stored { layout: PROTOCOL.durable_layout, row }).collect()
            }

            #(#puts)* #live #used
        }
    }

    fn emit_load(&self) -> TokenStream {
        let loads = self.stored().map(|var| self.emit_load_of(var));
        let live = self.live.as_ref().zip(self.live_row()).map(|(field, row)| {
            let put = format_ident!("put_{}", plain(field));
            quote!(Row::#row(me) => self.#put(me, Some(true)),)
        });
        let loads: TokenStream = loads.chain(live).collect();
        quote!(match row { #loads })
    }

    fn emit_load_of(&self, var: &Var<'_>) -> TokenStream {
        let (row, names, put, key) = (&var.row, self.key_names(var), put_of(var), self.key_of(var));
        if var.container == Container::Line {
            let load = load_of(var);
            return quote!(Row::#row(position, item) => self.#load(position, item),);
        }
        if var.members {
            return quote!(Row::#row(#(#names),*) => self.#put(#key, Some(true)),);
        }
        let key = (!names.is_empty()).then(|| quote!(#key,));
        quote!(Row::#row(#(#names,)* row) => self.#put(#key Some(row)),)
    }

    /// `self.jobs.iter().map(|(job, row)| Row::Jobs(*job, *row)).chain(..)`
    fn emit_rows_of(&self) -> TokenStream {
        let live = self.live.as_ref().zip(self.live_row());
        let live = live.map(|(field, row)| quote!(self.#field.iter().map(|(me, _)| Row::#row(*me))));
        chained(self.stored().map(|var| self.emit_rows_of_var(var)).chain(live))
    }

    fn emit_rows_of_var(&self, var: &Var<'_>) -> TokenStream {
        let (field, row) = (&var.field, &var.row);
        if var.container == Container::Line {
            let item = self.owned(var, &quote!(item));
            return quote!(self.#field.iter().map(|(position, item)| Row::#row(position, #item)));
        }
        let (pattern, parts) = self.key_parts(var);
        if var.members {
            return quote!(self.#field.iter().map(|(#pattern, _)| Row::#row(#parts)));
        }
        let kept = self.owned(var, &quote!(row));
        let parts = (!var.keys.is_empty()).then(|| quote!(#parts,));
        quote!(self.#field.iter().map(|(#pattern, row)| Row::#row(#parts #kept)))
    }

    /// A pattern for a reference to a key, and its parts by value: `job`, `*job`; `(node, job)`, `*node, *job`.
    pub(super) fn key_parts(&self, var: &Var<'_>) -> (TokenStream, TokenStream) {
        match &*self.key_names(var) {
            [] => (quote!(()), TokenStream::new()),
            [one] => (quote!(#one), quote!(*#one)),
            many => (quote!((#(#many),*)), quote!(#(*#many),*)),
        }
    }

    /// What a row holds, from a reference to it.
    pub(super) fn owned(&self, var: &Var<'_>, name: &TokenStream) -> TokenStream {
        if is_copy(self.ir, &var.value) { quote!(*#name) } else { quote!(#name.clone()) }
    }

    fn emit_put(&self, var: &Var<'_>) -> TokenStream {
        if var.container == Container::Line {
            return self.emit_put_line(var);
        }
        let (put, field) = (put_of(var), &var.field);
        let (key, value) = (key_parameter(self, var), self.names.ty(&var.value));
        let parameter = (!var.keys.is_empty()).then(|| {
            let ty = self.names.key(&var.keys);
            quote!(#key: #ty,)
        });
        let counted: Vec<_> = self.guarded.iter().filter_map(|sort| self.emit_counted(var, *sort)).collect();
        let name = plain(field);
        if counted.is_empty() {
            let says = format!(" Puts a row of `{name}`, or takes it away.");
            return quote!(#[doc = #says] fn #put(&mut self, #parameter row: Option<#value>) { self.#field.set(#key, row); });
        }
        let says = format!(" Puts a row of `{name}` or takes it away, and keeps what is derived from it.");
        let (named, counts): (Vec<_>, Vec<_>) = counted.into_iter().unzip();
        quote! {
            #[doc = #says]
            fn #put(&mut self, #parameter row: Option<#value>) {
                #(#named)*
                let before = self.#field.set(#key, row);
                #(#counts)*
            }
        }
    }

    /// How the ids that a table's row names are counted, before the row is put and after: most rows go on naming the same.
    /// The one value of a variable without keys is looked at when it is asked.
    fn emit_counted(&self, var: &Var<'_>, sort: SortId) -> Option<(TokenStream, TokenStream)> {
        let by_key: TokenStream = self.named_by_key(var, sort).into_iter().map(|id| quote!(named.push(#id);)).collect();
        let by_value = |id: &TokenStream| quote!(named.push(#id););
        let reference = |id: &TokenStream| quote!(named.push(*#id););
        let each = Each { value: &by_value, reference: &reference, closure: &quote!(&mut |id| named.push(id)) };
        let in_row = emit_each(self.ir, sort, &quote!(row), &var.value, each);
        if var.keys.is_empty() || (by_key.is_empty() && in_row.is_empty()) {
            return None;
        }
        let (used, id, row) = (self.used(sort), self.names.sort(sort), self.names.ty(&var.value));
        let bound = if in_row.is_empty() { quote!(_) } else { quote!(row) };
        let name = plain(&used);
        let (by, after) = (format_ident!("named_{name}"), format_ident!("after_{name}"));
        let before = quote! {
            let #by = |row: Option<&#row>| {
                let mut named = support::Named::<#id>::default();
                if let Some(#bound) = row { #by_key #in_row }
                named
            };
            let #after = #by(row.as_ref());
        };
        Some((before, quote!(self.#used.change(&#by(before.as_ref()), &#after);)))
    }

    /// Counts an id that is there by value.
    fn count(&self, sort: SortId, change: Change, id: &TokenStream) -> TokenStream {
        let used = self.used(sort);
        match change {
            Change::Added => quote!(self.#used.add(#id);),
            Change::Removed => quote!(self.#used.remove(&#id);),
        }
    }

    /// Counts every id of a sort in a value.
    fn count_in(&self, sort: SortId, change: Change, value: &TokenStream, ty: &Type) -> TokenStream {
        let used = self.used(sort);
        let name = super::names::ident(&self.ir[self.ir[sort].parameter].name);
        let (closure, reference): (_, &dyn Fn(&TokenStream) -> TokenStream) = match change {
            Change::Added => (quote!(&mut |#name| self.#used.add(#name)), &|id| quote!(self.#used.add(*#id);)),
            Change::Removed => (quote!(&mut |#name| self.#used.remove(&#name)), &|id| quote!(self.#used.remove(#id);)),
        };
        let by_value = |id: &TokenStream| self.count(sort, change, id);
        emit_each(self.ir, sort, value, ty, Each { value: &by_value, reference, closure: &closure })
    }

    /// The ids of a sort in a key of several parts: those of one part are found in the table itself.
    fn named_by_key(&self, var: &Var<'_>, sort: SortId) -> Vec<TokenStream> {
        if var.keys.len() < 2 {
            return Vec::new();
        }
        let parts = var.keys.iter().enumerate().filter(|(_, of)| **of == sort);
        let part = |(index, _)| {
            let (key, index) = (key_parameter(self, var), Literal::usize_unsuffixed(index));
            quote!(#key.#index)
        };
        parts.map(part).collect()
    }

    fn emit_put_line(&self, var: &Var<'_>) -> TokenStream {
        let (put, load, field) = (put_of(var), load_of(var), &var.field);
        let item = self.names.ty(&var.value);
        let counted = |change| -> TokenStream {
            self.guarded
                .iter()
                .filter(|sort| self.is_counted(var, **sort))
                .map(|&sort| self.count_in(sort, change, &quote!(item), &var.value))
                .collect()
        };
        let (added, removed) = (counted(Change::Added), counted(Change::Removed));
        let moved = (!added.is_empty()).then(|| {
            quote! {
                for item in edits.leaving().iter().filter_map(|position| self.#field.get(*position)) { #removed }
                for item in edits.joined() { #added }
            }
        });
        let positions = var.positions.as_ref().map(|positions| quote!(self.#positions.apply(&self.#field, edits);));
        let loaded = var.positions.as_ref().map(|positions| {
            let item = if is_copy(self.ir, &var.value) { quote!(item) } else { quote!(item.clone()) };
            quote!(self.#positions.load(position, #item);)
        });
        let noted: TokenStream = self
            .guarded
            .iter()
            .filter(|sort| self.is_counted(var, **sort))
            .map(|&sort| self.count_in(sort, Change::Added, &quote!((&item)), &var.value))
            .collect();
        let name = plain(field);
        let says = [
            format!(" Makes the changes of a step to `{name}`, and keeps what is derived from it."),
            format!(" Puts an item of `{name}` where it was stored."),
        ];
        let [changes, stored] = says;
        quote! {
            #[doc = #changes]
            fn #put(&mut self, edits: &support::LineEdits<#item>) {
                #moved #positions
                self.#field.apply(edits);
            }
            #[doc = #stored]
            fn #load(&mut self, position: u64, item: #item) {
                #noted #loaded
                self.#field.load(position, item);
            }
        }
    }

    fn emit_put_live(&self) -> TokenStream {
        let Some((field, sort)) = self.live.as_ref().zip(self.component.per) else { return TokenStream::new() };
        let (put, me) = (format_ident!("put_{}", plain(field)), self.names.sort(sort));
        quote! {
            /// Notes that an instance is not at rest, or that it is.
            fn #put(&mut self, me: #me, row: Option<bool>) { self.#field.set(me, row); }
        }
    }
}

/// Whether a row comes or goes.
#[derive(Clone, Copy)]
enum Change {
    Added,
    Removed,
}

/// `first.chain(second).chain(third)`
pub(super) fn chained(mut parts: impl Iterator<Item = TokenStream>) -> TokenStream {
    let Some(first) = parts.next() else { return quote!(core::iter::empty()) };
    let rest = parts.map(|part| quote!(.chain(#part)));
    quote!(#first #(#rest)*)
}

/// `put_jobs`
pub(super) fn put_of(var: &Var<'_>) -> Ident {
    format_ident!("put_{}", plain(&var.field))
}

/// `load_order`
fn load_of(var: &Var<'_>) -> Ident {
    format_ident!("load_{}", plain(&var.field))
}

/// `job`, `key`: the one parameter that a key is.
fn key_parameter(role: &Role<'_>, var: &Var<'_>) -> TokenStream {
    match &*role.key_names(var) {
        [] => quote!(()),
        [one] => quote!(#one),
        _ => quote!(key),
    }
}
