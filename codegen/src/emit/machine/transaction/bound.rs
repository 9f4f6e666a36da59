//! Counts and their bounds: what may leave them is checked, and stops the body.

use proc_macro2::TokenStream;
use quote::quote;

use super::body::Body;
use crate::emit::machine::names::ident;
use crate::emit::model::code::{Code, Level, number};
use crate::ir::{Bound, Expr, Ir, ParameterId, ParameterKind, Type, Words};

impl Body<'_, '_> {
    /// A bound: a number, or what the configuration says.
    pub(super) fn bound(&self, bound: Bound) -> Code {
        match bound {
            Bound::Literal(number) => Code::number(u64::from(number)),
            Bound::Parameter(parameter) => self.parameter(parameter),
        }
    }

    pub(super) fn parameter(&self, parameter: ParameterId) -> Code {
        let name = ident(&self.ir()[parameter].name);
        let ids = matches!(self.ir()[parameter].kind, ParameterKind::Ids(_));
        let number = quote!(self.machine.config.#name);
        Code::atom(if ids { quote!(support::count(#number.len())) } else { number })
    }

    pub(super) fn arithmetic(&self, whole: &Expr, operation: &TokenStream, a: &Expr, b: &Expr) -> Code {
        let (a, b, text) = (self.value(a), self.value(b), self.says(whole));
        Code::atom(quote!(support::#operation(#a, #b, #text)?))
    }

    /// A value for a field of a type: checked where it might be beyond the bound.
    pub(super) fn fitting(&self, ty: &Type, value: &Expr) -> Code {
        self.fitting_as(ty, value, &self.stays(value))
    }

    /// The same; `says` is what would have had to hold.
    pub(super) fn fitting_as(&self, ty: &Type, value: &Expr, says: &str) -> Code {
        match (ty, value) {
            (Type::Count(Some(bound)), _) if !self.surely_fits(*bound, value) => {
                let (code, bound) = (self.value(value), self.bound(*bound));
                Code::atom(quote!(support::within(#code, #bound, #says)?))
            }
            (Type::Option(inner), Expr::Variant { fields, .. }) if !fields.is_empty() => {
                let inner = self.fitting_as(inner, &fields[0], says);
                Code::atom(quote!(Some(#inner)))
            }
            (Type::Option(inner), _) if self.may_exceed(inner, value) => {
                let (of, bound) =
                    (self.value(value).at(Level::Atom), inner_bound(inner).map(|bound| self.bound(bound)));
                Code::atom(quote!(#of.map(|count| support::within(count, #bound, #says)).transpose()?))
            }
            _ => self.value(value),
        }
    }

    /// Whether a count that may be there may be beyond the bound.
    fn may_exceed(&self, inner: &Type, value: &Expr) -> bool {
        let of = self.ty(value);
        let (Type::Option(held), false) = (&of, matches!(value, Expr::Variant { .. })) else { return false };
        matches!((inner, &**held), (Type::Count(Some(bound)), Type::Count(other)) if *other != Some(*bound))
    }

    /// Whether a count is within a bound whatever the state.
    fn surely_fits(&self, bound: Bound, value: &Expr) -> bool {
        match (value, bound) {
            (Expr::Count(0), _) => true,
            (Expr::Count(count), Bound::Literal(most)) => *count <= most,
            (Expr::Bound(other), _) if *other == bound => true,
            (Expr::If(_, yes, no), _) => self.surely_fits(bound, yes) && self.surely_fits(bound, no),
            (Expr::Let(_, _, body), _) => self.surely_fits(bound, body),
            _ => match (self.ty(value), bound) {
                (Type::Count(Some(Bound::Literal(most))), Bound::Literal(bound)) => most <= bound,
                (Type::Count(Some(other)), bound) => other == bound,
                _ => false,
            },
        }
    }

    /// An expression in the protocol's words.
    fn says(&self, expr: &Expr) -> String {
        let locals = self.locals();
        format!("`{}` stays a count", Words { ir: self.ir(), locals: &locals }.expr(expr))
    }

    fn stays(&self, expr: &Expr) -> String {
        let locals = self.locals();
        format!("`{}` stays within its bound", Words { ir: self.ir(), locals: &locals }.expr(expr))
    }
}

fn inner_bound(ty: &Type) -> Option<Bound> {
    match ty {
        Type::Count(bound) => *bound,
        _ => None,
    }
}

/// A bound as it is read of the machine.
pub(super) fn bound_tokens(ir: &Ir, bound: Bound) -> TokenStream {
    match bound {
        Bound::Literal(most) => {
            let most = number(u64::from(most));
            quote!(#most)
        }
        Bound::Parameter(parameter) => {
            let name = ident(&ir[parameter].name);
            quote!(self.machine.config.#name)
        }
    }
}
