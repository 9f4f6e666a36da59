//! What bodies ask of variables: a method of the transaction for each, emitted where it is used.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::default::{default_tokens, differs};
use crate::emit::machine::names::{doc, is_copy};
use crate::emit::machine::role::{Container, Role, Var, plain};
use crate::ir::{Ir, Type};

/// A way to read or change a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Access {
    /// `jobs(job)`
    Get,
    /// `set_jobs(job, value)`
    Set,
    /// `jobs_keys()`: every key with a row.
    Keys,
    /// `lit_members()`: a set as a value.
    Members,
    /// `lit_contains(lamp)`, `order_contains(job)`
    Contains,
    /// `lit_insert(lamp)`
    Insert,
    /// `lit_remove(lamp)`, `order_remove(job)`
    Remove,
    /// `lit_len()`, `order_len()`
    Len,
    /// `lit_clear()`, `order_clear()`
    Clear,
    /// `order_front()`
    Front,
    /// `order_push_back(job)`
    PushBack,
    /// `order_pop_front()`
    PopFront,
}

impl Access {
    /// The method.
    pub(super) fn method(self, var: &Var<'_>) -> Ident {
        let suffix = match self {
            Self::Get => return var.field.clone(),
            Self::Set => return var.setter(),
            Self::Keys => "keys",
            Self::Members => "members",
            Self::Contains => "contains",
            Self::Insert => "insert",
            Self::Remove => "remove",
            Self::Len => "len",
            Self::Clear => "clear",
            Self::Front => "front",
            Self::PushBack => "push_back",
            Self::PopFront => "pop_front",
        };
        format_ident!("{}_{suffix}", plain(&var.field))
    }

    /// What else it is made of.
    pub(super) fn needs(self, var: &Var<'_>) -> &'static [Self] {
        match self {
            Self::Members | Self::Len if var.members => &[Self::Keys],
            Self::Clear if var.members => &[Self::Keys, Self::Remove],
            _ => &[],
        }
    }
}

/// Whether the accessor gives the value itself: a truth value, a count, an id, or one that may be missing.
pub(super) fn is_small(ty: &Type) -> bool {
    match ty {
        Type::Bool | Type::Count(_) | Type::Id(_) => true,
        Type::Option(inner) => is_small(inner),
        _ => false,
    }
}

/// A variable's methods.
pub(super) struct Accessors<'r, 'a> {
    pub(super) role: &'r Role<'a>,
    pub(super) var: &'r Var<'a>,
}

impl Accessors<'_, '_> {
    /// ```text
    /// /// The one job that is being rendered.
    /// fn lane(&self) -> Option<T::Job> {
    ///     self.changes.lane.get(&self.machine.lane, &()).copied().unwrap_or_default()
    /// }
    /// ```
    pub(super) fn emit(&self, access: Access) -> TokenStream {
        match (self.var.container, access) {
            (Container::Line, access) => self.line(access),
            (Container::Table, Access::Get) => self.get(),
            (Container::Table, Access::Set) => self.set(),
            (Container::Table, Access::Keys) => self.keys(),
            (Container::Table, access) => self.members(access),
        }
    }

    pub(super) fn ir(&self) -> &Ir {
        self.role.ir
    }

    /// The names of the key's parts: `job`, or `key_0`, `key_1` where two are of one sort.
    fn key_names(&self) -> Vec<Ident> {
        let keys = &self.var.keys;
        let name = |(index, sort): (usize, &crate::ir::SortId)| {
            let name = crate::emit::machine::names::snake(&self.ir()[*sort].name);
            if keys.iter().filter(|other| *other == sort).count() > 1 {
                format_ident!("{name}_{index}")
            } else {
                crate::emit::machine::names::ident(&name)
            }
        };
        keys.iter().enumerate().map(name).collect()
    }

    /// `job: T::Job`
    fn parameters(&self) -> Vec<TokenStream> {
        let names = self.key_names();
        let typed = names.iter().zip(&self.var.keys).map(|(name, sort)| {
            let sort = self.role.names.sort(*sort);
            quote!(#name: #sort)
        });
        typed.collect()
    }

    /// `job`, `()`, `(node, job)`
    fn key(&self) -> TokenStream {
        match &*self.key_names() {
            [one] => quote!(#one),
            many => quote!((#(#many),*)),
        }
    }

    /// `self.reads.note(Need::Row(RowKey::Jobs(job)));`
    fn note_row(&self) -> TokenStream {
        if !self.var.durable {
            return TokenStream::new();
        }
        let (row, names) = (&self.var.row, self.key_names());
        let key = if names.is_empty() { quote!(RowKey::#row) } else { quote!(RowKey::#row(#(#names),*)) };
        quote!(self.reads.note(Need::Row(#key));)
    }

    pub(super) fn note_all(&self) -> TokenStream {
        let row = &self.var.row;
        if self.var.durable { quote!(self.reads.note(Need::All(Table::#row));) } else { TokenStream::new() }
    }

    pub(super) fn note(&self, suffix: &str, of: &TokenStream) -> TokenStream {
        let need = format_ident!("{}{suffix}", self.var.row);
        if self.var.durable { quote!(self.reads.note(Need::#need #of);) } else { TokenStream::new() }
    }

    fn get(&self) -> TokenStream {
        let Var { field, value, variable, .. } = self.var;
        let (parameters, key, note, doc) = (self.parameters(), self.key(), self.note_row(), doc(&variable.doc));
        let ty = self.role.names.ty(value);
        if is_small(value) {
            return quote! {
                #doc
                fn #field(&self, #(#parameters),*) -> #ty {
                    #note
                    self.changes.#field.get(&self.machine.#field, &#key).copied().unwrap_or_default()
                }
            };
        }
        let default = self.default_reference();
        quote! {
            #doc
            fn #field(&self, #(#parameters),*) -> &#ty {
                #note
                self.changes.#field.get(&self.machine.#field, &#key).unwrap_or(#default)
            }
        }
    }

    /// `&Progress::Free`, `const { &BTreeSet::new() }`
    fn default_reference(&self) -> TokenStream {
        let value = default_tokens(self.role, &self.var.value);
        if is_copy(self.ir(), &self.var.value) || matches!(self.var.value, Type::Enum(_)) {
            quote!(&#value)
        } else {
            quote!(const { &#value })
        }
    }

    fn set(&self) -> TokenStream {
        let Var { field, value, .. } = self.var;
        let (parameters, key, setter) = (self.parameters(), self.key(), self.var.setter());
        let ty = self.role.names.ty(value);
        let row = match value {
            Type::Bool => quote!(value.then_some(true)),
            Type::Option(_) => quote!(value.is_some().then_some(value)),
            Type::Count(_) => quote!((value != 0).then_some(value)),
            Type::Set(_) | Type::Queue(..) => quote!((!value.is_empty()).then_some(value)),
            _ => {
                let differs = differs(self.role, value);
                quote!((#differs).then_some(value))
            }
        };
        quote! {
            fn #setter(&mut self, #(#parameters,)* value: #ty) {
                self.changes.#field.set(#key, #row);
            }
        }
    }

    /// Every key with a row, in order: what a loop or quantifier goes through.
    fn keys(&self) -> TokenStream {
        let field = &self.var.field;
        let (method, note, key) = (Access::Keys.method(self.var), self.note_all(), self.role.names.key(&self.var.keys));
        quote! {
            fn #method(&self) -> Vec<#key> {
                #note
                self.changes.#field.keys(&self.machine.#field)
            }
        }
    }

    fn members(&self, access: Access) -> TokenStream {
        let field = &self.var.field;
        let (method, parameters, key) = (access.method(self.var), self.parameters(), self.key());
        let (note, keys) = (self.note_row(), Access::Keys.method(self.var));
        let doc = doc(&self.var.variable.doc);
        match access {
            Access::Contains => quote! {
                #doc
                fn #method(&self, #(#parameters),*) -> bool {
                    #note
                    self.changes.#field.get(&self.machine.#field, &#key).is_some()
                }
            },
            Access::Insert => quote! {
                fn #method(&mut self, #(#parameters),*) {
                    self.changes.#field.set(#key, Some(true));
                }
            },
            Access::Remove => quote! {
                fn #method(&mut self, #(#parameters),*) {
                    self.changes.#field.set(#key, None);
                }
            },
            Access::Members => {
                let id = self.role.names.key(&self.var.keys);
                quote! {
                    #doc
                    fn #method(&self) -> BTreeSet<#id> {
                        self.#keys().into_iter().collect()
                    }
                }
            }
            Access::Len => quote! {
                fn #method(&self) -> u32 {
                    support::count(self.#keys().len())
                }
            },
            _ => {
                let remove = Access::Remove.method(self.var);
                quote! {
                    fn #method(&mut self) {
                        for id in self.#keys() {
                            self.#remove(id);
                        }
                    }
                }
            }
        }
    }
}

/// What a place that may run over is told by.
pub(super) fn stays(var: &Var<'_>) -> String {
    format!("`{}` stays within its bound", var.variable.name)
}
