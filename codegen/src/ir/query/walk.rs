//! Walking over statements and expressions.

use crate::ir::{Expr, Place, Projection, Statement, StatementKind};

/// Visits an expression and everything in it, outermost first, the indexes of places included.
pub fn visit_expr<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    visit(expr);
    for child in expr.children() {
        visit_expr(child, visit);
    }
}

/// Visits statements and everything in them, in order, each before what it contains.
pub fn visit_statements<'a>(statements: &'a [Statement], visit: &mut dyn FnMut(&'a Statement)) {
    for statement in statements {
        visit(statement);
        for block in statement.blocks() {
            visit_statements(block, visit);
        }
    }
}

/// Visits every expression in statements, each before what it contains.
pub fn visit_expressions<'a>(statements: &'a [Statement], visit: &mut dyn FnMut(&'a Expr)) {
    visit_statements(statements, &mut |statement| {
        for expr in statement.expressions() {
            visit_expr(expr, visit);
        }
    });
}

impl Place {
    /// The expressions in the path, in order.
    pub fn indexes(&self) -> impl Iterator<Item = &Expr> {
        self.path.iter().filter_map(|step| match step {
            Projection::Index(index) => Some(&**index),
            Projection::Field(..) => None,
        })
    }
}

impl Expr {
    /// The place it looks at, if it looks at one itself.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Read(place) | Self::Length(place) | Self::Front(place) | Self::Queued(place, _) => Some(place),
            _ => None,
        }
    }

    /// The expressions directly inside, in the order of evaluation; the indexes of its place come first.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        let mut children: Vec<&Self> = self.place().map(|place| place.indexes().collect()).unwrap_or_default();
        match self {
            Self::Bool(_)
            | Self::Count(_)
            | Self::Bound(_)
            | Self::Parameter(_)
            | Self::Local(_)
            | Self::EmptySet(_)
            | Self::Read(_)
            | Self::Length(_)
            | Self::Front(_) => {}
            Self::Variant { fields, .. } | Self::Struct { fields, .. } => children.extend(fields),
            Self::And(parts) | Self::Or(parts) => children.extend(parts),
            Self::Field { of, .. }
            | Self::Is { of, .. }
            | Self::Payload { of, .. }
            | Self::Cardinality(of)
            | Self::Not(of)
            | Self::Queued(_, of) => children.push(of),
            Self::Contains(a, b)
            | Self::Equal(a, b)
            | Self::Less(a, b)
            | Self::Add(a, b)
            | Self::Subtract(a, b)
            | Self::Let(_, a, b) => children.extend([&**a, &**b]),
            Self::If(condition, yes, no) => children.extend([&**condition, &**yes, &**no]),
            Self::Quantified { body, .. } => children.push(body),
        }
        children
    }
}

impl Statement {
    /// The blocks inside, in order.
    #[must_use]
    pub fn blocks(&self) -> Vec<&[Self]> {
        match &self.kind {
            StatementKind::If(_, yes, no) => vec![yes, no],
            StatementKind::ForEach { body, .. } => vec![body],
            _ => Vec::new(),
        }
    }

    /// The place it changes, if it changes one itself.
    #[must_use]
    pub fn target(&self) -> Option<&Place> {
        match &self.kind {
            StatementKind::Assign(place, _)
            | StatementKind::Reset(place)
            | StatementKind::Insert(place, _)
            | StatementKind::Remove(place, _)
            | StatementKind::PushBack(place, _)
            | StatementKind::PopFront(place) => Some(place),
            _ => None,
        }
    }

    /// The expressions directly in it; the indexes of its target come first.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expr> {
        let mut expressions: Vec<&Expr> = self.target().map(|place| place.indexes().collect()).unwrap_or_default();
        match &self.kind {
            StatementKind::Let(_, expr)
            | StatementKind::Require(expr)
            | StatementKind::Assign(_, expr)
            | StatementKind::Insert(_, expr)
            | StatementKind::Remove(_, expr)
            | StatementKind::PushBack(_, expr)
            | StatementKind::If(expr, ..) => expressions.push(expr),
            StatementKind::Send(_, fields) | StatementKind::Emit(_, fields) => expressions.extend(fields),
            StatementKind::Fresh(..)
            | StatementKind::Reset(_)
            | StatementKind::PopFront(_)
            | StatementKind::ForEach { .. }
            | StatementKind::Ignore => {}
        }
        expressions
    }
}
