//! `Machine`: the rows of a role, what is derived from them, and who may change them.

use proc_macro2::TokenStream;
use quote::quote;

use super::names::{doc, ident, is_copy, is_generic};
use super::own::Own;
use super::role::{Container, Role, Var};
use crate::ir::Type;

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
        let (config, timer, turn) = (self.own(Own::Config), self.own(Own::Timer), self.own(Own::Turn));
        let types = self.is_untyped().then(|| quote!(types: PhantomData<T>,));
        quote! {
            #says
            #[derive(Clone, Debug)]
            pub struct Machine<T: Types> {
                #(#fields)* #live #(#used)*
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
            Container::Table if var.keys.is_empty() => quote!(support::Slot<#value>),
            Container::Table => quote!(support::Table<#key, #value>),
            Container::Line => quote!(support::Line<#value>),
        }
    }

    /// The machine's own methods.
    pub(super) fn emit_machine_methods(&self) -> TokenStream {
        let (made, blank, reads) = (self.emit_made(), self.emit_blank(), self.emit_reads());
        let (rows, bounds) = (self.emit_row_methods(), self.bounds());
        quote! {
            impl<T: Types> Machine<T> #bounds { #made }
            impl<T: Types> Machine<T> { #reads #blank #rows }
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
            }
        }
    }

    /// With no row.
    fn emit_blank(&self) -> TokenStream {
        let config = self.own(Own::Config);
        let tables = self.vars.iter().map(|var| {
            let (field, positions) = (&var.field, var.positions.iter());
            let new = match var.container {
                Container::Table if var.keys.is_empty() => quote!(support::Slot),
                Container::Table => quote!(support::Table),
                Container::Line => quote!(support::Line),
            };
            quote!(#field: #new::default(), #(#positions: support::Positions::default(),)*)
        });
        let live = self.live.iter();
        let used = self.guarded.iter().map(|sort| self.used(*sort));
        let types = self.is_untyped().then(|| quote!(types: PhantomData,));
        quote! {
            fn blank(config: #config, incarnation: u64) -> Self {
                Self {
                    #(#tables)* #(#live: support::Table::default(),)* #(#used: support::Uses::default(),)*
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
            Type::Option(_) if is_copy(self.ir, &var.value) => quote! {
                #says #[must_use]
                pub fn #field(&self, #parameters) -> #value { self.#field.get(&#key).copied().flatten() }
            },
            Type::Option(inner) => {
                let inner = self.names.ty(inner);
                quote! {
                    #says #[must_use]
                    pub fn #field(&self, #parameters) -> Option<&#inner> { self.#field.get(&#key)?.as_ref() }
                }
            }
            other => {
                let default = self.default_of(other);
                // What holds a set is no constant that the compiler keeps by itself.
                let default = if is_copy(self.ir, other) || matches!(other, Type::Enum(_)) {
                    quote!(&#default)
                } else {
                    quote!(const { &#default })
                };
                quote! {
                    #says #[must_use]
                    pub fn #field(&self, #parameters) -> &#value { self.#field.get(&#key).unwrap_or(#default) }
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
}
