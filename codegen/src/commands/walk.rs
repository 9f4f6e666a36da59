//! Walking over expressions and statements of a program, and which places meet.

use super::program::{Expr, LocalId, Place, Program, Root, Statement, Step};

impl Expr {
    /// Visits it and everything in it, outermost first, the indexes of places included.
    pub fn visit(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        match self {
            Self::Bool(_) | Self::Number(_) | Self::Tag(..) | Self::Id(..) => {}
            Self::Read(place) | Self::IsNothing(place) => {
                place.indexes().for_each(|index| index.visit(visit));
            }
            Self::Equal(a, b) | Self::Less(a, b) | Self::Add(a, b) | Self::Subtract(a, b) => {
                a.visit(visit);
                b.visit(visit);
            }
            Self::Not(inner) => inner.visit(visit),
            Self::Quantified { body, .. } => body.visit(visit),
            Self::And(parts) | Self::Or(parts) | Self::Call(_, parts) => {
                for part in parts {
                    part.visit(visit);
                }
            }
            Self::If(a, b, c) => [a, b, c].into_iter().for_each(|part| part.visit(visit)),
        }
    }

    /// Whether it mentions a local.
    #[must_use]
    pub fn mentions(&self, local: LocalId) -> bool {
        self.reads().iter().any(|place| place.root == Root::Local(local))
    }

    /// The places that it looks at itself; what a named condition looks at is not among them.
    #[must_use]
    pub fn reads(&self) -> Vec<Place> {
        let mut places = Vec::new();
        self.visit(&mut |inner| {
            if let Self::Read(place) | Self::IsNothing(place) = inner {
                places.push(place.clone());
            }
        });
        places
    }
}

impl Place {
    /// The expressions on the way.
    pub fn indexes(&self) -> impl Iterator<Item = &Expr> {
        self.path.iter().filter_map(|step| match step {
            Step::Index(index) => Some(&**index),
            Step::Field(..) => None,
        })
    }

    /// Whether two places may have a cell in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.root == other.root && !self.path.iter().zip(&other.path).any(|(one, other)| differ(one, other))
    }

    /// Whether the other place certainly lies in this one; the rest of the way to it.
    pub(super) fn rest<'p>(&self, other: &'p Self) -> Option<&'p [Step]> {
        let inside = self.root == other.root && other.path.starts_with(&self.path);
        inside.then(|| &other.path[self.path.len()..])
    }

    /// The place with the expressions on its way replaced.
    pub(super) fn with_indexes(&self, with: &mut dyn FnMut(&Expr) -> Option<Expr>) -> Option<Self> {
        let step = |step: &Step| match step {
            Step::Index(index) => with(index).map(|index| Step::Index(Box::new(index))),
            field @ Step::Field(..) => Some(field.clone()),
        };
        Some(Self { root: self.root, path: self.path.iter().map(step).collect::<Option<_>>()? })
    }
}

/// Whether two steps from one place certainly lead to different ones.
fn differ(one: &Step, other: &Step) -> bool {
    match (one, other) {
        (Step::Field(_, one), Step::Field(_, other)) => one != other,
        (Step::Index(one), Step::Index(other)) => Expr::equal((**one).clone(), (**other).clone()) == Expr::Bool(false),
        _ => false,
    }
}

/// The places that statements may write; those of named changes by their variables as a whole.
pub(super) fn writes(program: &Program, statements: &[Statement]) -> Vec<Place> {
    let mut places = Vec::new();
    gather(program, statements, &mut places);
    places
}

fn gather(program: &Program, statements: &[Statement], places: &mut Vec<Place>) {
    for statement in statements {
        match statement {
            Statement::Assign(place, _) | Statement::Copy { to: place, .. } | Statement::Clear(place) => {
                places.push(place.clone());
            }
            Statement::If(_, yes, no) => {
                gather(program, yes, places);
                gather(program, no, places);
            }
            Statement::For { body, .. } => gather(program, body, places),
            Statement::Call(procedure, _) => {
                let inner = writes(program, &program[*procedure].body);
                let roots = inner.into_iter().filter(|place| matches!(place.root, Root::Variable(_)));
                places.extend(roots.map(|place| Place { root: place.root, path: fields_before_indexes(&place) }));
            }
            Statement::Broken(_) | Statement::Leaves(_) => {}
        }
    }
}

fn fields_before_indexes(place: &Place) -> Vec<Step> {
    place.path.iter().take_while(|step| matches!(step, Step::Field(..))).cloned().collect()
}

/// The places that statements look at: in conditions, values, indexes and copies.
pub(super) fn reads(statements: &[Statement]) -> Vec<Place> {
    let mut places = Vec::new();
    let index = |place: &Place, places: &mut Vec<Place>| {
        place.indexes().for_each(|index| places.extend(index.reads()));
    };
    for statement in statements {
        match statement {
            Statement::Assign(place, value) => {
                index(place, &mut places);
                places.extend(value.reads());
            }
            Statement::Copy { to, from } => {
                index(to, &mut places);
                index(from, &mut places);
                places.push(from.clone());
            }
            Statement::Clear(place) => index(place, &mut places),
            Statement::If(condition, yes, no) => {
                places.extend(condition.reads());
                places.extend(reads(yes));
                places.extend(reads(no));
            }
            Statement::For { body, .. } => places.extend(reads(body)),
            Statement::Call(_, arguments) => arguments.iter().for_each(|argument| places.extend(argument.reads())),
            Statement::Broken(_) | Statement::Leaves(_) => {}
        }
    }
    places
}
