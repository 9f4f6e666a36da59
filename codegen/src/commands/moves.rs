//! Whether a command changes anything, breaks a rule or leaves the scope: as named conditions, for the claims that ask.

use super::action::Title;
use super::items::stops;
use super::lowering::Lowering;
use super::now::{Now, clear};
use super::program::{Cause, Expr, Place, Predicate, PredicateId, Quantifier, Root, Shape, Statement, Step};
use crate::ir::{Fairness, PropertyKind};

/// What is known of a command, or of the deliveries of a message.
#[derive(Default)]
pub(super) struct Ways {
    /// The states in which it breaks a rule.
    pub(super) breaks: Option<PredicateId>,
    /// The states in which it leaves the scope.
    pub(super) leaves: Option<PredicateId>,
    /// For what the protocol does by itself: the states in which it changes something, leaves the scope or breaks a rule.
    pub(super) moves: Vec<PredicateId>,
    /// Why it is not known in which states it changes something.
    pub(super) unknown: Option<String>,
    /// Why it is not known in which states it leaves the scope.
    pub(super) unbounded: Option<String>,
}

impl Lowering<'_, '_> {
    /// Notes what is known of an action that has been lowered.
    pub(super) fn ways(&mut self, title: &Title, body: &[Statement]) {
        let ir = self.context.ir;
        let mut ways = Ways::default();
        let defect = stops(&self.items, &|cause| matches!(cause, Cause::Defect(_)));
        ways.breaks = self.named(&format!("{}BreaksARule", title.name), "Whether this would break a rule.", defect);
        let asked = ir.properties.iter().any(|property| property.kind == PropertyKind::AlwaysPossible);
        let waits = !ir.final_states.is_empty();
        if asked || waits {
            let edge = stops(&self.items, &|cause| matches!(cause, Cause::Edge(_)));
            let words = "Whether this would leave the scope.";
            ways.leaves = self.named(&format!("{}LeavesScope", title.name), words, edge);
            if leaves_late(body) {
                ways.unbounded = Some(format!("whether `{}` leaves the scope shows only when it is done", title.name));
            }
        }
        let fair = ir.fairness_of(title.event) != Fairness::Unfair;
        if (waits || fair) && !title.interrupted && ir.is_progress(title.event) {
            let log = std::mem::take(&mut self.log);
            let differs = if self.stopped.is_some() {
                None
            } else if self.certainly_changes(body) {
                Some(Expr::Bool(true))
            } else {
                self.changes(&mut vec![body])
            };
            self.log = log;
            self.changes = differs;
        }
        if waits && !title.interrupted && ir.is_progress(title.event) {
            ways.moves.extend(ways.breaks);
            ways.moves.extend(ways.leaves);
            if let Some(differs) = self.changes.clone() {
                let moves = Expr::and([self.guard(), differs]);
                let words = "Whether this can be done and changes something.";
                ways.moves.extend(self.named(&format!("{}Moves", title.name), words, moves));
            } else {
                ways.unknown = Some(format!("whether `{}` changes anything shows only when it is done", title.name));
            }
        }
        self.context.ways.push(ways);
    }

    /// A named condition without parameters: for some values of all parameters.
    fn named(&mut self, name: &str, doc: &str, body: Expr) -> Option<PredicateId> {
        if body == Expr::Bool(false) {
            return None;
        }
        let mut body = Expr::some(&self.parameters, body);
        let locals = super::finish::expressions(&self.owner, &[], &mut [&mut body]);
        let name = self.context.titles.give(name);
        let predicates = &mut self.context.program.predicates;
        predicates.push(Predicate { name, doc: doc.to_owned(), locals, parameters: 0, body });
        Some(PredicateId(predicates.len() - 1))
    }

    /// Whether one of them gives a cell another value, whatever happens, and nothing else writes there.
    fn certainly_changes(&mut self, body: &[Statement]) -> bool {
        let log = self.log.clone();
        let mut certain = false;
        for (at, statement) in body.iter().enumerate() {
            if let Statement::Assign(place, value) = statement {
                let others = [&body[..at], &body[at + 1..]];
                let others = others.map(|others| super::walk::writes(&self.context.program, others)).concat();
                let shape = self.context.shape(&self.owner.locals, place);
                if matches!(place.root, Root::Variable(_))
                    && !others.iter().any(|other| other.meets(place))
                    && let (Some(before), Some(value)) = (self.before(&Expr::Read(place.clone())), self.before(value))
                    && before == Expr::Read(place.clone())
                {
                    certain |= self.differs_in(place, &shape, Now::Is(value)) == Some(Expr::Bool(true));
                }
            }
            self.note(std::slice::from_ref(statement));
        }
        self.log = log;
        certain
    }

    /// Whether statements make the state another one, in terms of the state before; `None` where that is not known.
    ///
    /// Each way through them is followed by itself, so that what is known at its end has no conditions in it.
    fn changes(&mut self, rest: &mut Vec<&[Statement]>) -> Option<Expr> {
        let Some(statements) = rest.pop() else { return self.differs() };
        let Some((first, following)) = statements.split_first() else {
            let found = self.changes(rest);
            rest.push(statements);
            return found;
        };
        let log = self.log.clone();
        rest.push(following);
        let found = if let Statement::If(condition, yes, no) = first {
            self.fork(condition, [yes, no], rest)
        } else {
            self.note(std::slice::from_ref(first));
            self.changes(rest)
        };
        rest.pop();
        rest.push(statements);
        self.log = log;
        found
    }

    fn fork(&mut self, condition: &Expr, branches: [&[Statement]; 2], rest: &[&[Statement]]) -> Option<Expr> {
        let condition = self.before(condition)?;
        let mut found = Vec::new();
        for (truth, branch) in [true, false].into_iter().zip(branches) {
            let this = if truth { condition.clone() } else { condition.clone().not() };
            if self.is_known(&this.clone().not()) {
                found.push(Expr::Bool(false));
                continue;
            }
            let facts = self.facts.len();
            self.assume(&this);
            let mut rest = rest.to_vec();
            rest.push(branch);
            let way = self.changes(&mut rest);
            self.facts.truncate(facts);
            found.push(way?);
            if self.is_known(&this) {
                return found.pop();
            }
        }
        let (no, yes) = (found.pop()?, found.pop()?);
        self.paths += 1;
        // What takes longer to say is no help to those who read.
        (self.paths < 40).then(|| Expr::choose(condition, yes, no))
    }

    /// Whether the state is another one now.
    fn differs(&mut self) -> Option<Expr> {
        let mut ways = Vec::new();
        for place in self.log.changes() {
            let shape = self.context.shape(&self.owner.locals, &place);
            let now = self.log.now(&place);
            ways.push(self.differs_in(&place, &shape, now));
        }
        if ways.contains(&Some(Expr::Bool(true))) {
            return Some(Expr::Bool(true));
        }
        ways.into_iter().collect::<Option<Vec<_>>>().map(Expr::or)
    }

    fn differs_in(&mut self, place: &Place, shape: &Shape, now: Now) -> Option<Expr> {
        let way = match (shape, now) {
            (_, Now::Same) => Expr::Bool(false),
            (_, Now::From(other)) if other == *place => Expr::Bool(false),
            (_, Now::Either(condition, one, other)) => {
                let (one, other) = (self.differs_in(place, shape, *one)?, self.differs_in(place, shape, *other)?);
                Expr::choose(*condition, one, other)
            }
            (Shape::Cell { .. }, Now::Is(Expr::If(condition, one, other))) => {
                return self.differs_in(
                    place,
                    shape,
                    Now::Either(condition, Box::new(Now::Is(*one)), Box::new(Now::Is(*other))),
                );
            }
            (Shape::Cell { optional, .. }, Now::Is(value)) => {
                let nothing = if *optional { Expr::IsNothing(place.clone()) } else { Expr::Bool(false) };
                Expr::or([nothing, Expr::equal(Expr::Read(place.clone()), value).not()])
            }
            (Shape::Cell { optional: false, .. }, Now::From(other)) => {
                Expr::equal(Expr::Read(place.clone()), Expr::Read(other)).not()
            }
            (Shape::Cell { optional: true, .. }, Now::From(other)) => {
                let [one, two] = [place, &other].map(|place| Expr::IsNothing(place.clone()));
                let same = Expr::equal(Expr::Read(place.clone()), Expr::Read(other));
                let both = Expr::and([one.clone(), two.clone()]);
                Expr::or([both, Expr::and([one.not(), two.not(), same])]).not()
            }
            (_, Now::Cleared) => self.is_not_clear(place, shape),
            (Shape::Record(record), _) => {
                let fields: Vec<Shape> =
                    self.context.layout.records[record.0].fields.iter().map(|field| field.shape.clone()).collect();
                let mut ways = Vec::new();
                for (field, shape) in fields.iter().enumerate() {
                    let part = place.field(*record, field);
                    let now = self.log.now(&part);
                    ways.push(self.differs_in(&part, shape, now));
                }
                if ways.contains(&Some(Expr::Bool(true))) {
                    Expr::Bool(true)
                } else {
                    Expr::or(ways.into_iter().collect::<Option<Vec<_>>>()?)
                }
            }
            _ => return None,
        };
        Some(if self.is_known(&way) { Expr::Bool(true) } else { way })
    }

    /// Whether any cell in a place is not clear.
    fn is_not_clear(&mut self, place: &Place, shape: &Shape) -> Expr {
        match shape {
            Shape::Cell { .. } => match clear(shape) {
                Some(value) => Expr::equal(Expr::Read(place.clone()), value).not(),
                None => Expr::IsNothing(place.clone()).not(),
            },
            Shape::Record(record) => {
                let fields: Vec<Shape> =
                    self.context.layout.records[record.0].fields.iter().map(|field| field.shape.clone()).collect();
                let ways = fields
                    .iter()
                    .enumerate()
                    .map(|(field, shape)| self.is_not_clear(&place.field(*record, field), shape));
                Expr::or(ways.collect::<Vec<_>>())
            }
            Shape::Array(over, entry) => {
                let local = self.owner.binder("at", *over);
                let at = place.step(Step::Index(Box::new(super::owner::read(local))));
                let body = self.is_not_clear(&at, entry);
                Expr::quantified(Quantifier::Exists, local, *over, body)
            }
        }
    }
}

/// Whether statements may find out late that the run leaves the scope.
fn leaves_late(statements: &[Statement]) -> bool {
    statements.iter().any(|statement| match statement {
        Statement::Leaves(_) => true,
        Statement::If(_, yes, no) => leaves_late(yes) || leaves_late(no),
        Statement::For { body, .. } => leaves_late(body),
        _ => false,
    })
}
