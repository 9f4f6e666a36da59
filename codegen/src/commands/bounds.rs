//! Where arithmetic stays within its bounds.

use super::expression::Frame;
use super::lowering::Lowering;
use super::owner::read;
use super::program::{Expr, Kind};
use super::value::Value;
use crate::ir::query::payload_type;
use crate::ir::{self, Type};

impl Lowering<'_, '_> {
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
