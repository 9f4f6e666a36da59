//! A body followed symbolically: every way through it, and what it has changed and put out at the end of each.
//!
//! TLA+ has no statements. Changes are gathered and written as one `EXCEPT`; where something changed is read again, the
//! value so far gets a name. A branch that only changes a place or two becomes a conditional value, any other one an
//! `IF` around all that follows.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::context::Context;
use super::doc::Tla;
use super::env::is_simple;
use super::path::{Out, Path};
use super::tree::{Stop, Tree};
use super::write::{Op, Write, push};
use crate::ir::query::{Output, place_type, visit_expressions, visit_statements};
use crate::ir::{self, Expr, LocalId, Place, Statement, StatementKind, Type};

/// A body, and what is called for by its loops.
pub(super) struct Body<'c, 'a> {
    pub(super) context: &'c Context<'a>,
    pub(super) done: &'c ir::Body,
    /// The names for the operators of its loops, in the order of the statements.
    pub(super) loops: Vec<(&'c Statement, String)>,
    /// How often each local is looked at.
    uses: Vec<usize>,
    /// The operators of its loops that are needed, by name.
    pub(super) definitions: RefCell<BTreeMap<String, String>>,
    /// What cannot be said.
    pub(super) beyond: RefCell<Option<String>>,
}

/// What is still to be done: statements, and after them the rest of the blocks around.
pub(super) struct Rest<'r, 'c> {
    pub(super) statements: &'c [Statement],
    pub(super) then: Option<&'r Rest<'r, 'c>>,
}

/// What is made of a way at its end.
pub(super) type End<'e, 'c, 'a, L> = &'e dyn Fn(Path<'c, 'a>) -> Tree<L>;

impl<'c, 'a> Body<'c, 'a> {
    pub(super) fn new(context: &'c Context<'a>, body: &'c ir::Body, names: &[String]) -> Self {
        let mut uses = vec![0; body.locals.len()];
        visit_expressions(&body.statements, &mut |expr| {
            if let Expr::Local(local) = expr {
                uses[*local] += 1;
            }
        });
        let mut loops = Vec::new();
        visit_statements(&body.statements, &mut |statement| {
            if let StatementKind::ForEach { .. } = statement.kind {
                loops.push((statement, names.get(loops.len()).cloned().unwrap_or_default()));
            }
        });
        let (definitions, beyond) = (RefCell::default(), RefCell::default());
        Self { context, done: body, loops, uses, definitions, beyond }
    }

    /// All ways through the body from where `path` stands.
    pub(super) fn ways<L>(&self, path: Path<'c, 'a>, end: End<'_, 'c, 'a, L>) -> Tree<L> {
        self.run(&Rest { statements: &self.done.statements, then: None }, path, end)
    }

    pub(super) fn run<L>(&self, rest: &Rest<'_, 'c>, path: Path<'c, 'a>, end: End<'_, 'c, 'a, L>) -> Tree<L> {
        let Some((statement, following)) = rest.statements.split_first() else {
            return match rest.then {
                Some(outer) => self.run(outer, path, end),
                None => end(path),
            };
        };
        let rest = Rest { statements: following, then: rest.then };
        let mut path = path;
        let lets = path.flush(&path.read_again(statement));
        self.statement(statement, &rest, path, end).with_lets(lets)
    }

    fn statement<L>(
        &self,
        statement: &'c Statement,
        rest: &Rest<'_, 'c>,
        mut path: Path<'c, 'a>,
        end: End<'_, 'c, 'a, L>,
    ) -> Tree<L> {
        match &statement.kind {
            StatementKind::Let(local, value) => self.bind(*local, value, rest, path, end),
            StatementKind::Require(condition) => {
                let (defined, holds) = (path.env.defined(condition), path.env.expr(condition));
                path.assume(condition);
                Tree::check(defined, Stop::Defect, Tree::guard(holds, self.run(rest, path, end)))
            }
            StatementKind::Fresh(local, sort) => {
                let set = self.free(*sort, &path);
                let name = path.env.name(*local);
                path.taken.push((*sort, Tla::text(&name)));
                let rest = Box::new(self.run(rest, path, end));
                Tree::Fresh { name, set, rest }
            }
            StatementKind::Send(message, fields) => self.put_out(Output::Message(*message), fields, rest, path, end),
            StatementKind::Emit(effect, fields) => self.put_out(Output::Effect(*effect), fields, rest, path, end),
            StatementKind::If(condition, yes, no) => {
                let (defined, holds) = (path.env.defined(condition), path.env.expr(condition));
                let tree = match self.conditional(statement, &path) {
                    Some(writes) => {
                        for write in writes {
                            push(&mut path.pending, write);
                        }
                        self.run(rest, path, end)
                    }
                    None => self.fork(condition, holds, [yes, no], rest, &path, end),
                };
                Tree::check(defined, Stop::Defect, tree)
            }
            StatementKind::ForEach { .. } => self.for_each(statement, rest, path, end),
            StatementKind::Ignore => self.run(rest, path, end),
            StatementKind::Assign(..)
            | StatementKind::Reset(_)
            | StatementKind::Insert(..)
            | StatementKind::Remove(..)
            | StatementKind::PushBack(..)
            | StatementKind::PopFront(_) => {
                let (fits, write) = self.change(statement, &path);
                if let Some(write) = write {
                    push(&mut path.pending, write);
                }
                Tree::check(fits, Stop::Defect, self.run(rest, path, end))
            }
        }
    }

    /// The ids of a sort that are free and not yet taken in this run.
    fn free(&self, sort: ir::SortId, path: &Path<'c, 'a>) -> Tla {
        let free = Tla::text(&self.context.free[sort.0]);
        let taken: Vec<Tla> = path.taken.iter().filter(|(of, _)| *of == sort).map(|(_, id)| id.clone()).collect();
        if taken.is_empty() { free } else { Tla::chain(&free, "\\", &Tla::set(&taken)) }
    }

    fn bind<L>(
        &self,
        local: LocalId,
        value: &'c Expr,
        rest: &Rest<'_, 'c>,
        mut path: Path<'c, 'a>,
        end: End<'_, 'c, 'a, L>,
    ) -> Tree<L> {
        let defined = path.env.defined(value);
        match self.bind_in_place(local, value, &mut path) {
            None => Tree::check(defined, Stop::Defect, self.run(rest, path, end)),
            Some(text) => {
                let name = path.env.name(local);
                let tree = self.run(rest, path, end);
                Tree::check(defined, Stop::Defect, Tree::Let(name, text, Box::new(tree)))
            }
        }
    }

    /// Lets a local stand for its value; gives the value back where it deserves a name.
    pub(super) fn bind_in_place(&self, local: LocalId, value: &Expr, path: &mut Path<'c, 'a>) -> Option<Tla> {
        let text = path.env.expr(value);
        if let Expr::Front(place) = value {
            let queue = path.env.place(place);
            path.env.heads.insert(local, queue);
        } else if let Expr::Local(other) = value
            && let Some(queue) = path.env.heads.get(other).cloned()
        {
            path.env.heads.insert(local, queue);
        }
        if self.uses[local] < 2 || is_simple(value) {
            path.env.bound.insert(local, text);
            return None;
        }
        Some(text)
    }

    fn put_out<L>(
        &self,
        output: Output,
        fields: &[Expr],
        rest: &Rest<'_, 'c>,
        mut path: Path<'c, 'a>,
        end: End<'_, 'c, 'a, L>,
    ) -> Tree<L> {
        let fits = path.env.fields(self.context.output_types(output), fields);
        let values = fields.iter().map(|field| path.env.expr(field)).collect();
        path.outputs.push(Out::One(output, values));
        Tree::check(fits, Stop::Defect, self.run(rest, path, end))
    }

    /// Each branch with all that follows it.
    fn fork<L>(
        &self,
        condition: &Expr,
        holds: Tla,
        branches: [&'c [Statement]; 2],
        rest: &Rest<'_, 'c>,
        path: &Path<'c, 'a>,
        end: End<'_, 'c, 'a, L>,
    ) -> Tree<L> {
        let [yes, no] = [true, false].map(|truth| {
            let mut path = path.clone();
            let statements = branches[usize::from(!truth)];
            if truth {
                path.assume(condition);
            } else {
                path.assume(&Expr::Not(Box::new(condition.clone())));
            }
            self.run(&Rest { statements, then: Some(rest) }, path, end)
        });
        match holds.flat().as_str() {
            "TRUE" => yes,
            "FALSE" => no,
            _ => Tree::If(holds, Box::new(yes), Box::new(no)),
        }
    }

    /// A statement that changes one place: when it breaks no bound, and the change.
    pub(super) fn change(&self, statement: &Statement, path: &Path<'c, 'a>) -> (Tla, Option<Write>) {
        let (env, always) = (&path.env, Tla::bool(true));
        let both = |value: &Expr, ty: &Type| Tla::and(vec![env.defined(value), env.fits(ty, value)]);
        let write = |place: &Place, op| Some(self.write(place, op, path));
        match &statement.kind {
            StatementKind::Assign(place, value) => {
                let fits = both(value, &place_type(self.context.ir, place));
                (fits, write(place, assigned(place, value, path)))
            }
            StatementKind::Reset(place) => {
                let default = self.context.default(&place_type(self.context.ir, place));
                (always, write(place, Op::Assign(default)))
            }
            StatementKind::Insert(place, id) => (env.defined(id), write(place, Op::Add(Tla::set(&[env.expr(id)])))),
            StatementKind::Remove(place, value) => {
                let op = match place_type(self.context.ir, place) {
                    Type::Set(_) => Op::Subtract(Tla::set(&[env.expr(value)])),
                    _ => Op::Discard(env.expr(value)),
                };
                (env.defined(value), write(place, op))
            }
            StatementKind::PushBack(place, value) => {
                let Type::Queue(item, bound) = place_type(self.context.ir, place) else { return (always, None) };
                let length = Tla::apply("Len", &[env.place(place)]);
                let room = Tla::compare(&length, "<", &Tla::text(self.context.bound(bound)));
                let room = if path.knows(&room) { always } else { room };
                (Tla::and(vec![both(value, &item), room]), write(place, Op::Append(env.expr(value))))
            }
            StatementKind::PopFront(place) => {
                let some = Tla::compare(&env.place(place), "#", &Tla::text("<<>>"));
                let known = path.clouds(place).is_none() && path.knows(&some);
                (always, write(place, Op::Pop(known)))
            }
            _ => (always, None),
        }
    }

    fn write(&self, place: &Place, op: Op, path: &Path<'c, 'a>) -> Write {
        let component = self.context.ir[place.variable].component;
        Write { component, place: place.clone(), steps: path.env.steps(place), op }
    }

    /// Notes that something cannot be said.
    pub(super) fn refuse(&self, what: &str) {
        self.beyond.borrow_mut().get_or_insert_with(|| what.to_owned());
    }
}

/// What an assignment makes of what was there: `x |= e` and the like say so.
fn assigned(place: &Place, value: &Expr, path: &Path<'_, '_>) -> Op {
    let env = &path.env;
    let itself = |expr: &Expr| matches!(expr, Expr::Read(read) if read == place);
    match value {
        Expr::Or(parts) | Expr::And(parts) if parts.first().is_some_and(itself) => {
            let others = parts[1..].iter().map(|part| env.expr(part)).collect();
            Op::Join(matches!(value, Expr::And(_)), others)
        }
        Expr::Add(left, right) if itself(left) => Op::Shift("+", env.expr(right)),
        Expr::Subtract(left, right) if itself(left) => Op::Shift("-", env.expr(right)),
        _ => Op::Assign(env.expr(value)),
    }
}
