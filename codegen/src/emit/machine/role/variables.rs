//! The variables of a role as containers of rows.

use std::collections::BTreeSet;

use super::super::names::{camel, snake};
use super::taken::Taken;
use super::{Container, Var, plain};
use crate::ir::query::{visit_expressions, visit_statements};
use crate::ir::{ActionId, ComponentId, ComponentKind, Expr, Ir, StatementKind, Type, VariableId, VariableRole};

/// Its own variables, then its stores', in order.
pub(super) fn vars<'a>(ir: &'a Ir, role: ComponentId, actions: &[ActionId], taken: &mut Taken) -> Vec<Var<'a>> {
    let touched: BTreeSet<VariableId> =
        actions.iter().flat_map(|id| [ir.reads(*id), ir.writes(*id)]).flatten().collect();
    let stores: BTreeSet<ComponentId> =
        touched.iter().map(|id| ir[*id].component).filter(|id| ir[*id].kind == ComponentKind::Store).collect();
    let asked = asked_lines(ir, actions);
    let declared = |id: &VariableId| ir[*id].role == VariableRole::Declared;
    let owners = [role].into_iter().chain(stores);
    let ids: Vec<VariableId> =
        owners.flat_map(|owner| ir.variables_of(owner).filter(declared).collect::<Vec<_>>()).collect();
    ids.into_iter().map(|id| var(ir, role, id, asked.contains(&id), taken)).collect()
}

fn var<'a>(ir: &'a Ir, role: ComponentId, id: VariableId, asked: bool, taken: &mut Taken) -> Var<'a> {
    let variable = &ir[id];
    let owner = &ir[variable.component];
    let longer = format!("{}_{}", snake(&owner.name), snake(&variable.name));
    let own = variable.component == role;
    let field = taken.choose(if own { &variable.name } else { &longer }, &longer);
    let mut keys = Vec::new();
    let mut value = &variable.ty;
    while let Type::Map(sort, entry) = value {
        keys.push(*sort);
        value = entry;
    }
    let members = keys.is_empty() && matches!(value, Type::Set(_));
    let (container, value) = match value {
        Type::Set(sort) if members => {
            keys.push(*sort);
            (Container::Table, Type::Bool)
        }
        Type::Queue(item, _) if keys.is_empty() => (Container::Line, (**item).clone()),
        other => (Container::Table, other.clone()),
    };
    let positions = (asked && container == Container::Line).then(|| {
        let name = format!("{}_positions", plain(&field));
        taken.choose(&name, &name)
    });
    let row = camel(&plain(&field));
    let durable = !own || variable.durable || !ir.crashes(role);
    Var {
        id,
        variable,
        field,
        row,
        container,
        keys,
        value,
        members,
        durable,
        mine: own && owner.per.is_some(),
        positions,
    }
}

/// The variables that are asked whether something waits in them, or told that it leaves.
fn asked_lines(ir: &Ir, actions: &[ActionId]) -> BTreeSet<VariableId> {
    let mut asked = BTreeSet::new();
    for action in actions {
        let statements = &ir[*action].body.statements;
        visit_expressions(statements, &mut |expr| {
            if let Expr::Queued(place, _) = expr {
                asked.insert(place.variable);
            }
        });
        visit_statements(statements, &mut |statement| {
            if let StatementKind::Remove(place, _) = &statement.kind {
                asked.insert(place.variable);
            }
        });
    }
    asked
}
