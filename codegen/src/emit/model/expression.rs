//! Expressions: a packed value is a `u64`, a condition a `bool`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::code::{Code, Level, is_fallible, mentions, number};
use super::context::{Context, ident};
use super::place::Scalar;
use super::types::singleton;
use crate::ir::{Expr, Local, LocalId, Place, Projection, Quantifier, SortId, Span, Type};

/// A body or a predicate, being emitted.
pub(super) struct Body<'c, 'a> {
    /// The protocol.
    pub(super) context: &'c Context<'a>,
    /// Its locals.
    pub(super) locals: &'c [Local],
    /// What they are called.
    pub(super) names: Vec<Ident>,
    /// The state that places are read from: `run.state`, `state`, `before`.
    pub(super) state: TokenStream,
    /// In an action property, the state after the step.
    pub(super) after: TokenStream,
    /// Where the statement stands; `None` where nothing can be reported, and arithmetic saturates.
    pub(super) span: Option<Span>,
}

/// Names that emitted code uses itself.
const RESERVED: [&str; 8] = ["run", "state", "before", "after", "sink", "index", "me_", "option"];

/// Whether emitted code uses a name itself.
pub(super) fn is_reserved(name: &str) -> bool {
    let verbs = ["send_", "emit_", "commit_", "free_", "may_", "taken_"];
    RESERVED.contains(&name) || verbs.iter().any(|verb| name.starts_with(verb))
}

impl<'c, 'a> Body<'c, 'a> {
    /// A body over `state`.
    pub(super) fn new(context: &'c Context<'a>, locals: &'c [Local], state: TokenStream) -> Self {
        let name = |(number, local): (usize, &Local)| {
            let base = local.name.trim_start_matches("r#");
            let taken = locals.iter().enumerate().any(|(other, twin)| other != number && twin.name == local.name);
            if taken || is_reserved(base) { format_ident!("{base}_{number}") } else { ident(&local.name) }
        };
        let names = locals.iter().enumerate().map(name).collect();
        Self { context, locals, names, state, after: quote!(after), span: None }
    }

    /// A local's name.
    pub(super) fn name(&self, local: LocalId) -> &Ident {
        &self.names[local]
    }

    /// A packed value.
    pub(super) fn value(&self, expr: &Expr) -> Code {
        match expr {
            Expr::Bool(holds) => Code::number(u64::from(*holds)),
            Expr::Count(count) => Code::number(u64::from(*count)),
            Expr::Bound(bound) => Code::number(self.context.layout.sizes().bound(*bound).into()),
            Expr::Parameter(parameter) => {
                Code::number(self.context.layout.sizes().get(*parameter).unwrap_or(u32::MAX).into())
            }
            Expr::Local(local) => Code::atom(self.name(*local)),
            Expr::Read(place) => self.read(place),
            Expr::Variant { ty, variant, fields } => self.variant(ty, *variant, fields),
            Expr::Struct { id, fields } => {
                let types = self.context.ir[*id].fields.iter().map(|field| &field.ty);
                let parts = fields.iter().zip(types).map(|(field, ty)| self.fitting(field, ty)).enumerate();
                let offset = |field| self.context.layout.field_offset(*id, field);
                Context::assemble(0, parts.map(|(field, part)| (part, offset(field))))
            }
            Expr::Field { of, id, field } => {
                let ty = &self.context.ir[*id].fields[*field].ty;
                let offset = self.context.layout.field_offset(*id, *field);
                self.context.part(&self.value(of), &Type::Struct(*id), offset, ty)
            }
            Expr::Payload { of, ty, variant, field } => {
                let offset = self.context.layout.payload_offset(ty, *variant, *field);
                let part = self.context.layout.payload_type(ty, *variant, *field);
                self.context.part(&self.value(of), ty, offset, part)
            }
            Expr::EmptySet(_) => Code::number(0),
            Expr::Cardinality(set) => {
                let set = self.value(set).at(Level::Atom);
                Code::atom(quote!(u64::from(#set.count_ones())))
            }
            Expr::Length(place) => self.on_queue(place, &quote!(count), None),
            Expr::Front(place) => self.on_queue(place, &quote!(front), None),
            Expr::Add(left, right) => self.arithmetic(left, right, &quote!(add), &quote!(saturating_add)),
            Expr::Subtract(left, right) => self.arithmetic(left, right, &quote!(subtract), &quote!(saturating_sub)),
            Expr::If(condition, then, otherwise) => {
                let condition = self.condition(condition);
                let (then, otherwise) = (self.value(then), self.value(otherwise));
                Code::new(Level::Block, quote!(if #condition { #then } else { #otherwise }))
            }
            Expr::Let(local, bound, body) => self.binding(*local, bound, self.value(body)),
            Expr::Quantified { quantifier: Quantifier::Count, local, sort, body } => self.count(*local, *sort, body),
            condition => {
                let condition = self.condition(condition);
                Code::atom(quote!(u64::from(#condition)))
            }
        }
    }

    /// A truth value.
    pub(super) fn condition(&self, expr: &Expr) -> Code {
        match expr {
            Expr::Bool(holds) => Code::atom(quote!(#holds)),
            Expr::Is { of, ty, variant } => self.is(of, ty, *variant, &quote!(==)),
            Expr::Equal(left, right) => self.compare(left, &quote!(==), right),
            Expr::Less(left, right) => self.compare(left, &quote!(<), right),
            Expr::Contains(set, id) => {
                let (set, id) = (self.value(set), self.value(id));
                let bits = Code::binary(&set, &quote!(&), &singleton(&id), Level::BitAnd);
                Code::binary(&bits, &quote!(!=), &Code::number(0), Level::Compare)
            }
            Expr::Queued(place, item) => self.on_queue(place, &quote!(contains), Some(self.value(item))),
            Expr::Not(of) => self.negation(of),
            Expr::And(parts) => self.join(parts, &quote!(&&), Level::And, &quote!(true)),
            Expr::Or(parts) => self.join(parts, &quote!(||), Level::Or, &quote!(false)),
            Expr::If(condition, then, otherwise) => self.choice(condition, then, otherwise),
            Expr::Let(local, bound, body) => self.binding(*local, bound, self.condition(body)),
            Expr::Quantified { quantifier, local, sort, body } if *quantifier != Quantifier::Count => {
                self.quantified(*quantifier, *local, *sort, body)
            }
            value => Code::binary(&self.value(value), &quote!(!=), &Code::number(0), Level::Compare),
        }
    }

    fn negation(&self, of: &Expr) -> Code {
        match of {
            Expr::Bool(holds) => {
                let flipped = !holds;
                Code::atom(quote!(#flipped))
            }
            Expr::Is { of, ty, variant } => self.is(of, ty, *variant, &quote!(!=)),
            Expr::Equal(left, right) => self.compare(left, &quote!(!=), right),
            Expr::Less(left, right) => self.compare(left, &quote!(>=), right),
            Expr::Not(inner) => self.condition(inner),
            Expr::Local(_) | Expr::Read(_) | Expr::Field { .. } | Expr::Payload { .. } => {
                self.value(of).equal(&Code::number(0))
            }
            other => self.condition(other).negated(),
        }
    }

    fn is(&self, of: &Expr, ty: &Type, variant: usize, operator: &TokenStream) -> Code {
        let tag = self.context.tag(&self.value(of), ty);
        Code::binary(&tag, operator, &Code::number(variant as u64), Level::Compare)
    }

    fn compare(&self, left: &Expr, operator: &TokenStream, right: &Expr) -> Code {
        Code::binary(&self.value(left), operator, &self.value(right), Level::Compare)
    }

    fn join(&self, parts: &[Expr], operator: &TokenStream, level: Level, empty: &TokenStream) -> Code {
        let joined = parts.iter().map(|part| self.condition(part));
        joined.reduce(|a, b| Code::binary(&a, operator, &b, level)).unwrap_or_else(|| Code::atom(empty))
    }

    /// `if c { a } else { b }`, or `c && a` and the like.
    fn choice(&self, condition: &Expr, then: &Expr, otherwise: &Expr) -> Code {
        let join = |left: Code, operator, right, level| Code::binary(&left, operator, &self.condition(right), level);
        match (then, otherwise) {
            (Expr::Bool(true), Expr::Bool(false)) => self.condition(condition),
            (Expr::Bool(false), Expr::Bool(true)) => self.negation(condition),
            (then, Expr::Bool(false)) => join(self.condition(condition), &quote!(&&), then, Level::And),
            (Expr::Bool(true), other) => join(self.condition(condition), &quote!(||), other, Level::Or),
            (Expr::Bool(false), other) => join(self.negation(condition), &quote!(&&), other, Level::And),
            (then, Expr::Bool(true)) => join(self.negation(condition), &quote!(||), then, Level::Or),
            (then, otherwise) => {
                let (condition, then) = (self.condition(condition), self.condition(then));
                let otherwise = self.condition(otherwise);
                Code::new(Level::Block, quote!(if #condition { #then } else { #otherwise }))
            }
        }
    }

    fn binding(&self, local: LocalId, bound: &Expr, body: Code) -> Code {
        let (name, bound) = (self.name(local), self.value(bound));
        match (mentions(&quote!(#body), name), bound.is_fallible()) {
            (true, _) => Code::new(Level::Block, quote!({ let #name = #bound; #body })),
            (false, true) => Code::new(Level::Block, quote!({ let _ = #bound; #body })),
            (false, false) => body,
        }
    }

    /// `(0..3).any(|job| ..)`, or a loop where the body may leave early.
    fn quantified(&self, quantifier: Quantifier, local: LocalId, sort: SortId, body: &Expr) -> Code {
        let (ids, name, body) = (number(self.context.ids(sort)), self.name(local), self.condition(body));
        let name = unless_unused(name, &quote!(#body));
        match (quantifier, body.is_fallible()) {
            (Quantifier::Any, false) => Code::atom(quote!((0..#ids).any(|#name: u64| #body))),
            (_, false) => Code::atom(quote!((0..#ids).all(|#name: u64| #body))),
            (Quantifier::Any, true) => {
                let body = body.at(Level::And);
                Code::new(
                    Level::Block,
                    quote!({ let mut any = false; for #name in 0..#ids { any = any || #body; } any }),
                )
            }
            (_, true) => {
                let body = body.at(Level::Compare);
                Code::new(
                    Level::Block,
                    quote!({ let mut all = true; for #name in 0..#ids { all = all && #body; } all }),
                )
            }
        }
    }

    fn count(&self, local: LocalId, sort: SortId, body: &Expr) -> Code {
        let (ids, name, body) = (number(self.context.ids(sort)), self.name(local), self.condition(body));
        let name = unless_unused(name, &quote!(#body));
        if body.is_fallible() {
            let counted = quote!({ let mut count = 0; for #name in 0..#ids { count += u64::from(#body); } count });
            return Code::new(Level::Block, counted);
        }
        Code::atom(quote!((0..#ids).map(|#name: u64| u64::from(#body)).sum::<u64>()))
    }

    fn arithmetic(&self, left: &Expr, right: &Expr, checked: &TokenStream, saturating: &TokenStream) -> Code {
        let (left, right) = (self.value(left), self.value(right));
        let Some(Span(span)) = self.span else {
            return Code::atom(quote!(u64::#saturating(#left, #right)));
        };
        let span = number(span.into());
        Code::atom(quote!(runtime::#checked(#left, #right, Span(#span))?))
    }

    fn variant(&self, ty: &Type, variant: usize, fields: &[Expr]) -> Code {
        let layout = self.context.layout;
        let part = |(field, value): (usize, &Expr)| {
            (self.fitting(value, layout.payload_type(ty, variant, field)), layout.payload_offset(ty, variant, field))
        };
        Context::assemble(variant as u64, fields.iter().enumerate().map(part))
    }

    fn read(&self, place: &Place) -> Code {
        let (scalar, indices) = self.locate(place);
        self.context.read(self.side(place), scalar, &indices)
    }

    /// `SERVER_ORDER.contains(&run.state, job)`
    fn on_queue(&self, place: &Place, method: &TokenStream, argument: Option<Code>) -> Code {
        let (scalar, indices) = self.locate(place);
        let (queue, state) = (self.context.queue(scalar.variable, &indices), shared(self.side(place)));
        let argument = argument.into_iter();
        Code::atom(quote!(#queue.#method(#state #(, #argument)*)))
    }

    fn side(&self, place: &Place) -> &TokenStream {
        if place.after { &self.after } else { &self.state }
    }

    /// A place's variable and fields, and its indices.
    pub(super) fn locate(&self, place: &Place) -> (Scalar, Vec<Code>) {
        let (mut fields, mut indices) = (Vec::new(), Vec::new());
        for step in &place.path {
            match step {
                Projection::Index(index) => indices.push(self.value(index)),
                Projection::Field(id, field) => fields.push((*id, *field)),
            }
        }
        (Scalar { variable: place.variable, fields }, indices)
    }
}

/// A reference to a state: `run.state` is owned by the run, all others are references already.
pub(super) fn shared(state: &TokenStream) -> TokenStream {
    if mentions(state, &format_ident!("run")) { quote!(&#state) } else { state.clone() }
}

/// A reference through which a state is written.
pub(super) fn exclusive(state: &TokenStream) -> TokenStream {
    if mentions(state, &format_ident!("run")) { quote!(&mut #state) } else { state.clone() }
}

/// The name, with an underscore before it where `body` does not mention it.
pub(super) fn unless_unused(name: &Ident, body: &TokenStream) -> Ident {
    if mentions(body, name) { name.clone() } else { format_ident!("_{}", name.to_string().trim_start_matches("r#")) }
}

/// Binds what reads the run before the run itself is lent out.
pub(super) fn hoist(arguments: Vec<Code>) -> (TokenStream, Vec<Code>) {
    let (run, state) = (format_ident!("run"), format_ident!("state"));
    let mut lets = TokenStream::new();
    let hoisted = arguments.into_iter().enumerate().map(|(number, code)| {
        let tokens = quote!(#code);
        if !mentions(&tokens, &run) && !mentions(&tokens, &state) && !is_fallible(&tokens) {
            return code;
        }
        let name = format_ident!("argument_{number}");
        lets.extend(quote!(let #name = #tokens;));
        Code::atom(name)
    });
    let hoisted = hoisted.collect();
    (lets, hoisted)
}
