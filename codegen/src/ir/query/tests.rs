//! Each query, on the small workflow.

use super::*;
use crate::ir::fixture::{self, *};
use crate::ir::{Expr, StatementKind, Type};

/// The server renders a job that a message names: guarded, it takes the lane and queues the job.
fn rendering() -> (Ir, ActionId) {
    let mut ir = workflow();
    let lane = StatementKind::Let(1, read(LANE, &[]));
    let guard = StatementKind::Require(Expr::Is { of: Expr::Local(1).into(), ty: option(), variant: 0 });
    let take = StatementKind::Assign(place(LANE, &[]), some(JOB, Expr::Local(0)));
    let push = StatementKind::PushBack(place(ORDER, &[]), Expr::Local(0));
    let send = StatementKind::Send(REPLY, vec![Expr::Local(0)]);
    let locals = [("lane", option())];
    let statements = vec![lane, guard, take, push, send];
    let id = fixture::action(&mut ir, SERVER, ActionKind::Receive, Some(RENDER), &locals, statements);
    (ir, id)
}

fn option() -> Type {
    Type::Option(Box::new(Type::Id(JOB)))
}

#[test]
fn what_a_body_depends_on_and_changes() {
    let (ir, id) = rendering();
    assert_eq!(ir.reads(id), [LANE, ORDER].into());
    assert_eq!(ir.writes(id), [LANE, ORDER].into());
    assert_eq!(ir.outputs_of(id), [Output::Message(REPLY)].into());
    assert_eq!(ir.handlers_of(RENDER).collect::<Vec<_>>(), [id]);
}

#[test]
fn a_guard_carries_the_binding_it_uses() {
    let (ir, id) = rendering();
    let [guard] = &*ir.guards_of(id) else { panic!("one guard") };
    let words = crate::ir::Words { ir: &ir, locals: &ir[id].body.locals };
    assert_eq!(words.expr(guard), "let lane = server.lane; lane.is_none()");
}

#[test]
fn a_routed_message_names_the_instance() {
    let mut ir = workflow();
    let routed = fixture::action(&mut ir, KIOSK, ActionKind::Receive, Some(REPLY), &[], Vec::new());
    let own = fixture::action(&mut ir, KIOSK, ActionKind::Step, None, &[], Vec::new());
    assert_eq!(ir.instance_of(routed), Instance::Routed { me: 0, by: 1 });
    assert_eq!(ir.instance_of(own), Instance::Argument(0));
    let names = |event| ir.arguments_of(event).into_iter().map(|argument| argument.name).collect::<Vec<_>>();
    assert_eq!(names(Event::Action(routed)), ["session"]);
    assert_eq!(names(Event::Action(own)), ["me"]);
    assert_eq!(names(Event::Drop(RENDER)), ["job"]);
    assert_eq!(names(Event::Drain(SESSION)), ["session"]);
}

#[test]
fn every_kind_of_event_has_its_own_number() {
    let (ir, _) = rendering();
    for kind in 0..ir.event_kinds() {
        let kind = u16::try_from(kind).unwrap();
        assert_eq!(ir.event(kind).map(|event| ir.event_kind(event)), Some(kind));
    }
    assert_eq!(ir.event(u16::try_from(ir.event_kinds()).unwrap()), None);
}

#[test]
fn only_what_holds_an_id_has_no_default() {
    let ir = workflow();
    assert!(default_value(&ir, &Type::Id(JOB)).is_none());
    assert!(default_value(&ir, &option()).is_some());
    let progress = &ir[PROGRESS].ty;
    assert!(default_value(&ir, progress.entry()).is_some(), "the initial variant carries nothing");
}
