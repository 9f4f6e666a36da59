//! Statements of the IR over structured values.

use super::bodies::Watch;
use super::{Stop, Tape};
use crate::ir::{Expr, Place, Projection, Span, Statement, StatementKind, Type};
use crate::system::Defect;
use crate::value::{Domain, Output, Packet, Value};

/// The locals of a running body.
pub(super) struct Frame<'a> {
    pub(super) domain: Domain<'a>,
    pub(super) locals: Vec<Value>,
    /// The statement that is run, for the report of a defect.
    pub(super) span: Span,
    /// Whoever wants to know what the conditions come to.
    pub(super) watch: Option<&'a Watch<'a>>,
}

impl<'a> Frame<'a> {
    /// A frame whose first locals are the arguments.
    pub(super) fn new(domain: Domain<'a>, locals: usize, arguments: &[Value]) -> Self {
        let mut values = arguments.to_vec();
        values.resize(locals.max(arguments.len()), Value::Bool(false));
        Self { domain, locals: values, span: Span::default(), watch: None }
    }

    /// Runs statements in order.
    pub(super) fn block(
        &mut self,
        statements: &'a [Statement],
        variables: &mut [Value],
        tape: &mut Tape,
        outputs: &mut Vec<Output>,
    ) -> Result<(), Stop> {
        for statement in statements {
            self.span = statement.span;
            match &statement.kind {
                StatementKind::Send(message, fields) => {
                    let types = self.domain.ir[*message].fields.iter().map(|field| &field.ty);
                    let fields = self.fields(types, fields, variables)?;
                    outputs.push(Output::Message(Packet { message: *message, fields }));
                }
                StatementKind::Emit(effect, fields) => {
                    let types = self.domain.ir[*effect].fields.iter().map(|field| &field.ty);
                    outputs.push(Output::Effect(*effect, self.fields(types, fields, variables)?));
                }
                StatementKind::If(condition, then, otherwise) => {
                    let branch = if self.condition(condition, variables)? { then } else { otherwise };
                    self.block(branch, variables, tape, outputs)?;
                }
                StatementKind::ForEach { local, sort, ordered, body } => {
                    let number = self.domain.ids(*sort);
                    let ids = if *ordered { tape.order(number) } else { (0..number).collect() };
                    for id in ids {
                        self.locals[*local] = Value::Id(id);
                        self.block(body, variables, tape, outputs)?;
                    }
                }
                StatementKind::Fresh(local, sort) => self.locals[*local] = Value::Id(tape.fresh(*sort)?),
                other => self.simple(other, variables)?,
            }
        }
        Ok(())
    }

    /// A statement that chooses nothing, puts nothing out and contains no other.
    fn simple(&mut self, statement: &'a StatementKind, variables: &mut [Value]) -> Result<(), Stop> {
        match statement {
            StatementKind::Let(local, expression) => self.locals[*local] = self.value(expression, variables)?,
            StatementKind::Require(guard) => {
                for conjunct in guard.conjuncts() {
                    if !self.condition(conjunct, variables)? {
                        return Err(Stop::Refused);
                    }
                }
            }
            StatementKind::Assign(place, expression) => {
                let value = self.value(expression, variables)?;
                let (ty, target) = self.place(place, variables)?;
                *target = self.within(ty, value, Defect::BoundExceeded(place.variable, self.span))?;
            }
            StatementKind::Reset(place) => {
                let (ty, target) = self.place(place, variables)?;
                *target = self.domain.default(ty);
            }
            StatementKind::Insert(place, expression) => {
                let id = self.value(expression, variables)?.as_id();
                if let Value::Set(ids) = self.place(place, variables)?.1 {
                    ids.insert(id);
                }
            }
            StatementKind::Remove(place, expression) => {
                let value = self.value(expression, variables)?;
                match self.place(place, variables)?.1 {
                    Value::Set(ids) => drop(ids.remove(&value.as_id())),
                    queue => queue.parts_mut().retain(|item| *item != value),
                }
            }
            StatementKind::PushBack(place, expression) => self.push_back(place, expression, variables)?,
            StatementKind::PopFront(place) => {
                let items = self.place(place, variables)?.1.parts_mut();
                items.drain(..items.len().min(1));
            }
            _ => {}
        }
        Ok(())
    }

    fn push_back(&mut self, place: &'a Place, expression: &'a Expr, variables: &mut [Value]) -> Result<(), Stop> {
        let value = self.value(expression, variables)?;
        let beyond = Defect::BoundExceeded(place.variable, self.span);
        let (ty, target) = self.place(place, variables)?;
        let Type::Queue(item, bound) = ty else { return Ok(()) };
        let value = self.within(item, value, beyond)?;
        if target.parts().len() >= self.domain.sizes.bound(*bound) as usize {
            return Err(Stop::Defect(beyond));
        }
        target.parts_mut().push(value);
        Ok(())
    }

    /// An expression outside of action properties: there is only one state.
    fn value(&mut self, expression: &'a Expr, variables: &[Value]) -> Result<Value, Stop> {
        self.evaluate(expression, variables, variables)
    }

    fn condition(&mut self, condition: &'a Expr, variables: &[Value]) -> Result<bool, Stop> {
        let holds = self.value(condition, variables)?.as_bool();
        if let Some(watch) = self.watch {
            watch(condition, holds);
        }
        Ok(holds)
    }

    fn fields(
        &mut self,
        types: impl Iterator<Item = &'a Type>,
        fields: &'a [Expr],
        variables: &[Value],
    ) -> Result<Vec<Value>, Stop> {
        let bound = |(ty, field)| {
            let value = self.value(field, variables)?;
            self.within(ty, value, Defect::Arithmetic(self.span))
        };
        types.zip(fields).map(bound).collect()
    }

    /// A place to write, and its type.
    fn place<'v>(&mut self, place: &'a Place, variables: &'v mut [Value]) -> Result<(&'a Type, &'v mut Value), Stop> {
        let ir = self.domain.ir;
        let mut ty = &ir[place.variable].ty;
        let mut path = Vec::new();
        for projection in &place.path {
            path.push(self.step(projection, variables, variables)?);
            ty = match projection {
                Projection::Index(_) => ty.entry(),
                Projection::Field(id, field) => &ir[*id].fields[*field].ty,
            };
        }
        let root = &mut variables[place.variable.0];
        Ok((ty, path.into_iter().fold(root, |value, part| &mut value.parts_mut()[part])))
    }

    /// Which part of a value a projection goes into.
    pub(super) fn step(
        &mut self,
        projection: &'a Projection,
        before: &[Value],
        after: &[Value],
    ) -> Result<usize, Stop> {
        match projection {
            Projection::Index(index) => Ok(self.evaluate(index, before, after)?.as_id()),
            Projection::Field(_, field) => Ok(*field),
        }
    }

    /// The value, if all its counts are within the bounds of its type.
    pub(super) fn within(&self, ty: &Type, value: Value, beyond: Defect) -> Result<Value, Stop> {
        if self.fits(ty, &value) { Ok(value) } else { Err(Stop::Defect(beyond)) }
    }

    fn fits(&self, ty: &Type, value: &Value) -> bool {
        let all = |fields: &[crate::ir::Field], values: &[Value]| {
            fields.iter().zip(values).all(|(field, value)| self.fits(&field.ty, value))
        };
        match (ty, value) {
            (Type::Count(Some(bound)), Value::Count(count)) => *count <= self.domain.sizes.bound(*bound),
            (Type::Option(some), Value::Variant(1, fields)) => self.fits(some, &fields[0]),
            (Type::Enum(id), Value::Variant(variant, fields)) => {
                all(&self.domain.ir[*id].variants[*variant].fields, fields)
            }
            (Type::Struct(id), Value::Struct(fields)) => all(&self.domain.ir[*id].fields, fields),
            _ => true,
        }
    }
}
