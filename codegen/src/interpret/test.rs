//! Truth values to closures.

use super::compile::Compiler;
use super::operand::{Bits, Located, Operand, monomorphic};
use super::run::Test;
use crate::ir::{Expr, Place, Quantifier, SortId};
use crate::layout::Region;

/// Where a queue lies.
pub(super) struct Line {
    pub(super) length: Bits,
    pub(super) slots: Box<[Bits]>,
}

impl<const W: usize> Compiler<'_, W> {
    /// A truth value, or its negation.
    pub(super) fn test(&mut self, expression: &Expr, negated: bool) -> Test<W> {
        match expression {
            Expr::Bool(value) => {
                let value = *value != negated;
                Box::new(move |_| value)
            }
            Expr::Is { of, ty, variant } => {
                let tag = self.operand(of).part(0, self.layout.tag_width(ty));
                equal(tag, Operand::Constant(*variant as u64), negated)
            }
            Expr::Equal(left, right) => {
                let (left, right) = (self.operand(left), self.operand(right));
                equal(left, right, negated)
            }
            Expr::Less(left, right) => {
                let (left, right) = (self.value(left), self.value(right));
                Box::new(move |run| (left(run) < right(run)) != negated)
            }
            Expr::Not(of) => self.test(of, !negated),
            Expr::And(all) => self.until(negated, all, negated),
            Expr::Or(any) => self.until(!negated, any, negated),
            Expr::If(condition, then, otherwise) => {
                let condition = self.test(condition, false);
                let (then, otherwise) = (self.test(then, negated), self.test(otherwise, negated));
                Box::new(move |run| if condition(run) { then(run) } else { otherwise(run) })
            }
            Expr::Let(local, bound, body) => {
                let (local, bound) = (self.base + local, self.value(bound));
                let body = self.test(body, negated);
                Box::new(move |run| {
                    run.scratch.locals[local] = bound(run);
                    body(run)
                })
            }
            Expr::Contains(set, id) => {
                let (set, id) = (self.value(set), self.value(id));
                Box::new(move |run| (set(run) >> id(run) & 1 == 1) != negated)
            }
            Expr::Queued(place, item) => self.queued(place, item, negated),
            Expr::Quantified { quantifier: Quantifier::Any, local, sort, body } => {
                self.quantified(true, self.base + local, *sort, body, negated)
            }
            Expr::Quantified { quantifier: Quantifier::All, local, sort, body } => {
                self.quantified(false, self.base + local, *sort, body, negated)
            }
            value => {
                let value = self.operand(value);
                equal(value, Operand::Constant(1), negated)
            }
        }
    }

    /// Left to right, until one (each negated or not) is `stop`; then the whole is `stop`.
    fn until(&mut self, stop: bool, all: &[Expr], negated: bool) -> Test<W> {
        let mut tests: Vec<_> = all.iter().map(|expression| self.test(expression, negated)).collect();
        if tests.len() == 2 {
            let (second, first) = (tests.pop(), tests.pop());
            if let (Some(first), Some(second)) = (first, second) {
                return Box::new(move |run| if first(run) == stop { stop } else { second(run) });
            }
        }
        Box::new(move |run| if tests.iter().any(|test| test(run) == stop) { stop } else { !stop })
    }

    fn quantified(&mut self, stop: bool, local: usize, sort: SortId, body: &Expr, negated: bool) -> Test<W> {
        let ids = self.layout.domain().ids(sort) as u64;
        let body = self.test(body, false);
        Box::new(move |run| {
            let stops = (0..ids).any(|id| {
                run.scratch.locals[local] = id;
                body(run) == stop
            });
            (stops == stop) != negated
        })
    }

    fn queued(&mut self, place: &Place, item: &Expr, negated: bool) -> Test<W> {
        let (queue, after, item) = (self.locate_queue(place), place.after, self.value(item));
        Box::new(move |run| {
            let item = item(run);
            let queue = queue.at(run);
            let state = if after { &run.after } else { &run.state };
            let length = queue.length.get(state) as usize;
            queue.slots.iter().take(length).any(|slot| slot.get(state) == item) != negated
        })
    }

    /// Finds a queue.
    pub(super) fn locate_queue(&mut self, place: &Place) -> Located<W, Line> {
        self.locate(place, |region| match region {
            Region::Queue { length, slots } => {
                Line { length: (*length).into(), slots: slots.iter().map(|slot| Bits::from(*slot)).collect() }
            }
            other => panic!("{other:?} is no queue"),
        })
    }
}

/// With a constant, which is the most frequent case by far, there is one closure; otherwise one and an operand.
fn equal<const W: usize>(left: Operand<W>, right: Operand<W>, negated: bool) -> Test<W> {
    match (left, right) {
        (operand, Operand::Constant(value)) | (Operand::Constant(value), operand) => {
            monomorphic!(operand, W, |operand| Box::new(move |run| (operand(run) == value) != negated))
        }
        (operand, Operand::Local { local, shift, mask }) | (Operand::Local { local, shift, mask }, operand) => {
            monomorphic!(operand, W, |operand| Box::new(move |run| {
                (operand(run) == run.scratch.locals[local] >> shift & mask) != negated
            }))
        }
        (left, right) => {
            let (left, right) = (left.eval(), right.eval());
            Box::new(move |run| (left(run) == right(run)) != negated)
        }
    }
}
