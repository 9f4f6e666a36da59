//! Loops that are no single value: an operator that takes one id after the other.

use std::collections::BTreeSet;

use super::body::{Body, End, Rest};
use super::doc::{Tla, definition};
use super::env::{Base, Env};
use super::path::{Out, Path};
use super::tree::{Stop, Tree};
use super::write::push;
use crate::ir::query::{visit_expressions, visit_statements};
use crate::ir::{ComponentId, Expr, LocalId, Statement, StatementKind};

/// What a loop carries from turn to turn.
struct Carried {
    components: BTreeSet<ComponentId>,
    outputs: bool,
    /// The locals from outside that the loop looks at.
    locals: Vec<LocalId>,
}

impl<'c, 'a> Body<'c, 'a> {
    pub(super) fn for_each<L>(
        &self,
        statement: &'c Statement,
        rest: &Rest<'_, 'c>,
        mut path: Path<'c, 'a>,
        end: End<'_, 'c, 'a, L>,
    ) -> Tree<L> {
        let StatementKind::ForEach { local, sort, ordered, body } = &statement.kind else {
            return self.run(rest, path, end);
        };
        if !ordered && let Some(writes) = self.turns(*local, *sort, body, &path) {
            for write in writes {
                push(&mut path.pending, write);
            }
            return self.run(rest, path, end);
        }
        let set = path.env.sort(*sort);
        let orders = Tla::apply("Orders", &[set]);
        let carried = self.carried(*local, body);
        let lets = path.flush(&carried.components);
        let may_stop = self.define(statement, *local, body, &carried, &path);
        let ids = if *ordered {
            Tla::text(path.env.names.give(&["order"]))
        } else {
            Tla::enclosed("CHOOSE order \\in ", &orders, " : TRUE")
        };
        let start = self.start(&carried, may_stop, &path);
        let arguments = [start, ids.clone()]
            .into_iter()
            .chain(carried.locals.iter().map(|&local| path.env.expr(&Expr::Local(local))));
        let result = Tla::apply(&self.operator(statement), &arguments.collect::<Vec<_>>());
        let name = path.env.names.give(&["after"]);
        adopt(&carried, &name, &mut path);
        let mut tree = self.run(rest, path, end);
        if may_stop {
            let stop = Tla::text(&name).field("stop");
            let free = |why: &str| Tla::compare(&stop, "#", &Tla::string(why));
            tree = Tree::guard(free("refused"), Tree::check(free("defect"), Stop::Defect, tree));
        }
        let tree = Tree::Let(name, result, Box::new(tree));
        let tree = match ordered {
            true => Tree::Choose { name: ids.flat(), set: orders, rest: Box::new(tree) },
            false => tree,
        };
        tree.with_lets(lets)
    }

    fn operator(&self, statement: &'c Statement) -> String {
        let found = self.loops.iter().find(|(other, _)| std::ptr::eq(*other, statement));
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    }

    fn carried(&self, own: LocalId, body: &[Statement]) -> Carried {
        let ir = self.context.ir;
        // The same on every way to the loop, so that one definition serves all.
        let components = self.done.writes().into_iter().map(|variable| ir[variable].component).collect();
        let (mut bound, mut locals, mut outputs) = (BTreeSet::from([own]), BTreeSet::new(), false);
        visit_statements(body, &mut |statement| match &statement.kind {
            StatementKind::ForEach { ordered: true, .. } => self.refuse("an order is chosen in a loop"),
            StatementKind::Let(local, _) | StatementKind::ForEach { local, .. } => drop(bound.insert(*local)),
            StatementKind::Send(..) | StatementKind::Emit(..) => outputs = true,
            StatementKind::Fresh(..) => self.refuse("a fresh id is taken in a loop"),
            _ => {}
        });
        visit_expressions(body, &mut |expr| match expr {
            Expr::Local(local) => drop(locals.insert(*local)),
            Expr::Let(local, ..) | Expr::Quantified { local, .. } => drop(bound.insert(*local)),
            _ => {}
        });
        Carried { components, outputs, locals: locals.difference(&bound).copied().collect() }
    }

    /// Defines the operator of a loop; says whether a turn may not come to its end.
    fn define(
        &self,
        statement: &'c Statement,
        local: LocalId,
        body: &'c [Statement],
        carried: &Carried,
        outer: &Path<'c, 'a>,
    ) -> bool {
        let mut env = Env::new(self.context, &self.done.locals);
        env.names = outer.env.names.clone();
        let run = Tla::text("run");
        for &component in &carried.components {
            env.bases
                .insert(component, rebased(&outer.env.base(component), run.field(&self.context.component(component))));
        }
        let ids = env.names.give(&["ids"]);
        let parameters: Vec<String> = carried.locals.iter().map(|&local| env.name(local)).collect();
        let id = env.name(local);
        let end = |path: Path<'c, 'a>| Tree::Done(turn_end(carried, &path));
        let tree = self.run(&Rest { statements: body, then: None }, Path::new(env), &end);
        if tree.chooses() {
            self.refuse("something is chosen in a loop");
        }
        let may_stop = tree.may_stop();
        let stopped = |stop: Option<Stop>| {
            let why = if stop.is_some() { "defect" } else { "refused" };
            let update = super::doc::Update { path: Tla::text(".stop"), value: Tla::string(why) };
            Tla::except(&run, &[update])
        };
        let name = self.operator(statement);
        let head = Tla::apply("Head", &[Tla::text(&ids)]);
        let tail = Tla::apply("Tail", &[Tla::text(&ids)]);
        let passed = parameters.iter().map(Tla::text);
        let arguments: Vec<Tla> = [tree.value(&stopped), tail].into_iter().chain(passed).collect();
        let next = Tla::binding(&id, &head, &Tla::apply(&name, &arguments));
        let mut done = vec![Tla::compare(&Tla::text(&ids), "=", &Tla::text("<<>>"))];
        if may_stop {
            done.push(Tla::compare(&run.field("stop"), "#", &Tla::string("")));
        }
        let body = Tla::branch(&Tla::or(done), &run, &next);
        let list: Vec<&str> = ["run", &*ids].into_iter().chain(parameters.iter().map(|name| &**name)).collect();
        let blanks = vec!["_"; list.len()].join(", ");
        let text = definition(&format!("{name}({})", list.join(", ")), &body);
        self.definitions.borrow_mut().insert(
            name.clone(),
            format!("\\* One turn of a loop after the other.\nRECURSIVE {name}({blanks})\n{text}"),
        );
        may_stop
    }

    /// What the first turn starts from.
    fn start(&self, carried: &Carried, may_stop: bool, path: &Path<'c, 'a>) -> Tla {
        let values =
            carried.components.iter().map(|&component| (self.context.component(component), path.value(component)));
        let mut fields: Vec<(String, Tla)> = values.collect();
        if carried.outputs {
            fields.push(("outputs".to_owned(), Tla::text("<<>>")));
        }
        if may_stop || fields.is_empty() {
            fields.push(("stop".to_owned(), Tla::string("")));
        }
        Tla::record(&fields, "|->")
    }
}

/// What a turn hands on.
fn turn_end(carried: &Carried, path: &Path<'_, '_>) -> Tla {
    let field = |name: &str, value| super::doc::Update { path: Tla::text(format!(".{name}")), value };
    let context = path.env.context;
    let written = path.written();
    let mut updates: Vec<_> = carried
        .components
        .iter()
        .filter(|component| written.contains(component))
        .map(|&component| field(&context.component(component), path.value(component)))
        .collect();
    if !path.outputs.is_empty() {
        let new = super::output::sequence(context, &path.outputs);
        updates.push(field("outputs", Tla::chain(&Tla::text("@"), "\\o", &new)));
    }
    Tla::except(&Tla::text("run"), &updates)
}

/// After the loop, everything is what the last turn handed on.
fn adopt(carried: &Carried, name: &str, path: &mut Path<'_, '_>) {
    for &component in &carried.components {
        let value = Tla::text(name).field(&path.env.context.component(component));
        let base = rebased(&path.env.base(component), value);
        path.env.bases.insert(component, base);
        path.pending.retain(|write| write.component != component);
        path.changed.insert(component);
    }
    if carried.outputs {
        path.outputs.push(Out::Many(Tla::text(name).field("outputs")));
    }
}

fn rebased(base: &Base, value: Tla) -> Base {
    match base {
        Base::Whole(_) => Base::Whole(value),
        Base::Entry(_) => Base::Entry(value),
    }
}
