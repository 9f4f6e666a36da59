//! Each rule on the small workflow: what it refuses, and the nearest that it lets pass.

mod parties;

use super::check;
use crate::ir::fixture::*;
use crate::ir::{
    ActionKind, Body, Bound, Endpoint, Expr, Fairness, Ir, Local, Observer, Quantifier, Span, StatementKind, Trigger,
    Type,
};
use crate::resolve::{Names, Spans};

/// The codes that a workflow breaks.
fn codes(ir: &Ir) -> Vec<&'static str> {
    let spans = Spans(vec![proc_macro2::Span::call_site()]);
    let names = Names { spans, ..Names::default() };
    check(ir, &names).err().unwrap_or_default().into_iter().map(|error| error.code).collect()
}

/// The codes that the body of an unguarded receive of `Render` in the server breaks; local 0 is its job, then come two
/// more jobs and an `Option<Job>`.
fn of_body(statements: Vec<StatementKind>) -> Vec<&'static str> {
    let mut ir = workflow();
    receive(&mut ir, statements);
    codes(&ir)
}

fn receive(ir: &mut Ir, statements: Vec<StatementKind>) {
    let locals = [
        ("j", Type::Id(JOB)),
        ("k", Type::Id(JOB)),
        ("o", Type::Option(Box::new(Type::Id(JOB)))),
        ("s", Type::Id(SESSION)),
    ];
    action(ir, SERVER, ActionKind::Receive, Some(RENDER), &locals, statements);
}

fn assign(variable: crate::ir::VariableId, indexes: &[usize], value: Expr) -> StatementKind {
    StatementKind::Assign(place(variable, indexes), value)
}

fn if_then(condition: Expr, statement: StatementKind) -> StatementKind {
    StatementKind::If(condition, block(vec![statement]), Vec::new())
}

fn for_jobs(body: Vec<StatementKind>) -> StatementKind {
    StatementKind::ForEach { local: 1, sort: JOB, ordered: false, body: block(body) }
}

fn none() -> Expr {
    Expr::Variant { ty: Type::Option(Box::new(Type::Id(JOB))), variant: 0, fields: Vec::new() }
}

fn used(local: usize) -> Expr {
    let ty = Type::Enum(crate::ir::EnumId(0));
    Expr::Is { of: Box::new(read(PROGRESS, &[local])), ty, variant: 1 }
}

fn any_job(quantifier: Quantifier, body: Expr) -> Expr {
    Expr::Quantified { quantifier, local: 1, sort: JOB, body: Box::new(body) }
}

fn observer(ir: &mut Ir, statement: StatementKind) {
    let locals =
        [("session", SESSION), ("job", JOB)].map(|(name, sort)| Local { name: name.into(), ty: Type::Id(sort) });
    let locals = locals.into();
    let body = Body { locals, statements: block(vec![statement]) };
    let name = format!("observer_{}", ir.observers.len());
    ir.observers.push(Observer { name, span: Span(0), component: WORLD, trigger: Trigger::Effect(SHOW), body });
}

#[test]
fn guards_come_before_changes() {
    let clear = || assign(LANE, &[], none());
    let guard = || StatementKind::Require(used(0));
    assert_eq!(of_body(vec![guard(), clear()]), [""; 0]);
    assert_eq!(of_body(vec![clear(), guard()]), ["E0401"]);
    assert_eq!(of_body(vec![if_then(used(0), clear()), guard()]), ["E0401"]);
    assert_eq!(of_body(vec![clear(), StatementKind::Fresh(1, JOB)]), ["E0401"]);
    let either = StatementKind::If(used(0), block(vec![clear()]), block(vec![guard()]));
    assert_eq!(of_body(vec![either]), [""; 0], "on each path");
    let mixed =
        for_jobs(vec![StatementKind::Require(Expr::Not(used(1).into())), StatementKind::Reset(place(PROGRESS, &[1]))]);
    assert_eq!(of_body(vec![mixed]), ["E0401"], "the second turn guards after the first has changed");
}

#[test]
fn a_turn_may_change_its_own_entries() {
    let turn = if_then(used(1), StatementKind::Reset(place(PROGRESS, &[1])));
    assert_eq!(of_body(vec![for_jobs(vec![turn])]), [""; 0]);
    let other = if_then(used(1), StatementKind::Reset(place(PROGRESS, &[0])));
    assert_eq!(of_body(vec![for_jobs(vec![other])]), ["E0402"], "the condition reads what another turn resets");
}

#[test]
fn turns_may_change_shared_places_alike() {
    let clear = if_then(used(1), assign(LANE, &[], none()));
    assert_eq!(of_body(vec![for_jobs(vec![clear])]), [""; 0]);
    let take = if_then(used(1), assign(LANE, &[], some(JOB, Expr::Local(1))));
    assert_eq!(of_body(vec![for_jobs(vec![take])]), ["E0402"]);
    let push = if_then(used(1), StatementKind::PushBack(place(ORDER, &[]), Expr::Local(1)));
    assert_eq!(of_body(vec![for_jobs(vec![push])]), ["E0402"]);
    let first = vec![
        if_then(Expr::And(vec![used(1), equal(read(LANE, &[]), none())]), StatementKind::Reset(place(PROGRESS, &[1]))),
        if_then(used(1), assign(LANE, &[], none())),
    ];
    assert_eq!(of_body(vec![for_jobs(first)]), ["E0402"], "one turn looks at what another changes");
}

#[test]
fn a_claimed_place_may_be_cleared() {
    let mine = || equal(read(LANE, &[]), some(JOB, Expr::Local(1)));
    let claimed = if_then(used(1), if_then(mine(), assign(LANE, &[], none())));
    assert_eq!(of_body(vec![for_jobs(vec![claimed])]), [""; 0]);
    let unclaimed = vec![
        if_then(used(1), if_then(mine(), StatementKind::Reset(place(PROGRESS, &[1])))),
        if_then(used(1), assign(LANE, &[], none())),
    ];
    assert_eq!(of_body(vec![for_jobs(unclaimed)]), ["E0402"], "another turn clears what this one asks for");
}

#[test]
fn what_goes_out_of_a_role_that_crashes_is_ordered() {
    let mut ir = workflow();
    let show = || if_then(used(1), StatementKind::Emit(SHOW, vec![Expr::Local(4)]));
    receive(&mut ir, vec![for_jobs(vec![show()])]);
    assert_eq!(codes(&ir), [""; 0]);
    action(&mut ir, SERVER, ActionKind::Crash { budget: None }, None, &[], Vec::new());
    action(&mut ir, SERVER, ActionKind::Recover, None, &[], Vec::new());
    ir.actions[1].fairness = Fairness::Unfair;
    assert_eq!(codes(&ir), ["E0402"]);
}

#[test]
fn what_observers_do_belongs_to_the_turn() {
    let mut ir = workflow();
    let show = if_then(used(1), StatementKind::Emit(SHOW, vec![Expr::Local(4)]));
    receive(&mut ir, vec![for_jobs(vec![show])]);
    observer(&mut ir, assign(SEEN, &[], Expr::Count(1)));
    assert_eq!(codes(&ir), [""; 0]);
    let toggle = Expr::If(equal(read(SEEN, &[]), Expr::Count(0)).into(), Expr::Count(1).into(), Expr::Count(0).into());
    observer(&mut ir, assign(SEEN, &[], toggle));
    assert_eq!(codes(&ir), ["E0402"]);
}

#[test]
fn quantifiers_are_blind_to_defaults() {
    let guard = |expr| of_body(vec![StatementKind::Require(expr)]);
    assert_eq!(guard(any_job(Quantifier::Any, used(1))), [""; 0]);
    assert_eq!(guard(any_job(Quantifier::Any, Expr::Not(used(1).into()))), ["E0403"]);
    assert_eq!(guard(any_job(Quantifier::All, Expr::Not(used(1).into()))), [""; 0]);
    assert_eq!(guard(any_job(Quantifier::All, used(1))), ["E0403"]);
    let in_lane = equal(read(LANE, &[]), some(JOB, Expr::Local(1)));
    assert_eq!(guard(any_job(Quantifier::Any, in_lane.clone())), ["E0403"]);
    assert_eq!(guard(any_job(Quantifier::Any, Expr::And(vec![in_lane, used(1)]))), [""; 0]);
    assert_eq!(guard(equal(Expr::Parameter(crate::ir::ParameterId(1)), Expr::Count(2))), ["E0403"]);
}

#[test]
fn nodes_may_be_counted() {
    let body = Box::new(Expr::Contains(read(PREPARED, &[]).into(), Expr::Local(1).into()));
    let all = Expr::Quantified { quantifier: Quantifier::All, local: 1, sort: MANAGER, body };
    assert_eq!(of_body(vec![StatementKind::Require(all)]), [""; 0]);
}

#[test]
fn loops_do_nothing_for_unused_ids() {
    let send = || StatementKind::Send(RENDER, vec![Expr::Local(1)]);
    assert_eq!(of_body(vec![for_jobs(vec![send()])]), ["E0404"]);
    assert_eq!(of_body(vec![for_jobs(vec![if_then(used(1), send())])]), [""; 0]);
    assert_eq!(of_body(vec![for_jobs(vec![StatementKind::Reset(place(PROGRESS, &[1]))])]), [""; 0]);
}
