//! What has become of everything at the end of a way through an action.

use std::collections::{BTreeMap, BTreeSet};

use super::action::End;
use super::context::{Context, LEFT, MESSAGES};
use super::doc::{Tla, Update};
use super::output::record;
use super::path::{Out, Path};
use super::tree::{Stop, Tree};
use crate::ir::query::Output;
use crate::ir::{ActionId, ActionKind, ChannelKind, ComponentId, Trigger};

impl<'a> Context<'a> {
    /// What has become of everything at the end of a way.
    pub(super) fn end(&self, id: ActionId, mut path: Path<'_, 'a>) -> Tree<End> {
        let action = &self.ir[id];
        let me = self.me(id, &path.env);
        if matches!(action.kind, ActionKind::Crash { .. }) {
            self.lose(action.component, me.as_ref(), &Tla::text("<<>>"), &mut path);
        }
        let mut after = BTreeMap::new();
        if let Some(message) = action.receives {
            let channel = Tla::text(&self.channels[self.ir[message].channel.0]);
            let taken = self.taken(message, &self.payload(id, &path.env), &channel);
            if taken.flat() != channel.flat() {
                after.insert(channel.flat(), taken);
            }
        }
        if let Some(budget) = action.kind.budget().filter(|budget| self.parameters[budget.0].is_some()) {
            after.insert(LEFT.to_owned(), self.drawn(budget, &Tla::text(LEFT)));
        }
        let carried: Vec<Tla> = (0..action.arity()).filter_map(|local| path.env.bound.get(&local).cloned()).collect();
        for ghost in self.ghosts_of(Trigger::Action(id)) {
            let name = self.component(ghost);
            after.insert(name.clone(), self.seen(ghost, Trigger::Action(id), &carried, Tla::text(name)));
        }
        if self.commits(action.component) && path.outputs.iter().any(|output| self.may_be_kept(output)) {
            return Tree::Done(self.committed(action.component, me.as_ref(), &path, after));
        }
        for component in path.written() {
            after.insert(self.component(component), path.value(component));
        }
        self.delivered(&path.outputs, after)
    }

    fn may_be_kept(&self, output: &Out) -> bool {
        match output {
            Out::One(output, _) => self.is_kept(*output),
            Out::Many(_) => true,
        }
    }

    /// A budget after one more fault.
    pub(super) fn drawn(&self, budget: crate::ir::ParameterId, left: &Tla) -> Tla {
        let path = Tla::empty().field(&self.ir[budget].name);
        let value = Tla::chain(&Tla::text("@"), "-", &Tla::text("1"));
        Tla::except(left, &[Update { path, value }])
    }

    /// Every output on its channel, and seen by the ghosts.
    fn delivered(&self, outputs: &[Out], mut after: BTreeMap<String, Tla>) -> Tree<End> {
        let mut rooms = Vec::new();
        let mut spread = Vec::new();
        let current =
            |after: &BTreeMap<String, Tla>, name: &str| after.get(name).cloned().unwrap_or_else(|| Tla::text(name));
        for output in outputs {
            match output {
                Out::One(Output::Message(message), fields) => {
                    let channel = self.ir[*message].channel;
                    let name = self.channels[channel.0].clone();
                    if self.ir[channel].kind == ChannelKind::Any {
                        spread.push(record(self, Output::Message(*message), fields));
                    } else {
                        let (room, sent) = self.sent(*message, fields, &current(&after, &name));
                        rooms.push(room);
                        after.insert(name, sent);
                    }
                }
                Out::One(Output::Effect(_), _) => {}
                Out::Many(many) => self.post(many, &mut after, &mut rooms),
            }
        }
        if !spread.is_empty() {
            let before = current(&after, MESSAGES);
            after.insert(MESSAGES.to_owned(), Tla::chain(&before, "\\cup", &Tla::set(&spread)));
        }
        for ghost in self.watching(outputs) {
            let name = self.component(ghost);
            let seen = self.seen_all(ghost, outputs, current(&after, &name));
            after.insert(name, seen);
        }
        let (edge, defect) = (Tla::bool(false), Tla::bool(false));
        let end = Tree::Done(End { after, commit: None, edge, defect });
        rooms.into_iter().rev().fold(end, |tree, room| Tree::check(room, Stop::Edge, tree))
    }

    /// Puts a sequence of outputs on its channels.
    fn post(&self, many: &Tla, after: &mut BTreeMap<String, Tla>, rooms: &mut Vec<Tla>) {
        for (index, channel) in self.ir.channels.iter().enumerate() {
            let name = self.channels[index].clone();
            let before = after.get(&name).cloned().unwrap_or_else(|| Tla::text(&name));
            if channel.kind != ChannelKind::Any {
                let (room, sent) = self.sent_all(crate::ir::ChannelId(index), many, &before);
                rooms.push(room);
                after.insert(name, sent);
            }
        }
        if self.channels.iter().any(|name| name == MESSAGES) {
            let before = after.get(MESSAGES).cloned().unwrap_or_else(|| Tla::text(MESSAGES));
            let posted = Tla::apply("Posted", std::slice::from_ref(many));
            after.insert(MESSAGES.to_owned(), Tla::chain(&before, "\\cup", &posted));
        }
    }

    /// The ghosts that may see something of these.
    pub(super) fn watching(&self, outputs: &[Out]) -> BTreeSet<ComponentId> {
        let of = |output: &Out| match output {
            Out::One(output, _) => self.ghosts_of(Self::trigger(*output)),
            Out::Many(_) => self.all_outputs().into_iter().flat_map(|o| self.ghosts_of(Self::trigger(o))).collect(),
        };
        outputs.iter().flat_map(of).collect()
    }
}
