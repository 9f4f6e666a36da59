//! Binary operators.

use proc_macro2::Span;
use syn::BinOp;
use syn::spanned::Spanned;

use crate::ir::{Expr, Type};

use super::context::{Lowerer, Mode};
use super::expression::{Tail, and, not, or, split_tail};
use super::operand::{Typed, Value};

impl Lowerer<'_> {
    pub(super) fn binary(&mut self, source: &syn::ExprBinary) -> Typed {
        match source.op {
            BinOp::And(_) => self.connective(source, and),
            BinOp::Or(_) => self.connective(source, or),
            BinOp::BitAnd(_) => self.bitwise(source, Expr::And),
            BinOp::BitOr(_) => self.bitwise(source, Expr::Or),
            BinOp::Eq(_) => self.equality(source).map(Value::bool),
            BinOp::Ne(_) => self.equality(source).map(|equal| Value::bool(not(equal))),
            BinOp::Lt(_) => self.comparison(source, Expr::Less),
            BinOp::Gt(_) => self.comparison(source, |left, right| Expr::Less(right, left)),
            BinOp::Ge(_) => self.comparison(source, |left, right| not(Expr::Less(left, right))),
            BinOp::Le(_) => self.comparison(source, |left, right| not(Expr::Less(right, left))),
            BinOp::Add(_) => self.arithmetic(source, Expr::Add),
            BinOp::Sub(_) => self.arithmetic(source, Expr::Subtract),
            BinOp::BitXor(_) => self.fail("E0316", source.op.span(), "write `!=` for exclusive or"),
            BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_) | BinOp::Shl(_) | BinOp::Shr(_) => {
                self.fail("E0316", source.op.span(), "counts are only added, subtracted and compared")
            }
            _ => self.fail("E0316", source.span(), "an assignment has no value; make it a statement"),
        }
    }

    /// `a && b && c`: what may not be evaluated may bind, but not do anything.
    fn connective(&mut self, source: &syn::ExprBinary, join: fn(Vec<Expr>) -> Expr) -> Typed {
        let mut operands = Vec::new();
        flatten(source, &mut operands);
        let mut parts = Some(Vec::new());
        for operand in operands {
            let part = self.pure(|this| this.value(operand, Some(&Type::Bool)));
            match (&mut parts, part) {
                (Some(parts), Some(part)) => parts.push(part.expr),
                _ => parts = None,
            }
        }
        Some(Value::bool(join(parts?)))
    }

    fn bitwise(&mut self, source: &syn::ExprBinary, join: fn(Vec<Expr>) -> Expr) -> Typed {
        let left = self.value(&source.left, Some(&Type::Bool));
        let right = self.value(&source.right, Some(&Type::Bool));
        Some(Value::bool(join(vec![left?.expr, right?.expr])))
    }

    fn equality(&mut self, source: &syn::ExprBinary) -> Option<Expr> {
        let swapped = wants_type(&source.left) && !wants_type(&source.right);
        let (first, second) = if swapped { (&source.right, &source.left) } else { (&source.left, &source.right) };
        let Some(known) = self.value(first, None) else {
            if !wants_type(second) {
                self.value(second, None);
            }
            return None;
        };
        let hint = wants_type(second).then_some(&known.ty);
        let other = self.value(second, hint)?;
        if !known.ty.matches(&other.ty) {
            let message = format!("`{}` is compared with `{}`", self.show(&known.ty), self.show(&other.ty));
            return self.fail("E0305", source.span(), message);
        }
        let (left, right) = if swapped { (other, known) } else { (known, other) };
        Some(Expr::Equal(Box::new(left.expr), Box::new(right.expr)))
    }

    fn comparison(&mut self, source: &syn::ExprBinary, join: impl Fn(Box<Expr>, Box<Expr>) -> Expr) -> Typed {
        let (left, right) = self.two_counts(source)?;
        Some(Value::bool(join(left, right)))
    }

    fn arithmetic(&mut self, source: &syn::ExprBinary, join: fn(Box<Expr>, Box<Expr>) -> Expr) -> Typed {
        let operands = self.two_counts(source);
        self.no_overflow_in_observers(source.op.span())?;
        let (left, right) = operands?;
        Some(Value::count(join(left, right)))
    }

    /// An observer is total: what it sees has happened.
    pub(super) fn no_overflow_in_observers(&mut self, span: Span) -> Option<()> {
        if self.mode == Mode::Observer {
            return self.fail(
                "E0322",
                span,
                "an observer can't refuse what happened, so its counts stop at their bound: write `.saturating_add(..)` or \
                 `.saturating_sub(..)`",
            );
        }
        Some(())
    }

    fn two_counts(&mut self, source: &syn::ExprBinary) -> Option<(Box<Expr>, Box<Expr>)> {
        let left = self.one_count(&source.left);
        let right = self.one_count(&source.right);
        Some((left?, right?))
    }

    fn one_count(&mut self, source: &syn::Expr) -> Option<Box<Expr>> {
        let value = self.value(source, None)?;
        match value.ty {
            Type::Count(_) => Some(Box::new(value.expr)),
            Type::Id(sort) => {
                let message = format!(
                    "a `{}` has no order and no arithmetic: ids are opaque; compare with `==`, or keep a `Queue`",
                    self.ir[sort].name
                );
                self.fail("E0328", source.span(), message)
            }
            other => {
                let message = format!("expected `Count`, found `{}`", self.show(&other));
                self.fail("E0305", source.span(), message)
            }
        }
    }
}

/// The operands of a chain of one connective, left to right.
fn flatten<'e>(source: &'e syn::ExprBinary, operands: &mut Vec<&'e syn::Expr>) {
    let same = |other: &BinOp| std::mem::discriminant(other) == std::mem::discriminant(&source.op);
    let (mut right, mut left) = (vec![&*source.right], &*source.left);
    while let syn::Expr::Binary(inner) = left
        && same(&inner.op)
    {
        right.push(&*inner.right);
        left = &*inner.left;
    }
    operands.push(left);
    operands.extend(right.into_iter().rev());
}

/// The conjuncts of a condition, left to right.
pub(super) fn conjuncts(source: &syn::Expr) -> Vec<&syn::Expr> {
    match source {
        syn::Expr::Paren(inner) => conjuncts(&inner.expr),
        syn::Expr::Group(inner) => conjuncts(&inner.expr),
        syn::Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            let mut operands = Vec::new();
            flatten(binary, &mut operands);
            operands.into_iter().flat_map(conjuncts).collect()
        }
        other => vec![other],
    }
}

/// Whether an expression gets its type from where it stands, by its looks.
pub(super) fn wants_type(source: &syn::Expr) -> bool {
    match source {
        syn::Expr::Paren(inner) => wants_type(&inner.expr),
        syn::Expr::Group(inner) => wants_type(&inner.expr),
        syn::Expr::Path(path) => path.path.is_ident("None"),
        syn::Expr::Call(call) => match &*call.func {
            syn::Expr::Path(path) if path.path.is_ident("Some") => call.args.iter().any(wants_type),
            syn::Expr::Path(path) => {
                path.path.segments.len() == 2 && {
                    let method = &path.path.segments[1].ident;
                    (method == "new" || method == "default") && call.args.is_empty()
                }
            }
            _ => false,
        },
        syn::Expr::Block(block) => block_wants_type(&block.block),
        syn::Expr::If(branch) => {
            let otherwise = branch.else_branch.as_ref();
            block_wants_type(&branch.then_branch) && otherwise.is_none_or(|(_, otherwise)| wants_type(otherwise))
        }
        syn::Expr::Match(choice) => choice.arms.iter().all(|arm| wants_type(&arm.body)),
        _ => false,
    }
}

pub(super) fn block_wants_type(block: &syn::Block) -> bool {
    matches!(split_tail(block), (Some(Tail::Expr(tail)), _) if wants_type(tail))
}
