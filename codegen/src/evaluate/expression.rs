//! Expressions of the IR over structured values.

use super::Stop;
use super::statement::Frame;
use crate::ir::{Expr, Place, Quantifier, Type};
use crate::system::Defect;
use crate::value::Value;

impl<'a> Frame<'a> {
    /// The value of an expression; `after` is what places marked so read.
    pub(super) fn evaluate(&mut self, expression: &'a Expr, before: &[Value], after: &[Value]) -> Result<Value, Stop> {
        let mut value = |expression: &'a Expr| self.evaluate(expression, before, after);
        Ok(match expression {
            Expr::Bool(value) => Value::Bool(*value),
            Expr::Count(count) => Value::Count(*count),
            Expr::Bound(bound) => Value::Count(self.domain.sizes.bound(*bound)),
            Expr::Parameter(parameter) => Value::Count(self.domain.sizes.get(*parameter).unwrap_or(u32::MAX)),
            Expr::Local(local) => self.locals[*local].clone(),
            Expr::EmptySet(_) => Value::Set(std::collections::BTreeSet::new()),
            Expr::Read(place) => self.read(place, before, after)?.clone(),
            Expr::Variant { ty, variant, fields } => {
                let types = self.domain.variants(ty).swap_remove(*variant);
                Value::Variant(*variant, self.checked(&types, fields, before, after)?)
            }
            Expr::Struct { id, fields } => {
                let types: Vec<_> = self.domain.ir[*id].fields.iter().map(|field| &field.ty).collect();
                Value::Struct(self.checked(&types, fields, before, after)?)
            }
            Expr::Field { of, field, .. } | Expr::Payload { of, field, .. } => value(of)?.parts()[*field].clone(),
            Expr::Is { of, variant, .. } => Value::Bool(matches!(value(of)?, Value::Variant(of, _) if of == *variant)),
            Expr::Contains(set, id) => Value::Bool(value(set)?.as_set().contains(&value(id)?.as_id())),
            Expr::Cardinality(set) => count(value(set)?.as_set().len()),
            Expr::Length(place) => count(self.read(place, before, after)?.parts().len()),
            Expr::Front(place) => {
                let head = self.read(place, before, after)?.parts().first();
                head.map_or(Value::none(), |head| Value::some(head.clone()))
            }
            Expr::Queued(place, item) => {
                let item = value(item)?;
                Value::Bool(self.read(place, before, after)?.parts().contains(&item))
            }
            Expr::Equal(left, right) => Value::Bool(value(left)? == value(right)?),
            Expr::Less(left, right) => Value::Bool(value(left)?.as_count() < value(right)?.as_count()),
            Expr::Add(left, right) => {
                let sum = value(left)?.as_count().checked_add(value(right)?.as_count());
                Value::Count(self.natural(sum)?)
            }
            Expr::Subtract(left, right) => {
                let difference = value(left)?.as_count().checked_sub(value(right)?.as_count());
                Value::Count(self.natural(difference)?)
            }
            Expr::Not(of) => Value::Bool(!value(of)?.as_bool()),
            Expr::And(all) => Value::Bool(self.until(false, all, before, after)?),
            Expr::Or(any) => Value::Bool(self.until(true, any, before, after)?),
            Expr::If(condition, then, otherwise) => {
                let taken = if value(condition)?.as_bool() { then } else { otherwise };
                value(taken)?
            }
            Expr::Let(local, bound, body) => {
                self.locals[*local] = value(bound)?;
                self.evaluate(body, before, after)?
            }
            Expr::Quantified { quantifier, local, sort, body } => {
                let mut holding = 0;
                let ids = self.domain.ids(*sort);
                for id in 0..ids {
                    self.locals[*local] = Value::Id(id);
                    let holds = self.evaluate(body, before, after)?.as_bool();
                    holding += usize::from(holds);
                    match quantifier {
                        Quantifier::Any if holds => return Ok(Value::Bool(true)),
                        Quantifier::All if !holds => return Ok(Value::Bool(false)),
                        _ => {}
                    }
                }
                match quantifier {
                    Quantifier::Any => Value::Bool(false),
                    Quantifier::All => Value::Bool(true),
                    Quantifier::Count => count(holding),
                }
            }
        })
    }

    /// Left to right, until one has the value `stop`.
    fn until(&mut self, stop: bool, all: &'a [Expr], before: &[Value], after: &[Value]) -> Result<bool, Stop> {
        for expression in all {
            if self.evaluate(expression, before, after)?.as_bool() == stop {
                return Ok(stop);
            }
        }
        Ok(!stop)
    }

    /// The fields of a struct or variant, each within its bounds.
    fn checked(
        &mut self,
        types: &[&Type],
        fields: &'a [Expr],
        before: &[Value],
        after: &[Value],
    ) -> Result<Vec<Value>, Stop> {
        let mut values = Vec::new();
        for (ty, field) in types.iter().zip(fields) {
            let value = self.evaluate(field, before, after)?;
            values.push(self.within(ty, value, Defect::Arithmetic(self.span))?);
        }
        Ok(values)
    }

    fn read<'v>(&mut self, place: &'a Place, before: &'v [Value], after: &'v [Value]) -> Result<&'v Value, Stop> {
        let mut value = &(if place.after { after } else { before })[place.variable.0];
        for projection in &place.path {
            value = &value.parts()[self.step(projection, before, after)?];
        }
        Ok(value)
    }

    fn natural(&self, result: Option<u32>) -> Result<u32, Stop> {
        result.ok_or(Stop::Defect(Defect::Arithmetic(self.span)))
    }
}

fn count(number: usize) -> Value {
    Value::Count(u32::try_from(number).expect("sets, queues and sorts are small"))
}
