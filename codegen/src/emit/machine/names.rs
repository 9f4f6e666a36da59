//! How the protocol's types and words read in an emitted Machine.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

pub(super) use crate::emit::model::context::{doc, ident, snake};
use crate::ir::query::{variant_name, visit_type};
use crate::ir::{Field, Ir, SortId, StructId, Type};

/// What a role's module calls its own: a type of the protocol with such a name is written `super::Name` there.
pub(super) const OWN: &[&str] = &[
    "Machine",
    "Config",
    "Event",
    "Input",
    "Message",
    "Fault",
    "Timer",
    "Turn",
    "Output",
    "Row",
    "RowKey",
    "Write",
    "Need",
    "Table",
    "Fresh",
    "Step",
    "Cause",
    "Changes",
    "Transaction",
    "Key",
    "Action",
];

/// What the workflow's module calls its own: no type of the protocol may have such a name.
pub(super) const RESERVED: &[&str] = &["Types", "Option", "Some", "None", "Result", "Ok", "Err", "Vec", "BTreeSet"];

/// From where the names are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// The workflow's module, where the types are.
    Workflow,
    /// A role's module in it.
    Role,
}

/// The protocol's types as they are written in an emitted module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names<'a> {
    pub(super) ir: &'a Ir,
    pub(super) from: From,
}

impl Names<'_> {
    /// `Progress`, `super::Message`: a struct, enum, message or effect, without its arguments.
    pub(super) fn data(&self, name: &str) -> TokenStream {
        let plain = ident(name);
        if self.from == From::Role && OWN.contains(&name) { quote!(super::#plain) } else { quote!(#plain) }
    }

    /// `Issue<T>`, `Reason`: a message or effect as a type.
    pub(super) fn record(&self, name: &str, fields: &[Field]) -> TokenStream {
        let data = self.data(name);
        if fields.iter().any(|field| is_generic(self.ir, &field.ty)) { quote!(#data<T>) } else { data }
    }

    /// A scalar type: `bool`, `u32`, `T::Job`, `Progress<T>`, `T::Image`, `Option<T::Job>`, `BTreeSet<T::Lamp>`; for a
    /// queue `VecDeque<..>`.
    pub(super) fn ty(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Bool => quote!(bool),
            Type::Count(_) => quote!(u32),
            Type::Id(sort) => self.sort(*sort),
            Type::Struct(id) if is_document(self.ir, *id) => {
                let name = ident(&self.ir[*id].name);
                quote!(T::#name)
            }
            Type::Struct(id) => self.record(&self.ir[*id].name, &self.ir[*id].fields),
            Type::Enum(id) => {
                let data = self.data(&self.ir[*id].name);
                if is_generic(self.ir, ty) { quote!(#data<T>) } else { data }
            }
            Type::Option(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
            Type::Set(sort) => {
                let sort = self.sort(*sort);
                quote!(BTreeSet<#sort>)
            }
            Type::Queue(inner, _) => {
                let inner = self.ty(inner);
                quote!(VecDeque<#inner>)
            }
            Type::Map(_, inner) => self.ty(inner),
        }
    }

    /// `T::Job`
    pub(super) fn sort(&self, sort: SortId) -> TokenStream {
        let name = ident(&self.ir[sort].name);
        quote!(T::#name)
    }

    /// `()`, `T::Job`, `(T::Node, T::Job)`: the key of a table.
    pub(super) fn key(&self, sorts: &[SortId]) -> TokenStream {
        let names: Vec<_> = sorts.iter().map(|sort| self.sort(*sort)).collect();
        match &*names {
            [one] => one.clone(),
            many => quote!((#(#many),*)),
        }
    }

    /// `Progress::Queued`, `Some`: a variant's path.
    pub(super) fn variant(&self, ty: &Type, variant: usize) -> TokenStream {
        let name = ident(variant_name(self.ir, ty, variant));
        if let Type::Enum(id) = ty {
            let data = self.data(&self.ir[*id].name);
            quote!(#data::#name)
        } else {
            quote!(#name)
        }
    }
}

/// Whether a struct is a document: the caller's own type, of which only what it says of itself is known.
pub(super) fn is_document(ir: &Ir, id: StructId) -> bool {
    ir[id].document
}

/// Whether an id or a document occurs inside: the type takes the caller's types as its argument.
pub(super) fn is_generic(ir: &Ir, ty: &Type) -> bool {
    any_type(ir, ty, &|inner| match inner {
        Type::Id(_) | Type::Set(_) => true,
        Type::Struct(id) => is_document(ir, *id),
        _ => false,
    })
}

/// Whether a document occurs inside: values can be cloned, but not compared.
pub(super) fn holds_document(ir: &Ir, ty: &Type) -> bool {
    any_type(ir, ty, &|inner| matches!(inner, Type::Struct(id) if is_document(ir, *id)))
}

/// Whether it is `Copy`: no document, no set and no queue inside.
pub(super) fn is_copy(ir: &Ir, ty: &Type) -> bool {
    !any_type(ir, ty, &|inner| match inner {
        Type::Set(_) | Type::Queue(..) | Type::Map(..) => true,
        Type::Struct(id) => is_document(ir, *id),
        _ => false,
    })
}

/// Whether an id of a sort occurs inside; a document's are those that it names.
pub(super) fn names_sort(ir: &Ir, ty: &Type, sort: SortId) -> bool {
    any_type(ir, ty, &|inner| match inner {
        Type::Id(other) | Type::Set(other) => *other == sort,
        _ => false,
    })
}

/// Whether something holds of a type or of any inside it.
pub(super) fn any_type(ir: &Ir, ty: &Type, holds: &dyn Fn(&Type) -> bool) -> bool {
    let mut found = false;
    visit_type(ir, ty, &mut |inner| found |= holds(inner));
    found
}

/// `present_card` as `PresentCard`.
pub(super) fn camel(name: &str) -> Ident {
    let mut camel = crate::casing::camel(name.strip_prefix("r#").unwrap_or(name));
    if camel.starts_with(|letter: char| letter.is_numeric()) || camel.is_empty() {
        camel.insert(0, 'N');
    }
    ident(&camel)
}

/// A field's name: that of the source, or `_0`'s number where a tuple variant has none.
pub(super) fn field(name: &str) -> Ident {
    if name.starts_with(|letter: char| letter.is_ascii_digit()) { format_ident!("field_{name}") } else { ident(name) }
}

/// Whether fields are those of a tuple: numbered.
pub(super) fn is_tuple(fields: &[Field]) -> bool {
    fields.first().is_some_and(|field| field.name.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// `MakeImage`: the trait of the caller's documents that a Machine makes.
pub(super) fn make_trait(ir: &Ir, id: StructId) -> Ident {
    format_ident!("Make{}", ir[id].name)
}

/// `<T: Types>`, for a type that takes the caller's types.
pub(super) fn generics_of(ir: &Ir, ty: &Type) -> TokenStream {
    if is_generic(ir, ty) { quote!(<T: Types>) } else { TokenStream::new() }
}
