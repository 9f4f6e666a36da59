//! Methods: of helpers, options, queues, sets and counts.

use syn::spanned::Spanned;

use crate::ir::{Bound, Expr, Place, StatementKind, Type};

use super::context::{Instance, Lowerer, Mode, Operand, Typed, Value};
use super::expression::{Position, and, not, or};

impl Lowerer<'_> {
    /// A method call for its value.
    pub(super) fn method_value(
        &mut self,
        call: &syn::ExprMethodCall,
        expected: Option<&Type>,
        position: Position,
    ) -> Typed {
        if Self::is_ids(&call.receiver) || call.method == "iter" {
            return self.quantified(call);
        }
        match self.operand(&call.receiver)? {
            Operand::Instance(instance) => {
                let function = self.helper_method(&instance, &call.method)?;
                self.returns(function, call.span())?;
                self.inline(function, Some(instance), &call.args, call.span(), position)
            }
            Operand::Place { place, ty: Type::Queue(item, bound), writable } => {
                if call.method == "pop_front" {
                    return self.pop_front(call, place, &item, writable, position);
                }
                self.queue_method(call, place, *item, bound)
            }
            Operand::Instances { .. } => {
                self.fail("E0304", call.method.span(), "these are all instances; choose one with `[..]`")
            }
            operand => {
                let value = self.read(operand, call.receiver.span())?;
                self.scalar_method(call, value, expected)
            }
        }
    }

    /// The helper of a component.
    pub(super) fn helper_method(&mut self, instance: &Instance, name: &syn::Ident) -> Option<usize> {
        let component = instance.component;
        if let Some(function) = self.names.methods.get(&(component, name.to_string())) {
            return Some(*function);
        }
        let owner = &self.ir[component].name;
        let is_marked = |function: &crate::syntax::FunctionItem| {
            function.owner.as_ref().is_some_and(|of| of == owner) && function.ident == *name
        };
        let message = if self.workflow.functions.iter().any(is_marked) {
            format!("`{name}` is an action and is taken, not called; move what both need into a helper")
        } else {
            format!("`{owner}` has no function `{name}`")
        };
        self.fail("E0304", name.span(), message)
    }

    fn queue_method(&mut self, call: &syn::ExprMethodCall, place: Place, item: Type, bound: Bound) -> Typed {
        let length = |place| Box::new(Expr::Length(place));
        match call.method.to_string().as_str() {
            "len" => self.plain(call).map(|()| Value::count(Expr::Length(place))),
            "is_empty" => {
                let expr = Expr::Equal(length(place), Box::new(Expr::Count(0)));
                self.plain(call).map(|()| Value::bool(expr))
            }
            "is_full" => {
                let expr = not(Expr::Less(length(place), Box::new(Expr::Bound(bound))));
                self.plain(call).map(|()| Value::bool(expr))
            }
            "front" => self.plain(call).map(|()| Value { expr: Expr::Front(place), ty: Type::Option(Box::new(item)) }),
            "contains" => {
                let wanted = self.one_argument(call, &item)?;
                Some(Value::bool(Expr::Queued(place, Box::new(wanted))))
            }
            "push_back" | "remove" | "clear" => self.statement_only(call),
            _ => self.no_method(
                &call.method,
                "a queue",
                "`len`, `is_empty`, `is_full`, `contains`, `front`, `push_back`, `pop_front`, `remove`, `clear`",
            ),
        }
    }

    /// The head of a queue, which is taken away.
    fn pop_front(
        &mut self,
        call: &syn::ExprMethodCall,
        place: Place,
        item: &Type,
        writable: bool,
        position: Position,
    ) -> Typed {
        self.plain(call)?;
        if position == Position::Inner || self.pure {
            return self.statement_only(call);
        }
        if !writable {
            return self.not_writable(&place, call.span());
        }
        let ty = Type::Option(Box::new(item.clone()));
        let head = self.hold(Value { expr: Expr::Front(place.clone()), ty }, call.span());
        self.effect(StatementKind::PopFront(place), call.span(), "`pop_front`");
        Some(head)
    }

    fn scalar_method(&mut self, call: &syn::ExprMethodCall, value: Value, expected: Option<&Type>) -> Typed {
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

    /// `n.saturating_add(m)`: stops at the bound of the place that is written, or read.
    fn count_method(
        &mut self,
        call: &syn::ExprMethodCall,
        value: Value,
        bound: Option<Bound>,
        expected: Option<&Type>,
    ) -> Typed {
        let bound = match expected {
            Some(Type::Count(Some(bound))) => Some(*bound),
            _ => bound,
        };
        match call.method.to_string().as_str() {
            "saturating_add" => {
                let more = self.one_argument(call, &Type::Count(None))?;
                let Some(bound) = bound else {
                    let advice = "saturate at which bound? assign the sum to a field, whose `#[max(..)]` says it";
                    return self.fail("E0323", call.span(), advice);
                };
                Some(Value::count(saturating_add(value.expr, more, bound)))
            }
            "saturating_sub" => {
                let less = self.one_argument(call, &Type::Count(None))?;
                let (a, b) = (Box::new(value.expr), Box::new(less));
                let below = Expr::Less(a.clone(), b.clone());
                let difference = Expr::Subtract(a, b);
                Some(Value::count(Expr::If(Box::new(below), Box::new(Expr::Count(0)), Box::new(difference))))
            }
            _ => {
                let has = "`+`, `-`, `<` and their kin, `saturating_add`, `saturating_sub`";
                self.no_method(&call.method, "a `Count`", has)
            }
        }
    }

    fn plain(&mut self, call: &syn::ExprMethodCall) -> Option<()> {
        self.count_arguments(call.args.len(), 0, &call.method.to_string(), call.method.span())
    }

    fn one_argument(&mut self, call: &syn::ExprMethodCall, ty: &Type) -> Option<Expr> {
        let [argument] = self.arguments(&call.args, &call.method.to_string(), call.method.span())?;
        self.value(argument, Some(ty)).map(|value| value.expr)
    }

    fn statement_only<T>(&mut self, call: &syn::ExprMethodCall) -> Option<T> {
        let message = if self.mode == Mode::Property {
            return self.fail("E0320", call.span(), "a property only looks; the state changes in actions");
        } else {
            format!("`{}` writes; make it a statement of its own", call.method)
        };
        self.fail("E0319", call.span(), message)
    }

    fn no_method<T>(&mut self, method: &syn::Ident, owner: &str, has: &str) -> Option<T> {
        self.fail("E0304", method.span(), format!("{owner} has no `{method}`; it has {has}"))
    }

    /// A method call for what it does.
    pub(super) fn method_statement(&mut self, call: &syn::ExprMethodCall) {
        if Self::is_ids(&call.receiver) || call.method == "iter" {
            if self.quantified(call).is_some() {
                self.no_effect(call.span());
            }
            return;
        }
        let Some(operand) = self.operand(&call.receiver) else { return };
        match operand {
            Operand::Instance(instance) => {
                if let Some(function) = self.helper_method(&instance, &call.method) {
                    self.inline(function, Some(instance), &call.args, call.span(), Position::Straight);
                }
            }
            Operand::Place { place, ty, writable } if changes(&ty, &call.method) => {
                self.change(call, place, &ty, writable);
            }
            Operand::Value(Value { ty, .. }) if changes(&ty, &call.method) => {
                self.errors.push("E0309", call.span(), "only the state is changed; a local is bound once");
            }
            _ => {
                if self.method_value(call, None, Position::Straight).is_some() {
                    self.no_effect(call.span());
                }
            }
        }
    }

    /// `push_back`, `insert` and their kin.
    fn change(&mut self, call: &syn::ExprMethodCall, place: Place, ty: &Type, writable: bool) -> Option<()> {
        let what = format!("`{}`", call.method);
        if !writable {
            return self.not_writable(&place, call.span());
        }
        let item = match ty {
            Type::Queue(item, _) => (**item).clone(),
            Type::Set(sort) => Type::Id(*sort),
            _ => Type::Bool,
        };
        let kind = match call.method.to_string().as_str() {
            "push_back" => StatementKind::PushBack(place, self.one_argument(call, &item)?),
            "insert" => StatementKind::Insert(place, self.one_argument(call, &item)?),
            "remove" => StatementKind::Remove(place, self.one_argument(call, &item)?),
            "pop_front" => {
                self.plain(call)?;
                StatementKind::PopFront(place)
            }
            _ => {
                self.plain(call)?;
                StatementKind::Reset(place)
            }
        };
        self.effect(kind, call.span(), &what);
        Some(())
    }
}

/// Whether a method changes a place of this type.
fn changes(ty: &Type, method: &syn::Ident) -> bool {
    let methods: &[&str] = match ty {
        Type::Queue(..) => &["push_back", "pop_front", "remove", "clear"],
        Type::Set(_) => &["insert", "remove", "clear"],
        Type::Map(..) => &["clear"],
        _ => &[],
    };
    methods.iter().any(|name| method == name)
}

/// `if n < bound { n + 1 } else { n }` for one more, `if bound < n + m { bound } else { n + m }` otherwise.
fn saturating_add(value: Expr, more: Expr, bound: Bound) -> Expr {
    let bound = || Box::new(Expr::Bound(bound));
    let sum = Box::new(Expr::Add(Box::new(value.clone()), Box::new(more.clone())));
    if more == Expr::Count(1) {
        let value = Box::new(value);
        return Expr::If(Box::new(Expr::Less(value.clone(), bound())), sum, value);
    }
    Expr::If(Box::new(Expr::Less(bound(), sum.clone())), bound(), sum)
}
