//! Values: ids, structs, enums, messages and effects, with and without their types.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{bound, name};
use crate::ir::{Field, Ir, Variant};

/// `impl Data` for everything that is a value.
pub(super) fn implementations(ir: &Ir) -> TokenStream {
    let sorts = ir.sorts.iter().map(|sort| sort_data(&sort.name));
    // Those that lowering has added have no counterpart in the source, and no body sees them.
    let structs = ir.structs.iter().filter(|item| !item.name.starts_with("__"));
    let enums = ir.enums.iter().filter(|item| !item.name.starts_with("__"));
    let structs = structs.map(|item| struct_data(&item.name, &item.fields));
    let enums = enums.map(|item| enum_data(&item.name, &item.variants));
    let messages = ir.messages.iter().map(|item| struct_data(&item.name, &item.fields));
    let effects = ir.effects.iter().map(|item| struct_data(&item.name, &item.fields));
    quote! { #(#sorts)* #(#structs)* #(#enums)* #(#messages)* #(#effects)* }
}

fn sort_data(sort: &str) -> TokenStream {
    let sort = name(sort);
    implement(
        &quote!(#sort),
        &quote!(::honnin::native::Datum::Id(self.0)),
        &quote! {
            ::honnin::native::Datum::Id(number) => Self(*number),
        },
    )
}

fn struct_data(ident: &str, fields: &[Field]) -> TokenStream {
    let ident = name(ident);
    let (bind, write, read) = fields_data(fields);
    implement(
        &quote!(#ident),
        &quote! {{
            let Self { #bind } = self;
            ::honnin::native::Datum::Struct(::std::vec![#write])
        }},
        &quote! {
            ::honnin::native::Datum::Struct(__fields) => Self { #read },
        },
    )
}

fn enum_data(ident: &str, variants: &[Variant]) -> TokenStream {
    let ident = name(ident);
    let (mut writes, mut reads) = (TokenStream::new(), TokenStream::new());
    for (number, variant) in variants.iter().enumerate() {
        let (variant, (bind, write, read)) = (name(&variant.name), fields_data(&variant.fields));
        writes.extend(quote! {
            Self::#variant { #bind } => ::honnin::native::Datum::Variant(#number, ::std::vec![#write]),
        });
        reads.extend(quote! {
            ::honnin::native::Datum::Variant(#number, __fields) => Self::#variant { #read },
        });
    }
    implement(&quote!(#ident), &quote!(match self { #writes }), &reads)
}

/// A pattern that binds the fields, their values, and the fields read from `__fields`. A tuple variant's field is named
/// by its number, which a pattern with braces takes as well.
fn fields_data(fields: &[Field]) -> (TokenStream, TokenStream, TokenStream) {
    let (mut bind, mut write, mut read) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for (index, field) in fields.iter().enumerate() {
        let (member, local) = (member(&field.name), format_ident!("__field{index}"));
        let bound = bound(&field.ty, &quote!(of_value));
        bind.extend(quote!(#member: #local,));
        write.extend(quote!(::honnin::native::Data::datum(#local, #bound),));
        read.extend(quote!(#member: ::honnin::native::Data::from_datum(&__fields[#index], #bound),));
    }
    (bind, write, read)
}

fn member(field: &str) -> TokenStream {
    if let Ok(number) = field.trim_start_matches('_').parse::<usize>() {
        let number = Literal::usize_unsuffixed(number);
        return quote!(#number);
    }
    let field = name(field);
    quote!(#field)
}

fn implement(ident: &TokenStream, write: &TokenStream, read: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::honnin::native::Data for #ident {
            fn datum(&self, _: ::honnin::native::Bound) -> ::honnin::native::Datum {
                #write
            }

            #[allow(unused_variables)]
            fn from_datum(datum: &::honnin::native::Datum, _: ::honnin::native::Bound) -> Self {
                match datum {
                    #read
                    other => ::honnin::native::foreign(other),
                }
            }
        }
    }
}
