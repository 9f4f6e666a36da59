//! `conformance!`: what stands between an emitted Machine and the walk over its role's local states.
//!
//! The walk speaks in the model's values, where an id is a number. So each type of the protocol is translated, and each
//! role's Machine gets the one interface that the walk knows, `honnin_checker::conformance::Machine`.

mod inspection;
mod sabotage;
mod values;
mod walked;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::data::Data;
use super::names::{From, Names, ident, is_document, is_generic, make_trait, snake};
use super::role::Role;
use crate::emit::workflow::compile_errors;
use crate::ir::{Ir, StructId, Type};

pub use sabotage::Sabotage;

/// Expands `conformance!`: `{ path }`, the module of the emitted machines, and the protocol's module.
///
/// ```text
/// /// ..
/// pub mod issuance_conformance {
///     pub trait Naming { type Types: Types; fn session(&self, number: usize) -> ..; .. }
///     pub struct Numbered;
///     impl Types for Numbered { .. }
///     impl Naming for Renaming { type Types = Numbered; .. }
///     pub fn progress<N: Naming>(names: &N, value: &Value) -> Progress<N::Types> { .. }
///     pub fn value_of_progress<N: Naming>(names: &N, progress: &Progress<N::Types>) -> Value { .. }
///     pub mod server { pub struct Walked<N: Naming> { .. } impl Machine for Walked<N> { .. } }
///     pub fn visit<V: Visitor>(role: &str, visitor: V) -> Option<V::Output> { .. }
/// }
/// ```
#[must_use]
pub fn module(source: &TokenStream) -> TokenStream {
    let mut tokens = source.clone().into_iter();
    let path = match tokens.next() {
        Some(TokenTree::Group(head)) => bare(head.stream()),
        _ => TokenStream::new(),
    };
    match crate::compile(&tokens.collect()) {
        Ok(protocol) => workflow(&protocol.ir, &path),
        Err(errors) => compile_errors(&errors),
    }
}

/// What stands between the machines of a workflow, in the module at this path, and the walk.
#[must_use]
pub fn workflow(ir: &Ir, machines: &TokenStream) -> TokenStream {
    let roles = Role::all(ir);
    let data = Data::new(ir, &roles);
    let conformance = Conformance { ir, names: Names { ir, from: From::Workflow }, data: &data };
    let (name, path) = (format_ident!("{}_conformance", ir.name), from_inside(machines));
    let (naming, numbered, values) = (conformance.naming(), conformance.numbered(), conformance.values());
    let walked = roles.iter().map(|role| conformance.walked(role));
    let arms = roles.iter().map(|role| {
        let (name, module) = (&role.component.name, role.module());
        quote!(#name => Some(visitor.visit::<#module::Walked<walk::Renaming>>()),)
    });
    let says = format!(" Puts the machines of `{}` to the walk over their local states.", ir.name);
    quote! {
        #[doc = #says]
        #[allow(
            dead_code,
            unused_imports,
            unreachable_code,
            unused_variables,
            unreachable_pub,
            clippy::all,
            clippy::pedantic,
            reason = "it is the same for every type and every role, whatever it uses of it"
        )]
        pub mod #name {
            extern crate alloc;

            use ::honnin_checker::conformance as walk;
            use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
            use walk::value::{ActionId, EffectId, MessageId, Output, Packet, SortId, Value};
            use #path as machine;
            use machine::*;

            #naming
            #numbered
            #values
            #(#walked)*

            /// Hands the machine of a role to a visitor; `None` where there is no such role.
            pub fn visit<V: walk::Visitor>(role: &str, visitor: V) -> Option<V::Output> {
                match role { #(#arms)* _ => None }
            }
        }
    }
}

/// What a macro hands on as one fragment comes in a group without delimiters.
fn bare(tokens: TokenStream) -> TokenStream {
    let mut inside = tokens.clone().into_iter();
    match (inside.next(), inside.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => bare(group.stream()),
        _ => tokens,
    }
}

/// A path as it is written in a module inside: `super::` comes before one that starts where the macro is called.
fn from_inside(path: &TokenStream) -> TokenStream {
    let absolute = match path.clone().into_iter().next() {
        Some(TokenTree::Ident(first)) => first == "crate" || first == "honnin_generated",
        Some(TokenTree::Punct(_)) => true,
        _ => false,
    };
    if absolute { path.clone() } else { quote!(super::#path) }
}

/// What is emitted for the whole workflow.
struct Conformance<'a> {
    ir: &'a Ir,
    names: Names<'a>,
    data: &'a Data<'a>,
}

impl Conformance<'_> {
    /// The caller's types for the model's ids.
    fn naming(&self) -> TokenStream {
        let sorts = self.ir.sorts.iter().map(|sort| {
            let (name, ty, says) = (ident(&snake(&sort.name)), ident(&sort.name), &sort.name);
            let number = format_ident!("number_of_{}", snake(&sort.name));
            let (named, numbered) = (format!(" The {says} of this number."), format!(" The number of a {says}."));
            quote! {
                #[doc = #named]
                fn #name(&self, number: usize) -> <Self::Types as Types>::#ty;
                #[doc = #numbered]
                fn #number(&self, id: <Self::Types as Types>::#ty) -> usize;
            }
        });
        let documents = self.data.documents().map(|id| {
            let document = &self.ir[id];
            let (name, ty) = (format_ident!("make_{}", snake(&document.name)), ident(&document.name));
            let says = format!(" An {} that says this of itself.", document.name);
            let parameters = document.fields.iter().map(|field| {
                let (name, ty) = (ident(&field.name), self.of_types(&field.ty));
                quote!(#name: #ty)
            });
            quote!(#[doc = #says] fn #name(&self, #(#parameters),*) -> <Self::Types as Types>::#ty;)
        });
        quote! {
            /// How ids and documents of one's own stand for the model's: one to one, and always the same.
            pub trait Naming: Clone + 'static {
                /// The types that the machine runs with.
                type Types: Types;
                #(#sorts)* #(#documents)*
            }
        }
    }

    /// A type over `Self::Types`.
    fn of_types(&self, ty: &Type) -> TokenStream {
        self.over(ty, &quote!(Self::Types), &|name| quote!(<Self::Types as Types>::#name), &|name| {
            let name = ident(name);
            quote!(<Self::Types as Types>::#name)
        })
    }

    /// A type over `Numbered`.
    fn over_numbers(&self, ty: &Type) -> TokenStream {
        self.over(ty, &quote!(Numbered), &|_| quote!(u64), &|name| {
            let name = numbered_name(name);
            quote!(#name)
        })
    }

    fn over(
        &self,
        ty: &Type,
        types: &TokenStream,
        id: &dyn Fn(&Ident) -> TokenStream,
        document: &dyn Fn(&str) -> TokenStream,
    ) -> TokenStream {
        let name = |name: &str| {
            let generic = is_generic(self.ir, ty).then(|| quote!(<#types>));
            let name = ident(name);
            quote!(#name #generic)
        };
        match ty {
            Type::Id(of) => id(&ident(&self.ir[*of].name)),
            Type::Set(of) => {
                let of = id(&ident(&self.ir[*of].name));
                quote!(BTreeSet<#of>)
            }
            Type::Option(inner) => {
                let inner = self.over(inner, types, id, document);
                quote!(Option<#inner>)
            }
            Type::Struct(of) if is_document(self.ir, *of) => document(&self.ir[*of].name),
            Type::Struct(of) => name(&self.ir[*of].name),
            Type::Enum(of) => name(&self.ir[*of].name),
            Type::Bool | Type::Count(_) | Type::Map(..) | Type::Queue(..) => self.names.ty(ty),
        }
    }

    /// Numbers as ids.
    fn numbered(&self) -> TokenStream {
        let sorts = self.ir.sorts.iter().map(|sort| {
            let name = ident(&sort.name);
            quote!(type #name = u64;)
        });
        let documents: Vec<_> = self.data.documents().map(|id| ident(&self.ir[id].name)).collect();
        let made = self.data.documents().map(|id| self.numbered_document(id));
        let names = self.ir.sorts.iter().enumerate().map(|(index, sort)| {
            let (name, number) = (ident(&snake(&sort.name)), format_ident!("number_of_{}", snake(&sort.name)));
            quote! {
                fn #name(&self, number: usize) -> u64 { self.id(#index, number) }
                fn #number(&self, id: u64) -> usize { self.number(#index, id) }
            }
        });
        let makes = self.data.documents().map(|id| {
            let document = &self.ir[id];
            let (maker, name) = (format_ident!("make_{}", snake(&document.name)), numbered_name(&document.name));
            let fields: Vec<_> = document.fields.iter().map(|field| ident(&field.name)).collect();
            let parameters = document.fields.iter().map(|field| {
                let (name, ty) = (ident(&field.name), self.of_types(&field.ty));
                quote!(#name: #ty)
            });
            quote!(fn #maker(&self, #(#parameters),*) -> #name { #name { #(#fields),* } })
        });
        let types = documents.iter().map(|name| {
            let numbered = numbered_name(&name.to_string());
            quote!(type #name = #numbered;)
        });
        quote! {
            /// Numbers as ids.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
            pub struct Numbered;
            impl Types for Numbered { #(#sorts)* #(#types)* }
            #(#made)*
            impl Naming for walk::Renaming {
                type Types = Numbered;
                #(#names)* #(#makes)*
            }
        }
    }

    /// A document that is no more than what it says of itself.
    fn numbered_document(&self, id: StructId) -> TokenStream {
        let document = &self.ir[id];
        let (name, of) = (numbered_name(&document.name), ident(&document.name));
        let fields: Vec<_> =
            document.fields.iter().map(|field| (ident(&field.name), self.over_numbers(&field.ty))).collect();
        let (declared, getters) = (
            fields.iter().map(|(name, ty)| quote!(#[doc = " As it says."] pub #name: #ty)),
            fields.iter().map(|(name, ty)| quote!(fn #name(&self) -> #ty { self.#name.clone() })),
        );
        let (parameters, names) =
            (fields.iter().map(|(name, ty)| quote!(#name: #ty)), fields.iter().map(|(name, _)| name));
        let make = self.data.makes(id).then(|| {
            let make = make_trait(self.ir, id);
            quote!(impl machine::#make<Numbered> for #name { fn make(#(#parameters),*) -> Self { Self { #(#names),* } } })
        });
        quote! {
            /// A document that is no more than what it says of itself.
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct #name { #(#declared),* }
            impl machine::#of<Numbered> for #name { #(#getters)* }
            #make
        }
    }
}

/// `NumberedImage`
fn numbered_name(name: &str) -> Ident {
    format_ident!("Numbered{name}")
}

/// Expands `sabotaged_machine!`: `{ "fault" }` and the protocol's module, as an emitter with that fault would emit it,
/// with its conformance.
#[must_use]
pub fn sabotaged(source: &TokenStream) -> TokenStream {
    let mut tokens = source.clone().into_iter();
    let fault = match tokens.next() {
        Some(TokenTree::Group(head)) => syn::parse2::<syn::LitStr>(head.stream()).map(|fault| fault.value()),
        _ => Ok(String::new()),
    };
    let ir = match crate::compile(&tokens.collect()) {
        Ok(protocol) => protocol.ir,
        Err(errors) => return compile_errors(&errors),
    };
    let found = fault.ok().and_then(|name| Sabotage::named(&name)).and_then(|fault| fault.emit(&ir));
    found.unwrap_or_else(|| quote!(::core::compile_error! { "this fault has no place in this protocol" }))
}
