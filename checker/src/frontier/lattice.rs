//! The lattice of scopes: a number for each axis.

use honnin_codegen::ir::{Amount, Ir, ParameterId, ParameterKind, Sizes};

/// A parameter that grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Which.
    pub parameter: ParameterId,
    /// Its name.
    pub name: String,
    /// Whether it is the budget of a fault.
    pub budget: bool,
    /// The values it takes, ascending; without limit is above all numbers.
    pub values: Vec<Amount>,
}

impl Axis {
    /// The axis of a parameter, from a number to another; a budget may go on to no limit.
    #[must_use]
    pub fn new(ir: &Ir, parameter: ParameterId, from: u32, to: Amount) -> Self {
        let budget = ir[parameter].kind == ParameterKind::Budget;
        let values = match to {
            Amount::AtMost(to) => (from..=to).map(Amount::AtMost).collect(),
            // One fault, two, any number: more steps between them cost much and tell little.
            Amount::Unlimited => {
                (from..=from.max(2)).map(Amount::AtMost).chain([Amount::Unlimited]).collect::<Vec<_>>()
            }
        };
        Self { parameter, name: ir[parameter].name.clone(), budget, values }
    }
}

/// A point: the position on each axis.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point(pub Vec<usize>);

impl Point {
    /// Whether no number of it is greater than the other's.
    #[must_use]
    pub fn is_below(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(own, other)| own <= other)
    }

    /// The scope.
    #[must_use]
    pub fn sizes(&self, start: &Sizes, axes: &[Axis]) -> Sizes {
        let mut sizes = start.clone();
        for (axis, position) in axes.iter().zip(&self.0) {
            sizes.0[axis.parameter.0] = axis.values[*position];
        }
        sizes
    }

    /// `session 2, job 1, crash any`
    #[must_use]
    pub fn words(&self, axes: &[Axis]) -> String {
        let parts = axes.iter().zip(&self.0).map(|(axis, position)| match axis.values[*position] {
            Amount::AtMost(number) => format!("{} {number}", axis.name),
            Amount::Unlimited => format!("{} any", axis.name),
        });
        parts.collect::<Vec<_>>().join(", ")
    }
}

/// All points.
#[derive(Clone, Debug)]
pub(super) struct Lattice {
    lengths: Vec<usize>,
    budgets: Vec<bool>,
}

impl Lattice {
    pub(super) fn new(axes: &[Axis]) -> Self {
        let lengths = axes.iter().map(|axis| axis.values.len()).collect();
        Self { lengths, budgets: axes.iter().map(|axis| axis.budget).collect() }
    }

    /// Every point, the cheapest first: with all faults as soon as its ids and capacities come, since the others may follow
    /// from it; those the later the more faults there are.
    pub(super) fn points(&self) -> Vec<Point> {
        let mut points = vec![Point(Vec::new())];
        for length in &self.lengths {
            let longer = |point: &Point| {
                let point = point.0.clone();
                (0..*length).map(move |position| Point([point.clone(), vec![position]].concat()))
            };
            points = points.iter().flat_map(longer).collect();
        }
        points.sort_by_cached_key(|point| {
            let size: usize = self.part(point, false).iter().sum();
            let faults: usize = self.part(point, true).iter().sum();
            let rank = if self.has_all_faults(point) { size } else { size + 1 + faults };
            (rank, size, point.clone())
        });
        points
    }

    fn part(&self, point: &Point, budgets: bool) -> Vec<usize> {
        let parts = point.0.iter().zip(&self.budgets).filter(|(_, budget)| **budget == budgets);
        parts.map(|(position, _)| *position).collect()
    }

    /// Whether no axis of a fault could go further.
    fn has_all_faults(&self, point: &Point) -> bool {
        point
            .0
            .iter()
            .zip(&self.budgets)
            .zip(&self.lengths)
            .all(|((position, budget), length)| !budget || position + 1 == *length)
    }

    /// Whether two points have the same ids and capacities.
    pub(super) fn differ_in_faults_only(&self, one: &Point, other: &Point) -> bool {
        self.part(one, false) == self.part(other, false)
    }
}
