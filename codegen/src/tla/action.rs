//! Actions: a definition for each, with what it needs, what it does, and where it leaves the scope or breaks a rule.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::body::Body;
use super::context::{Context, LEFT};
use super::doc::{Tla, definition};
use super::env::{Base, Env};
use super::path::{Out, Path};
use super::tree::{Stop, Tree};
use super::write::{Op, Write};
use crate::ir::query::{Event, Instance};
use crate::ir::{Action, ActionId, ActionKind, ComponentId, LocalId, Place, Projection, VariableId, VariableRole};

/// The end of a way through an action.
#[derive(Clone, Debug)]
pub(super) struct End {
    /// By variable: what it is afterwards.
    pub(super) after: BTreeMap<String, Tla>,
    /// A formula that says what some variables are afterwards, and which.
    pub(super) commit: Option<(Tla, BTreeSet<String>)>,
    /// Where its delivery leaves the scope, where a crash in the midst of it breaks a rule.
    pub(super) edge: Tla,
    pub(super) defect: Tla,
}

/// An action in TLA+.
pub(super) struct Exported {
    pub(super) name: String,
    /// Its parameters and where they range.
    pub(super) parameters: Vec<(String, Tla)>,
    /// What it needs before its body is looked at.
    pub(super) needs: Vec<Tla>,
    pub(super) body: Tree<End>,
    /// A crash may strike in the midst of its delivery: the last argument says whether it does.
    pub(super) interruptible: bool,
    /// The definitions, in order.
    pub(super) text: String,
    /// The state predicates that say where it leaves the scope and where it breaks a rule, if it can.
    pub(super) edge: Option<String>,
    pub(super) defect: Option<String>,
}

impl Exported {
    /// The action with these arguments; uninterrupted where it can be interrupted and `interrupted` is `None`.
    pub(super) fn call(&self, interrupted: Option<&str>) -> Tla {
        let mut arguments: Vec<Tla> = self.parameters.iter().map(|(name, _)| Tla::text(name)).collect();
        if self.interruptible {
            arguments.push(Tla::text(interrupted.unwrap_or("FALSE")));
        }
        Tla::apply(&self.name, &arguments)
    }

    /// One of its predicates with the same arguments.
    pub(super) fn ask(&self, predicate: &str) -> Tla {
        let arguments: Vec<Tla> = self.parameters.iter().map(|(name, _)| Tla::text(name)).collect();
        Tla::apply(predicate, &arguments)
    }
}

impl<'a> Context<'a> {
    /// Everything about an action.
    pub(super) fn action(&self, id: ActionId, beyond: &mut Option<String>) -> Exported {
        let action = &self.ir[id];
        let body = Body::new(self, &action.body, &self.action_loops[id.0]);
        let (env, parameters) = self.arguments(id);
        let needs = self.needs(id, &env);
        let mut path = Path::new(env);
        if let (ActionKind::Input { opens: true }, Some(sort), Some(me)) =
            (&action.kind, self.per(action.component), self.me(id, &path.env))
        {
            path.taken.push((sort, me));
        }
        let tree = self.followed(id, &body, path);
        if let Some(what) = body.beyond.take() {
            beyond.get_or_insert(format!("{}: {what}", action.name));
        }
        let interruptible = tree.ends().iter().any(|end| end.commit.is_some());
        let loops = body.definitions.take().into_values().rev().map(|text| text + "\n\n").collect();
        let name = self.actions[id.0].clone();
        let (edge, defect) = (None, None);
        let mut exported = Exported { name, parameters, needs, body: tree, interruptible, text: loops, edge, defect };
        self.define(action, &mut exported);
        exported
    }

    /// The ways through an action; those of a recovery start by emptying the outbox.
    fn followed<'c>(&'c self, id: ActionId, body: &Body<'c, 'a>, mut path: Path<'c, 'a>) -> Tree<End> {
        let action = &self.ir[id];
        let me = self.me(id, &path.env);
        let end = |path: Path<'c, 'a>| self.end(id, path);
        if action.kind != ActionKind::Recover {
            return body.ways(path, &end);
        }
        self.set_role(action.component, me.as_ref(), VariableRole::Down, &Tla::bool(false), &mut path);
        let Some(outbox) = self.added(action.component, VariableRole::Outbox) else { return body.ways(path, &end) };
        let held = path.env.place(&own(outbox, id, self));
        self.set_role(action.component, me.as_ref(), VariableRole::Outbox, &Tla::text("<<>>"), &mut path);
        path.outputs.push(Out::Many(Tla::apply("Flushed", &[held.clone(), Tla::text("again")])));
        let name = path.env.names.give(&["again"]);
        let delivered = Tla::text("i");
        let delivered = Tla::filter("i", &Tla::prefix("DOMAIN", &held), &held.index(&delivered).field("delivered"));
        let rest = Box::new(body.ways(path, &end));
        Tree::Choose {
            name: if name == "again" { name } else { "again".to_owned() },
            set: Tla::prefix("SUBSET", &delivered),
            rest,
        }
    }

    /// Names for all arguments, in the order of the event's, and the sets they range over.
    fn arguments(&self, id: ActionId) -> (Env<'_, 'a>, Vec<(String, Tla)>) {
        let action = &self.ir[id];
        let mut env = Env::new(self, &action.body.locals);
        let mut parameters = Vec::new();
        let routed = match self.ir.instance_of(id) {
            Instance::Routed { me, by } => Some((me, by)),
            Instance::Single | Instance::Argument(_) => None,
        };
        for argument in self.ir.arguments_of(Event::Action(id)) {
            let Some(local) = argument.local else { continue };
            let local = routed.filter(|(_, by)| *by == local).map_or(local, |(me, _)| me);
            let wanted = if action.me == Some(local) { "me" } else { argument.name.as_str() };
            let name = argument_name(&mut env, local, wanted);
            parameters.push((name, self.set(&argument.ty)));
        }
        if let Some((me, by)) = routed {
            let me = env.bound.get(&me).cloned();
            env.bound.extend(me.map(|me| (by, me)));
        }
        (env, parameters)
    }

    /// The instance that acts.
    pub(super) fn me(&self, id: ActionId, env: &Env<'_, 'a>) -> Option<Tla> {
        self.ir[id].me.and_then(|me| env.bound.get(&me).cloned())
    }

    /// The values of the fields of the message that an action receives.
    pub(super) fn payload(&self, id: ActionId, env: &Env<'_, 'a>) -> Vec<Tla> {
        let locals = self.ir[id].payload.iter();
        locals.map(|local| env.bound.get(local).cloned().unwrap_or_else(|| Tla::text("unbound"))).collect()
    }

    /// A free id, an instance that is up, a message, what is left of a budget.
    fn needs(&self, id: ActionId, env: &Env<'_, 'a>) -> Vec<Tla> {
        let action = &self.ir[id];
        let me = self.me(id, env);
        let mut needs = Vec::new();
        if let (ActionKind::Input { opens: true }, Some(sort), Some(me)) =
            (&action.kind, self.per(action.component), &me)
        {
            needs.push(Tla::compare(me, "\\in", &Tla::text(&self.free[sort.0])));
        }
        if let Some(down) = self.is_down(action.component, me.as_ref()) {
            needs.push(if action.kind == ActionKind::Recover { down } else { down.not() });
        }
        if let Some(message) = action.receives {
            needs.extend(self.deliverable(message, &self.payload(id, env)));
        }
        if let Some(budget) = action.kind.budget().filter(|budget| self.parameters[budget.0].is_some()) {
            let left = Tla::text(LEFT).field(&self.ir[budget].name);
            needs.push(Tla::compare(&left, ">", &Tla::text("0")));
        }
        needs
    }

    /// Whether an instance is down, where it can be.
    pub(super) fn is_down(&self, component: ComponentId, me: Option<&Tla>) -> Option<Tla> {
        let down = self.added(component, VariableRole::Down)?;
        let value = Tla::text(self.component(component));
        let value = me.map_or_else(|| value.clone(), |me| value.index(me));
        Some(value.field(&self.fields[down.0]))
    }

    pub(super) fn added(&self, component: ComponentId, role: VariableRole) -> Option<VariableId> {
        self.ir.variables_of(component).find(|&variable| self.ir[variable].role == role)
    }

    /// Writes a variable that the semantics adds to a component.
    fn set_role(
        &self,
        component: ComponentId,
        me: Option<&Tla>,
        role: VariableRole,
        value: &Tla,
        path: &mut Path<'_, 'a>,
    ) {
        if let Some(variable) = self.added(component, role) {
            self.set_variable(variable, me, value, path);
        }
    }

    /// Writes an instance's whole variable.
    pub(super) fn set_variable(&self, variable: VariableId, me: Option<&Tla>, value: &Tla, path: &mut Path<'_, 'a>) {
        let component = self.ir[variable].component;
        let place = Place { variable, after: false, path: Vec::new() };
        let field = super::env::Step::Field(self.fields[variable.0].clone());
        let whole = matches!(path.env.base(component), Base::Whole(_));
        let index = me.filter(|_| whole).map(|me| super::env::Step::Index(me.clone()));
        let steps = index.into_iter().chain([field]).collect();
        let write = Write { component, place, steps, op: Op::Assign(value.clone()) };
        super::write::push(&mut path.pending, write);
    }

    /// The definition of an action, and where it leaves the scope or breaks a rule.
    fn define(&self, action: &Action, exported: &mut Exported) {
        let changed: BTreeSet<String> = exported.body.ends().iter().flat_map(|end| assigned(end)).collect();
        let all = self.variables();
        let untouched: Vec<Tla> = all.iter().filter(|name| !changed.contains(*name)).map(Tla::text).collect();
        let end = |end: &End| {
            let assigned = assigned(end);
            let mut conjuncts: Vec<Tla> =
                end.after.iter().map(|(name, value)| Tla::compare(&Tla::text(name).prime(), "=", value)).collect();
            conjuncts.extend(end.commit.iter().map(|(commit, _)| commit.clone()));
            if exported.interruptible && end.commit.is_none() {
                conjuncts.insert(0, Tla::text("~interrupted"));
            }
            let same: Vec<Tla> = changed.iter().filter(|name| !assigned.contains(*name)).map(Tla::text).collect();
            conjuncts.extend(unchanged(&same));
            conjuncts
        };
        let mut conjuncts = exported.needs.clone();
        conjuncts.extend(exported.body.formula(&end));
        conjuncts.extend(unchanged(&untouched));
        let mut names: Vec<&str> = exported.parameters.iter().map(|(name, _)| name.as_str()).collect();
        let plain = head(&exported.name, &names);
        if exported.interruptible {
            names.push("interrupted");
        }
        let text = definition(&head(&exported.name, &names), &Tla::list("/\\", conjuncts));
        let doc = comment(&action.doc);
        let predicate = |why: Stop, after: &str, at: &dyn Fn(&End) -> Tla| {
            let stops = exported.body.stops(why, at);
            (!stops.is("FALSE")).then(|| {
                let conjuncts = exported.needs.iter().cloned().chain([stops]).collect();
                let name = format!("{}{after}", exported.name);
                let text = definition(&plain.replacen(&exported.name, &name, 1), &Tla::list("/\\", conjuncts));
                (name, text)
            })
        };
        let edge = predicate(Stop::Edge, "LeavesScope", &|end| end.edge.clone());
        let defect = predicate(Stop::Defect, "BreaksRule", &|end| end.defect.clone());
        exported.text += &doc;
        exported.text += &text;
        for (words, predicate) in
            [("A run leaves the scope here: it is cut.", &edge), ("A bound is broken here.", &defect)]
        {
            if let Some((_, text)) = predicate {
                let _ = write!(exported.text, "\n\n\\* {words}\n{text}");
            }
        }
        exported.edge = edge.map(|(name, _)| name);
        exported.defect = defect.map(|(name, _)| name);
    }
}

/// The place of an instance's added variable.
fn own(variable: VariableId, id: ActionId, context: &Context<'_>) -> Place {
    let index = |me: LocalId| Projection::Index(Box::new(crate::ir::Expr::Local(me)));
    Place { variable, after: false, path: context.ir[id].me.map(index).into_iter().collect() }
}

pub(super) fn unchanged(names: &[Tla]) -> Option<Tla> {
    match names {
        [] => None,
        [one] => Some(Tla::prefix("UNCHANGED", one)),
        many => Some(Tla::prefix("UNCHANGED", &Tla::tuple(many))),
    }
}

/// `Show(me, image)`
pub(super) fn head(name: &str, parameters: &[&str]) -> String {
    if parameters.is_empty() { name.to_owned() } else { format!("{name}({})", parameters.join(", ")) }
}

/// A doc comment, line by line.
pub(super) fn comment(doc: &str) -> String {
    doc.lines().map(|line| format!("\\* {}", line.trim()).trim_end().to_owned() + "\n").collect()
}

/// The local's own name; that of the field where the source has none.
fn argument_name(env: &mut Env<'_, '_>, local: LocalId, wanted: &str) -> String {
    let own = env.locals[local].name.clone();
    let digits = wanted.starts_with(|letter: char| letter.is_ascii_digit());
    let wanted = if digits { format!("value{wanted}") } else { wanted.to_owned() };
    let name = if own.starts_with('_') || own == "me" { wanted } else { own };
    let name = env.names.give(&[name.trim_start_matches('_'), &format!("the_{}", name.trim_start_matches('_'))]);
    env.bound.insert(local, Tla::text(&name));
    name
}

/// The variables that an end says something of.
fn assigned(end: &End) -> BTreeSet<String> {
    let committed = end.commit.iter().flat_map(|(_, names)| names.iter().cloned());
    end.after.keys().cloned().chain(committed).collect()
}
