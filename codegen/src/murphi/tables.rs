//! What everything in a program is called in Murphi: one name space for constants, types, tags, variables and functions.

use std::collections::BTreeMap;

use super::names::Names;
use crate::casing::snake;
use crate::commands::{EnumerationId, Index, Kind, PredicateId, ProcedureId, Program, RecordId, Shape, VariableId};
use crate::ir::SortId;

/// The names of what a program defines.
#[derive(Debug)]
pub(super) struct Tables<'p> {
    pub(super) program: &'p Program,
    /// By sort: the constant that says how many ids there are.
    pub(super) counts: Vec<String>,
    sorts: Vec<String>,
    enumerations: Vec<String>,
    tags: Vec<Vec<String>>,
    records: Vec<String>,
    fields: Vec<Vec<String>>,
    variables: Vec<String>,
    predicates: Vec<String>,
    procedures: Vec<String>,
    /// By claim: the function for what it says of a transition.
    claims: BTreeMap<&'p str, String>,
    /// By record: the procedure that clears one.
    clearing: Vec<String>,
    /// All of these.
    pub(super) taken: Names,
}

impl<'p> Tables<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        let mut taken = Names::default();
        let sorts = program.sorts.iter().map(|sort| taken.give(&[&sort.name])).collect();
        let enumerations = program.enumerations.iter().map(|of| taken.give(&[&of.name])).collect();
        let records = program.records.iter().map(|record| taken.give(&[&record.name])).collect();
        let variables = program.variables.iter().map(|variable| taken.give(&[&variable.name])).collect();
        let predicates = program.predicates.iter().map(|predicate| taken.give(&[&predicate.name])).collect();
        let procedures = program.procedures.iter().map(|procedure| taken.give(&[&procedure.name])).collect();
        let counts = program.sorts.iter().map(|sort| taken.give(&[&format!("{}Count", sort.name)])).collect();
        let tags = program.enumerations.iter().map(|of| {
            let tag = |name: &str| taken.give(&[name, &format!("{}_{name}", of.name)]);
            of.tags.iter().map(|each| each.name.as_str()).map(tag).collect()
        });
        let tags = tags.collect();
        let clearing = program.records.iter().map(|record| taken.give(&[&format!("Clear{}", record.name)])).collect();
        let fields = program.records.iter().map(|record| {
            let mut names = Names::default();
            record.fields.iter().map(|field| names.give(&[&field.name])).collect()
        });
        let fields = fields.collect();
        let claims = program.claims.iter().map(|claim| (claim.name.as_str(), taken.give(&[&claim.name]))).collect();
        Self {
            program,
            counts,
            sorts,
            enumerations,
            tags,
            records,
            fields,
            variables,
            predicates,
            procedures,
            claims,
            clearing,
            taken,
        }
    }

    pub(super) fn sort(&self, id: SortId) -> &str {
        &self.sorts[id.0]
    }

    pub(super) fn enumeration(&self, id: EnumerationId) -> &str {
        &self.enumerations[id.0]
    }

    pub(super) fn tag(&self, id: EnumerationId, tag: usize) -> &str {
        &self.tags[id.0][tag]
    }

    pub(super) fn record(&self, id: RecordId) -> &str {
        &self.records[id.0]
    }

    pub(super) fn field(&self, id: RecordId, field: usize) -> &str {
        &self.fields[id.0][field]
    }

    pub(super) fn variable(&self, id: VariableId) -> &str {
        &self.variables[id.0]
    }

    pub(super) fn predicate(&self, id: PredicateId) -> &str {
        &self.predicates[id.0]
    }

    pub(super) fn procedure(&self, id: ProcedureId) -> &str {
        &self.procedures[id.0]
    }

    pub(super) fn clearing(&self, id: RecordId) -> &str {
        &self.clearing[id.0]
    }

    /// The function that says what a claim says of a transition.
    pub(super) fn claim(&self, name: &str) -> &str {
        self.claims.get(name).map_or("true", String::as_str)
    }

    /// The type of all values of a kind.
    pub(super) fn kind(&self, kind: Kind) -> String {
        match kind {
            Kind::Bool => "boolean".to_owned(),
            Kind::Number(last) => format!("0..{last}"),
            Kind::Id(sort) => self.sort(sort).to_owned(),
            Kind::Tag(id) => self.enumeration(id).to_owned(),
        }
    }

    /// The type of a place. What may be nothing is of the same type: nothing is an undefined value.
    pub(super) fn shape(&self, shape: &Shape) -> String {
        match shape {
            Shape::Cell { kind, .. } => self.kind(*kind),
            Shape::Record(id) => self.record(*id).to_owned(),
            Shape::Array(index, entry) => format!("array [{}] of {}", self.kind(*index), self.shape(entry)),
        }
    }

    /// What one value of an index may be called.
    pub(super) fn item(&self, index: Index) -> String {
        match index {
            Kind::Bool => "value".to_owned(),
            Kind::Number(_) => "i".to_owned(),
            Kind::Id(sort) => snake(&self.program[sort].name),
            Kind::Tag(id) => snake(&self.program[id].name),
        }
    }

    /// Names for what variables were before a command.
    pub(super) fn before(&self, taken: &mut Names, of: &[VariableId]) -> BTreeMap<VariableId, String> {
        of.iter().map(|id| (*id, taken.give(&[&format!("{}_before", self.variable(*id))]))).collect()
    }
}

/// What clearing a place comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cleared {
    /// Every cell takes the first value of its kind: `clear`.
    First,
    /// Every cell holds nothing: `undefine`.
    Nothing,
    /// Some do, others don't.
    Mixed,
}

impl Cleared {
    pub(super) fn of(program: &Program, shape: &Shape) -> Self {
        match shape {
            // There is no first id.
            Shape::Cell { optional: true, .. } | Shape::Cell { kind: Kind::Id(_), .. } => Self::Nothing,
            Shape::Cell { .. } => Self::First,
            Shape::Array(_, entry) => Self::of(program, entry),
            Shape::Record(id) => {
                let mut fields = program[*id].fields.iter().map(|field| Self::of(program, &field.shape));
                let first = fields.next().unwrap_or(Self::First);
                if fields.all(|other| other == first) { first } else { Self::Mixed }
            }
        }
    }
}
