//! Which ids of a sort a value names: `progress.each_job(&mut |job| ..)`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::Data;
use crate::emit::machine::names::{field, generics_of, ident, is_document, is_tuple, names_sort, snake};
use crate::ir::{Field, Ir, SortId, Type, Variant};

/// `each_job`
pub(in crate::emit::machine) fn visitor(ir: &Ir, sort: SortId) -> Ident {
    format_ident!("each_{}", snake(&ir[sort].name))
}

/// What is done with each id.
#[derive(Clone, Copy)]
pub(in crate::emit::machine) struct Each<'a> {
    /// With an id by value: `visit(*job)`.
    pub(in crate::emit::machine) value: &'a dyn Fn(&TokenStream) -> TokenStream,
    /// With an id by reference.
    pub(in crate::emit::machine) reference: &'a dyn Fn(&TokenStream) -> TokenStream,
    /// As a closure: `&mut |job| ..`
    pub(in crate::emit::machine) closure: &'a TokenStream,
}

/// Hands over every id of a sort in a value, of which there is a reference.
pub(in crate::emit::machine) fn emit_each(
    ir: &Ir,
    sort: SortId,
    value: &TokenStream,
    ty: &Type,
    each: Each<'_>,
) -> TokenStream {
    let closure = each.closure;
    match ty {
        _ if !names_sort(ir, ty, sort) => TokenStream::new(),
        Type::Id(_) => (each.reference)(value),
        Type::Set(_) => {
            let inner = (each.reference)(&quote!(id));
            quote!(for id in #value { #inner })
        }
        Type::Option(inner) => {
            let inner = emit_each(ir, sort, &quote!(inner), inner, each);
            quote!(if let Some(inner) = #value { #inner })
        }
        Type::Queue(inner, _) => {
            let inner = emit_each(ir, sort, &quote!(item), inner, each);
            quote!(for item in #value { #inner })
        }
        Type::Struct(id) if is_document(ir, *id) => {
            let said = ir[*id].fields.iter().filter(|field| names_sort(ir, &field.ty, sort));
            let said = said.map(|Field { name, ty, .. }| {
                let getter = ident(name);
                match ty {
                    Type::Id(_) => (each.value)(&quote!(#value.#getter())),
                    // What is matched or gone over is borrowed; the rest is the receiver of a call.
                    other @ (Type::Option(_) | Type::Queue(..) | Type::Set(_)) => {
                        emit_each(ir, sort, &quote!(&#value.#getter()), other, each)
                    }
                    other => emit_each(ir, sort, &quote!(#value.#getter()), other, each),
                }
            });
            said.collect()
        }
        _ => {
            let visitor = visitor(ir, sort);
            quote!(#value.#visitor(#closure);)
        }
    }
}

/// The same, where each goes to `visit`.
fn emit_visit(ir: &Ir, sort: SortId, value: &TokenStream, ty: &Type) -> TokenStream {
    let (by_value, by_reference) = (|id: &TokenStream| quote!(visit(#id);), |id: &TokenStream| quote!(visit(*#id);));
    emit_each(ir, sort, value, ty, Each { value: &by_value, reference: &by_reference, closure: &quote!(visit) })
}

impl Data<'_> {
    /// ```text
    /// impl<T: Types> Answer<T> {
    ///     /// Hands over each id that it names.
    ///     fn each_job(&self, visit: &mut impl FnMut(T::Job)) { .. }
    /// }
    /// ```
    pub(super) fn visits(&self, ty: &Type) -> TokenStream {
        let sorts = self.guarded.iter().filter(|sort| names_sort(self.ir, ty, **sort));
        let methods: Vec<TokenStream> = sorts.map(|sort| self.emit_visitor(*sort, ty)).collect();
        if methods.is_empty() {
            return TokenStream::new();
        }
        let name = self.names.ty(ty);
        let generics = generics_of(self.ir, ty);
        quote! { impl #generics #name { #(#methods)* } }
    }

    fn emit_visitor(&self, sort: SortId, ty: &Type) -> TokenStream {
        let (visitor, id) = (visitor(self.ir, sort), self.names.sort(sort));
        let body = match ty {
            Type::Enum(id) => self.arms(sort, &self.ir[*id].variants),
            Type::Struct(id) => {
                let fields = self.ir[*id].fields.iter().map(|Field { name, ty, .. }| {
                    let name = field(name);
                    match ty {
                        Type::Id(other) if *other == sort => quote!(visit(self.#name);),
                        Type::Id(_) => TokenStream::new(),
                        _ => emit_visit(self.ir, sort, &quote!((&self.#name)), ty),
                    }
                });
                fields.collect()
            }
            _ => TokenStream::new(),
        };
        let says = format!(" Hands over each {} that it names.", self.ir[sort].name);
        quote! { #[doc = #says] fn #visitor(&self, visit: &mut impl FnMut(#id)) { #body } }
    }

    /// `if let` for one variant that names such an id, `match` for several.
    fn arms(&self, sort: SortId, variants: &[Variant]) -> TokenStream {
        let naming = |variant: &&Variant| variant.fields.iter().any(|field| names_sort(self.ir, &field.ty, sort));
        let arms: Vec<_> = variants.iter().filter(naming).map(|variant| self.arm(sort, variant)).collect();
        if let [(pattern, body)] = &*arms
            && variants.len() > 1
        {
            return quote!(if let #pattern = self { #body });
        }
        let rest: Vec<_> = variants
            .iter()
            .filter(|variant| !naming(variant))
            .map(|Variant { name, fields, .. }| {
                let name = ident(name);
                if fields.is_empty() {
                    quote!(Self::#name)
                } else if is_tuple(fields) {
                    quote!(Self::#name(..))
                } else {
                    quote!(Self::#name { .. })
                }
            })
            .collect();
        let rest = (!rest.is_empty()).then(|| quote!(#(#rest)|* => {}));
        let arms = arms.into_iter().map(|(pattern, body)| quote!(#pattern => { #body }));
        quote!(match self { #(#arms)* #rest })
    }

    fn arm(&self, sort: SortId, Variant { name, fields, .. }: &Variant) -> (TokenStream, TokenStream) {
        let variant = ident(name);
        let names = |of: &&Field| names_sort(self.ir, &of.ty, sort);
        let body = fields.iter().filter(names).map(|of| {
            let name = field(&of.name);
            emit_visit(self.ir, sort, &quote!(#name), &of.ty)
        });
        let body: TokenStream = body.collect();
        if is_tuple(fields) {
            let places =
                fields.iter().map(|of| if names(&of) { field(&of.name) } else { format_ident!("_{}", of.name) });
            return (quote!(Self::#variant(#(#places),*)), body);
        }
        let bound = fields.iter().filter(names).map(|of| field(&of.name));
        let rest = fields.iter().any(|of| !names(&of)).then(|| quote!(..));
        (quote!(Self::#variant { #(#bound,)* #rest }), body)
    }
}
