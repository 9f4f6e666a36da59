//! The pieces that trees are built from: conditions taken apart, what stands where they hold, and what nodes mention.

use std::collections::VecDeque;

use super::pattern::{Pattern, subject};
use super::tree::{Arm, Clause, Node, Region};
use crate::ir::query::rewrite;
use crate::ir::query::visit_statements;
use crate::ir::{Expr, Ir, LocalId, Statement, StatementKind};

/// A part of a condition, taken apart.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// A value that the parts after it speak of.
    Let(LocalId, Expr),
    /// What must hold.
    Test(Expr),
}

impl Part {
    pub(super) fn expr(&self) -> &Expr {
        match self {
            Self::Let(_, expr) | Self::Test(expr) => expr,
        }
    }

    pub(super) fn rewrite(&mut self, with: &dyn Fn(&Expr) -> Option<Expr>) {
        match self {
            Self::Let(_, expr) | Self::Test(expr) => *expr = rewrite::expr(expr, with),
        }
    }
}

/// `a && (let x = e; b)` as its parts, in the order of evaluation.
pub(super) fn take_apart(condition: Expr, parts: &mut VecDeque<Part>) {
    match condition {
        Expr::And(conjuncts) => conjuncts.into_iter().for_each(|conjunct| take_apart(conjunct, parts)),
        Expr::Let(local, bound, body) => {
            parts.push_back(Part::Let(local, *bound));
            take_apart(*body, parts);
        }
        other => parts.push_back(Part::Test(other)),
    }
}

/// Puts a value in the place of a local.
pub(super) fn inline(parts: &mut VecDeque<Part>, local: LocalId, bound: &Expr) {
    for part in parts {
        part.rewrite(&rewrite::local(local, bound));
    }
}

/// Rewrites what is left of a block.
pub(super) fn substitute(rest: &mut VecDeque<Statement>, with: &dyn Fn(&Expr) -> Option<Expr>) {
    let statements: Vec<Statement> = rest.drain(..).collect();
    *rest = rewrite::statements(&statements, with).into();
}

/// Visits the expressions of statements, each as a whole.
pub(super) fn visit_whole<'a>(statements: &'a [Statement], visit: &mut dyn FnMut(&'a Expr)) {
    visit_statements(statements, &mut |statement| statement.expressions().into_iter().for_each(&mut *visit));
}

/// What reads as well where it is used: a name, a constant.
pub(super) fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Bool(_) | Expr::Count(_) | Expr::Local(_) | Expr::EmptySet(_) => true,
        Expr::Variant { fields, .. } => fields.is_empty(),
        _ => false,
    }
}

/// The local that a condition asks about first.
pub(super) fn leading(ir: &Ir, condition: &Expr) -> Option<LocalId> {
    match condition {
        Expr::And(conjuncts) => leading(ir, conjuncts.first()?),
        other => subject(ir, other),
    }
}

/// Whether a condition is a pattern of this local, with a guard that binds nothing.
pub(super) fn fits_arm(clauses: &[Clause], this: &Expr) -> bool {
    let Some((Clause::Let(_, of) | Clause::Matches(_, of), guard)) = clauses.split_first() else { return false };
    of == this && !guard.iter().any(|clause| matches!(clause, Clause::Let(..)))
}

impl Region {
    /// Puts a local in the place of those that hold the same value from the beginning.
    pub(super) fn alias(&mut self, local: LocalId, bound: &Expr) {
        let leads = |statement: &Statement| matches!(statement.kind, StatementKind::Let(..));
        let mut index = 0;
        while self.statements.get(index).is_some_and(leads) {
            match &self.statements[index].kind {
                StatementKind::Let(other, same) if same == bound => {
                    let other = *other;
                    self.statements.remove(index);
                    self.rewrite(&rewrite::local(other, &Expr::Local(local)));
                }
                _ => index += 1,
            }
        }
        if let Some(value) = self.value.take() {
            self.value = Some(alias(value, local, bound));
        }
    }

    pub(super) fn rewrite(&mut self, with: &dyn Fn(&Expr) -> Option<Expr>) {
        self.statements = rewrite::statements(&self.statements, with);
        self.value = self.value.as_ref().map(|value| rewrite::expr(value, with));
    }
}

fn alias(value: Expr, local: LocalId, bound: &Expr) -> Expr {
    match value {
        Expr::Let(other, same, body) if *same == *bound => {
            alias(rewrite::expr(&body, &rewrite::local(other, &Expr::Local(local))), local, bound)
        }
        Expr::Let(other, same, body) => Expr::Let(other, same, Box::new(alias(*body, local, bound))),
        other => other,
    }
}

impl Clause {
    /// The pattern, where it is one.
    pub(super) fn into_pattern(self) -> Option<Pattern> {
        match self {
            Self::Test(_) => None,
            Self::Matches(pattern, _) | Self::Let(pattern, _) => Some(pattern),
        }
    }

    /// What it looks at.
    pub(super) fn of(&self) -> &Expr {
        match self {
            Self::Test(expr) | Self::Matches(_, expr) | Self::Let(_, expr) => expr,
        }
    }

    /// Puts a value in the place of a local.
    pub(super) fn put(&mut self, local: LocalId, bound: &Expr) {
        let of = self.of_mut();
        *of = rewrite::expr(of, &rewrite::local(local, bound));
    }

    fn of_mut(&mut self) -> &mut Expr {
        match self {
            Self::Test(expr) | Self::Matches(_, expr) | Self::Let(_, expr) => expr,
        }
    }
}

impl Node {
    /// How often a local is mentioned.
    pub(super) fn mentions(&self, this: LocalId) -> usize {
        let mut count = 0;
        self.visit(&mut |expr| count += rewrite::mentions(expr, this));
        count
    }

    /// Visits every expression in it, each as a whole.
    pub(super) fn visit(&self, visit: &mut dyn FnMut(&Expr)) {
        match self {
            Self::Let(_, expr) | Self::LetElse(_, expr, _) => visit(expr),
            Self::Require(clauses, _) => {
                for clause in clauses {
                    visit(clause.of());
                }
            }
            Self::If(clauses, yes, no) => {
                for clause in clauses {
                    visit(clause.of());
                }
                yes.iter().chain(no).for_each(|node| node.visit(visit));
            }
            Self::Match(of, arms) => {
                visit(of);
                for arm in arms {
                    arm.guard.iter().for_each(|clause| visit(clause.of()));
                    arm.body.iter().for_each(|node| node.visit(visit));
                }
            }
            Self::ForEach(_, _, body) => body.iter().for_each(|node| node.visit(visit)),
            Self::Do(statement) => statement.expressions().into_iter().for_each(visit),
        }
    }

    /// Puts a value in the place of a local, where that is what is looked at first.
    pub(super) fn takes(&mut self, local: LocalId, bound: &Expr) -> bool {
        let first = match self {
            Self::LetElse(_, of, _) | Self::Match(of, _) => of,
            Self::Require(clauses, _) | Self::If(clauses, ..) => match clauses.first_mut() {
                Some(clause) => clause.of_mut(),
                None => return false,
            },
            _ => return false,
        };
        if rewrite::mentions(first, local) == 0 {
            return false;
        }
        *first = rewrite::expr(first, &rewrite::local(local, bound));
        true
    }

    /// Whether it changes anything or puts something out.
    pub(super) fn acts(&self) -> bool {
        match self {
            Self::Let(..) | Self::LetElse(..) | Self::Require(..) => false,
            Self::If(_, yes, no) => yes.iter().chain(no).any(Self::acts),
            Self::Match(_, arms) => arms.iter().flat_map(|arm: &Arm| &arm.body).any(Self::acts),
            Self::ForEach(_, _, body) => body.iter().any(Self::acts),
            Self::Do(_) => true,
        }
    }
}

/// Whether an expression may go beyond a bound.
pub(super) fn is_fallible(expr: &Expr) -> bool {
    let mut fallible = false;
    crate::ir::query::visit_expr(expr, &mut |inner| {
        fallible |= matches!(inner, Expr::Add(..) | Expr::Subtract(..));
    });
    fallible
}
