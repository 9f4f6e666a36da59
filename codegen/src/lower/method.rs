//! Methods: of helpers, options, queues, sets and counts.

mod scalar;

use syn::spanned::Spanned;

use crate::ir::{Bound, Expr, Place, StatementKind, Type};

use super::context::{Lowerer, Mode};
use super::expression::{Position, not};
use super::operand::{Instance, Operand, Typed, Value};

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
                    self.inline_statement(function, Some(instance), &call.args, call.span());
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
