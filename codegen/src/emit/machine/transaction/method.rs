//! An action as a method: what it takes, what it does, what it lets out.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::body::{Body, Mode};
use super::tree::{Clause, Node};
use crate::emit::machine::names::{self, doc, ident, is_copy};
use crate::emit::machine::role::{Act, plain};
use crate::emit::model::code::Code;
use crate::ir::query::Instance;
use crate::ir::{EffectId, Expr, Field, LocalId, MessageId, Statement, StatementKind};

impl<'a> Body<'_, 'a> {
    pub(super) fn statement(&self, statement: &Statement) -> TokenStream {
        match &statement.kind {
            StatementKind::Fresh(local, sort) => {
                let name = self.bind(*local, Mode::Value, &|_| false);
                let method = format_ident!("fresh_{}", names::snake(&self.ir()[*sort].name));
                quote!(let #name = self.#method()?;)
            }
            StatementKind::Send(message, fields) => self.send(*message, fields),
            StatementKind::Emit(effect, fields) => self.emit(*effect, fields),
            _ => self.change(statement),
        }
    }

    fn send(&self, message: MessageId, fields: &[Expr]) -> TokenStream {
        let message = &self.ir()[message];
        self.put_out(&message.name, &message.fields, fields)
    }

    fn emit(&self, effect: EffectId, fields: &[Expr]) -> TokenStream {
        let effect = &self.ir()[effect];
        self.put_out(&effect.name, &effect.fields, fields)
    }

    /// `self.outputs.push(Output::Refused(Refused { session }));`
    fn put_out(&self, name: &str, declared: &[Field], fields: &[Expr]) -> TokenStream {
        let (variant, data) = (ident(name), self.role().names.data(name));
        let values: Vec<Code> =
            declared.iter().zip(fields).map(|(declared, value)| self.fitting(&declared.ty, value)).collect();
        if values.is_empty() {
            return quote!(self.outputs.push(Output::#variant(#data {})););
        }
        let fields =
            declared.iter().zip(&values).map(|(declared, value)| super::expression::named(&declared.name, value));
        quote!(self.outputs.push(Output::#variant(#data { #(#fields),* }));)
    }

    /// ```text
    /// /// A finished image is taken *by its job*, ..
    /// fn collect(&mut self, message: &Rendered<T>) -> Result<(), Stop> {
    ///     let Rendered { ref image } = *message;
    ///     ..
    ///     Ok(())
    /// }
    /// ```
    pub(super) fn method(&self, act: &Act<'a>) -> TokenStream {
        let nodes = self.builder().block(act.action.body.statements.clone());
        let used = |local: LocalId| nodes.iter().any(|node| node.mentions(local) > 0);
        let mut parameters = Vec::new();
        for argument in &act.arguments {
            let ty = self.role().names.ty(&argument.ty);
            let name = self.argument(argument.local);
            let shown = if used(argument.local) { quote!(#name) } else { unused(&name) };
            let reference = (!is_copy(self.ir(), &argument.ty)).then(|| quote!(&));
            parameters.push(quote!(#shown: #reference #ty));
        }
        let opening = act.action.receives.map(|message| {
            let (opening, bound) = self.opening(act, message, &used);
            let (name, fields) = (&self.ir()[message].name, &self.ir()[message].fields);
            let ty = self.role().names.record(name, fields);
            let parameter = if bound { quote!(message) } else { quote!(_message) };
            parameters.push(quote!(#parameter: &#ty));
            opening
        });
        let (doc, method) = (doc(&act.action.doc), &act.method);
        let (nodes, end) = match nodes.split_last() {
            Some((Node::Require(clauses, number), before)) if never_holds(clauses) => {
                let number = proc_macro2::Literal::usize_unsuffixed(*number);
                (before, quote!(Err(support::Stop::Guard(#number))))
            }
            _ => (&*nodes, quote!(Ok(()))),
        };
        let body = self.nodes(nodes, &BTreeSet::new());
        let scans = self.scans(!act.action.doc.is_empty());
        quote! {
            #doc
            #scans
            fn #method(&mut self, #(#parameters),*) -> Result<(), support::Stop> {
                #opening
                #body
                #end
            }
        }
    }

    /// What a body looks at more than its own rows of.
    fn scans(&self, after: bool) -> TokenStream {
        let scanned: Vec<String> = self.scanned.borrow().iter().map(|name| format!("`{name}`")).collect();
        if scanned.is_empty() {
            return TokenStream::new();
        }
        let says = format!(" Looks at every row of {}.", scanned.join(" and of "));
        let blank = after.then(|| quote!(#[doc = ""]));
        quote!(#blank #[doc = #says])
    }

    pub(super) fn argument(&self, local: LocalId) -> Ident {
        let mode = if is_copy(self.ir(), &self.local_type(local)) { Mode::Value } else { Mode::Reference };
        self.bind(local, mode, &|_| true)
    }

    /// `let Issue { session, applicant, document } = *message;`, of what is used.
    fn opening(&self, act: &Act<'a>, message: MessageId, used: &dyn Fn(LocalId) -> bool) -> (TokenStream, bool) {
        let declared = &self.ir()[message].fields;
        let routed = match self.ir().instance_of(act.id) {
            Instance::Routed { me, by } if used(me) => Some((me, by)),
            _ => None,
        };
        let wanted = |local: LocalId| used(local) || routed.is_some_and(|(_, by)| by == local);
        let shown: Vec<_> = act.action.payload.iter().zip(declared).filter(|(local, _)| wanted(**local)).collect();
        if shown.is_empty() {
            return (TokenStream::new(), false);
        }
        let fields = shown.iter().map(|(local, declared)| {
            if let Some((me, by)) = routed
                && by == **local
                && !used(by)
            {
                let (field, name) = (names::field(&declared.name), self.argument(me));
                return if field == name { quote!(#field) } else { quote!(#field: #name) };
            }
            let name = self.argument(**local);
            let by_reference = (!is_copy(self.ir(), &declared.ty)).then(|| quote!(ref));
            let field = names::field(&declared.name);
            if field == name { quote!(#by_reference #name) } else { quote!(#field: #by_reference #name) }
        });
        let fields: Vec<TokenStream> = fields.collect();
        let rest = (shown.len() < declared.len()).then(|| quote!(..)).into_iter();
        let data = self.role().names.data(&self.ir()[message].name);
        let also = routed.filter(|(_, by)| used(*by)).map(|(me, by)| {
            let (by, me) = (self.name(by).0, self.argument(me));
            quote!(let #me = #by;)
        });
        let all = fields.into_iter().chain(rest);
        (quote!(let #data { #(#all),* } = *message; #also), true)
    }
}

/// `_me`
fn unused(name: &Ident) -> TokenStream {
    let name = format_ident!("_{}", plain(name));
    quote!(#name)
}

/// Whether a guard is `refuse!()`.
fn never_holds(clauses: &[Clause]) -> bool {
    matches!(clauses, [Clause::Test(Expr::Bool(false))])
}
