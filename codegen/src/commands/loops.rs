//! Loops over ids: turns that commute, and turns in every order.

use super::body::Rest;
use super::expression::Frame;
use super::items::Item;
use super::log::Log;
use super::lowering::Lowering;
use super::owner::{Owner, read};
use super::program::{Expr, Kind, LocalId, Statement};
use super::value::Value;
use super::walk;
use crate::ir::{self, SortId};

impl Lowering<'_, '_> {
    /// A loop whose turns commute.
    pub(super) fn for_each<'i>(
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
    pub(super) fn in_any_order<'i>(
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
