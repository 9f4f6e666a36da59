//! Statements: what an action or an observer does, on the state that it writes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::code::{Code, Level, is_fallible, mentions, number};
use super::expression::{Body, exclusive, hoist, unless_unused};
use super::output::Output;
use super::types::singleton;
use crate::ir::{Expr, Place, SortId, Span, Statement, StatementKind, Type};

/// A body whose statements are emitted.
pub(super) struct Writer<'b, 'c, 'a> {
    /// Its expressions.
    pub(super) body: Body<'c, 'a>,
    /// Outputs are delivered after the body.
    pub(super) deferred: bool,
    /// Sorts of which ids are taken more than once in a run: `taken_job` keeps them apart.
    pub(super) kept_apart: &'b [SortId],
}

impl Writer<'_, '_, '_> {
    /// A list of statements.
    pub(super) fn statements(&mut self, statements: &[Statement]) -> TokenStream {
        let Some((first, rest)) = statements.split_first() else { return TokenStream::new() };
        let outer = self.body.span;
        self.body.span = Some(first.span);
        let tokens = match &first.kind {
            // What is never used is not bound.
            StatementKind::Let(local, expr) => {
                let bound = self.body.value(expr);
                let rest = self.statements(rest);
                let name = &self.body.name(*local).clone();
                self.body.span = outer;
                return match (mentions(&rest, name), bound.is_fallible()) {
                    (true, _) => quote!(let #name = #bound; #rest),
                    (false, true) => quote!(let _ = #bound; #rest),
                    (false, false) => rest,
                };
            }
            StatementKind::Fresh(local, sort) => {
                let fresh = self.fresh(*sort);
                let rest = self.statements(rest);
                let name = &self.body.name(*local).clone();
                let taken = self.kept_apart.contains(sort).then(|| {
                    let (taken, one) = (self.taken(*sort), singleton(&Code::atom(name)));
                    quote!(#taken |= #one;)
                });
                let bound = if taken.is_some() { name.clone() } else { unless_unused(name, &rest) };
                self.body.span = outer;
                return quote!(let #bound = #fresh; #taken #rest);
            }
            kind => self.statement(kind, first.span),
        };
        let rest = self.statements(rest);
        self.body.span = outer;
        quote!(#tokens #rest)
    }

    fn statement(&mut self, kind: &StatementKind, span: Span) -> TokenStream {
        match kind {
            StatementKind::Let(..) | StatementKind::Fresh(..) | StatementKind::Ignore => TokenStream::new(),
            StatementKind::Require(holds) => {
                let holds = self.body.condition(holds);
                quote!(runtime::require(#holds)?;)
            }
            StatementKind::Assign(place, value) => self.assign(place, value),
            StatementKind::Reset(place) => self.reset(place),
            StatementKind::Insert(place, id) => self.update_set(place, id, true),
            StatementKind::Remove(place, item) => self.remove(place, item),
            StatementKind::PushBack(place, item) => self.push_back(place, item, span),
            StatementKind::PopFront(place) => self.on_queue(place, &quote!(pop_front), Vec::new(), None),
            StatementKind::Send(message, fields) => {
                let types = &self.body.context.ir[*message].fields;
                let fields = fields.iter().zip(types).map(|(field, to)| self.body.fitting(field, &to.ty)).collect();
                call(&self.body.context.need_output(Output::Send(*message), self.deferred), fields)
            }
            StatementKind::Emit(effect, fields) => {
                let types = &self.body.context.ir[*effect].fields;
                let fields = fields.iter().zip(types).map(|(field, to)| self.body.fitting(field, &to.ty)).collect();
                call(&self.body.context.need_output(Output::Emit(*effect), self.deferred), fields)
            }
            StatementKind::If(condition, then, otherwise) => self.branch(condition, then, otherwise),
            StatementKind::ForEach { local, sort, ordered, body } => {
                let (ids, body) = (number(self.body.context.ids(*sort)), self.statements(body));
                let name = unless_unused(self.body.name(*local), &body);
                let order = if *ordered { quote!(run.any_order(#ids)) } else { quote!(0..#ids) };
                quote!(for #name in #order { #body })
            }
        }
    }

    fn branch(&mut self, condition: &Expr, then: &[Statement], otherwise: &[Statement]) -> TokenStream {
        let (holds, then_tokens) = (self.body.condition(condition), self.statements(then));
        let otherwise_tokens = self.statements(otherwise);
        match (then_tokens.is_empty(), otherwise_tokens.is_empty()) {
            (true, true) if is_fallible(&quote!(#holds)) => quote!(let _ = #holds;),
            (true, true) => TokenStream::new(),
            (false, true) => quote!(if #holds { #then_tokens }),
            (true, false) => {
                let fails = self.body.condition(&Expr::Not(Box::new(condition.clone())));
                quote!(if #fails { #otherwise_tokens })
            }
            (false, false) if is_branch(otherwise, &otherwise_tokens) => {
                quote!(if #holds { #then_tokens } else #otherwise_tokens)
            }
            (false, false) => quote!(if #holds { #then_tokens } else { #otherwise_tokens }),
        }
    }

    fn assign(&self, place: &Place, value: &Expr) -> TokenStream {
        let (scalar, indices) = self.body.locate(place);
        let ty = self.body.context.scalar_type(&scalar).clone();
        let value = self.body.fitting_in(value, &ty, place.variable);
        let write = self.body.context.write(&self.body.state, scalar, &indices, &value);
        quote!(#write;)
    }

    fn reset(&self, place: &Place) -> TokenStream {
        let context = self.body.context;
        let (scalar, indices) = self.body.locate(place);
        let whole = indices.len() < context.levels(scalar.variable).len();
        if whole {
            return context.clear(&[scalar.variable], &indices, &exclusive(&self.body.state));
        }
        if let Type::Queue(..) = context.innermost(scalar.variable) {
            return self.on_queue(place, &quote!(clear), Vec::new(), None);
        }
        let write = context.write(&self.body.state, scalar, &indices, &Code::number(0));
        quote!(#write;)
    }

    fn remove(&self, place: &Place, item: &Expr) -> TokenStream {
        match self.body.context.innermost(place.variable) {
            Type::Queue(..) => self.on_queue(place, &quote!(remove), vec![self.body.value(item)], None),
            _ => self.update_set(place, item, false),
        }
    }

    /// `run.state.set_coordinator_prepared(run.state.coordinator_prepared() | 1 << manager);`
    fn update_set(&self, place: &Place, id: &Expr, insert: bool) -> TokenStream {
        let (scalar, indices) = self.body.locate(place);
        let context = self.body.context;
        let (before, one) = (context.read(&self.body.state, scalar.clone(), &indices), singleton(&self.body.value(id)));
        let after = if insert {
            Code::binary(&before, &quote!(|), &one, Level::BitOr)
        } else {
            Code::binary(&before, &quote!(&), &one.negated(), Level::BitAnd)
        };
        let write = context.write(&self.body.state, scalar, &indices, &after);
        quote!(#write;)
    }

    fn push_back(&self, place: &Place, item: &Expr, Span(span): Span) -> TokenStream {
        let Type::Queue(ty, _) = self.body.context.innermost(place.variable) else { return TokenStream::new() };
        let item = self.body.fitting_in(item, ty, place.variable);
        let (variable, span) = (number(place.variable.0 as u64), number(span.into()));
        let full = quote!(Defect::BoundExceeded(VariableId(#variable), Span(#span)));
        self.on_queue(place, &quote!(push_back), vec![item], Some(full))
    }

    /// `SERVER_ORDER.push_back(&mut run.state, job, full)?;`
    fn on_queue(
        &self,
        place: &Place,
        method: &TokenStream,
        items: Vec<Code>,
        full: Option<TokenStream>,
    ) -> TokenStream {
        let (scalar, indices) = self.body.locate(place);
        let (lets, mut arguments) = hoist(indices.into_iter().chain(items).collect());
        let items = arguments.split_off(self.body.context.levels(scalar.variable).len());
        let queue = self.body.context.queue(scalar.variable, &arguments);
        let (state, fallible) = (exclusive(&self.body.state), full.is_some().then(|| quote!(?)));
        let full = full.into_iter();
        let push = quote!(#queue.#method(#state #(, #items)* #(, #full)*)#fallible;);
        if lets.is_empty() { push } else { quote!({ #lets #push }) }
    }

    /// `run.fresh(free_job & !taken_job, SortId(2))?`
    fn fresh(&self, sort: SortId) -> TokenStream {
        let free = self.body.context.free(sort);
        let number = number(sort.0 as u64);
        let without = self.kept_apart.contains(&sort).then(|| {
            let taken = self.taken(sort);
            quote!(& !#taken)
        });
        quote!(run.fresh(#free #without, SortId(#number))?)
    }

    fn taken(&self, sort: SortId) -> proc_macro2::Ident {
        taken(self.body.context, sort)
    }
}

/// Whether a block is another `if` and nothing else.
fn is_branch(block: &[Statement], tokens: &TokenStream) -> bool {
    let first = tokens.clone().into_iter().next();
    block.len() == 1 && first.is_some_and(|token| token.to_string() == "if")
}

/// `taken_job`
pub(super) fn taken(context: &super::context::Context<'_>, sort: SortId) -> proc_macro2::Ident {
    format_ident!("taken_{}", super::context::snake(&context.ir[sort].name))
}

/// `send_render(run, job, subject);`
fn call(function: &proc_macro2::Ident, fields: Vec<Code>) -> TokenStream {
    let (lets, fields) = hoist(fields);
    let call = quote!(#function(run #(, #fields)*););
    if lets.is_empty() { call } else { quote!({ #lets #call }) }
}
