//! Expressions of the protocol as values over cells.

use std::collections::BTreeMap;

use super::lowering::Lowering;
use super::owner::read;
use super::program::{Expr, Kind, Place, Quantifier, Root, Step};
use super::value::Value;
use crate::ir::query::{payload_type, place_type, type_of};
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

    fn number(&mut self, expr: &ir::Expr, frame: &mut Frame<'_>) -> Expr {
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
                let sort = match self.type_of(set, frame) {
                    Type::Set(sort) => sort,
                    _ => return Expr::Bool(false),
                };
                let (set, id) = (self.value(set, frame), self.value(id, frame));
                let id = self.context.plain(&id, &Type::Id(sort));
                self.context.contains(&set, &id, sort)
            }
            ir::Expr::Cardinality(set) => {
                let sort = match self.type_of(set, frame) {
                    Type::Set(sort) => sort,
                    _ => return Expr::Number(0),
                };
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

    /// Where the arithmetic in an expression stays within its bounds, as far as it is looked at.
    pub(super) fn defined(&mut self, expr: &ir::Expr, frame: &mut Frame<'_>) -> Expr {
        if !may_break(expr) {
            // Names are bound all the same.
            return Expr::Bool(true);
        }
        match expr {
            ir::Expr::Subtract(left, right) => {
                let inner = [self.defined(left, frame), self.defined(right, frame)];
                let negative = Expr::less(self.number(left, frame), self.number(right, frame));
                Expr::and(inner.into_iter().chain([negative.not()]))
            }
            ir::Expr::Variant { ty, variant, fields } => {
                let types: Vec<Type> =
                    (0..fields.len()).map(|field| payload_type(self.context.ir, ty, *variant, field)).collect();
                self.defined_fields(&types, fields, frame)
            }
            ir::Expr::Struct { id, fields } => {
                let types: Vec<Type> = self.context.ir[*id].fields.iter().map(|field| field.ty.clone()).collect();
                self.defined_fields(&types, fields, frame)
            }
            ir::Expr::And(parts) => self.defined_until(parts, true, frame),
            ir::Expr::Or(parts) => self.defined_until(parts, false, frame),
            ir::Expr::If(condition, yes, no) => {
                let first = self.defined(condition, frame);
                let condition = self.condition(condition, frame);
                let (yes, no) = (self.defined(yes, frame), self.defined(no, frame));
                Expr::and([first, Expr::choose(condition, yes, no)])
            }
            ir::Expr::Let(local, bound, body) => {
                let first = self.defined(bound, frame);
                let value = self.value(bound, frame);
                frame.bound.insert(*local, value);
                Expr::and([first, self.defined(body, frame)])
            }
            ir::Expr::Quantified { local, sort, body, .. } => {
                let binder = self.owner.binder(&frame.locals[*local].name, Kind::Id(*sort));
                frame.bound.insert(*local, Value::Plain(read(binder)));
                Expr::all(&[(binder, Kind::Id(*sort))], self.defined(body, frame))
            }
            other => {
                let children: Vec<Expr> =
                    other.children().into_iter().map(|child| self.defined(child, frame)).collect();
                Expr::and(children)
            }
        }
    }

    /// Parts one by one, as far as they are looked at: until one is not `on`.
    fn defined_until(&mut self, parts: &[ir::Expr], on: bool, frame: &mut Frame<'_>) -> Expr {
        let mut all = Vec::new();
        let mut reached: Vec<Expr> = Vec::new();
        for part in parts {
            let defined = self.defined(part, frame);
            all.push(Expr::and(reached.clone()).implies(defined));
            let value = self.condition(part, frame);
            reached.push(if on { value } else { value.not() });
        }
        Expr::and(all)
    }

    pub(super) fn defined_fields(&mut self, types: &[Type], fields: &[ir::Expr], frame: &mut Frame<'_>) -> Expr {
        let mut all = Vec::new();
        for (ty, field) in types.iter().zip(fields) {
            all.push(self.defined(field, frame));
            let value = self.value(field, frame);
            all.push(self.within(ty, &value));
        }
        Expr::and(all)
    }

    /// Whether all counts in a value are within the bounds of a type.
    pub(super) fn within(&mut self, ty: &Type, value: &Value) -> Expr {
        let ir = self.context.ir;
        match ty {
            Type::Count(Some(bound)) => {
                let (bound, number) = (self.context.sizes.bound(*bound), self.context.plain(value, ty));
                match self.context.most(&self.owner.locals, &number) {
                    Some(most) if most <= bound => Expr::Bool(true),
                    _ => Expr::less(Expr::Number(bound), number).not(),
                }
            }
            Type::Option(_) | Type::Enum(_) => {
                let mut all = Vec::new();
                for variant in 0..self.context.variants(ty) {
                    let is = self.context.is(value, ty, variant);
                    if is == Expr::Bool(false) {
                        continue;
                    }
                    for field in 0..self.context.payload_length(ty, variant) {
                        let inner = payload_type(ir, ty, variant, field);
                        let payload = self.context.payload(value, ty, variant, field);
                        let within = self.within(&inner, &payload);
                        all.push(is.clone().implies(within));
                    }
                }
                Expr::and(all)
            }
            Type::Struct(id) => {
                let mut all = Vec::new();
                for (field, declared) in ir[*id].fields.iter().enumerate() {
                    let part = self.context.field(value, ty, field);
                    all.push(self.within(&declared.ty, &part));
                }
                Expr::and(all)
            }
            _ => Expr::Bool(true),
        }
    }
}

/// Whether evaluating it may break a bound.
fn may_break(expr: &ir::Expr) -> bool {
    let mut breaks = false;
    ir::query::visit_expr(expr, &mut |inner| {
        breaks |= matches!(inner, ir::Expr::Subtract(..) | ir::Expr::Variant { .. } | ir::Expr::Struct { .. });
    });
    breaks
}
