//! Crashes: what an action changes and lets out is committed together, and a crash may strike in the midst of delivery.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::action::End;
use super::body::Body;
use super::context::{Context, LEFT, MESSAGES};
use super::doc::{Tla, Update, definition};
use super::env::{Base, Env, Step};
use super::output::sequence;
use super::path::{Out, Path};
use super::tree::Tree;
use super::write::path as way_of;
use crate::ir::{ActionId, Bound, ChannelKind, ComponentId, Trigger, Type, VariableRole};

impl<'a> Context<'a> {
    /// Whether a component has an outbox.
    pub(super) fn commits(&self, component: ComponentId) -> bool {
        self.ir.outbox_of(component).is_some()
    }

    /// What an instance loses when it goes down.
    pub(super) fn lose(&self, component: ComponentId, me: Option<&Tla>, outbox: &Tla, path: &mut Path<'_, 'a>) {
        for variable in self.ir.volatile_of(component).collect::<Vec<_>>() {
            let ty = &self.ir[variable].ty;
            let ty = if self.per(component).is_some() { ty.entry() } else { ty };
            self.set_variable(variable, me, &self.default(ty), path);
        }
        for (role, value) in [(VariableRole::Down, &Tla::bool(true)), (VariableRole::Outbox, outbox)] {
            if let Some(variable) = self.added(component, role) {
                self.set_variable(variable, me, value, path);
            }
        }
    }

    /// The end of a way through an action whose outputs an outbox keeps.
    pub(super) fn committed(
        &self,
        component: ComponentId,
        me: Option<&Tla>,
        path: &Path<'_, 'a>,
        mut after: BTreeMap<String, Tla>,
    ) -> End {
        for other in path.written().into_iter().filter(|other| *other != component) {
            after.insert(self.component(other), path.value(other));
        }
        let covered = self.covered(component);
        let mut arguments: Vec<Tla> = me.into_iter().cloned().collect();
        arguments.push(entry(component, me, path));
        for name in self.prepared(component) {
            arguments.push(after.remove(&name).unwrap_or_else(|| Tla::text(&name)));
        }
        arguments.push(sequence(self, &path.outputs));
        let ask = |suffix: &str| Tla::apply(&format!("{}{suffix}", self.commits[component.0]), &arguments);
        let many = path.outputs.iter().any(|output| matches!(output, Out::Many(_)));
        let bounded = self.bounded(component);
        let edge = if bounded { ask("LeavesScope") } else { Tla::bool(false) };
        let defect = if many { ask("BreaksRule") } else { Tla::bool(false) };
        let call = [arguments.clone(), vec![Tla::text("interrupted")]].concat();
        let commit = Tla::apply(&self.commits[component.0], &call);
        End { after, commit: Some((commit, covered)), edge, defect }
    }

    /// How a component commits.
    pub(super) fn commit(&self, component: ComponentId, beyond: &mut Option<String>) -> String {
        let own = self.component(component);
        let prepared = self.prepared(component);
        let given = |name: &String| format!("new_{name}");
        let per = self.per(component).is_some();
        let me = per.then(|| Tla::text("me"));
        let mut parameters: Vec<String> = me.iter().map(Tla::flat).collect();
        parameters.push("new".to_owned());
        parameters.extend(prepared.iter().map(given));
        parameters.push("outputs".to_owned());
        let before: BTreeMap<String, Tla> =
            prepared.iter().map(|name| (name.clone(), Tla::text(given(name)))).collect();
        let outputs = Tla::text("outputs");
        let (rooms, plain) = self.put_out(component, &outputs, &before);
        let mut whole = rooms.clone();
        whole.push(Tla::compare(&Tla::text(&own).prime(), "=", &with_entry(&own, me.as_ref(), &Tla::text("new"))));
        whole.extend(self.assignments(component, plain));
        let crashes: Vec<ActionId> = self.ir.crashes_of(component).collect();
        let struck: Vec<Tla> =
            crashes.iter().map(|&crash| self.strike(component, crash, me.as_ref(), &before, false, beyond)).collect();
        let body = Tla::branch(&Tla::text("~interrupted"), &Tla::list("/\\", whole), &Tla::list("\\/", struck));
        let name = &self.commits[component.0];
        let plain: Vec<&str> = parameters.iter().map(String::as_str).collect();
        let all = [plain.clone(), vec!["interrupted"]].concat();
        let words = format!(
            "What an action changes and lets out is committed together. Then all of it is delivered, or `{own}` goes down\n\
             \\* with a part of it delivered: the rest, and what may be repeated, stays in the outbox.",
        );
        let mut text = format!("\\* {words}\n{}", definition(&super::action::head(name, &all), &body));
        if self.bounded(component) {
            let full = Tla::or(rooms.iter().map(Tla::not).collect());
            let head = super::action::head(&format!("{name}LeavesScope"), &plain);
            let _ = write!(text, "\n\n\\* There is no room for what it lets out.\n{}", definition(&head, &full));
        }
        let broken =
            crashes.iter().map(|&crash| self.strike(component, crash, me.as_ref(), &before, true, beyond)).collect();
        let head = super::action::head(&format!("{name}BreaksRule"), &plain);
        let _ = write!(
            text,
            "\n\n\\* The outbox would have to hold more than it can.\n{}",
            definition(&head, &Tla::list("\\/", broken))
        );
        text
    }

    /// One crash in the midst of delivery; or, with `over`, whether the outbox would run over.
    fn strike(
        &self,
        component: ComponentId,
        id: ActionId,
        me: Option<&Tla>,
        before: &BTreeMap<String, Tla>,
        over: bool,
        beyond: &mut Option<String>,
    ) -> Tla {
        let action = &self.ir[id];
        let mut env = Env::new(self, &action.body.locals);
        env.bases.insert(component, Base::Entry(Tla::text("new")));
        for (name, value) in before {
            let other = self.components.iter().position(|component| component.as_ref() == Some(name));
            env.bases.extend(other.map(|other| (ComponentId(other), Base::Whole(value.clone()))));
        }
        env.bound.extend(action.me.zip(me.cloned()));
        let body = Body::new(self, &action.body, &self.action_loops[id.0]);
        let outbox = Tla::apply("Kept", &[Tla::text("outputs"), Tla::text("delivery")]);
        let fits = self.outbox_fits(component, &outbox);
        let tree = body.ways(Path::new(env), &|mut path| {
            self.lose(component, None, &outbox, &mut path);
            let delivered = Tla::apply("Delivered", &[Tla::text("outputs"), Tla::text("delivery")]);
            let (rooms, mut after) = self.put_out(component, &delivered, before);
            for ghost in self.ghosts_of(Trigger::Action(id)) {
                let name = self.component(ghost);
                let seen = after.get(&name).or(before.get(&name)).cloned().unwrap_or_else(|| Tla::text(&name));
                let carried: Vec<Tla> = me.into_iter().cloned().collect();
                after.insert(name, self.seen(ghost, Trigger::Action(id), &carried, seen));
            }
            if let Some(budget) = action.kind.budget().filter(|budget| self.parameters[budget.0].is_some()) {
                let left = before.get(LEFT).cloned().unwrap_or_else(|| Tla::text(LEFT));
                after.insert(LEFT.to_owned(), self.drawn(budget, &left));
            }
            for other in path.written().into_iter().filter(|other| *other != component) {
                after.insert(self.component(other), path.value(other));
            }
            let own = self.component(component);
            after.insert(own.clone(), with_entry(&own, me, &path.value(component)));
            let never = Tla::bool(false);
            let end = Tree::Done(End { after, commit: None, edge: never.clone(), defect: never });
            rooms.into_iter().rev().fold(end, |tree, room| Tree::check(room, super::tree::Stop::Edge, tree))
        });
        if body.beyond.take().is_some() || !body.definitions.take().is_empty() {
            beyond.get_or_insert(format!("{}: a crash loops or chooses", action.name));
        }
        let mut conjuncts = Vec::new();
        if let Some(budget) = action.kind.budget().filter(|budget| self.parameters[budget.0].is_some()) {
            let left = before.get(LEFT).cloned().unwrap_or_else(|| Tla::text(LEFT));
            conjuncts.push(Tla::compare(&left.field(&self.ir[budget].name), ">", &Tla::text("0")));
        }
        if over {
            conjuncts.extend(tree.formula(&|_| Vec::new()));
            conjuncts.push(fits.not());
        } else {
            conjuncts.push(fits);
            conjuncts.extend(tree.formula(&|end| self.assignments_of(component, &end.after)));
        }
        let set = Tla::apply("Interruptions", &[Tla::text("outputs")]);
        Tla::quantified("\\E", &[("delivery".to_owned(), set)], &Tla::list("/\\", conjuncts))
    }

    fn outbox_fits(&self, component: ComponentId, outbox: &Tla) -> Tla {
        let variable = self.ir.outbox_of(component);
        let bound = variable.map(|variable| match self.ir[variable].ty.entry() {
            Type::Queue(_, bound) => *bound,
            _ => Bound::Literal(0),
        });
        let bound = Tla::text(self.bound(bound.unwrap_or(Bound::Literal(0))));
        Tla::compare(&Tla::apply("Len", std::slice::from_ref(outbox)), "<=", &bound)
    }

    /// Channels and ghosts after some outputs of a component, and when there is room for them.
    fn put_out(
        &self,
        component: ComponentId,
        outputs: &Tla,
        before: &BTreeMap<String, Tla>,
    ) -> (Vec<Tla>, BTreeMap<String, Tla>) {
        let (mut rooms, mut after) = (Vec::new(), before.clone());
        let current =
            |after: &BTreeMap<String, Tla>, name: &String| after.get(name).cloned().unwrap_or_else(|| Tla::text(name));
        let possible = self.lets_out(component);
        let channels: BTreeSet<_> = possible.iter().filter_map(|output| self.channel_of(*output)).collect();
        for &channel in channels.iter().filter(|channel| self.ir[**channel].kind != ChannelKind::Any) {
            let name = &self.channels[channel.0];
            let (room, sent) = self.sent_all(channel, outputs, &current(&after, name));
            rooms.push(room);
            after.insert(name.clone(), sent);
        }
        if channels.iter().any(|channel| self.ir[*channel].kind == ChannelKind::Any) {
            let posted = Tla::apply("Posted", std::slice::from_ref(outputs));
            let messages = Tla::chain(&Tla::text(MESSAGES), "\\cup", &posted);
            after.insert(MESSAGES.to_owned(), messages);
        }
        let ghosts: BTreeSet<ComponentId> =
            possible.into_iter().flat_map(|output| self.ghosts_of(Self::trigger(output))).collect();
        for ghost in ghosts {
            let name = self.component(ghost);
            let seen = Tla::apply(&self.sees[ghost.0], &[current(&after, &name), outputs.clone()]);
            after.insert(name, seen);
        }
        (rooms, after)
    }

    /// `x' = ..` for all that committing says something of, but for the component itself.
    fn assignments(&self, component: ComponentId, mut after: BTreeMap<String, Tla>) -> Vec<Tla> {
        let own = self.component(component);
        after.remove(&own);
        let covered = self.covered(component);
        let same: Vec<Tla> =
            covered.iter().filter(|name| **name != own && !after.contains_key(*name)).map(Tla::text).collect();
        let mut conjuncts: Vec<Tla> =
            after.iter().map(|(name, value)| Tla::compare(&Tla::text(name).prime(), "=", value)).collect();
        conjuncts.extend(super::action::unchanged(&same));
        conjuncts
    }

    fn assignments_of(&self, component: ComponentId, after: &BTreeMap<String, Tla>) -> Vec<Tla> {
        let own = self.component(component);
        let first = after.get(&own).map(|value| Tla::compare(&Tla::text(&own).prime(), "=", value));
        first.into_iter().chain(self.assignments(component, after.clone())).collect()
    }
}

/// The record of the instance that acts, with all its changes.
fn entry(component: ComponentId, me: Option<&Tla>, path: &Path<'_, '_>) -> Tla {
    let (Base::Whole(base) | Base::Entry(base)) = path.env.base(component);
    let Some(me) = me else { return path.value(component) };
    let updates: Vec<Update> = path
        .pending
        .iter()
        .filter(|write| write.component == component)
        .map(|write| {
            let steps: &[Step] = write.steps.get(1..).unwrap_or_default();
            Update { path: way_of(steps), value: write.op.apply(&Tla::text("@")) }
        })
        .collect();
    Tla::except(&base.index(me), &updates)
}

/// A component's value with the record of one instance replaced; the record itself where there is one.
fn with_entry(own: &str, me: Option<&Tla>, entry: &Tla) -> Tla {
    match me {
        None => entry.clone(),
        Some(me) => Tla::except(&Tla::text(own), &[Update { path: Tla::empty().index(me), value: entry.clone() }]),
    }
}
