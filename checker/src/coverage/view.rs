//! What was counted of items, in the words of the source.

use honnin_codegen::interpret::{Counts, Item};
use honnin_codegen::ir::query::{Event, Site, visit_statements};
use honnin_codegen::ir::{
    ActionId, ChannelKind, Enum, Expr, Ir, Local, Otherwise, PropertyKind, Sizes, Span, Statement, StatementKind, Words,
};

use super::exercised::Thing;
use super::{GapKind, Row, RowKind};
use crate::check::Subject;

/// What is said of items.
pub(super) struct View<'a> {
    subject: &'a Subject,
    ir: &'a Ir,
    sizes: &'a Sizes,
}

impl<'a> View<'a> {
    pub(super) fn new(subject: &'a Subject) -> Self {
        Self { subject, ir: subject.layout.ir(), sizes: subject.layout.sizes() }
    }

    /// Every action with its conditions under it, then the properties' premises, the enums' variants, and what channels do by
    /// themselves.
    pub(super) fn things(&self, items: &[Item], counts: &Counts, taken: &[u64]) -> Vec<Thing> {
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|&number| match &items[number] {
            Item::Action(action) => (0, action.0, 0),
            Item::Condition(site) => (0, site.action.0, 1),
            Item::Premise(_) => (1, 0, 0),
            Item::Variant(..) => (2, 0, 0),
        });
        let inside = order.into_iter().map(|number| match &items[number] {
            Item::Action(id) => {
                let [refused, _] = counts[number];
                self.action(*id, [refused, taken.get(number).copied().unwrap_or(0)])
            }
            item => self.thing(item, counts[number]),
        });
        inside.chain(self.channels(taken)).collect()
    }

    /// That a fault never strikes is nothing to speak of where it says so itself, and a finding where it could.
    fn action(&self, id: ActionId, [no, yes]: [u64; 2]) -> Thing {
        let action = &self.ir[id];
        let spent = action.kind.budget().is_some_and(|budget| self.sizes.get(budget) == Some(0));
        let never = (spent && !action.is_dead(&self.subject.scope)).then_some(GapKind::FaultNeverInjected);
        let row = self.row(RowKind::Action, &action.name, String::new(), action.span);
        Thing { row: Row { yes, no, ..row }, never }
    }

    fn thing(&self, item: &Item, [no, yes]: [u64; 2]) -> Thing {
        let (row, never) = match item {
            Item::Action(id) => return self.action(*id, [no, yes]),
            Item::Condition(Site { action, span, expr, guards }) => {
                let action = &self.ir[*action];
                let words = self.words(&action.body.locals, &action.body.statements, expr);
                let (kind, never) = if *guards {
                    (RowKind::Guard, GapKind::GuardNeverHolds)
                } else {
                    (RowKind::Branch, GapKind::BranchNeverTrue)
                };
                (self.row(kind, &action.name, words, *span), never)
            }
            Item::Premise(premise) => {
                let property = &self.ir[premise.property];
                let words = self.words(&property.locals, &[], &premise.expr);
                let (kind, never) = match property.kind {
                    PropertyKind::LeadsTo => (RowKind::Trigger, GapKind::TriggerNeverHappens),
                    _ => (RowKind::Premise, GapKind::PremiseNeverHolds),
                };
                (self.row(kind, &property.name, words, property.span), never)
            }
            Item::Variant(id, variant) => {
                let Enum { name, variants, .. } = &self.ir[*id];
                let words = format!("{name}::{}", variants[*variant].name);
                (self.row(RowKind::Variant, name, words, variants[*variant].span), GapKind::VariantNeverReached)
            }
        };
        Thing { row: Row { yes, no, ..row }, never: Some(never) }
    }

    /// Loss, repetition and dropping, where the protocol lets them happen.
    fn channels(&self, taken: &[u64]) -> Vec<Thing> {
        let mut things = Vec::new();
        for id in self.ir.message_ids() {
            let (message, channel) = (&self.ir[id], &self.ir[self.ir[id].channel].kind);
            let (loss, repeat) = match channel {
                ChannelKind::Bag { loss, repeat, .. } => (loss.is_some(), repeat.is_some()),
                _ => (false, false),
            };
            let drops = *channel != ChannelKind::Any && message.otherwise == Otherwise::Drop;
            let possible = [
                (loss, Event::Lose(id), GapKind::NeverLost, "lost"),
                (repeat, Event::Repeat(id), GapKind::NeverRepeated, "repeated"),
                (drops, Event::Drop(id), GapKind::NeverDropped, "dropped"),
            ];
            for (_, event, kind, words) in possible.into_iter().filter(|(possible, ..)| *possible) {
                let yes = taken.get(usize::from(self.ir.event_kind(event))).copied().unwrap_or(0);
                let row = self.row(RowKind::Channel, &message.name, words.to_owned(), message.span);
                things.push(Thing { row: Row { yes, ..row }, never: Some(kind) });
            }
        }
        things
    }

    /// Something of which nothing has been counted.
    fn row(&self, kind: RowKind, of: &str, words: String, span: Span) -> Row {
        let line = self.subject.lines.get(span.0 as usize).copied().unwrap_or(0);
        let explained = self.subject.explained.at(span).map(str::to_owned);
        Row { kind, of: of.to_owned(), words, line, explained, yes: 0, no: 0 }
    }

    /// An expression in words. A local that lowering invented, for the scrutinee of a `match`, is called by its value.
    fn words(&self, locals: &[Local], statements: &[Statement], expr: &Expr) -> String {
        let mut named = locals.to_vec();
        let mut name = |local: usize, value: &Expr| {
            if named[local].name.starts_with("__") {
                named[local].name = Words { ir: self.ir, locals: &named }.expr(value);
                return true;
            }
            false
        };
        visit_statements(statements, &mut |statement| {
            if let StatementKind::Let(local, value) = &statement.kind {
                name(*local, value);
            }
        });
        let mut said = expr;
        while let Expr::Let(local, value, body) = said {
            if !name(*local, value) {
                break;
            }
            said = body;
        }
        Words { ir: self.ir, locals: &named }.expr(said)
    }
}
