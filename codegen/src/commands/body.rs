//! Statements of the protocol as statements over cells.

use super::expression::Frame;
use super::items::Else;
use super::log::Log;
use super::lowering::Lowering;
use super::program::{Cause, Expr, Statement};
use super::value::Value;
use super::walk;
use crate::ir::query::{place_type, rewrite};
use crate::ir::{self, Bound, StatementKind, Type};

/// What may still be done with the locals of a body: the statements that follow in the blocks around.
pub(super) type Rest<'i> = Vec<&'i [ir::Statement]>;

/// What a branch or a first try may change, and what is to be as it was.
struct Mark {
    path: Option<Vec<Expr>>,
    facts: usize,
}

impl Lowering<'_, '_> {
    /// A whole body.
    pub(super) fn body<'i>(&mut self, body: &'i ir::Body, frame: &mut Frame<'i>) -> Vec<Statement> {
        self.block(&body.statements, frame, &mut Vec::new())
    }

    /// Statements in order; what follows a check that failed late is left out.
    pub(super) fn block<'i>(
        &mut self,
        statements: &'i [ir::Statement],
        frame: &mut Frame<'i>,
        rest: &mut Rest<'i>,
    ) -> Vec<Statement> {
        let Some((first, following)) = statements.split_first() else { return Vec::new() };
        let (since, log) = (self.late, self.log.clone());
        rest.push(following);
        let mut done = self.statement(first, frame, rest);
        let saves = self.protect(&done, &log, frame, rest);
        rest.pop();
        let later = self.block(following, frame, rest);
        let later = self.unless_stopped(since, later);
        done.splice(0..0, saves);
        done.extend(later);
        done
    }

    /// Keeps what locals stand for where statements change it and it is asked for later; `log` is from before them.
    pub(super) fn protect(
        &mut self,
        done: &[Statement],
        log: &Log,
        frame: &mut Frame<'_>,
        rest: &Rest<'_>,
    ) -> Vec<Statement> {
        let written = walk::writes(&self.context.program, done);
        if written.is_empty() {
            return Vec::new();
        }
        let mut saves = Vec::new();
        for (local, value) in frame.bound.clone() {
            let touched = value.reads().iter().any(|read| written.iter().any(|place| place.meets(read)));
            if touched && rest.iter().any(|statements| rewrite::mentioned(statements, local) > 0) {
                let after = std::mem::replace(&mut self.log, log.clone());
                let ty = self.bounded(&frame.locals[local].ty, &value);
                let (kept, statements) = self.keep(&frame.locals[local].name, &value, &ty);
                let noted = std::mem::replace(&mut self.log, after);
                self.log.adopt(&noted, log.len());
                saves.extend(statements);
                frame.bound.insert(local, kept);
            }
        }
        saves
    }

    /// The type with a bound that the value keeps.
    fn bounded(&mut self, ty: &Type, value: &Value) -> Type {
        match ty {
            Type::Count(None) => {
                let number = self.context.plain(value, ty);
                let most = self.context.most(&self.owner.locals, &number);
                Type::Count(most.map(Bound::Literal))
            }
            other => other.clone(),
        }
    }

    fn statement<'i>(
        &mut self,
        statement: &'i ir::Statement,
        frame: &mut Frame<'i>,
        rest: &mut Rest<'i>,
    ) -> Vec<Statement> {
        match &statement.kind {
            StatementKind::Let(local, expr) => {
                let asked = self.ask_defined(expr, frame);
                let value = self.value(expr, frame);
                frame.bound.insert(*local, value);
                asked
            }
            StatementKind::Require(condition) => {
                let mut asked = Vec::new();
                for conjunct in condition.conjuncts() {
                    asked.extend(self.ask_defined(conjunct, frame));
                    let holds = self.condition(conjunct, frame);
                    asked.extend(self.ask(holds, Else::Refused));
                }
                asked
            }
            StatementKind::Fresh(local, sort) => {
                self.fresh(*local, *sort, frame);
                Vec::new()
            }
            StatementKind::Send(message, fields) => {
                let types = field_types(&self.context.ir[*message].fields);
                self.outgoing(ir::query::Output::Message(*message), &types, fields, frame)
            }
            StatementKind::Emit(effect, fields) => {
                let types = field_types(&self.context.ir[*effect].fields);
                self.outgoing(ir::query::Output::Effect(*effect), &types, fields, frame)
            }
            StatementKind::If(condition, yes, no) => self.branch(condition, [yes, no], frame, rest),
            StatementKind::ForEach { local, sort, ordered: false, body } => {
                self.for_each(*local, *sort, body, frame, rest)
            }
            StatementKind::ForEach { local, sort, ordered: true, body } => {
                self.in_any_order(*local, *sort, body, frame, rest)
            }
            StatementKind::Ignore => Vec::new(),
            _ => self.change(statement, frame),
        }
    }

    fn ask_defined(&mut self, expr: &ir::Expr, frame: &mut Frame<'_>) -> Vec<Statement> {
        let defined = self.defined(expr, &mut frame.clone());
        self.ask(defined, Else::Stopped(arithmetic()))
    }

    /// A statement that changes one place.
    fn change(&mut self, statement: &ir::Statement, frame: &mut Frame<'_>) -> Vec<Statement> {
        let since = self.late;
        let Some(target) = statement.target() else { return Vec::new() };
        let ty = place_type(self.context.ir, target);
        let mut asked = Vec::new();
        for expr in statement.expressions() {
            asked.extend(self.ask_defined(expr, frame));
        }
        let place = self.place(target, frame);
        let variable = &self.context.ir[target.variable];
        let beyond = Cause::Defect(format!("`{}` goes beyond its bound", variable.name));
        let done = match &statement.kind {
            StatementKind::Assign(_, expr) => {
                let value = self.value(expr, frame);
                let within = self.within(&ty, &value);
                asked.extend(self.ask(within, Else::Stopped(beyond)));
                self.assign(&place, &ty, &value)
            }
            StatementKind::Reset(_) => vec![Statement::Clear(place)],
            StatementKind::Insert(_, expr) | StatementKind::Remove(_, expr) => {
                let value = self.value(expr, frame);
                match &ty {
                    Type::Set(sort) => {
                        let id = self.context.plain(&value, &Type::Id(*sort));
                        let inside = matches!(statement.kind, StatementKind::Insert(..));
                        vec![Statement::Assign(place.at(id), Expr::Bool(inside))]
                    }
                    Type::Queue(item, bound) => {
                        let list = [0, 1].map(|part| self.context.part(&place, &ty, part));
                        let capacity = self.context.sizes.bound(*bound);
                        self.remove_all([&list[0], &list[1]], item, &value, capacity)
                    }
                    _ => Vec::new(),
                }
            }
            StatementKind::PushBack(_, expr) => {
                let Type::Queue(item, bound) = &ty else { return asked };
                let capacity = self.context.sizes.bound(*bound);
                let [length, items] = [0, 1].map(|part| self.context.part(&place, &ty, part));
                let value = self.value(expr, frame);
                let within = self.within(item, &value);
                asked.extend(self.ask(within, Else::Stopped(beyond.clone())));
                let room = Expr::less(Expr::Read(length.clone()), Expr::Number(capacity));
                asked.extend(self.ask(room, Else::Stopped(beyond)));
                self.push(&length, &items, item, &value)
            }
            StatementKind::PopFront(_) => {
                let Type::Queue(_, bound) = &ty else { return asked };
                let [length, items] = [0, 1].map(|part| self.context.part(&place, &ty, part));
                let some = Expr::less(Expr::Number(0), Expr::Read(length.clone()));
                let taken = super::wire::pop(&length, &items, self.context.sizes.bound(*bound), &mut self.owner);
                match self.before(&some) {
                    Some(before) if self.is_known(&before) => taken,
                    _ => vec![Statement::If(some, taken, Vec::new())],
                }
            }
            _ => Vec::new(),
        };
        self.note(&done);
        asked.extend(self.unless_stopped(since, done));
        asked
    }

    fn branch<'i>(
        &mut self,
        condition: &'i ir::Expr,
        branches: [&'i [ir::Statement]; 2],
        frame: &mut Frame<'i>,
        rest: &mut Rest<'i>,
    ) -> Vec<Statement> {
        let since = self.late;
        let mut asked = self.ask_defined(condition, frame);
        let holds = self.condition(condition, frame);
        let before = self.before(&holds);
        for (truth, statements) in [true, false].into_iter().zip(branches) {
            let this = if truth { before.clone() } else { before.clone().map(Expr::not) };
            if this.is_some_and(|this| self.is_known(&this)) {
                let inner = self.block(statements, &mut frame.clone(), rest);
                asked.extend(self.unless_stopped(since, inner));
                return asked;
            }
        }
        let log = self.log.clone();
        let mut logs = Vec::new();
        let mut done = Vec::new();
        for (truth, statements) in [true, false].into_iter().zip(branches) {
            let this = if truth { before.clone() } else { before.clone().map(Expr::not) };
            let mark = self.enter(this);
            self.log = log.clone();
            done.push(self.block(statements, &mut frame.clone(), rest));
            logs.push(std::mem::take(&mut self.log));
            self.leave(mark);
        }
        self.log = log;
        let (other, one) = (logs.pop().unwrap_or_default(), logs.pop().unwrap_or_default());
        self.log.join(before.as_ref(), one, other);
        let (no, yes) = (done.pop().unwrap_or_default(), done.pop().unwrap_or_default());
        let whole = either(holds, yes, no);
        asked.extend(self.unless_stopped(since, whole));
        asked
    }

    /// Goes under a condition of the state before; `None` where that does not tell.
    fn enter(&mut self, condition: Option<Expr>) -> Mark {
        let mark = Mark { path: self.path.clone(), facts: self.facts.len() };
        match condition {
            Some(condition) => {
                if let Some(path) = &mut self.path {
                    path.push(condition.clone());
                }
                self.assume(&condition);
            }
            None => self.path = None,
        }
        mark
    }

    fn leave(&mut self, mark: Mark) {
        self.path = mark.path;
        self.facts.truncate(mark.facts);
    }

    /// Under a condition of the state now, as a branch without another.
    pub(super) fn when(&mut self, condition: Expr, inner: impl FnOnce(&mut Self) -> Vec<Statement>) -> Vec<Statement> {
        let before = self.before(&condition);
        if before == Some(Expr::Bool(false)) {
            return Vec::new();
        }
        let log = self.log.clone();
        let mark = self.enter(before.clone());
        let done = inner(self);
        self.leave(mark);
        let one = std::mem::replace(&mut self.log, log.clone());
        self.log.join(before.as_ref(), one, log);
        if before == Some(Expr::Bool(true)) { done } else { either(condition, done, Vec::new()) }
    }
}

/// Arithmetic that leaves the naturals, or a count in a value that is beyond its bound.
pub(super) fn arithmetic() -> Cause {
    Cause::Defect("a number goes beyond its bound".to_owned())
}

fn field_types(fields: &[ir::Field]) -> Vec<Type> {
    fields.iter().map(|field| field.ty.clone()).collect()
}

/// Two branches; the one that does something first.
fn either(condition: Expr, yes: Vec<Statement>, no: Vec<Statement>) -> Vec<Statement> {
    match (yes.is_empty(), no.is_empty()) {
        (true, true) => Vec::new(),
        (true, false) => vec![Statement::If(condition.not(), no, yes)],
        _ => vec![Statement::If(condition, yes, no)],
    }
}
