//! Crashes: output commit, the outbox, and coming up again.
//!
//! What an action changes and what it puts out are committed together; delivery comes after. A crash may strike with any
//! prefix delivered. What was delivered and might be repeated stays in the outbox, marked; what was not delivered stays
//! unmarked. Messages on `any` channels are sent at the commit: such a channel loses and repeats by itself.

use std::collections::BTreeSet;

use super::{Bodies, Committed, Evaluator, Outcome, Stop, Tape, report};
use crate::ir::{
    ActionId, ActionKind, ChannelKind, ComponentId, Delivery, EffectId, MessageId, SortId, Type, VariableId,
    VariableRole,
};
use crate::system::Defect;
use crate::value::{Event, Interruption, Label, Occurrence, Output, Packet, State, Value};

impl<B: Bodies> Evaluator<'_, B> {
    /// The transitions in which a crash strikes after an action's commit and before the end of its delivery.
    pub(super) fn interruptions(
        &self,
        id: ActionId,
        arguments: &[Value],
        committed: &Committed,
        found: &mut BTreeSet<Outcome>,
    ) {
        let action = &self.domain.ir[id];
        let kept: Vec<&Output> = committed.outputs.iter().filter(|output| self.is_kept(output)).collect();
        if kept.is_empty() || matches!(action.kind, ActionKind::Crash { .. }) {
            return;
        }
        for (crash, candidate) in self.domain.ir.actions.iter().enumerate() {
            let strikes = matches!(candidate.kind, ActionKind::Crash { .. }) && candidate.component == action.component;
            if !strikes || candidate.kind.budget().is_some_and(|budget| self.left(&committed.state, budget) == Some(0))
            {
                continue;
            }
            for delivered in 0..=kept.len() {
                let may_be_lost = kept.get(delivered).is_some_and(|output| self.is_at_most_once(output));
                for lost in [false, true].into_iter().take(1 + usize::from(may_be_lost)) {
                    let interruption = Interruption { delivered, lost };
                    self.strike(ActionId(crash), id, arguments, committed, interruption, found);
                }
            }
        }
    }

    /// One crash, in every way that its body can run.
    fn strike(
        &self,
        crash: ActionId,
        id: ActionId,
        arguments: &[Value],
        committed: &Committed,
        interruption: Interruption,
        found: &mut BTreeSet<Outcome>,
    ) {
        let instance = self.instance(id, arguments);
        let me: Vec<Value> = instance.map(Value::Id).into_iter().collect();
        let occurrence = Occurrence::Action(id, arguments.to_vec());
        let event = Event { occurrence, interruption: Some(interruption) };
        let sorts = (0..self.domain.ir.sorts.len()).map(SortId);
        let mut tape = Tape::new(sorts.map(|sort| self.free(&committed.state, sort)).collect());
        loop {
            match self.crash_after(crash, &me, committed, interruption, &mut tape) {
                Ok((next, outputs)) => {
                    let label = Label { event: event.clone(), outputs };
                    found.insert(Outcome::Step { label, next });
                }
                Err(stop) => report(stop, event.clone(), found),
            }
            if !tape.advance() {
                return;
            }
        }
    }

    /// The prefix is delivered, then the crash's own body runs, what is volatile goes, the rest stays in the outbox.
    fn crash_after(
        &self,
        crash: ActionId,
        me: &[Value],
        committed: &Committed,
        interruption: Interruption,
        tape: &mut Tape,
    ) -> Result<(State, Vec<Output>), Stop> {
        let mut next = committed.state.clone();
        let mut outputs = Vec::new();
        let mut outbox = Vec::new();
        let mut position = 0;
        for output in &committed.outputs {
            let kept = self.is_kept(output);
            let delivered = !kept || position < interruption.delivered;
            let lost = kept && position == interruption.delivered && interruption.lost;
            position += usize::from(kept);
            if delivered {
                outputs.push(output.clone());
            }
            if kept && !lost && (!delivered || self.is_repeatable(output)) {
                outbox.push((delivered, output.clone()));
            }
        }
        let action = &self.domain.ir[crash];
        let crashed = self.bodies.run(crash, me, &mut next.variables, tape)?;
        self.put_out(&mut next, &outputs)?;
        if let Some(budget) = action.kind.budget() {
            self.draw(&mut next, budget);
        }
        self.go_down(&mut next, action.component, me.first().map(Value::as_id), &outbox)?;
        self.observe_action(&mut next, crash, me)?;
        self.put_out(&mut next, &crashed)?;
        outputs.extend(crashed);
        Ok((next, outputs))
    }

    /// An instance goes down: what is not durable is gone, and the outbox holds what may still have to be delivered.
    pub(super) fn go_down(
        &self,
        state: &mut State,
        component: ComponentId,
        instance: Option<usize>,
        outbox: &[(bool, Output)],
    ) -> Result<(), Stop> {
        for (index, variable) in self.domain.ir.variables.iter().enumerate() {
            if variable.component == component && variable.role == VariableRole::Declared && !variable.durable {
                let (ty, place) = self.part(state, VariableId(index), instance);
                *place = self.domain.default(ty);
            }
        }
        if let Some(down) = self.added(component, VariableRole::Down) {
            *self.part(state, down, instance).1 = Value::Bool(true);
        }
        let Some(variable) = self.added(component, VariableRole::Outbox) else { return Ok(()) };
        let (ty, place) = self.part(state, variable, instance);
        let Type::Queue(entry, bound) = ty else { return Ok(()) };
        if outbox.len() > self.domain.sizes.bound(*bound) as usize {
            return Err(Stop::Defect(Defect::BoundExceeded(variable, self.domain.ir[variable].span)));
        }
        let entries = outbox.iter().map(|(delivered, output)| self.entry(entry, *delivered, output));
        *place = Value::Queue(entries.collect());
        Ok(())
    }

    /// An instance comes up and empties its outbox: what was not delivered is, and what was, perhaps again.
    pub(super) fn come_up(
        &self,
        state: &mut State,
        component: ComponentId,
        instance: Option<usize>,
        tape: &mut Tape,
    ) -> Vec<Output> {
        if let Some(down) = self.added(component, VariableRole::Down) {
            *self.part(state, down, instance).1 = Value::Bool(false);
        }
        let Some(outbox) = self.added(component, VariableRole::Outbox) else { return Vec::new() };
        let (ty, place) = self.part(state, outbox, instance);
        let entries = core::mem::replace(place, Value::Queue(Vec::new()));
        let Type::Queue(entry, _) = ty else { return Vec::new() };
        let again = entries.parts().iter().filter(|entry| !entry.parts()[0].as_bool() || tape.choose(2) == 1);
        again.map(|value| self.output(entry, &value.parts()[1])).collect()
    }

    /// An instance's part of a variable, and its type.
    fn part<'s>(&self, state: &'s mut State, variable: VariableId, instance: Option<usize>) -> (&Type, &'s mut Value) {
        let ty = &self.domain.ir[variable].ty;
        let value = &mut state.variables[variable.0];
        match instance {
            Some(id) => (ty.entry(), &mut value.parts_mut()[id]),
            None => (ty, value),
        }
    }

    /// An entry of the outbox: `{ delivered, output }`, the output being a variant named like its effect or message.
    fn entry(&self, ty: &Type, delivered: bool, output: &Output) -> Value {
        let name = match output {
            Output::Effect(effect, _) => &self.domain.ir[*effect].name,
            Output::Message(packet) => &self.domain.ir[packet.message].name,
        };
        let variant = self.variant_names(ty).iter().position(|variant| variant == name);
        let variant = variant.expect("an outbox has a variant for every output of its component");
        Value::Struct(vec![Value::Bool(delivered), Value::Variant(variant, output.fields().to_vec())])
    }

    /// The output in an entry of the outbox.
    fn output(&self, ty: &Type, value: &Value) -> Output {
        let Value::Variant(variant, fields) = value else { unreachable!("an outbox holds variants") };
        let name = &self.variant_names(ty)[*variant];
        let fields = fields.clone();
        if let Some(effect) = self.domain.ir.effects.iter().position(|effect| effect.name == *name) {
            return Output::Effect(EffectId(effect), fields);
        }
        let message = self.domain.ir.messages.iter().position(|message| message.name == *name);
        let message = MessageId(message.expect("a variant is named like an effect or a message"));
        Output::Message(Packet { message, fields })
    }

    fn variant_names(&self, entry: &Type) -> Vec<&str> {
        let Type::Struct(id) = entry else { return Vec::new() };
        match self.domain.ir[*id].fields[1].ty {
            Type::Enum(id) => self.domain.ir[id].variants.iter().map(|variant| variant.name.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether an outbox keeps an output: every effect, and every message that a channel does not repeat by itself.
    pub(super) fn is_kept(&self, output: &Output) -> bool {
        match output {
            Output::Effect(..) => true,
            Output::Message(packet) => {
                let channel = self.domain.ir[packet.message].channel;
                !matches!(self.domain.ir[channel].kind, ChannelKind::Any)
            }
        }
    }

    /// Whether an output that was delivered may be delivered once more, to one who does not recognise it.
    pub(super) fn is_repeatable(&self, output: &Output) -> bool {
        match output {
            Output::Effect(effect, _) => {
                matches!(&self.domain.ir[*effect].delivery, Delivery::AtLeastOnce { key } if key.is_empty())
            }
            Output::Message(_) => true,
        }
    }

    pub(super) fn is_at_most_once(&self, output: &Output) -> bool {
        matches!(output, Output::Effect(effect, _) if self.domain.ir[*effect].delivery == Delivery::AtMostOnce)
    }
}
