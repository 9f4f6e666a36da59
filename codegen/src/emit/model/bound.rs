//! Bounds of counts: checked where a count goes into something narrower than itself, and only there.

use quote::quote;

use super::code::{Code, number};
use super::expression::Body;
use crate::ir::{Expr, Span, Type, VariableId};

/// What is broken by a count beyond its bound.
#[derive(Clone, Copy)]
enum Blame {
    Arithmetic(Span),
    Place(VariableId, Span),
}

impl Body<'_, '_> {
    /// A value that goes into a field of a struct, variant, message or effect.
    pub(super) fn fitting(&self, value: &Expr, ty: &Type) -> Code {
        self.fit(value, ty, self.span.map(Blame::Arithmetic))
    }

    /// A value that goes into a place.
    pub(super) fn fitting_in(&self, value: &Expr, ty: &Type, variable: VariableId) -> Code {
        self.fit(value, ty, self.span.map(|span| Blame::Place(variable, span)))
    }

    /// `runtime::at_most(count, 3, Defect::Arithmetic(Span(7)))?`, or the value itself where it fits in any case.
    fn fit(&self, value: &Expr, ty: &Type, blame: Option<Blame>) -> Code {
        let code = self.value(value);
        let (Some((bound, depth)), Some(blame)) = (self.bound_within(ty, 0), blame) else { return code };
        let fits = match depth {
            0 => self.most(value).is_some_and(|most| most <= bound),
            _ => self.type_of(value).is_some_and(|own| own == *ty),
        };
        if fits || code.is("0") {
            return code;
        }
        let bound = number(bound);
        let defect = match blame {
            Blame::Arithmetic(Span(span)) => {
                let span = number(span.into());
                quote!(Defect::Arithmetic(Span(#span)))
            }
            Blame::Place(VariableId(variable), Span(span)) => {
                let (variable, span) = (number(variable as u64), number(span.into()));
                quote!(Defect::BoundExceeded(VariableId(#variable), Span(#span)))
            }
        };
        if depth == 0 {
            return Code::atom(quote!(runtime::at_most(#code, #bound, #defect)?));
        }
        // `Some` of a count: the tags lie below it, and `None` is all zero.
        let count = Code::atom(quote!(option)).shifted_right(depth);
        Code::new(
            super::code::Level::Block,
            quote!({ let option = #code; runtime::at_most(#count, #bound, #defect)?; option }),
        )
    }

    /// The bound of a count, through how many `Option`s.
    fn bound_within(&self, ty: &Type, depth: u32) -> Option<(u64, u32)> {
        match ty {
            Type::Count(Some(bound)) => Some((self.context.layout.sizes().bound(*bound).into(), depth)),
            Type::Option(some) => self.bound_within(some, depth + 1),
            _ => None,
        }
    }

    /// The most that a count can be, where that is known.
    fn most(&self, expr: &Expr) -> Option<u64> {
        let sizes = self.context.layout.sizes();
        match expr {
            Expr::Count(count) => Some(u64::from(*count)),
            Expr::Bound(bound) => Some(sizes.bound(*bound).into()),
            Expr::Parameter(parameter) => sizes.get(*parameter).map(u64::from),
            Expr::If(_, then, otherwise) => Some(self.most(then)?.max(self.most(otherwise)?)),
            Expr::Let(_, _, body) => self.most(body),
            other => match self.type_of(other)? {
                Type::Count(Some(bound)) => Some(sizes.bound(bound).into()),
                _ => None,
            },
        }
    }

    /// The declared type of what is read from somewhere.
    fn type_of(&self, expr: &Expr) -> Option<Type> {
        let context = self.context;
        match expr {
            Expr::Local(local) => Some(self.locals[*local].ty.clone()),
            Expr::Read(place) => Some(context.scalar_type(&self.locate(place).0).clone()),
            Expr::Variant { ty, .. } => Some(ty.clone()),
            Expr::Field { id, field, .. } => Some(context.ir[*id].fields[*field].ty.clone()),
            Expr::Payload { ty, variant, field, .. } => Some(context.layout.payload_type(ty, *variant, *field).clone()),
            _ => None,
        }
    }
}
