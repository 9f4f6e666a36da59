//! Numbers for locals: the parameters first, and none that nobody mentions.

use super::owner::Owner;
use super::program::{Expr, Index, Local, LocalId, Place, Root, Statement, Step};

/// New numbers for locals.
#[derive(Default)]
struct Numbers {
    order: Vec<LocalId>,
}

impl Numbers {
    fn new(parameters: &[(LocalId, Index)]) -> Self {
        Self { order: parameters.iter().map(|(local, _)| *local).collect() }
    }

    fn number(&mut self, local: LocalId) -> LocalId {
        self.order.iter().position(|other| *other == local).unwrap_or_else(|| {
            self.order.push(local);
            self.order.len() - 1
        })
    }

    fn locals(&self, owner: &Owner) -> Vec<Local> {
        self.order.iter().map(|local| owner.locals[*local].clone()).collect()
    }

    fn expr(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Bool(_) | Expr::Number(_) | Expr::Tag(..) | Expr::Id(..) => {}
            Expr::Read(place) | Expr::IsNothing(place) => self.place(place),
            Expr::Equal(a, b) | Expr::Less(a, b) | Expr::Add(a, b) | Expr::Subtract(a, b) => {
                self.expr(a);
                self.expr(b);
            }
            Expr::Not(inner) => self.expr(inner),
            Expr::Quantified { local, body, .. } => {
                *local = self.number(*local);
                self.expr(body);
            }
            Expr::And(parts) | Expr::Or(parts) | Expr::Call(_, parts) => {
                for part in parts {
                    self.expr(part);
                }
            }
            Expr::If(a, b, c) => [a, b, c].into_iter().for_each(|part| self.expr(part)),
        }
    }

    fn place(&mut self, place: &mut Place) {
        if let Root::Local(local) = &mut place.root {
            *local = self.number(*local);
        }
        for step in &mut place.path {
            if let Step::Index(index) = step {
                self.expr(index);
            }
        }
    }

    fn statements(&mut self, statements: &mut [Statement]) {
        for statement in statements {
            match statement {
                Statement::Assign(place, value) => {
                    self.place(place);
                    self.expr(value);
                }
                Statement::Copy { to, from } => {
                    self.place(to);
                    self.place(from);
                }
                Statement::Clear(place) => self.place(place),
                Statement::If(condition, yes, no) => {
                    self.expr(condition);
                    self.statements(yes);
                    self.statements(no);
                }
                Statement::For { local, body, .. } => {
                    *local = self.number(*local);
                    self.statements(body);
                }
                Statement::Call(_, arguments) => arguments.iter_mut().for_each(|argument| self.expr(argument)),
                Statement::Broken(_) | Statement::Leaves(_) => {}
            }
        }
    }
}

/// Whether statements mention a local.
pub(super) fn mention(statements: &[Statement], local: LocalId) -> bool {
    let mut numbers = Numbers::default();
    numbers.statements(&mut statements.to_vec());
    numbers.order.contains(&local)
}

/// The locals and the body of a procedure.
pub(super) fn procedure(
    owner: &Owner,
    parameters: &[(LocalId, Index)],
    mut body: Vec<Statement>,
) -> (Vec<Local>, Vec<Statement>) {
    let mut numbers = Numbers::new(parameters);
    numbers.statements(&mut body);
    (numbers.locals(owner), body)
}

/// The locals and expressions of a predicate or claim.
pub(super) fn expressions(owner: &Owner, parameters: &[(LocalId, Index)], exprs: &mut [&mut Expr]) -> Vec<Local> {
    let mut numbers = Numbers::new(parameters);
    for expr in exprs {
        numbers.expr(expr);
    }
    numbers.locals(owner)
}

/// The locals and all parts of a command.
pub(super) fn command(
    owner: &Owner,
    parameters: &[(LocalId, Index)],
    exprs: &mut [&mut Expr],
    body: &mut [Statement],
) -> Vec<Local> {
    let mut numbers = Numbers::new(parameters);
    for expr in exprs {
        numbers.expr(expr);
    }
    numbers.statements(body);
    numbers.locals(owner)
}
