//! Calls of functions: constructors, and helpers, which are inlined.

use proc_macro2::Span;
use syn::spanned::Spanned;

use crate::ir::Type;
use crate::syntax::{FunctionItem, ParameterItem, Receiver};

use super::context::Lowerer;
use super::expression::Position;
use super::operand::{Binding, Instance, Operand, Typed};
use super::types::{ParameterType, single};

type Arguments = syn::punctuated::Punctuated<syn::Expr, syn::Token![,]>;

/// What a parameter is bound to.
enum Argument {
    Operand(Operand),
    Poison,
}

impl Lowerer<'_> {
    pub(super) fn call_value(&mut self, call: &syn::ExprCall, expected: Option<&Type>, position: Position) -> Typed {
        if let Some(function) = self.helper_named(&call.func) {
            self.returns(function, call.span())?;
            return self.inline(function, None, &call.args, call.span(), position);
        }
        let syn::Expr::Path(path) = &*call.func else {
            return self.fail("E0316", call.func.span(), "only a function's name is called");
        };
        let segments: Vec<_> = path.path.segments.iter().map(|segment| &segment.ident).collect();
        match segments[..] {
            [name] if name == "Some" => self.some(call, expected),
            [name] => self.unknown_function(name),
            [owner, method] if (method == "default" || method == "new") && call.args.is_empty() => {
                self.default_value(owner, expected, call.span())
            }
            [owner, method] if method == "all" && Self::is_ids(&syn::Expr::Call(call.clone())) => {
                let message = format!("all ids are no value; ask `{owner}::all().any(|x| ..)`, or loop over them");
                self.fail("E0311", call.span(), message)
            }
            [owner, variant] => self.tuple_variant(owner, variant, call),
            _ => self.fail("E0301", call.func.span(), "names here are `function` or `Type::Variant`"),
        }
    }

    fn unknown_function<T>(&mut self, name: &syn::Ident) -> Option<T> {
        let key = self.owner.as_ref().map(|owner| (owner.component, name.to_string()));
        let message = match key.filter(|key| self.names.methods.contains_key(key)) {
            Some(_) => format!("there is no free function `{name}`; write `self.{name}(..)`"),
            None if name == "any_order" => "`any_order(..)` stands in `for x in any_order(..)` only".to_owned(),
            None => format!("there is no function `{name}` in this workflow"),
        };
        self.fail("E0301", name.span(), message)
    }

    /// The free helper that a path names.
    pub(super) fn helper_named(&self, function: &syn::Expr) -> Option<usize> {
        let syn::Expr::Path(path) = function else { return None };
        self.names.functions.get(&single(&path.path)?).copied()
    }

    /// A helper called for what it does: one that only computes a value does nothing.
    pub(super) fn inline_statement(
        &mut self,
        function: usize,
        owner: Option<Instance>,
        arguments: &Arguments,
        span: Span,
    ) {
        let mark = self.mark();
        let value = self.inline(function, owner, arguments, span, Position::Straight);
        if value.is_some() && self.mark() == mark {
            self.no_effect(span);
        }
    }

    /// A helper whose value is wanted has one.
    pub(super) fn returns(&mut self, function: usize, span: Span) -> Option<()> {
        let function = &self.workflow.functions[function];
        if function.output.is_some() {
            return Some(());
        }
        let message = format!("`{}` returns nothing; call it as a statement", function.ident);
        self.fail("E0305", span, message)
    }

    /// A helper's body in place of a call of it. Poison, too, when it has no value.
    pub(super) fn inline(
        &mut self,
        number: usize,
        owner: Option<Instance>,
        arguments: &Arguments,
        span: Span,
        position: Position,
    ) -> Typed {
        let workflow = self.workflow;
        let function = &workflow.functions[number];
        self.called.insert(number);
        self.no_recursion(number, span)?;
        let straight = position == Position::Straight && !self.pure;
        self.check_receiver(function, owner.as_ref(), straight, span)?;
        let name = function.ident.to_string();
        let bound = self.bound_arguments(function, &name, arguments, span);
        let result = match &function.output {
            Some(ty) => Some(self.scalar_type(ty)?),
            None => None,
        };
        let bound = bound?;
        self.calls.push(number);
        let writes = function.receiver == Some(Receiver::Mutable);
        let owner = owner.map(|owner| Instance { writable: owner.writable && writes, ..owner });
        let outer = std::mem::replace(&mut self.owner, owner);
        let body = |this: &mut Self| {
            this.bind_parameters(&function.parameters, bound);
            if let Some(ty) = &result {
                return this.block_value(&function.block, Some(ty));
            }
            this.statements(&function.block);
            None
        };
        let value = self.hygienic(|this| if straight { body(this) } else { this.pure(body) });
        self.owner = outer;
        self.calls.pop();
        value
    }

    fn no_recursion(&mut self, number: usize, span: Span) -> Option<()> {
        let Some(start) = self.calls.iter().position(|known| *known == number) else { return Some(()) };
        let workflow = self.workflow;
        let cycle = self.calls[start..].iter().chain([&number]);
        let names: Vec<_> = cycle.map(|function| format!("`{}`", workflow.functions[*function].ident)).collect();
        let message =
            format!("helpers are inlined and can't call themselves: {}; use a loop over ids", names.join(" → "));
        self.fail("E0318", span, message)
    }

    /// What writes is called where it is evaluated exactly once, on something that may be written.
    fn check_receiver(
        &mut self,
        function: &FunctionItem,
        owner: Option<&Instance>,
        straight: bool,
        span: Span,
    ) -> Option<()> {
        let name = &function.ident;
        if function.receiver != Some(Receiver::Mutable) {
            return Some(());
        }
        if owner.is_some_and(|owner| !owner.writable) {
            let message = format!("`{name}` takes `&mut self`, and this is borrowed with `&`");
            return self.fail("E0310", span, message);
        }
        if !straight {
            let message = format!(
                "`{name}` takes `&mut self` and may write; call it as a statement or in `let x = self.{name}(..);` before, or \
                 let it take `&self`"
            );
            return self.fail("E0319", span, message);
        }
        Some(())
    }

    /// The arguments, evaluated where the call stands.
    fn bound_arguments(
        &mut self,
        function: &FunctionItem,
        name: &str,
        arguments: &Arguments,
        span: Span,
    ) -> Option<Vec<Argument>> {
        self.count_arguments(arguments.len(), function.parameters.len(), name, span)?;
        let pairs = function.parameters.iter().zip(arguments);
        Some(
            pairs.map(|(parameter, argument)| self.argument(parameter, argument).unwrap_or(Argument::Poison)).collect(),
        )
    }

    fn argument(&mut self, parameter: &ParameterItem, source: &syn::Expr) -> Option<Argument> {
        let wanted = self.parameter_type(&parameter.ty);
        let (component, mutable) = match wanted? {
            ParameterType::Scalar(ty) => {
                let value = self.value(source, Some(&ty))?;
                return Some(Argument::Operand(Operand::Value(value)));
            }
            ParameterType::Instance { component, mutable } => (component, mutable),
            ParameterType::Instances { component, .. } => (component, false),
        };
        let one = matches!(&parameter.ty, syn::Type::Reference(reference) if !is_map(&reference.elem));
        match self.operand(source)? {
            Operand::Instance(instance) if one && instance.component == component => {
                if mutable && !instance.writable {
                    return self.fail("E0310", source.span(), "this is borrowed with `&`; take it as `&mut`");
                }
                Some(Argument::Operand(Operand::Instance(Instance { writable: mutable, ..instance })))
            }
            all @ Operand::Instances { component: found, .. } if !one && found == component => {
                Some(Argument::Operand(all))
            }
            _ => {
                let message = format!("expected `{}`", self.ir[component].name);
                self.fail("E0305", source.span(), message)
            }
        }
    }

    fn bind_parameters(&mut self, parameters: &[ParameterItem], arguments: Vec<Argument>) {
        for (parameter, argument) in parameters.iter().zip(arguments) {
            match (argument, &parameter.pattern) {
                (Argument::Operand(Operand::Value(value)), pattern) => {
                    self.bind_irrefutable(pattern, Some(value), "take it whole, and use `if let` in the body");
                }
                (Argument::Operand(operand), syn::Pat::Ident(name)) => {
                    self.declare(&name.ident.to_string(), Binding::Operand(operand));
                }
                (_, pattern) => self.poison_names(pattern),
            }
        }
    }
}

fn is_map(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == "Map"))
}
