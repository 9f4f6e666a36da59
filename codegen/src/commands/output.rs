//! What leaves a role, and who sees it.

use super::expression::Frame;
use super::items::Else;
use super::lowering::Lowering;
use super::program::{Cause, Expr, Place, Procedure, ProcedureId, Shape, Statement};
use super::value::Value;
use super::wire::Wire;
use crate::casing::camel;
use crate::ir::query::{Output, visit_expressions};
use crate::ir::{self, ChannelKind, Delivery, MessageId, Trigger, Type};

impl Lowering<'_, '_> {
    /// A message that is sent or an effect that is let out, by an action.
    pub(super) fn outgoing(
        &mut self,
        output: Output,
        types: &[Type],
        fields: &[ir::Expr],
        frame: &mut Frame<'_>,
    ) -> Vec<Statement> {
        let since = self.late;
        let defined = self.defined_fields(types, fields, &mut frame.clone());
        let mut done = self.ask(defined, Else::Stopped(super::body::arithmetic()));
        let values = self.values(fields, frame);
        let leaving = self.put_out(output, &values);
        done.extend(self.unless_stopped(since, leaving));
        done
    }

    /// Puts a message on its channel or an effect out into the world, and lets the ghosts see it.
    pub(super) fn deliver(&mut self, output: Output, values: &[Value]) -> Vec<Statement> {
        match output {
            Output::Effect(effect) => self.observe(Trigger::Effect(effect), values),
            Output::Message(message) => {
                let since = self.late;
                let mut done = self.send(message, values);
                let seen = self.observe(Trigger::Send(message), values);
                done.extend(self.unless_stopped(since, seen));
                done
            }
        }
    }

    /// Puts a message on its channel.
    pub(super) fn send(&mut self, message: MessageId, values: &[Value]) -> Vec<Statement> {
        let ir = self.context.ir;
        let full = Cause::Edge(format!("`{}` is full", ir[ir[message].channel].name));
        let since = self.late;
        if let Some(lane) = self.context.lane(message, values) {
            let length = lane.length();
            let room = Expr::less(Expr::Read(length.clone()), Expr::Number(lane.capacity()));
            let mut done = self.ask(room, Else::Stopped(full));
            let item = lane.items().at(Expr::Read(length.clone()));
            let mut statements = vec![lane.mark(&item)];
            for ((place, value), field) in lane.fields(&item).iter().zip(values).zip(&ir[message].fields) {
                self.write(place, &field.ty, value, &mut statements);
            }
            let more = Expr::plus(Expr::Read(length.clone()), Expr::Number(1));
            statements.push(Statement::Assign(length, more));
            self.note(&statements);
            done.extend(self.unless_stopped(since, statements));
            return done;
        }
        let size = match &self.context.wires[ir[message].channel.0] {
            Wire::Slots { size, .. } => *size,
            Wire::Lanes { .. } => None,
        };
        let mut done = Vec::new();
        if let Some((variable, capacity)) = size {
            let room = Expr::less(Expr::Read(Place::variable(variable)), Expr::Number(capacity));
            done.extend(self.ask(room, Else::Stopped(full)));
        }
        let mut statements = self.fill_slot(message, values);
        if let Some((variable, _)) = size {
            let size = Place::variable(variable);
            let more = Expr::plus(Expr::Read(size.clone()), Expr::Number(1));
            statements.push(Statement::Assign(size, more));
        }
        self.note(&statements);
        done.extend(self.unless_stopped(since, statements));
        done
    }

    /// One more message in its slot.
    fn fill_slot(&mut self, message: MessageId, values: &[Value]) -> Vec<Statement> {
        let types: Vec<Type> = self.context.ir[message].fields.iter().map(|field| field.ty.clone()).collect();
        let Some(slots) = self.context.slots_of(message) else { return Vec::new() };
        let patterns = slots.patterns.clone();
        let mut statements = Vec::new();
        for (index, pattern) in patterns.iter().enumerate().rev() {
            let (condition, leaves) = self.context.matched(pattern, values, &types);
            let Some(slots) = self.context.slots_of(message) else { continue };
            let slot = slots.slot(index, &leaves);
            let fill = match self.context.shape(&self.owner.locals, &slot) {
                Shape::Cell { kind: super::Kind::Bool, .. } => Statement::Assign(slot, Expr::Bool(true)),
                _ => Statement::Assign(slot.clone(), Expr::plus(Expr::Read(slot), Expr::Number(1))),
            };
            statements = match condition {
                Expr::Bool(false) => statements,
                Expr::Bool(true) => vec![fill],
                condition => vec![Statement::If(condition, vec![fill], statements)],
            };
        }
        statements
    }

    /// Lets the observers of a trigger see it.
    pub(super) fn observe(&mut self, trigger: Trigger, values: &[Value]) -> Vec<Statement> {
        let ir = self.context.ir;
        let mut done = Vec::new();
        for observer in ir.observers_of(trigger) {
            let number = ir.observers.iter().position(|other| std::ptr::eq(other, observer)).unwrap_or_default();
            if observer.body.statements.is_empty() {
                continue;
            }
            let statements = if let Some((procedure, used)) = self.context.observer(number) {
                let locals = &observer.body.locals;
                let arguments = used.iter().map(|&local| self.context.plain(&values[local], &locals[local].ty));
                let call = Statement::Call(procedure, arguments.collect());
                self.note(std::slice::from_ref(&call));
                vec![call]
            } else {
                let bound = values.iter().cloned().enumerate();
                self.body(&observer.body, &mut Frame::new(&observer.body.locals, bound))
            };
            done.extend(statements);
        }
        done
    }
}

impl super::context::Context<'_> {
    /// The procedure of an observer and what it is given; `None` where that is not all plain cells.
    fn observer(&mut self, number: usize) -> Option<(ProcedureId, Vec<usize>)> {
        if let Some(known) = self.observers.get(&number) {
            return known.clone();
        }
        let procedure = self.procedure(number);
        self.observers.insert(number, procedure.clone());
        procedure
    }

    fn procedure(&mut self, number: usize) -> Option<(ProcedureId, Vec<usize>)> {
        let ir = self.ir;
        let observer = &ir.observers[number];
        let carried = self.carried(observer.trigger);
        let mut used = vec![false; carried];
        visit_expressions(&observer.body.statements, &mut |expr| {
            if let ir::Expr::Local(local) = expr
                && let Some(used) = used.get_mut(*local)
            {
                *used = true;
            }
        });
        let used: Vec<usize> = (0..carried).filter(|local| used[*local]).collect();
        let mut kinds = Vec::new();
        for local in &used {
            let ty = &observer.body.locals[*local].ty;
            match self.layout.shape(ty) {
                Shape::Cell { kind, .. } if self.layout.is_cell(ty) => kinds.push(kind),
                _ => return None,
            }
        }
        let mut lowering = Lowering::new(self);
        let mut bound = Vec::new();
        for (local, kind) in used.iter().zip(kinds) {
            let parameter = lowering.parameter(&observer.body.locals[*local].name, kind);
            bound.push((*local, Value::Plain(super::owner::read(parameter))));
        }
        let mut frame = Frame::new(&observer.body.locals, bound);
        let body = lowering.body(&observer.body, &mut frame);
        let parameters = lowering.parameters.clone();
        let (locals, body) = super::finish::procedure(&lowering.owner, &parameters, body);
        let name = self.titles.give(&camel(&observer.name));
        let doc = format!("What `{}` sees.", ir[observer.component].name);
        self.program.procedures.push(Procedure { name, doc, locals, parameters: parameters.len(), body });
        Some((ProcedureId(self.program.procedures.len() - 1), used))
    }

    /// How many values a trigger carries.
    fn carried(&self, trigger: Trigger) -> usize {
        match trigger {
            Trigger::Action(action) => self.ir[action].arity(),
            Trigger::Send(message) => self.ir[message].fields.len(),
            Trigger::Effect(effect) => self.ir[effect].fields.len(),
        }
    }

    /// Whether an outbox keeps an output: an effect, or a message on a channel that does not repeat by itself.
    pub(super) fn is_kept(&self, output: Output) -> bool {
        match output {
            Output::Effect(_) => true,
            Output::Message(message) => self.ir[self.ir[message].channel].kind != ChannelKind::Any,
        }
    }

    /// Whether an output that was delivered may be delivered once more.
    pub(super) fn is_repeatable(&self, output: Output) -> bool {
        match output {
            Output::Effect(effect) => {
                matches!(&self.ir[effect].delivery, Delivery::AtLeastOnce { key } if key.is_empty())
            }
            Output::Message(_) => true,
        }
    }

    pub(super) fn is_at_most_once(&self, output: Output) -> bool {
        matches!(output, Output::Effect(effect) if self.ir[effect].delivery == Delivery::AtMostOnce)
    }

    /// The type of the output in an entry of an outbox, and the outputs that it may be, by variant.
    pub(super) fn entry(&self, outbox: ir::VariableId) -> Option<(Type, Type, Vec<Output>)> {
        let Type::Queue(entry, _) = self.ir[outbox].ty.entry() else { return None };
        let Type::Struct(id) = &**entry else { return None };
        let contents = self.ir[*id].fields[1].ty.clone();
        let Type::Enum(outputs) = contents else { return None };
        let output = |variant: &ir::Variant| {
            let effect = self.ir.effects.iter().position(|effect| effect.name == variant.name);
            let message = self.ir.messages.iter().position(|message| message.name == variant.name);
            let effect = effect.map(|effect| Output::Effect(ir::EffectId(effect)));
            effect.or(message.map(|message| Output::Message(MessageId(message))))
        };
        let all = self.ir[outputs].variants.iter().map(output).collect::<Option<Vec<_>>>()?;
        Some(((**entry).clone(), Type::Enum(outputs), all))
    }
}
