//! Places: what is read of a variable, and how it is changed.

use proc_macro2::TokenStream;
use quote::quote;

use super::access::{Access, is_small, stays};
use super::body::Body;
use super::expression::{Kind, Operand};
use crate::emit::machine::names::{field, is_copy};
use crate::emit::machine::role::{Container, Var, plain};
use crate::emit::model::code::{Code, Level};
use crate::ir::{Expr, Place, Projection, Statement, StatementKind, StructId, Type};

impl<'a> Body<'_, 'a> {
    /// The call of an accessor.
    fn call(&self, place: &Place, access: Access, more: &[TokenStream]) -> TokenStream {
        let var = self.role().var(place.variable);
        let (method, indexes) = (self.needs(var, access), self.indexes(place));
        let arguments = indexes.iter().chain(more);
        quote!(self.#method(#(#arguments),*))
    }

    fn var_of(&self, place: &Place) -> &Var<'a> {
        self.role().var(place.variable)
    }

    fn indexes(&self, place: &Place) -> Vec<TokenStream> {
        let indexes = place.indexes().map(|index| self.value(index).at(Level::Block));
        indexes.collect()
    }

    fn struct_fields(place: &Place) -> Vec<(StructId, usize)> {
        let fields = place.path.iter().filter_map(|step| match step {
            Projection::Field(id, field) => Some((*id, *field)),
            Projection::Index(_) => None,
        });
        fields.collect()
    }

    /// What is in a place.
    pub(super) fn read(&self, place: &Place) -> Operand {
        let var = self.var_of(place);
        if var.members {
            return Operand::value(Code::atom(self.call(place, Access::Members, &[])));
        }
        let mut code = self.call(place, Access::Get, &[]);
        let mut kind = if is_small(&var.value) { Kind::Value } else { Kind::Reference };
        for (id, index) in Self::struct_fields(place) {
            let declared = &self.ir()[id].fields[index];
            let name = field(&declared.name);
            code = quote!(#code.#name);
            kind = if is_copy(self.ir(), &declared.ty) { Kind::Value } else { Kind::Place };
        }
        Operand { code: Code::atom(code), kind }
    }

    pub(super) fn length(&self, place: &Place) -> Code {
        if self.var_of(place).container == Container::Line {
            return Code::atom(self.call(place, Access::Len, &[]));
        }
        let queue = self.call(place, Access::Get, &[]);
        Code::atom(quote!(support::count(#queue.len())))
    }

    pub(super) fn front(&self, place: &Place) -> Code {
        let var = self.var_of(place);
        if var.container == Container::Line {
            return Code::atom(self.call(place, Access::Front, &[]));
        }
        let queue = self.call(place, Access::Get, &[]);
        let copied = match &var.value {
            Type::Queue(item, _) if is_copy(self.ir(), item) => quote!(copied),
            _ => quote!(cloned),
        };
        Code::atom(quote!(#queue.front().#copied()))
    }

    pub(super) fn queued(&self, place: &Place, item: &Expr) -> Code {
        let var = self.var_of(place);
        if var.container == Container::Line {
            let item = self.item(var, item);
            return Code::atom(self.call(place, Access::Contains, &[item]));
        }
        let (queue, item) = (self.call(place, Access::Get, &[]), self.operand(item).reference());
        Code::atom(quote!(#queue.contains(#item)))
    }

    /// An item that a line is asked about.
    fn item(&self, var: &Var<'_>, item: &Expr) -> TokenStream {
        if is_copy(self.ir(), &var.value) { self.value(item).at(Level::Block) } else { self.operand(item).reference() }
    }

    pub(super) fn contains(&self, set: &Expr, id: &Expr) -> Code {
        match set {
            Expr::Read(place) if self.var_of(place).members => {
                let id = self.value(id).at(Level::Block);
                Code::atom(self.call(place, Access::Contains, &[id]))
            }
            _ => {
                let (set, id) = (self.operand(set).receiver(), self.operand(id).reference());
                Code::atom(quote!(#set.contains(#id)))
            }
        }
    }

    pub(super) fn cardinality(&self, set: &Expr) -> Code {
        match set {
            Expr::Read(place) if self.var_of(place).members => Code::atom(self.call(place, Access::Len, &[])),
            _ => {
                let set = self.operand(set).receiver();
                Code::atom(quote!(support::count(#set.len())))
            }
        }
    }

    /// Whether a set is empty.
    pub(super) fn emptiness(&self, set: &Expr, negated: bool) -> Code {
        if let Expr::Read(place) = set
            && self.var_of(place).members
        {
            let len = self.call(place, Access::Len, &[]);
            return Code::new(Level::Compare, if negated { quote!(#len > 0) } else { quote!(#len == 0) });
        }
        let set = self.operand(set).receiver();
        let empty = Code::atom(quote!(#set.is_empty()));
        if negated { empty.negated() } else { empty }
    }

    /// A statement that changes a place.
    pub(super) fn change(&self, statement: &Statement) -> TokenStream {
        match &statement.kind {
            StatementKind::Assign(place, value) => self.assign(place, value),
            StatementKind::Reset(place) => self.reset(place),
            StatementKind::Insert(place, id) => self.member(place, id, Access::Insert, &quote!(insert)),
            StatementKind::Remove(place, item) => self.remove(place, item),
            StatementKind::PushBack(place, item) => self.push_back(place, item),
            StatementKind::PopFront(place) => self.pop_front(place),
            _ => TokenStream::new(),
        }
    }

    fn assign(&self, place: &Place, value: &Expr) -> TokenStream {
        let var = self.var_of(place);
        if var.members {
            return self.assign_members(place, value);
        }
        let fields = Self::struct_fields(place);
        let ty = crate::ir::query::place_type(self.ir(), place);
        let value = self.bounded(var, &ty, value);
        let value = self.with_fields(place, &fields, value.at(Level::Block));
        let call = self.call(place, Access::Set, &[value]);
        quote!(#call;)
    }

    /// A value for a place, checked against the place's bound by its name.
    fn bounded(&self, var: &Var<'_>, ty: &Type, value: &Expr) -> Code {
        self.fitting_as(ty, value, &stays(var))
    }

    /// `Slot { ticket, ..*self.slot(me) }`: a struct with one field changed.
    fn with_fields(&self, place: &Place, fields: &[(StructId, usize)], value: TokenStream) -> TokenStream {
        let Some((&(id, index), rest)) = fields.split_first() else { return value };
        let declared = &self.ir()[id].fields;
        let (name, changed) = (self.role().names.data(&self.ir()[id].name), &declared[index]);
        let depth = Self::struct_fields(place).len() - fields.len();
        let inner = self.with_fields(place, rest, value);
        let set = super::expression::named(&changed.name, &Code::atom(inner));
        if declared.len() == 1 {
            return quote!(#name { #set });
        }
        let mut whole = place.clone();
        let indexes = whole.path.iter().filter(|step| matches!(step, Projection::Index(_))).count();
        whole.path.truncate(indexes + depth);
        let base = self.operand(&Expr::Read(whole));
        let base = if is_copy(self.ir(), &Type::Struct(id)) {
            base.place().at(Level::Prefix)
        } else {
            let of = base.receiver();
            quote!(#of.clone())
        };
        quote!(#name { #set, ..#base })
    }

    fn assign_members(&self, place: &Place, value: &Expr) -> TokenStream {
        if let Expr::EmptySet(_) = value {
            return self.reset(place);
        }
        let (value, clear) = (self.value(value), self.call(place, Access::Clear, &[]));
        let insert = self.call(place, Access::Insert, &[quote!(id)]);
        quote! {
            let members = #value;
            #clear;
            for id in members {
                #insert;
            }
        }
    }

    fn reset(&self, place: &Place) -> TokenStream {
        let var = self.var_of(place);
        if var.members || var.container == Container::Line {
            let call = self.call(place, Access::Clear, &[]);
            return quote!(#call;);
        }
        let ty = crate::ir::query::place_type(self.ir(), place);
        let default = super::default::default_tokens(self.role(), &ty);
        let value = self.with_fields(place, &Self::struct_fields(place), default);
        let call = self.call(place, Access::Set, &[value]);
        quote!(#call;)
    }

    /// `self.lit_insert(lamp);`, or the set under a key, changed.
    fn member(&self, place: &Place, id: &Expr, access: Access, operation: &TokenStream) -> TokenStream {
        if self.var_of(place).members {
            let id = self.value(id).at(Level::Block);
            let call = self.call(place, access, &[id]);
            return quote!(#call;);
        }
        let id = if access == Access::Insert { self.value(id).at(Level::Block) } else { self.operand(id).reference() };
        self.changed(place, &quote!(#operation(#id)))
    }

    /// A set or queue under a key, taken out, changed and put back.
    fn changed(&self, place: &Place, operation: &TokenStream) -> TokenStream {
        let name = quote::format_ident!("new_{}", plain(&self.var_of(place).field));
        let whole = self.operand(&Expr::Read(place.clone())).receiver();
        let value = self.with_fields(place, &Self::struct_fields(place), quote!(#name));
        let call = self.call(place, Access::Set, &[value]);
        quote! {
            let mut #name = #whole.clone();
            #name.#operation;
            #call;
        }
    }

    fn remove(&self, place: &Place, item: &Expr) -> TokenStream {
        let var = self.var_of(place);
        if var.container == Container::Line {
            let item = self.item(var, item);
            let call = self.call(place, Access::Remove, &[item]);
            return quote!(#call;);
        }
        if matches!(crate::ir::query::place_type(self.ir(), place), Type::Queue(..)) {
            let item = self.look(item);
            return self.changed(place, &quote!(retain(|other| *other != #item)));
        }
        self.member(place, item, Access::Remove, &quote!(remove))
    }

    fn push_back(&self, place: &Place, item: &Expr) -> TokenStream {
        let var = self.var_of(place);
        let (item_type, bound) = match crate::ir::query::place_type(self.ir(), place) {
            Type::Queue(item, bound) => (*item, Some(bound)),
            other => (other, None),
        };
        let item = self.bounded(var, &item_type, item).at(Level::Block);
        if var.container == Container::Line {
            let call = self.call(place, Access::PushBack, &[item]);
            return quote!(#call?;);
        }
        let (len, text) = (self.length(place), stays(var));
        let bound = bound.map(|bound| self.bound(bound)).map_or_else(|| quote!(u32::MAX), |bound| quote!(#bound));
        let change = self.changed(place, &quote!(push_back(#item)));
        quote! {
            if #len >= #bound {
                return Err(support::Stop::Bound(#text));
            }
            #change
        }
    }

    fn pop_front(&self, place: &Place) -> TokenStream {
        if self.var_of(place).container == Container::Line {
            let call = self.call(place, Access::PopFront, &[]);
            return quote!(#call;);
        }
        self.changed(place, &quote!(pop_front()))
    }
}
