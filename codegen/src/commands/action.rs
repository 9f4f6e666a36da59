//! Actions as commands.

use std::collections::BTreeMap;

use super::expression::Frame;
use super::items::Item;
use super::lowering::Lowering;
use super::owner::read;
use super::pattern::Pattern;
use super::program::{Command, Expr, Kind, LocalId, Place, Statement};
use super::value::Value;
use crate::casing::camel;
use crate::ir::query::{Event, Instance};
use crate::ir::{self, Action, ActionId, ActionKind, Fairness, Trigger, Type};

/// One form of an action: the patterns of what it receives and chooses, and whether a crash strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// Which pattern of the message.
    pub(super) received: usize,
    /// Which pattern of the choices.
    pub(super) chosen: usize,
    /// The crash that strikes before the end of the delivery.
    pub(super) struck: Option<ActionId>,
}

/// What a command is called, and what it is.
pub(super) struct Title {
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) event: Event,
    pub(super) interrupted: bool,
}

/// What an action is given.
pub(super) struct Given<'i> {
    pub(super) frame: Frame<'i>,
    pub(super) me: Option<Expr>,
    /// The parameter that holds each argument that is a plain id.
    pub(super) ids: BTreeMap<ir::LocalId, LocalId>,
    /// All arguments, by number of the local.
    pub(super) arguments: Vec<Value>,
    /// The slot of the message.
    pub(super) slot: Option<Place>,
}

impl<'a> Lowering<'_, 'a> {
    /// The parameters of an action and where the message is that it receives.
    pub(super) fn given(&mut self, id: ActionId, form: Form) -> Given<'a> {
        let ir = self.context.ir;
        let action = &ir[id];
        let mut given = Given {
            frame: Frame::new(&action.body.locals, []),
            me: None,
            ids: BTreeMap::new(),
            arguments: vec![Value::Dead; action.arity()],
            slot: None,
        };
        if let (Instance::Argument(me), Some(sort)) = (ir.instance_of(id), ir[action.component].per) {
            let parameter = self.parameter(&action.body.locals[me].name, Kind::Id(sort));
            given.ids.insert(me, parameter);
            given.bind(me, Value::Plain(read(parameter)));
        }
        if let Some(message) = action.receives {
            self.receive(action, message, form.received, &mut given);
        }
        if let Instance::Routed { me, by } = ir.instance_of(id) {
            let value = given.arguments[by].clone();
            given.bind(me, value);
        }
        let patterns = self.context.choice_patterns(action);
        if let Some(pattern) = patterns.get(form.chosen) {
            let leaves = self.leaves(pattern);
            for (leaf, parameter) in pattern.leaves.iter().zip(&leaves) {
                if let Some(choice) = leaf.whole {
                    given.ids.insert(action.choices[choice], *parameter);
                }
            }
            let leaves: Vec<Expr> = leaves.into_iter().map(read).collect();
            for (&local, value) in action.choices.iter().zip(pattern.values(&leaves)) {
                given.bind(local, value);
            }
        }
        given.me = action.me.map(|me| match &given.arguments[me] {
            Value::Plain(me) => me.clone(),
            _ => Expr::Bool(false),
        });
        given
    }

    /// A parameter for each leaf.
    fn leaves(&mut self, pattern: &Pattern) -> Vec<LocalId> {
        pattern.leaves.iter().map(|leaf| self.parameter(&leaf.name, leaf.over)).collect()
    }

    /// Whether an instance is down; `None` where it never is.
    pub(super) fn is_down(&self, component: ir::ComponentId, me: Option<&Expr>) -> Option<Expr> {
        let down = self.context.ir.down_of(component)?;
        Some(Expr::Read(self.own(down, me)))
    }

    /// All that an action does, with everything that is asked on the way.
    pub(super) fn act(&mut self, id: ActionId, form: Form, given: &mut Given<'a>) -> Vec<Statement> {
        let ir = self.context.ir;
        let action = &ir[id];
        let payload: Vec<Value> = action.payload.iter().map(|local| given.arguments[*local].clone()).collect();
        if let Some(message) = action.receives {
            let there = self.is_deliverable(message, &payload, given.slot.as_ref());
            self.items.push(Item::Require(there.clone()));
            self.assume(&there);
        }
        if let Some(down) = self.is_down(action.component, given.me.as_ref()) {
            let right = if action.kind == ActionKind::Recover { down } else { down.not() };
            self.items.push(Item::Require(right.clone()));
            self.assume(&right);
        }
        self.open(action, given.me.as_ref());
        let mut done = self.draw(action.kind.budget());
        if let Some(crash) = form.struck {
            done.extend(self.prepare(action, crash, given.me.as_ref()));
        }
        done.extend(self.observe(Trigger::Action(id), &given.arguments));
        if let Some(message) = action.receives {
            let log = self.log.clone();
            let taken = self.take(message, &payload, given.slot.as_ref());
            let rest = vec![&action.body.statements[..]];
            done.extend(self.protect(&taken, &log, &mut given.frame, &rest));
            done.extend(taken);
        }
        let since = self.late;
        if action.kind == ActionKind::Recover {
            done.extend(self.come_up(action.component, given.me.as_ref()));
        }
        let body = self.body(&action.body, &mut given.frame);
        done.extend(self.unless_stopped(since, body));
        let mut last = self.struck();
        if matches!(action.kind, ActionKind::Crash { .. }) {
            last.extend(self.go_down(action.component, given.me.as_ref()));
        }
        done.extend(self.unless_stopped(since, last));
        done
    }

    /// `#[opens]`: the instance is any free id.
    fn open(&mut self, action: &Action, me: Option<&Expr>) {
        let ir = self.context.ir;
        let (ActionKind::Input { opens: true }, Some(sort), Some(me)) = (&action.kind, ir[action.component].per, me)
        else {
            return;
        };
        let free = self.context.is_free(sort, me);
        let name = format!("free_{}", self.context.snake_sort(sort));
        let any = self.owner.binder(&name, Kind::Id(sort));
        let some = self.context.is_free(sort, &read(any));
        let edge = super::Cause::Edge(format!("no `{}` is free", ir[sort].name));
        self.items.push(Item::Stop(Expr::some(&[(any, Kind::Id(sort))], some), edge));
        self.items.push(Item::Require(free));
        self.taken.push((sort, me.clone(), Expr::Bool(true)));
    }

    /// Adds a command to the program; `ids` are the parameters by which its instances are told apart.
    pub(super) fn command(mut self, title: &Title, body: Vec<Statement>, ids: &[LocalId]) {
        let ir = self.context.ir;
        let mut body = self.undoing(body);
        let Title { event, interrupted, .. } = *title;
        let (mut guard, mut stops) = (self.guard(), self.stops());
        if guard == Expr::Bool(false) && stops.iter().all(|stop| stop.when == Expr::Bool(false)) {
            return;
        }
        stops.retain(|stop| stop.when != Expr::Bool(false));
        let kept = |local: &LocalId| {
            ids.contains(local)
                || guard.mentions(*local)
                || stops.iter().any(|stop| stop.when.mentions(*local))
                || super::finish::mention(&body, *local)
        };
        self.parameters.retain(|(local, _)| kept(local));
        let mut exprs: Vec<&mut Expr> = vec![&mut guard];
        exprs.extend(stops.iter_mut().map(|stop| &mut stop.when));
        let mut changes = self.changes.take();
        exprs.extend(&mut changes);
        let locals = super::finish::command(&self.owner, &self.parameters, &mut exprs, &mut body);
        let position = |id: &LocalId| self.parameters.iter().position(|(local, _)| local == id);
        let command = Command {
            name: self.context.titles.give(&title.name),
            doc: title.doc.clone(),
            event,
            interrupted,
            locals,
            parameters: self.parameters.iter().map(|(_, over)| *over).collect(),
            guard,
            stops,
            body,
            changes,
            fairness: if interrupted { Fairness::Unfair } else { ir.fairness_of(event) },
            instance: ids.iter().filter_map(position).collect(),
            progress: ir.is_progress(event),
        };
        self.context.program.commands.push(command);
    }
}

impl super::context::Context<'_> {
    /// The patterns of what an action chooses.
    pub(super) fn choice_patterns(&mut self, action: &Action) -> Vec<Pattern> {
        let fields: Vec<(String, Type)> = action
            .choices
            .iter()
            .map(|local| (action.body.locals[*local].name.clone(), action.body.locals[*local].ty.clone()))
            .collect();
        self.patterns(&fields)
    }

    /// The forms of an action.
    pub(super) fn forms(&mut self, id: ActionId) -> Vec<Form> {
        let ir = self.ir;
        let action = &ir[id];
        let received =
            action.receives.and_then(|message| self.slots_of(message)).map_or(1, |slots| slots.patterns.len());
        let chosen = self.choice_patterns(action).len();
        let kept = ir.outputs_of(id).into_iter().any(|output| self.is_kept(output));
        let strikes = ir.outbox_of(action.component).is_some()
            && !matches!(action.kind, ActionKind::Crash { .. })
            && (kept || action.kind == ActionKind::Recover);
        let crashes = ir.crashes_of(action.component).filter(|_| strikes).map(Some);
        let mut forms = Vec::new();
        for struck in std::iter::once(None).chain(crashes) {
            for received in 0..received {
                forms.extend((0..chosen).map(|chosen| Form { received, chosen, struck }));
            }
        }
        forms
    }

    /// Adds the commands of an action.
    pub(super) fn action(&mut self, id: ActionId) {
        let ir = self.ir;
        let action = &ir[id];
        for form in self.forms(id) {
            let words = self.words(action, form);
            let mut lowering = Lowering::new(self);
            let mut given = lowering.given(id, form);
            let body = lowering.act(id, form, &mut given);
            let event = Event::Action(id);
            let arguments = ir.arguments_of(event);
            let ids: Vec<LocalId> = ir
                .instance_arguments(event)
                .into_iter()
                .filter_map(|argument| given.ids.get(&arguments[argument].local?).copied())
                .collect();
            let (name, doc) = match form.struck {
                Some(crash) => {
                    let several = ir.crashes_of(action.component).count() > 1;
                    let by = if several { camel(&ir[crash].name) } else { String::new() };
                    let what = format!(
                        "`{}` strikes before all that `{}` lets out is delivered.",
                        ir[crash].name, action.name
                    );
                    (format!("{}{words}{by}Interrupted", camel(&action.name)), what)
                }
                None => (format!("{}{words}", camel(&action.name)), action.doc.clone()),
            };
            let title = Title { name, doc, event, interrupted: form.struck.is_some() };
            lowering.ways(&title, &body);
            lowering.command(&title, body, &ids);
        }
    }

    /// What tells a form from the others.
    fn words(&mut self, action: &Action, form: Form) -> String {
        let received = action.receives.and_then(|message| self.slots_of(message));
        let received = received.map(|slots| slots.patterns[form.received].name()).unwrap_or_default();
        let chosen = self.choice_patterns(action).get(form.chosen).map(Pattern::name).unwrap_or_default();
        received + &chosen
    }
}

impl Given<'_> {
    pub(super) fn bind(&mut self, local: ir::LocalId, value: Value) {
        self.arguments[local] = value.clone();
        self.frame.bound.insert(local, value);
    }
}
