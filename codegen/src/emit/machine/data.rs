//! The protocol's data over the caller's types: ids, documents, enums, structs, messages and effects.

pub(super) mod visit;

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::names::{
    From, Names, doc, field, holds_document, ident, is_copy, is_document, is_generic, is_tuple, make_trait,
};
use super::role::Role;
use crate::ir::query::{type_of, visit_expressions, visit_type};
use crate::ir::{ComponentKind, Enum, EnumId, Field, Ir, SortId, Struct, StructId, Type, VariableRole, Variant};

/// The data of a protocol as it is emitted.
pub(super) struct Data<'a> {
    ir: &'a Ir,
    names: Names<'a>,
    structs: BTreeSet<StructId>,
    enums: BTreeSet<EnumId>,
    /// The sorts of which some role refuses a used id.
    guarded: BTreeSet<SortId>,
    /// The documents that some role makes.
    made: BTreeSet<StructId>,
}

impl<'a> Data<'a> {
    /// What the messages, effects and roles of a protocol speak of; not what its ghosts and outboxes alone do.
    pub(super) fn new(ir: &'a Ir, roles: &[Role<'a>]) -> Self {
        let (mut structs, mut enums) = (BTreeSet::new(), BTreeSet::new());
        for ty in spoken_of(ir, roles) {
            visit_type(ir, &ty, &mut |inner| match inner {
                Type::Struct(id) => drop(structs.insert(*id)),
                Type::Enum(id) => drop(enums.insert(*id)),
                _ => {}
            });
        }
        let guarded = roles.iter().flat_map(|role| role.guarded.iter().copied()).collect();
        let made = roles.iter().flat_map(Role::makes).collect();
        Self { ir, names: Names { ir, from: From::Workflow }, structs, enums, guarded, made }
    }

    /// Everything.
    pub(super) fn emit(&self) -> TokenStream {
        let mut tokens = self.emit_types();
        tokens.extend(self.documents().map(|id| self.emit_document(id)));
        tokens.extend(self.enums.iter().map(|id| self.emit_enum(*id)));
        let plain = self.structs.iter().filter(|id| !is_document(self.ir, **id)).map(|id| &self.ir[*id]);
        tokens.extend(plain.map(|Struct { name, doc, fields, .. }| self.emit_struct(name, doc, fields)));
        tokens.extend(
            self.ir.messages.iter().map(|message| self.emit_struct(&message.name, &message.doc, &message.fields)),
        );
        tokens.extend(self.ir.effects.iter().map(|effect| self.emit_struct(&effect.name, &effect.doc, &effect.fields)));
        tokens
    }

    /// The names of all types that a role's module may import.
    pub(super) fn type_names(&self) -> Vec<String> {
        let ir = self.ir;
        let structs = self.structs.iter().filter(|id| !is_document(ir, **id)).map(|id| &*ir[*id].name);
        let records =
            ir.messages.iter().map(|message| &*message.name).chain(ir.effects.iter().map(|effect| &*effect.name));
        structs.chain(self.enums.iter().map(|id| &*ir[*id].name)).chain(records).map(str::to_owned).collect()
    }

    /// The names of the traits of documents.
    pub(super) fn trait_names(&self) -> Vec<String> {
        self.documents().flat_map(|id| [self.ir[id].name.clone(), make_trait(self.ir, id).to_string()]).collect()
    }

    /// The enums.
    pub(super) fn enums(&self) -> impl Iterator<Item = EnumId> {
        self.enums.iter().copied()
    }

    /// The structs, documents included.
    pub(super) fn structs(&self) -> impl Iterator<Item = StructId> {
        self.structs.iter().copied()
    }

    /// Whether some role makes documents of this kind.
    pub(super) fn makes(&self, id: StructId) -> bool {
        self.made.contains(&id)
    }

    /// The documents.
    pub(super) fn documents(&self) -> impl Iterator<Item = StructId> {
        self.structs.iter().copied().filter(|id| is_document(self.ir, *id))
    }

    /// ```text
    /// pub trait Types: Copy + Ord + Debug + 'static {
    ///     /// Somebody with a card.
    ///     type Person: Copy + Ord + Debug;
    ///     type Image: Image<Self>;
    /// }
    /// ```
    fn emit_types(&self) -> TokenStream {
        let sorts = self.ir.sorts.iter().map(|sort| {
            let (name, doc) = (ident(&sort.name), doc(&sort.doc));
            quote!(#doc type #name: Copy + Ord + Debug;)
        });
        let documents = self.documents().map(|id| {
            let (name, doc) = (ident(&self.ir[id].name), doc(&self.ir[id].doc));
            quote!(#doc type #name: #name<Self>;)
        });
        quote! {
            /// The caller's own types: ids (a number, a UUID, a database key) and documents.
            ///
            /// Implement it for a type that only stands for the choice, as in the example above.
            pub trait Types: Copy + Ord + Debug + 'static { #(#sorts)* #(#documents)* }
        }
    }

    /// ```text
    /// pub trait Image<T: Types>: Clone + Debug { fn job(&self) -> T::Job; .. }
    /// pub trait MakeImage<T: Types>: Image<T> { fn make(job: T::Job, ..) -> Self; }
    /// ```
    fn emit_document(&self, id: StructId) -> TokenStream {
        let Struct { name, fields, doc: text, .. } = &self.ir[id];
        let (trait_name, what) = (ident(name), doc(text));
        let getters = fields.iter().map(|Field { name: of, doc: text, ty }| {
            let said = format!("The `{of}` that it says it has.");
            let (text, of, ty) = (doc(if text.is_empty() { &said } else { text }), ident(of), self.names.ty(ty));
            quote!(#text #[must_use] fn #of(&self) -> #ty;)
        });
        let make = self.made.contains(&id).then(|| {
            let parameters = fields.iter().map(|Field { name, ty, .. }| {
                let (name, ty) = (ident(name), self.names.ty(ty));
                quote!(#name: #ty)
            });
            let (make, says) = (make_trait(self.ir, id), format!("An `{name}` that a Machine makes itself."));
            quote! {
                #[doc = #says]
                pub trait #make<T: Types>: #trait_name<T> {
                    /// Makes one that says this of itself.
                    #[must_use]
                    fn make(#(#parameters),*) -> Self;
                }
            }
        });
        quote! {
            #what
            ///
            /// It is the caller's own, and all that a Machine knows of it is what it says of itself. That this is the truth
            /// is an assumption.
            pub trait #trait_name<T: Types>: Clone + Debug { #(#getters)* }
            #make
        }
    }

    /// ```text
    /// #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
    /// pub enum Progress<T: Types> { #[default] Free, Queued { session: T::Session, .. }, .. }
    /// ```
    fn emit_enum(&self, id: EnumId) -> TokenStream {
        let Enum { name, doc: text, variants, .. } = &self.ir[id];
        let types: Vec<&Type> = variants.iter().flat_map(|variant| &variant.fields).map(|field| &field.ty).collect();
        let default = variants.first().is_some_and(|variant| variant.fields.is_empty());
        let attributes = attributes(self.ir, &types, default);
        let (name, text, generics) = (ident(name), doc(text), generics(self.ir, &types));
        let arms = variants.iter().enumerate().map(|(index, Variant { name, doc: text, fields, .. })| {
            let mark = (default && index == 0).then(|| quote!(#[default]));
            let (name, text) = (ident(name), doc(text));
            let fields = if is_tuple(fields) {
                let types = fields.iter().map(|field| self.names.ty(&field.ty));
                quote!((#(#types),*))
            } else if fields.is_empty() {
                TokenStream::new()
            } else {
                let fields = self.fields(fields, &TokenStream::new());
                quote!({ #fields })
            };
            quote!(#text #mark #name #fields,)
        });
        let visits = self.visits(&Type::Enum(id));
        quote! { #text #attributes pub enum #name #generics { #(#arms)* } #visits }
    }

    /// ```text
    /// #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    /// pub struct Issue<T: Types> { pub session: T::Session, .. }
    /// ```
    fn emit_struct(&self, name: &str, text: &str, fields: &[Field]) -> TokenStream {
        let types: Vec<&Type> = fields.iter().map(|field| &field.ty).collect();
        let (attributes, generics) = (attributes(self.ir, &types, false), generics(self.ir, &types));
        let plain = self.structs.iter().find(|id| self.ir[**id].name == name);
        let visits = plain.map(|id| self.visits(&Type::Struct(*id)));
        let (name, text, fields) = (ident(name), doc(text), self.fields(fields, &quote!(pub)));
        quote! { #text #attributes pub struct #name #generics { #fields } #visits }
    }

    fn fields(&self, fields: &[Field], visibility: &TokenStream) -> TokenStream {
        let fields = fields.iter().map(|Field { name, doc: text, ty }| {
            let (name, text, ty) = (field(name), doc(text), self.names.ty(ty));
            quote!(#text #visibility #name: #ty,)
        });
        fields.collect()
    }
}

/// The types of all that leaves or enters a role, of what it keeps and of what its bodies hold.
fn spoken_of(ir: &Ir, roles: &[Role<'_>]) -> Vec<Type> {
    let messages = ir.messages.iter().flat_map(|message| &message.fields);
    let effects = ir.effects.iter().flat_map(|effect| &effect.fields);
    let mut types: Vec<Type> = messages.chain(effects).map(|field| field.ty.clone()).collect();
    let kept = ir.variables.iter().filter(|variable| {
        variable.role == VariableRole::Declared && ir[variable.component].kind != ComponentKind::Ghost
    });
    types.extend(kept.map(|variable| variable.ty.clone()));
    for act in roles.iter().flat_map(|role| &role.actions) {
        let body = &act.action.body;
        types.extend(body.locals.iter().map(|local| local.ty.clone()));
        visit_expressions(&body.statements, &mut |expr| types.push(type_of(ir, &body.locals, expr)));
    }
    types
}

/// `<T: Types>` where an id or document occurs inside.
pub(super) fn generics(ir: &Ir, types: &[&Type]) -> TokenStream {
    if types.iter().any(|ty| is_generic(ir, ty)) { quote!(<T: Types>) } else { TokenStream::new() }
}

/// What a type of this content can: it is copied where it holds no document and no collection, compared where it holds no
/// document, and written and read by serde on demand.
pub(super) fn attributes(ir: &Ir, types: &[&Type], default: bool) -> TokenStream {
    let copy = types.iter().all(|ty| is_copy(ir, ty)).then(|| quote!(Copy,));
    let compare = (!types.iter().any(|ty| holds_document(ir, ty))).then(|| quote!(PartialEq, Eq, PartialOrd, Ord,));
    let default = default.then(|| quote!(Default,));
    let serde = serde(ir, types);
    quote!(#[derive(Clone, #copy Debug, #compare #default)] #serde)
}

/// ```text
/// #[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize), serde(bound(serialize = "..", ..)))]
/// ```
pub(super) fn serde(ir: &Ir, types: &[&Type]) -> TokenStream {
    let mut mentioned = BTreeSet::new();
    for ty in types {
        caller_types(ir, ty, &mut mentioned);
    }
    let bounds = |what: &str| {
        let bounds: Vec<String> = mentioned.iter().map(|name| format!("T::{name}: {what}")).collect();
        Literal::string(&bounds.join(", "))
    };
    let bound = (!mentioned.is_empty()).then(|| {
        let (write, read) = (bounds("::serde::Serialize"), bounds("::serde::Deserialize<'de>"));
        quote!(, serde(bound(serialize = #write, deserialize = #read)))
    });
    quote!(#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize) #bound)])
}

/// The names of the ids and documents in a type; what a document says of itself is not in it.
pub(super) fn caller_types(ir: &Ir, ty: &Type, found: &mut BTreeSet<String>) {
    match ty {
        Type::Bool | Type::Count(_) => {}
        Type::Id(sort) | Type::Set(sort) => drop(found.insert(ir[*sort].name.clone())),
        Type::Option(inner) | Type::Queue(inner, _) => caller_types(ir, inner, found),
        Type::Map(sort, inner) => {
            found.insert(ir[*sort].name.clone());
            caller_types(ir, inner, found);
        }
        Type::Struct(id) if is_document(ir, *id) => drop(found.insert(ir[*id].name.clone())),
        Type::Struct(id) => ir[*id].fields.iter().for_each(|field| caller_types(ir, &field.ty, found)),
        Type::Enum(id) => {
            let fields = ir[*id].variants.iter().flat_map(|variant| &variant.fields);
            fields.for_each(|field| caller_types(ir, &field.ty, found));
        }
    }
}

/// The fields of a document: their names, and what `write` makes of their types.
pub(super) fn document_fields(ir: &Ir, id: StructId, write: &dyn Fn(&Type) -> String) -> Vec<(String, String)> {
    ir[id].fields.iter().map(|field| (ident(&field.name).to_string(), write(&field.ty))).collect()
}
