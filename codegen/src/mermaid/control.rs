//! What the control states of a role are made of.

use crate::ir::query::variant_name;
use crate::ir::{ComponentId, Ir, Place, Projection, SortId, Type, VariableId, VariableRole};

/// One diagram's worth of state: an enum, for the role or for each id of a sort; or the role's flags together.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub(super) variables: Vec<VariableId>,
    /// The sort of which one id is followed.
    pub(super) key: Option<SortId>,
}

/// A control state.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct State {
    /// The instance has crashed and not recovered.
    pub(super) down: bool,
    /// For each variable of the region the number of its variant.
    pub(super) variants: Vec<usize>,
}

/// The regions of a role: its enums one by one; without any, its flags (`bool` and `Option`) together, and flags that
/// are kept for each id one by one; without these, nothing: the role has one control state.
pub(super) fn regions(ir: &Ir, role: ComponentId) -> Vec<Region> {
    let declared: Vec<_> = ir.variables_of(role).filter(|&id| ir[id].role == VariableRole::Declared).collect();
    let of = |wanted: fn(&Type) -> bool, id: &VariableId| wanted(shape(ir, *id).1);
    let alone = |id: VariableId| Region { variables: vec![id], key: shape(ir, id).0 };
    let enums: Vec<_> =
        declared.iter().copied().filter(|id| of(|ty| matches!(ty, Type::Enum(_)), id)).map(alone).collect();
    if !enums.is_empty() {
        return enums;
    }
    let flags: Vec<_> =
        declared.into_iter().filter(|id| of(|ty| matches!(ty, Type::Bool | Type::Option(_)), id)).collect();
    let (kept, own): (Vec<_>, Vec<_>) = flags.into_iter().partition(|&id| shape(ir, id).0.is_some());
    let together = (!own.is_empty()).then_some(Region { variables: own, key: None });
    together.into_iter().chain(kept.into_iter().map(alone)).collect()
}

impl Region {
    /// The state that everything starts in.
    pub(super) fn initial(&self) -> State {
        State { down: false, variants: vec![0; self.variables.len()] }
    }

    /// How many variants a variable has.
    pub(super) fn variants(&self, ir: &Ir, variable: usize) -> usize {
        match shape(ir, self.variables[variable]).1 {
            Type::Enum(id) => ir[*id].variants.len(),
            _ => 2,
        }
    }

    /// What a state is called.
    pub(super) fn name(&self, ir: &Ir, state: &State) -> String {
        let mut parts: Vec<&str> = self
            .variables
            .iter()
            .zip(&state.variants)
            .filter_map(|(&id, &variant)| match shape(ir, id).1 {
                ty @ Type::Enum(_) => Some(variant_name(ir, ty, variant)),
                _ => (variant == 1).then_some(&*ir[id].name),
            })
            .collect();
        parts.extend(state.down.then_some("down"));
        if parts.is_empty() { "at rest".to_owned() } else { parts.join(", ") }
    }

    /// What is followed: `jobs[job]`.
    pub(super) fn title(&self, ir: &Ir) -> String {
        let names: Vec<&str> = self.variables.iter().map(|&id| &*ir[id].name).collect();
        let key = self.key.map(|sort| format!("[{}]", ir[ir[sort].parameter].name)).unwrap_or_default();
        names.join(", ") + &key
    }

    /// Which variable of the region a place is of, if it is one.
    pub(super) fn position(&self, place: &Place) -> Option<usize> {
        self.variables.iter().position(|&id| id == place.variable)
    }

    /// The index of the id in the path of a place; `Err` when the place is more or less than the whole value.
    pub(super) fn index<'p>(&self, ir: &Ir, place: &'p Place) -> Result<Option<&'p crate::ir::Expr>, Extent> {
        let own = usize::from(ir.owner_of(place.variable).per.is_some());
        let rest = place.path.get(own..).unwrap_or_default();
        match (self.key, rest) {
            (None, []) => Ok(None),
            (Some(_), [Projection::Index(index)]) => Ok(Some(index)),
            (Some(_), []) => Err(Extent::All),
            _ => Err(Extent::Part),
        }
    }
}

/// A place that is not one value of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The values of all ids.
    All,
    /// Something inside the value.
    Part,
}

/// The sort by which a variable is kept, beside the instance's own, and the type of what is kept.
fn shape(ir: &Ir, id: VariableId) -> (Option<SortId>, &Type) {
    let own = if ir.owner_of(id).per.is_some() { ir[id].ty.entry() } else { &ir[id].ty };
    match own {
        Type::Map(sort, entry) => (Some(*sort), entry),
        other => (None, other),
    }
}
