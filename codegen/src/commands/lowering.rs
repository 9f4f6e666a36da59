//! A body as it is lowered: what has been checked, what is known, and what is to be undone.
//!
//! Guards and choices come before every change, so all of them can be asked of the state before. What is checked later
//! (room, bounds) is asked of the state before as well, wherever what it looks at is still known in its terms; where it is
//! not, the body asks when it comes there, and undoes what it has done.

use super::context::Context;
use super::items::{Else, Item};
use super::log::Log;
use super::owner::Owner;
use super::program::{Cause, Expr, Index, Kind, LocalId, Place, Root, Shape, Statement, Step};
use super::value::Value;
use super::walk;
use crate::ir::Type;

/// A body under way, and whose it is.
pub(super) struct Lowering<'c, 'a> {
    pub(super) context: &'c mut Context<'a>,
    pub(super) owner: Owner,
    pub(super) parameters: Vec<(LocalId, Index)>,
    /// What was asked, in order.
    pub(super) items: Vec<Item>,
    /// The loops around.
    pub(super) binders: Vec<(LocalId, Index)>,
    pub(super) log: Log,
    /// The conditions under which this is reached, of the state before; `None` where that is not known.
    pub(super) path: Option<Vec<Expr>>,
    /// What holds here, of the state before.
    pub(super) facts: Vec<Expr>,
    /// Says that the body has come to a check that failed.
    pub(super) stopped: Option<LocalId>,
    /// How many such checks there were.
    pub(super) late: usize,
    /// Where a crash strikes in the midst of delivery.
    pub(super) strike: Option<super::crash::Strike>,
    /// Whether it changes anything where it is enabled; `None` where that is not known.
    pub(super) changes: Option<Expr>,
    /// How many branches were followed for that.
    pub(super) paths: usize,
    /// Fresh ids that were taken, and under which conditions.
    pub(super) taken: Vec<(crate::ir::SortId, Expr, Expr)>,
    /// Places are those before the step, unless they are marked.
    pub(super) transition: bool,
}

impl<'c, 'a> Lowering<'c, 'a> {
    pub(super) fn new(context: &'c mut Context<'a>) -> Self {
        let owner = context.owner();
        Self {
            context,
            owner,
            parameters: Vec::new(),
            items: Vec::new(),
            binders: Vec::new(),
            log: Log::default(),
            path: Some(Vec::new()),
            facts: Vec::new(),
            stopped: None,
            late: 0,
            strike: None,
            changes: None,
            paths: 0,
            taken: Vec::new(),
            transition: false,
        }
    }

    /// A parameter that ranges over an index.
    pub(super) fn parameter(&mut self, name: &str, over: Index) -> LocalId {
        let local = self.owner.binder(name, over);
        self.parameters.push((local, over));
        local
    }

    /// Asks something of the state now; what is to be done if it does not hold and the state before does not tell.
    pub(super) fn ask(&mut self, ok: Expr, otherwise: Else) -> Vec<Statement> {
        if ok == Expr::Bool(true) {
            return Vec::new();
        }
        if let (Some(before), Some(path)) = (self.before(&ok), self.path.clone()) {
            if !self.is_known(&before) {
                let held = Expr::and(path).implies(before.clone());
                let held = Expr::all(&self.binders, held);
                self.items.push(match otherwise {
                    Else::Refused => Item::Require(held),
                    Else::Stopped(cause) => Item::Stop(held, cause),
                });
                self.assume(&before);
            }
            return Vec::new();
        }
        self.late += 1;
        let stopped = self.stopped();
        let mut failure = Vec::new();
        match otherwise {
            Else::Stopped(Cause::Defect(why)) => failure.push(Statement::Broken(why)),
            Else::Stopped(Cause::Edge(why)) => failure.push(Statement::Leaves(why)),
            Else::Refused => {}
        }
        failure.push(Statement::Assign(Place::local(stopped), Expr::Bool(true)));
        vec![Statement::If(ok.not(), failure, Vec::new())]
    }

    /// The local that says that the body has stopped.
    fn stopped(&mut self) -> LocalId {
        let stopped = self.stopped.unwrap_or_else(|| self.owner.local("stopped", Shape::cell(Kind::Bool)));
        self.stopped = Some(stopped);
        stopped
    }

    /// What follows a check that may have failed is done only if it has not.
    pub(super) fn unless_stopped(&mut self, since: usize, statements: Vec<Statement>) -> Vec<Statement> {
        match self.stopped {
            Some(stopped) if self.late > since && !statements.is_empty() => {
                vec![Statement::If(super::owner::read(stopped).not(), statements, Vec::new())]
            }
            _ => statements,
        }
    }

    /// An expression over the state now as one over the state before.
    pub(super) fn before(&self, expr: &Expr) -> Option<Expr> {
        let shapes = |place: &Place| self.context.shape(&self.owner.locals, place);
        self.log.before(&shapes, expr)
    }

    /// Notes what statements change.
    pub(super) fn note(&mut self, statements: &[Statement]) {
        let (context, locals) = (&*self.context, &self.owner.locals);
        self.log.note(&context.program, &|place| context.shape(locals, place), statements);
    }

    /// A condition holds from here on, of the state before.
    pub(super) fn assume(&mut self, condition: &Expr) {
        match condition {
            Expr::And(parts) => parts.iter().for_each(|part| self.assume(part)),
            Expr::Not(inner) => match &**inner {
                Expr::Or(parts) => parts.iter().for_each(|part| self.assume(&part.clone().not())),
                _ => self.facts.push(condition.clone()),
            },
            _ => self.facts.push(condition.clone()),
        }
    }

    /// Whether a condition of the state before is known to hold.
    pub(super) fn is_known(&self, condition: &Expr) -> bool {
        match condition {
            Expr::Bool(truth) => *truth,
            Expr::And(parts) => parts.iter().all(|part| self.is_known(part)),
            Expr::Or(parts) => self.facts.contains(condition) || parts.iter().any(|part| self.is_known(part)),
            other => self.facts.contains(other) || self.follows(other),
        }
    }

    /// Whether a comparison follows from what two values can be, or from another tag that is known.
    fn follows(&self, condition: &Expr) -> bool {
        match condition {
            Expr::Less(small, large) => match (&**small, &**large) {
                (small, Expr::Number(bound)) => {
                    self.context.most(&self.owner.locals, small).is_some_and(|most| most < *bound)
                }
                _ => false,
            },
            Expr::Not(inner) => match &**inner {
                Expr::Equal(left, right) => self.facts.iter().any(|fact| match fact {
                    Expr::Equal(one, other) if one == left => {
                        Expr::equal((**other).clone(), (**right).clone()) == Expr::Bool(false)
                    }
                    _ => false,
                }),
                _ => false,
            },
            _ => false,
        }
    }

    /// The same value where changes of these places can't reach it, and what has to be done for that first.
    pub(super) fn keep(&mut self, name: &str, value: &Value, ty: &Type) -> (Value, Vec<Statement>) {
        let mut statements = Vec::new();
        let place = if let Value::Stored(from) = value {
            // It may be a payload that is asked for only where there is one: nothing is copied as nothing.
            let shape = self.context.shape(&self.owner.locals, from);
            let to = Place::local(self.owner.local(name, shape));
            statements.push(Statement::Copy { to: to.clone(), from: from.clone() });
            to
        } else {
            let shape = self.context.layout.shape(ty);
            let place = Place::local(self.owner.local(name, shape));
            self.write(&place, ty, value, &mut statements);
            place
        };
        self.note(&statements);
        (Value::Stored(place), statements)
    }

    /// Statements with what they stop late for undone, if there is any such thing.
    pub(super) fn undoing(&mut self, body: Vec<Statement>) -> Vec<Statement> {
        let Some(stopped) = self.stopped else { return body };
        let mut kept: Vec<Place> = Vec::new();
        for place in walk::writes(&self.context.program, &body) {
            if matches!(place.root, Root::Variable(_)) {
                let place = self.steady(&place);
                if !kept.iter().any(|other| other.rest(&place).is_some()) {
                    kept.retain(|other| place.rest(other).is_none());
                    kept.push(place);
                }
            }
        }
        let (mut saves, mut restores) = (Vec::new(), Vec::new());
        for place in kept {
            let shape = self.context.shape(&self.owner.locals, &place);
            let name = self.word(&place);
            let local = Place::local(self.owner.local(&format!("old_{name}"), shape));
            saves.push(Statement::Copy { to: local.clone(), from: place.clone() });
            restores.push(Statement::Copy { to: place, from: local });
        }
        saves.extend(body);
        saves.push(Statement::If(super::owner::read(stopped), restores, Vec::new()));
        saves
    }

    /// A word for a place.
    fn word(&self, place: &Place) -> String {
        let field = place.path.iter().rev().find_map(|step| match step {
            Step::Field(record, field) => Some(self.context.layout.records[record.0].fields[*field].name.clone()),
            Step::Index(_) => None,
        });
        match (field, place.root) {
            (Some(field), _) => field,
            (None, Root::Variable(id) | Root::Before(id)) => self.context.program.variables[id.0].name.clone(),
            (None, Root::Local(local)) => self.owner.locals[local].name.clone(),
        }
    }

    /// As much of the way to a place as means the same throughout the body.
    fn steady(&self, place: &Place) -> Place {
        let is_parameter = |read: &Place| {
            read.path.is_empty()
                && matches!(read.root, Root::Local(local) if self.parameters.iter().any(|(other, _)| *other == local))
        };
        let steady = |step: &&Step| match step {
            Step::Field(..) => true,
            Step::Index(index) => index.reads().iter().all(is_parameter),
        };
        Place { root: place.root, path: place.path.iter().take_while(steady).cloned().collect() }
    }
}
