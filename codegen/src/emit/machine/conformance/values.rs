//! Translations between a protocol's types and the model's values.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::Conformance;
use crate::emit::machine::names::{field, ident, is_document, is_tuple, snake};
use crate::ir::{Field, Type};

impl Conformance<'_> {
    /// `progress` and `value_of_progress`, for each enum, struct, document, message and effect.
    pub(super) fn values(&self) -> TokenStream {
        let mut tokens = TokenStream::new();
        for id in self.data.enums() {
            tokens.extend(self.of_enum(&Type::Enum(id)));
        }
        for id in self.data.structs() {
            let (name, fields) = (&self.ir[id].name, &self.ir[id].fields);
            tokens.extend(if is_document(self.ir, id) {
                self.of_document(name, fields)
            } else {
                self.of_struct(name, fields, &Type::Struct(id))
            });
        }
        for message in &self.ir.messages {
            tokens.extend(self.of_record(&message.name, &message.fields));
        }
        for effect in &self.ir.effects {
            tokens.extend(self.of_record(&effect.name, &effect.fields));
        }
        tokens
    }

    fn of_enum(&self, ty: &Type) -> TokenStream {
        let Type::Enum(id) = ty else { return TokenStream::new() };
        let (data, variants) = (&self.ir[*id], &self.ir[*id].variants);
        let name = ident(&data.name);
        let (mut into, mut from) = (TokenStream::new(), TokenStream::new());
        for (number, variant) in variants.iter().enumerate() {
            let of = ident(&variant.name);
            let (names, pattern) = bindings(&variant.fields);
            let values =
                variant.fields.iter().zip(&names).map(|(field, name)| self.as_value(&field.ty, &quote!(#name)));
            into.extend(quote!(#name::#of #pattern => Value::Variant(#number, alloc::vec![#(#values),*]),));
            let made = self.made(&variant.fields);
            let number = if number == 0 { quote!(_) } else { quote!(#number) };
            let arm = quote!(#number => #name::#of #made,);
            from = if number.to_string() == "_" { quote!(#from #arm) } else { quote!(#arm #from) };
        }
        let body = quote!(match value { #into });
        let back = quote! {
            let Value::Variant(variant, fields) = value else { unreachable!("an enum is a variant") };
            match *variant { #from }
        };
        pair(&data.name, &self.names.ty(ty), &body, &back)
    }

    fn of_struct(&self, name: &str, fields: &[Field], ty: &Type) -> TokenStream {
        let values = fields.iter().map(|of| {
            let name = field(&of.name);
            self.as_value(&of.ty, &quote!((&value.#name)))
        });
        let (data, made) = (ident(name), self.made(fields));
        let body = quote!(Value::Struct(alloc::vec![#(#values),*]));
        let back = quote!(let fields = value.parts(); #data #made);
        pair(name, &self.names.ty(ty), &body, &back)
    }

    fn of_document(&self, name: &str, fields: &[Field]) -> TokenStream {
        let values = fields.iter().map(|of| {
            let name = ident(&of.name);
            self.as_value(&of.ty, &quote!((&value.#name())))
        });
        let made = fields.iter().enumerate().map(|(number, field)| self.typed(&field.ty, &quote!((&fields[#number]))));
        let (ty, maker) = (ident(name), format_ident!("make_{}", snake(name)));
        let body = quote!(Value::Struct(alloc::vec![#(#values),*]));
        let back = quote!(let fields = value.parts(); names.#maker(#(#made),*));
        pair(name, &quote!(T::#ty), &body, &back)
    }

    /// A message or effect: its fields are not in a value of their own.
    fn of_record(&self, name: &str, fields: &[Field]) -> TokenStream {
        let values = fields.iter().map(|of| {
            let name = field(&of.name);
            self.as_value(&of.ty, &quote!((&value.#name)))
        });
        let (ty, data, made) = (self.names.record(name, fields), ident(name), self.made(fields));
        let (into, from) = (into_name(name), from_name(name));
        let says = format!(" The fields of {name}.");
        let made = if fields.is_empty() { quote!(#data {}) } else { quote!(#data #made) };
        quote! {
            #[doc = #says]
            pub fn #into<T: Types, N: Naming<Types = T>>(names: &N, value: &#ty) -> Vec<Value> {
                alloc::vec![#(#values),*]
            }
            #[doc = #says]
            pub fn #from<T: Types, N: Naming<Types = T>>(names: &N, fields: &[Value]) -> #ty { #made }
        }
    }

    /// `{ session: names.session(fields[0].as_id()), .. }`, `(..)`, or nothing.
    fn made(&self, fields: &[Field]) -> TokenStream {
        let values = fields.iter().enumerate().map(|(number, of)| self.typed(&of.ty, &quote!((&fields[#number]))));
        if fields.is_empty() {
            TokenStream::new()
        } else if is_tuple(fields) {
            quote!((#(#values),*))
        } else {
            let names = fields.iter().map(|of| field(&of.name));
            quote!({ #(#names: #values),* })
        }
    }

    /// A reference to something typed, as a value.
    pub(super) fn as_value(&self, ty: &Type, of: &TokenStream) -> TokenStream {
        match ty {
            Type::Bool => quote!(Value::Bool(*#of)),
            Type::Count(_) => quote!(Value::Count(*#of)),
            Type::Id(sort) => {
                let number = format_ident!("number_of_{}", snake(&self.ir[*sort].name));
                quote!(Value::Id(names.#number(*#of)))
            }
            Type::Enum(_) | Type::Struct(_) => {
                let into = into_name(self.name_of(ty));
                quote!(#into(names, #of))
            }
            Type::Option(inner) => {
                let inner = self.as_value(inner, &quote!(inner));
                quote!(#of.as_ref().map_or_else(Value::none, |inner| Value::some(#inner)))
            }
            Type::Set(sort) => {
                let number = format_ident!("number_of_{}", snake(&self.ir[*sort].name));
                quote!(Value::Set(#of.iter().map(|id| names.#number(*id)).collect()))
            }
            Type::Queue(item, _) => {
                let item = self.as_value(item, &quote!(item));
                quote!(Value::Queue(#of.iter().map(|item| #item).collect()))
            }
            Type::Map(..) => TokenStream::new(),
        }
    }

    /// A reference to a value, as something typed.
    pub(super) fn typed(&self, ty: &Type, of: &TokenStream) -> TokenStream {
        match ty {
            Type::Bool => quote!(#of.as_bool()),
            Type::Count(_) => quote!(#of.as_count()),
            Type::Id(sort) => {
                let name = ident(&snake(&self.ir[*sort].name));
                quote!(names.#name(#of.as_id()))
            }
            Type::Enum(_) | Type::Struct(_) => {
                let from = from_name(self.name_of(ty));
                quote!(#from(names, #of))
            }
            Type::Option(inner) => {
                let inner = self.typed(inner, &quote!((&fields[0])));
                quote!(match #of { Value::Variant(1, fields) => Some(#inner), _ => None })
            }
            Type::Set(sort) => {
                let name = ident(&snake(&self.ir[*sort].name));
                quote!(#of.as_set().iter().map(|id| names.#name(*id)).collect())
            }
            Type::Queue(item, _) => {
                let item = self.typed(item, &quote!(item));
                quote!(#of.parts().iter().map(|item| #item).collect())
            }
            Type::Map(..) => TokenStream::new(),
        }
    }

    fn name_of(&self, ty: &Type) -> &str {
        match ty {
            Type::Enum(id) => &self.ir[*id].name,
            Type::Struct(id) => &self.ir[*id].name,
            _ => "",
        }
    }
}

/// A type's two translations.
fn pair(name: &str, ty: &TokenStream, body: &TokenStream, back: &TokenStream) -> TokenStream {
    let (into, from) = (into_name(name), from_name(name));
    let (to, of) = (format!(" {name} as a value of the model."), format!(" {name} from a value of the model."));
    quote! {
        #[doc = #to]
        pub fn #into<T: Types, N: Naming<Types = T>>(names: &N, value: &#ty) -> Value { #body }
        #[doc = #of]
        pub fn #from<T: Types, N: Naming<Types = T>>(names: &N, value: &Value) -> #ty { #back }
    }
}

/// `value_of_progress`
pub(super) fn into_name(name: &str) -> Ident {
    format_ident!("value_of_{}", snake(name))
}

/// `progress_of_value`
pub(super) fn from_name(name: &str) -> Ident {
    format_ident!("{}_of_value", snake(name))
}

/// Names for the fields of a variant, and the pattern that binds them.
fn bindings(fields: &[Field]) -> (Vec<Ident>, TokenStream) {
    let names: Vec<Ident> = (0..fields.len()).map(|number| format_ident!("field_{number}")).collect();
    let pattern = if fields.is_empty() {
        TokenStream::new()
    } else if is_tuple(fields) {
        quote!((#(#names),*))
    } else {
        let of = fields.iter().map(|of| field(&of.name));
        quote!({ #(#of: #names),* })
    };
    (names, pattern)
}
