//! `if`, `if let` with its chains, and `match`, as statements and as values.

use proc_macro2::Span;
use syn::spanned::Spanned;

use crate::ir::{Expr, Statement, StatementKind, Type};

use super::context::Lowerer;
use super::expression::and;
use super::operand::{Typed, Value};
use super::operator::{block_wants_type, conjuncts, wants_type};
use super::pattern::Pattern;

/// How many arms a `match` may have: each is one level deeper in the IR.
const MOST_ARMS: usize = 100;

/// A condition that may bind: `a && let P = b && c`.
struct Condition<'e> {
    test: Expr,
    /// A leading `let`: its value is held by a local from before the branch.
    held: Option<(Pattern, Value)>,
    /// What follows it; its bindings are made once in the test and once in the branch.
    rest: Vec<&'e syn::Expr>,
}

/// An arm of a `match`.
struct Arm<'e> {
    test: Expr,
    pattern: Option<Pattern>,
    source: &'e syn::Arm,
    guarded: bool,
}

impl Lowerer<'_> {
    pub(super) fn if_statement(&mut self, source: &syn::ExprIf) {
        let condition = self.condition(&source.cond);
        let then = self.nested(|this| {
            this.enter(condition.as_ref(), &source.cond);
            this.statements(&source.then_branch);
        });
        let otherwise = self.nested(|this| {
            if let Some((_, otherwise)) = &source.else_branch {
                this.statement_expression(otherwise);
            }
        });
        if let Some(condition) = condition {
            self.push(StatementKind::If(condition.test, then, otherwise), source.cond.span());
        }
    }

    pub(super) fn if_value(&mut self, source: &syn::ExprIf, expected: Option<&Type>) -> Typed {
        let condition = self.condition(&source.cond);
        let Some((_, otherwise)) = &source.else_branch else {
            return self.fail("E0330", source.span(), "an `if` that has a value needs an `else`");
        };
        let wants = [block_wants_type(&source.then_branch), wants_type(otherwise)];
        let (mut values, ty) = self.branches(expected, &wants, |this, index, expected| {
            if index == 1 {
                return this.value(otherwise, expected);
            }
            this.enter(condition.as_ref(), &source.cond);
            this.block_value(&source.then_branch, expected)
        })?;
        let (otherwise, then) = (values.pop()?, values.pop()?);
        Some(Value { expr: Expr::If(Box::new(condition?.test), Box::new(then), Box::new(otherwise)), ty })
    }

    /// The values of branches, which are of one type. One that gets its type from where it stands is lowered after one
    /// that has its own; and not at all, when there is none such.
    fn branches(
        &mut self,
        expected: Option<&Type>,
        wants: &[bool],
        mut lower: impl FnMut(&mut Self, usize, Option<&Type>) -> Typed,
    ) -> Option<(Vec<Expr>, Type)> {
        let mut known = expected.cloned();
        let first = if known.is_some() { 0 } else { wants.iter().position(|wants| !wants).unwrap_or(0) };
        let mut values = vec![None; wants.len()];
        for index in std::iter::once(first).chain((0..wants.len()).filter(|index| *index != first)) {
            if index != first && known.is_none() && wants[index] {
                continue;
            }
            if let Some(value) = self.pure(|this| lower(this, index, known.as_ref())) {
                known.get_or_insert(value.ty);
                values[index] = Some(value.expr);
            }
        }
        Some((values.into_iter().collect::<Option<Vec<_>>>()?, known?))
    }

    /// The test of a condition. Binds a leading `let`'s value on the way.
    fn condition<'e>(&mut self, source: &'e syn::Expr) -> Option<Condition<'e>> {
        let clauses = conjuncts(source);
        if !clauses.iter().any(|clause| matches!(clause, syn::Expr::Let(_))) {
            let test = self.value(source, Some(&Type::Bool))?.expr;
            return Some(Condition { test, held: None, rest: Vec::new() });
        }
        let syn::Expr::Let(first) = clauses[0] else {
            let test = self.pure(|this| this.chain(&clauses))?.expr;
            return Some(Condition { test, held: None, rest: clauses });
        };
        let (pattern, value) = self.matched(first, true)?;
        let rest = clauses[1..].to_vec();
        let more = self.pure(|this| this.chain_under(&pattern, &value, &rest));
        let test = and([self.test(&pattern, &value.expr), more?.expr]);
        Some(Condition { test, held: Some((pattern, value)), rest })
    }

    /// The clauses of a chain as one expression, the names of each in scope of those after it.
    fn chain(&mut self, clauses: &[&syn::Expr]) -> Typed {
        let Some((first, rest)) = clauses.split_first() else { return Some(Value::bool(Expr::Bool(true))) };
        let syn::Expr::Let(binding) = first else {
            let test = self.value(first, Some(&Type::Bool));
            let rest = self.pure(|this| this.chain(rest));
            return Some(Value::bool(and([test?.expr, rest?.expr])));
        };
        let (pattern, value) = self.matched(binding, false)?;
        let rest = self.pure(|this| this.chain_under(&pattern, &value, rest));
        let test = self.test(&pattern, &value.expr);
        Some(Value::bool(and([test, rest?.expr])))
    }

    /// The rest of a chain, under the names that a pattern binds.
    fn chain_under(&mut self, pattern: &Pattern, value: &Value, rest: &[&syn::Expr]) -> Typed {
        if !rest.is_empty() {
            self.bind_names(pattern, value);
        }
        self.chain(rest)
    }

    /// The pattern and the held value of a `let` in a condition.
    fn matched(&mut self, source: &syn::ExprLet, straight: bool) -> Option<(Pattern, Value)> {
        let value = if straight { self.straight_value(&source.expr, None) } else { self.value(&source.expr, None) }?;
        let pattern = self.pattern(&source.pat, &value.ty)?;
        let value = self.scrutinee(&pattern, value, source.expr.span());
        Some((pattern, value))
    }

    /// Binds the names of a condition at the start of its branch.
    fn enter(&mut self, condition: Option<&Condition<'_>>, source: &syn::Expr) {
        let Some(condition) = condition else {
            for clause in conjuncts(source) {
                if let syn::Expr::Let(binding) = clause {
                    self.poison_names(&binding.pat);
                }
            }
            return;
        };
        if let Some((pattern, value)) = &condition.held {
            self.bind_names(pattern, value);
        }
        for clause in &condition.rest {
            if let syn::Expr::Let(binding) = clause
                && let Some((pattern, value)) = self.matched(binding, false)
            {
                self.bind_names(&pattern, &value);
            }
        }
    }

    pub(super) fn match_statement(&mut self, source: &syn::ExprMatch) {
        let (value, arms) = self.arms(source);
        let mut branches: Vec<(Expr, Vec<Statement>, Span)> = Vec::new();
        for arm in arms {
            let body = self.nested(|this| {
                this.enter_arm(&arm, value.as_ref());
                this.statement_expression(&arm.source.body);
            });
            branches.push((arm.test, body, arm.source.pat.span()));
        }
        let Some((_, last, _)) = branches.pop() else { return };
        let chain = branches.into_iter().rev().fold(last, |otherwise, (test, body, span)| {
            vec![self.statement_at(StatementKind::If(test, body, otherwise), span)]
        });
        self.append(chain);
    }

    pub(super) fn match_value(&mut self, source: &syn::ExprMatch, expected: Option<&Type>) -> Typed {
        let (value, arms) = self.arms(source);
        // Nothing is matched, and that has been said.
        if arms.is_empty() {
            return None;
        }
        let wants: Vec<_> = arms.iter().map(|arm| wants_type(&arm.source.body)).collect();
        let (values, ty) = self.branches(expected, &wants, |this, index, expected| {
            this.enter_arm(&arms[index], value.as_ref());
            this.straight_value(&arms[index].source.body, expected)
        })?;
        value?;
        let mut branches: Vec<_> = arms.into_iter().map(|arm| arm.test).zip(values).collect();
        let (_, last) = branches.pop()?;
        let expr = branches
            .into_iter()
            .rev()
            .fold(last, |otherwise, (test, body)| Expr::If(Box::new(test), Box::new(body), Box::new(otherwise)));
        Some(Value { expr, ty })
    }

    /// The value that is matched and the arms, those that can never be reached left out. The last one needs no test.
    fn arms<'e>(&mut self, source: &'e syn::ExprMatch) -> (Typed, Vec<Arm<'e>>) {
        let value = self.straight_value(&source.expr, None).map(|value| self.hold(value, source.expr.span()));
        if source.arms.len() > MOST_ARMS {
            let message = format!("this `match` has {} arms, and at most {MOST_ARMS} make sense", source.arms.len());
            self.errors.push("E0327", source.match_token.span(), message);
            return (None, Vec::new());
        }
        let mut arms: Vec<_> = source.arms.iter().map(|arm| self.arm(arm, value.as_ref())).collect();
        let Some(value) = value else { return (None, arms) };
        let unguarded: Vec<_> = arms.iter().filter(|arm| !arm.guarded).map(|arm| arm.pattern.as_ref()).collect();
        if let Some(patterns) = unguarded.into_iter().collect::<Option<Vec<_>>>() {
            if let Some(missing) = self.missing(&patterns, &value.ty) {
                let message = format!("`{missing}` is not matched; add an arm for it, or `_ => {{}}`");
                self.errors.push("E0312", source.match_token.span(), message);
            }
            let reached = arms.iter().rposition(|arm| !arm.guarded).map_or(0, |last| last + 1);
            arms.truncate(reached);
        }
        (Some(value), arms)
    }

    fn arm<'e>(&mut self, source: &'e syn::Arm, value: Option<&Value>) -> Arm<'e> {
        let (pattern, guard) = split_guard(&source.pat);
        let poison = Arm { test: Expr::Bool(true), pattern: None, source, guarded: guard.is_some() };
        let Some(value) = value else { return poison };
        let Some(pattern) = self.pattern(pattern, &value.ty) else { return poison };
        let mut test = self.test(&pattern, &value.expr);
        if let Some(guard) = guard {
            let guard = self.pure(|this| {
                this.bind_names(&pattern, value);
                this.value(guard, Some(&Type::Bool))
            });
            let Some(guard) = guard else { return poison };
            test = and([test, guard.expr]);
        }
        Arm { test, pattern: Some(pattern), source, guarded: guard.is_some() }
    }

    fn enter_arm(&mut self, arm: &Arm<'_>, value: Option<&Value>) {
        match (&arm.pattern, value) {
            (Some(pattern), Some(value)) => self.bind_names(pattern, value),
            _ => self.poison_names(&arm.source.pat),
        }
    }

    /// `matches!(value, PATTERN)`, `matches!(value, PATTERN if guard)`.
    pub(super) fn matches_value(&mut self, source: &syn::Expr, pattern: &syn::Pat, guard: Option<&syn::Expr>) -> Typed {
        let value = self.value(source, None)?;
        let pattern = self.pattern(pattern, &value.ty)?;
        if guard.is_none() && pattern.reads_once() {
            return Some(Value::bool(self.test(&pattern, &value.expr)));
        }
        self.pure(|this| {
            let value = this.hold(value, source.span());
            let test = this.test(&pattern, &value.expr);
            let guard = this.pure(|this| {
                this.bind_names(&pattern, &value);
                guard.map_or(Some(Value::bool(Expr::Bool(true))), |guard| this.value(guard, Some(&Type::Bool)))
            })?;
            Some(Value::bool(and([test, guard.expr])))
        })
    }
}

/// A pattern and its guard.
pub(super) fn split_guard(source: &syn::Pat) -> (&syn::Pat, Option<&syn::Expr>) {
    match source {
        syn::Pat::Guard(guarded) => (&guarded.pat, Some(&guarded.guard)),
        other => (other, None),
    }
}
