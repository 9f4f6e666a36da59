//! Methods of scalars: options, sets and counts.

use proc_macro2::Span;
use syn::spanned::Spanned;

use crate::ir::{Bound, Expr, Type};
use crate::lower::context::{Lowerer, Mode};
use crate::lower::expression::{and, or};
use crate::lower::operand::{Typed, Value};

impl Lowerer<'_> {
    pub(super) fn scalar_method(&mut self, call: &syn::ExprMethodCall, value: Value, expected: Option<&Type>) -> Typed {
        match value.ty.clone() {
            Type::Option(_) => self.option_method(call, value),
            Type::Set(sort) => match call.method.to_string().as_str() {
                "len" => self.plain(call).map(|()| Value::count(Expr::Cardinality(Box::new(value.expr)))),
                "is_empty" => {
                    let empty = Expr::Equal(Box::new(value.expr), Box::new(Expr::EmptySet(sort)));
                    self.plain(call).map(|()| Value::bool(empty))
                }
                "contains" => {
                    let wanted = self.one_argument(call, &Type::Id(sort))?;
                    Some(Value::bool(Expr::Contains(Box::new(value.expr), Box::new(wanted))))
                }
                "insert" | "remove" | "clear" => self.statement_only(call),
                _ => {
                    let has = "`len`, `is_empty`, `contains`, `iter`, `insert`, `remove`, `clear`";
                    self.no_method(&call.method, "a set", has)
                }
            },
            Type::Count(bound) => self.count_method(call, value, bound, expected),
            other => {
                let owner = format!("a `{}`", self.show(&other));
                self.no_method(&call.method, &owner, "none; take it apart with `match`, or compare it with `==`")
            }
        }
    }

    fn option_method(&mut self, call: &syn::ExprMethodCall, value: Value) -> Typed {
        let is_some = |of: Expr| Expr::Is { of: Box::new(of), ty: value.ty.clone(), variant: 1 };
        match call.method.to_string().as_str() {
            "is_some" => self.plain(call).map(|()| Value::bool(is_some(value.expr.clone()))),
            "is_none" => self.plain(call).map(|()| {
                let of = Box::new(value.expr.clone());
                Value::bool(Expr::Is { of, ty: value.ty.clone(), variant: 0 })
            }),
            "is_some_and" | "is_none_or" => self.option_closure(call, value),
            "unwrap" | "expect" => self.fail(
                "E0304",
                call.method.span(),
                "nothing panics here: write `let Some(x) = .. else { refuse!() };`, or `if let Some(x) = ..`",
            ),
            "take" | "replace" | "insert" => {
                self.fail("E0304", call.method.span(), "read it with `let`, then assign: `self.x = None;`")
            }
            _ => self.no_method(&call.method, "an `Option`", "`is_some`, `is_none`, `is_some_and`, `is_none_or`"),
        }
    }

    /// `o.is_some_and(|x| ..)`, `o.is_none_or(|x| ..)`.
    fn option_closure(&mut self, call: &syn::ExprMethodCall, value: Value) -> Typed {
        let [closure] = self.arguments(&call.args, &call.method.to_string(), call.method.span())?;
        let closure = self.closure(closure)?;
        let some = call.method == "is_some_and";
        self.pure(|this| {
            let held = this.hold(value, call.receiver.span());
            let Type::Option(inner) = &held.ty else { return None };
            let of = Box::new(held.expr.clone());
            let payload = Expr::Payload { of, ty: held.ty.clone(), variant: 1, field: 0 };
            let payload = Value { expr: payload, ty: (**inner).clone() };
            let said = this.pure(|this| {
                this.bind_irrefutable(&closure.inputs[0], Some(payload), "a closure's parameter is a name");
                this.value(&closure.body, Some(&Type::Bool))
            })?;
            let variant = usize::from(some);
            let is = Expr::Is { of: Box::new(held.expr), ty: held.ty, variant };
            Some(Value::bool(if some { and([is, said.expr]) } else { or([is, said.expr]) }))
        })
    }

    /// `n.saturating_add(m)`: stops at the bound of the ghost's field that is written.
    fn count_method(
        &mut self,
        call: &syn::ExprMethodCall,
        value: Value,
        bound: Option<Bound>,
        expected: Option<&Type>,
    ) -> Typed {
        match call.method.to_string().as_str() {
            "saturating_add" => {
                let more = self.one_argument(call, &Type::Count(None))?;
                let Some(Type::Count(Some(wanted))) = expected.filter(|_| self.mode == Mode::Observer) else {
                    let advice = "only what an observer assigns to a ghost's field stops at that field's bound; an action \
                                  says `require!` first, and then `+`";
                    return self.fail("E0323", call.span(), advice);
                };
                let within = bound == Some(*wanted);
                self.of_two_counts(value.expr, more, call.span(), |n, m| saturating_add(n, m, *wanted, within))
            }
            "saturating_sub" => {
                let less = self.one_argument(call, &Type::Count(None))?;
                self.of_two_counts(value.expr, less, call.span(), |n, m| {
                    let below = Expr::Less(Box::new(n.clone()), Box::new(m.clone()));
                    let difference = Expr::Subtract(Box::new(n), Box::new(m));
                    Expr::If(Box::new(below), Box::new(Expr::Count(0)), Box::new(difference))
                })
            }
            _ => {
                let has = "`+`, `-`, `<` and their kin, `saturating_add`, `saturating_sub`";
                self.no_method(&call.method, "a `Count`", has)
            }
        }
    }

    /// An expression that uses two counts more than once: what is more than a name or a place is held.
    fn of_two_counts(&mut self, n: Expr, m: Expr, span: Span, join: impl FnOnce(Expr, Expr) -> Expr) -> Typed {
        self.pure(|this| {
            let held = [n, m].map(|count| match count {
                Expr::Local(_) | Expr::Count(_) | Expr::Parameter(_) => count,
                Expr::Read(place) if place.indexes().all(|index| matches!(index, Expr::Local(_))) => Expr::Read(place),
                other => this.hold(Value::count(other), span).expr,
            });
            let [n, m] = held;
            Some(Value::count(join(n, m)))
        })
    }
}

/// `if n < bound { n + 1 } else { n }` for one more than what is within the bound; otherwise
/// `if bound < n + m { bound } else { n + m }`.
fn saturating_add(n: Expr, m: Expr, bound: Bound, within: bool) -> Expr {
    let bound = || Box::new(Expr::Bound(bound));
    let one_more = within && m == Expr::Count(1);
    let sum = Box::new(Expr::Add(Box::new(n.clone()), Box::new(m)));
    if one_more {
        let n = Box::new(n);
        return Expr::If(Box::new(Expr::Less(n.clone(), bound())), sum, n);
    }
    Expr::If(Box::new(Expr::Less(bound(), sum.clone())), bound(), sum)
}
