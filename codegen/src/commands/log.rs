//! What is known of the state in the midst of a body, in terms of the state before: so that what is checked late can be
//! decided in the guard.

use super::now::Now;
use super::program::{Expr, Place, Program, Root, Shape, Statement, Step};
use super::walk;

/// The changes so far, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    changes: Vec<Change>,
}

/// A place as it was named in the state before, and what is there now.
#[derive(Clone, Debug, PartialEq)]
struct Change {
    place: Place,
    now: Now,
}

impl Log {
    /// An expression over the state now as one over the state before; `None` where that is not known.
    pub(super) fn before(&self, shapes: &dyn Fn(&Place) -> Shape, expr: &Expr) -> Option<Expr> {
        let one = |inner: &Expr| self.before(shapes, inner);
        Some(match expr {
            Expr::Bool(_) | Expr::Number(_) | Expr::Tag(..) | Expr::Id(..) => expr.clone(),
            Expr::Read(place) => {
                let place = self.place(shapes, place)?;
                self.now(&place).value(shapes, &place)?
            }
            Expr::IsNothing(place) => {
                let place = self.place(shapes, place)?;
                self.now(&place).nothing(&place)?
            }
            Expr::Equal(a, b) => Expr::equal(one(a)?, one(b)?),
            Expr::Less(a, b) => Expr::less(one(a)?, one(b)?),
            Expr::Add(a, b) => Expr::plus(one(a)?, one(b)?),
            Expr::Subtract(a, b) => Expr::minus(one(a)?, one(b)?),
            Expr::Not(inner) => one(inner)?.not(),
            Expr::And(parts) => self.until(shapes, parts, false)?,
            Expr::Or(parts) => self.until(shapes, parts, true)?,
            Expr::If(condition, yes, no) => match one(condition)? {
                Expr::Bool(true) => one(yes)?,
                Expr::Bool(false) => one(no)?,
                condition => Expr::choose(condition, one(yes)?, one(no)?),
            },
            Expr::Quantified { quantifier, local, over, body } => {
                Expr::quantified(*quantifier, *local, *over, one(body)?)
            }
            // What a named condition looks at may have changed.
            Expr::Call(..) if self.changes.is_empty() => expr.clone(),
            Expr::Call(..) => return None,
        })
    }

    /// Parts one by one, as far as they are looked at.
    fn until(&self, shapes: &dyn Fn(&Place) -> Shape, parts: &[Expr], stop: bool) -> Option<Expr> {
        let mut all = Vec::new();
        for part in parts {
            let part = self.before(shapes, part)?;
            let ends = part == Expr::Bool(stop);
            all.push(part);
            if ends {
                break;
            }
        }
        Some(if stop { Expr::or(all) } else { Expr::and(all) })
    }

    /// A place by its name in the state before.
    fn place(&self, shapes: &dyn Fn(&Place) -> Shape, place: &Place) -> Option<Place> {
        place.with_indexes(&mut |index| self.before(shapes, index))
    }

    /// What is in a place, named as in the state before.
    pub(super) fn now(&self, place: &Place) -> Now {
        for change in self.changes.iter().rev() {
            if let Some(rest) = change.place.rest(place) {
                return change.now.clone().part(rest);
            }
            if change.place.meets(place) {
                return Now::Unknown;
            }
        }
        Now::Same
    }

    /// Notes what statements change.
    pub(super) fn note(&mut self, program: &Program, shapes: &dyn Fn(&Place) -> Shape, statements: &[Statement]) {
        for statement in statements {
            match statement {
                Statement::Assign(place, value) => {
                    let now = self.before(shapes, value).map_or(Now::Unknown, Now::Is);
                    self.change(shapes, place, now);
                }
                Statement::Copy { to, from } => {
                    let now = match self.place(shapes, from) {
                        Some(from) => match self.now(&from) {
                            Now::Same if !self.touches(&from) => Now::From(from),
                            Now::Same => Now::Unknown,
                            now => now,
                        },
                        None => Now::Unknown,
                    };
                    self.change(shapes, to, now);
                }
                Statement::Clear(place) => self.change(shapes, place, Now::Cleared),
                Statement::If(condition, yes, no) => {
                    let condition = self.before(shapes, condition);
                    let [mut one, mut other] = [self.clone(), self.clone()];
                    one.note(program, shapes, yes);
                    other.note(program, shapes, no);
                    self.join(condition.as_ref(), one, other);
                }
                Statement::For { .. } | Statement::Call(..) => {
                    for place in walk::writes(program, std::slice::from_ref(statement)) {
                        self.forget(&place);
                    }
                }
                Statement::Broken(_) | Statement::Leaves(_) => {}
            }
        }
    }

    /// Whether a part of a place was changed, so that what it holds has no one name.
    fn touches(&self, place: &Place) -> bool {
        self.changes.iter().any(|change| change.place.meets(place))
    }

    fn change(&mut self, shapes: &dyn Fn(&Place) -> Shape, place: &Place, now: Now) {
        let now = now.or_unknown();
        match self.place(shapes, place) {
            Some(place) => self.changes.push(Change { place, now }),
            None => self.forget(place),
        }
    }

    /// Nothing is known of a place any more, whatever it is called.
    pub(super) fn forget(&mut self, place: &Place) {
        let plain = |step: &&Step| match step {
            Step::Field(..) => true,
            Step::Index(index) => index.reads().iter().all(|read| matches!(read.root, Root::Local(_))),
        };
        let path = place.path.iter().take_while(plain).cloned().collect();
        self.changes.push(Change { place: Place { root: place.root, path }, now: Now::Unknown });
    }

    /// Nothing that belongs to a binder is known any more: its turns are over.
    pub(super) fn close(&mut self, local: super::LocalId, from: usize) {
        for change in &mut self.changes[from..] {
            let open = |step: &&Step| match step {
                Step::Field(..) => true,
                Step::Index(index) => !index.mentions(local),
            };
            let path: Vec<Step> = change.place.path.iter().take_while(open).cloned().collect();
            change.place.path = path;
            change.now = Now::Unknown;
        }
    }

    /// A local holds what a place held before.
    pub(super) fn hold(&mut self, local: &Place, place: &Place) {
        self.changes.push(Change { place: local.clone(), now: Now::From(place.clone()) });
    }

    /// Takes over what another log has noted since, of places that this one knows nothing of.
    pub(super) fn adopt(&mut self, other: &Self, since: usize) {
        self.changes.extend(other.changes[since..].iter().cloned());
    }

    /// Other turns of a loop may have changed this place, but for what belongs to this turn's own id.
    pub(super) fn share(&mut self, place: &Place, local: super::LocalId) {
        let own = place.indexes().any(|index| *index == Expr::Read(Place::local(local)));
        let now = self.now(place);
        let other = |step: &&Step| match step {
            Step::Field(..) => true,
            Step::Index(index) => !index.mentions(local),
        };
        let path = place.path.iter().take_while(other).cloned().collect();
        self.forget(&Place { root: place.root, path });
        if own {
            self.changes.push(Change { place: place.clone(), now });
        }
    }

    pub(super) fn len(&self) -> usize {
        self.changes.len()
    }

    /// What is known after one of two ways.
    pub(super) fn join(&mut self, condition: Option<&Expr>, one: Self, other: Self) {
        if let Some(Expr::Bool(truth)) = condition {
            *self = if *truth { one } else { other };
            return;
        }
        let common = self.changes.len();
        let mut places: Vec<Place> = Vec::new();
        for change in one.changes[common..].iter().chain(&other.changes[common..]) {
            if !places.contains(&change.place) {
                places.push(change.place.clone());
            }
        }
        // Those that hold others come first.
        places.sort_by_key(|place| place.path.len());
        let joined: Vec<Change> = places
            .into_iter()
            .map(|place| {
                let now = match (condition, one.now(&place), other.now(&place)) {
                    (_, one, other) if one == other => one,
                    (Some(condition), one, other) => Now::either(condition, one, other),
                    _ => Now::Unknown,
                };
                Change { place, now: now.or_unknown() }
            })
            .collect();
        self.changes.extend(joined);
    }

    /// The places of the state that were changed.
    pub(super) fn changes(&self) -> Vec<Place> {
        let mut changed: Vec<Place> = Vec::new();
        for change in self.changes.iter().filter(|change| matches!(change.place.root, Root::Variable(_))) {
            if !changed.contains(&change.place) {
                changed.push(change.place.clone());
            }
        }
        changed
    }
}
