//! Where arithmetic leaves the naturals or a count its bound: the condition under which an expression has a value.

use super::doc::Tla;
use super::env::Env;
use crate::ir::query::type_of;
use crate::ir::{Bound, Expr, Field, Type};

impl Env<'_, '_> {
    /// When an expression has a value; `TRUE` where it always has. Sums are taken to stay below 2^32.
    pub(super) fn defined(&self, expr: &Expr) -> Tla {
        let inner = |parts: Vec<&Expr>| Tla::and(parts.into_iter().map(|part| self.defined(part)).collect());
        match expr {
            Expr::Subtract(left, right) => {
                let enough = Tla::compare(&self.expr(left), ">=", &self.expr(right));
                Tla::and(vec![inner(vec![left, right]), enough])
            }
            Expr::And(parts) => self.in_turn(parts, |condition, rest| Tla::implies(&condition, &rest)),
            Expr::Or(parts) => self.in_turn(parts, |condition, rest| Tla::implies(&condition.not(), &rest)),
            Expr::If(condition, yes, no) => {
                let branches = (self.defined(yes), self.defined(no));
                let branches = match branches {
                    (yes, no) if yes.is("TRUE") && no.is("TRUE") => Tla::bool(true),
                    (yes, no) if no.is("TRUE") => Tla::implies(&self.expr(condition), &yes),
                    (yes, no) if yes.is("TRUE") => Tla::implies(&self.not(condition), &no),
                    (yes, no) => Tla::branch(&self.expr(condition), &yes, &no),
                };
                Tla::and(vec![self.defined(condition), branches])
            }
            Expr::Let(local, value, body) => {
                let mut bound = self.clone();
                bound.bound.insert(*local, self.expr(value));
                Tla::and(vec![self.defined(value), bound.defined(body)])
            }
            Expr::Quantified { local, sort, body, .. } => {
                let mut bound = self.clone();
                let name = bound.name(*local);
                let body = bound.defined(body);
                if body.is("TRUE") { body } else { Tla::quantified("\\A", &[(name, self.sort(*sort))], &body) }
            }
            Expr::Struct { id, fields } => self.fields(&self.context.ir[*id].fields, fields),
            Expr::Variant { ty: Type::Enum(id), variant, fields } => {
                self.fields(&self.context.ir[*id].variants[*variant].fields, fields)
            }
            Expr::Variant { ty: Type::Option(some), fields, .. } => {
                let fits = fields.iter().map(|field| Tla::and(vec![self.defined(field), self.fits(some, field)]));
                Tla::and(fits.collect())
            }
            other => inner(other.children()),
        }
    }

    /// Left to right, each part only where those before it let it be looked at.
    fn in_turn(&self, parts: &[Expr], then: impl Fn(Tla, Tla) -> Tla) -> Tla {
        parts.iter().rev().fold(Tla::bool(true), |rest, part| {
            let rest = if rest.is("TRUE") { rest } else { then(self.expr(part), rest) };
            Tla::and(vec![self.defined(part), rest])
        })
    }

    /// When fields have values that are within their bounds.
    pub(super) fn fields(&self, declared: &[Field], fields: &[Expr]) -> Tla {
        let fits =
            |(declared, field): (&Field, &Expr)| Tla::and(vec![self.defined(field), self.fits(&declared.ty, field)]);
        Tla::and(declared.iter().zip(fields).map(fits).collect())
    }

    /// When a value is within the bounds of a type; `TRUE` where its own type says so.
    pub(super) fn fits(&self, ty: &Type, expr: &Expr) -> Tla {
        let own = match expr {
            // The bound of a conditional is that of both branches.
            Expr::If(condition, yes, no) => {
                return match (self.fits(ty, yes), self.fits(ty, no)) {
                    (yes, no) if yes.is("TRUE") && no.is("TRUE") => yes,
                    (yes, no) => Tla::branch(&self.expr(condition), &yes, &no),
                };
            }
            Expr::Count(number) => Type::Count(Some(Bound::Literal(*number))),
            other => type_of(self.context.ir, self.locals, other),
        };
        self.fits_from(ty, &own, &self.expr(expr))
    }

    fn fits_from(&self, ty: &Type, own: &Type, value: &Tla) -> Tla {
        match (ty, own) {
            (Type::Count(Some(bound)), Type::Count(own)) if !is_within(*own, *bound) => {
                Tla::compare(value, "<=", &Tla::text(self.context.bound(*bound)))
            }
            (Type::Option(some), Type::Option(own)) => {
                let fits = self.fits_from(some, own, value);
                if fits.is("TRUE") {
                    return fits;
                }
                Tla::implies(&Tla::compare(value, "#", &Tla::text("None")), &fits)
            }
            // Data were within their bounds when they were made.
            _ => Tla::bool(true),
        }
    }
}

/// Whether every count within one bound is within another.
fn is_within(own: Option<Bound>, bound: Bound) -> bool {
    match (own, bound) {
        (Some(Bound::Literal(own)), Bound::Literal(bound)) => own <= bound,
        // Zero is within every bound, whatever the scope.
        (Some(Bound::Literal(0)), _) => true,
        (Some(own), bound) => own == bound,
        (None, _) => false,
    }
}
