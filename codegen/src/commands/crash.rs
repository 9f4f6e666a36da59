//! Crashes: what an action changes and lets out is committed together, and a crash may strike in the midst of delivery.
//!
//! Such a crash is a command of its own, with how many outputs had been delivered as a parameter. Each output is delivered
//! or not as the body comes to it, and what has to be kept goes to the outbox at once: nothing looks at the outbox before
//! the recovery, and an instance that is up has an empty one.

use super::expression::Frame;
use super::items::{Else, Item};
use super::lowering::Lowering;
use super::owner::read;
use super::program::{Cause, Expr, Kind, LocalId, Place, Shape, Statement};
use super::value::Value;
use crate::ir::query::Output;
use crate::ir::{self, Action, ActionId, ActionKind, ComponentId, StatementKind, Trigger, Type, VariableId};

/// A crash in the midst of delivery.
#[derive(Clone)]
pub(super) struct Strike {
    /// The crash.
    pub(super) crash: ActionId,
    /// How many outputs had been delivered.
    pub(super) delivered: LocalId,
    /// Whether the next one, marked as released, is lost.
    lost: Option<LocalId>,
    /// How many outputs there were so far.
    position: LocalId,
    outbox: VariableId,
    /// The outbox has room for all that the body may let out.
    fits: bool,
    me: Option<Expr>,
}

impl Lowering<'_, '_> {
    /// Where a variable of an instance lies.
    pub(super) fn own(&self, variable: VariableId, me: Option<&Expr>) -> Place {
        self.context.home(variable, me.cloned())
    }

    /// Prepares for a crash before the end of the delivery.
    pub(super) fn prepare(&mut self, action: &Action, crash: ActionId, me: Option<&Expr>) -> Vec<Statement> {
        let ir = self.context.ir;
        let Some(outbox) = ir.outbox_of(action.component) else { return Vec::new() };
        let Some((_, _, outputs)) = self.context.entry(outbox) else { return Vec::new() };
        let capacity = self.capacity(outbox);
        let delivered = self.parameter("delivered", Kind::Number(capacity));
        let may_be_lost = outputs.iter().any(|output| self.context.is_at_most_once(*output));
        let lost = may_be_lost.then(|| self.parameter("lost", Kind::Bool));
        let position = self.owner.local("position", Shape::cell(Kind::Number(capacity)));
        let empty = self.own(outbox, me);
        // A local starts clear, and the outbox of an instance that is up is empty.
        self.note(&[Statement::Clear(Place::local(position)), Statement::Clear(empty)]);
        // What a recovery lets out again comes on top.
        let most = self.most_kept(&action.body.statements);
        let fits = action.kind != ActionKind::Recover && most <= capacity as usize;
        self.strike = Some(Strike { crash, delivered, lost, position, outbox, fits, me: me.cloned() });
        match ir[crash].kind.budget().and_then(|budget| self.context.left(budget)) {
            Some(left) => self.ask(Expr::less(Expr::Number(0), Expr::Read(left)), Else::Refused),
            None => Vec::new(),
        }
    }

    /// The most outputs that an outbox keeps on any way through statements.
    fn most_kept(&self, statements: &[ir::Statement]) -> usize {
        let most = |statement: &ir::Statement| match &statement.kind {
            StatementKind::Emit(effect, _) => usize::from(self.context.is_kept(Output::Effect(*effect))),
            StatementKind::Send(message, _) => usize::from(self.context.is_kept(Output::Message(*message))),
            StatementKind::If(_, yes, no) => self.most_kept(yes).max(self.most_kept(no)),
            StatementKind::ForEach { sort, body, .. } => self.most_kept(body) * self.context.ids(*sort),
            _ => 0,
        };
        statements.iter().map(most).sum()
    }

    fn capacity(&self, outbox: VariableId) -> u32 {
        match self.context.ir[outbox].ty.entry() {
            Type::Queue(_, bound) => self.context.sizes.bound(*bound),
            _ => 0,
        }
    }

    /// An output of the action: delivered, unless a crash strikes before.
    pub(super) fn put_out(&mut self, output: Output, values: &[Value]) -> Vec<Statement> {
        let Some(strike) = self.strike.clone().filter(|_| self.context.is_kept(output)) else {
            return self.deliver(output, values);
        };
        let (position, delivered) = (read(strike.position), read(strike.delivered));
        let comes = Expr::less(position.clone(), delivered.clone());
        let since = self.late;
        let mut done = self.when(comes.clone(), |this| {
            let since = this.late;
            let mut done = this.deliver(output, values);
            if this.context.is_repeatable(output) {
                let kept = this.retain(&strike, true, output, values);
                done.extend(this.unless_stopped(since, kept));
            }
            done
        });
        let mut waits = comes.not();
        if let Some(lost) = strike.lost.filter(|_| self.context.is_at_most_once(output)) {
            let this = Expr::equal(position.clone(), delivered);
            waits = Expr::and([waits, Expr::and([this, read(lost)]).not()]);
        }
        let kept = self.when(waits, |this| this.retain(&strike, false, output, values));
        done.extend(self.unless_stopped(since, kept));
        let next = vec![Statement::Assign(Place::local(strike.position), Expr::plus(position, Expr::Number(1)))];
        self.note(&next);
        done.extend(self.unless_stopped(since, next));
        done
    }

    /// Puts an output into the outbox.
    fn retain(&mut self, strike: &Strike, delivered: bool, output: Output, values: &[Value]) -> Vec<Statement> {
        let ir = self.context.ir;
        let Some((entry, _, outputs)) = self.context.entry(strike.outbox) else { return Vec::new() };
        let variant = outputs.iter().position(|other| *other == output).unwrap_or_default();
        let value = Value::Struct(vec![Value::Plain(Expr::Bool(delivered)), Value::Variant(variant, values.to_vec())]);
        let place = self.own(strike.outbox, strike.me.as_ref());
        let ty = ir[strike.outbox].ty.entry().clone();
        let [length, items] = [0, 1].map(|part| self.context.part(&place, &ty, part));
        let since = self.late;
        let room = if strike.fits {
            Expr::Bool(true)
        } else {
            Expr::less(Expr::Read(length.clone()), Expr::Number(self.capacity(strike.outbox)))
        };
        let full = Cause::Defect("an outbox goes beyond its bound".to_owned());
        let mut done = self.ask(room, Else::Stopped(full));
        let push = self.push(&length, &items, &entry, &value);
        self.note(&push);
        done.extend(self.unless_stopped(since, push));
        done
    }

    /// The crash itself, when the action is committed.
    pub(super) fn struck(&mut self) -> Vec<Statement> {
        let Some(strike) = self.strike.clone() else { return Vec::new() };
        let ir = self.context.ir;
        let since = self.late;
        let position = read(strike.position);
        // With nothing to deliver there is no moment between commit and delivery.
        let mut done = self.ask(Expr::less(Expr::Number(0), position.clone()), Else::Refused);
        done.extend(self.ask(Expr::less(position, read(strike.delivered)).not(), Else::Refused));
        let crash = &ir[strike.crash];
        let bound = crash.me.into_iter().zip(strike.me.clone()).map(|(local, me)| (local, Value::Plain(me)));
        let mut frame = Frame::new(&crash.body.locals, bound.clone());
        let (items, parameters) = (self.items.len(), self.parameters.len());
        self.strike = None;
        let own = self.body(&crash.body, &mut frame);
        done.extend(self.unless_stopped(since, own));
        let chooses = self.items[items..].iter().any(|item| matches!(item, Item::Choose(..)));
        if chooses || self.parameters.len() > parameters {
            self.context.refuse(format!("`{}` chooses something", crash.name));
        }
        let drawn = self.draw(crash.kind.budget());
        let mut rest = drawn;
        rest.extend(self.go_down(crash.component, strike.me.as_ref()));
        let carried: Vec<Value> = strike.me.iter().cloned().map(Value::Plain).collect();
        rest.extend(self.observe(Trigger::Action(strike.crash), &carried));
        done.extend(self.unless_stopped(since, rest));
        done
    }

    /// One fault less to come.
    pub(super) fn draw(&mut self, budget: Option<crate::ir::ParameterId>) -> Vec<Statement> {
        let Some(left) = budget.and_then(|budget| self.context.left(budget)) else { return Vec::new() };
        let since = self.late;
        let some = Expr::less(Expr::Number(0), Expr::Read(left.clone()));
        let mut done = self.ask(some, Else::Refused);
        let less = vec![Statement::Assign(left.clone(), Expr::minus(Expr::Read(left), Expr::Number(1)))];
        self.note(&less);
        done.extend(self.unless_stopped(since, less));
        done
    }

    /// An instance loses what is not durable and is down.
    pub(super) fn go_down(&mut self, component: ComponentId, me: Option<&Expr>) -> Vec<Statement> {
        let ir = self.context.ir;
        let mut done: Vec<Statement> = Vec::new();
        for variable in ir.volatile_of(component) {
            done.push(Statement::Clear(self.own(variable, me)));
        }
        if let Some(down) = ir.down_of(component) {
            done.push(Statement::Assign(self.own(down, me), Expr::Bool(true)));
        }
        self.note(&done);
        done
    }

    /// An instance comes up and delivers what lies in its outbox; what was delivered already, perhaps again.
    pub(super) fn come_up(&mut self, component: ComponentId, me: Option<&Expr>) -> Vec<Statement> {
        let ir = self.context.ir;
        let mut done = Vec::new();
        if let Some(down) = ir.down_of(component) {
            done.push(Statement::Assign(self.own(down, me), Expr::Bool(false)));
            self.note(&done);
        }
        let Some(outbox) = ir.outbox_of(component) else { return done };
        let Some((entry, contents, outputs)) = self.context.entry(outbox) else { return done };
        let place = self.own(outbox, me);
        let ty = ir[outbox].ty.entry().clone();
        let repeats = outputs.iter().any(|output| self.context.is_repeatable(*output));
        let again: Vec<LocalId> = if repeats {
            (1..=self.capacity(outbox)).map(|number| self.parameter(&format!("again_{number}"), Kind::Bool)).collect()
        } else {
            Vec::new()
        };
        self.choose_repeats(&place, &ty, &entry, &again);
        // Where a crash may strike, what is put out goes to the outbox again.
        let source = if self.strike.is_some() {
            let local = self.owner.local("committed", self.context.layout.shape(&ty));
            let place_of = Place::local(local);
            let copy = vec![Statement::Copy { to: place_of.clone(), from: place.clone() }];
            // The log of this strike has it that the outbox is empty; what it held is known by its own name.
            self.log.hold(&place_of, &place);
            done.extend(copy);
            done.push(Statement::Clear(place.clone()));
            place_of
        } else {
            place.clone()
        };
        let [length, items] = [0, 1].map(|part| self.context.part(&source, &ty, part));
        let since = self.late;
        for number in 0..self.capacity(outbox) {
            let item = items.at(Expr::Number(number));
            let delivered = Expr::Read(self.context.part(&item, &entry, 0));
            let inside = Expr::less(Expr::Number(number), Expr::Read(length.clone()));
            let wanted = again.get(number as usize).map_or(Expr::Bool(false), |again| read(*again));
            let leaves = Expr::and([inside, Expr::or([delivered.not(), wanted])]);
            let output = Value::Stored(self.context.part(&item, &entry, 1));
            let leaving = self.when(leaves, |this| this.leave_again(&output, &contents, &outputs));
            done.extend(self.unless_stopped(since, leaving));
        }
        if self.strike.is_none() {
            let empty = vec![Statement::Clear(place)];
            self.note(&empty);
            done.extend(empty);
        }
        done
    }

    /// Only what was delivered may be delivered again.
    fn choose_repeats(&mut self, place: &Place, ty: &Type, entry: &Type, again: &[LocalId]) {
        let [length, items] = [0, 1].map(|part| self.context.part(place, ty, part));
        for (number, again) in (0_u32..).zip(again) {
            let item = items.at(Expr::Number(number));
            let delivered = Expr::Read(self.context.part(&item, entry, 0));
            let inside = Expr::less(Expr::Number(number), Expr::Read(length.clone()));
            let may = read(*again).implies(Expr::and([inside, delivered]));
            self.items.push(Item::Choose(*again, Kind::Bool, may));
        }
    }

    /// An output in the outbox leaves.
    fn leave_again(&mut self, output: &Value, contents: &Type, outputs: &[Output]) -> Vec<Statement> {
        let mut done = Vec::new();
        for (variant, this) in outputs.iter().enumerate() {
            let is = self.context.is(output, contents, variant);
            let fields: Vec<Value> = (0..self.context.payload_length(contents, variant))
                .map(|field| self.context.payload(output, contents, variant, field))
                .collect();
            let since = self.late;
            let leaving = self.when(is, |lowering| lowering.put_out(*this, &fields));
            done.extend(self.unless_stopped(since, leaving));
        }
        done
    }
}
