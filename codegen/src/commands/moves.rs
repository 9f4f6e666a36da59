//! Whether a command changes anything, breaks a rule or leaves the scope: as named conditions, for the claims that ask.

use super::action::Title;
use super::log::{Now, clear};
use super::lowering::{Lowering, stops};
use super::program::{Cause, Expr, Place, Predicate, PredicateId, Quantifier, Shape, Step};

/// What is known of a command.
pub(super) struct Ways {
    /// The states in which it breaks a rule.
    pub(super) breaks: Option<PredicateId>,
    /// For commands that the protocol takes by itself: the states in which it changes something, or leaves the scope.
    pub(super) moves: Vec<PredicateId>,
    /// Why that is not known.
    pub(super) unknown: Option<String>,
}

impl Lowering<'_, '_> {
    /// Notes what is known of an action that has been lowered.
    pub(super) fn ways(&mut self, title: &Title) {
        let mut ways = Ways { breaks: None, moves: Vec::new(), unknown: None };
        let defect = stops(&self.items, &|cause| matches!(cause, Cause::Defect(_)));
        ways.breaks = self.named(&format!("{}BreaksARule", title.name), "Whether this would break a rule.", defect);
        let waits = !self.context.ir.final_states.is_empty();
        if waits && !title.interrupted && self.context.ir.is_progress(title.event) {
            let edge = stops(&self.items, &|cause| matches!(cause, Cause::Edge(_)));
            let words = "Whether this would leave the scope.";
            ways.moves.extend(self.named(&format!("{}LeavesScope", title.name), words, edge));
            match self.differs().filter(|_| self.stopped.is_none()) {
                Some(differs) => {
                    let moves = Expr::and([self.guard(), differs]);
                    let words = "Whether this can be done and changes something.";
                    ways.moves.extend(self.named(&format!("{}Moves", title.name), words, moves));
                }
                None => {
                    ways.unknown = Some(format!("whether `{}` changes anything shows only when it is done", title.name))
                }
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

    /// Whether the state is another one now, in terms of the state before; `None` where that is not known.
    fn differs(&mut self) -> Option<Expr> {
        let mut ways = Vec::new();
        for place in self.log.changes() {
            let shape = self.context.shape(&self.owner.locals, &place);
            let way = self.differs_in(&place, &shape)?;
            if self.is_known(&way) {
                return Some(Expr::Bool(true));
            }
            ways.push(way);
        }
        Some(Expr::or(ways))
    }

    fn differs_in(&mut self, place: &Place, shape: &Shape) -> Option<Expr> {
        let now = self.log.now(place);
        match (shape, now) {
            (_, Now::Same) => Some(Expr::Bool(false)),
            (_, Now::From(other)) if other == *place => Some(Expr::Bool(false)),
            (Shape::Cell { optional, .. }, Now::Is(value)) => {
                let nothing = if *optional { Expr::IsNothing(place.clone()) } else { Expr::Bool(false) };
                Some(Expr::or([nothing, Expr::equal(Expr::Read(place.clone()), value).not()]))
            }
            (Shape::Cell { optional: false, .. }, Now::From(other)) => {
                Some(Expr::equal(Expr::Read(place.clone()), Expr::Read(other)).not())
            }
            (Shape::Cell { optional: true, .. }, Now::From(other)) => {
                let [one, two] = [place, &other].map(|place| Expr::IsNothing(place.clone()));
                let same = Expr::equal(Expr::Read(place.clone()), Expr::Read(other));
                let both = Expr::and([one.clone(), two.clone()]);
                Some(Expr::or([both, Expr::and([one.not(), two.not(), same])]).not())
            }
            (_, Now::Cleared) => Some(self.is_not_clear(place, shape)),
            (Shape::Record(record), _) => {
                let fields: Vec<Shape> =
                    self.context.layout.records[record.0].fields.iter().map(|field| field.shape.clone()).collect();
                let mut ways = Vec::new();
                for (field, shape) in fields.iter().enumerate() {
                    ways.push(self.differs_in(&place.field(*record, field), shape)?);
                }
                Some(Expr::or(ways))
            }
            _ => None,
        }
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
