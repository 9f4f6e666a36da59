//! Counts of items as rows and gaps, in the words of the source.

use honnin_codegen::interpret::{Counts, Item};
use honnin_codegen::ir::query::{Event, Site, visit_statements};
use honnin_codegen::ir::{
    ChannelKind, Expr, Ir, Local, Otherwise, ParameterId, PropertyKind, Sizes, Span, Statement, StatementKind, Words,
};

use super::{Gap, GapKind, Row, RowKind};
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

    /// What was never exercised of an item that was looked for everywhere.
    pub(super) fn gap(&self, item: &Item, counts: [u64; 2]) -> Option<Gap> {
        let row = self.row(item, counts);
        let kind = match (row.kind, row.no, row.yes) {
            // Whatever keeps it from being asked is a gap, an edge or a defect of its own.
            (RowKind::Guard | RowKind::Branch, 0, 0) => return None,
            (RowKind::Guard, 0, _) => GapKind::GuardNeverDecides,
            (RowKind::Guard, _, 0) => GapKind::GuardNeverHolds,
            (RowKind::Branch, 0, _) => GapKind::BranchAlwaysTrue,
            (RowKind::Branch, _, 0) => GapKind::BranchNeverTrue,
            (RowKind::Premise, _, 0) => GapKind::PremiseNeverHolds,
            (RowKind::Trigger, _, 0) => GapKind::TriggerNeverHappens,
            _ => return None,
        };
        Some(Gap { kind, of: row.of, words: row.words, line: row.line })
    }

    /// What channels may do and never did.
    pub(super) fn channel_gaps(&self, taken: &[u64]) -> impl Iterator<Item = Gap> {
        let idle = self.channels(taken).into_iter().filter(|(_, row)| row.yes == 0);
        idle.map(|(kind, row)| Gap { kind, of: row.of, words: row.words, line: row.line })
    }

    /// Every action with its conditions under it, then the properties' premises, then what channels do by themselves.
    pub(super) fn rows(&self, items: &[Item], counts: &Counts, taken: &[u64]) -> Vec<Row> {
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|&number| match &items[number] {
            Item::Action(action) => (0, action.0, 0),
            Item::Condition(site) => (0, site.action.0, 1),
            Item::Premise(_) => (1, 0, 0),
        });
        let rows = order.into_iter().map(|number| {
            let row = self.row(&items[number], counts[number]);
            if row.kind == RowKind::Action { Row { yes: taken.get(number).copied().unwrap_or(0), ..row } } else { row }
        });
        rows.chain(self.channels(taken).into_iter().map(|(_, row)| row)).collect()
    }

    fn row(&self, item: &Item, [no, yes]: [u64; 2]) -> Row {
        match item {
            Item::Action(id) => {
                let action = &self.ir[*id];
                let (of, words) = (action.name.clone(), String::new());
                Row { kind: RowKind::Action, of, words, line: self.line(action.span), yes, no }
            }
            Item::Condition(Site { action, span, expr, guards }) => {
                let action = &self.ir[*action];
                let words = self.words(&action.body.locals, &action.body.statements, expr);
                let kind = if *guards { RowKind::Guard } else { RowKind::Branch };
                Row { kind, of: action.name.clone(), words, line: self.line(*span), yes, no }
            }
            Item::Premise(premise) => {
                let property = &self.ir[premise.property];
                let words = self.words(&property.locals, &[], &premise.expr);
                let triggers = property.kind == PropertyKind::LeadsTo;
                let kind = if triggers { RowKind::Trigger } else { RowKind::Premise };
                Row { kind, of: property.name.clone(), words, line: self.line(property.span), yes, no }
            }
        }
    }

    /// Loss, repetition and dropping, where the protocol and the scope let them happen.
    fn channels(&self, taken: &[u64]) -> Vec<(GapKind, Row)> {
        let mut rows = Vec::new();
        for id in self.ir.message_ids() {
            let channel = &self.ir[self.ir[id].channel].kind;
            let (loss, repeat) = match channel {
                ChannelKind::Bag { loss, repeat, .. } => (*loss, *repeat),
                _ => (None, None),
            };
            let strikes = |budget: Option<ParameterId>| budget.is_some_and(|budget| self.sizes.get(budget) != Some(0));
            let drops = *channel != ChannelKind::Any && self.ir[id].otherwise == Otherwise::Drop;
            let possible = [
                (strikes(loss), Event::Lose(id), GapKind::NeverLost, "lost"),
                (strikes(repeat), Event::Repeat(id), GapKind::NeverRepeated, "repeated"),
                (drops, Event::Drop(id), GapKind::NeverDropped, "dropped"),
            ];
            for (_, event, kind, words) in possible.into_iter().filter(|(possible, ..)| *possible) {
                let yes = taken.get(usize::from(self.ir.event_kind(event))).copied().unwrap_or(0);
                let (of, words, line) = (self.ir[id].name.clone(), words.to_owned(), self.line(self.ir[id].span));
                rows.push((kind, Row { kind: RowKind::Channel, of, words, line, yes, no: 0 }));
            }
        }
        rows
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

    fn line(&self, span: Span) -> u32 {
        self.subject.lines.get(span.0 as usize).copied().unwrap_or(0)
    }
}
