//! Faults in what an action does.

use super::Sabotage;
use crate::ir::query::visit_expr;
use crate::ir::{ActionId, ActionKind, Expr, Ir, LocalId, Otherwise, Projection, Statement, StatementKind};
use crate::ir::{VariableId, VariableRole};

/// A change at a place in a block; says whether it was made there.
type Change<'c> = dyn FnMut(&mut Vec<Statement>, usize) -> bool + 'c;

pub(super) fn edit(fault: Sabotage, ir: &mut Ir) -> bool {
    match fault {
        // An id that is opened and in use is refused anyway: that guard would not be missed.
        Sabotage::DroppedGuard => {
            statements_of(ir, |kind| !matches!(kind, ActionKind::Input { opens: true }), &mut |block, place| {
                let guard = is_plain_guard(&block[place].kind);
                if guard {
                    block.remove(place);
                }
                guard
            })
        }
        Sabotage::NegatedGuard => statements(ir, &mut |block, place| {
            let guard = is_plain_guard(&block[place].kind);
            if let (true, StatementKind::Require(guard)) = (guard, &mut block[place].kind) {
                *guard = Expr::Not(Box::new(guard.clone()));
            }
            guard
        }),
        Sabotage::SwappedBranch => statements(ir, &mut |block, place| match &mut block[place].kind {
            StatementKind::If(condition, yes, no) if is_plain(condition) => {
                core::mem::swap(yes, no);
                true
            }
            _ => false,
        }),
        Sabotage::LostEffect => drop_first(ir, |kind| matches!(kind, StatementKind::Emit(..))),
        Sabotage::LostMessage => drop_first(ir, |kind| matches!(kind, StatementKind::Send(..))),
        Sabotage::DroppedWrite => drop_first(ir, |kind| matches!(kind, StatementKind::Assign(..))),
        Sabotage::HeadStays => drop_first(ir, |kind| matches!(kind, StatementKind::PopFront(..))),
        Sabotage::ReorderedOutputs => statements(ir, &mut |block, place| {
            let puts_out = |statement: Option<&Statement>| {
                statement.is_some_and(|of| matches!(of.kind, StatementKind::Send(..) | StatementKind::Emit(..)))
            };
            let both = puts_out(block.get(place)) && puts_out(block.get(place + 1));
            if both {
                block.swap(place, place + 1);
            }
            both
        }),
        Sabotage::WrongRow => wrong_row(ir),
        Sabotage::WrongOtherwise => {
            let dropped = ir.messages.iter_mut().find(|message| message.otherwise == Otherwise::Drop);
            dropped.map(|message| message.otherwise = Otherwise::Keep).is_some()
        }
        Sabotage::RecoveryNotRun => {
            let recovers = |id: &ActionId| ir[*id].kind == ActionKind::Recover && !ir[*id].body.statements.is_empty();
            let found = ir.action_ids().find(recovers);
            found.map(|id| ir[id].body.statements.clear()).is_some()
        }
        Sabotage::VolatileMadeDurable => durability(ir, false),
        Sabotage::DurableMadeVolatile => durability(ir, true),
        _ => false,
    }
}

/// Makes a change at the first place where it can be made, in the order of the machine's actions.
fn statements(ir: &mut Ir, change: &mut Change<'_>) -> bool {
    statements_of(ir, |_| true, change)
}

fn statements_of(ir: &mut Ir, of: impl Fn(&ActionKind) -> bool, change: &mut Change<'_>) -> bool {
    let taken: Vec<ActionId> =
        ir.component_ids().flat_map(|id| ir.machine_actions_of(id).collect::<Vec<_>>()).collect();
    let mut taken = taken.into_iter().filter(|id| of(&ir[*id].kind)).collect::<Vec<_>>().into_iter();
    taken.any(|id| in_block(&mut ir[id].body.statements, change))
}

fn in_block(block: &mut Vec<Statement>, change: &mut Change<'_>) -> bool {
    (0..block.len()).any(|place| {
        change(block, place)
            || match &mut block[place].kind {
                StatementKind::If(_, yes, no) => in_block(yes, change) || in_block(no, change),
                StatementKind::ForEach { body, .. } => in_block(body, change),
                _ => false,
            }
    })
}

fn drop_first(ir: &mut Ir, is: impl Fn(&StatementKind) -> bool) -> bool {
    statements(ir, &mut |block, place| {
        let found = is(&block[place].kind);
        if found {
            block[place].kind = StatementKind::Ignore;
        }
        found
    })
}

/// Whether nothing after it rests on its having held.
fn is_plain(condition: &Expr) -> bool {
    let mut plain = !matches!(condition, Expr::Bool(_));
    visit_expr(condition, &mut |part| plain &= !matches!(part, Expr::Is { .. } | Expr::Payload { .. }));
    plain
}

fn is_plain_guard(kind: &StatementKind) -> bool {
    matches!(kind, StatementKind::Require(guard) if is_plain(guard))
}

/// The first row that is written under one of two ids of one sort is written under the other.
fn wrong_row(ir: &mut Ir) -> bool {
    for id in ir.action_ids() {
        let locals = ir[id].body.locals.clone();
        let choices = ir[id].choices.clone();
        let other = |local: LocalId| {
            let mut twins = choices.iter().copied().filter(|&of| of != local && locals[of].ty == locals[local].ty);
            twins.next().filter(|_| choices.contains(&local))
        };
        let twins: Vec<Option<LocalId>> = (0..locals.len()).map(other).collect();
        let found = in_block(&mut ir[id].body.statements, &mut |block, place| {
            let StatementKind::Assign(target, _) = &mut block[place].kind else { return false };
            target.path.iter_mut().any(|step| match step {
                Projection::Index(index) => match **index {
                    Expr::Local(local) => twins[local].map(|twin| **index = Expr::Local(twin)).is_some(),
                    _ => false,
                },
                Projection::Field(..) => false,
            })
        });
        if found {
            return true;
        }
    }
    false
}

/// Turns the first variable of a role that can crash, of those that are (not) durable.
fn durability(ir: &mut Ir, durable: bool) -> bool {
    let turned = |id: &VariableId| {
        let variable = &ir[*id];
        variable.role == VariableRole::Declared && variable.durable == durable && ir.crashes(variable.component)
    };
    let found = ir.variable_ids().find(turned);
    found.map(|id| ir[id].durable = !durable).is_some()
}
