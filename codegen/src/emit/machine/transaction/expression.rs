//! Expressions: what is read of the transaction, and what is made of it.

use proc_macro2::TokenStream;
use quote::quote;

use super::body::{Body, Mode};
use super::pattern::{closed, subject, variants};
use super::tree::{Clause, Region};
use crate::emit::machine::names::{field, holds_document, is_copy, is_document, is_tuple};
use crate::emit::model::code::{Code, Level};
use crate::ir::query::rewrite;
use crate::ir::query::variant_fields;
use crate::ir::{Expr, StructId, Type};

/// An expression as it is written, and what kind of expression that is.
pub(super) struct Operand {
    pub(super) code: Code,
    pub(super) kind: Kind,
}

/// What kind of expression stands for a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The value itself.
    Value,
    /// A place that holds it.
    Place,
    /// A reference to it.
    Reference,
}

impl Operand {
    pub(super) fn value(code: Code) -> Self {
        Self { code, kind: Kind::Value }
    }

    /// What can be compared and matched.
    pub(super) fn place(&self) -> Code {
        let code = self.code.at(Level::Prefix);
        if self.kind == Kind::Reference { Code::new(Level::Prefix, quote!(*#code)) } else { self.code.clone() }
    }

    /// What a method is called on, or a field read of.
    pub(super) fn receiver(&self) -> TokenStream {
        self.code.at(Level::Atom)
    }

    /// A reference to it.
    pub(super) fn reference(&self) -> TokenStream {
        let code = self.code.at(Level::Prefix);
        if self.kind == Kind::Reference { code } else { quote!(&#code) }
    }
}

impl Body<'_, '_> {
    /// The value of an expression, to be kept.
    pub(super) fn value(&self, expr: &Expr) -> Code {
        let operand = self.operand(expr);
        if is_copy(self.ir(), &self.ty(expr)) {
            return operand.place();
        }
        match (operand.kind, expr) {
            (Kind::Value, Expr::Local(local)) if self.is_read_again(*local) => clone_of(&operand),
            (Kind::Value, _) => operand.code,
            _ => clone_of(&operand),
        }
    }

    /// An expression to look at.
    pub(super) fn look(&self, expr: &Expr) -> Code {
        self.operand(expr).place()
    }

    /// An expression, however it can be had.
    pub(super) fn operand(&self, expr: &Expr) -> Operand {
        let code = match expr {
            Expr::Bool(value) => Code::atom(quote!(#value)),
            Expr::Count(count) => Code::number(u64::from(*count)),
            Expr::Bound(bound) => self.bound(*bound),
            Expr::Parameter(parameter) => self.parameter(*parameter),
            Expr::Local(local) => return self.local(*local),
            Expr::Read(place) => return self.read(place),
            Expr::Variant { ty, variant, fields } => self.variant(ty, *variant, fields),
            Expr::Struct { id, fields } => self.structure(*id, fields),
            Expr::Field { of, id, field } => return self.field(of, *id, *field),
            Expr::Payload { of, ty, variant, field } => self.payload(of, ty, *variant, *field),
            Expr::EmptySet(_) => Code::atom(quote!(BTreeSet::new())),
            Expr::Cardinality(set) => self.cardinality(set),
            Expr::Length(place) => self.length(place),
            Expr::Front(place) => self.front(place),
            Expr::Queued(place, item) => self.queued(place, item),
            Expr::Contains(set, id) => self.contains(set, id),
            Expr::Add(a, b) => self.arithmetic(expr, &quote!(add), a, b),
            Expr::Subtract(a, b) => self.arithmetic(expr, &quote!(subtract), a, b),
            Expr::Or(cases) => self.alternatives(cases),
            Expr::If(condition, yes, no) => self.choice(condition, yes, no),
            Expr::Let(local, bound, body) if self.ty(expr) != Type::Bool => self.binding(*local, bound, body),
            Expr::And(_) | Expr::Let(..) => self.conjunction(&self.chain(expr)),
            Expr::Is { .. } | Expr::Equal(..) | Expr::Less(..) => self.comparison(expr, false),
            Expr::Not(inner) => self.negation(inner),
            Expr::Quantified { quantifier, local, sort, body } => self.quantified(*quantifier, *local, *sort, body),
        };
        Operand::value(code)
    }

    fn local(&self, local: usize) -> Operand {
        let (name, mode) = self.name(local);
        let kind = if mode == Mode::Reference { Kind::Reference } else { Kind::Value };
        Operand { code: Code::atom(name), kind }
    }

    /// `Progress::Queued { session, applicant, document }`
    fn variant(&self, ty: &Type, variant: usize, fields: &[Expr]) -> Code {
        let path = self.role().names.variant(ty, variant);
        let declared = variant_fields(self.ir(), ty, variant);
        let values = fields.iter().enumerate().map(|(index, value)| {
            let bounded = match ty {
                Type::Option(inner) => inner,
                _ => &declared[index].ty,
            };
            self.fitting(bounded, value)
        });
        let values: Vec<Code> = values.collect();
        Code::atom(if values.is_empty() {
            path
        } else if declared.is_empty() || is_tuple(declared) {
            quote!(#path(#(#values),*))
        } else {
            let fields = declared.iter().zip(&values).map(|(declared, value)| named(&declared.name, value));
            quote!(#path { #(#fields),* })
        })
    }

    /// `Key { room, spare }`; `T::Image::make(job, subject, document)`.
    fn structure(&self, id: StructId, fields: &[Expr]) -> Code {
        let declared = &self.ir()[id].fields;
        let values: Vec<Code> =
            declared.iter().zip(fields).map(|(declared, value)| self.fitting(&declared.ty, value)).collect();
        if is_document(self.ir(), id) {
            let ty = self.role().names.ty(&Type::Struct(id));
            return Code::atom(quote!(#ty::make(#(#values),*)));
        }
        let name = self.role().names.data(&self.ir()[id].name);
        let fields = declared.iter().zip(&values).map(|(declared, value)| named(&declared.name, value));
        Code::atom(quote!(#name { #(#fields),* }))
    }

    /// `key.room`, `image.job()`.
    fn field(&self, of: &Expr, id: StructId, index: usize) -> Operand {
        let declared = &self.ir()[id].fields[index];
        let (of, name) = (self.operand(of).receiver(), field(&declared.name));
        if is_document(self.ir(), id) {
            return Operand::value(Code::atom(quote!(#of.#name())));
        }
        let kind = if is_copy(self.ir(), &declared.ty) { Kind::Value } else { Kind::Place };
        Operand { code: Code::atom(quote!(#of.#name)), kind }
    }

    /// What is read of a variant where no pattern has bound it: the alternatives before it were excluded by tests.
    fn payload(&self, of: &Expr, ty: &Type, variant: usize, index: usize) -> Code {
        let path = self.role().names.variant(ty, variant);
        let declared = variant_fields(self.ir(), ty, variant);
        let copy = is_copy(self.ir(), &crate::ir::query::payload_type(self.ir(), ty, variant, index));
        let (bind, value) =
            if copy { (quote!(value), quote!(value)) } else { (quote!(ref value), quote!(value.clone())) };
        let pattern = if declared.is_empty() {
            quote!(#path(#bind))
        } else if is_tuple(declared) {
            let fields = (0..declared.len()).map(|other| if other == index { bind.clone() } else { quote!(_) });
            quote!(#path(#(#fields),*))
        } else {
            let name = field(&declared[index].name);
            let bind = if copy { quote!(value) } else { quote!(ref value) };
            quote!(#path { #name: #bind, .. })
        };
        let rest = (variants(self.ir(), ty) > 1).then(|| quote!(_ => unreachable!("no other variant comes here"),));
        let of = self.look(of);
        Code::new(Level::Block, quote!(match #of { #pattern => #value, #rest }))
    }

    /// `a || b`; alternatives about one value are one pattern.
    fn alternatives(&self, cases: &[Expr]) -> Code {
        let whole = Expr::Or(cases.to_vec());
        if let Some(this) = subject(self.ir(), &whole)
            && let Some(pattern) = closed(self.ir(), &whole, this)
        {
            return self.matches(&pattern, &Expr::Local(this));
        }
        let cases = cases.iter().map(|case| self.look(case));
        let joined = cases.reduce(|a, b| Code::binary(&a, &quote!(||), &b, Level::Or));
        joined.unwrap_or_else(|| Code::atom(quote!(false)))
    }

    /// `let x = e; ..` where a value is wanted.
    fn binding(&self, local: usize, bound: &Expr, body: &Expr) -> Code {
        if let Expr::If(condition, yes, no) = body
            && super::parts::leading(self.ir(), condition) == Some(local)
        {
            return self.choice_of(condition, yes, no, Some((local, bound)));
        }
        if super::parts::is_plain(bound) || rewrite::mentions(body, local) <= 1 {
            return self.value(&rewrite::expr(body, &rewrite::local(local, bound)));
        }
        let text = self.value(bound);
        let name = self.bind(local, Mode::Value, &|other| rewrite::mentions(body, other) > 0);
        let body = self.value(body);
        Code::new(Level::Block, quote!({ let #name = #text; #body }))
    }

    /// The clauses of a condition.
    pub(super) fn chain(&self, condition: &Expr) -> Vec<Clause> {
        self.builder().chain(condition.clone(), Region::default()).0
    }

    /// `a && b`; what follows a `let` is the guard of its pattern.
    pub(super) fn conjunction(&self, clauses: &[Clause]) -> Code {
        let mut joined: Option<Code> = None;
        for (index, clause) in clauses.iter().enumerate() {
            let code = match clause {
                Clause::Test(expr) => self.look(expr),
                Clause::Matches(pattern, of) => self.matches(pattern, of),
                Clause::Let(pattern, of) => {
                    let rest = &clauses[index + 1..];
                    let matches = self.guarded(pattern, of, rest);
                    return and(joined, matches);
                }
            };
            joined = Some(and(joined, code));
        }
        joined.unwrap_or_else(|| Code::atom(quote!(true)))
    }

    fn guarded(&self, pattern: &super::pattern::Pattern, of: &Expr, rest: &[Clause]) -> Code {
        let place = self.look(of);
        let mentions = |other| rest.iter().any(|clause| rewrite::mentions(clause.of(), other) > 0);
        let pattern = self.pattern(pattern, self.scrutinee(of), &mentions);
        if rest.is_empty() {
            return Code::atom(quote!(matches!(#place, #pattern)));
        }
        let guard = self.conjunction(rest);
        Code::atom(quote!(matches!(#place, #pattern if #guard)))
    }

    /// `!e`, as one would say it.
    pub(super) fn negation(&self, expr: &Expr) -> Code {
        match expr {
            Expr::Not(inner) => self.look(inner),
            Expr::Bool(value) => {
                let other = !value;
                Code::atom(quote!(#other))
            }
            Expr::Is { .. } | Expr::Equal(..) | Expr::Less(..) => self.comparison(expr, true),
            Expr::Or(cases) if subject(self.ir(), expr).is_none() => {
                let cases = cases.iter().map(|case| self.negation(case));
                cases.reduce(|a, b| and(Some(a), b)).unwrap_or_else(|| Code::atom(quote!(true)))
            }
            other => self.look(other).negated(),
        }
    }

    /// Whether values of a type cannot be compared as a whole.
    pub(super) fn is_opaque(&self, ty: &Type) -> bool {
        holds_document(self.ir(), ty)
    }
}

fn and(left: Option<Code>, right: Code) -> Code {
    match left {
        Some(left) => Code::binary(&left, &quote!(&&), &right, Level::And),
        None => right,
    }
}

/// `name`, or `name: value`.
pub(super) fn named(name: &str, value: &Code) -> TokenStream {
    let field = field(name);
    if value.is(&field.to_string()) { quote!(#field) } else { quote!(#field: #value) }
}

fn clone_of(operand: &Operand) -> Code {
    let of = operand.receiver();
    Code::atom(quote!(#of.clone()))
}
