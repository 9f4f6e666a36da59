//! Shapes of places.

use super::program::{Expr, Kind, Local, LocalId, Place, Program, Record, Root, Shape, Step, Variable, VariableId};
use crate::ir::SortId;

impl Program {
    /// What a place holds; the locals are those of its owner.
    #[must_use]
    pub fn shape(&self, locals: &[Local], place: &Place) -> Shape {
        shape_of(&self.variables, &self.records, locals, place)
    }

    /// How many values a kind has, nothing not counted.
    #[must_use]
    pub fn size(&self, kind: Kind) -> usize {
        match kind {
            Kind::Bool => 2,
            Kind::Number(last) => last as usize + 1,
            Kind::Id(sort) => self[sort].size,
            Kind::Tag(enumeration) => self[enumeration].tags.len(),
        }
    }
}

impl Shape {
    /// A cell that always holds something.
    #[must_use]
    pub fn cell(kind: Kind) -> Self {
        Self::Cell { kind, optional: false }
    }

    /// A cell that may hold nothing.
    #[must_use]
    pub fn optional(kind: Kind) -> Self {
        Self::Cell { kind, optional: true }
    }

    /// A set of ids.
    #[must_use]
    pub fn set(sort: SortId) -> Self {
        Self::Array(Kind::Id(sort), Box::new(Self::cell(Kind::Bool)))
    }
}

impl Place {
    /// A whole variable.
    #[must_use]
    pub fn variable(id: VariableId) -> Self {
        Self { root: Root::Variable(id), path: Vec::new() }
    }

    /// A whole local.
    #[must_use]
    pub fn local(id: LocalId) -> Self {
        Self { root: Root::Local(id), path: Vec::new() }
    }

    /// A place in this one.
    #[must_use]
    pub fn step(&self, step: Step) -> Self {
        let mut place = self.clone();
        place.path.push(step);
        place
    }

    /// An entry of the array that this one holds.
    #[must_use]
    pub fn at(&self, index: Expr) -> Self {
        self.step(Step::Index(Box::new(index)))
    }
}

/// What a place holds.
pub(super) fn shape_of(variables: &[Variable], records: &[Record], locals: &[Local], place: &Place) -> Shape {
    let mut shape = match place.root {
        Root::Variable(id) | Root::Before(id) => &variables[id.0].shape,
        Root::Local(local) => &locals[local].shape,
    };
    for step in &place.path {
        shape = match (step, shape) {
            (Step::Field(record, field), _) => &records[record.0].fields[*field].shape,
            (Step::Index(_), Shape::Array(_, entry)) => entry,
            (Step::Index(_), other) => other,
        };
    }
    shape.clone()
}
