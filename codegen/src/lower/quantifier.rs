//! Quantifiers over ids: `Session::all().any(..)`, `self.members.iter().filter(..).count()`.

use syn::spanned::Spanned;

use crate::ir::{Expr, LocalId, Quantifier, SortId, Type};
use crate::resolve::TypeName;

use super::context::Lowerer;
use super::expression::{and, not, or};
use super::operand::{Operand, Typed, Value};
use super::types::single;

/// The ids that a loop or quantifier runs over.
pub(super) struct Ids<'e> {
    pub(super) sort: SortId,
    /// Those in this set only.
    pub(super) member: Option<Value>,
    /// Those that pass these closures only.
    pub(super) filters: Vec<&'e syn::ExprClosure>,
}

impl Lowerer<'_> {
    /// Whether an expression stands for ids to be gone through, by its looks.
    pub(super) fn is_ids(source: &syn::Expr) -> bool {
        match source {
            syn::Expr::Paren(inner) => Self::is_ids(&inner.expr),
            syn::Expr::Call(call) => match &*call.func {
                syn::Expr::Path(path) => {
                    let segments = &path.path.segments;
                    (segments.len() == 2 && segments[1].ident == "all") || path.path.is_ident("any_order")
                }
                _ => false,
            },
            syn::Expr::MethodCall(call) => {
                call.method == "iter" || (call.method == "filter" && Self::is_ids(&call.receiver))
            }
            _ => false,
        }
    }

    /// `Job::all()`, `self.members.iter()`, either with `.filter(|x| ..)`.
    pub(super) fn ids<'e>(&mut self, source: &'e syn::Expr) -> Option<Ids<'e>> {
        self.deeper(source.span(), |this| match source {
            syn::Expr::Paren(inner) => this.ids(&inner.expr),
            syn::Expr::Call(call) => this.all_ids(call),
            syn::Expr::MethodCall(call) if call.method == "filter" => {
                let mut ids = this.ids(&call.receiver)?;
                let [closure] = this.arguments(&call.args, "filter", call.method.span())?;
                ids.filters.push(this.closure(closure)?);
                Some(ids)
            }
            syn::Expr::MethodCall(call) if call.method == "iter" => this.members(call),
            _ => this.no_ids(source),
        })
    }

    fn no_ids<T>(&mut self, source: &syn::Expr) -> Option<T> {
        self.fail(
            "E0316",
            source.span(),
            "ids are gone through with `Job::all()`, or `.iter()` of a `Set`; either with `.filter(..)`",
        )
    }

    fn all_ids<'e>(&mut self, call: &syn::ExprCall) -> Option<Ids<'e>> {
        let syn::Expr::Path(path) = &*call.func else { return self.no_ids(&call.func) };
        if path.path.is_ident("any_order") {
            return self.fail("E0316", call.span(), "`any_order(..)` stands in `for x in any_order(..)` only");
        }
        let segments = &path.path.segments;
        if segments.len() != 2 || segments[1].ident != "all" || !call.args.is_empty() {
            return self.no_ids(&call.func);
        }
        let name = &segments[0].ident;
        match self.names.types.get(&name.to_string()) {
            Some(TypeName::Sort(sort)) => Some(Ids { sort: *sort, member: None, filters: Vec::new() }),
            _ => self.fail("E0301", name.span(), format!("there is no id `{name}` in this workflow")),
        }
    }

    fn members<'e>(&mut self, call: &syn::ExprMethodCall) -> Option<Ids<'e>> {
        self.arguments::<0>(&call.args, "iter", call.method.span())?;
        let operand = self.operand(&call.receiver)?;
        if let Operand::Place { ty: Type::Queue(..), .. } = operand {
            let advice =
                "a queue is not gone through; ask it with `.contains(..)`, or go through all ids and ask for each";
            return self.fail("E0311", call.span(), advice);
        }
        let value = self.read(operand, call.receiver.span())?;
        match value.ty {
            Type::Set(sort) => Some(Ids { sort, member: Some(value), filters: Vec::new() }),
            other => {
                let message = format!("a `{}` has no members to go through; a `Set` has", self.show(&other));
                self.fail("E0304", call.method.span(), message)
            }
        }
    }

    /// A closure with one parameter.
    pub(super) fn closure<'e>(&mut self, source: &'e syn::Expr) -> Option<&'e syn::ExprClosure> {
        match source {
            syn::Expr::Paren(inner) => self.closure(&inner.expr),
            syn::Expr::Closure(closure) if closure.inputs.len() == 1 => Some(closure),
            _ => self.fail("E0316", source.span(), "this takes a closure of one name: `|x| ..`"),
        }
    }

    /// Whether an id is gone through: in the set, and past the filters.
    pub(super) fn membership(
        &mut self,
        local: LocalId,
        member: Option<Expr>,
        filters: &[&syn::ExprClosure],
    ) -> Option<Expr> {
        let contains = member.map(|set| Expr::Contains(Box::new(set), Box::new(Expr::Local(local))));
        let mut conditions: Vec<Expr> = contains.into_iter().collect();
        let mut sound = true;
        for filter in filters {
            match self.applied(filter, local) {
                Some(condition) => conditions.push(condition),
                None => sound = false,
            }
        }
        sound.then(|| and(conditions))
    }

    /// What a closure says of a local.
    fn applied(&mut self, closure: &syn::ExprClosure, local: LocalId) -> Option<Expr> {
        let argument = self.local(local);
        let applied = self.pure(|this| {
            this.bind_irrefutable(&closure.inputs[0], Some(argument), "a closure's parameter is a name");
            this.value(&closure.body, Some(&Type::Bool))
        });
        applied.map(|applied| applied.expr)
    }

    /// `.any(..)`, `.all(..)`, `.count()` of ids.
    pub(super) fn quantified(&mut self, call: &syn::ExprMethodCall) -> Typed {
        let quantifier = match call.method.to_string().as_str() {
            "any" => Quantifier::Any,
            "all" => Quantifier::All,
            "count" => Quantifier::Count,
            _ => return self.no_quantifier(&call.method),
        };
        let ids = self.ids(&call.receiver)?;
        let predicate = if quantifier == Quantifier::Count {
            self.arguments::<0>(&call.args, "count", call.method.span())?;
            None
        } else {
            let [closure] = self.arguments(&call.args, &call.method.to_string(), call.method.span())?;
            Some(self.closure(closure)?)
        };
        if quantifier == Quantifier::Count && ids.member.is_none() && ids.filters.is_empty() {
            return Some(Value::count(Expr::Parameter(self.ir[ids.sort].parameter)));
        }
        self.quantification(quantifier, ids, predicate)
    }

    fn quantification(&mut self, quantifier: Quantifier, ids: Ids<'_>, predicate: Option<&syn::ExprClosure>) -> Typed {
        let name = predicate.or(ids.filters.last().copied()).and_then(|closure| parameter_name(&closure.inputs[0]));
        let local = self.invent(name.as_deref().unwrap_or("__id"), &Type::Id(ids.sort));
        let condition = self.membership(local, ids.member.map(|set| set.expr), &ids.filters);
        let predicate = predicate.map(|closure| self.applied(closure, local));
        let condition = condition?;
        let body = match (quantifier, predicate) {
            (_, None) => condition,
            (Quantifier::All, Some(predicate)) if condition == Expr::Bool(true) => predicate?,
            (Quantifier::All, Some(predicate)) => or([not(condition), predicate?]),
            (_, Some(predicate)) => and([condition, predicate?]),
        };
        let ty = if quantifier == Quantifier::Count { Type::Count(None) } else { Type::Bool };
        let expr = Expr::Quantified { quantifier, local, sort: ids.sort, body: Box::new(body) };
        Some(Value { expr, ty })
    }

    fn no_quantifier<T>(&mut self, method: &syn::Ident) -> Option<T> {
        if ["find", "min", "max", "next", "last", "nth", "position", "first"].iter().any(|name| method == name) {
            let message = format!(
                "`{method}` would choose an id by its order, and ids have none: take it as a parameter (a choice), or keep \
                 a `Queue`"
            );
            return self.fail("E0328", method.span(), message);
        }
        let message = format!("ids have no `{method}`; they have `any`, `all`, `filter` and `count`");
        self.fail("E0304", method.span(), message)
    }
}

fn parameter_name(pattern: &syn::Pat) -> Option<String> {
    match pattern {
        syn::Pat::Ident(name) => Some(name.ident.to_string()),
        syn::Pat::Type(inner) => parameter_name(&inner.pat),
        syn::Pat::Path(path) => single(&path.path),
        _ => None,
    }
}
