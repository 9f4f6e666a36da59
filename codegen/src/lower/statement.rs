//! Statements.

use proc_macro2::Span;
use syn::spanned::Spanned;

use crate::ir::{Expr, StatementKind, Type};

use super::context::Lowerer;
use super::expression::{Position, and, or};
use super::operand::{Binding, Value};
use super::pattern::pattern_span;

impl Lowerer<'_> {
    /// A block that does something and has no value.
    pub(super) fn statements(&mut self, block: &syn::Block) {
        for statement in &block.stmts {
            self.statement(statement);
        }
    }

    pub(super) fn statement(&mut self, source: &syn::Stmt) {
        match source {
            syn::Stmt::Local(local) => self.let_statement(local),
            syn::Stmt::Expr(source, _) => self.statement_expression(source),
            syn::Stmt::Macro(source) => self.macro_statement(&source.mac),
            syn::Stmt::Item(item) => {
                self.errors.push("E0316", item.span(), "items stand in the workflow, beside this one");
            }
        }
    }

    pub(super) fn statement_expression(&mut self, source: &syn::Expr) {
        self.deeper(source.span(), |this| {
            this.any_statement(source);
            Some(())
        });
    }

    fn any_statement(&mut self, source: &syn::Expr) {
        match source {
            syn::Expr::Paren(inner) => self.statement_expression(&inner.expr),
            syn::Expr::Group(inner) => self.statement_expression(&inner.expr),
            syn::Expr::If(branch) => self.if_statement(branch),
            syn::Expr::Match(choice) => self.match_statement(choice),
            syn::Expr::ForLoop(source) => self.for_loop(source),
            syn::Expr::Macro(source) => self.macro_statement(&source.mac),
            syn::Expr::Assign(assignment) => self.assignment(assignment),
            syn::Expr::Binary(binary) if is_assignment(&binary.op) => self.compound_assignment(binary),
            syn::Expr::MethodCall(call) => self.method_statement(call),
            syn::Expr::Call(call) => self.call_statement(call),
            syn::Expr::Tuple(unit) if unit.elems.is_empty() => {}
            syn::Expr::Block(block) => {
                let inner = self.nested(|this| this.statements(&block.block));
                self.append(inner);
            }
            _ => {
                let known = self.value(source, None).is_some();
                if known {
                    self.no_effect(source.span());
                }
            }
        }
    }

    pub(super) fn no_effect(&mut self, span: Span) {
        let advice = "this computes a value and does nothing with it; bind it with `let`, or leave it out";
        self.errors.push("E0325", span, advice);
    }

    /// `let x = e;`, `let PATTERN = e;`, `let PATTERN = e else { refuse!() };`
    fn let_statement(&mut self, source: &syn::Local) {
        let Some(init) = &source.init else {
            self.errors.push("E0316", source.span(), "a local is bound once, where it is declared: `let x = ..;`");
            self.poison_names(&source.pat);
            return;
        };
        let (pattern, ty) = match &source.pat {
            syn::Pat::Type(typed) => (&*typed.pat, self.scalar_type(&typed.ty)),
            other => (other, None),
        };
        let mark = self.mark();
        let value = self.straight_value(&init.expr, ty.as_ref());
        let Some((_, refusal)) = &init.diverge else {
            let advice = "add `else { refuse!() }`, or use `match`";
            return self.bind_irrefutable(pattern, value, advice);
        };
        let refuses = self.check_refusal(refusal);
        if let (Some(()), Some(value)) = (refuses, value) {
            self.require_pattern(pattern, value, mark);
        } else {
            self.poison_names(pattern);
        }
    }

    /// Guards come before writes: what `.pop_front()` takes away is taken once the pattern is known to match.
    fn require_pattern(&mut self, source: &syn::Pat, value: Value, mark: usize) {
        let pop = self.take_trailing_pop(mark);
        match self.pattern(source, &value.ty) {
            Some(pattern) => {
                let value = self.scrutinee(&pattern, value, pattern_span(source));
                let test = self.test(&pattern, &value.expr);
                self.require(test, pattern_span(source));
                if let Some(pop) = pop {
                    self.put_back(pop);
                }
                self.bind_names(&pattern, &value);
            }
            None => self.poison_names(source),
        }
    }

    fn check_refusal(&mut self, source: &syn::Expr) -> Option<()> {
        let refuses = match source {
            syn::Expr::Block(block) => match &block.block.stmts[..] {
                [syn::Stmt::Macro(only)] => only.mac.path.is_ident("refuse"),
                [syn::Stmt::Expr(syn::Expr::Macro(only), _)] => only.mac.path.is_ident("refuse"),
                _ => false,
            },
            _ => false,
        };
        if refuses {
            return Some(());
        }
        self.fail(
            "E0324",
            source.span(),
            "`else` of a `let` says `refuse!()` and nothing more; where there is something to do, write `if let .. else`",
        )
    }

    /// `require!`, of what is computed already.
    pub(super) fn require(&mut self, test: Expr, span: Span) {
        if self.action_only("`require!` and `refuse!`", span).is_some() && test != Expr::Bool(true) {
            self.effect(StatementKind::Require(test), span, "a guard");
        }
    }

    fn assignment(&mut self, source: &syn::ExprAssign) {
        let target = self.target(&source.left);
        let Some((place, ty)) = target else {
            if !matches!(&*source.right, syn::Expr::Call(_) | syn::Expr::Path(_)) {
                self.straight_value(&source.right, None);
            }
            return;
        };
        if ty.is_scalar() {
            if let Some(value) = self.straight_value(&source.right, Some(&ty)) {
                self.effect(StatementKind::Assign(place, value.expr), source.span(), "an assignment");
            }
        } else if is_empty_collection(&source.right) {
            self.effect(StatementKind::Reset(place), source.span(), "an assignment");
        } else {
            let message =
                format!("a `{}` is not assigned as a whole; change its entries, or `.clear()` it", self.show(&ty));
            self.errors.push("E0311", source.span(), message);
        }
    }

    /// `place |= e;` and its kin.
    fn compound_assignment(&mut self, source: &syn::ExprBinary) {
        let target = self.target(&source.left);
        let (wanted, counts) = match source.op {
            syn::BinOp::BitOrAssign(_) | syn::BinOp::BitAndAssign(_) => (Type::Bool, false),
            syn::BinOp::AddAssign(_) | syn::BinOp::SubAssign(_) => (Type::Count(None), true),
            _ => {
                self.errors.push("E0316", source.op.span(), "places are changed with `=`, `|=`, `&=`, `+=` and `-=`");
                return;
            }
        };
        let value = self.value(&source.right, Some(&wanted));
        let total = if counts { self.no_overflow_in_observers(source.op.span()) } else { Some(()) };
        let (Some((place, ty)), Some(value), Some(())) = (target, value, total) else { return };
        if !ty.matches(&wanted) {
            let message = format!("this is a `{}`, the operator is of `{}`", self.show(&ty), self.show(&wanted));
            self.errors.push("E0305", source.span(), message);
            return;
        }
        let before = Expr::Read(place.clone());
        let after = match source.op {
            syn::BinOp::BitOrAssign(_) => or([before, value.expr]),
            syn::BinOp::BitAndAssign(_) => and([before, value.expr]),
            syn::BinOp::AddAssign(_) => Expr::Add(Box::new(before), Box::new(value.expr)),
            _ => Expr::Subtract(Box::new(before), Box::new(value.expr)),
        };
        self.effect(StatementKind::Assign(place, after), source.span(), "an assignment");
    }

    /// `for x in Job::all()`, `for x in any_order(self.members.iter())`.
    fn for_loop(&mut self, source: &syn::ExprForLoop) {
        let (over, ordered) = any_order(&source.expr);
        let name = match &*source.pat {
            syn::Pat::Ident(name) if name.subpat.is_none() => name.ident.to_string(),
            syn::Pat::Wild(_) => "_".to_owned(),
            other => {
                self.errors.push("E0314", pattern_span(other), "the variable of a loop is a name");
                return self.poisoned_body(source);
            }
        };
        let Some(ids) = self.ids(over) else { return self.poisoned_body(source) };
        let member = ids.member.map(|set| self.hold(set, source.expr.span()).expr);
        let local = self.invent(&name, &Type::Id(ids.sort));
        let mut condition = None;
        let body = self.nested(|this| {
            condition = this.membership(local, member, &ids.filters);
            this.declare_local(&name, local);
            this.statements(&source.body);
        });
        let Some(condition) = condition else { return };
        let body = match condition {
            Expr::Bool(true) => body,
            test => vec![self.statement_at(StatementKind::If(test, body, Vec::new()), source.expr.span())],
        };
        let kind = StatementKind::ForEach { local, sort: ids.sort, ordered, body };
        self.push(kind, source.for_token.span());
    }

    fn poisoned_body(&mut self, source: &syn::ExprForLoop) {
        self.nested(|this| {
            this.poison_names(&source.pat);
            this.statements(&source.body);
        });
    }

    fn call_statement(&mut self, call: &syn::ExprCall) {
        if let Some(function) = self.helper_named(&call.func) {
            self.inline_statement(function, None, &call.args, call.span());
        } else if self.call_value(call, None, Position::Straight).is_some() {
            self.no_effect(call.span());
        }
    }

    /// Gives a parameter's name a meaning that silences what follows.
    pub(super) fn declare_poison(&mut self, name: &str) {
        self.declare(name, Binding::Poison);
    }
}

fn is_assignment(op: &syn::BinOp) -> bool {
    use syn::BinOp::{
        AddAssign, BitAndAssign, BitOrAssign, BitXorAssign, DivAssign, MulAssign, RemAssign, ShlAssign, ShrAssign,
        SubAssign,
    };
    matches!(
        op,
        AddAssign(_)
            | BitAndAssign(_)
            | BitOrAssign(_)
            | BitXorAssign(_)
            | DivAssign(_)
            | MulAssign(_)
            | RemAssign(_)
            | ShlAssign(_)
            | ShrAssign(_)
            | SubAssign(_)
    )
}

/// `Queue::new()`, `Map::default()`, `Default::default()`.
fn is_empty_collection(source: &syn::Expr) -> bool {
    let syn::Expr::Call(call) = source else { return false };
    let syn::Expr::Path(path) = &*call.func else { return false };
    let last = path.path.segments.last().map(|segment| &segment.ident);
    call.args.is_empty() && last.is_some_and(|name| name == "new" || name == "default")
}

/// `any_order(ids)`: the ids, and whether every order counts.
fn any_order(source: &syn::Expr) -> (&syn::Expr, bool) {
    if let syn::Expr::Call(call) = source
        && let syn::Expr::Path(path) = &*call.func
        && path.path.is_ident("any_order")
        && call.args.len() == 1
    {
        return (&call.args[0], true);
    }
    (source, false)
}
