//! Statements of the protocol as statements over cells.

use super::expression::Frame;
use super::log::Log;
use super::lowering::{Else, Item, Lowering};
use super::owner::{Owner, read};
use super::program::{Cause, Expr, Kind, LocalId, Statement};
use super::value::Value;
use super::walk;
use crate::ir::query::{place_type, rewrite};
use crate::ir::{self, Bound, SortId, StatementKind, Type};

/// What may still be done with the locals of a body: the statements that follow in the blocks around.
pub(super) type Rest<'i> = Vec<&'i [ir::Statement]>;

/// What a branch or a first try may change, and what is to be as it was.
struct Mark {
    path: Option<Vec<Expr>>,
    facts: usize,
}

impl<'a> Lowering<'_, 'a> {
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
                let types = self.field_types(&self.context.ir[*message].fields);
                self.outgoing(ir::query::Output::Message(*message), &types, fields, frame)
            }
            StatementKind::Emit(effect, fields) => {
                let types = self.field_types(&self.context.ir[*effect].fields);
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

    fn field_types(&self, fields: &[ir::Field]) -> Vec<Type> {
        fields.iter().map(|field| field.ty.clone()).collect()
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

    /// Any id that is free and that this run has not taken.
    fn fresh(&mut self, local: ir::LocalId, sort: SortId, frame: &mut Frame<'_>) {
        let name = frame.locals[local].name.clone();
        let Some(path) = self.path.clone().filter(|_| self.binders.is_empty()) else {
            self.context.refuse(format!("a fresh `{}` in a loop or after a change", self.context.ir[sort].name));
            return;
        };
        let path = Expr::and(path);
        let chosen = self.parameter(&name, Kind::Id(sort));
        let any = self.owner.binder(&format!("other_{name}"), Kind::Id(sort));
        let [there_is, this] = [any, chosen].map(|id| {
            let id = read(id);
            let mut conditions = vec![self.context.is_free(sort, &id)];
            for (_, other, when) in self.taken.iter().filter(|(of, ..)| *of == sort) {
                conditions.push(when.clone().implies(Expr::equal(id.clone(), other.clone()).not()));
            }
            Expr::and(conditions)
        });
        let some = Expr::some(&[(any, Kind::Id(sort))], there_is);
        let edge = Cause::Edge(format!("no `{}` is free", self.context.ir[sort].name));
        self.items.push(Item::Stop(path.clone().implies(some), edge));
        self.items.push(Item::Choose(chosen, Kind::Id(sort), path.clone().implies(this)));
        self.taken.push((sort, read(chosen), path));
        frame.bound.insert(local, Value::Plain(read(chosen)));
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
        let whole = self.either(holds, yes, no);
        asked.extend(self.unless_stopped(since, whole));
        asked
    }

    /// Two branches; the one that does something first.
    pub(super) fn either(&self, condition: Expr, yes: Vec<Statement>, no: Vec<Statement>) -> Vec<Statement> {
        match (yes.is_empty(), no.is_empty()) {
            (true, true) => Vec::new(),
            (true, false) => vec![Statement::If(condition.not(), no, yes)],
            _ => vec![Statement::If(condition, yes, no)],
        }
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
        if before == Some(Expr::Bool(true)) { done } else { self.either(condition, done, Vec::new()) }
    }

    /// A loop whose turns commute.
    fn for_each<'i>(
        &mut self,
        local: ir::LocalId,
        sort: SortId,
        body: &'i [ir::Statement],
        frame: &mut Frame<'i>,
        rest: &mut Rest<'i>,
    ) -> Vec<Statement> {
        let over = Kind::Id(sort);
        let binder = self.owner.binder(&frame.locals[local].name, over);
        frame.bound.insert(local, Value::Plain(read(binder)));
        rest.push(body);
        let tried = self.attempt(body, frame, rest);
        let log = self.log.clone();
        let saves = self.protect(&tried, &log, frame, rest);
        let from = self.log.len();
        for place in walk::writes(&self.context.program, &tried) {
            self.log.share(&place, binder);
        }
        let facts = self.facts.len();
        self.binders.push((binder, over));
        let since = self.late;
        let turn = self.block(body, &mut frame.clone(), rest);
        let turn = self.unless_stopped(since, turn);
        self.binders.pop();
        rest.pop();
        self.facts.truncate(facts);
        self.log.close(binder, from);
        let mut done = saves;
        if !turn.is_empty() {
            done.push(Statement::For { local: binder, over, body: turn });
        }
        done
    }

    /// What a turn does, tried once to see what it changes.
    fn attempt<'i>(&mut self, body: &'i [ir::Statement], frame: &Frame<'i>, rest: &mut Rest<'i>) -> Vec<Statement> {
        let kept: (Owner, Log, usize, usize, usize, Option<LocalId>, usize) = (
            self.owner.clone(),
            self.log.clone(),
            self.items.len(),
            self.parameters.len(),
            self.facts.len(),
            self.stopped,
            self.late,
        );
        let tried = self.block(body, &mut frame.clone(), rest);
        let (owner, log, items, parameters, facts, stopped, late) = kept;
        (self.owner, self.log, self.stopped, self.late) = (owner, log, stopped, late);
        self.items.truncate(items);
        self.parameters.truncate(parameters);
        self.facts.truncate(facts);
        tried
    }

    /// A loop in every order: the order is chosen, turn by turn.
    fn in_any_order<'i>(
        &mut self,
        local: ir::LocalId,
        sort: SortId,
        body: &'i [ir::Statement],
        frame: &mut Frame<'i>,
        rest: &mut Rest<'i>,
    ) -> Vec<Statement> {
        if !self.binders.is_empty() {
            self.context.refuse("a loop in any order inside another loop");
            return Vec::new();
        }
        let name = frame.locals[local].name.clone();
        let mut chosen: Vec<LocalId> = Vec::new();
        for turn in 1..=self.context.ids(sort) {
            let this = self.parameter(&format!("{name}_{turn}"), Kind::Id(sort));
            let others = chosen.iter().map(|other| Expr::equal(read(this), read(*other)).not());
            let differs = Expr::and(others.collect::<Vec<_>>());
            self.items.push(Item::Choose(this, Kind::Id(sort), differs));
            chosen.push(this);
        }
        let mut done = Vec::new();
        rest.push(body);
        for id in chosen {
            let since = self.late;
            frame.bound.insert(local, Value::Plain(read(id)));
            let log = self.log.clone();
            let mut inner = frame.clone();
            let turn = self.block(body, &mut inner, rest);
            done.extend(self.protect(&turn, &log, frame, rest));
            done.extend(turn);
            if self.late > since {
                // The turns that follow are left out as well.
                self.late += 1;
            }
        }
        rest.pop();
        done
    }
}

/// Arithmetic that leaves the naturals, or a count in a value that is beyond its bound.
pub(super) fn arithmetic() -> Cause {
    Cause::Defect("a number goes beyond its bound".to_owned())
}
