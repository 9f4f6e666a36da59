//! What bodies ask of queues that are lines of their own.

use proc_macro2::TokenStream;
use quote::quote;

use super::access::{Access, Accessors, stays};
use super::bound::bound_tokens;
use crate::emit::machine::names::{doc, is_copy};
use crate::emit::machine::role::Var;
use crate::ir::Type;

impl Accessors<'_, '_> {
    pub(super) fn line(&self, access: Access) -> TokenStream {
        let Var { field, value, positions, .. } = self.var;
        let (method, doc) = (access.method(self.var), doc(&self.var.variable.doc));
        let ty = self.role.names.ty(value);
        let copy = is_copy(self.ir(), value);
        let (taken, borrowed) = if copy { (quote!(#ty), quote!(&item)) } else { (quote!(&#ty), quote!(item)) };
        let item = if copy { quote!(item) } else { quote!(item.clone()) };
        match access {
            Access::Front => {
                let (note, copied) =
                    (self.note("Front", &quote!()), if copy { quote!(copied) } else { quote!(cloned) });
                quote! {
                    #doc
                    fn #method(&self) -> Option<#ty> {
                        #note
                        self.changes.#field.front(&self.machine.#field).#copied()
                    }
                }
            }
            Access::Len => {
                let note = self.note_all();
                quote! {
                    fn #method(&self) -> u32 {
                        #note
                        support::count(self.changes.#field.len(&self.machine.#field))
                    }
                }
            }
            Access::Contains => {
                let note = self.note("Holding", &quote!((#item)));
                quote! {
                    #doc
                    fn #method(&self, item: #taken) -> bool {
                        #note
                        self.changes.#field.contains(&self.machine.#positions, #borrowed)
                    }
                }
            }
            Access::Remove => {
                let note = self.note("Holding", &quote!((#item)));
                quote! {
                    fn #method(&mut self, item: #taken) {
                        #note
                        self.changes.#field.remove(&self.machine.#positions, #borrowed);
                    }
                }
            }
            Access::PushBack => self.push_back(&ty),
            Access::PopFront => {
                let note = self.note("Front", &quote!());
                quote! {
                    fn #method(&mut self) {
                        #note
                        self.changes.#field.pop_front(&self.machine.#field);
                    }
                }
            }
            _ => {
                let note = self.note_all();
                quote! {
                    fn #method(&mut self) {
                        #note
                        while self.changes.#field.len(&self.machine.#field) > 0 {
                            self.changes.#field.pop_front(&self.machine.#field);
                        }
                    }
                }
            }
        }
    }

    fn push_back(&self, ty: &TokenStream) -> TokenStream {
        let (field, method) = (&self.var.field, Access::PushBack.method(self.var));
        let (all, back) = (self.note_all(), self.note("Back", &quote!()));
        let Type::Queue(_, bound) = &self.var.variable.ty else { return TokenStream::new() };
        let bound = bound_tokens(self.ir(), *bound);
        let text = stays(self.var);
        quote! {
            fn #method(&mut self, item: #ty) -> Result<(), support::Stop> {
                #all
                #back
                if support::count(self.changes.#field.len(&self.machine.#field)) >= #bound {
                    return Err(support::Stop::Bound(#text));
                }
                self.changes.#field.push_back(item);
                Ok(())
            }
        }
    }
}
