//! Expressions of the protocol as values over cells.

use std::collections::BTreeMap;

use super::lowering::Lowering;
use super::owner::read;
use super::program::{Expr, Kind, Place, Quantifier, Root, Step};
use super::value::Value;
use crate::ir::query::{place_type, type_of};
use crate::ir::{self, Projection, Type};

/// The values of a body's locals.
#[derive(Clone)]
pub(super) struct Frame<'i> {
    pub(super) locals: &'i [ir::Local],
    pub(super) bound: BTreeMap<ir::LocalId, Value>,
}

impl<'i> Frame<'i> {
    pub(super) fn new(locals: &'i [ir::Local], bound: impl IntoIterator<Item = (ir::LocalId, Value)>) -> Self {
        Self { locals, bound: bound.into_iter().collect() }
    }
}

impl Lowering<'_, '_> {
    /// The type of an expression.
    pub(super) fn type_of(&self, expr: &ir::Expr, frame: &Frame<'_>) -> Type {
        type_of(self.context.ir, frame.locals, expr)
    }

    /// A place of the protocol.
    pub(super) fn place(&mut self, place: &ir::Place, frame: &mut Frame<'_>) -> Place {
        let per = self.context.ir.owner_of(place.variable).per;
        let mut steps = place.path.iter();
        let me = per.and_then(|sort| match steps.next() {
            Some(Projection::Index(index)) => {
                let value = self.value(index, frame);
                Some(self.context.plain(&value, &Type::Id(sort)))
            }
            _ => None,
        });
        let mut found = self.context.home(place.variable, me);
        for step in steps {
            match step {
                Projection::Index(index) => {
                    let ty = self.type_of(index, frame);
                    let value = self.value(index, frame);
                    found = found.at(self.context.plain(&value, &ty));
                }
                Projection::Field(id, field) => {
                    found = self.context.part(&found, &Type::Struct(*id), *field);
                }
            }
        }
        if let (true, false, Root::Variable(id)) = (self.transition, place.after, found.root) {
            found.root = Root::Before(id);
        }
        found
    }

    /// A truth value.
    pub(super) fn condition(&mut self, expr: &ir::Expr, frame: &mut Frame<'_>) -> Expr {
        let value = self.value(expr, frame);
        self.context.plain(&value, &Type::Bool)
    }

    pub(super) fn number(&mut self, expr: &ir::Expr, frame: &mut Frame<'_>) -> Expr {
        let value = self.value(expr, frame);
        self.context.plain(&value, &Type::Count(None))
    }

    /// The value of an expression.
    pub(super) fn value(&mut self, expr: &ir::Expr, frame: &mut Frame<'_>) -> Value {
        let plain = match expr {
            ir::Expr::Bool(value) => Expr::Bool(*value),
            ir::Expr::Count(number) => Expr::Number(*number),
            ir::Expr::Bound(bound) => Expr::Number(self.context.sizes.bound(*bound)),
            ir::Expr::Parameter(parameter) => Expr::Number(self.context.sizes.get(*parameter).unwrap_or(u32::MAX)),
            ir::Expr::Local(local) => return frame.bound.get(local).cloned().unwrap_or(Value::Dead),
            ir::Expr::Read(place) => return Value::Stored(self.place(place, frame)),
            ir::Expr::Variant { variant, fields, .. } => return Value::Variant(*variant, self.values(fields, frame)),
            ir::Expr::Struct { fields, .. } => return Value::Struct(self.values(fields, frame)),
            ir::Expr::Field { of, field, .. } => {
                let (ty, value) = (self.type_of(of, frame), self.value(of, frame));
                return self.context.field(&value, &ty, *field);
            }
            ir::Expr::Payload { of, ty, variant, field } => {
                let value = self.value(of, frame);
                return self.context.payload(&value, ty, *variant, *field);
            }
            ir::Expr::Is { of, ty, variant } => {
                let value = self.value(of, frame);
                self.context.is(&value, ty, *variant)
            }
            ir::Expr::EmptySet(_) => return Value::Members(Vec::new()),
            ir::Expr::Front(place) => return self.front(place, frame),
            ir::Expr::If(condition, yes, no) => {
                let condition = self.condition(condition, frame);
                let (yes, no) = (self.value(yes, frame), self.value(no, frame));
                return Value::either(condition, yes, no);
            }
            ir::Expr::Let(local, bound, body) => {
                let value = self.value(bound, frame);
                frame.bound.insert(*local, value);
                return self.value(body, frame);
            }
            other => self.computed(other, frame),
        };
        Value::Plain(plain)
    }

    pub(super) fn values(&mut self, exprs: &[ir::Expr], frame: &mut Frame<'_>) -> Vec<Value> {
        exprs.iter().map(|expr| self.value(expr, frame)).collect()
    }

    /// Truth values and numbers that are computed.
    fn computed(&mut self, expr: &ir::Expr, frame: &mut Frame<'_>) -> Expr {
        match expr {
            ir::Expr::Contains(set, id) => {
                let Type::Set(sort) = self.type_of(set, frame) else { return Expr::Bool(false) };
                let (set, id) = (self.value(set, frame), self.value(id, frame));
                let id = self.context.plain(&id, &Type::Id(sort));
                self.context.contains(&set, &id, sort)
            }
            ir::Expr::Cardinality(set) => {
                let Type::Set(sort) = self.type_of(set, frame) else { return Expr::Number(0) };
                let set = self.value(set, frame);
                let name = self.context.snake_sort(sort);
                let local = self.owner.binder(&name, Kind::Id(sort));
                self.context.cardinality(&set, sort, local)
            }
            ir::Expr::Length(place) => {
                let ty = place_type(self.context.ir, place);
                let place = self.place(place, frame);
                Expr::Read(self.context.part(&place, &ty, 0))
            }
            ir::Expr::Queued(place, item) => self.queued(place, item, frame),
            ir::Expr::Equal(left, right) => {
                let ty = self.type_of(left, frame);
                let (left, right) = (self.value(left, frame), self.value(right, frame));
                self.context.equal(&left, &right, &ty, &mut self.owner)
            }
            ir::Expr::Less(left, right) => Expr::less(self.number(left, frame), self.number(right, frame)),
            ir::Expr::Add(left, right) => Expr::plus(self.number(left, frame), self.number(right, frame)),
            ir::Expr::Subtract(left, right) => Expr::minus(self.number(left, frame), self.number(right, frame)),
            ir::Expr::Not(inner) => self.condition(inner, frame).not(),
            ir::Expr::And(parts) => Expr::and(parts.iter().map(|part| self.condition(part, frame)).collect::<Vec<_>>()),
            ir::Expr::Or(parts) => Expr::or(parts.iter().map(|part| self.condition(part, frame)).collect::<Vec<_>>()),
            ir::Expr::Quantified { quantifier, local, sort, body } => {
                let binder = self.owner.binder(&frame.locals[*local].name, Kind::Id(*sort));
                frame.bound.insert(*local, Value::Plain(read(binder)));
                let body = self.condition(body, frame);
                let quantifier = match quantifier {
                    ir::Quantifier::Any => Quantifier::Exists,
                    ir::Quantifier::All => Quantifier::All,
                    ir::Quantifier::Count => Quantifier::Count,
                };
                Expr::quantified(quantifier, binder, Kind::Id(*sort), body)
            }
            _ => Expr::Bool(false),
        }
    }

    fn front(&mut self, place: &ir::Place, frame: &mut Frame<'_>) -> Value {
        let ty = place_type(self.context.ir, place);
        let place = self.place(place, frame);
        let some = Expr::less(Expr::Number(0), Expr::Read(self.context.part(&place, &ty, 0)));
        let head = self.context.part(&place, &ty, 1).at(Expr::Number(0));
        let head = Value::Variant(1, vec![Value::Stored(head)]);
        Value::either(some, head, Value::Variant(0, Vec::new()))
    }

    fn queued(&mut self, place: &ir::Place, item: &ir::Expr, frame: &mut Frame<'_>) -> Expr {
        let ty = place_type(self.context.ir, place);
        let Type::Queue(item_type, bound) = &ty else { return Expr::Bool(false) };
        let place = self.place(place, frame);
        let wanted = self.value(item, frame);
        let over = Kind::Number(self.context.sizes.bound(*bound).max(1) - 1);
        let binder = self.owner.binder("at", over);
        let inside = Expr::less(read(binder), Expr::Read(self.context.part(&place, &ty, 0)));
        let item = Value::Stored(self.context.part(&place, &ty, 1).step(Step::Index(Box::new(read(binder)))));
        let same = self.context.equal(&item, &wanted, item_type, &mut self.owner);
        Expr::some(&[(binder, over)], Expr::and([inside, same]))
    }
}
