//! Which timers and turns a change of a row is about.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::machine::names::{field, is_tuple};
use crate::emit::machine::role::{Act, Container, Role, Var};
use crate::ir::query::rewrite;
use crate::ir::query::{variant_fields, visit_expr};
use crate::ir::{Expr, Ir, LocalId, Place, Projection, Type};

/// Where the arguments of a timer or turn are found when a row changes.
pub(super) struct Source<'r, 'a> {
    pub(super) var: &'r Var<'a>,
    /// By the key's parts, which argument it is.
    pub(super) key: Vec<Option<LocalId>>,
    /// `Some(job)`: the pattern of what is in the row, and the argument that it holds.
    pub(super) claim: Option<(TokenStream, LocalId)>,
}

impl Source<'_, '_> {
    /// Whether it gives an argument.
    fn gives(&self, local: LocalId) -> bool {
        self.key.contains(&Some(local)) || self.claim.as_ref().is_some_and(|(_, held)| *held == local)
    }
}

/// The part of an action's guard that is told by its own rows, and these rows.
pub(super) struct Local<'r, 'a> {
    /// All conjuncts that are.
    pub(super) guard: Vec<Expr>,
    /// Where changes of them are seen.
    pub(super) sources: Vec<Source<'r, 'a>>,
}

/// The arguments of an action that are ids without end.
pub(super) fn open_arguments(ir: &Ir, act: &Act<'_>) -> Vec<LocalId> {
    let open = act.arguments.iter().filter(|argument| matches!(argument.ty, Type::Id(sort) if !ir[sort].fixed));
    open.map(|argument| argument.local).collect()
}

/// The local part of an action's guard. Only what is kept in rows under the arguments, or asked whether it holds one.
pub(super) fn local<'r, 'a>(role: &'r Role<'a>, act: &Act<'a>) -> Local<'r, 'a> {
    let open = open_arguments(role.ir, act);
    let mut found = Local { guard: Vec::new(), sources: Vec::new() };
    for guard in act.action.body.guards() {
        for conjunct in conjuncts(&guard) {
            let Some(sources) = sources(role, act, &conjunct) else { continue };
            let useful = |source: &Source<'_, '_>| open.iter().all(|local| source.gives(*local));
            if !sources.is_empty() && sources.iter().all(useful) {
                found.guard.push(conjunct);
                found.sources.extend(sources);
            }
        }
    }
    found
}

/// What a guard joins, each under the `let`s that it uses.
fn conjuncts(guard: &Expr) -> Vec<Expr> {
    match guard {
        Expr::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        Expr::Let(local, bound, body) => {
            let under = |part: Expr| {
                if rewrite::mentions(&part, *local) > 0 {
                    Expr::Let(*local, bound.clone(), Box::new(part))
                } else {
                    part
                }
            };
            conjuncts(body).into_iter().map(under).collect()
        }
        other => vec![other.clone()],
    }
}

/// The rows that a conjunct looks at; `None` where it looks at more than can be told by the arguments.
fn sources<'r, 'a>(role: &'r Role<'a>, act: &Act<'a>, conjunct: &Expr) -> Option<Vec<Source<'r, 'a>>> {
    let arguments: Vec<LocalId> = act.arguments.iter().map(|argument| argument.local).collect();
    let mut claims: Vec<(Place, TokenStream, LocalId)> = Vec::new();
    let mut members: Vec<(Place, LocalId)> = Vec::new();
    visit_expr(conjunct, &mut |expr| match expr {
        Expr::Equal(a, b) => {
            for (place, value) in [(&**a, &**b), (&**b, &**a)] {
                if let Expr::Read(place) = place
                    && let Some((pattern, local)) = pattern(role, act, value)
                {
                    claims.push((place.clone(), pattern, local));
                }
            }
        }
        Expr::Contains(set, id) => {
            if let (Expr::Read(place), Expr::Local(local)) = (&**set, &**id)
                && arguments.contains(local)
            {
                members.push((place.clone(), *local));
            }
        }
        _ => {}
    });
    let mut found = Vec::new();
    let mut told = true;
    visit_expr(conjunct, &mut |expr| {
        let Some(place) = expr.place() else { return };
        let var = role.var(place.variable);
        if var.container == Container::Line {
            told = false;
            return;
        }
        let mut key: Vec<Option<LocalId>> = place.indexes().map(|index| argument(index, &arguments)).collect();
        key.extend(members.iter().filter(|(set, _)| var.members && set == place).map(|(_, local)| Some(*local)));
        key.resize(var.keys.len(), None);
        let fields = place.path.iter().any(|step| matches!(step, Projection::Field(..)));
        let claim = claims.iter().find(|(claimed, ..)| claimed == place && !fields);
        let set = members.iter().find(|(set, _)| !var.members && set == place && !fields);
        let claim = claim
            .map(|(_, pattern, local)| (pattern.clone(), *local))
            .or_else(|| set.map(|(_, local)| (TokenStream::new(), *local)));
        found.push(Source { var, key, claim });
    });
    told.then_some(found)
}

fn argument(index: &Expr, arguments: &[LocalId]) -> Option<LocalId> {
    match index {
        Expr::Local(local) if arguments.contains(local) => Some(*local),
        _ => None,
    }
}

/// `Some(job)` of `Some(job)`, where `job` is an argument: how it is found again in a row.
fn pattern(role: &Role<'_>, act: &Act<'_>, value: &Expr) -> Option<(TokenStream, LocalId)> {
    let inner = |fields: &[Expr]| {
        fields
            .iter()
            .enumerate()
            .find_map(|(index, field)| pattern(role, act, field).map(|(pattern, local)| (index, pattern, local)))
    };
    match value {
        Expr::Local(local) => {
            let name = &act.arguments.iter().find(|argument| argument.local == *local)?.name;
            Some((quote!(#name), *local))
        }
        Expr::Variant { ty, variant, fields } => {
            let (at, pattern, local) = inner(fields)?;
            let path = role.names.variant(ty, *variant);
            let declared = variant_fields(role.ir, ty, *variant);
            if declared.is_empty() || is_tuple(declared) {
                let shown = (0..fields.len()).map(|index| if index == at { pattern.clone() } else { quote!(_) });
                return Some((quote!(#path(#(#shown),*)), local));
            }
            let name = field(&declared[at].name);
            Some((quote!(#path { #name: #pattern, .. }), local))
        }
        Expr::Struct { id, fields } => {
            let (at, pattern, local) = inner(fields)?;
            let (data, name) = (role.names.data(&role.ir[*id].name), field(&role.ir[*id].fields[at].name));
            Some((quote!(#data { #name: #pattern, .. }), local))
        }
        _ => None,
    }
}
