//! Changes of a component's value, gathered until they are written as one `EXCEPT`.

use super::doc::{Tla, Update};
use super::env::{Step, empty};
use crate::ir::{ComponentId, Place, Projection};

/// What happens to what was there.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// It is replaced.
    Assign(Tla),
    /// It is joined with these, by `/\` or `\/`.
    Join(bool, Vec<Tla>),
    /// A number is added to it or taken away, by `+` or `-`.
    Shift(&'static str, Tla),
    /// A set gets these.
    Add(Tla),
    /// A set loses these.
    Subtract(Tla),
    /// A queue loses each occurrence of this.
    Discard(Tla),
    /// A queue gets this at its end.
    Append(Tla),
    /// A queue loses its head; whether it is known to have one.
    Pop(bool),
    /// One of two, by a condition.
    Either(Tla, Box<Op>, Box<Op>),
    /// Only where a condition holds; where it does not, nothing happens.
    When(Tla, Box<Op>),
}

impl Op {
    /// What is there afterwards.
    pub(super) fn apply(&self, old: &Tla) -> Tla {
        match self {
            Self::Assign(value) => value.clone(),
            Self::Join(and, others) => {
                let parts = std::iter::once(old.clone()).chain(others.iter().cloned()).collect();
                if *and { Tla::and(parts) } else { Tla::or(parts) }
            }
            Self::Shift(operator, number) => Tla::chain(old, operator, number),
            Self::Add(set) => Tla::chain(old, "\\cup", set),
            Self::Subtract(set) => Tla::chain(old, "\\", set),
            Self::Discard(item) => {
                let differs = Tla::compare(&Tla::text("x"), "#", item);
                let test = Tla::enclosed("LAMBDA x : ", &differs, "");
                Tla::apply("SelectSeq", &[old.clone(), test])
            }
            Self::Append(item) => Tla::apply("Append", &[old.clone(), item.clone()]),
            Self::Pop(true) => Tla::apply("Tail", std::slice::from_ref(old)),
            Self::Pop(false) => {
                let tail = Tla::apply("Tail", std::slice::from_ref(old));
                Tla::branch(&empty(old), old, &tail)
            }
            Self::Either(condition, yes, no) => Tla::branch(condition, &yes.apply(old), &no.apply(old)),
            Self::When(condition, op) => match op.as_ref() {
                Self::Assign(value) if value.is("TRUE") => Tla::or(vec![old.clone(), condition.clone()]),
                Self::Assign(value) if value.is("FALSE") => Tla::and(vec![old.clone(), condition.not()]),
                op => Tla::branch(condition, &op.apply(old), old),
            },
        }
    }

    /// Whether what was there does not matter.
    fn replaces(&self) -> bool {
        match self {
            Self::Assign(_) => true,
            Self::Either(_, yes, no) => yes.replaces() && no.replaces(),
            _ => false,
        }
    }
}

/// A change of a place.
#[derive(Clone, Debug)]
pub(super) struct Write {
    pub(super) component: ComponentId,
    pub(super) place: Place,
    /// The way from the component's value.
    pub(super) steps: Vec<Step>,
    pub(super) op: Op,
}

impl Write {
    /// The way as text: two writes of one way are writes of one place.
    pub(super) fn way(&self) -> String {
        path(&self.steps).flat()
    }

    pub(super) fn update(&self) -> Update {
        // `@` is TLA+'s name for what was there.
        Update { path: path(&self.steps), value: self.op.apply(&Tla::text("@")) }
    }
}

/// `[me].visit`
pub(super) fn path(steps: &[Step]) -> Tla {
    steps.iter().fold(Tla::empty(), |path, step| match step {
        Step::Index(index) => path.index(index),
        Step::Field(name) => path.field(name),
    })
}

/// Adds a change; it replaces an earlier one of the same place that it makes void.
pub(super) fn push(pending: &mut Vec<Write>, write: Write) {
    if write.op.replaces() {
        let way = write.way();
        pending.retain(|earlier| earlier.component != write.component || earlier.way() != way);
    }
    pending.push(write);
}

/// Whether two places may have a part in common.
pub(super) fn overlap(left: &Place, right: &Place) -> bool {
    if left.variable != right.variable {
        return false;
    }
    let mut steps = left.path.iter().zip(&right.path);
    !steps.any(|pair| matches!(pair, (Projection::Field(_, a), Projection::Field(_, b)) if a != b))
}

/// Whether two places are surely the same.
pub(super) fn same(left: &Write, right: &Write) -> bool {
    left.component == right.component && left.way() == right.way()
}
