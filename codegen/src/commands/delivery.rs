//! What happens to a message that nobody handles, and what a bag does by itself.

use super::action::Title;
use super::context::Context;
use super::expression::Frame;
use super::items::{Item, enabled};
use super::log::Log;
use super::lowering::Lowering;
use super::moves::Ways;
use super::owner::read;
use super::program::{Expr, Index, Kind, LocalId, Place, Predicate, PredicateId};
use super::value::Value;
use crate::ir::query::Event;
use crate::ir::{ActionId, ChannelKind, MessageId, Otherwise, ParameterId, Type};

/// A message of one pattern, wherever it is.
struct Packet {
    values: Vec<Value>,
    slot: Option<Place>,
    /// The parameters that are fields.
    ids: Vec<LocalId>,
}

impl Context<'_> {
    /// The commands in which a message is dropped, and the rules that its deliveries keep.
    pub(super) fn delivery(&mut self, message: MessageId) {
        let patterns = self.slots_of(message).map_or(1, |slots| slots.patterns.len());
        for pattern in 0..patterns {
            self.pattern_delivery(message, pattern);
        }
    }

    fn pattern_delivery(&mut self, message: MessageId, pattern: usize) {
        let ir = self.ir;
        let declared = &ir[message];
        let word = self.slots_of(message).map(|slots| slots.patterns[pattern].name()).unwrap_or_default();
        let name = format!("{}{word}", declared.name);
        let mut lowering = Lowering::new(self);
        let packet = lowering.packet(message, pattern);
        let (handled, twice) = lowering.handled(message, &packet);
        let there = lowering.is_deliverable(message, &packet.values, packet.slot.as_ref());
        let broken = Expr::and([there.clone(), twice]);
        let words = format!("Two handlers of one `{}` are enabled.", declared.name);
        let stuck = lowering.context.is_taken(message);
        lowering.rule(&format!("{name}IsAmbiguous"), &words, broken, stuck);
        if handled == Expr::Bool(true) {
            return;
        }
        match declared.otherwise {
            Otherwise::Defect => {
                let words =
                    format!("Nobody can handle a `{}` that has come, or will be able to when up again.", declared.name);
                lowering.rule(&format!("{name}IsUnhandled"), &words, Expr::and([there, handled.not()]), stuck);
            }
            Otherwise::Drop if lowering.context.is_taken(message) => {
                lowering.items.push(Item::Require(Expr::and([there, handled.not()])));
                let body = lowering.take(message, &packet.values, packet.slot.as_ref());
                let doc = format!("Nobody can handle this `{}`: it is taken and forgotten.", declared.name);
                let title = Title { name: format!("Drop{name}"), doc, event: Event::Drop(message), interrupted: false };
                lowering.ways(&title, &body);
                lowering.command(&title, body, &packet.ids);
            }
            Otherwise::Keep | Otherwise::Drop => {}
        }
    }

    /// The loss and the doubling of a message in a bag.
    pub(super) fn channel_faults(&mut self, message: MessageId) {
        let ir = self.ir;
        let ChannelKind::Bag { loss, repeat, .. } = ir[ir[message].channel].kind else { return };
        for pattern in 0..self.slots_of(message).map_or(0, |slots| slots.patterns.len()) {
            if let Some(budget) = loss {
                self.fault(message, pattern, budget, Event::Lose(message));
            }
            if let Some(budget) = repeat {
                self.fault(message, pattern, budget, Event::Repeat(message));
            }
        }
    }

    fn fault(&mut self, message: MessageId, pattern: usize, budget: ParameterId, event: Event) {
        let ir = self.ir;
        let word = self.slots_of(message).map(|slots| slots.patterns[pattern].name()).unwrap_or_default();
        let mut lowering = Lowering::new(self);
        let packet = lowering.packet(message, pattern);
        let there = lowering.is_deliverable(message, &packet.values, packet.slot.as_ref());
        lowering.items.push(Item::Require(there));
        let mut body = lowering.draw(Some(budget));
        let (verb, doc) = if event == Event::Lose(message) {
            body.extend(lowering.take(message, &packet.values, packet.slot.as_ref()));
            ("Lose", "is lost on the way")
        } else {
            body.extend(lowering.send(message, &packet.values));
            ("Repeat", "is doubled on the way")
        };
        let name = format!("{verb}{}{word}", ir[message].name);
        let title = Title { name, doc: format!("A `{}` {doc}.", ir[message].name), event, interrupted: false };
        lowering.ways(&title, &body);
        lowering.command(&title, body, &packet.ids);
    }
}

impl Lowering<'_, '_> {
    /// Parameters for a message of one pattern; on a FIFO, for the ids in the head of a list.
    fn packet(&mut self, message: MessageId, pattern: usize) -> Packet {
        let ir = self.context.ir;
        let names: Vec<String> = ir[message].fields.iter().map(|field| field.name.clone()).collect();
        let (values, slot, ids) = self.received(message, pattern, &names);
        Packet { values, slot, ids: ids.into_iter().map(|(_, id)| id).collect() }
    }

    /// Whether somebody handles it or is down, and whether two handlers do at once.
    fn handled(&mut self, message: MessageId, packet: &Packet) -> (Expr, Expr) {
        let ir = self.context.ir;
        let to = ir[message].to;
        let mut anyone: Vec<(LocalId, Index)> = Vec::new();
        let me = match (ir[to.component].per, to.instance) {
            (Some(sort), Some(field)) => Some(self.context.plain(&packet.values[field], &Type::Id(sort))),
            (Some(sort), None) => {
                let local = self.owner.binder("me", Kind::Id(sort));
                anyone.push((local, Kind::Id(sort)));
                Some(read(local))
            }
            (None, _) => None,
        };
        let down = self.is_down(to.component, me.as_ref()).unwrap_or(Expr::Bool(false));
        let handlers: Vec<ActionId> = ir.handlers_of(message).collect();
        let able: Vec<Expr> =
            handlers.into_iter().map(|handler| self.is_able(handler, me.as_ref(), &packet.values)).collect();
        let mut twice = Vec::new();
        for (index, one) in able.iter().enumerate() {
            twice.extend(able[index + 1..].iter().map(|other| Expr::and([one.clone(), other.clone()])));
        }
        let twice = Expr::some(&anyone, Expr::and([down.clone().not(), Expr::or(twice)]));
        (Expr::some(&anyone, Expr::or([down].into_iter().chain(able))), twice)
    }

    /// Whether a handler is enabled, whatever it chooses, but for its being up.
    fn is_able(&mut self, handler: ActionId, me: Option<&Expr>, values: &[Value]) -> Expr {
        let ir = self.context.ir;
        let action = &ir[handler];
        let mut ways = Vec::new();
        for pattern in self.context.choice_patterns(action) {
            let (items, parameters) = (std::mem::take(&mut self.items), std::mem::take(&mut self.parameters));
            let leaves: Vec<(LocalId, Index)> =
                pattern.leaves.iter().map(|leaf| (self.owner.binder(&leaf.name, leaf.over), leaf.over)).collect();
            let given: Vec<Expr> = leaves.iter().map(|(local, _)| read(*local)).collect();
            let me = action.me.into_iter().zip(me.cloned().map(Value::Plain));
            let payload = action.payload.iter().copied().zip(values.iter().cloned());
            let choices = action.choices.iter().copied().zip(pattern.values(&given));
            let mut frame = Frame::new(&action.body.locals, me.chain(payload).chain(choices));
            let kept = (std::mem::take(&mut self.log), self.facts.len(), self.stopped, self.late, self.taken.len());
            self.body(&action.body, &mut frame);
            ways.push(Expr::some(&leaves, enabled(&self.items)));
            (self.items, self.parameters) = (items, parameters);
            let (log, facts, stopped, late, taken): (Log, usize, Option<LocalId>, usize, usize) = kept;
            (self.log, self.stopped, self.late) = (log, stopped, late);
            self.facts.truncate(facts);
            self.taken.truncate(taken);
        }
        Expr::or(ways)
    }

    /// A rule that the protocol keeps: this is in no state so, for no values of the parameters. `stuck`: for a message on a
    /// channel where messages are taken.
    fn rule(&mut self, name: &str, doc: &str, broken: Expr, stuck: bool) {
        if broken == Expr::Bool(false) {
            return;
        }
        let mut body = Expr::some(&self.parameters, broken);
        let locals = super::finish::expressions(&self.owner, &[], &mut [&mut body]);
        let name = self.context.titles.give(name);
        let predicates = &mut self.context.program.predicates;
        predicates.push(Predicate { name, doc: doc.to_owned(), locals, parameters: 0, body });
        let broken = PredicateId(predicates.len() - 1);
        // A message that is stuck on a channel is what the protocol itself would deliver.
        let moves = if stuck { vec![broken] } else { Vec::new() };
        self.context.ways.push(Ways { breaks: Some(broken), moves, ..Ways::default() });
    }
}
