//! The numbers and sets of the scope that a role depends on: its `Config`.

use std::collections::BTreeSet;

use super::Var;
use crate::ir::query::{Output, visit_expressions, visit_statements, visit_type};
use crate::ir::{
    Action, ActionId, ActionKind, Body, Bound, Expr, Field, Ir, ParameterId, ParameterKind, SortId, StatementKind, Type,
};

/// The numbers and sets that a role's bodies and places depend on.
#[derive(Default)]
pub(super) struct Mentioned {
    pub(super) capacities: BTreeSet<ParameterId>,
    pub(super) nodes: BTreeSet<SortId>,
}

impl Mentioned {
    pub(super) fn of(ir: &Ir, vars: &[Var<'_>], actions: &[ActionId]) -> Self {
        let mut mentioned = Self::default();
        for var in vars {
            mentioned.ty(ir, &var.variable.ty);
        }
        for action in actions {
            mentioned.body(ir, &ir[*action].body);
            mentioned.keys(ir, &ir[*action]);
            for output in ir.outputs_of(*action) {
                let fields: &[Field] = match output {
                    Output::Effect(effect) => &ir[effect].fields,
                    Output::Message(message) => &ir[message].fields,
                };
                for field in fields {
                    mentioned.ty(ir, &field.ty);
                }
            }
        }
        mentioned
    }

    /// The nodes and counts that timers and turns are for.
    fn keys(&mut self, ir: &Ir, action: &Action) {
        if !matches!(action.kind, ActionKind::Timeout { .. } | ActionKind::Step) {
            return;
        }
        for local in action.me.iter().chain(&action.choices) {
            let ty = &action.body.locals[*local].ty;
            match ty {
                Type::Id(sort) if ir[*sort].fixed => {
                    self.nodes.insert(*sort);
                }
                other => self.ty(ir, other),
            }
        }
    }

    fn ty(&mut self, ir: &Ir, ty: &Type) {
        visit_type(ir, ty, &mut |inner| match inner {
            Type::Count(Some(Bound::Parameter(bound))) | Type::Queue(_, Bound::Parameter(bound)) => {
                self.capacities.insert(*bound);
            }
            _ => {}
        });
    }

    fn body(&mut self, ir: &Ir, body: &Body) {
        visit_expressions(&body.statements, &mut |expr| match expr {
            Expr::Bound(Bound::Parameter(bound)) => {
                self.capacities.insert(*bound);
            }
            Expr::Parameter(parameter) => match ir[*parameter].kind {
                ParameterKind::Ids(sort) if ir[sort].fixed => {
                    self.nodes.insert(sort);
                }
                ParameterKind::Capacity => {
                    self.capacities.insert(*parameter);
                }
                _ => {}
            },
            Expr::Quantified { sort, .. } if ir[*sort].fixed => {
                self.nodes.insert(*sort);
            }
            Expr::Variant { ty, .. } => self.ty(ir, ty),
            _ => {}
        });
        visit_statements(&body.statements, &mut |statement| {
            if let StatementKind::ForEach { sort, .. } = statement.kind
                && ir[sort].fixed
            {
                self.nodes.insert(sort);
            }
        });
    }
}
