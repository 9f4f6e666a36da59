//! `Machine`: the rows of a role, what is derived from them, and who may change them.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::data::visit::emit_visit;
use super::names::{doc, ident, is_copy, is_generic};
use super::own::Own;
use super::role::{Container, Role, Var, plain};
use crate::ir::{SortId, Type};

impl Role<'_> {
    /// ```text
    /// pub struct Machine<T: Types> { jobs: support::Table<T::Job, Progress<T>>, .., order: Line<T::Job>, .. }
    /// ```
    pub(super) fn emit_machine(&self) -> TokenStream {
        let says = doc(&self.component.doc);
        let fields = self.vars.iter().map(|var| {
            let (says, field, container) = (doc(&var.variable.doc), &var.field, self.container(var));
            let positions = var.positions.as_ref().map(|positions| {
                let item = self.names.ty(&var.value);
                quote!(#positions: support::Positions<#item>,)
            });
            quote!(#says #field: #container, #positions)
        });
        let live = self.live.as_ref().zip(self.component.per).map(|(field, sort)| {
            let me = self.names.sort(sort);
            quote!(#[doc = " The instances that are not at rest."] #field: support::Table<#me, bool>,)
        });
        let used = self.guarded.iter().map(|sort| {
            let (field, id) = (self.used(*sort), self.names.sort(*sort));
            quote!(#field: support::Uses<#id>,)
        });
        let indexes = self.indexes().into_iter().map(|index| {
            let (field, ty) = (index.field, index.ty);
            quote!(#field: #ty,)
        });
        let (config, timer, turn) = (self.own(Own::Config), self.own(Own::Timer), self.own(Own::Turn));
        let types = self.is_untyped().then(|| quote!(types: PhantomData<T>,));
        quote! {
            #says
            #[derive(Clone, Debug)]
            pub struct Machine<T: Types> {
                #(#fields)* #live #(#used)* #(#indexes)*
                timers: support::Timers<#timer>,
                turns: support::Turns<#turn>,
                config: #config,
                version: u64,
                recovering: bool,
                #types
            }
        }
    }

    /// Whether nothing in the machine mentions the caller's types.
    fn is_untyped(&self) -> bool {
        let keys = self.vars.iter().flat_map(|var| &var.keys).next().is_some();
        !keys
            && self.live.is_none()
            && !self.vars.iter().any(|var| is_generic(self.ir, &var.value))
            && ![Own::Config, Own::Timer, Own::Turn].into_iter().any(|own| self.takes_types(own))
            && self.guarded.is_empty()
    }

    /// `support::Table<T::Job, Progress<T>>`, `Line<T::Job>`
    pub(super) fn container(&self, var: &Var<'_>) -> TokenStream {
        let (key, value) = (self.names.key(&var.keys), self.names.ty(&var.value));
        match var.container {
            Container::Table => quote!(support::Table<#key, #value>),
            Container::Line => quote!(support::Line<#value>),
        }
    }

    /// The machine's own methods.
    pub(super) fn emit_machine_methods(&self) -> TokenStream {
        let (made, blank, reads) = (self.emit_made(), self.emit_blank(), self.emit_reads());
        let (puts, used) = (self.vars.iter().map(|var| self.emit_put(var)), self.emit_used());
        let live = self.emit_put_live();
        let bounds = self.bounds();
        let rows = self.emit_rows_of();
        quote! {
            impl<T: Types> Machine<T> #bounds { #made }
            impl<T: Types> Machine<T> { #reads #rows #blank #(#puts)* #live #used }
        }
    }

    fn emit_made(&self) -> TokenStream {
        let (config, fresh) = (self.own(Own::Config), self.own(Own::Fresh));
        quote! {
            /// A machine at its start. What is [armed](Self::armed) then is to be started.
            ///
            /// # Errors
            /// No verified scope has these numbers.
            pub fn new(config: #config) -> Result<Self, support::Unverified> {
                config.verified()?;
                Ok(Self::new_beyond_scope(config))
            }

            /// A machine at its start, whatever its numbers: **nothing is proved about numbers other than those of a
            /// verified scope**.
            #[must_use]
            pub fn new_beyond_scope(config: #config) -> Self {
                let mut machine = Self::blank(config, 0);
                let mut step = Step::default();
                machine.settle_into(&Fresh::default(), &mut step);
                machine.make(&step);
                machine
            }

            /// Decides what follows from the rows as they are: timers and turns.
            fn settle_into(&self, fresh: &#fresh, step: &mut Step<T>) {
                let mut transaction = Transaction::begin(self, fresh, step);
                transaction.settle_all();
                transaction.finish(step);
            }
        }
    }

    /// With no row.
    fn emit_blank(&self) -> TokenStream {
        let config = self.own(Own::Config);
        let tables = self.vars.iter().map(|var| {
            let (field, positions) = (&var.field, var.positions.iter());
            let new = match var.container {
                Container::Table => quote!(support::Table),
                Container::Line => quote!(support::Line),
            };
            quote!(#field: #new::default(), #(#positions: support::Positions::default(),)*)
        });
        let live = self.live.iter();
        let used = self.guarded.iter().map(|sort| self.used(*sort));
        let indexes = self.indexes().into_iter().map(|index| index.field);
        let types = self.is_untyped().then(|| quote!(types: PhantomData,));
        quote! {
            fn blank(config: #config, incarnation: u64) -> Self {
                Self {
                    #(#tables)* #(#live: support::Table::default(),)* #(#used: support::Uses::default(),)*
                    #(#indexes: support::Index::default(),)*
                    timers: support::Timers::new(incarnation),
                    turns: support::Turns::default(),
                    config,
                    version: 0,
                    recovering: false,
                    #types
                }
            }
        }
    }

    /// Read access, named like the variables.
    fn emit_reads(&self) -> TokenStream {
        let (config, timer) = (self.own(Own::Config), self.own(Own::Timer));
        let reads = self.vars.iter().map(|var| self.emit_read(var));
        quote! {
            /// Its numbers.
            #[must_use]
            pub fn config(&self) -> &#config { &self.config }

            /// How many steps it has made.
            #[must_use]
            pub fn version(&self) -> u64 { self.version }

            /// Every timer that runs, with the arming to hand back when it fires.
            pub fn armed(&self) -> impl Iterator<Item = (#timer, support::Arming)> { self.timers.iter() }

            #(#reads)*
        }
    }

    fn emit_read(&self, var: &Var<'_>) -> TokenStream {
        let (field, value) = (&var.field, self.names.ty(&var.value));
        let said = format!("The variable `{}` of the protocol.", var.variable.name);
        let says = doc(if var.variable.doc.is_empty() { &said } else { &var.variable.doc });
        if var.container == Container::Line {
            return quote!(#says pub fn #field(&self) -> impl Iterator<Item = &#value> { self.#field.iter().map(|(_, item)| item) });
        }
        let (names, key) = (self.key_names(var), self.key_of(var));
        let parameters = names.iter().zip(&var.keys).map(|(name, sort)| {
            let sort = self.names.sort(*sort);
            quote!(#name: #sort)
        });
        let parameters = quote!(#(#parameters),*);
        match &var.value {
            Type::Bool | Type::Count(_) => quote! {
                #says #[must_use]
                pub fn #field(&self, #parameters) -> #value { self.#field.get(&#key).copied().unwrap_or_default() }
            },
            Type::Set(_) | Type::Queue(..) => quote! {
                #says ///
                /// `None` where it is empty.
                #[must_use]
                pub fn #field(&self, #parameters) -> Option<&#value> { self.#field.get(&#key) }
            },
            other => {
                let default = self.default_of(other);
                quote! {
                    #says #[must_use]
                    pub fn #field(&self, #parameters) -> &#value { self.#field.get(&#key).unwrap_or(&#default) }
                }
            }
        }
    }

    /// `job`, `(node, job)`, `()`: the key made from its parts' names.
    pub(super) fn key_of(&self, var: &Var<'_>) -> TokenStream {
        match &*self.key_names(var) {
            [one] => quote!(#one),
            many => quote!((#(#many),*)),
        }
    }

    /// The default of a scalar type.
    pub(super) fn default_of(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Bool => quote!(false),
            Type::Count(_) => quote!(0),
            Type::Set(_) => quote!(BTreeSet::new()),
            Type::Queue(..) => quote!(VecDeque::new()),
            Type::Option(_) => quote!(None),
            Type::Enum(id) => {
                let variant = self.names.variant(ty, 0);
                let fields = &self.ir[*id].variants[0].fields;
                let values = fields.iter().map(|field| self.default_of(&field.ty));
                if fields.is_empty() {
                    quote!(#variant)
                } else if super::names::is_tuple(fields) {
                    quote!(#variant(#(#values),*))
                } else {
                    let names = fields.iter().map(|field| ident(&field.name));
                    quote!(#variant { #(#names: #values),* })
                }
            }
            Type::Struct(id) => {
                let name = self.names.data(&self.ir[*id].name);
                let fields = &self.ir[*id].fields;
                let (names, values) = (
                    fields.iter().map(|field| ident(&field.name)),
                    fields.iter().map(|field| self.default_of(&field.ty)),
                );
                quote!(#name { #(#names: #values),* })
            }
            Type::Id(_) | Type::Map(..) => TokenStream::new(),
        }
    }

    /// ```text
    /// /// Puts a row of `jobs`, or takes it away, and keeps what is derived from it.
    /// fn put_jobs(&mut self, job: T::Job, row: Option<Progress<T>>) { .. }
    /// ```
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
        let says = format!(" Puts a row of `{}` or takes it away, and keeps what is derived from it.", plain(field));
        let (mut added, mut removed) = (TokenStream::new(), TokenStream::new());
        for &sort in &self.guarded {
            let used = self.used(sort);
            let named = self.named_by_key(var, sort);
            let value = emit_visit(self.ir, sort, &quote!(row), &var.value);
            if named.is_empty() && value.is_empty() {
                continue;
            }
            added.extend(quote!(let visit = &mut |id| self.#used.add(id); #(visit(#named);)* #value));
            removed.extend(quote!(let visit = &mut |id| self.#used.remove(&id); #(visit(#named);)* #value));
        }
        for index in self.indexes().iter().filter(|index| index.variable == var.id) {
            let (of, said) = (&index.field, &index.said);
            added.extend(quote!(if let Some(said) = #said { self.#of.insert(said, #key); }));
            removed.extend(quote!(if let Some(said) = #said { self.#of.remove(&said, &#key); }));
        }
        let body = if added.is_empty() {
            quote!(self.#field.set(#key, row);)
        } else {
            let row = if mentions_row(&added) { quote!(row) } else { quote!(_row) };
            quote! {
                if let Some(#row) = &row { #added }
                if let Some(#row) = &self.#field.set(#key, row) { #removed }
            }
        };
        quote! { #[doc = #says] fn #put(&mut self, #parameter row: Option<#value>) { #body } }
    }

    /// The ids of a sort in a key of several parts: those of one part are found in the table itself.
    fn named_by_key(&self, var: &Var<'_>, sort: SortId) -> Vec<TokenStream> {
        if var.keys.len() < 2 {
            return Vec::new();
        }
        let parts = var.keys.iter().enumerate().filter(|(_, of)| **of == sort);
        parts
            .map(|(index, _)| {
                let (key, index) = (key_parameter(self, var), Literal::usize_unsuffixed(index));
                quote!(#key.#index)
            })
            .collect()
    }

    fn emit_put_line(&self, var: &Var<'_>) -> TokenStream {
        let (put, load) = (put_of(var), format_ident!("load_{}", plain(&var.field)));
        let (field, item) = (&var.field, self.names.ty(&var.value));
        let says = format!(" Makes the changes of a step to `{}`, and keeps what is derived from it.", plain(field));
        let (mut added, mut removed) = (TokenStream::new(), TokenStream::new());
        for &sort in self.guarded.iter().filter(|sort| var.value_names(self.ir, **sort)) {
            let used = self.used(sort);
            let visits = emit_visit(self.ir, sort, &quote!(item), &var.value);
            added.extend(quote!(let visit = &mut |id| self.#used.add(id); #visits));
            removed.extend(quote!(let visit = &mut |id| self.#used.remove(&id); #visits));
        }
        let positions = var.positions.as_ref().map(|positions| quote!(self.#positions.apply(&self.#field, edits);));
        let (leave, join) = if added.is_empty() {
            Default::default()
        } else {
            (
                quote! { for position in edits.leaving() { if let Some(item) = self.#field.get(*position) { #removed } } },
                quote! { for item in edits.joined() { #added } },
            )
        };
        let loaded = var.positions.as_ref().map(|positions| {
            let item = if is_copy(self.ir, &var.value) { quote!(item) } else { quote!(item.clone()) };
            quote!(self.#positions.load(position, #item);)
        });
        let noted = (!added.is_empty()).then(|| {
            let added: TokenStream = self
                .guarded
                .iter()
                .filter(|sort| var.value_names(self.ir, **sort))
                .map(|&sort| {
                    let used = self.used(sort);
                    let visits = emit_visit(self.ir, sort, &quote!(item), &var.value);
                    quote!(let visit = &mut |id| self.#used.add(id); #visits)
                })
                .collect();
            quote!({ let item = &item; #added })
        });
        quote! {
            #[doc = #says]
            fn #put(&mut self, edits: &support::LineEdits<#item>) {
                #leave #join #positions
                self.#field.apply(edits);
            }
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
            fn #put(&mut self, me: #me, row: Option<bool>) { self.#field.set(me, row); }
        }
    }

    /// ```text
    /// fn is_used_job(&self, job: T::Job) -> bool { self.used_job.contains(&job) || self.jobs.get(&job).is_some() }
    /// ```
    fn emit_used(&self) -> TokenStream {
        let each = self.guarded.iter().map(|&sort| {
            let (name, ty) = (self.is_used(sort), self.names.sort(sort));
            let used = self.used(sort);
            let tables = self.vars.iter().filter(|var| *var.keys == [sort]).map(|var| {
                let field = &var.field;
                quote!(|| self.#field.get(&id).is_some())
            });
            let says = format!(" Whether a row names this {}: then it is not fresh.", self.ir[sort].name);
            quote! { #[doc = #says] fn #name(&self, id: #ty) -> bool { self.#used.contains(&id) #(#tables)* } }
        });
        each.collect()
    }

    /// `is_used_job`
    pub(super) fn is_used(&self, sort: SortId) -> Ident {
        format_ident!("is_{}", plain(&self.used(sort)))
    }

    /// ```text
    /// pub fn load(&mut self, row: Row<T>) { .. }
    /// pub fn rows(&self) -> impl Iterator<Item = Row<T>> { .. }
    /// pub fn snapshot(&self) -> Vec<Stored<Row<T>>> { .. }
    /// ```
    fn emit_rows_of(&self) -> TokenStream {
        let row = self.own(Own::Row);
        let loads = self.stored().map(|var| self.emit_load(var));
        let live = self.live.as_ref().zip(self.live_row()).map(|(field, row)| {
            let put = format_ident!("put_{}", plain(field));
            quote!(Row::#row(me) => self.#put(me, Some(true)),)
        });
        let loads: TokenStream = loads.chain(live).collect();
        let (loads, parameter) = if loads.is_empty() {
            (quote!(match row {}), quote!(row))
        } else {
            (quote!(match row { #loads }), quote!(row))
        };
        let each = self.stored().map(|var| self.emit_rows_of_var(var));
        let live = self
            .live
            .as_ref()
            .zip(self.live_row())
            .map(|(field, row)| quote!(let rows = rows.chain(self.#field.iter().map(|(me, _)| Row::#row(*me)));));
        quote! {
            /// Puts a row that was stored: for a host that holds only what an event [needs](Self::needs).
            pub fn load(&mut self, #parameter: #row) { #loads }

            /// Every row that is to be stored.
            pub fn rows(&self) -> impl Iterator<Item = #row> {
                let rows = core::iter::empty();
                #(#each)* #live
                rows
            }

            /// Every row that is to be stored, each with the layout that it is written in.
            #[must_use]
            pub fn snapshot(&self) -> Vec<support::Stored<#row>> {
                self.rows().map(|row| support::Stored { layout: PROTOCOL.durable_layout, row }).collect()
            }
        }
    }

    fn emit_load(&self, var: &Var<'_>) -> TokenStream {
        let (row, names, put) = (&var.row, self.key_names(var), put_of(var));
        let key = self.key_of(var);
        if var.container == Container::Line {
            let load = format_ident!("load_{}", plain(&var.field));
            return quote!(Row::#row(position, item) => self.#load(position, item),);
        }
        if var.members {
            return quote!(Row::#row(#(#names),*) => self.#put(#key, Some(true)),);
        }
        let key = (!names.is_empty()).then(|| quote!(#key,));
        quote!(Row::#row(#(#names,)* row) => self.#put(#key Some(row)),)
    }

    fn emit_rows_of_var(&self, var: &Var<'_>) -> TokenStream {
        let (field, row) = (&var.field, &var.row);
        let value =
            |name: TokenStream| if is_copy(self.ir, &var.value) { quote!(*#name) } else { quote!(#name.clone()) };
        if var.container == Container::Line {
            let item = value(quote!(item));
            return quote!(let rows = rows.chain(self.#field.iter().map(|(position, item)| Row::#row(position, #item))););
        }
        let (pattern, parts) = self.key_parts(var);
        let (bound, kept) = if var.members { (quote!(_), None) } else { (quote!(row), Some(value(quote!(row)))) };
        let kept = kept.map(|kept| if var.keys.is_empty() { quote!(#kept) } else { quote!(, #kept) });
        quote!(let rows = rows.chain(self.#field.iter().map(|(#pattern, #bound)| Row::#row(#parts #kept)));)
    }

    /// A pattern for a reference to a key, and its parts by value: `job`, `*job`; `(node, job)`, `*node, *job`.
    pub(super) fn key_parts(&self, var: &Var<'_>) -> (TokenStream, TokenStream) {
        match &*self.key_names(var) {
            [] => (quote!(()), TokenStream::new()),
            [one] => (quote!(#one), quote!(*#one)),
            many => (quote!((#(#many),*)), quote!(#(*#many),*)),
        }
    }
}

/// `put_jobs`
pub(super) fn put_of(var: &Var<'_>) -> Ident {
    format_ident!("put_{}", plain(&var.field))
}

/// `job`, `key`: the one parameter that a key is.
fn key_parameter(role: &Role<'_>, var: &Var<'_>) -> TokenStream {
    match &*role.key_names(var) {
        [] => quote!(()),
        [one] => quote!(#one),
        _ => quote!(key),
    }
}

fn mentions_row(tokens: &TokenStream) -> bool {
    crate::emit::model::code::mentions(tokens, &format_ident!("row"))
}
