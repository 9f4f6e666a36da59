//! Branches that only change a place or two: conditional values, and what a loop whose turns commute changes at once.

use super::body::Body;
use super::doc::{Tla, Update};
use super::env::Step;
use super::helper::mentions;
use super::path::Path;
use super::write::{Op, Write, overlap, path as way_of, push, same};
use crate::ir::{Expr, LocalId, Projection, SortId, Statement, StatementKind};

impl<'c, 'a> Body<'c, 'a> {
    /// A branch as conditional changes, where that is shorter and says the same.
    pub(super) fn conditional(&self, statement: &'c Statement, path: &Path<'c, 'a>) -> Option<Vec<Write>> {
        let writes = self.changes(std::slice::from_ref(statement), path)?;
        (writes.len() <= 2).then_some(writes)
    }

    /// Statements as changes of what is there now; `None` where they do more, or look at what they have changed.
    fn changes(&self, statements: &'c [Statement], path: &Path<'c, 'a>) -> Option<Vec<Write>> {
        let mut path = path.clone();
        let mut writes: Vec<Write> = Vec::new();
        for statement in statements {
            let looks = |write: &Write| {
                let mut places = statement.expressions().into_iter().flat_map(places);
                places.any(|place| overlap(&write.place, place))
            };
            if writes.iter().any(looks) || !path.clouded(statement.expressions()).is_empty() {
                return None;
            }
            match &statement.kind {
                StatementKind::Ignore => {}
                StatementKind::Let(local, value) => {
                    let plain = path.env.defined(value).is("TRUE");
                    if !plain || self.bind_in_place(*local, value, &mut path).is_some() {
                        return None;
                    }
                }
                StatementKind::If(condition, yes, no) => {
                    let [yes, no] = self.branches(condition, [yes, no], &path)?;
                    let merged = combine(&path.env.expr(condition), yes, no);
                    for write in merged {
                        push(&mut writes, write);
                    }
                }
                StatementKind::ForEach { local, sort, ordered: false, body } => {
                    let turns = self.turns(*local, *sort, body, &path)?;
                    for write in turns {
                        push(&mut writes, write);
                    }
                }
                _ => {
                    let again = statement.target().is_some_and(|place| path.clouds(place).is_some());
                    let (fits, write) = self.change(statement, &path);
                    push(&mut writes, write.filter(|_| fits.is("TRUE") && !again)?);
                }
            }
        }
        Some(writes)
    }

    fn branches(
        &self,
        condition: &Expr,
        branches: [&'c [Statement]; 2],
        path: &Path<'c, 'a>,
    ) -> Option<[Vec<Write>; 2]> {
        if !path.env.defined(condition).is("TRUE") {
            return None;
        }
        let follow = |truth: bool| {
            let mut path = path.clone();
            let condition = if truth { condition.clone() } else { Expr::Not(Box::new(condition.clone())) };
            path.assume(&condition);
            let writes = self.changes(branches[usize::from(!truth)], &path)?;
            // The way to a place is looked at whether or not the branch is taken.
            writes.iter().all(|write| write.steps.iter().all(is_total)).then_some(writes)
        };
        Some([follow(true)?, follow(false)?])
    }

    /// All turns of a loop at once. The rules of the language have it that no turn looks at what another one changes.
    pub(super) fn turns(
        &self,
        local: LocalId,
        sort: SortId,
        body: &'c [Statement],
        path: &Path<'c, 'a>,
    ) -> Option<Vec<Write>> {
        let mut inner = path.clone();
        let name = inner.env.name(local);
        let set = inner.env.sort(sort);
        let mut all: Vec<Write> = Vec::new();
        for write in self.changes(body, &inner)? {
            let index =
                write.place.path.iter().position(|step| *step == Projection::Index(Box::new(Expr::Local(local))));
            let merged = match index {
                Some(index) => entries(&write, index, &name, &set, &inner),
                None => gathered(&write, &name, &set)?,
            };
            if all.iter().any(|other| overlap(&other.place, &merged.place)) {
                return None;
            }
            all.push(merged);
        }
        Some(all)
    }
}

/// What all turns do to one place: a set gets or loses their ids, or the same is written by each.
fn gathered(write: &Write, name: &str, set: &Tla) -> Option<Write> {
    let (condition, op) = match &write.op {
        Op::When(condition, op) => (condition.clone(), op.as_ref().clone()),
        op => (Tla::bool(true), op.clone()),
    };
    let chosen = if condition.is("TRUE") { set.clone() } else { Tla::filter(name, set, &condition) };
    let members = |items: &Tla| {
        if items.flat() == format!("{{{name}}}") {
            return chosen.clone();
        }
        let text = items.flat();
        // The one item without its braces.
        Tla::image(&Tla::text(&text[1..text.len() - 1]), name, &chosen)
    };
    let op = match &op {
        Op::Add(items) => Op::Add(members(items)),
        Op::Subtract(items) => Op::Subtract(members(items)),
        Op::Assign(value) if !mentions(&value.flat(), name) => {
            let some = Tla::quantified("\\E", &[(name.to_owned(), set.clone())], &condition);
            if condition.is("TRUE") { op } else { Op::When(some, Box::new(op)) }
        }
        _ => return None,
    };
    Some(Write { op, ..write.clone() })
}

/// The changes of two branches as conditional ones, in their order.
fn combine(condition: &Tla, yes: Vec<Write>, mut no: Vec<Write>) -> Vec<Write> {
    let mut merged = Vec::new();
    let alone =
        |write: &Write, all: &[Write]| all.iter().filter(|other| overlap(&other.place, &write.place)).count() == 1;
    let yes_all = yes.clone();
    for write in yes {
        let partner = no.iter().position(|other| same(other, &write));
        let partner = partner.filter(|_| alone(&write, &yes_all) && alone(&write, &no));
        let op = match partner {
            Some(partner) => Op::Either(condition.clone(), Box::new(write.op.clone()), Box::new(no.remove(partner).op)),
            None => when(condition, write.op.clone()),
        };
        merged.push(Write { op, ..write });
    }
    let otherwise = condition.not();
    merged.extend(no.into_iter().map(|write| Write { op: when(&otherwise, write.op.clone()), ..write }));
    merged
}

/// Conditions in one another are one.
fn when(condition: &Tla, op: Op) -> Op {
    match op {
        Op::When(inner, op) => Op::When(Tla::and(vec![condition.clone(), inner]), op),
        op => Op::When(condition.clone(), Box::new(op)),
    }
}

/// Whether a step has a meaning in every state: it is a field or a name.
fn is_total(step: &Step) -> bool {
    match step {
        Step::Field(_) => true,
        Step::Index(index) => index.flat().chars().all(|letter| letter.is_alphanumeric() || letter == '_'),
    }
}

/// The places that an expression looks at.
fn places(expr: &Expr) -> Vec<&crate::ir::Place> {
    let mut places = Vec::new();
    crate::ir::query::visit_expr(expr, &mut |inner| places.extend(inner.place()));
    places
}

/// Every entry of a map by its own id: `[job \in Job |-> ..]`.
fn entries(write: &Write, index: usize, name: &str, set: &Tla, path: &Path<'_, '_>) -> Write {
    let mut place = write.place.clone();
    place.path.truncate(index);
    let whole = path.env.place(&place);
    let entry = whole.index(&Tla::text(name));
    let beyond = write.place.path.len() - index - 1;
    let value = if beyond == 0 {
        write.op.apply(&entry)
    } else {
        let steps = &write.steps[write.steps.len() - beyond..];
        let old = Tla::text("@");
        Tla::except(&entry, &[Update { path: way_of(steps), value: write.op.apply(&old) }])
    };
    let op = Op::Assign(Tla::function(name, set, &value));
    Write { component: write.component, steps: path.env.steps(&place), place, op }
}
